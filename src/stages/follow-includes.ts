import type { Permit } from '../decision/decide.ts';
import { maskTouches } from '../decision/mask/mask-touches.ts';
import type { Resource } from '../decision/owners.ts';
import type { IncludeRule, PlannedIncludes } from '../decision/plan-includes.ts';
import { searchGrants } from '../decision/plan-joins.ts';
import { referencesBy, type Referred } from '../decision/references-by.ts';
import { needKey } from '../decision/visible.ts';
import { selectNodes } from '../fhir/element-path.ts';
import type { AskedParam } from '../fhir/interaction.ts';
import { stringMember, stringOf } from '../fhir/json.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { spellingsOf, type Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { no, ok, type Result } from '../refusal.ts';
import type { Call } from './call.ts';
import { keyOf, mostJoined, searchNarrowed, type Kept } from './search-narrowed.ts';
import { settle, type Judged } from './settle.ts';

// R4 lets a server stop somewhere; chains of references that are longer are cycles or lists of lists.
const mostRounds = 6;
// A record by `_revinclude=*` takes some 180.
const mostSearches = 300;
// In one look-up: an OR list of that many references is still quick.
const mostKeys = 200;

type Following = {
  readonly call: Call;
  readonly permit: Permit;
  /** What the backend brought, by key. */
  readonly candidates: ReadonlyMap<string, Resource>;
  /** What is shown, matches and includes alike, and what is not. */
  readonly kept: Map<string, Kept>;
  readonly refused: Set<string>;
  searches: number;
};

const isNew = ({ kept, refused }: Following, key: string): boolean => !kept.has(key) && !refused.has(key);

const placeOf = ({ type, id }: Referred): string => `${type}/${id}`;

/** Whether what a rule follows is shown of a resource: not where all its masks hide it. */
const showsReference = ({ resource, shown }: Kept, { param }: IncludeRule, { custom }: Bases): boolean =>
  shown.masks?.every((mask) => maskTouches(mask, resource.type, param, undefined, custom)) !== true;

/** Where a resource leads by a rule. */
const leadsTo = (one: Kept, rule: IncludeRule, bases: Bases): readonly Referred[] =>
  showsReference(one, rule, bases) ? referencesBy(one.resource, rule.param, rule.targets, bases) : [];

/** What the backend brought to a canonical, which names a resource by its own `url` (R4 references section 2.3.0.2). */
const byCanonical = ({ candidates }: Following, { resource: { doc, node } }: Kept, { param, targets }: IncludeRule): readonly Resource[] => {
  const urls = new Set(param.paths.flatMap((path) => selectNodes(doc, node, path)).flatMap((found) => stringOf(doc, found)?.replace(/\|.*$/s, '') ?? []));
  return urls.size === 0 ? [] : [...candidates.values()].filter((one) => targets.has(one.type) && urls.has(stringMember(one.doc, one.node, 'url') ?? ''));
};

/** What the backend brought along a rule, from or to what is new; what a parameter selects that is not known here, it alone knows. */
const brought = (following: Following, rule: IncludeRule, frontier: readonly Kept[]): readonly Resource[] => {
  const { candidates, call: { ports: { parse: { bases } } } } = following;
  if (rule.param.opaque) return [...candidates.values()].filter(({ type }) => (rule.reverse ? type === rule.source : rule.targets.has(type)));
  if (!rule.reverse) {
    const starts = frontier.filter((one) => one.resource.type === rule.source && showsReference(one, rule, bases));
    return starts.flatMap((one) => [...leadsTo(one, rule, bases).flatMap((referred) => candidates.get(placeOf(referred)) ?? []), ...byCanonical(following, one, rule)]);
  }
  const keys = new Set(frontier.map(({ resource }) => keyOf(resource)));
  return [...candidates.values()].filter((one) =>
    one.type === rule.source && referencesBy(one, rule.param, rule.targets, bases).some((referred) => keys.has(placeOf(referred))));
};

/** Judges what was brought along rules, type by type. */
const judge = async (following: Following, resources: readonly Resource[]): Promise<Result<readonly Kept[]>> => {
  const { call, permit, kept, refused } = following;
  const fresh = new Map(resources.map((one) => [keyOf(one), one] as const).filter(([key]) => isNew(following, key)));
  const found: Kept[] = [];
  for (const [type, some] of Map.groupBy(fresh.values(), (one) => one.type)) {
    const shown = await settle(call, { type, action: 'search', letter: 's' }, searchGrants(permit.gated, type), some, judgedIn(kept));
    if (!shown.ok) return shown;
    for (const [index, resource] of some.entries()) {
      const by = shown.value[index];
      if (by === undefined) refused.add(keyOf(resource));
      else found.push({ resource, shown: by });
    }
  }
  return ok(found);
};

/** What is shown already answers for what depends on it: the targets of a Provenance that came with them. */
const judgedIn = (kept: ReadonlyMap<string, Kept>): Judged => ({
  known: new Map([...kept.values()].map(({ resource }) => [needKey({ kind: 'resource', type: resource.type, id: resource.id ?? '' }), true])),
  owners: new Map([...kept.values()].map(({ resource, shown }) => [needKey({ kind: 'resource', type: resource.type, id: resource.id ?? '' }), shown.patients])),
});

const inLots = <T>(list: readonly T[]): readonly (readonly T[])[] => Array.from({ length: Math.ceil(list.length / mostKeys) }, (_, at) => list.slice(at * mostKeys, (at + 1) * mostKeys));

/** The ids that rules lead to and that are not judged yet, by type. */
const referredTo = (following: Following, rules: readonly IncludeRule[], frontier: readonly Kept[]): ReadonlyMap<ResourceType, ReadonlySet<string>> => {
  const { bases } = following.call.ports.parse;
  const wanted = new Map<ResourceType, Set<string>>();
  for (const rule of rules) {
    const referred = frontier.filter(({ resource }) => resource.type === rule.source).flatMap((one) => leadsTo(one, rule, bases));
    for (const { type, id } of referred.filter((each) => isNew(following, placeOf(each)))) wanted.set(type, (wanted.get(type) ?? new Set()).add(id));
  }
  return wanted;
};

/** Searches for what is referred to, a type at a time. */
const fetchReferred = async (following: Following, rules: readonly IncludeRule[], frontier: readonly Kept[]): Promise<Result<readonly Kept[]>> => {
  const found: Kept[] = [];
  for (const [type, ids] of referredTo(following, rules, frontier)) {
    for (const lot of inLots([...ids].sort())) {
      const some = await search(following, type, { name: '_id', values: lot });
      if (!some.ok) return some;
      found.push(...some.value);
    }
    const keys = new Set(found.map(({ resource }) => keyOf(resource)));
    for (const id of ids) if (!keys.has(placeOf({ type, id }))) following.refused.add(placeOf({ type, id }));
  }
  return ok(found);
};

/** A search of the gateway's own: `by` what is shown already. What is no name of a patient is asked for besides what narrows. */
const search = async (following: Following, type: ResourceType, by: AskedParam, names = true): Promise<Result<readonly Kept[]>> => {
  following.searches += 1;
  if (following.searches > mostSearches) return no('too-costly', { at: '_include' });
  const [params, more] = names ? [[by], []] : [[], [by]];
  return searchNarrowed(following.call, following.permit, type, params, more, judgedIn(following.kept));
};

/** The places that a rule leads back to, apart into those that can narrow the search and those that an owner parameter takes for nobody. */
const apartFor = ({ source, param, targets }: IncludeRule, frontier: readonly Kept[]): readonly { readonly places: readonly string[]; readonly names: boolean }[] => {
  const row = compartmentOf(source);
  const places = frontier.filter(({ resource }) => targets.has(resource.type)).map(({ resource }) => keyOf(resource));
  if (row.class !== 'owned' || !row.ownerParams.includes(param.name)) return [{ places, names: true }];
  const patients = places.filter((place) => place.startsWith('Patient/'));
  return [{ places: patients, names: true }, { places: places.filter((place) => !patients.includes(place)), names: false }];
};

/** Searches for what refers to what is new, a rule at a time. */
const fetchReferring = async (following: Following, rules: readonly IncludeRule[], frontier: readonly Kept[]): Promise<Result<readonly Kept[]>> => {
  const { bases } = following.call.ports.parse;
  const found: Kept[] = [];
  for (const rule of rules) {
    const lots = apartFor(rule, frontier).flatMap(({ places, names }) => inLots(places).map((lot) => ({ lot, names })));
    for (const { lot, names } of lots) {
      const some = await search(following, rule.source, { name: rule.param.name, values: lot.flatMap((place) => spellingsOf(place, bases)) }, names);
      if (!some.ok) return some;
      found.push(...some.value.filter((one) => showsReference(one, rule, bases)));
    }
  }
  return ok(found);
};

/** What the backend brought along its rules, as far as it is shown, the reference that it came by included. */
const takeBrought = async (following: Following, rules: readonly IncludeRule[], frontier: readonly Kept[]): Promise<Result<readonly Kept[]>> => {
  const { bases } = following.call.ports.parse;
  const found: Kept[] = [];
  for (const rule of rules) {
    const some = await judge(following, brought(following, rule, frontier));
    if (!some.ok) return some;
    found.push(...some.value.filter((one) => !rule.reverse || showsReference(one, rule, bases)));
  }
  return ok(found);
};

/** One round: whatever rules lead to from what is new. */
const follow = async (following: Following, rules: readonly IncludeRule[], frontier: readonly Kept[]): Promise<Result<readonly Kept[]>> => {
  const own = rules.filter(({ direct }) => !direct);
  const byBackend = await takeBrought(following, rules.filter(({ direct }) => direct), frontier);
  if (!byBackend.ok) return byBackend;
  const referred = await fetchReferred(following, own.filter(({ reverse }) => !reverse), frontier);
  if (!referred.ok) return referred;
  const referring = await fetchReferring(following, own.filter(({ reverse }) => reverse), frontier);
  return referring.ok ? ok([...byBackend.value, ...referred.value, ...referring.value]) : referring;
};

/**
 * The steps in which includes are followed, as HAPI FHIR goes (docs/hapi-notes.md): back from the matches, on from what is there by then,
 * and then, over and over, back and on.
 */
const steps: readonly { readonly reverse: boolean; readonly iterate: boolean }[] = [
  { reverse: true, iterate: false }, { reverse: false, iterate: false }, { reverse: true, iterate: true }, { reverse: false, iterate: true },
];

const isOfStep = (rule: IncludeRule, step: (typeof steps)[number]): boolean => rule.reverse === step.reverse && rule.iterate === step.iterate;

/** What a round found that was not there, each once. */
const freshOf = ({ kept }: Following, found: readonly Kept[]): readonly Kept[] =>
  [...new Map(found.map((one) => [keyOf(one.resource), one])).entries()].flatMap(([key, one]) => (kept.has(key) ? [] : [one]));

/** The includes of a search, and whether what the backend finds is what is shown. */
export type Including = { readonly includes: PlannedIncludes; readonly exact: boolean };

/**
 * What a page's includes bring in: followed from what is shown, over what is shown, so that nothing is told of what is not (deciding.md,
 * row include, and invariant 2; A-101). `candidates` is what the backend brought itself.
 */
export const followIncludes = async (
  call: Call, permit: Permit, { includes: { rules }, exact }: Including, matches: readonly Kept[], candidates: readonly Resource[],
): Promise<Result<readonly Kept[]>> => {
  const following: Following = {
    call, permit, candidates: new Map(candidates.map((one) => [keyOf(one), one])),
    kept: new Map(matches.map((one) => [keyOf(one.resource), one])), refused: new Set(), searches: 0,
  };
  const before = following.kept.size;
  for (const step of steps) {
    const some = rules.filter((rule) => isOfStep(rule, step));
    let frontier: readonly Kept[] = some.length === 0 ? [] : [...following.kept.values()];
    for (let round = 0; frontier.length > 0 && round < (step.iterate ? mostRounds : 1); round += 1) {
      const found = await follow(following, some, frontier);
      if (!found.ok) return found;
      frontier = freshOf(following, found.value);
      for (const one of frontier) following.kept.set(keyOf(one.resource), one);
      if (following.kept.size - before > mostJoined) return no('too-costly', { at: '_include' });
    }
  }
  // The backend is asked for what the caller may see all of, so what it brings to matches that all are shown is a breach (deciding.md,
  // invariant 5); but for the types that `*` stands for and the caller may not search.
  for (const one of candidates) {
    if (following.kept.has(keyOf(one))) continue;
    call.spent[exact && permit.gated.get(one.type)?.granted !== false ? 'breach' : 'filtered'] += 1;
  }
  return ok([...following.kept.values()].slice(before));
};
