import type { Include } from '../fhir/interaction.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { Bases } from '../fhir/reference.ts';
import { resourceTypes, type ResourceType } from '../fhir/resource-types.ts';
import { searchParamNames, searchParamOf, type SearchParam } from '../fhir/search-param.ts';
import { freeOf, showsAll, unionOf } from './grant.ts';
import type { Gated } from './gates.ts';
import type { Narrowing } from './narrow.ts';
import { searchGrants, type GatedTypes, type JoinRefused } from './plan-joins.ts';

/** One include as it is followed: from resources of `source` by `param` to `targets`, or, `reverse`, back. */
export type IncludeRule = {
  readonly reverse: boolean;
  readonly iterate: boolean;
  readonly source: ResourceType;
  readonly param: SearchParam;
  /** The types that may be referred to: that the client named, or that the caller may search. */
  readonly targets: ReadonlySet<ResourceType>;
  /** It stood for every parameter, so none was used by name. */
  readonly any: boolean;
  /** The backend follows it; else the gateway does. */
  readonly direct: boolean;
};

/** The includes of a search: what the gateway goes by, and what the backend is asked for. */
export type PlannedIncludes = { readonly rules: readonly IncludeRule[]; readonly sent: readonly Include[] };

// Nothing is found by a search of these: they have no endpoint (R4 parameters, operationoutcome).
const unsearchable: ReadonlySet<ResourceType> = new Set<ResourceType>(['Parameters', 'OperationOutcome']);

// The backend carries its includes in its page links, which go into ours.
const mostSent = 8;

/** The types that a search can be about. */
export const searchableTypes: readonly ResourceType[] = resourceTypes.filter((type) => !unsearchable.has(type));

const referencesOf = (type: ResourceType, name: string, bases: Bases): readonly SearchParam[] =>
  (name === '*' ? searchParamNames(type, bases.custom) : [name]).flatMap((one) => {
    const param = searchParamOf(type, one, bases.custom);
    return param?.kind === 'reference' ? [param] : [];
  });

/** The types that `_include=*` may start at: what was searched for, and what came with `_revinclude`. */
const startsOf = (includes: readonly Include[], searched: ResourceType): readonly ResourceType[] => [
  ...new Set([searched, ...includes.filter(({ reverse }) => reverse).flatMap(({ source }) => (source === '*' ? searchableTypes : [source]))]),
];

/** The types that an include may start at. */
const sourcesOf = ({ source, reverse, iterate }: Include, starts: readonly ResourceType[]): readonly ResourceType[] => {
  if (source !== '*') return [source];
  return reverse || iterate ? searchableTypes : starts;
};

const typesOf = (include: Include, starts: readonly ResourceType[], bases: Bases): readonly ResourceType[] => {
  if (include.reverse) return sourcesOf(include, starts);
  if (include.target !== undefined) return [include.target];
  return sourcesOf(include, starts).flatMap((source) => referencesOf(source, include.name, bases)).flatMap(({ targets }) => targets);
};

/** The types that includes touch: what they may bring in. */
export const includedTypes = (includes: readonly Include[], searched: ResourceType, bases: Bases): readonly ResourceType[] => {
  const starts = startsOf(includes, searched);
  return [...new Set(includes.flatMap((include) => typesOf(include, starts, bases)))];
};

type Planning = { readonly searched: ResourceType; readonly starts: readonly ResourceType[]; readonly gated: GatedTypes; readonly bases: Bases };

const isGranted = ({ gated }: Planning, type: ResourceType): boolean => gated.get(type)?.granted === true;

type Rule = Omit<IncludeRule, 'direct'>;

/** The rules that an include stands for: of the types that have a grant. */
const rulesOf = (planning: Planning, include: Include): readonly Rule[] => {
  const { searched, starts, bases } = planning;
  const { reverse, iterate, name, target } = include;
  const any = name === '*';
  return sourcesOf(include, starts).flatMap((source) => {
    if (reverse && !isGranted(planning, source)) return [];
    return referencesOf(source, name, bases).flatMap((param) => {
      const wanted = target === undefined ? param.targets : param.targets.filter((one) => one === target);
      // What is come back to was found already, and need not be of a type that may be searched by itself.
      const targets = new Set(reverse ? wanted : wanted.filter((type) => isGranted(planning, type)));
      if (targets.size === 0 || (reverse && !iterate && !targets.has(searched))) return [];
      return [{ reverse, iterate, source, param, targets, any }];
    });
  });
};

/** Why an include is refused: the type that it names has no grant, or none of those that it stands for. */
const refusedBy = ({ gated, starts, bases }: Planning, include: Include): JoinRefused | undefined => {
  const touched = typesOf(include, starts, bases);
  const named = include.reverse ? include.source !== '*' : include.target !== undefined;
  const refusals = touched.flatMap((type): readonly Extract<Gated, { granted: false }>[] => {
    const one = gated.get(type);
    return one?.granted === false ? [one] : [];
  });
  const [refused] = refusals;
  if (refused === undefined) return undefined;
  return named || touched.every((type) => gated.get(type)?.granted !== true) ? { refused } : undefined;
};

const seesAll = ({ gated }: Planning, type: ResourceType): boolean => showsAll(type, searchGrants(gated, type));

/** To the one patient that each match belongs to, whom the caller sees whole. */
const isToOwner = ({ searched, gated }: Planning, { param, targets }: Rule, narrowing: Narrowing | undefined): boolean => {
  const row = compartmentOf(searched);
  if (row.class !== 'owned' || !row.exact || !row.ownerParams.includes(param.name) || narrowing?.confined === undefined) return false;
  const reach = unionOf(freeOf(searchGrants(gated, 'Patient')));
  return [...targets].every((type) => type === 'Patient') && (reach === 'everyone' || narrowing.confined.every((patient) => reach.has(patient)));
};

/** One step, to or from what the caller sees all of, or to the owner: the backend can follow it. */
const isDirectRule = (planning: Planning, rule: Rule, narrowing: Narrowing | undefined): boolean => {
  const { searched } = planning;
  if (rule.iterate) return false;
  if (rule.reverse) return seesAll(planning, searched) && seesAll(planning, rule.source);
  if (rule.source !== searched) return false;
  return [...rule.targets].every((type) => seesAll(planning, type)) || isToOwner(planning, rule, narrowing);
};

const sentFor = ({ source, param, targets, reverse, iterate }: Rule): readonly Include[] =>
  reverse || targets.size === param.targets.length
    ? [{ reverse, iterate, source, name: param.name }]
    : [...targets].map((target) => ({ reverse, iterate, source, name: param.name, target }));

/**
 * Plans the includes of a search: which types they may bring in, and who follows them. The backend does where the caller sees all that
 * could be touched; else the gateway, with searches of its own that are narrowed like any (deciding.md, row include; ).
 */
export const planIncludes = (
  searched: ResourceType, includes: readonly Include[], gated: GatedTypes, narrowings: readonly Narrowing[], bases: Bases,
): PlannedIncludes | JoinRefused => {
  const planning: Planning = { searched, starts: startsOf(includes, searched), gated, bases };
  const byInclude: { readonly include: Include; readonly rules: readonly Rule[] }[] = [];
  for (const include of includes) {
    const refused = refusedBy(planning, include);
    if (refused !== undefined) return refused;
    byInclude.push({ include, rules: rulesOf(planning, include) });
  }
  const touched = [searched, ...includedTypes(includes, searched, bases)];
  const all = includes.length <= mostSent && touched.every((type) => seesAll(planning, type));
  if (all) return { rules: byInclude.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, direct: true }))), sent: includes };
  const [narrowing, ...others] = narrowings;
  const mayAsk = others.length === 0 && !includes.some(({ iterate }) => iterate);
  const sent: Include[] = [];
  const send = (wanted: readonly Include[]): boolean => {
    const fits = wanted.length > 0 && sent.length + wanted.length <= mostSent;
    if (fits) sent.push(...wanted);
    return fits;
  };
  const isDirect = (rule: Rule): boolean => mayAsk && isDirectRule(planning, rule, narrowing);
  const rules = byInclude.flatMap(({ include, rules: some }): readonly IncludeRule[] => {
    if (include.name === '*' && some.every(isDirect) && send(some.length === 0 ? [] : [include])) return some.map((rule) => ({ ...rule, direct: true }));
    return some.map((rule) => ({ ...rule, direct: isDirect(rule) && send(sentFor(rule)) }));
  });
  // What a parameter selects that is not known here is followed where it was named, or by the backend.
  return { rules: rules.filter(({ any, direct, param }) => direct || !any || !param.opaque), sent };
};
