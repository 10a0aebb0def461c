/** Whether a search is refused before anything goes upstream: deciding.md, rows search, `_include`, chain, `_has`, counts. */
import { paramOf } from './definitions.ts';
import { isFree, ownCounts, pairsFor, refusedBy, showsAll, unionOf, type Deciding, type Grant, type Refused } from './grants.ts';
import type { Param, SearchRequest } from './requests.ts';
import { all, broughtBy, namedSets, type Asked, type Criterion, type Searching } from './searching.ts';
import { classOf, ownedTypes } from './types.ts';
import { meantBy } from './visible.ts';

/** Whether something is left to search for with these grants: rows search and Provenance. `naming`: by which names patients are known. */
const isPossible = ({ deciding }: Searching, search: Asked, grants: readonly Grant[], naming = grants): boolean => {
  const { type, criteria, patient } = search;
  const meant = (id: string): string => meantBy(deciding, naming, id);
  const union = unionOf(grants);
  const own = grants.some((grant) => ownCounts(deciding.caller, grant, type));
  if (classOf(type) === 'shared') return own || grants.some(({ row }) => row.reach === 'any');
  if (union === 'everyone') return grants.length > 0;
  if (patient !== undefined && !union.has(meant(patient))) return false;
  const sets = namedSets(search, meant);
  const named = sets.map((patients) => patients.intersection(union));
  const both = all(named);
  if (type === 'Provenance') return both === undefined ? union.size > 0 && criteria.some((one) => one.kind === 'plain' && (one.name === 'target' || one.name === '_id')) : both.size > 0;
  const row = ownedTypes[type];
  if (classOf(type) !== 'owned') return false;
  if (both === undefined) return own || union.size > 0;
  // Of a type with several owners each name holds for some of them.
  return row?.single === false ? named.every((patients) => patients.size > 0) : both.size > 0;
};

/** Whether a search asks for a count alone. */
export const isCounting = ({ shape }: SearchRequest): boolean => shape.some(({ name, value }) => (name === '_count' && value === '0') || (name === '_summary' && value === 'count'));

/** Whether the caller's own resource counts besides what they reach. */
export const ownIsBeside = ({ deciding }: Searching, { type }: Asked, grants: readonly Grant[]): boolean => classOf(type) === 'owned' && unionOf(grants) !== 'everyone' && grants.some((grant) => ownCounts(deciding.caller, grant, type));

/** Whether narrowing must equal visibility: one owner at most, and everybody in question wholly shown. It may elsewhere, too. */
const isExact = (searching: Searching, search: Asked, grants: readonly Grant[]): boolean => {
  const { type, criteria } = search;
  if (showsAll(grants) || (classOf(type) === 'shared' && grants.some((grant) => grant.row.reach === 'any' && isFree(grant)))) return criteria.every(({ kind }) => kind === 'plain');
  if (ownedTypes[type]?.single !== true || ownIsBeside(searching, search, grants) || criteria.some(({ kind }) => kind !== 'plain')) return false;
  const union = unionOf(grants);
  const free = unionOf(grants.filter(isFree));
  return union !== 'everyone' && free !== 'everyone' && union.isSubsetOf(free);
};

/** How the search of one type is refused, if it is. */
export const refusesOne = (searching: Searching, search: Asked): readonly Refused[] => {
  const { deciding, askOf, request } = searching;
  const refused = refusedBy(deciding, askOf(search.type));
  if (refused.length > 0) return refused;
  const { open, locked } = pairsFor(deciding, askOf(search.type));
  if (isPossible(searching, search, open)) return [];
  if (!isPossible(searching, search, [...open, ...locked], open)) return [{ status: 403, gate: 'confinement' }];
  // A count may stay refused with strong authentication, too.
  return [{ status: 401, gate: 'confinement' }, ...(isCounting(request) ? [{ status: 403, gate: 'confinement' }] : [])];
};

const refusesAll = (searching: Searching, types: readonly string[]): readonly Refused[] => {
  const refusals = types.map((type) => refusedBy(searching.deciding, searching.joinedAskOf(type)));
  return refusals.every((one) => one.length > 0) ? refusals.flat() : [];
};

/** "(t′, search, s) has a grant, else 403"; where a chain says no type, that of some type. */
const refusesJoin = (searching: Searching, criterion: Criterion): readonly Refused[] => {
  if (criterion.kind === 'plain') return [];
  if (criterion.kind === 'reverse') return [...refusesAll(searching, [criterion.type]), ...refusesJoin(searching, criterion.of)];
  const each = criterion.targets.map(({ type, of }) => [...refusesAll(searching, [type]), ...refusesJoin(searching, of)]);
  return each.every((one) => one.length > 0) ? each.flat() : [];
};

/** For how many types a criterion stands, at each of its steps. */
const costOf = (type: string, name: string): number => {
  if (name.startsWith('_has:')) {
    const [, source = '', , ...rest] = name.split(':');
    return costOf(source, rest.join(':'));
  }
  const dot = name.indexOf('.');
  const [code = '', modifier] = name.slice(0, Math.max(dot, 0)).split(':');
  const targets = dot < 0 ? [] : (paramOf(type, code)?.targets ?? []).filter((target) => modifier === undefined || target === modifier);
  return targets.reduce((sum, target) => sum + 1 + costOf(target, name.slice(dot + 1)), 0);
};

/** Whether includes may take more than a search may (limits.ts, costly-includes). */
const mayIncludeTooMuch = (includes: readonly Param[]): boolean => includes.some(({ value }) => value.endsWith('*'));

/** Whether joins stand for more types than one search may (limits.ts, costly-joins). */
export const mayCostTooMuch = ({ types, criteria, includes }: SearchRequest): boolean =>
  mayIncludeTooMuch(includes) || (types !== 'all' && types.some((type) => criteria.reduce((sum, { name }) => sum + costOf(type, name), 0) > 450));

/** Whether a join goes over a type that a confined caller may only search by what it belongs to (limits.ts, closed-joins). */
export const mayCloseJoins = ({ deciding, searches, joinedAskOf }: Searching): boolean => {
  const isClosed = (type: string): boolean => ['derived', 'hidden', 'operator'].includes(classOf(type)) && unionOf(pairsFor(deciding, joinedAskOf(type)).open) !== 'everyone';
  const goesOver = (criterion: Criterion): boolean => {
    if (criterion.kind === 'plain') return false;
    return criterion.kind === 'reverse' ? isClosed(criterion.type) || goesOver(criterion.of) : criterion.targets.some(({ type, of }) => isClosed(type) || goesOver(of));
  };
  return searches.some(({ criteria }) => criteria.some(goesOver));
};

/** Every way in which a search is refused before anything goes upstream; the first that is found answers. `mayCount`: 403 also where a count could tell of others. */
export const refusesSearch = (searching: Searching): { readonly refused: readonly Refused[]; readonly mayCount: boolean } => {
  const { deciding, searches, request, askOf } = searching;
  if (request.emergency === 'too-short') return { refused: [{ status: 400 }], mayCount: false };
  const ofAll = request.types === 'all';
  // "`System` and operations are asked of the policy alone".
  const policyAlone: Deciding = { ...deciding, caller: { ...deciding.caller, scopes: ['user/*.s', 'system/*.s'] } };
  const system = ofAll ? refusedBy(policyAlone, askOf('System')) : [];
  const each = searches.map((search) => refusesOne(searching, search));
  const refused = ofAll ? (each.every((one) => one.length > 0) ? each.flat() : []) : each.flat();
  const joins = searches.flatMap(({ criteria }) => criteria.flatMap((one) => refusesJoin(searching, one)));
  const includes = searches.flatMap((search) => search.includes.flatMap((include) => refusesAll(searching, broughtBy(include, search))));
  const asked = searches.filter((_, index) => each[index]?.length === 0);
  const mayCount = isCounting(request) && !asked.every((search) => isExact(searching, search, pairsFor(deciding, askOf(search.type)).open));
  const all = [...system, ...refused, ...joins, ...includes];
  return { refused: all.length > 0 && (mayCount || mayCloseJoins(searching)) ? [...all, { status: 403, gate: 'confinement' }] : all, mayCount };
};
