import assert from 'node:assert/strict';
import { lookUpKey, reachOfRow, wantedLookUps } from '../../../src/decision/reaches.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { rowOf, soundCaller, type Given } from '../../support/deciding.ts';

const wanted = (given: Given, rows: readonly string[], type: ResourceType = 'Observation', personLinks = false): readonly string[] => {
  const caller = soundCaller(given);
  return wantedLookUps(type, caller.scopes, rows.map(rowOf), caller, { personLinks }).map(lookUpKey);
};
const user: Given = { scope: 'user/Observation.r', fhirUser: 'Practitioner/77' };
const launch: Given = { scope: 'patient/Observation.r', fhirUser: 'Practitioner/77', patient: 'A' };
const parent: Given = { scope: 'user/Observation.r', fhirUser: 'RelatedPerson/r' };
const person: Given = { scope: 'user/Observation.r', fhirUser: 'Person/p' };
const machine: Given = { scope: 'system/Observation.r', client: 'etl' };
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
    { sentence: 'the members of a group', given: user, rows: ['* read group:g'], lookUps: ['group g *'] },
    { sentence: '... of each group', given: user, rows: ['* read group:g', '* read group:h', '* read group:g max:5'], lookUps: ['group g *', 'group h *'] },
    { sentence: '... also for a client without a user', given: machine, rows: ['* read group:g', '* read careteam', '* read self'], lookUps: ['group g *'] },
    { sentence: '... not where `any` covers them', given: user, rows: ['* read group:g mask:m', '* read any'], lookUps: [] },
    { sentence: '... under `patient/` the launch patient\'s membership alone', given: launch, rows: ['* read group:g'], lookUps: ['group g A'] },
    { sentence: '... not where `launch` covers it', given: launch, rows: ['* read group:g', '* read launch'], lookUps: [] },
    { sentence: '... both for both contexts', given: both, rows: ['* read group:g'], lookUps: ['group g *', 'group g A'] },
    { sentence: '... one group does not cover another', given: user, rows: ['* read group:g', '* read group:h mask:m'], lookUps: ['group g *', 'group h *'] },
    { sentence: 'none for the `self` of a Person, whose links are not followed', given: person, rows: ['* read self'], lookUps: [] },
  ];
  for (const { sentence, given, rows, lookUps } of cases) it(sentence, () => { assert.deepEqual(wanted(given, rows), lookUps); });
});

describe('wantedLookUps where the links of a Person are followed', () => {
  const cases: readonly { readonly sentence: string; readonly given: Given; readonly rows: readonly string[]; readonly lookUps: readonly string[] }[] = [
    { sentence: 'the `self` of a Person', given: person, rows: ['* read self'], lookUps: ['person p'] },
    { sentence: '... under `patient/` the same', given: { ...person, scope: 'patient/Observation.r', patient: 'A' }, rows: ['* read self'], lookUps: ['person p'] },
    { sentence: '... not where `any` covers it', given: person, rows: ['* read self', '* read any'], lookUps: [] },
    { sentence: '... nothing for its `launch`', given: { ...person, patient: 'A' }, rows: ['* read launch'], lookUps: [] },
    { sentence: 'the relation of a related person, as ever', given: parent, rows: ['* read self'], lookUps: ['related r'] },
    { sentence: 'none for a patient', given: { ...user, fhirUser: 'Patient/A' }, rows: ['* read self'], lookUps: [] },
    { sentence: 'none for a practitioner', given: user, rows: ['* read self'], lookUps: [] },
  ];
  for (const { sentence, given, rows, lookUps } of cases) it(sentence, () => { assert.deepEqual(wanted(given, rows, 'Observation', true), lookUps); });
});

describe('wantedLookUps: a row covers another unless it has a term that the other lacks', () => {
  const cases: readonly { readonly any: string; readonly group: string; readonly covers: boolean }[] = [
    { any: '', group: '', covers: true },
    { any: '', group: ' mfa break-glass mask:m window:P1Y max:5', covers: true },
    { any: ' mfa', group: '', covers: false },
    { any: ' mfa', group: ' mfa', covers: true },
    { any: ' break-glass', group: '', covers: false },
    { any: ' break-glass', group: ' mfa', covers: false },
    { any: ' break-glass', group: ' break-glass', covers: true },
    { any: ' mask:m', group: '', covers: false },
    { any: ' mask:m', group: ' mask:n', covers: false },
    { any: ' mask:m', group: ' mask:m', covers: true },
    { any: ' window:P1Y', group: '', covers: false },
    { any: ' window:P1Y', group: ' window:P1M', covers: false },
    { any: ' window:P1Y', group: ' window:P1Y', covers: true },
    { any: ' max:5', group: '', covers: false },
    { any: ' max:5', group: ' max:6', covers: false },
    { any: ' max:6', group: ' max:6', covers: true },
    { any: ' max:6', group: ' max:5', covers: true },
    { any: ' mask:m max:6', group: ' mask:m max:5 mfa', covers: true },
    { any: ' mask:m max:6 mfa', group: ' mask:m max:5', covers: false },
  ];
  for (const { any, group, covers } of cases) {
    it(`\`any${any}\` ${covers ? 'covers' : 'does not cover'} \`group:g${group}\``, () => {
      assert.deepEqual(wanted(user, [`* read any${any}`, `* read group:g${group}`]), covers ? [] : ['group g *']);
      assert.deepEqual(wanted(launch, [`* read launch${any}`, `* read group:g${group}`]), covers ? [] : ['group g A']);
    });
  }
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
    { sentence: '`group` is its members', reach: reach('* read group:g', user, { 'group g *': ['A', 'B'], 'group h *': ['C'] }), is: ['A', 'B'] },
    { sentence: '... also for a client without a user', reach: reach('* read group:g', machine, { 'group g *': ['A'] }), is: ['A'] },
    { sentence: '... of both look-ups together', reach: reach('* read group:g', both, { 'group g *': ['B'], 'group g A': ['A'] }), is: ['A', 'B'] },
    { sentence: '... not of another launch patient\'s', reach: reach('* read group:g', launch, { 'group g B': ['B'] }), is: [] },
    { sentence: '... that is not known', reach: reach('* read group:g', launch), is: [] },
    { sentence: '`self` of a Person', reach: reach('* read self', person, { 'person p': ['A', 'B'] }), is: ['A', 'B'] },
    { sentence: '... of one whose links are not followed', reach: reach('* read self', person), is: [] },
    { sentence: '... is not that of a related person with the same id', reach: reach('* read self', person, { 'related p': ['A'] }), is: [] },
  ];
  for (const { sentence, reach: found, is } of cases) it(sentence, () => { assert.deepEqual(found, is); });
});
