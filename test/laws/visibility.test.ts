import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gate } from '../../src/decision/gates.ts';
import { unionOf, type Grant } from '../../src/decision/grant.ts';
import { visible } from '../../src/decision/visible.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { oracleCallerOf, oracleRowOf, denyArb, resourceArb, rowsArb, scopesArb, typeArb, whoArb, worldArb } from '../support/deciding-arbitraries.ts';
import { bases, gateOf, masks, matchRows, now, resourceOf, rowOf, soundCaller, type Given } from '../support/deciding.ts';
import { oracleGate, oracleOwners, oracleShown, type OracleWorld } from '../support/oracle.ts';

const asks = [['read', 'r'], ['search', 's'], ['create', 'c'], ['vread', 'r']] as const;

const grantsFor = (given: Given, rows: readonly string[], type: ResourceType, [action, letter]: (typeof asks)[number]): readonly Grant[] => {
  const gated = gateOf(given, rows.map(rowOf), { type, action, letter });
  return gated.granted ? gated.grants : [];
};

type HowMuch = 'whole' | 'masked' | 'nothing';

/** Judges a resource with every look-up that is asked for answered, at most twice. */
const shownOf = (resource: unknown, grants: readonly Grant[], world: OracleWorld): HowMuch => {
  const known = new Map<string, boolean>();
  for (let round = 0; round < 3; round += 1) {
    const verdict = visible(resourceOf(resource), grants, bases, known);
    if (verdict === 'out') return 'nothing';
    if ('by' in verdict) return verdict.masks === undefined ? 'whole' : 'masked';
    for (const need of verdict.needs) {
      if (need.kind === 'documents') known.set(`documents of ${need.id}`, world.documentsVisible(need.id));
      else known.set(`${need.type}/${need.id}`, world.isVisible(`${need.type}/${need.id}`));
    }
  }
  return 'nothing';
};

const order: readonly HowMuch[] = ['nothing', 'masked', 'whole'];

const caseArb = typeArb.chain((type) =>
  fc.record({ type: fc.constant(type), who: whoArb, scopes: scopesArb(type), rows: rowsArb(type), resource: resourceArb(type, true), world: worldArb, ask: fc.constantFrom(...asks), deny: denyArb(type), pick: fc.nat() }),
);

const without = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_, at) => at !== index);

describe('laws of visibility', () => {
  it('the gates and `visible` agree with the oracle, for every caller, policy and resource', () => {
    const seen = { whole: 0, masked: 0, nothing: 0, refused: 0, 'emergency-not-here': 0 };
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, resource, world, ask }) => {
        const given = { ...who, scope: scopes.join(' ') };
        const [action, letter] = ask;
        const caller = oracleCallerOf(given);
        const oracleRows = rows.map(oracleRowOf);
        const gated = gateOf(given, rows.map(rowOf), { type, action, letter });
        const code = gated.granted ? undefined : gated.refusal.code;
        const by = gated.granted ? 'granted' : code === 'step-up' || code === 'emergency-not-here' ? code : gated.gate;
        assert.equal(by, oracleGate(caller, oracleRows, type, action, letter));
        const wanted = oracleShown(caller, oracleRows, resource, action, letter, world);
        assert.equal(shownOf(resource, gated.granted ? gated.grants : [], world), wanted);
        seen[code === 'emergency-not-here' ? code : gated.granted ? wanted : 'refused'] += 1;
      }),
      { numRuns: 8000 },
    );
    // Else the law says little.
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 30, `only ${times} resources were ${what}`);
  });

  it('invariant 1: removing a scope or an allow row, or adding a deny row, never shows more', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, resource, world, ask, deny, pick }) => {
        const shown = (some: readonly string[], policy: readonly string[]): number => order.indexOf(shownOf(resource, grantsFor({ ...who, scope: some.join(' ') }, policy, type, ask), world));
        const before = shown(scopes, rows);
        const row = pick % Math.max(rows.length, 1);
        const after = [shown(without(scopes, pick % Math.max(scopes.length, 1)), rows), shown(scopes, [...rows, deny]), ...(rows[row]?.startsWith('deny') === true ? [] : [shown(scopes, without(rows, row))])];
        for (const still of after) assert.ok(still <= before, `${order[before] ?? ''} became ${order[still] ?? ''}`);
      }),
      { numRuns: 4000 },
    );
  });

  it('invariant 1: one more scope or allow row, of whatever terms, never hides what was shown, nor masks more of it', () => {
    const seen = { whole: 0, masked: 0, nothing: 0 };
    fc.assert(
      fc.property(caseArb, rowsArb('Observation'), scopesArb('Observation'), ({ type, who, scopes, rows, resource, world, ask }, otherRows, otherScopes) => {
        const shown = (some: readonly string[], policy: readonly string[]): HowMuch => shownOf(resource, grantsFor({ ...who, scope: some.join(' ') }, policy, type, ask), world);
        const before = shown(scopes, rows);
        seen[before] += 1;
        const more = otherRows.filter((row) => !row.startsWith('deny')).map((row) => row.replace('Observation', type));
        for (const after of [shown([...scopes, ...otherScopes.map((scope) => scope.replace('Observation', type))], rows), shown(scopes, [...more, ...rows]), shown(scopes, [...rows, ...more])]) {
          assert.ok(order.indexOf(after) >= order.indexOf(before), `${before} became ${after}`);
        }
      }),
      { numRuns: 4000 },
    );
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 50, `only ${times} resources were ${what}`);
  });

  it('a declared emergency, and strong authentication, never hide what was shown', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who: { mfa: _mfa, ...who }, scopes, rows, resource, world, ask }) => {
        const shown = (more: Partial<Given>): number => order.indexOf(shownOf(resource, grantsFor({ ...who, emergency: 'none', ...more, scope: scopes.join(' ') }, rows, type, ask), world));
        const before = shown({});
        for (const more of [{ emergency: 'open' }, { emergency: 'not-here' }, { mfa: true }] as const) assert.ok(shown(more) >= before);
      }),
      { numRuns: 1500 },
    );
  });

  it('invariant 1: what is granted never turns into a refusal by one more scope or allow row', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, ask: [action, letter], pick }) => {
        const granted = (some: readonly string[], policy: readonly string[]): boolean => gateOf({ ...who, scope: some.join(' ') }, policy.map(rowOf), { type, action, letter }).granted;
        const row = pick % Math.max(rows.length, 1);
        if (granted(without(scopes, pick % Math.max(scopes.length, 1)), rows)) assert.ok(granted(scopes, rows));
        if (rows[row]?.startsWith('deny') === false && granted(scopes, without(rows, row))) assert.ok(granted(scopes, rows));
      }),
      { numRuns: 2000 },
    );
  });

  it('law 5: what is visible of a type that belongs to patients lies within one reach, or is the caller', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, resource, ask }) => {
        const verdict = visible(resourceOf(resource), grantsFor({ ...who, scope: scopes.join(' ') }, rows, type, ask), bases);
        if (verdict === 'out' || !('by' in verdict) || verdict.by.reach === 'everyone') return;
        const owners = oracleOwners(resource);
        const { reach } = verdict.by;
        const isOwn = who.fhirUser === `${type}/${String(resource['id'])}`;
        if (owners.length > 0 || type === 'Observation') assert.ok(isOwn || (owners.length > 0 && owners.every((owner) => reach.has(owner))));
      }),
      { numRuns: 2000 },
    );
  });

  it('a grant without a launch patient under `patient/` does not exist', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who: { patient: _patient, ...who }, scopes, rows, ask }) => {
        const patientScopes = scopes.filter((scope) => scope.startsWith('patient/'));
        assert.deepEqual(grantsFor({ ...who, scope: patientScopes.join(' ') }, rows, type, ask), []);
      }),
      { numRuns: 500 },
    );
  });

  it('the gates need the look-ups that they ask for and no others', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, ask: [action, letter] }) => {
        const principal = soundCaller({ ...who, scope: scopes.join(' ') });
        const policy = rows.map(rowOf);
        const all = new Map<string, ReadonlySet<string>>([
          ['related r1', new Set(who.related)],
          ...(who.person === undefined ? [] : [['person p1', new Set(who.person)] as const]),
          ['group g *', new Set(who.groups?.['g'])],
          ...['A', 'B', 'C'].map((patient): [string, ReadonlySet<string>] => [`group g ${patient}`, new Set(who.groups?.['g']?.filter((one) => one === patient))]),
          ...['Patient/A', 'Patient/B', 'Practitioner/77', 'RelatedPerson/r1', 'Person/p1'].flatMap((user): [string, ReadonlySet<string>][] => [
            [`careteam ${user} *`, new Set(who.careteam)],
            ...['A', 'B', 'C'].map((patient): [string, ReadonlySet<string>] => [`careteam ${user} ${patient}`, new Set(who.careteam?.filter((one) => one === patient))]),
          ]),
        ]);
        const whole = gate({ type, action, letter }, { principal, matched: matchRows(policy, principal.subjects, type, action), known: all, masks, emergency: who.emergency ?? 'none', now, bases });
        const asked = gateOf({ ...who, scope: scopes.join(' ') }, policy, { type, action, letter });
        assert.equal(asked.granted, whole.granted);
        if (!asked.granted || !whole.granted) return;
        // Covered look-ups may be left out, so single grants may reach less; what all of them reach on equal terms is the same.
        const union = (grants: readonly Grant[]): unknown => {
          const reach = unionOf(grants);
          return reach === 'everyone' ? reach : [...reach].sort();
        };
        assert.deepEqual(union(asked.grants), union(whole.grants));
        assert.deepEqual(union([...asked.grants, ...asked.locked]), union([...whole.grants, ...whole.locked]));
      }),
      { numRuns: 1000 },
    );
  });
});
