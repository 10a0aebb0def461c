import type { PolicyRow } from '../policy/policy.ts';
import { isStrong } from '../smart/principal.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { grantOf, reachesEveryone, type Ask, type Grant } from './grant.ts';
import { grantingRows, openRows, type Gate, type GateFacts, type Gated } from './gates.ts';
import { reachOfRow } from './reaches.ts';

type SystemFacts = Omit<GateFacts, 'masks' | 'bases'>;

type Refused = { readonly gate: Gate; readonly refusal: Refusal; readonly rows: readonly PolicyRow[] };

/** The rows that grant, apart into those that do now and those that only stronger authentication opens; none: the policy refuses. */
const split = ({ principal, matched, emergency, now }: SystemFacts): { readonly rows: readonly PolicyRow[]; readonly open: readonly PolicyRow[]; readonly locked: readonly PolicyRow[] } => {
  const rows = grantingRows(matched);
  const strong = isStrong(principal, now);
  const taking = openRows(rows, emergency);
  return { rows, open: taking.filter(({ terms }) => strong || terms.mfa !== true), locked: taking.filter(({ terms }) => !strong && terms.mfa === true) };
};

const byPolicy = ({ matched }: SystemFacts): Refused => ({ gate: 'policy', refusal: refuse('policy-denied'), rows: matched.deny });

const confined = ({ emergency }: SystemFacts, rows: readonly PolicyRow[], locked: boolean): Refused => {
  const closed = emergency === 'not-here' && rows.some(({ terms }) => terms.breakGlass === true);
  return { gate: 'confinement', refusal: refuse(locked ? 'step-up' : closed ? 'emergency-not-here' : 'outside-confinement'), rows };
};

/** What the policy says of (System, action) alone; the types are asked for themselves (deciding.md, "Grants"). Undefined: it permits. */
export const refusedSystem = (facts: SystemFacts): Refused | undefined => {
  const { rows, open, locked } = split(facts);
  if (rows.length === 0) return byPolicy(facts);
  return open.length > 0 ? undefined : confined(facts, rows, locked.length > 0);
};

/** The history of the whole server: `s` of every type from the scopes, (System, history) from the policy, everyone as the reach of both. */
export const gateSystemHistory = (facts: SystemFacts): Gated => {
  const { principal, known, now } = facts;
  // The server is no type, and nothing of it is judged by one; every type has Basic's parameters, and no more.
  const ask: Ask = { type: 'Basic', action: 'history', letter: 's' };
  const scopes = principal.scopes.filter(({ type, letters, ownOnly }) => type === '*' && letters.has('s') && ownOnly !== true);
  if (scopes.length === 0) return { granted: false, ask, gate: 'scope', refusal: refuse('insufficient-scope'), rows: [] };
  const { rows, open, locked } = split(facts);
  if (rows.length === 0) return { granted: false, ask, ...byPolicy(facts) };
  // What a window or a mask of such a row would have to be of, no type says, so it counts as one that does not show all.
  const pairs = (some: readonly PolicyRow[]): readonly Grant[] =>
    scopes.flatMap((scope) =>
      some.filter(({ terms }) => terms.mask === undefined && terms.window === undefined)
        .map((row) => grantOf(scope, row, { principal, rowReach: reachOfRow(row, principal, known), mask: undefined, now })))
      .filter((grant) => reachesEveryone([grant]));
  const [first, ...others] = pairs(open);
  const unlocking = pairs(locked);
  if (first !== undefined) return { granted: true, ask, grants: [first, ...others], locked: unlocking };
  return { granted: false, ask, ...confined(facts, rows, unlocking.length > 0) };
};
