import { no, ok, type RefusalCode, type Result } from '../refusal.ts';
import type { ResultParams } from './interaction.ts';
import { parseProjection, type Projection } from './project.ts';
import type { Bases } from './reference.ts';
import type { ResourceType } from './resource-types.ts';
import { searchParamOf } from './search-param.ts';
import type { Pair } from './url.ts';

/** A whole number without sign, at most what a page could ever need. */
export const parseCount = (value: string): number | undefined => (/^\d{1,9}$/.test(value) ? Number(value) : undefined);

type ReadResultParam = (value: string, type: ResourceType, bases: Bases) => ResultParams | RefusalCode;

// A sort by a chain would tell of what is not seen.
const isSortKey = (type: ResourceType, key: string, bases: Bases): boolean => {
  const param = /^-?[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? searchParamOf(type, key.replace(/^-/, ''), bases.custom) : undefined;
  return param !== undefined && param.kind !== 'special';
};

// Each key is a join of the backend's tables: sixty cost HAPI FHIR more than its patience.
const mostKeys = 5;

const parseSort: ReadResultParam = (value, type, bases) => {
  const sort = value.split(',');
  if (sort.length > mostKeys) return 'too-costly';
  if (new Set(sort.map((key) => key.replace(/^-/, ''))).size < sort.length) return 'parameter-value';
  return sort.every((key) => isSortKey(type, key, bases)) ? { sort } : 'sort-unknown';
};

const parsePageSize: ReadResultParam = (value) => {
  const count = parseCount(value);
  return count === undefined ? 'parameter-value' : { count };
};

// R4 search section 3.1.1.5: each may stand once. `_summary` and `_elements` are read together, below.
const readers: ReadonlyMap<string, ReadResultParam> = new Map<string, ReadResultParam>([
  ['_count', parsePageSize],
  ['_total', (value) => (value === 'none' || value === 'estimate' || value === 'accurate' ? { total: value } : 'parameter-value')],
  ['_sort', parseSort],
  // HAPI FHIR searches no contained resources, and neither does anything that could be checked here.
  ['_contained', (value) => (value === 'false' ? {} : 'parameter-not-here')],
]);

const shaping: ReadonlySet<string> = new Set(['_summary', '_elements']);

/** Whether a parameter shapes the result of a search. */
export const isResultParam = (name: string): boolean => readers.has(name) || shaping.has(name);

const repeated = (pairs: readonly Pair[]): string | undefined => pairs.find(({ name }, at) => pairs.findIndex((other) => other.name === name) !== at)?.name;

const valueOf = (pairs: readonly Pair[], wanted: string): string | undefined => pairs.find(({ name, value }) => name === wanted && value !== '')?.value;

/** What `_summary` and `_elements` leave of each resource (R4 search sections 3.1.1.5.8 and 3.1.1.5.9). */
export const readProjection = (pairs: readonly Pair[]): Result<Projection | undefined> => {
  const twice = repeated(pairs.filter(({ name }) => shaping.has(name)));
  if (twice !== undefined) return no('parameter-repeated', { at: twice });
  const elements = valueOf(pairs, '_elements');
  const summary = valueOf(pairs, '_summary');
  const projection = parseProjection({ ...(elements === undefined ? {} : { elements }), ...(summary === undefined ? {} : { summary }) });
  return projection === 'malformed' ? no('parameter-value', { at: elements === undefined ? '_summary' : '_elements' }) : ok(projection);
};

/** Reads the parameters that shape the result of a search of one type. */
export const parseResult = (type: ResourceType, pairs: readonly Pair[], bases: Bases): Result<ResultParams> => {
  const twice = repeated(pairs);
  if (twice !== undefined) return no('parameter-repeated', { at: twice });
  let result: ResultParams = {};
  for (const { name, value } of pairs) {
    const read = value === '' ? {} : (readers.get(name)?.(value, type, bases) ?? {});
    if (typeof read === 'string') return no(read, { at: name });
    result = { ...result, ...read };
  }
  // A count alone is a page of nothing, whatever size was asked for besides (R4 search section 3.1.1.5.7).
  if (valueOf(pairs, '_summary') === 'count') return ok({ ...result, count: 0 });
  const projection = readProjection(pairs);
  if (!projection.ok) return projection;
  return ok(projection.value === undefined ? result : { ...result, projection: projection.value });
};
