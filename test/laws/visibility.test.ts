import assert from 'node:assert/strict';
import fc from 'fast-check';
import { gate } from '../../src/decision/gates.ts';
import { unionOf, type Grant } from '../../src/decision/grant.ts';
import { visible } from '../../src/decision/visible.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { oracleCallerOf, oracleRowOf, denyArb, resourceArb, rowsArb, scopesArb, typeArb, whoArb, worldArb } from '../support/deciding-arbitraries.ts';
import { bases, gateOf, matchRows, now, resourceOf, rowOf, soundCaller, type Given } from '../support/deciding.ts';
import { oracleGate, oracleOwners, oracleVisible, type OracleWorld } from '../support/oracle.ts';

const asks = [['read', 'r'], ['search', 's'], ['create', 'c'], ['vread', 'r']] as const;

const grantsFor = (given: Given, rows: readonly string[], type: ResourceType, [action, letter]: (typeof asks)[number]): readonly Grant[] => {
  const gated = gateOf(given, rows.map(rowOf), { type, action, letter });
  return gated.granted ? gated.grants : [];
};

/** Judges a resource with every look-up that is asked for answered, at most twice. */
const isIn = (resource: unknown, grants: readonly Grant[], world: OracleWorld): boolean => {
  const known = new Map<string, boolean>();
  for (let round = 0; round < 3; round += 1) {
    const verdict = visible(resourceOf(resource), grants, bases, known);
    if (verdict === 'out') return false;
    if ('by' in verdict) return true;
    for (const need of verdict.needs) {
      if (need.kind === 'documents') known.set(`documents of ${need.id}`, world.documentsVisible(need.id));
      else known.set(`${need.type}/${need.id}`, world.isVisible(`${need.type}/${need.id}`));
    }
  }
  return false;
};

const caseArb = typeArb.chain((type) =>
  fc.record({ type: fc.constant(type), who: whoArb, scopes: scopesArb(type), rows: rowsArb(type), resource: resourceArb(type, true), world: worldArb, ask: fc.constantFrom(...asks), deny: denyArb(type), pick: fc.nat() }),
);

const without = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_, at) => at !== index);

describe('laws of visibility', () => {
  it('the gates and `visible` agree with the oracle, for every caller, policy and resource', () => {
    const seen = { in: 0, out: 0, refused: 0 };
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, resource, world, ask }) => {
        const given = { ...who, scope: scopes.join(' ') };
        const [action, letter] = ask;
        const caller = oracleCallerOf(given);
        const oracleRows = rows.map(oracleRowOf);
        const gated = gateOf(given, rows.map(rowOf), { type, action, letter });
        const by = gated.granted ? 'granted' : gated.refusal.code === 'step-up' ? 'step-up' : gated.gate;
        assert.equal(by, oracleGate(caller, oracleRows, type, action, letter));
        const wanted = oracleVisible(caller, oracleRows, resource, action, letter, world);
        assert.equal(isIn(resource, gated.granted ? gated.grants : [], world), wanted);
        seen[wanted ? 'in' : gated.granted ? 'out' : 'refused'] += 1;
      }),
      { numRuns: 6000 },
    );
    // Else the law says little.
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 400, `only ${times} resources were ${what}`);
  });

  it('invariant 1: removing a scope or an allow row, or adding a deny row, never shows more', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows, resource, world, ask, deny, pick }) => {
        const shown = (some: readonly string[], policy: readonly string[]): boolean => isIn(resource, grantsFor({ ...who, scope: some.join(' ') }, policy, type, ask), world);
        const before = shown(scopes, rows);
        const row = pick % Math.max(rows.length, 1);
        const after = [shown(without(scopes, pick % Math.max(scopes.length, 1)), rows), shown(scopes, [...rows, deny]), ...(rows[row]?.startsWith('deny') === true ? [] : [shown(scopes, without(rows, row))])];
        for (const still of after) assert.ok(before || !still);
      }),
      { numRuns: 2000 },
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
          ...['Patient/A', 'Patient/B', 'Practitioner/77', 'RelatedPerson/r1', 'Person/p1'].flatMap((user): [string, ReadonlySet<string>][] => [
            [`careteam ${user} *`, new Set(who.careteam)],
            ...['A', 'B', 'C'].map((patient): [string, ReadonlySet<string>] => [`careteam ${user} ${patient}`, new Set(who.careteam?.filter((one) => one === patient))]),
          ]),
        ]);
        const whole = gate({ type, action, letter }, principal, matchRows(policy, principal.subjects, type, action), all, now);
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
