import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import { searchParamNames, searchParamOf } from '../fhir/search-param.ts';
import { splitValues } from '../fhir/search-value.ts';
import type { Criterion } from './criterion.ts';
import { criterionOf } from './criterion.ts';
import { wholeNumber } from './link-url.ts';
import { defaultCount } from './paging.ts';
import type { Problem } from './responses.ts';
import { isProblem } from './responses.ts';

export type SortKey = { readonly param: SearchParam; readonly descending: boolean };

/** What a search asks for. */
export type Search = {
  readonly criteria: readonly Criterion[];
  readonly sort: readonly SortKey[];
  /** Resources a page; of 0 only the number of matches is wanted. */
  readonly count: number;
  readonly alwaysTotal: boolean;
  readonly elements: string | undefined;
};

const ignored: ReadonlySet<string> = new Set(['_format', '_pretty']);

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });

const unknownParam = (type: ResourceType, name: string): Problem =>
  bad(`HAPI-0524: Unknown search parameter "${name}" for resource type "${type}". Valid search parameters for this search are: [${searchParamNames(type).join(', ')}]`);

const readSort = (type: ResourceType, value: string): readonly SortKey[] | Problem => {
  const keys: SortKey[] = [];
  for (const item of value.split(',')) {
    const param = searchParamOf(type, item.replace(/^-/, ''));
    if (param === undefined || param.opaque || param.kind === 'composite' || param.kind === 'special') return bad(`HAPI-1194: Unknown _sort parameter value "${item}"`);
    keys.push({ param, descending: item.startsWith('-') });
  }
  return keys;
};

const readShape = (type: ResourceType, name: string, value: string): Partial<Search> | Problem | undefined => {
  switch (name) {
    case '_count': {
      const count = wholeNumber(value, defaultCount);
      return count === undefined ? bad(`HAPI-1891: \`_count\` is not a whole number`) : { count };
    }
    case '_total':
      // `none` does not take it away (docs/hapi-notes.md).
      return ['none', 'estimate', 'accurate'].includes(value) ? { alwaysTotal: value === 'accurate' } : bad('`_total` is `none`, `estimate` or `accurate`');
    case '_summary':
      return value === 'false' ? {} : value === 'count' ? { count: 0 } : bad('of `_summary` this backend knows `count` and `false`');
    case '_elements':
      return { elements: value };
    case '_sort': {
      const sort = readSort(type, value);
      return isProblem(sort) ? sort : { sort };
    }
    default:
      return undefined;
  }
};

const readCriterion = (type: ResourceType, name: string, value: string, now: number): Criterion | Problem => {
  const colon = name.indexOf(':');
  const code = colon < 0 ? name : name.slice(0, colon);
  const modifier = colon < 0 ? undefined : name.slice(colon + 1);
  const param = searchParamOf(type, code);
  if (param === undefined) return unknownParam(type, code);
  const values = splitValues(value).filter((one) => one !== '');
  return criterionOf(param, modifier, values, now) ?? bad(`HAPI-1235: \`${code}\` does not take that value or modifier here`);
};

/** Reads the parameters of a search of one type. Those without a value are ignored, which is how HAPI comes to answer everyone's data to `patient=`. */
export const readSearch = (type: ResourceType, params: URLSearchParams, now: number): Search | Problem => {
  const criteria: Criterion[] = [];
  let search: Search = { criteria, sort: [], count: defaultCount, alwaysTotal: false, elements: undefined };
  for (const [name, value] of params) {
    if (ignored.has(name) || value === '') continue;
    const shape = readShape(type, name, value);
    if (shape !== undefined) {
      if (isProblem(shape)) return shape;
      search = { ...search, ...shape };
      continue;
    }
    const criterion = readCriterion(type, name, value, now);
    if (isProblem(criterion)) return criterion;
    criteria.push(criterion);
  }
  return search;
};
