import { no, ok, type RefusalCode, type Result } from '../refusal.ts';
import type { AskedParam, Criteria, ResultParams } from './interaction.ts';
import { compartmentOf } from './patient-compartment.ts';
import { isFhirId, parseReference, type Bases } from './reference.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';
import { searchParamOf, type SearchParam, type SearchParamKind } from './search-param.ts';
import { isValueOf, splitValues, withPlus } from './search-value.ts';
import type { Pair } from './url.ts';

// R4 search section 3.1.1.4.4, less what picks its matches by terminology or hierarchy at the backend.
const modifiers: Readonly<Record<SearchParamKind, readonly string[]>> = {
  number: ['missing'],
  date: ['missing'],
  string: ['missing', 'exact', 'contains'],
  token: ['missing', 'not', 'text', 'of-type'],
  reference: ['missing', 'identifier'],
  composite: ['missing'],
  quantity: ['missing'],
  uri: ['missing'],
  special: [],
};

const joins: ReadonlySet<string> = new Set(['_include', '_revinclude', '_has']);
const modifierOf = (name: string): string | undefined => (name.includes(':') ? name.slice(name.indexOf(':') + 1) : undefined);

const allowsModifier = (param: SearchParam, modifier: string): boolean =>
  modifiers[param.kind].includes(modifier) || (param.kind === 'reference' && isResourceType(modifier) && param.targets.includes(modifier));

const isBlank = (value: string): boolean => value.trim() === '';

const checkOwner = (modifier: string | undefined, chained: boolean, values: readonly string[]): boolean =>
  !chained && (modifier === undefined || modifier === 'Patient') && !values.some(isBlank);

/** `_id`: plain ids, or this server's own addresses of resources of the type. */
const parseIds = (type: ResourceType, values: readonly string[], bases: Bases): Result<AskedParam> => {
  const ids: string[] = [];
  for (const value of values) {
    const form = isFhirId(value) ? undefined : parseReference(value, bases);
    if (form !== undefined && (form.kind !== 'local' || form.type !== type || form.versionId !== undefined)) return no('parameter-value', { at: '_id' });
    ids.push(form?.kind === 'local' ? form.id : value);
  }
  return ok({ name: '_id', values: ids });
};

/** Reads one pair that selects resources: `name[:modifier]=value,value`; undefined where it has no value, as such a parameter asks nothing (R4 search section 3.1.1.3). */
const parseParam = (type: ResourceType, { name: text, value }: Pair, bases: Bases): Result<AskedParam | undefined> => {
  const base = /^[^:.]+/.exec(text)?.[0] ?? '';
  if (joins.has(base)) return no('join-not-supported', { at: base });
  const param = searchParamOf(type, base);
  if (param === undefined || param.kind === 'special') return no('parameter-unknown', { at: base });
  const chained = text.includes('.');
  const modifier = modifierOf(text);
  const values = param.kind === 'date' ? splitValues(value).map(withPlus) : splitValues(value);
  const row = compartmentOf(type);
  if (row.class === 'owned' && row.ownerParams.includes(base) && !checkOwner(modifier, chained, values)) return no('owner-modifier', { at: base });
  if (chained) return no('join-not-supported', { at: base });
  if (modifier !== undefined && (base === '_id' || !allowsModifier(param, modifier))) return no('modifier-unknown', { at: base });
  if (value === '') return ok(undefined);
  if (values.some(isBlank)) return no('parameter-blank', { at: base });
  if (base === '_id') return parseIds(type, values, bases);
  if (!values.every((one) => isValueOf(type, param, modifier, one, bases))) return no('parameter-value', { at: base });
  return ok({ name: base, ...(modifier === undefined ? {} : { modifier }), values });
};

/** A whole number without sign, at most what a page could ever need. */
export const parseCount = (value: string): number | undefined => (/^\d{1,9}$/.test(value) ? Number(value) : undefined);

type ReadResultParam = (value: string, type: ResourceType) => ResultParams | RefusalCode;

const isSortKey = (type: ResourceType, key: string): boolean => {
  const param = /^-?[A-Za-z_][A-Za-z0-9_-]*$/.test(key) ? searchParamOf(type, key.replace(/^-/, '')) : undefined;
  return param !== undefined && param.kind !== 'special';
};

const parseSort: ReadResultParam = (value, type) => {
  const sort = value.split(',');
  return sort.every((key) => isSortKey(type, key)) ? { sort } : 'parameter-unknown';
};

const parsePageSize: ReadResultParam = (value) => {
  const count = parseCount(value);
  return count === undefined ? 'parameter-value' : { count };
};

// R4 search section 3.1.1.5, as far as it is offered: each may stand once.
const resultParams: ReadonlyMap<string, ReadResultParam> = new Map<string, ReadResultParam>([
  ['_count', parsePageSize],
  ['_total', (value) => (value === 'none' || value === 'estimate' || value === 'accurate' ? { total: value } : 'parameter-value')],
  ['_sort', parseSort],
  ['_summary', (value) => (value === 'false' || value === 'count' ? {} : 'parameter-not-here')],
]);

/** Reads the parameters of a search of one type: each known, well-formed, and understood, or the search is refused. */
export const parseCriteria = (type: ResourceType, pairs: readonly Pair[], bases: Bases): Result<Criteria> => {
  const params: AskedParam[] = [];
  let result: ResultParams = {};
  const seen = new Set<string>();
  for (const pair of pairs) {
    const { name, value } = pair;
    const read = resultParams.get(name);
    if (read === undefined) {
      const param = parseParam(type, pair, bases);
      if (!param.ok) return param;
      if (param.value !== undefined) params.push(param.value);
      continue;
    }
    const shaped = value === '' ? {} : read(value, type);
    if (typeof shaped === 'string') return no(shaped, { at: name });
    if (seen.has(name)) return no('parameter-repeated', { at: name });
    seen.add(name);
    result = { ...result, ...shaped };
  }
  // A count alone is a page of nothing, whatever size was asked for besides (R4 search section 3.1.1.5.7).
  return ok({ params, result: pairs.some(({ name, value }) => name === '_summary' && value === 'count') ? { ...result, count: 0 } : result });
};
