import assert from 'node:assert/strict';
import { countsOwn, hasReach, isFree, isSubset, pageOf, reachesEveryone, reachNames, showsAll, unionOf, type PatientReach } from '../../../src/decision/grant.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { grantsOf, type Given } from '../../support/deciding.ts';

const both: Given = { scope: 'user/*.r', patient: 'A', fhirUser: 'Practitioner/77', careteam: ['B', 'C'] };

describe('unionOf', () => {
  const union = (given: Given, rows: readonly string[]): unknown => {
    const found = unionOf(grantsOf(given, rows, 'Observation'));
    return found === 'everyone' ? found : [...found].sort();
  };
  it('is all patients of all grants', () => { assert.deepEqual(union(both, ['* read launch', '* read careteam']), ['A', 'B', 'C']); });
  it('is everyone where one grant is', () => { assert.equal(union(both, ['* read launch', '* read any']), 'everyone'); });
  it('A-085 is nobody of no grants, and never everyone', () => { assert.deepEqual(union(both, []), []); });
});

describe('reachesEveryone', () => {
  const cases: readonly { readonly sentence: string; readonly given: Given; readonly rows: readonly string[]; readonly everyone: boolean }[] = [
    { sentence: '`any` under `user/`', given: both, rows: ['* read any'], everyone: true },
    { sentence: '`any` under `patient/`', given: { ...both, scope: 'patient/*.r' }, rows: ['* read any'], everyone: false },
    { sentence: '`any` under a granular scope', given: { ...both, scope: 'user/Observation.r?status=final' }, rows: ['* read any'], everyone: false },
    { sentence: '`careteam`', given: both, rows: ['* read careteam'], everyone: false },
    { sentence: '`any` within a window', given: both, rows: ['* read any window:P1Y'], everyone: false },
    { sentence: '`any` under a mask', given: both, rows: ['* read any mask:m'], everyone: true },
    { sentence: 'no grant', given: both, rows: [], everyone: false },
  ];
  for (const { sentence, given, rows, everyone } of cases) it(`${sentence}: ${everyone ? 'yes' : 'no'}`, () => { assert.equal(reachesEveryone(grantsOf(given, rows, 'Observation')), everyone); });
});

describe('showsAll', () => {
  const cases: readonly { readonly sentence: string; readonly given: Given; readonly rows: readonly string[]; readonly type: ResourceType; readonly all: boolean }[] = [
    { sentence: 'everyone\'s of an owned type', given: both, rows: ['* read any'], type: 'Observation', all: true },
    { sentence: 'the launch patient\'s', given: both, rows: ['* read launch'], type: 'Observation', all: false },
    { sentence: 'a shared type by `any`, under `patient/` too', given: { ...both, scope: 'patient/*.r' }, rows: ['* read any'], type: 'Practitioner', all: true },
    { sentence: '... not under a granular scope', given: { ...both, scope: 'patient/Practitioner.r?active=true' }, rows: ['* read any'], type: 'Practitioner', all: false },
    { sentence: '... nor by `self`', given: both, rows: ['* read self'], type: 'Practitioner', all: false },
    { sentence: '... nor by `openid fhirUser`', given: { ...both, scope: 'openid fhirUser' }, rows: ['* read any'], type: 'Practitioner', all: false },
    { sentence: 'an owned type by `any` under `patient/`', given: { ...both, scope: 'patient/*.r' }, rows: ['* read any'], type: 'Observation', all: false },
    { sentence: 'no grant', given: both, rows: [], type: 'Practitioner', all: false },
  ];
  for (const { sentence, given, rows, type, all } of cases) it(`${sentence}: ${all ? 'yes' : 'no'}`, () => { assert.equal(showsAll(type, grantsOf(given, rows, type)), all); });
});

describe('pageOf', () => {
  const page = (...rows: readonly string[]): number | undefined => pageOf(grantsOf(both, rows, 'Observation'));
  it('is the largest that some row allows', () => {
    assert.equal(page('* read launch max:5', '* read launch max:50'), 50);
    assert.equal(page('* read launch max:5'), 5);
  });
  it('is no row\'s to say where one says nothing', () => { assert.equal(page('* read launch max:5', '* read careteam'), undefined); });
  it('is nothing of no grant', () => { assert.equal(pageOf([]), undefined); });
});

describe('hasReach, countsOwn, isFree', () => {
  const [own] = grantsOf({ ...both, careteam: [] }, ['* read self'], 'Practitioner');
  it('what is the caller\'s own counts for that type alone', () => {
    assert.ok(own !== undefined);
    assert.deepEqual([hasReach(own, 'Practitioner'), hasReach(own, 'Organization'), hasReach(own, 'Observation'), countsOwn(own, 'Practitioner'), countsOwn(own, 'Patient')], [true, false, false, true, false]);
  });
  const [team] = grantsOf(both, ['* read careteam'], 'Observation');
  it('patients are reached in types that belong to them, directly or by others', () => {
    assert.ok(team !== undefined);
    assert.deepEqual((['Observation', 'Binary', 'Practitioner', 'Task', 'AuditEvent'] as const).map((type) => hasReach(team, type)), [true, true, false, false, false]);
  });
  it('a window, a granular scope and `openid fhirUser` leave something out; a mask does not', () => {
    const free = (given: Given, row: string, type: ResourceType = 'Observation'): readonly boolean[] => grantsOf(given, [row], type).map(isFree);
    assert.deepEqual([free(both, '* read any window:P1Y'), free({ ...both, scope: 'user/Observation.r?status=final' }, '* read any'), free({ ...both, scope: 'openid fhirUser' }, '* read any', 'Practitioner'), free(both, '* read any mask:m')], [[false], [false], [false], [true]]);
  });
});

describe('isSubset', () => {
  const some = (...patients: readonly string[]): PatientReach => new Set(patients);
  const cases: readonly (readonly [PatientReach, PatientReach, boolean])[] = [
    ['everyone', 'everyone', true], ['everyone', some('A'), false], [some('A'), 'everyone', true], [some('A'), some('A', 'B'), true], [some('A', 'B'), some('A'), false], [some(), some(), true],
  ];
  for (const [inner, outer, is] of cases) it(`${inner === 'everyone' ? inner : [...inner].join()} in ${outer === 'everyone' ? outer : [...outer].join()}: ${is ? 'yes' : 'no'}`, () => { assert.equal(isSubset(inner, outer), is); });
});

describe('reachNames', () => {
  it('are those of the rows, each once', () => {
    assert.deepEqual(reachNames(grantsOf({ ...both, scope: 'user/*.r user/Observation.r' }, ['* read launch', '* read careteam'], 'Observation')), ['launch', 'careteam']);
  });
});
