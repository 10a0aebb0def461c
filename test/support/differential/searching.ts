/** What searches ask, as the oracle reads them. */
import { paramOf, referencesOf, resourceTypes, type Param as Definition } from './definitions.ts';
import type { Ask, Deciding, Emergency, Used } from './grants.ts';
import type { Param, SearchRequest } from './requests.ts';
import { classOf, namesOf, ownedTypes } from './types.ts';
import { aliasBase, ownBase } from './world.ts';

/** One parameter that selects, a chain, or a reverse chain. */
export type Criterion =
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
export type Include = { readonly reverse: boolean; readonly iterate: boolean; readonly source: string; readonly name: string; readonly target?: string };

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

/** The searches that a request makes, one per type. */
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
    for (const name of sort) use(type, { name, sort: true });
    for (const { source, name } of includes) if (name !== '*') use(source, { name });
    if (patient !== undefined) use(type, { name: ownedTypes[type]?.by ?? 'patient' });
  }
  return used;
};

/** The id that a value of an owner parameter names. */
export const patientIn = (value: string): string => [ownBase, aliasBase].reduce((text, base) => text.replace(`${base}/`, ''), value).replace(/^Patient\//, '');

/** The patients that each owner parameter names, by the words of the request. */
export const namedSets = ({ type, criteria, patient }: Asked, meant: (id: string) => string): readonly ReadonlySet<string>[] => {
  const sets = criteria.flatMap((one) => (one.kind === 'plain' && namesOf(type).includes(one.name) ? [new Set(one.value.split(',').map(patientIn).filter((id) => !id.includes('/')).map(meant))] : []));
  return patient === undefined ? sets : [new Set([meant(patient)]), ...sets];
};

/** What is in all sets; undefined where there are none. */
export const all = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> | undefined => sets.reduce<ReadonlySet<string> | undefined>((both, set) => both?.intersection(set) ?? set, undefined);

/** Everything that is the same for the whole request. */
export type Searching = { readonly deciding: Deciding; readonly searches: readonly Asked[]; readonly request: SearchRequest; readonly askOf: (type: string) => Ask; /** Of what is joined or included. */ readonly joinedAskOf: (type: string) => Ask };

/** "a search that names exactly one patient" is opened by an emergency; any other leaves it aside. */
export const searchingOf = (deciding: Deciding, request: SearchRequest): Searching => {
  const searches = searchesOf(request);
  const used = usedOf(searches);
  const named = searches.map((search) => [...(all(namedSets(search, (id) => id)) ?? [])]);
  const [first] = named[0] ?? [];
  const namesOthers = searches.some(({ type, criteria }) => criteria.some((one) => one.kind === 'plain' && namesOf(type).includes(one.name) && one.value.split(',').some((value) => patientIn(value).includes('/'))));
  const about = first !== undefined && !namesOthers && named.every((patients) => patients.length === 1 && patients[0] === first) ? { patient: first } : 'not-here';
  const emergency: Emergency = request.emergency === undefined ? 'none' : about;
  const joinedAskOf = (type: string): Ask => ({ type, action: 'search', letter: 's', emergency, by: used.get(type) ?? [] });
  // What is searched is narrowed to the one patient; what it joins and includes is open for that one alone.
  const askOf = (type: string): Ask => (typeof emergency === 'object' ? { ...joinedAskOf(type), emergency: 'open', around: emergency } : joinedAskOf(type));
  return { deciding, searches, request, askOf, joinedAskOf };
};

/** The parameters that an include stands for. */
export const paramsOf = (source: string, name: string): readonly Definition[] => (name === '*' ? referencesOf(source) : [paramOf(source, name)].flatMap((one) => one ?? []));

/** The types at which `_include=*` starts: what is searched for, and what comes by `_revinclude` (docs/hapi-notes.md, "Includes"). */
const startsOf = ({ type, includes }: Asked): readonly string[] => [...new Set([type, ...includes.filter(({ reverse }) => reverse).flatMap(({ source }) => (source === '*' ? resourceTypes : [source]))])];

/** The types that an include may start at. */
export const sourcesOf = ({ source, reverse, iterate }: Include, search: Asked): readonly string[] => (source !== '*' ? [source] : reverse || iterate ? resourceTypes : startsOf(search));

/** The types that an include may bring in. */
export const broughtBy = (include: Include, search: Asked): readonly string[] => {
  if (include.reverse) return sourcesOf(include, search);
  if (include.target !== undefined) return [include.target];
  return [...new Set(sourcesOf(include, search).flatMap((source) => paramsOf(source, include.name)).flatMap(({ targets }) => targets))];
};
