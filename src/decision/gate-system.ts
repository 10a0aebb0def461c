import type { PolicyRow } from '../policy/policy.ts';
import { isStrong } from '../smart/principal.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { grantOf, type Ask, type Grant, type NonEmpty } from './grant.ts';
import { grantingRows, openRows, type Gate, type GateFacts, type Gated } from './gates.ts';
import { reachOfRow } from './reaches.ts';

type SystemFacts = Omit<GateFacts, 'masks' | 'bases'>;

type Opened = { readonly rows: NonEmpty<PolicyRow>; readonly locked: readonly PolicyRow[] } | { readonly gate: Gate; readonly refusal: Refusal; readonly rows: readonly PolicyRow[] };

const open = ({ principal, matched, emergency, now }: SystemFacts): Opened => {
  const rows = grantingRows(matched);
  if (rows.length === 0) return { gate: 'policy', refusal: refuse('policy-denied'), rows: matched.deny };
  const strong = isStrong(principal, now);
  const taking = openRows(rows, emergency);
  const [first, ...others] = taking.filter(({ terms }) => strong || terms.mfa !== true);
  const locked = taking.filter(({ terms }) => !strong && terms.mfa === true);
  if (first !== undefined) return { rows: [first, ...others], locked };
  const refusal = refuse(locked.length > 0 ? 'step-up' : emergency === 'not-here' ? 'emergency-not-here' : 'outside-confinement');
  return { gate: 'confinement', refusal, rows };
};

/** What the policy says of (System, action) alone; the types are asked for themselves (deciding.md, "Grants"). Undefined: it permits. */
export const refusedSystem = (facts: SystemFacts): { readonly gate: Gate; readonly refusal: Refusal; readonly rows: readonly PolicyRow[] } | undefined => {
  const opened = open(facts);
  return 'refusal' in opened ? opened : undefined;
};

/** The history of the whole server: `s` of every type from the scopes, (System, history) from the policy. */
export const gateSystemHistory = (facts: SystemFacts): Gated => {
  const { principal, known, now } = facts;
  const ask: Ask = { type: 'Basic', action: 'history', letter: 's' };
  const scopes = principal.scopes.filter(({ type, letters, ownOnly }) => type === '*' && letters.has('s') && ownOnly !== true);
  if (scopes.length === 0) return { granted: false, ask, gate: 'scope', refusal: refuse('insufficient-scope'), rows: [] };
  const opened = open(facts);
  if ('refusal' in opened) return { granted: false, ask, ...opened };
  // What a window or a mask of such a row would have to be of, no type says, so it counts as one that does not show all.
  const pairs = (rows: readonly PolicyRow[]): readonly Grant[] =>
    scopes.flatMap((scope) =>
      rows.filter(({ terms }) => terms.mask === undefined && terms.window === undefined)
        .map((row) => grantOf(scope, row, { principal, rowReach: reachOfRow(row, principal, known), mask: undefined, now })));
  const [first, ...others] = pairs(opened.rows);
  const locked = pairs(opened.locked);
  if (first !== undefined) return { granted: true, ask, grants: [first, ...others], locked };
  return { granted: false, ask, gate: 'confinement', refusal: refuse(locked.length > 0 ? 'step-up' : 'outside-confinement'), rows: opened.rows };
};
