import assert from 'node:assert/strict';
import type { NonEmpty, Grant } from '../../../src/decision/grant.ts';
import { namedPatients, narrow } from '../../../src/decision/narrow.ts';
import type { Criteria } from '../../../src/fhir/interaction.ts';
import { printParam } from '../../../src/fhir/print.ts';
import type { Bases } from '../../../src/fhir/reference.ts';
import { bases, grantsOf, parsed, type Given } from '../../support/deciding.ts';

const criteria = (request: string): Criteria => {
  const { interaction } = parsed(`GET ${request}`);
  if (interaction.kind !== 'search-type') throw new Error(`\`${request}\` is no search`);
  return interaction;
};
const grants = (given: Given, rows: readonly string[]): NonEmpty<Grant> => {
  const [first, ...others] = grantsOf(given, rows, 'Observation', 'search', 's');
  if (first === undefined) throw new Error('there is no grant');
  return [first, ...others];
};
const launch: Given = { scope: 'patient/*.rs', patient: 'A' };

describe('narrow', () => {
  it('A-060 asks for a patient under the aliases of the backend too, as what is stored may be written so', () => {
    const aliased: Bases = { own: bases.own, backend: [...bases.backend, 'http://alias/fhir'] };
    const print = (request: string): readonly string[] | undefined => narrow('Observation', criteria(request), grants(launch, ['* search launch']), aliased)?.params.map((param) => decodeURIComponent(printParam(param)));
    assert.deepEqual(print('Observation?code=x'), ['patient=Patient/A,http://alias/fhir/Patient/A', 'code=x']);
    const once = narrow('Observation', criteria('Observation'), grants(launch, ['* search launch']), aliased);
    assert.deepEqual(once && narrow('Observation', { params: once.params, result: {} }, grants(launch, ['* search launch']), aliased), once);
  });

  it('R-113 the grants of `openid fhirUser` search nothing', () => {
    const [own] = grantsOf({ scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, ['* read any'], 'Practitioner');
    assert.ok(own !== undefined);
    assert.equal(narrow('Practitioner', criteria('Practitioner'), [own], bases), undefined);
  });

  it('takes 5,000 patients in linear time', () => {
    const careteam = Array.from({ length: 5000 }, (_, index) => `p${index}`);
    const scope = Array.from({ length: 50 }, (_, index) => `user/Observation.s?code=x${index}`).join(' ');
    const many = grants({ scope, fhirUser: 'Practitioner/77', careteam }, ['* search careteam']);
    const begun = performance.now();
    assert.equal(narrow('Observation', criteria('Observation'), many, bases)?.confined?.length, 5000);
    assert.ok(performance.now() - begun < 500);
  });
});

describe('namedPatients', () => {
  const cases = [
    { request: 'Observation?code=x', named: undefined },
    { request: 'Observation?patient=A,B', named: ['A', 'B'] },
    { request: 'Observation?patient=A,B&subject=Patient/B', named: ['B'] },
    { request: 'Observation?patient=A&patient=B', named: [] },
    { request: 'Observation?subject=Group/A', named: [] },
    { request: 'Observation?performer=Patient/A', named: undefined },
    { request: 'Patient?_id=A', named: ['A'] },
    { request: 'Observation?_id=A', named: undefined },
    { request: 'Provenance?patient=A', named: ['A'] },
    { request: 'Provenance?patient:identifier=A', named: [] },
    { request: 'Practitioner?_id=A', named: undefined },
    { request: 'Schedule?actor=Patient/A', named: undefined },
  ];
  for (const { request, named } of cases) {
    it(`${request} names ${named === undefined ? 'none' : `[${named.join()}]`}`, () => {
      const { interaction } = parsed(`GET ${request}`);
      if (interaction.kind !== 'search-type') throw new Error('this is no search');
      const found = namedPatients(interaction.type, interaction.params, bases);
      assert.deepEqual(found && [...found].sort(), named);
    });
  }
});
