import type { Bases, PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf, type SearchParam } from '../fhir/search-param.ts';
import type { MatchedRows, PolicyRow } from '../policy/policy.ts';
import { coveringScopes } from '../smart/covering-scopes.ts';
import { isStrong, type Principal } from '../smart/principal.ts';
import type { ScopeClause } from '../smart/scope.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { grantOf, hasReach, intersect, type Ask, type Grant, type NonEmpty, type PatientReach } from './grant.ts';
import { maskTouches } from './mask/mask-touches.ts';
import { hidesWhole, pseudonymises, type Mask } from './mask/rules.ts';
import { reachOfRow, type KnownReaches } from './reaches.ts';

export type Gate = 'scope' | 'policy' | 'confinement';

/** What one ask came to: grants, or the gate that refused. `locked`: pairs that only stronger authentication would open. */
export type Gated =
  | { readonly granted: true; readonly ask: Ask; readonly grants: NonEmpty<Grant>; readonly locked: readonly Grant[] }
  | { readonly granted: false; readonly ask: Ask; readonly gate: Gate; readonly refusal: Refusal; readonly rows: readonly PolicyRow[] };

/** An emergency: declared for an instance, for a search about one patient, for a request that it does not open, or not at all (deciding.md, row emergency). */
export type Emergency = 'open' | { readonly patient: PatientId } | 'not-here' | 'none';

/** What the gates go by besides the ask. */
export type GateFacts = {
  readonly principal: Principal;
  readonly matched: MatchedRows;
  readonly known: KnownReaches;
  readonly masks: ReadonlyMap<string, Mask>;
  readonly emergency: Emergency;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly bases: Bases;
};

/** The rows of a match that can grant: none where a deny row matches (deciding.md, "Grants"). */
export const grantingRows = ({ allow, deny }: MatchedRows): readonly PolicyRow[] => (deny.length > 0 ? [] : allow);

/** Those of rows that take part: the ones for emergencies only in one. */
export const openRows = (rows: readonly PolicyRow[], emergency: Emergency): readonly PolicyRow[] =>
  emergency === 'open' || typeof emergency === 'object' ? rows : rows.filter(({ terms }) => terms.breakGlass !== true);

/** P(row); of a row for emergencies, in a search, the one patient whom it is about. */
const reachIn = (row: PolicyRow, { principal, known, emergency }: GateFacts): PatientReach => {
  const reach = reachOfRow(row, principal, known);
  return row.terms.breakGlass === true && typeof emergency === 'object' ? intersect(reach, new Set([emergency.patient])) : reach;
};

const deny = (ask: Ask, gate: Gate, code: Refusal['code'], rows: readonly PolicyRow[] = []): Gated => ({ granted: false, ask, gate, refusal: refuse(code), rows });

const writing: ReadonlySet<string> = new Set(['c', 'u', 'd']);

/** Whether a parameter compares the ids of patients, whom a mask with pseudonyms hides. */
const isAboutIds = (type: ResourceType, { name, kind, targets }: SearchParam): boolean =>
  name === '_id' ? type === 'Patient' : kind === 'reference' && targets.includes('Patient');

/** Whether a mask hides what a request goes by: its elements, and behind pseudonyms the order of the ids. */
const hides = (mask: Mask, { type, by = [] }: Ask, { custom }: Bases): boolean =>
  by.some(({ param, modifier, sort }) => maskTouches(mask, type, param, modifier, custom) || (sort === true && pseudonymises(mask) && isAboutIds(type, param)));

/** Whether the query of a granular scope goes by what the mask hides: it would tell of it as a search does. */
const hidesQuery = (mask: Mask, { query }: Grant, type: ResourceType, { custom }: Bases): boolean =>
  query.some(({ name }) => {
    const param = searchParamOf(type, name, custom);
    return param === undefined || maskTouches(mask, type, param, undefined, custom) || (pseudonymises(mask) && isAboutIds(type, param));
  });

/** A grant with a mask permits no write, no search by what it hides, and nothing where it hides all (deciding.md, "Grants" and row update). */
const isBlinded = (grant: Grant, ask: Ask, bases: Bases): boolean => {
  const { mask } = grant;
  return mask !== undefined && (writing.has(ask.letter) || hidesWhole(mask, ask.type) || hides(mask, ask, bases) || hidesQuery(mask, grant, ask.type, bases));
};

const pairsOf = (ask: Ask, scopes: readonly ScopeClause[], rows: readonly PolicyRow[], facts: GateFacts): readonly Grant[] => {
  const { principal, masks, now } = facts;
  return scopes
    .flatMap((scope) =>
      rows.flatMap((row) => {
        const mask = row.terms.mask === undefined ? undefined : masks.get(row.terms.mask);
        // A mask that is not there shows nothing.
        if (mask === undefined && row.terms.mask !== undefined) return [];
        return [grantOf(scope, row, { principal, rowReach: reachIn(row, facts), mask, now })];
      }))
    .filter((grant) => hasReach(grant, ask.type));
};

/** Puts one ask through the three gates, in their order: scope, policy, confinement. Absence denies at each. */
export const gate = (ask: Ask, facts: GateFacts): Gated => {
  const { principal, matched, emergency, now, bases } = facts;
  const scopes = coveringScopes(principal, ask.type, ask.action, ask.letter);
  if (scopes.length === 0) return deny(ask, 'scope', 'insufficient-scope');
  const rows = grantingRows(matched);
  if (rows.length === 0) return deny(ask, 'policy', 'policy-denied', matched.deny);
  const strong = isStrong(principal, now);
  const reaching = pairsOf(ask, scopes, openRows(rows, emergency), facts);
  const pairs = reaching.filter((grant) => !isBlinded(grant, ask, bases));
  const [first, ...others] = pairs.filter(({ row }) => strong || row.terms.mfa !== true);
  const locked = pairs.filter(({ row }) => !strong && row.terms.mfa === true);
  if (first !== undefined) return { granted: true, ask, grants: [first, ...others], locked };
  if (locked.length > 0) return deny(ask, 'confinement', 'step-up', rows);
  const masked = reaching.some(({ mask }) => mask !== undefined && !hidesWhole(mask, ask.type));
  if (masked && !writing.has(ask.letter)) return deny(ask, 'confinement', 'hidden-by-mask', rows);
  const closed = emergency === 'not-here' && rows.some(({ terms }) => terms.breakGlass === true);
  return deny(ask, 'confinement', closed ? 'emergency-not-here' : 'outside-confinement', rows);
};
