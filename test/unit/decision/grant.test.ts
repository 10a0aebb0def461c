import assert from 'node:assert/strict';
import { isSubset, reachesEveryone, reachNames, unionOf, type PatientReach } from '../../../src/decision/grant.ts';
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
    { sentence: 'no grant', given: both, rows: [], everyone: false },
  ];
  for (const { sentence, given, rows, everyone } of cases) it(`${sentence}: ${everyone ? 'yes' : 'no'}`, () => { assert.equal(reachesEveryone(grantsOf(given, rows, 'Observation')), everyone); });
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
