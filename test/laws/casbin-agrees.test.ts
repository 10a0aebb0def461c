import assert from 'node:assert/strict';
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import fc from 'fast-check';
import { indexCandidates } from '../../src/policy/candidate-index.ts';
import { model } from '../../src/policy/check-model.ts';
import type { Action, GroupingRow, Policy, PolicyObject, PolicyRow } from '../../src/policy/policy.ts';
import { makeMatcher } from '../../src/shell/casbin-matcher.ts';

// Written anew from docs/decisions.md, 12, and not taken from the source: the law would say little if both were wrong together.
const operatorTypes = ['SearchParameter', 'CompartmentDefinition', 'StructureDefinition', 'StructureMap', 'ImplementationGuide', 'CapabilityStatement', 'OperationDefinition', 'GraphDefinition', 'MessageDefinition', 'TerminologyCapabilities', 'TestScript', 'TestReport', 'Subscription', 'AuditEvent'] as const;
const namedForWrites = ['CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem', 'CareTeam', 'Group', 'RelatedPerson', 'Person', 'PractitionerRole'] as const;
const plainTypes = ['Patient', 'Observation', 'Practitioner', 'Binary'] as const;
const writes = ['create', 'update', 'patch', 'delete'];

const subjects = ['role:a', 'role:b', 'fhirUser:Patient', 'user:Practitioner/7', 'client:etl'];
// Links among these lead from left to right alone, so that none makes a circle.
const roles = ['r0', 'r1', 'r2', 'r3'];
const typeGroups = ['t0', 't1', 't2'];
const actionGroups = ['a0', 'a1', 'a2'];

const types: readonly PolicyObject[] = [...plainTypes, ...operatorTypes, ...namedForWrites, 'System'];
const someTypes = fc.oneof(fc.constantFrom<PolicyObject>(...plainTypes, 'AuditEvent', 'SearchParameter', 'CareTeam', 'ValueSet', 'System'), fc.constantFrom(...types));
const actions = fc.constantFrom<Action>('read', 'vread', 'history', 'search', 'create', 'update', 'patch', 'delete', '$everything', '$export');

const upward = (kind: GroupingRow['kind'], members: fc.Arbitrary<string>, groups: readonly string[]): fc.Arbitrary<readonly GroupingRow[]> => {
  const entry = fc.tuple(members, fc.constantFrom(...groups));
  const inner = fc.tuple(fc.nat(groups.length - 1), fc.nat(groups.length - 1)).filter(([from, to]) => from < to).map(([from, to]) => [groups[from]!, groups[to]!] as const);
  return fc
    .array(fc.oneof(entry, inner), { maxLength: 10 })
    .map((links) => links.map(([member, group], line) => ({ kind, member, group, file: 'policy.csv', line: 1000 + line })));
};

const cells = fc.record({
  subject: fc.constantFrom(...subjects, ...roles),
  resource: fc.oneof(someTypes, fc.constantFrom(...typeGroups), fc.constant('*')),
  action: fc.oneof(actions, fc.constantFrom(...actionGroups), fc.constant('*')),
  effect: fc.constantFrom('allow', 'allow', 'deny'),
});

const policies: fc.Arbitrary<Policy> = fc
  .record({
    rows: fc.array(cells, { maxLength: 25 }),
    g: upward('g', fc.constantFrom(...subjects), roles),
    g2: upward('g2', someTypes, typeGroups),
    g3: upward('g3', actions, actionGroups),
  })
  .map(({ rows, g, g2, g3 }) => ({
    revision: 'r',
    model,
    rows: rows.map(({ effect, ...row }, index): PolicyRow => ({ ...row, effect: effect === 'deny' ? 'deny' : 'allow', reach: { kind: 'any' }, terms: {}, file: 'policy.csv', line: index + 1 })),
    groupings: [...g, ...g2, ...g3],
    masks: [],
  }));

/** The rows of the policy that plain Casbin matches: with a whole policy of all groupings and the one row, made an allow row, it permits. */
const matchedByCasbin = async ({ rows, groupings }: Policy, callers: readonly string[], object: string, action: string): Promise<readonly PolicyRow[]> => {
  const links = groupings.map(({ kind, member, group }) => `${kind}, ${member}, ${group}`);
  const enforcers = await Promise.all(
    rows.map(({ subject, resource, action: cell }) => newEnforcer(newModelFromString(model), new StringAdapter([...links, `p, ${subject}, ${resource}, ${cell}, any, , allow`].join('\n')))),
  );
  const verdicts = await Promise.all(enforcers.map(async (enforcer) => (await Promise.all(callers.map((caller) => enforcer.enforce(caller, object, action)))).includes(true)));
  return rows.filter((_, index) => verdicts[index] === true);
};

const keptByDecision12 = (row: PolicyRow, object: string, action: string): boolean => {
  if (row.effect === 'deny') return false;
  const byName = row.resource === object;
  if (!byName && (object === 'System' || operatorTypes.some((type) => type === object))) return true;
  if (!byName && writes.includes(action) && namedForWrites.some((type) => type === object)) return true;
  return row.action === '*' && action.startsWith('$');
};

const linesOf = (rows: readonly PolicyRow[], effect: string): readonly number[] => rows.filter((row) => row.effect === effect).map(({ line }) => line);

describe('law 1: Casbin agrees', () => {
  it('prefiltered and remembered rows are those of plain Casbin over the whole policy, less those that decision 12 keeps away', async () => {
    await fc.assert(
      fc.asyncProperty(policies, fc.array(fc.tuple(fc.subarray(subjects), someTypes, actions), { minLength: 1, maxLength: 4 }), async (policy, questions) => {
        const matcher = await makeMatcher(policy, indexCandidates(policy));
        for (const [callers, object, action] of [...questions, ...questions]) {
          const expected = (await matchedByCasbin(policy, callers, object, action)).filter((row) => !keptByDecision12(row, object, action));
          const { allow, deny } = await matcher.match(callers, object, action);
          assert.deepEqual({ allow: linesOf(allow, 'allow'), deny: linesOf(deny, 'deny') }, { allow: linesOf(expected, 'allow'), deny: linesOf(expected, 'deny') });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('a deny row over the whole policy makes plain Casbin refuse exactly where the matcher names one or names no allow row, decision 12 apart', async () => {
    await fc.assert(
      fc.asyncProperty(policies, fc.constantFrom(...subjects), fc.constantFrom<PolicyObject>(...plainTypes), fc.constantFrom<Action>('read', 'create'), async (policy, caller, object, action) => {
        const matcher = await makeMatcher(policy, indexCandidates(policy));
        const { allow, deny } = await matcher.match([caller], object, action);
        const text = [
          ...policy.groupings.map(({ kind, member, group }) => `${kind}, ${member}, ${group}`),
          ...policy.rows.map(({ subject, resource, action: cell, effect }) => `p, ${subject}, ${resource}, ${cell}, any, , ${effect}`),
        ].join('\n');
        const whole = await newEnforcer(newModelFromString(model), new StringAdapter(text));
        assert.equal(policy.rows.length > 0 && (await whole.enforce(caller, object, action)), allow.length > 0 && deny.length === 0);
      }),
      { numRuns: 300 },
    );
  });
});
