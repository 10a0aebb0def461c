import assert from 'node:assert/strict';
import { lookUpKey, reachOfRow, wantedLookUps } from '../../../src/decision/reaches.ts';
import { grantingRows } from '../../../src/decision/gates.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { rowOf, soundCaller, type Given } from '../../support/deciding.ts';

const wanted = (given: Given, rows: readonly string[], type: ResourceType = 'Observation'): readonly string[] => {
  const caller = soundCaller(given);
  return wantedLookUps(type, caller.scopes, grantingRows({ allow: rows.map(rowOf), deny: [] }), caller).map(lookUpKey);
};
const user: Given = { scope: 'user/Observation.r', fhirUser: 'Practitioner/77' };
const launch: Given = { scope: 'patient/Observation.r', fhirUser: 'Practitioner/77', patient: 'A' };
const parent: Given = { scope: 'user/Observation.r', fhirUser: 'RelatedPerson/r' };
const both: Given = { ...launch, scope: 'user/Observation.r patient/Observation.r' };
const team = 'careteam Practitioner/77 *';
const ofA = 'careteam Practitioner/77 A';

describe('wantedLookUps of a type that no patient owns', () => {
  const given: Given = { scope: 'user/*.r', fhirUser: 'Practitioner/77' };
  for (const type of ['Organization', 'Task', 'AuditEvent'] as const) {
    it(`asks nothing for ${type}, where a care team grants nothing`, () => { assert.deepEqual(wanted(given, ['* read careteam'], type), []); });
  }
  for (const type of ['Observation', 'Binary'] as const) {
    it(`... and asks for ${type}`, () => { assert.deepEqual(wanted(given, ['* read careteam'], type), [team]); });
  }
});

describe('wantedLookUps', () => {
  const cases: readonly { readonly sentence: string; readonly given: Given; readonly rows: readonly string[]; readonly lookUps: readonly string[] }[] = [
    { sentence: 'none for `launch` and `any`', given: launch, rows: ['* read launch', '* read any'], lookUps: [] },
    { sentence: 'the care teams of a user', given: user, rows: ['* read careteam'], lookUps: [team] },
    { sentence: '... once for several rows', given: user, rows: ['* read careteam', '* read careteam mfa'], lookUps: [team] },
    { sentence: '... not where `any` covers them', given: user, rows: ['* read careteam', '* read any'], lookUps: [] },
    { sentence: '... but where it does on stricter terms', given: user, rows: ['* read careteam', '* read any mfa'], lookUps: [team] },
    { sentence: '... not where the terms are equally strict', given: user, rows: ['* read careteam mfa', '* read any mfa'], lookUps: [] },
    { sentence: '... nor where those of `any` are less strict', given: user, rows: ['* read careteam mfa', '* read any'], lookUps: [] },
    { sentence: '... nor by a row that grants nothing yet', given: user, rows: ['* read careteam', '* read any mask:m'], lookUps: [team] },
    { sentence: '... nor does `launch` cover them for `user/`', given: { ...user, patient: 'A' }, rows: ['* read careteam', '* read launch'], lookUps: [team] },
    { sentence: 'under `patient/` the launch patient\'s alone', given: launch, rows: ['* read careteam'], lookUps: [ofA] },
    { sentence: '... not where `launch` covers it', given: launch, rows: ['* read careteam', '* read launch'], lookUps: [] },
    { sentence: '... but where it does on stricter terms', given: launch, rows: ['* read careteam', '* read launch mfa'], lookUps: [ofA] },
    { sentence: 'both for both contexts', given: both, rows: ['* read careteam'], lookUps: [team, ofA] },
    { sentence: '... less what is covered', given: both, rows: ['* read careteam', '* read launch'], lookUps: [team] },
    { sentence: 'none without a fhirUser', given: { scope: 'user/Observation.r' }, rows: ['* read careteam', '* read self'], lookUps: [] },
    { sentence: 'none for the `self` of a practitioner', given: user, rows: ['* read self'], lookUps: [] },
    { sentence: 'none for the `self` of a patient', given: { ...user, fhirUser: 'Patient/A' }, rows: ['* read self'], lookUps: [] },
    { sentence: 'the relation for the `self` of a related person', given: parent, rows: ['* read self'], lookUps: ['related r'] },
    { sentence: '... not where `any` covers it', given: parent, rows: ['* read self', '* read any'], lookUps: [] },
    { sentence: 'none without a scope', given: { ...user, scope: '' }, rows: ['* read careteam'], lookUps: [] },
    { sentence: 'none for `group`, which grants nothing yet', given: user, rows: ['* read group:g'], lookUps: [] },
  ];
  for (const { sentence, given, rows, lookUps } of cases) it(sentence, () => { assert.deepEqual(wanted(given, rows), lookUps); });
});

describe('reachOfRow', () => {
  const reach = (row: string, given: Given, known: Readonly<Record<string, readonly string[]>> = {}): unknown => {
    const found = reachOfRow(rowOf(row, 0), soundCaller(given), new Map(Object.entries(known).map(([key, patients]) => [key, new Set(patients)])));
    return found === 'everyone' ? found : [...found].sort();
  };
  const cases: readonly { readonly sentence: string; readonly reach: unknown; readonly is: unknown }[] = [
    { sentence: '`any` is everyone', reach: reach('* read any', user), is: 'everyone' },
    { sentence: '`launch` is the launch patient', reach: reach('* read launch', launch), is: ['A'] },
    { sentence: '... or nobody', reach: reach('* read launch', user), is: [] },
    { sentence: '`self` of a patient', reach: reach('* read self', { ...user, fhirUser: 'Patient/A' }), is: ['A'] },
    { sentence: '... of a related person', reach: reach('* read self', parent, { 'related r': ['B'] }), is: ['B'] },
    { sentence: '... of one that is not known', reach: reach('* read self', parent, { 'related s': ['B'] }), is: [] },
    { sentence: '... of a practitioner', reach: reach('* read self', user), is: [] },
    { sentence: '`careteam` of both look-ups together', reach: reach('* read careteam', both, { [team]: ['B'], [ofA]: ['A'] }), is: ['A', 'B'] },
    { sentence: '... of one', reach: reach('* read careteam', user, { [team]: ['B'], [ofA]: ['A'] }), is: ['B'] },
    { sentence: '... of nobody', reach: reach('* read careteam', { scope: 'user/*.r' }, { [team]: ['B'] }), is: [] },
    { sentence: '... that is not known', reach: reach('* read careteam', launch), is: [] },
    { sentence: '`group` is nobody yet', reach: reach('* read group:g', launch), is: [] },
  ];
  for (const { sentence, reach: found, is } of cases) it(sentence, () => { assert.deepEqual(found, is); });
});
