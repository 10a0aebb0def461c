import assert from 'node:assert/strict';
import { gateSystemHistory, refusedSystem } from '../../../src/decision/gate-system.ts';
import { decideCase, describeDecided, type Decided } from '../../support/decide-case.ts';
import { matchRows, now, rowOf, soundCaller, type Given } from '../../support/deciding.ts';

const all: Given = { scope: 'user/*.s' };
const permitted: Decided = { effect: 'permit' };
const denied = (gate: string, refusal: string): Decided => ({ effect: 'deny', gate, refusal });
const outside = denied('confinement', 'outside-confinement');

type Case = { readonly name: string; readonly given: Given; readonly rows: readonly string[]; readonly expect: Decided };

const cases: readonly Case[] = [
  { name: 'A-113 whoever reaches everyone, by a row on the server, is served', given: all, rows: ['System history any'], expect: permitted },
  { name: 'A-113 ... a client of the system too', given: { scope: 'system/*.s', client: 'etl' }, rows: ['client:etl System history any'], expect: permitted },
  { name: 'A-113 no row on the server: the policy gate', given: all, rows: ['* history any'], expect: denied('policy', 'policy-denied') },
  { name: 'A-113 a deny row on the server', given: all, rows: ['System history any', 'deny System history'], expect: denied('policy', 'policy-denied') },
  { name: 'A-113 a deny row on everything covers the server', given: all, rows: ['System history any', 'deny * *'], expect: denied('policy', 'policy-denied') },
  { name: 'A-113 `r` is not enough: the scope gate', given: { scope: 'user/*.r' }, rows: ['System history any'], expect: denied('scope', 'insufficient-scope') },
  { name: 'A-113 ... nor the scope of a type', given: { scope: 'user/Observation.s user/Patient.s' }, rows: ['System history any'], expect: denied('scope', 'insufficient-scope') },
  { name: 'A-113 ... nor one\'s own', given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: ['System history any'], expect: denied('scope', 'insufficient-scope') },
  { name: 'A-113 under `patient/` nobody reaches everyone', given: { scope: 'patient/*.s', patient: 'A' }, rows: ['System history any'], expect: outside },
  { name: 'A-113 ... nor under a granular scope', given: { scope: 'user/*.s?_tag=x' }, rows: ['System history any'], expect: outside },
  { name: 'A-113 a row with a window does not show all', given: all, rows: ['System history any window:P1Y'], expect: outside },
  { name: 'A-113 ... nor one with a mask', given: all, rows: ['System history any mask:m'], expect: outside },
  { name: 'A-113 ... one beside it without does', given: all, rows: ['System history any mask:m', 'System history any'], expect: permitted },
  { name: 'A-113 strong authentication is asked for where it would open it', given: all, rows: ['System history any mfa'], expect: denied('confinement', 'step-up') },
  { name: 'A-113 ... and opens it', given: { ...all, mfa: true }, rows: ['System history any mfa'], expect: permitted },
  { name: 'A-113 ... not where it would not', given: { scope: 'patient/*.s', patient: 'A' }, rows: ['System history any', 'System history any mfa'], expect: outside },
  { name: 'A-113 ... nor beside a window', given: all, rows: ['System history any mfa window:P1Y', 'System history any max:5'], expect: permitted },
  { name: 'A-113 no emergency opens it', given: { ...all, emergency: 'not-here' }, rows: ['System history any break-glass'], expect: denied('confinement', 'emergency-not-here') },
];

describe('gateSystemHistory', () => {
  for (const { name, given, rows, expect } of cases) {
    it(name, () => {
      const { rows: _rows, ...decided } = describeDecided(decideCase({ given, rows, request: 'GET _history' }));
      assert.deepEqual(decided, expect);
    });
  }

  it('names the rows that decided', () => {
    const principal = soundCaller(all);
    const facts = (rows: readonly string[]) => ({ principal, matched: matchRows(rows.map(rowOf), principal.subjects, 'System', 'history'), known: new Map(), emergency: 'none' as const, now });
    const refused = gateSystemHistory(facts(['System history any', 'deny System history']));
    assert.deepEqual(refused.granted ? [] : refused.rows.map(({ line }) => line), [2]);
    const granted = gateSystemHistory(facts(['System history any', 'System history any max:5']));
    assert.deepEqual(granted.granted ? granted.grants.map(({ row }) => row.line) : [], [1, 2]);
  });
});

describe('refusedSystem', () => {
  const refused = (rows: readonly string[], given: Given = {}): string | undefined => {
    const principal = soundCaller(given);
    return refusedSystem({ principal, matched: matchRows(rows.map(rowOf), principal.subjects, 'System', 'search'), known: new Map(), emergency: given.emergency ?? 'none', now })?.refusal.code;
  };
  const system: readonly { readonly rows: readonly string[]; readonly given?: Given; readonly code: string | undefined }[] = [
    { rows: ['System search any'], code: undefined },
    { rows: ['System search any window:P1Y'], code: undefined },
    { rows: [], code: 'policy-denied' },
    { rows: ['* search any'], code: 'policy-denied' },
    { rows: ['System search any', 'deny System search'], code: 'policy-denied' },
    { rows: ['System search any mfa'], code: 'step-up' },
    { rows: ['System search any mfa'], given: { mfa: true }, code: undefined },
    { rows: ['System search any mfa', 'System search any'], code: undefined },
    { rows: ['System search any break-glass'], code: 'outside-confinement' },
    { rows: ['System search any break-glass'], given: { emergency: 'not-here' }, code: 'emergency-not-here' },
    { rows: ['System search any break-glass'], given: { emergency: 'open' }, code: undefined },
  ];
  for (const { rows, given, code } of system) it(`${rows.join(', ') || 'no row'}${given === undefined ? '' : ` ${JSON.stringify(given)}`}: ${code ?? 'permitted'}`, () => { assert.equal(refused(rows, given), code); });
});
