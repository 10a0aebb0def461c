/** What searches must find: what the backend gives an unconfined caller, filtered by visibility, of what joins touched, too. */
import { paramOf, type Param as Definition } from './definitions.ts';
import { pairsFor, unionOf, type Deciding, type Grant } from './grants.ts';
import { readReference, textOf } from './references.ts';
import { ownIsBeside, refusesOne } from './refuses-search.ts';
import type { Param } from './requests.ts';
import { namedSets, patientIn, type Asked, type Criterion, type Searching } from './searching.ts';
import { askedOf } from './send.ts';
import { classOf, namesOf, ownedTypes } from './types.ts';
import { meantBy, showing } from './visible.ts';
import { aliasBase, ownBase, type Json, type World } from './world.ts';

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
export const leadsTo = (resource: Json, param: Definition, loose: boolean): readonly string[] =>
  param.select(resource).flatMap((element) => {
    const text = textOf(element);
    const read = text === undefined ? 'nobody' : readReference(text);
    return typeof read === 'object' && param.targets.includes(read.type) && (loose || read.plain) ? [read.place] : [];
  });

/** Everything of a type that stands. */
export const standing = (world: World, type: string): readonly { readonly place: string; readonly resource: Json }[] =>
  world.idsOf(type).flatMap((id) => {
    const text = world.currentOf(`${type}/${id}`);
    return text === undefined ? [] : [{ place: `${type}/${id}`, resource: world.read(text) }];
  });

/** Whether a resource is visible to what a search joins or includes. */
export const isSeen = ({ deciding, joinedAskOf }: Searching, resource: Json): boolean => showing(deciding, resource, joinedAskOf(String(resource['resourceType']))).length > 0;

/** The visible resources of a type that have what a join asks of them. */
export const joined = async (searching: Searching, type: string, of: Criterion, loose: boolean): Promise<ReadonlySet<string>> => {
  const { deciding, joinedAskOf } = searching;
  if (of.kind === 'plain') {
    const found = await askedOf(deciding.world, type, [atBackend(deciding, pairsFor(deciding, joinedAskOf(type)).open, type, of)]);
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
  // limits.ts, alias-in-joins.
  const loose = world.aliased ? await Promise.all(joins.map((one) => holder(searching, type, one, true))) : strict;
  const resourceAt = (place: string): Json => world.read(world.currentOf(place) ?? '{}');
  const seen = found.filter((place) => showing(deciding, resourceAt(place), askOf(type)).length > 0);
  const may = seen.filter((place) => [...loose, ...strict].some((has) => has(place, resourceAt(place))) || joins.length === 0).filter((place) => joins.every((_, index) => loose[index]?.(place, resourceAt(place)) === true || strict[index]?.(place, resourceAt(place)) === true));
  const beside = ownIsBeside(searching, search, grants);
  // limits.ts, own-beside-others.
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
