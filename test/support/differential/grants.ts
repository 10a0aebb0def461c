/** deciding.md, "Grants", word by word. */
import { paramOf } from './definitions.ts';
import { canHold } from './holds.ts';
import { hidesBinaries, pseudonymises, touches, type MaskRow } from './masks.ts';
import { byNameOnly, classOf } from './types.ts';
import type { World } from './world.ts';

/** The caller as deciding.md has it, with what the look-ups of their reaches have to find. */
export type Known = {
  readonly scopes: readonly string[];
  readonly patient: string | undefined;
  readonly fhirUser: string | undefined;
  readonly user: boolean;
  readonly strong: boolean;
  readonly subjects: readonly string[];
  readonly careteam: readonly string[];
  readonly related: readonly string[];
  readonly membersOf: (group: string) => readonly string[];
};

/** A row of policy.csv with its groups and roles written out. */
export type Row = { readonly subject: string; readonly resource: string; readonly named: boolean; readonly action: string; readonly reach: string; readonly terms: readonly string[]; readonly effect: string };

/** What deciding goes by. */
export type Deciding = {
  readonly caller: Known;
  readonly rows: (type: string, action: string) => readonly Row[];
  readonly masks: readonly MaskRow[];
  readonly world: World;
  readonly pseudonymOf: (patient: string) => string;
  /** What would have to be looked up is taken for visible. */
  readonly trusting?: true;
};

/** An emergency: declared for an instance, for a search about one patient and then for that one alone, elsewhere, or not at all. */
export type Emergency = 'none' | 'open' | { readonly patient: string } | 'not-here';

/** By what a type's resources are selected. */
export type Used = { readonly name: string; readonly modifier?: string; /** It orders what is found. */ readonly sort?: true };

/** What is asked of the gates, of one type. */
export type Ask = { readonly type: string; readonly action: string; readonly letter: string; readonly emergency: Emergency; /** What it is for whatever else is looked at. */ readonly around?: Emergency; readonly by?: readonly Used[] };

type Clause = { readonly context: string; readonly type: string; readonly letters: string; readonly query: readonly (readonly [string, string])[]; readonly own: boolean };

/** A scope and a row together, and whom both reach. */
export type Grant = { readonly clause: Clause; readonly row: Row; readonly reach: readonly string[] | 'everyone'; readonly mask: readonly MaskRow[] | undefined; readonly window: string | undefined };

/** A refusal; `gate`: before anything goes upstream. */
export type Refused = { readonly status: number; readonly gate?: string };

const v1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

const readScope = (token: string): Clause | undefined => {
  const [, context = '', type = '', permission = '', query] = /^(patient|user|system)\/(\w+|\*)\.(\w+|\*)(?:\?(.*))?$/.exec(token) ?? [];
  const pairs = query === undefined ? [] : query.split('&').map((pair): readonly [string, string] => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]);
  if (context === '' || pairs.some(([name, values]) => !canHold(type, name, values))) return undefined;
  return { context, type, letters: v1[permission] ?? permission, query: pairs, own: false };
};

const isUsable = ({ patient, user }: Known, context: string): boolean => (context === 'patient' ? patient !== undefined : context === 'user' ? user : !user);

const clausesFor = (caller: Known, { type, action, letter }: Ask): readonly Clause[] => {
  const covering = caller.scopes.flatMap((token) => readScope(token) ?? []).filter((clause) => isUsable(caller, clause.context) && (clause.type === type || clause.type === '*') && clause.letters.includes(letter));
  const own = caller.user && caller.scopes.includes('openid') && caller.scopes.includes('fhirUser') && caller.fhirUser?.split('/')[0] === type && action === 'read' && letter === 'r';
  return own ? [...covering, { context: 'user', type, letters: 'r', query: [], own: true }] : covering;
};

/** The allow rows that match, none if a deny row does. */
const rowsFor = ({ caller, rows }: Deciding, { type, action }: Ask): readonly Row[] => {
  const matching = rows(type, action).filter(({ subject }) => caller.subjects.includes(subject));
  return matching.some(({ effect }) => effect === 'deny') ? [] : matching.filter(({ named }) => named || !byNameOnly(type, action));
};

/** "On no stricter terms means: no term that the row lacks, the same mask and window, and no smaller `max`." */
const isNoStricter = ({ terms }: Row, other: Row): boolean =>
  terms.every((term) => (term.startsWith('max:') ? other.terms.some((one) => one.startsWith('max:') && Number(one.slice(4)) <= Number(term.slice(4))) : other.terms.includes(term)));

/** "Nothing is looked up where another row on no stricter terms reaches as far" (docs/policy.md). */
const isCovered = (row: Row, rows: readonly Row[], context: string): boolean =>
  rows.some((other) => (other.reach === 'any' || (context === 'patient' && other.reach === 'launch')) && isNoStricter(other, row));

const patientsOf = ({ patient, fhirUser, careteam, related, membersOf }: Known, { reach }: Row, covered: boolean): readonly string[] | 'everyone' => {
  const [userType, userId = ''] = fhirUser?.split('/') ?? [];
  if (covered && (reach === 'careteam' || reach.startsWith('group:') || (reach === 'self' && userType === 'RelatedPerson'))) return [];
  if (reach === 'any') return 'everyone';
  if (reach === 'launch') return patient === undefined ? [] : [patient];
  if (reach.startsWith('group:')) return membersOf(reach.slice(6));
  if (reach === 'careteam') return userType === undefined ? [] : careteam;
  if (userType === 'Patient') return [userId];
  return userType === 'RelatedPerson' ? related : [];
};

/** Whether a `self` row shows the caller's own resource; under a `patient/` scope not one of an owned type (decisions.md, 3). */
export const ownCounts = ({ fhirUser }: Known, { clause, row }: Grant, type: string): boolean =>
  row.reach === 'self' && fhirUser?.split('/')[0] === type && !(clause.context === 'patient' && classOf(type) === 'owned');

const hasReach = (caller: Known, grant: Grant, type: string): boolean => {
  if (grant.reach === 'everyone' || ownCounts(caller, grant, type)) return true;
  switch (classOf(type)) {
    case 'shared': return grant.row.reach === 'any';
    case 'owned': case 'derived': return grant.reach.length > 0;
    default: return false;
  }
};

const termOf = ({ terms }: Row, name: string): string | undefined => terms.find((term) => term.startsWith(`${name}:`))?.slice(name.length + 1);

const writing = ['c', 'u', 'd'];

const grantOf = ({ caller, masks }: Deciding, clause: Clause, row: Row, rows: readonly Row[], emergency: Emergency): Grant => {
  const all = patientsOf(caller, row, isCovered(row, rows, clause.context));
  const ofRow = row.terms.includes('break-glass') && typeof emergency === 'object' ? [emergency.patient].filter((patient) => all === 'everyone' || all.includes(patient)) : all;
  const launch = caller.patient ?? '';
  const mask = termOf(row, 'mask');
  return {
    clause, row, reach: clause.context === 'patient' ? (ofRow === 'everyone' || ofRow.includes(launch) ? [launch] : []) : ofRow,
    mask: mask === undefined ? undefined : masks.filter((one) => one.mask === mask), window: termOf(row, 'window'),
  };
};

/** Whether a parameter compares the ids of patients, whom a mask with pseudonyms hides. */
const isAboutIds = (type: string, name: string): boolean => (name === '_id' ? type === 'Patient' : paramOf(type, name)?.targets.includes('Patient') === true);

/** A mask permits no write, no search or order by what it hides, and no granular scope that asks for that; of a Binary that it hides there is nothing to show. */
const isBlind = ({ mask, clause }: Grant, { type, letter, by = [] }: Ask): boolean => {
  if (mask === undefined) return false;
  const hidesIds = (name: string): boolean => pseudonymises(mask) && isAboutIds(type, name);
  if (writing.includes(letter) || (type === 'Binary' && hidesBinaries(mask))) return true;
  return by.some(({ name, modifier, sort }) => touches(mask, type, name, modifier) || (sort === true && hidesIds(name))) || clause.query.some(([name]) => touches(mask, type, name, undefined) || hidesIds(name));
};

/** Pairs by whether their conditions hold. */
export type Pairs = { readonly open: readonly Grant[]; readonly locked: readonly Grant[] };

/** The pairs for an ask that have a reach: those whose conditions hold, and those that lack only `mfa`. */
export const pairsFor = (deciding: Deciding, ask: Ask): Pairs => {
  const { caller } = deciding;
  const rows = rowsFor(deciding, ask).filter(({ terms }) => ask.emergency === 'open' || typeof ask.emergency === 'object' || !terms.includes('break-glass'));
  const pairs = clausesFor(caller, ask).flatMap((clause) => rows.map((row) => grantOf(deciding, clause, row, rows, ask.emergency)))
    .filter((grant) => hasReach(caller, grant, ask.type) && !isBlind(grant, ask));
  const isLocked = ({ row }: Grant): boolean => !caller.strong && row.terms.includes('mfa');
  return { open: pairs.filter((pair) => !isLocked(pair)), locked: pairs.filter(isLocked) };
};

/** How the gates refuse an ask, if they do; where several answers fit, all of them. */
export const refusedBy = (deciding: Deciding, ask: Ask): readonly Refused[] => {
  if (clausesFor(deciding.caller, ask).length === 0) return [{ status: 403, gate: 'scope' }];
  const rows = rowsFor(deciding, ask);
  if (rows.length === 0) return [{ status: 403, gate: 'policy' }];
  const { open, locked } = pairsFor(deciding, ask);
  if (open.length > 0) return [];
  if (locked.length > 0) return [{ status: 401, gate: 'confinement' }];
  const closed = ask.emergency === 'not-here' && rows.some(({ terms }) => terms.includes('break-glass'));
  if (!closed) return [{ status: 403, gate: 'confinement' }];
  // limits.ts, vain-emergency-rows.
  const opens = pairsFor(deciding, { ...ask, emergency: 'open' });
  return opens.open.length + opens.locked.length > 0 ? [{ status: 400, gate: 'confinement' }] : [{ status: 400, gate: 'confinement' }, { status: 403, gate: 'confinement' }];
};

/** Whether a grant shows all that it reaches. */
export const isFree = ({ clause, window }: Grant): boolean => clause.query.length === 0 && !clause.own && window === undefined;

/** Whether some grant shows every resource of the type. */
export const showsAll = (grants: readonly Grant[]): boolean => grants.some((grant) => grant.reach === 'everyone' && isFree(grant));

/** The patients of several grants together. */
export const unionOf = (grants: readonly Grant[]): ReadonlySet<string> | 'everyone' =>
  grants.some(({ reach }) => reach === 'everyone') ? 'everyone' : new Set(grants.flatMap(({ reach }) => (reach === 'everyone' ? [] : reach)));
