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
  | { readonly kind: 'group'; readonly id: string; /** As of a care team. */ readonly patient?: PatientId }
  | { readonly kind: 'related'; readonly id: string }
  | { readonly kind: 'person'; readonly id: string };

/** What the configuration says of look-ups (docs/configuration.md, `reaches`). */
export type ReachRules = { /** Whether the links of a Person lead anywhere. */ readonly personLinks: boolean };

/** The name under which an answer is kept. */
export const lookUpKey = (lookUp: ReachLookUp): string => {
  switch (lookUp.kind) {
    case 'careteam':
      return `careteam ${lookUp.member.type}/${lookUp.member.id} ${lookUp.patient ?? '*'}`;
    case 'group':
      return `group ${lookUp.id} ${lookUp.patient ?? '*'}`;
    case 'related':
    case 'person':
      return `${lookUp.kind} ${lookUp.id}`;
  }
};

/** Answers so far, by `lookUpKey`. */
export type KnownReaches = ReadonlyMap<string, ReadonlySet<PatientId>>;

const nobody: ReadonlySet<PatientId> = new Set();

const setOf = (patient: PatientId | undefined): ReadonlySet<PatientId> => (patient === undefined ? nobody : new Set([patient]));

const selfLookUpOf = (fhirUser: FhirUser | undefined, { personLinks }: ReachRules): ReachLookUp | undefined => {
  if (fhirUser?.type === 'RelatedPerson') return { kind: 'related', id: fhirUser.id };
  return fhirUser?.type === 'Person' && personLinks ? { kind: 'person', id: fhirUser.id } : undefined;
};

const lookUpOf = ({ reach }: PolicyRow, scope: ScopeClause, { fhirUser, launch }: Principal, rules: ReachRules): ReachLookUp | undefined => {
  if (scope.context === 'patient' && launch.patient === undefined) return undefined;
  const asked = scope.context === 'patient' && launch.patient !== undefined ? { patient: launch.patient } : {};
  switch (reach.kind) {
    case 'any':
    case 'launch':
      return undefined;
    case 'self':
      return selfLookUpOf(fhirUser, rules);
    case 'careteam':
      return fhirUser === undefined ? undefined : { kind: 'careteam', member: fhirUser, ...asked };
    case 'group':
      return { kind: 'group', id: reach.id, ...asked };
  }
};

/** Whether a row has no term that the other lacks, so that it gives at least what the other does wherever it reaches as far. */
const noStricter = ({ terms }: PolicyRow, { terms: other }: PolicyRow): boolean =>
  (terms.mfa !== true || other.mfa === true) &&
  (terms.breakGlass !== true || other.breakGlass === true) &&
  (terms.mask === undefined || terms.mask === other.mask) &&
  (terms.window === undefined || terms.window === other.window) &&
  (terms.max === undefined || (other.max !== undefined && terms.max >= other.max));

/** Whether another row already gives this scope all that the look-up could. */
const isCovered = (row: PolicyRow, scope: ScopeClause, rows: readonly PolicyRow[]): boolean =>
  rows.some((other) => noStricter(other, row) && (other.reach.kind === 'any' || (scope.context === 'patient' && other.reach.kind === 'launch')));

/** The look-ups that can change what is granted, each once: none where a row on no stricter terms covers it, or the type belongs to no patient. */
export const wantedLookUps = (type: ResourceType, scopes: readonly ScopeClause[], rows: readonly PolicyRow[], principal: Principal, rules: ReachRules): readonly ReachLookUp[] => {
  const row = compartmentOf(type);
  if (row.class !== 'owned' && row.class !== 'derived') return [];
  const wanted = new Map<string, ReachLookUp>();
  for (const scope of scopes) {
    for (const row of rows) {
      const lookUp = lookUpOf(row, scope, principal, rules);
      if (lookUp !== undefined && !isCovered(row, scope, rows)) wanted.set(lookUpKey(lookUp), lookUp);
    }
  }
  return [...wanted.values()];
};

/** What is known of a look-up that is made for all patients, for the launch patient alone, or for both. */
const membersOf = (lookUp: Extract<ReachLookUp, { kind: 'careteam' | 'group' }>, { launch }: Principal, known: KnownReaches): ReadonlySet<PatientId> => {
  const all = known.get(lookUpKey(lookUp)) ?? nobody;
  if (launch.patient === undefined) return all;
  return all.union(known.get(lookUpKey({ ...lookUp, patient: launch.patient })) ?? nobody);
};

const selfOf = ({ fhirUser }: Principal, known: KnownReaches): ReadonlySet<PatientId> => {
  switch (fhirUser?.type) {
    case 'Patient':
      return setOf(fhirUser.id);
    case 'RelatedPerson':
      return known.get(lookUpKey({ kind: 'related', id: fhirUser.id })) ?? nobody;
    case 'Person':
      return known.get(lookUpKey({ kind: 'person', id: fhirUser.id })) ?? nobody;
    default:
      return nobody;
  }
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
      return principal.fhirUser === undefined ? nobody : membersOf({ kind: 'careteam', member: principal.fhirUser }, principal, known);
    case 'group':
      return membersOf({ kind: 'group', id: row.reach.id }, principal, known);
  }
};
