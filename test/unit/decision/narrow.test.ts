import assert from 'node:assert/strict';
import type { Grant } from '../../../src/decision/grant.ts';
import { namedPatients, narrow } from '../../../src/decision/narrow.ts';
import type { AskedParam } from '../../../src/fhir/interaction.ts';
import { printParam } from '../../../src/fhir/print.ts';
import type { Bases } from '../../../src/fhir/reference.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { bases, basesOf, grantsOf, parsed, type Given } from '../../support/deciding.ts';

const paramsOf = (request: string): readonly AskedParam[] => {
  const { interaction } = parsed(`GET ${request}`);
  if (interaction.kind !== 'search-type') throw new Error(`\`${request}\` is no search`);
  return interaction.params;
};
const grants = (given: Given, rows: readonly string[], type: ResourceType = 'Observation'): readonly Grant[] => grantsOf(given, rows, type, 'search', 's');
const print = (params: readonly AskedParam[] | undefined): readonly string[] | undefined => params?.map((param) => decodeURIComponent(printParam(param)));
const launch: Given = { scope: 'patient/*.rs', patient: 'A' };

describe('narrow', () => {
  it('A-060 asks for a patient under the aliases of the backend too, as what is stored may be written so', () => {
    const aliased: Bases = { own: bases.own, backend: [...bases.backend, 'http://alias/fhir'] };
    const once = narrow('Observation', paramsOf('Observation?code=x'), grants(launch, ['* search launch']), aliased);
    assert.deepEqual(print(once[0]?.params), ['patient=Patient/A,http://alias/fhir/Patient/A', 'code=x']);
    assert.deepEqual(narrow('Observation', once[0]?.params ?? [], grants(launch, ['* search launch']), aliased), once);
  });

  it('R-113 the grants of `openid fhirUser` search nothing', () => {
    const [own] = grantsOf({ scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, ['* read any'], 'Practitioner');
    assert.ok(own !== undefined);
    assert.deepEqual(narrow('Practitioner', [], [own], bases), []);
  });

  it('takes 5,000 patients in linear time', () => {
    const careteam = Array.from({ length: 5000 }, (_, index) => `p${index}`);
    const scope = Array.from({ length: 50 }, (_, index) => `user/Observation.s?code=x${index}`).join(' ');
    const many = grants({ scope, fhirUser: 'Practitioner/77', careteam }, ['* search careteam']);
    const begun = performance.now();
    assert.equal(narrow('Observation', [], many, bases)[0]?.confined?.length, 5000);
    assert.ok(performance.now() - begun < 500);
  });
});

describe('narrow, where one search upstream cannot say it', () => {
  const related: Given = { scope: 'user/*.rs', patient: 'A', fhirUser: 'RelatedPerson/r', related: ['C'] };
  const both = ['* search launch', '* search self'];
  const lines = (type: ResourceType, given: Given, rows: readonly string[], request: string): readonly unknown[] =>
    narrow(type, paramsOf(request), grants(given, rows, type), basesOf(given)).map(({ params, by, exact, confined }) => ({ params: print(params), by: print(by && [by])?.[0], exact, confined }));

  it('the caller\'s own related person outside the reach is searched by its id, after the patients\'', () => {
    assert.deepEqual(lines('RelatedPerson', related, both, 'RelatedPerson?name=x'), [
      { params: ['patient=Patient/A,Patient/C', 'name=x'], by: 'patient=Patient/A,Patient/C', exact: true, confined: ['A', 'C'] },
      { params: ['_id=r', 'name=x'], by: '_id=r', exact: true, confined: undefined },
    ]);
  });
  it('... alone where no patient is reached', () => {
    assert.deepEqual(lines('RelatedPerson', { ...related, patient: 'A', related: [] }, ['* search self'], 'RelatedPerson'), [{ params: ['_id=r'], by: '_id=r', exact: true, confined: undefined }]);
  });
  it('... not where a patient is named, and never under `patient/`', () => {
    assert.equal(lines('RelatedPerson', related, both, 'RelatedPerson?patient=A').length, 1);
    assert.equal(lines('RelatedPerson', { ...related, scope: 'patient/*.rs' }, both, 'RelatedPerson').length, 1);
  });
  it('... nor is a Patient searched twice who is within the reach', () => {
    assert.deepEqual(lines('Patient', { scope: 'user/*.rs', fhirUser: 'Patient/A' }, ['* search self'], 'Patient'), [{ params: ['_id=A'], by: '_id=A', exact: true, confined: ['A'] }]);
  });
  it('... and not exactly under a granular scope', () => {
    assert.deepEqual(narrow('RelatedPerson', [], grants({ ...related, scope: 'user/RelatedPerson.rs?active=true' }, both, 'RelatedPerson'), bases).map(({ exact }) => exact), [false, false]);
  });

  const fhir: Given = { ...launch, compartment: 'fhir' };
  const mine = ['* search launch'];
  it('`compartment: fhir`: a search by each parameter of the compartment, each exact by itself', () => {
    assert.deepEqual(lines('AllergyIntolerance', fhir, mine, 'AllergyIntolerance?code=x'), ['patient', 'recorder', 'asserter'].map((name) =>
      ({ params: [`${name}=Patient/A`, 'code=x'], by: `${name}=Patient/A`, exact: true, confined: ['A'] })));
  });
  it('... of a type with one such parameter, one search', () => {
    assert.deepEqual(lines('Coverage', { ...launch }, mine, 'Coverage').length, 1);
    assert.deepEqual(lines('ImagingStudy', fhir, mine, 'ImagingStudy').length, 1);
  });
  it('... where the patient is named it is the owner that is asked for', () => {
    assert.deepEqual(lines('AllergyIntolerance', fhir, mine, 'AllergyIntolerance?patient=A').length, 1);
    assert.deepEqual(lines('AllergyIntolerance', fhir, mine, 'AllergyIntolerance?patient=B'), []);
  });
  it('... and for everyone nothing is narrowed', () => {
    assert.deepEqual(lines('AllergyIntolerance', { scope: 'user/*.rs', compartment: 'fhir' }, ['* search any'], 'AllergyIntolerance'), [{ params: [], by: undefined, exact: true, confined: undefined }]);
  });
  it('A-085 ... and of nobody nothing is searched', () => {
    assert.deepEqual(narrow('AllergyIntolerance', [], [], basesOf(fhir)), []);
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
      const found = namedPatients(interaction.kind === 'search-type' ? interaction.type : 'Basic', paramsOf(request), bases);
      assert.deepEqual(found && [...found].sort(), named);
    });
  }
});
