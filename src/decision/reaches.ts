import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { PolicyRow } from '../policy/policy.ts';
import type { FhirUser, Principal } from '../smart/principal.ts';
import type { ScopeClause } from '../smart/scope.ts';
import type { PatientReach } from './grant.ts';

/** A question about the caller's patients that only the FHIR server can answer (docs/policy.md, "Reaches are looked up"). */
export type ReachLookUp =
  | { readonly kind: 'careteam'; readonly member: FhirUser; /** Under `patient/` only this patient's membership is asked. */ readonly patient?: PatientId }
  | { readonly kind: 'related'; readonly id: string };

/** The name under which an answer is kept. */
export const lookUpKey = (lookUp: ReachLookUp): string =>
  lookUp.kind === 'related' ? `related ${lookUp.id}` : `careteam ${lookUp.member.type}/${lookUp.member.id} ${lookUp.patient ?? '*'}`;

/** Answers so far, by `lookUpKey`. */
export type KnownReaches = ReadonlyMap<string, ReadonlySet<PatientId>>;

const nobody: ReadonlySet<PatientId> = new Set();

const setOf = (patient: PatientId | undefined): ReadonlySet<PatientId> => (patient === undefined ? nobody : new Set([patient]));

const lookUpOf = (row: PolicyRow, scope: ScopeClause, principal: Principal): ReachLookUp | undefined => {
  const { fhirUser, launch } = principal;
  if (fhirUser === undefined) return undefined;
  if (row.reach.kind === 'self') return fhirUser.type === 'RelatedPerson' ? { kind: 'related', id: fhirUser.id } : undefined;
  if (row.reach.kind !== 'careteam') return undefined;
  if (scope.context !== 'patient') return { kind: 'careteam', member: fhirUser };
  return launch.patient === undefined ? undefined : { kind: 'careteam', member: fhirUser, patient: launch.patient };
};

const noStricter = (row: PolicyRow, other: PolicyRow): boolean => row.terms.mfa !== true || other.terms.mfa === true;

/** Whether another row already gives this scope all that the look-up could. */
const isCovered = (row: PolicyRow, scope: ScopeClause, rows: readonly PolicyRow[]): boolean =>
  rows.some((other) => noStricter(other, row) && (other.reach.kind === 'any' || (scope.context === 'patient' && other.reach.kind === 'launch')));

/** The look-ups that can change what is granted, each once: none where a row on no stricter terms covers it, or the type belongs to no patient. */
export const wantedLookUps = (type: ResourceType, scopes: readonly ScopeClause[], rows: readonly PolicyRow[], principal: Principal): readonly ReachLookUp[] => {
  const row = compartmentOf(type);
  if (row.class !== 'owned' && row.class !== 'derived') return [];
  const wanted = new Map<string, ReachLookUp>();
  for (const scope of scopes) {
    for (const row of rows) {
      const lookUp = lookUpOf(row, scope, principal);
      if (lookUp !== undefined && !isCovered(row, scope, rows)) wanted.set(lookUpKey(lookUp), lookUp);
    }
  }
  return [...wanted.values()];
};

const careTeamOf = (principal: Principal, known: KnownReaches): ReadonlySet<PatientId> => {
  const { fhirUser: member, launch } = principal;
  if (member === undefined) return nobody;
  const patients = new Set(known.get(lookUpKey({ kind: 'careteam', member })) ?? nobody);
  if (launch.patient === undefined) return patients;
  for (const patient of known.get(lookUpKey({ kind: 'careteam', member, patient: launch.patient })) ?? nobody) patients.add(patient);
  return patients;
};

const selfOf = ({ fhirUser }: Principal, known: KnownReaches): ReadonlySet<PatientId> => {
  if (fhirUser?.type === 'Patient') return setOf(fhirUser.id);
  return fhirUser?.type === 'RelatedPerson' ? (known.get(lookUpKey({ kind: 'related', id: fhirUser.id })) ?? nobody) : nobody;
};

/** P(row): the patients that a row reaches, as far as they are known. */
export const reachOfRow = (row: PolicyRow, principal: Principal, known: KnownReaches): PatientReach => {
  switch (row.reach.kind) {
    case 'any':
      return 'everyone';
    case 'launch':
      return setOf(principal.launch.patient);
    case 'self':
      return selfOf(principal, known);
    case 'careteam':
      return careTeamOf(principal, known);
    case 'group':
      return nobody;
  }
};
