import { gate, grantingRows, openRows, type Gated } from '../decision/gates.ts';
import { gateSystemHistory, refusedSystem } from '../decision/gate-system.ts';
import type { Ask, Grant } from '../decision/grant.ts';
import { compileMasks } from '../decision/mask/compile-masks.ts';
import type { Mask } from '../decision/mask/rules.ts';
import { lookUpKey, wantedLookUps } from '../decision/reaches.ts';
import type { Action } from '../fhir/interaction-table.ts';
import type { PatientId } from '../fhir/reference.ts';
import { resourceTypes, type ResourceType } from '../fhir/resource-types.ts';
import type { MaskRow, MatchedRows, PolicyObject } from '../policy/policy.ts';
import { ok, type Result } from '../refusal.ts';
import { coveringScopes } from '../smart/covering-scopes.ts';
import type { Call } from './call.ts';

const noRows: MatchedRows = { allow: [], deny: [] };

// One set of masks per revision.
const compiled = new WeakMap<readonly MaskRow[], ReadonlyMap<string, Mask>>();

const masksOf = (rows: readonly MaskRow[]): ReadonlyMap<string, Mask> => {
  const known = compiled.get(rows);
  if (known !== undefined) return known;
  const made = compileMasks(rows);
  compiled.set(rows, made);
  return made;
};

const match = async ({ policy, principal }: Call, object: PolicyObject, action: Action): Promise<MatchedRows> => policy.match(principal.subjects, object, action);

/** Puts one ask through the gates, after the policy was matched and the caller's patients were looked up where that can matter. */
export const authorize = async (call: Call, ask: Ask): Promise<Result<Gated>> => {
  const { ports, policy, principal, emergency } = call;
  const scopes = coveringScopes(principal, ask.type, ask.action, ask.letter);
  const matching = scopes.length === 0 ? noRows : policy.match(principal.subjects, ask.type, ask.action);
  const matched = matching instanceof Promise ? await matching : matching;
  const known = new Map<string, ReadonlySet<PatientId>>();
  for (const lookUp of wantedLookUps(ask.type, scopes, openRows(grantingRows(matched), emergency), principal, ports.reaches)) {
    const patients = await ports.reach(lookUp);
    if (!patients.ok) return patients;
    known.set(lookUpKey(lookUp), patients.value);
  }
  return ok(gate(ask, { principal, matched, known, masks: masksOf(policy.masks), emergency, now: ports.now(), bases: ports.parse.bases }));
};

/** The grants of one ask; none where a gate refuses. */
export const grantsFor = async (call: Call, ask: Ask): Promise<Result<readonly Grant[]>> => {
  const gated = await authorize(call, ask);
  return gated.ok ? ok(gated.value.granted ? gated.value.grants : []) : gated;
};

/** What the policy says of a search over the whole server; undefined: it permits. */
export const refusedSearchOfAll = async (call: Call): Promise<ReturnType<typeof refusedSystem>> =>
  refusedSystem({ principal: call.principal, matched: await match(call, 'System', 'search'), known: new Map(), emergency: call.emergency, now: call.ports.now() });

/** The types whose history a deny row keeps from the caller, whatever a row on `System` allows (docs/policy.md, "Effect"). */
export const deniedHistories = async (call: Call): Promise<ReadonlySet<ResourceType>> => {
  const denied = new Set<ResourceType>();
  for (const type of resourceTypes) if ((await match(call, type, 'history')).deny.length > 0) denied.add(type);
  return denied;
};

/** Puts the history of the whole server through the gates. */
export const authorizeSystemHistory = async (call: Call): Promise<Gated> =>
  gateSystemHistory({ principal: call.principal, matched: await match(call, 'System', 'history'), known: new Map(), emergency: call.emergency, now: call.ports.now() });
