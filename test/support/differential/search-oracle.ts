/** What searches must come to: what the backend gives an unconfined caller, filtered by visibility, of what joins and includes touched, too. */
import { paramOf, referencesOf, resourceTypes, type Param as Definition } from './definitions.ts';
import { isFree, ownCounts, pairsFor, refusedBy, showsAll, unionOf, type Ask, type Deciding, type Emergency, type Grant, type Refused, type Used } from './grants.ts';
import { touches } from './masks.ts';
import { readReference, textOf } from './references.ts';
import type { Param, SearchRequest } from './requests.ts';
import { askedOf } from './send.ts';
import { classOf, namesOf, ownedTypes } from './types.ts';
import { meantBy, showing } from './visible.ts';
import { aliasBase, ownBase, type Json, type World } from './world.ts';

// ---- What a request asks

type Criterion =
  | { readonly kind: 'plain'; readonly name: string; readonly modifier?: string; readonly value: string }
  | { readonly kind: 'chain'; readonly name: string; readonly targets: readonly { readonly type: string; readonly of: Criterion }[]; readonly named: boolean }
  | { readonly kind: 'reverse'; readonly type: string; readonly by: string; readonly of: Criterion };

const readCriterion = (type: string, name: string, value: string): Criterion | undefined => {
  if (name.startsWith('_has:')) {
    const [, source = '', by = '', ...rest] = name.split(':');
    const of = readCriterion(source, rest.join(':'), value);
    return of === undefined || paramOf(source, by)?.targets.includes(type) !== true ? undefined : { kind: 'reverse', type: source, by, of };
  }
  const dot = name.indexOf('.');
  const [code = '', modifier] = (dot < 0 ? name : name.slice(0, dot)).split(':');
  const param = paramOf(type, code);
  if (param === undefined) return undefined;
  if (dot < 0) return { kind: 'plain', name: code, value, ...(modifier === undefined ? {} : { modifier }) };
  const targets = param.targets.filter((target) => modifier === undefined || target === modifier).flatMap((target) => {
    const of = readCriterion(target, name.slice(dot + 1), value);
    return of === undefined ? [] : [{ type: target, of }];
  });
  return targets.length === 0 ? undefined : { kind: 'chain', name: code, targets, named: modifier !== undefined };
};

/** An include, as it is followed: from resources of a source by a parameter to targets, or back. */
type Include = { readonly reverse: boolean; readonly iterate: boolean; readonly source: string; readonly name: string; readonly target?: string };

const readInclude = ({ name, value }: Param): Include => {
  const [source = '', param = '*', target] = value.split(':');
  return { reverse: name.startsWith('_revinclude'), iterate: name.includes(':iterate'), source, name: param, ...(target === undefined ? {} : { target }) };
};

/** A search of one type, of those that a request comes to. */
export type Asked = {
  readonly type: string;
  readonly criteria: readonly Criterion[];
  readonly includes: readonly Include[];
  readonly sort: readonly string[];
  readonly patient: string | undefined;
};

const partsOf = (type: string, { criteria, includes, shape, patient }: SearchRequest): Asked => ({
  type, patient, includes: includes.map(readInclude),
  criteria: criteria.flatMap(({ name, value }) => readCriterion(type, name, value) ?? []),
  sort: shape.filter(({ name }) => name === '_sort').flatMap(({ value }) => value.split(',').map((key) => key.replace(/^-/, ''))),
});

/** The types that a request is about; within a compartment only what belongs to patients. */
const typesOf = ({ types, patient }: SearchRequest): readonly string[] =>
  types === 'all' ? resourceTypes.filter((type) => patient === undefined || classOf(type) === 'owned' || type === 'Provenance') : types;

export const searchesOf = (request: SearchRequest): readonly Asked[] => typesOf(request).map((type) => partsOf(type, request));

const usedBy = (type: string, criterion: Criterion, use: (type: string, used: Used) => void): void => {
  if (criterion.kind === 'plain') use(type, { name: criterion.name, ...(criterion.modifier === undefined ? {} : { modifier: criterion.modifier }) });
  else if (criterion.kind === 'reverse') {
    use(criterion.type, { name: criterion.by });
    usedBy(criterion.type, criterion.of, use);
  } else {
    use(type, { name: criterion.name });
    for (const target of criterion.targets) usedBy(target.type, target.of, use);
  }
};

/** By what each type's resources are selected: deciding.md leaves a grant out whose mask touches that. */
const usedOf = (searches: readonly Asked[]): ReadonlyMap<string, readonly Used[]> => {
  const used = new Map<string, Used[]>();
  const use = (type: string, one: Used): void => {
    used.set(type, [...(used.get(type) ?? []), one]);
  };
  for (const { type, criteria, sort, includes, patient } of searches) {
    for (const criterion of criteria) usedBy(type, criterion, use);
    for (const name of sort) use(type, { name });
    for (const { source, name } of includes) if (name !== '*') use(source, { name });
    if (patient !== undefined) use(type, { name: ownedTypes[type]?.by ?? 'patient' });
  }
  return used;
};

const patientIn = (value: string): string => [ownBase, aliasBase].reduce((text, base) => text.replace(`${base}/`, ''), value).replace(/^Patient\//, '');

/** The patients that each owner parameter names, by the words of the request. */
const namedSets = ({ type, criteria, patient }: Asked, meant: (id: string) => string): readonly ReadonlySet<string>[] => {
  const sets = criteria.flatMap((one) => (one.kind === 'plain' && namesOf(type).includes(one.name) ? [new Set(one.value.split(',').map(patientIn).filter((id) => !id.includes('/')).map(meant))] : []));
  return patient === undefined ? sets : [new Set([meant(patient)]), ...sets];
};

const all = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> | undefined => sets.reduce<ReadonlySet<string> | undefined>((both, set) => both?.intersection(set) ?? set, undefined);

/** Everything that is the same for the whole request. */
export type Searching = { readonly deciding: Deciding; readonly searches: readonly Asked[]; readonly request: SearchRequest; readonly askOf: (type: string) => Ask };

/** "a search that names exactly one patient" is opened by an emergency; any other leaves it aside. */
export const searchingOf = (deciding: Deciding, request: SearchRequest): Searching => {
  const searches = searchesOf(request);
  const used = usedOf(searches);
  const namesOne = searches.length > 0 && searches.every((search) => all(namedSets(search, (id) => id))?.size === 1);
  const emergency: Emergency = request.emergency === undefined ? 'none' : namesOne ? 'open' : 'not-here';
  return { deciding, searches, request, askOf: (type) => ({ type, action: 'search', letter: 's', emergency, by: used.get(type) ?? [] }) };
};

// ---- Whether it is refused

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

const ownIsBeside = ({ deciding }: Searching, { type }: Asked, grants: readonly Grant[]): boolean => classOf(type) === 'owned' && unionOf(grants) !== 'everyone' && grants.some((grant) => ownCounts(deciding.caller, grant, type));

/** Whether narrowing must equal visibility: one owner at most, and everybody in question wholly shown. It may elsewhere, too. */
const isExact = (searching: Searching, search: Asked, grants: readonly Grant[]): boolean => {
  const { type, criteria } = search;
  if (showsAll(grants) || (classOf(type) === 'shared' && grants.some((grant) => grant.row.reach === 'any' && isFree(grant)))) return criteria.every(({ kind }) => kind === 'plain');
  if (ownedTypes[type]?.single !== true || ownIsBeside(searching, search, grants) || criteria.some(({ kind }) => kind !== 'plain')) return false;
  const union = unionOf(grants);
  const free = unionOf(grants.filter(isFree));
  return union !== 'everyone' && free !== 'everyone' && union.isSubsetOf(free);
};

const refusesOne = (searching: Searching, search: Asked): readonly Refused[] => {
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
  const refusals = types.map((type) => refusedBy(searching.deciding, searching.askOf(type)));
  return refusals.every((one) => one.length > 0) ? refusals.flat() : [];
};

/** "(t′, search, s) has a grant, else 403"; where a chain says no type, that of some type. */
const refusesJoin = (searching: Searching, criterion: Criterion): readonly Refused[] => {
  if (criterion.kind === 'plain') return [];
  if (criterion.kind === 'reverse') return [...refusesAll(searching, [criterion.type]), ...refusesJoin(searching, criterion.of)];
  const each = criterion.targets.map(({ type, of }) => [...refusesAll(searching, [type]), ...refusesJoin(searching, of)]);
  return each.every((one) => one.length > 0) ? each.flat() : [];
};

const paramsOf = (source: string, name: string): readonly Definition[] => (name === '*' ? referencesOf(source) : [paramOf(source, name)].flatMap((one) => one ?? []));

/** The types at which `_include=*` starts: what is searched for, and what comes by `_revinclude` (docs/hapi-notes.md, "Includes"). */
const startsOf = ({ type, includes }: Asked): readonly string[] => [...new Set([type, ...includes.filter(({ reverse }) => reverse).flatMap(({ source }) => (source === '*' ? resourceTypes : [source]))])];

const sourcesOf = ({ source, reverse, iterate }: Include, search: Asked): readonly string[] => (source !== '*' ? [source] : reverse || iterate ? resourceTypes : startsOf(search));

/** The types that an include may bring in. */
const broughtBy = (include: Include, search: Asked): readonly string[] => {
  if (include.reverse) return sourcesOf(include, search);
  if (include.target !== undefined) return [include.target];
  return [...new Set(sourcesOf(include, search).flatMap((source) => paramsOf(source, include.name)).flatMap(({ targets }) => targets))];
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
export const mayCloseJoins = ({ deciding, searches, askOf }: Searching): boolean => {
  const isClosed = (type: string): boolean => ['derived', 'hidden', 'operator'].includes(classOf(type)) && unionOf(pairsFor(deciding, askOf(type)).open) !== 'everyone';
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

// ---- What it finds

/** What a value means at the backend: a place of this server under each address that may be stored. Where that is one alone, a bare id stays one. */
const atBackend = (deciding: Deciding, grants: readonly Grant[], type: string, { name, modifier, value }: Extract<Criterion, { kind: 'plain' }>): Param => {
  const { aliased } = deciding.world;
  const param = paramOf(type, name);
  const asked = modifier === undefined ? name : `${name}:${modifier}`;
  const isPatient = modifier === undefined || modifier === 'Patient';
  const meant = (text: string): string => (isPatient && param?.targets.includes('Patient') === true && /^(?:Patient\/)?[^/]+$/.test(text) ? text.replace(/[^/]+$/, (id) => meantBy(deciding, grants, id)) : text);
  if (name === '_id' && type === 'Patient') return { name: asked, value: value.split(',').map((id) => meantBy(deciding, grants, patientIn(id))).join(',') };
  if (param?.kind !== 'reference' || modifier === 'missing') return { name: asked, value };
  const bare = (one: string): string => (modifier === undefined ? (namesOf(type).includes(name) ? `Patient/${one}` : one) : `${modifier}/${one}`);
  const places = value.split(',').map((one) => meant([ownBase, aliasBase].reduce((text, base) => text.replace(`${base}/`, ''), one)));
  if (!aliased) return { name: asked, value: places.join(',') };
  return { name, value: places.map((one) => (one.includes('/') ? one : bare(one))).flatMap((place) => (place.includes('/') ? [place, `${aliasBase}/${place}`] : [place])).join(',') };
};

/** Where a resource's references by a parameter lead. `loose`: those under an alias, too. */
const leadsTo = (resource: Json, param: Definition, loose: boolean): readonly string[] =>
  param.select(resource).flatMap((element) => {
    const text = textOf(element);
    const read = text === undefined ? 'nobody' : readReference(text);
    return typeof read === 'object' && param.targets.includes(read.type) && (loose || read.plain) ? [read.place] : [];
  });

const standing = (world: World, type: string): readonly { readonly place: string; readonly resource: Json }[] =>
  world.idsOf(type).flatMap((id) => {
    const text = world.currentOf(`${type}/${id}`);
    return text === undefined ? [] : [{ place: `${type}/${id}`, resource: world.read(text) }];
  });

const isSeen = ({ deciding, askOf }: Searching, resource: Json): boolean => showing(deciding, resource, askOf(String(resource['resourceType']))).length > 0;

/** The visible resources of a type that have what a join asks of them. */
const joined = async (searching: Searching, type: string, of: Criterion, loose: boolean): Promise<ReadonlySet<string>> => {
  const { deciding, askOf } = searching;
  if (of.kind === 'plain') {
    const found = await askedOf(deciding.world, type, [atBackend(deciding, pairsFor(deciding, askOf(type)).open, type, of)]);
    return new Set(found.filter((place) => isSeen(searching, deciding.world.read(deciding.world.currentOf(place) ?? '{}'))));
  }
  const has = await holder(searching, type, of, loose);
  return new Set(standing(deciding.world, type).filter(({ place, resource }) => has(place, resource) && isSeen(searching, resource)).map(({ place }) => place));
};

type Holder = (place: string, resource: Json) => boolean;

/** Whether a resource is joined with something visible. */
const holder = async (searching: Searching, type: string, criterion: Exclude<Criterion, { kind: 'plain' }>, loose: boolean): Promise<Holder> => {
  const { world } = searching.deciding;
  if (criterion.kind === 'reverse') {
    const found = await joined(searching, criterion.type, criterion.of, loose);
    const param = paramOf(criterion.type, criterion.by);
    const referred = new Set(param === undefined ? [] : [...found].flatMap((place) => leadsTo(world.read(world.currentOf(place) ?? '{}'), param, loose)));
    return (place) => referred.has(place);
  }
  const param = paramOf(type, criterion.name);
  const found = new Set<string>();
  for (const target of criterion.targets) for (const place of await joined(searching, target.type, target.of, loose)) found.add(place);
  return (_, resource) => param !== undefined && leadsTo(resource, param, loose).some((place) => found.has(place));
};

/** What one search must find: `may` in the backend's order; what is not in `must` may be left out, for a reason of limits.ts. */
export type Found = { readonly type: string; readonly may: readonly string[]; readonly must: ReadonlySet<string>; readonly all: number; readonly ownIsBeside: boolean };

const findOne = async (searching: Searching, search: Asked): Promise<Found> => {
  const { deciding, askOf, request } = searching;
  const { world, caller } = deciding;
  const { type, criteria, patient } = search;
  const grants = pairsFor(deciding, askOf(type)).open;
  const within: readonly Param[] = patient === undefined ? [] : [atBackend(deciding, grants, type, { kind: 'plain', name: ownedTypes[type]?.by ?? 'patient', value: type === 'Patient' ? patient : `Patient/${patient}` })];
  // A confined search is narrowed to the patients of this server that it names: another server's on an owner parameter is none of them.
  const isElsewhere = (value: string): boolean => /^https?:/.test(patientIn(value));
  const narrowed = (one: Extract<Criterion, { kind: 'plain' }>): typeof one =>
    unionOf(grants) !== 'everyone' && classOf(type) === 'owned' && namesOf(type).includes(one.name) ? { ...one, value: one.value.split(',').filter((value) => !isElsewhere(value)).join(',') } : one;
  const plain = criteria.flatMap((one) => (one.kind === 'plain' ? [atBackend(deciding, grants, type, narrowed(one))] : []));
  const found = await askedOf(world, type, [...within, ...plain, ...request.shape.filter(({ name }) => name === '_sort')]);
  const joins = criteria.filter((one) => one.kind !== 'plain');
  const strict = await Promise.all(joins.map((one) => holder(searching, type, one, false)));
  const loose = world.aliased ? await Promise.all(joins.map((one) => holder(searching, type, one, true))) : strict;
  const resourceAt = (place: string): Json => world.read(world.currentOf(place) ?? '{}');
  const seen = found.filter((place) => isSeen(searching, resourceAt(place)));
  const may = seen.filter((place) => [...loose, ...strict].some((has) => has(place, resourceAt(place))) || joins.length === 0).filter((place) => joins.every((_, index) => loose[index]?.(place, resourceAt(place)) === true || strict[index]?.(place, resourceAt(place)) === true));
  const beside = ownIsBeside(searching, search, grants);
  const mayLackOwn = beside && namedSets(search, (id) => id).length > 0;
  const must = may.filter((place) => strict.every((has) => has(place, resourceAt(place))) && !(mayLackOwn && place === caller.fhirUser));
  return { type, may, must: new Set(must), all: found.length, ownIsBeside: beside };
};

/** What each search of a request must find; of all types those that are refused are left out. */
export const expectFound = async (searching: Searching): Promise<readonly Found[]> => {
  const found: Found[] = [];
  for (const search of searching.searches) {
    if (refusesOne(searching, search).length > 0 || standing(searching.deciding.world, search.type).length === 0) continue;
    found.push(await findOne(searching, search));
  }
  return found;
};

// ---- What it includes

const rounds = 6;

type Rule = Include & { readonly params: readonly Definition[] };

const rulesOf = ({ searches, deciding }: Searching): readonly Rule[] =>
  searches.flatMap((search) => search.includes.flatMap((include) => sourcesOf(include, search).filter((source) => standing(deciding.world, source).length > 0).map((source) => ({ ...include, source, params: paramsOf(source, include.name) }))));

type Closure = { readonly searching: Searching; readonly loose: boolean };

/** What all of a resource's masks hide leads nowhere. */
const hides = ({ searching: { deciding, askOf } }: Closure, resource: Json, param: Definition): boolean => {
  const type = String(resource['resourceType']);
  return showing(deciding, resource, askOf(type)).every(({ mask }) => mask !== undefined && touches(mask, type, param.name, undefined));
};

const forward = (closure: Closure, { source, params, target }: Rule, from: readonly Json[]): readonly string[] =>
  from.filter(({ resourceType }) => resourceType === source).flatMap((resource) => params.flatMap((param) => (hides(closure, resource, param) ? [] : leadsTo(resource, param, closure.loose))))
    .filter((place) => target === undefined || place.startsWith(`${target}/`));

const backward = (closure: Closure, { source, params, target }: Rule, from: readonly string[]): readonly string[] => {
  const wanted = new Set(from.filter((place) => target === undefined || place.startsWith(`${target}/`)));
  return standing(closure.searching.deciding.world, source)
    .filter(({ resource }) => params.some((param) => leadsTo(resource, param, closure.loose).some((place) => wanted.has(place)) && !hides(closure, resource, param))).map(({ place }) => place);
};

// docs/hapi-notes.md, "Includes": four steps, each over all that was found before.
const steps = [{ reverse: true, iterate: false }, { reverse: false, iterate: false }, { reverse: true, iterate: true }, { reverse: false, iterate: true }] as const;

/** What a page's includes bring in, over what is visible alone. */
export const includedWith = (searching: Searching, page: readonly string[], loose: boolean, most = rounds): ReadonlySet<string> => {
  const { world } = searching.deciding;
  const resourceAt = (place: string): Json | undefined => {
    const text = world.currentOf(place);
    return text === undefined ? undefined : world.read(text);
  };
  const isIncluded = (place: string): boolean => {
    const resource = resourceAt(place);
    return resource !== undefined && refusedBy(searching.deciding, searching.askOf(place.split('/')[0] ?? '')).length === 0 && isSeen(searching, resource);
  };
  const closure: Closure = { searching, loose };
  const known = new Set(page);
  const all = rulesOf(searching);
  for (const { reverse, iterate } of steps) {
    const rules = all.filter((rule) => rule.reverse === reverse && rule.iterate === iterate);
    let frontier: readonly string[] = rules.length === 0 ? [] : [...known];
    for (let round = 0; frontier.length > 0 && round < (iterate ? most : 1); round += 1) {
      const from = frontier.map(resourceAt).filter((one) => one !== undefined);
      const reached = new Set(rules.flatMap((rule) => (reverse ? backward(closure, rule, frontier) : forward(closure, rule, from))));
      frontier = [...reached].filter((place) => !known.has(place) && isIncluded(place));
      for (const place of frontier) known.add(place);
    }
  }
  return new Set([...known].slice(new Set(page).size));
};

/** Whether a search asks for includes at all. */
export const hasIncludes = ({ searches }: Searching): boolean => searches.some(({ includes }) => includes.length > 0);

