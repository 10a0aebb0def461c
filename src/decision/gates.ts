import type { Bases } from '../fhir/reference.ts';
import type { MatchedRows, PolicyRow } from '../policy/policy.ts';
import { coveringScopes } from '../smart/covering-scopes.ts';
import { isStrong, type Principal } from '../smart/principal.ts';
import type { ScopeClause } from '../smart/scope.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { grantOf, hasReach, type Ask, type Grant, type NonEmpty } from './grant.ts';
import { maskTouches } from './mask/mask-touches.ts';
import { hidesWhole, type Mask } from './mask/rules.ts';
import { reachOfRow, type KnownReaches } from './reaches.ts';

export type Gate = 'scope' | 'policy' | 'confinement';

/** What one ask came to: grants, or the gate that refused. `locked`: pairs that only stronger authentication would open. */
export type Gated =
  | { readonly granted: true; readonly ask: Ask; readonly grants: NonEmpty<Grant>; readonly locked: readonly Grant[] }
  | { readonly granted: false; readonly ask: Ask; readonly gate: Gate; readonly refusal: Refusal; readonly rows: readonly PolicyRow[] };

/** An emergency: declared for a request that it opens, declared elsewhere, or not at all (deciding.md, row emergency). */
export type Emergency = 'open' | 'not-here' | 'none';

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
  emergency === 'open' ? rows : rows.filter(({ terms }) => terms.breakGlass !== true);

const deny = (ask: Ask, gate: Gate, code: Refusal['code'], rows: readonly PolicyRow[] = []): Gated => ({ granted: false, ask, gate, refusal: refuse(code), rows });

const writing: ReadonlySet<string> = new Set(['c', 'u', 'd']);

/** A grant with a mask permits no write, no search by what it hides, and nothing where it hides all (deciding.md, "Grants" and row update). */
const isBlinded = ({ mask }: Grant, { type, letter, by = [] }: Ask, { custom }: Bases): boolean =>
  mask !== undefined && (writing.has(letter) || hidesWhole(mask, type) || by.some(({ param, modifier }) => maskTouches(mask, type, param, modifier, custom)));

const pairsOf = (ask: Ask, scopes: readonly ScopeClause[], rows: readonly PolicyRow[], { principal, known, masks, now, bases }: GateFacts): readonly Grant[] =>
  scopes
    .flatMap((scope) =>
      rows.flatMap((row) => {
        const mask = row.terms.mask === undefined ? undefined : masks.get(row.terms.mask);
        // A mask that is not there shows nothing.
        if (mask === undefined && row.terms.mask !== undefined) return [];
        return [grantOf(scope, row, { principal, rowReach: reachOfRow(row, principal, known), mask, now })];
      }))
    .filter((grant) => hasReach(grant, ask.type) && !isBlinded(grant, ask, bases));

/** Puts one ask through the three gates, in their order: scope, policy, confinement. Absence denies at each. */
export const gate = (ask: Ask, facts: GateFacts): Gated => {
  const { principal, matched, emergency, now } = facts;
  const scopes = coveringScopes(principal, ask.type, ask.action, ask.letter);
  if (scopes.length === 0) return deny(ask, 'scope', 'insufficient-scope');
  const rows = grantingRows(matched);
  if (rows.length === 0) return deny(ask, 'policy', 'policy-denied', matched.deny);
  const strong = isStrong(principal, now);
  const pairs = pairsOf(ask, scopes, openRows(rows, emergency), facts);
  const [first, ...others] = pairs.filter(({ row }) => strong || row.terms.mfa !== true);
  const locked = pairs.filter(({ row }) => !strong && row.terms.mfa === true);
  if (first !== undefined) return { granted: true, ask, grants: [first, ...others], locked };
  if (locked.length > 0) return deny(ask, 'confinement', 'step-up', rows);
  const closed = emergency === 'not-here' && rows.some(({ terms }) => terms.breakGlass === true);
  return deny(ask, 'confinement', closed ? 'emergency-not-here' : 'outside-confinement', rows);
};
