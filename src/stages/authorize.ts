import { gate, grantingRows, type Gated } from '../decision/gates.ts';
import type { Ask, Grant } from '../decision/grant.ts';
import { lookUpKey, wantedLookUps } from '../decision/reaches.ts';
import type { PatientId } from '../fhir/reference.ts';
import { ok, type Result } from '../refusal.ts';
import { coveringScopes } from '../smart/covering-scopes.ts';
import type { Call } from './call.ts';

const noRows = { allow: [], deny: [] };

/** Puts one ask through the gates, after the policy was matched and the caller's patients were looked up where that can matter. */
export const authorize = async ({ ports, policy, principal }: Call, ask: Ask): Promise<Result<Gated>> => {
  const scopes = coveringScopes(principal, ask.type, ask.action, ask.letter);
  const matching = scopes.length === 0 ? noRows : policy.match(principal.subjects, ask.type, ask.action);
  const matched = matching instanceof Promise ? await matching : matching;
  const known = new Map<string, ReadonlySet<PatientId>>();
  for (const lookUp of wantedLookUps(ask.type, scopes, grantingRows(matched), principal)) {
    const patients = await ports.reach(lookUp);
    if (!patients.ok) return patients;
    known.set(lookUpKey(lookUp), patients.value);
  }
  return ok(gate(ask, principal, matched, known, ports.now()));
};

/** The grants of one ask; none where a gate refuses. */
export const grantsFor = async (call: Call, ask: Ask): Promise<Result<readonly Grant[]>> => {
  const gated = await authorize(call, ask);
  return gated.ok ? ok(gated.value.granted ? gated.value.grants : []) : gated;
};
