import type { Criterion, Include, TypeSearch } from '../fhir/interaction.ts';
import type { Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import type { UsedParam } from './grant.ts';

/** By what a request searches, sorts, chains and includes, by the type that each parameter belongs to. */
export type UsedParams = ReadonlyMap<ResourceType, readonly UsedParam[]>;

type Using = { readonly bases: Bases; readonly used: Map<ResourceType, UsedParam[]> };

const use = ({ bases, used }: Using, type: ResourceType, name: string, { modifier, sort }: { readonly modifier?: string | undefined; readonly sort?: true } = {}): void => {
  const param = searchParamOf(type, name, bases.custom);
  if (param === undefined) return;
  const ofType = used.get(type) ?? [];
  ofType.push({ param, modifier, ...(sort === undefined ? {} : { sort }) });
  used.set(type, ofType);
};

const useCriterion = (using: Using, type: ResourceType, criterion: Criterion): void => {
  if (!('join' in criterion)) use(using, type, criterion.name, { modifier: criterion.modifier });
  else if (criterion.join === 'reverse') {
    use(using, criterion.type, criterion.by);
    useCriterion(using, criterion.type, criterion.of);
  } else {
    use(using, type, criterion.name);
    for (const target of criterion.targets) useCriterion(using, target.type, target.of);
  }
};

// Of `*` each parameter is looked at when it is followed.
const useInclude = (using: Using, { source, name }: Include): void => {
  if (source !== '*' && name !== '*') use(using, source, name);
};

/** The parameters that searches use, each under its type; what a mask hides is not searched, sorted, chained or included by (deciding.md, "Grants"). */
export const usedParams = (searches: readonly TypeSearch[], bases: Bases): UsedParams => {
  const using: Using = { bases, used: new Map() };
  for (const { type, params, joins, includes, result } of searches) {
    for (const criterion of [...params, ...joins]) useCriterion(using, type, criterion);
    for (const key of result.sort ?? []) use(using, type, key.replace(/^-/, ''), { sort: true });
    for (const include of includes) useInclude(using, include);
  }
  return using.used;
};
