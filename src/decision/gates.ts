import type { MatchedRows, PolicyRow } from '../policy/policy.ts';
import { coveringScopes } from '../smart/covering-scopes.ts';
import { isStrong, type Principal } from '../smart/principal.ts';
import type { ScopeClause } from '../smart/scope.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { grantOf, hasReach, type Ask, type Grant, type NonEmpty } from './grant.ts';
import { reachOfRow, type KnownReaches } from './reaches.ts';

export type Gate = 'scope' | 'policy' | 'confinement';

/** What one ask came to: grants, or the gate that refused. `locked`: pairs that only stronger authentication would open. */
export type Gated =
  | { readonly granted: true; readonly ask: Ask; readonly grants: NonEmpty<Grant>; readonly locked: readonly Grant[] }
  | { readonly granted: false; readonly ask: Ask; readonly gate: Gate; readonly refusal: Refusal; readonly rows: readonly PolicyRow[] };

// Terms that load and are checked and whose rows grant nothing yet (docs/policy.md, "Limits").
const isBuilt = ({ reach, terms }: PolicyRow): boolean =>
  reach.kind !== 'group' && terms.breakGlass !== true && terms.mask === undefined && terms.window === undefined && terms.max === undefined;

/** The rows of a match that can grant: none where a deny row matches (deciding.md, "Grants"). */
export const grantingRows = ({ allow, deny }: MatchedRows): readonly PolicyRow[] => (deny.length > 0 ? [] : allow.filter(isBuilt));

const deny = (ask: Ask, gate: Gate, code: Refusal['code'], rows: readonly PolicyRow[] = []): Gated => ({ granted: false, ask, gate, refusal: refuse(code), rows });

const pairsOf = (scopes: readonly ScopeClause[], rows: readonly PolicyRow[], principal: Principal, known: KnownReaches): readonly Grant[] =>
  scopes.flatMap((scope) => rows.map((row) => grantOf(scope, row, reachOfRow(row, principal, known), principal)));

/** Puts one ask through the three gates, in their order: scope, policy, confinement. Absence denies at each. */
export const gate = (ask: Ask, principal: Principal, matched: MatchedRows, known: KnownReaches, now: number): Gated => {
  const scopes = coveringScopes(principal, ask.type, ask.action, ask.letter);
  if (scopes.length === 0) return deny(ask, 'scope', 'insufficient-scope');
  const rows = grantingRows(matched);
  if (rows.length === 0) return deny(ask, 'policy', 'policy-denied', matched.deny);
  const strong = isStrong(principal, now);
  const pairs = pairsOf(scopes, rows, principal, known).filter((grant) => hasReach(grant, ask.type));
  const [first, ...others] = pairs.filter(({ row }) => strong || row.terms.mfa !== true);
  const locked = pairs.filter(({ row }) => !strong && row.terms.mfa === true);
  if (first !== undefined) return { granted: true, ask, grants: [first, ...others], locked };
  return deny(ask, 'confinement', locked.length > 0 ? 'step-up' : 'outside-confinement', rows);
};
