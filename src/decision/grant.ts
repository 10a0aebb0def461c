import type { Action, ScopeLetter } from '../fhir/interaction-table.ts';
import type { AskedParam } from '../fhir/interaction.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { PolicyRow } from '../policy/policy.ts';
import type { FhirUser, Principal } from '../smart/principal.ts';
import type { ScopeClause } from '../smart/scope.ts';
import type { Mask } from './mask/rules.ts';
import { cutoffOf } from './window.ts';

/** A parameter that a request searches, sorts, chains or includes by. */
export type UsedParam = { readonly param: SearchParam; readonly modifier: string | undefined; /** It orders what is found. */ readonly sort?: true };

/** What is asked of the gates, of one type. */
export type Ask = {
  readonly type: ResourceType;
  readonly action: Action;
  readonly letter: ScopeLetter;
  /** By what the type's resources are selected: a grant whose mask touches one of these is left out (deciding.md, "Grants"). */
  readonly by?: readonly UsedParam[];
};

/** Whose data: everyone's, or these patients'. */
export type PatientReach = 'everyone' | ReadonlySet<PatientId>;

// Not exported: a grant cannot be written down elsewhere.
const made: unique symbol = Symbol('grant');

/** A scope and a row that together let a caller do something: deciding.md, "Grants". */
export type Grant = {
  readonly [made]: true;
  readonly scope: ScopeClause;
  readonly row: PolicyRow;
  /** P(scope) ∩ P(row). */
  readonly reach: PatientReach;
  /** The row reaches everyone, so it shows what belongs to nobody. */
  readonly shared: boolean;
  /** The one resource that the caller is, where the row's reach is `self`. */
  readonly own: FhirUser | undefined;
  /** Where set, this resource alone: the scope is `openid fhirUser`. */
  readonly only: FhirUser | undefined;
  /** What a resource must satisfy besides. */
  readonly query: readonly AskedParam[];
  /** What is shown of a resource; undefined: all of it. */
  readonly mask: Mask | undefined;
  /** Nothing older than this is shown, in milliseconds since the epoch. */
  readonly cutoff: number | undefined;
  /** When it was decided, in milliseconds since the epoch: what `ap` of a granular query is measured from. */
  readonly at: number;
};

export type NonEmpty<T> = readonly [T, ...T[]];

/** Whom both reach. */
export const intersect = (one: PatientReach, other: PatientReach): PatientReach => {
  if (one === 'everyone') return other;
  if (other === 'everyone') return one;
  return new Set([...one].filter((patient) => other.has(patient)));
};

const reachOfScope = (scope: ScopeClause, principal: Principal): PatientReach =>
  scope.context === 'patient' ? new Set(principal.launch.patient === undefined ? [] : [principal.launch.patient]) : 'everyone';

/** What a pair is made with besides scope and row. */
export type GrantFacts = { readonly principal: Principal; /** P(row). */ readonly rowReach: PatientReach; readonly mask: Mask | undefined; readonly now: number };

/** The grant of a pair. */
export const grantOf = (scope: ScopeClause, row: PolicyRow, { principal, rowReach, mask, now }: GrantFacts): Grant => ({
  [made]: true,
  scope,
  row,
  reach: intersect(reachOfScope(scope, principal), rowReach),
  shared: row.reach.kind === 'any',
  own: row.reach.kind === 'self' ? principal.fhirUser : undefined,
  only: scope.ownOnly === true ? principal.fhirUser : undefined,
  query: scope.query,
  mask,
  cutoff: row.terms.window === undefined ? undefined : cutoffOf(row.terms.window, now),
  at: now,
});

/**
 * Whether the caller's own resource counts for this grant. Under a `patient/` scope a type that belongs to patients stays confined to
 * the launch patient whatever the row says (docs/decisions.md, 3).
 */
export const countsOwn = (grant: Grant, type: ResourceType): boolean =>
  grant.own?.type === type && !(grant.scope.context === 'patient' && compartmentOf(type).class === 'owned');

/** Whether a grant could show any resource of the type at all: known without looking at data. */
export const hasReach = (grant: Grant, type: ResourceType): boolean => {
  if (grant.reach === 'everyone' || countsOwn(grant, type)) return true;
  switch (compartmentOf(type).class) {
    case 'owned':
    case 'derived':
      return grant.reach.size > 0;
    case 'shared':
      return grant.shared;
    case 'operator':
    case 'hidden':
      return false;
  }
};

/** The patients of several grants together. */
export const unionOf = (grants: readonly Grant[]): PatientReach => {
  const union = new Set<PatientId>();
  for (const { reach } of grants) {
    if (reach === 'everyone') return 'everyone';
    for (const patient of reach) union.add(patient);
  }
  return union;
};

/** Whether one reach lies within another. */
export const isSubset = (inner: PatientReach, outer: PatientReach): boolean => outer === 'everyone' || (inner !== 'everyone' && inner.isSubsetOf(outer));

/** Whether a grant shows all that it reaches: no granular query, no window, and not one resource alone. */
export const isFree = ({ query, cutoff, only }: Grant): boolean => query.length === 0 && cutoff === undefined && only === undefined;

/** The grants that show all that they reach. */
export const freeOf = (grants: readonly Grant[]): readonly Grant[] => grants.filter(isFree);

/** Whether some grant shows every resource of the type, whoever's it is. */
export const reachesEveryone = (grants: readonly Grant[]): boolean => grants.some((grant) => grant.reach === 'everyone' && isFree(grant));

/** Whether every resource of the type is shown, told from request and policy alone. */
export const showsAll = (type: ResourceType, grants: readonly Grant[]): boolean =>
  reachesEveryone(grants) || (compartmentOf(type).class === 'shared' && freeOf(grants).some(({ shared }) => shared));

/** The largest page that some grant allows; undefined: no row says (docs/policy.md, `max`). */
export const pageOf = (grants: readonly Grant[]): number | undefined => {
  const sizes = grants.map(({ row }) => row.terms.max ?? Number.POSITIVE_INFINITY);
  const largest = Math.max(...sizes);
  return Number.isFinite(largest) ? largest : undefined;
};

/** The reaches of the rows behind grants, as policy.csv spells them. */
export const reachNames = (grants: readonly Grant[]): readonly string[] => [
  ...new Set(grants.map(({ row: { reach } }) => (reach.kind === 'group' ? `group:${reach.id}` : reach.kind))),
];
