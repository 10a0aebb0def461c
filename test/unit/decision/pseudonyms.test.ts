import assert from 'node:assert/strict';
import { searchesOf } from '../../../src/decision/decide-search.ts';
import { namingOf, realPatient, withRealPatients } from '../../../src/decision/pseudonyms.ts';
import type { Criterion } from '../../../src/fhir/interaction.ts';
import { criterionName, printParam } from '../../../src/fhir/print.ts';
import { isFhirId } from '../../../src/fhir/reference.ts';
import { bases, grantsOf, parsed, pseudonymOf, type Given } from '../../support/deciding.ts';

const team: Given = { scope: 'user/*.rs', patient: 'A', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
const naming = (rows: readonly string[], given: Given = team) => namingOf(grantsOf(given, rows, 'Patient', 'search', 's'), pseudonymOf);
const masked = ['* search careteam mask:ps'];

describe('namingOf, realPatient', () => {
  const real = (id: string, rows: readonly string[]): string => {
    const found = naming(rows);
    return found === undefined ? id : realPatient(id, found);
  };
  it('is none where no grant gives pseudonyms', () => {
    assert.equal(naming(['* search careteam']), undefined);
    assert.equal(naming(['* search careteam mask:m']), undefined);
    assert.equal(naming([]), undefined);
  });
  it('a pseudonym means the patient', () => { assert.equal(real('ps-A', masked), 'A'); });
  it('a real id of a patient behind one means nobody, as one that is not there', () => {
    assert.notEqual(real('A', masked), 'A');
    assert.ok(isFhirId(real('A', masked)));
    assert.ok(!['A', 'B', 'ps-A', 'ps-B'].includes(real('A', masked)));
  });
  it('... and a patient whom another grant shows has no other name, so that nobody\'s pseudonym can be looked up', () => {
    const both = [...masked, '* search launch'];
    assert.deepEqual([real('A', both), real('ps-A', both), real('ps-B', both)], ['A', 'ps-A', 'B']);
    assert.notEqual(real('B', both), 'B');
  });
  it('... everyone, where a grant reaches everyone', () => { assert.deepEqual([real('A', [...masked, '* search any']), real('Z', [...masked, '* search any'])], ['A', 'Z']); });
  it('an id of somebody out of reach stays as it is', () => { assert.deepEqual([real('Z', masked), real('ps-Z', masked)], ['Z', 'ps-Z']); });
});

/** The values at the end of a join. */
const last = (criterion: Criterion): string => {
  if (!('join' in criterion)) return criterion.values.join(',');
  return criterion.join === 'reverse' ? last(criterion.of) : criterion.targets.map(({ of }) => last(of)).join(' ');
};

describe('withRealPatients', () => {
  const hidden = pseudonymOf('no patient A');
  const asked = (request: string, only?: string): readonly string[] => {
    const [search] = searchesOf(parsed(`GET ${request}`).interaction);
    if (search === undefined) throw new Error(`\`${request}\` is no search`);
    const found = naming(masked);
    const { params, joins } = withRealPatients(search, (type) => (only === undefined || only === type ? found : undefined), bases);
    return [...params.map((param) => decodeURIComponent(printParam(param))), ...joins.map((join) => `${criterionName(join)}=${last(join)}`)];
  };
  const cases: readonly { readonly request: string; readonly real: readonly string[] }[] = [
    { request: 'Observation?patient=ps-A', real: ['patient=A'] },
    { request: 'Observation?patient=Patient/ps-A,ps-B', real: ['patient=Patient/A,B'] },
    { request: 'Observation?subject:Patient=ps-A', real: ['subject:Patient=A'] },
    { request: 'Observation?subject=https://gw.example/fhir/Patient/ps-A', real: ['subject=Patient/A'] },
    { request: 'Observation?performer=Patient/ps-A,Practitioner/ps-A', real: ['performer=Patient/A,Practitioner/ps-A'] },
    { request: 'Observation?patient=A', real: [`patient=${hidden}`] },
    { request: 'Observation?patient=Patient/A', real: [`patient=Patient/${hidden}`] },
    { request: 'Patient?_id=ps-A,A', real: [`_id=A,${hidden}`] },
    { request: 'Patient?link=Patient/ps-B', real: ['link=Patient/B'] },
    { request: 'Observation?_id=ps-A&encounter=ps-A&code=ps-A', real: ['_id=ps-A', 'encounter=ps-A', 'code=ps-A'] },
    { request: 'Observation?performer:identifier=ps-A', real: ['performer:identifier=ps-A'] },
    { request: 'Patient/ps-A/Observation?code=x', real: ['patient=Patient/A', 'code=x'] },
    { request: 'Observation?encounter:Encounter.patient=ps-A', real: ['encounter:Encounter.patient=A'] },
    { request: 'Observation?subject:Patient._id=A', real: [`subject:Patient._id=${hidden}`] },
    { request: 'Patient?_has:Observation:patient:subject=Patient/ps-A', real: ['_has:Observation:patient:subject=Patient/A'] },
  ];
  for (const { request, real } of cases) it(`${request} means ${real.join('&')}`, () => { assert.deepEqual(asked(request), real); });
  it('... each type by its own grants', () => {
    assert.deepEqual(asked('Observation?patient=ps-A&encounter:Encounter.patient=ps-A', 'Encounter'), ['patient=ps-A', 'encounter:Encounter.patient=A']);
  });
});
