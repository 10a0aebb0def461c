import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Criterion } from './criterion.ts';
import type { Include } from './include.ts';
import { isInclude, readInclude } from './include.ts';
import { wholeNumber } from './link-url.ts';
import { defaultCount } from './paging.ts';
import { readCriterion } from './read-criterion.ts';
import type { Backing } from './request.ts';
import type { Problem } from './responses.ts';
import { isProblem } from './responses.ts';
import type { Showing } from './showing.ts';
import { readShowing } from './showing.ts';

export type SortKey = { readonly param: SearchParam; readonly descending: boolean };

/** What a search asks for. */
export type Search = {
  readonly criteria: readonly Criterion[];
  readonly includes: readonly Include[];
  readonly sort: readonly SortKey[];
  /** Matches a page; of 0 only their number is wanted. */
  readonly count: number;
  /** Where the search names its page itself. */
  readonly offset: number | undefined;
  readonly alwaysTotal: boolean;
};

// HAPI takes no notice of `_type` and `_containedType` in a search of one type: it answers everything.
const shapeNames: ReadonlySet<string> = new Set([
  '_format', '_pretty', '_count', '_offset', '_total', '_summary', '_elements', '_sort', '_contained', '_containedType', '_type',
]);

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });

const readSort = ({ searchParamOf, searchParamNames }: Backing, type: ResourceType, value: string): readonly SortKey[] | Problem => {
  const keys: SortKey[] = [];
  for (const item of value.split(',').filter((one) => one !== '')) {
    const param = searchParamOf(type, item.replace(/^-/, ''));
    if (param === undefined || param.opaque || param.kind === 'special') {
      return bad(`HAPI-1194: Unknown _sort parameter value "${item}" for resource type "${type}". Valid values for this search are: [${searchParamNames(type).join(', ')}]`);
    }
    // A composite is sorted by its parts, in order.
    const params = param.kind === 'composite' ? param.components.flatMap((name) => searchParamOf(type, name) ?? []) : [param];
    keys.push(...params.map((one) => ({ param: one, descending: item.startsWith('-') })));
  }
  return keys;
};

const readContained = (value: string | null): Problem | undefined => {
  if (value === 'true') return { status: 405, diagnostics: 'HAPI-0984: Searching with _contained mode enabled is not enabled on this server' };
  return value === 'both' ? { status: 405, diagnostics: `HAPI-0983: Contained mode 'both' is not currently supported` } : undefined;
};

type Shape = Omit<Search, 'criteria' | 'includes'>;

// Of several the first counts, and `_total=none` does not take the total away (docs/hapi-notes.md).
const readShape = (backing: Backing, type: ResourceType, params: URLSearchParams, { summary }: Showing): Shape | Problem => {
  const blankAside = (name: string): string | null => (params.get(name) === '' ? null : params.get(name));
  const count = wholeNumber(blankAside('_count'), defaultCount);
  if (count === undefined) return bad(`HAPI-0375: Invalid _count value: ${params.get('_count') ?? ''}`);
  const offset = wholeNumber(blankAside('_offset'), -1);
  if (offset === undefined) return bad(`HAPI-0461: Invalid _offset value: ${params.get('_offset') ?? ''}`);
  const sort = readSort(backing, type, params.get('_sort') ?? '');
  if (isProblem(sort)) return sort;
  const contained = readContained(params.get('_contained'));
  if (contained !== undefined) return contained;
  return { sort, count: summary === 'count' ? 0 : count, offset: offset < 0 ? undefined : offset, alwaysTotal: params.get('_total') === 'accurate' };
};

/** Reads the parameters of a search of one type. */
export const readSearch = (backing: Backing, type: ResourceType, params: URLSearchParams): Search | Problem => {
  const criteria: Criterion[] = [];
  const includes: Include[] = [];
  for (const [name, value] of params) {
    if (shapeNames.has(name)) continue;
    if (isInclude(name)) {
      const include = value === '' ? undefined : readInclude(backing, name, value);
      if (include !== undefined && isProblem(include)) return include;
      if (include !== undefined) includes.push(include);
      continue;
    }
    const criterion = readCriterion(backing, type, name, value);
    if (criterion !== undefined && isProblem(criterion)) return criterion;
    if (criterion !== undefined) criteria.push(criterion);
  }
  const showing = readShowing(params);
  const shape = isProblem(showing) ? showing : readShape(backing, type, params, showing);
  return isProblem(shape) ? shape : { ...shape, criteria, includes };
};
