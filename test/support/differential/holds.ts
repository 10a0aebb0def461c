/** Whether a resource has what a search parameter asks: FHIR R4, search, section 3.1.1.4, the plain way. */
import { paramOf, type Param } from './definitions.ts';
import { readReference, textOf } from './references.ts';
import { aliasBase, ownBase, type Json } from './world.ts';

const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.flatMap(objects) : typeof value === 'object' && value !== null ? [value as Json] : []);

const day = 86_400_000;
type Range = { readonly from: number; readonly until: number };

/** What a date covers by its precision, in UTC. */
export const dateRange = (text: string): Range => {
  const [, year = '', month, date, time] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?$/.exec(text) ?? [];
  if (month === undefined) return { from: Date.UTC(Number(year), 0), until: Date.UTC(Number(year) + 1, 0) };
  if (date === undefined) return { from: Date.UTC(Number(year), Number(month) - 1), until: Date.UTC(Number(year), Number(month)) };
  if (time === undefined) return { from: Date.parse(text), until: Date.parse(text) + day };
  return { from: Date.parse(text), until: Date.parse(text) + (/\.\d/.test(text) ? 1 : /:\d\d:\d\d/.test(text) ? 1000 : 60_000) };
};

/** What a date, Period or Timing element covers. */
export const rangeOf = (element: unknown): Range | undefined => {
  if (typeof element === 'string') return dateRange(element);
  const { start, end, event } = element as { readonly start?: string; readonly end?: string; readonly event?: readonly string[] };
  const events = (event ?? []).map(dateRange);
  if (events.length > 0) return { from: Math.min(...events.map(({ from }) => from)), until: Math.max(...events.map(({ until }) => until)) };
  if (start === undefined && end === undefined) return undefined;
  return { from: start === undefined ? -Infinity : dateRange(start).from, until: end === undefined ? Infinity : dateRange(end).until };
};

const prefixed = (text: string): { readonly prefix: string; readonly rest: string } => {
  const [, prefix = 'eq', rest = ''] = /^(eq|ne|gt|lt|ge|le|sa|eb)?(.*)$/.exec(text) ?? [];
  return { prefix, rest };
};

const within = (outer: Range, inner: Range): boolean => outer.from <= inner.from && inner.until <= outer.until;

const compare = (prefix: string, target: Range, asked: Range): boolean => {
  switch (prefix) {
    case 'eq': return within(asked, target);
    case 'ne': return !within(asked, target);
    case 'gt': return target.until > asked.until;
    case 'lt': return target.from < asked.from;
    // A Period that ends, or begins, with what was asked reaches it as well, as with HAPI (docs/hapi-notes.md).
    case 'ge': return target.until >= asked.until || within(asked, target);
    case 'le': return target.from <= asked.from || within(asked, target);
    case 'sa': return target.from >= asked.until;
    default: return target.until <= asked.from;
  }
};

const dateHolds = (element: unknown, value: string): boolean => {
  const { prefix, rest } = prefixed(value);
  const target = rangeOf(element);
  return target !== undefined && compare(prefix, target, dateRange(rest));
};

const numberHolds = (number: number, value: string): boolean => {
  const { prefix, rest } = prefixed(value);
  const asked = Number(rest);
  // `7.5` means 7.45 up to 7.55, where equality is asked.
  const half = 0.5 * 10 ** -(rest.split('.')[1]?.length ?? 0);
  switch (prefix) {
    case 'eq': return Math.abs(number - asked) <= half;
    case 'ne': return Math.abs(number - asked) > half;
    case 'gt': case 'sa': return number > asked;
    case 'lt': case 'eb': return number < asked;
    case 'ge': return number >= asked;
    default: return number <= asked;
  }
};

const quantityHolds = (element: unknown, value: string): boolean => {
  const [number = '', system = '', unit = ''] = value.split('|');
  const quantity = element as { readonly value?: number; readonly system?: string; readonly code?: string; readonly unit?: string };
  if (quantity.value === undefined || !numberHolds(quantity.value, number)) return false;
  if (system !== '') return quantity.system === system && (unit === '' || quantity.code === unit);
  return unit === '' || quantity.code === unit || quantity.unit === unit;
};

type Token = { readonly system?: unknown; readonly code: unknown };

const tokensOf = (element: unknown): readonly Token[] => {
  if (typeof element !== 'object' || element === null) return [{ code: String(element) }];
  const { coding, system, code, value } = element as Json;
  if (coding !== undefined) return objects(coding).map((one) => ({ system: one['system'], code: one['code'] }));
  return code === undefined && value === undefined ? [] : [{ system, code: code ?? value }];
};

const tokenHolds = (element: unknown, value: string): boolean =>
  tokensOf(element).some(({ system, code }) => {
    if (!value.includes('|')) return code === value;
    const [wanted = '', wantedCode = ''] = value.split('|');
    if (wantedCode !== '' && code !== wantedCode) return false;
    return wanted === '' ? system === undefined : system === wanted;
  });

const plain = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

// Of a HumanName or an Address each part counts, but for what says how it is used.
const textsOf = (element: unknown): readonly string[] => {
  if (typeof element === 'string') return [element];
  if (Array.isArray(element)) return element.flatMap(textsOf);
  return typeof element === 'object' && element !== null ? Object.entries(element).flatMap(([name, part]) => (['use', 'type', 'period', 'extension'].includes(name) ? [] : textsOf(part))) : [];
};

const referenceHolds = ({ targets }: Param, element: unknown, value: string): boolean => {
  const text = textOf(element);
  const read = text === undefined ? 'nobody' : readReference(text);
  if (typeof read !== 'object') return text === value;
  const asked = [ownBase, aliasBase].reduce((rest, base) => rest.replace(`${base}/`, ''), value);
  return asked.includes('/') ? read.place === asked : read.id === asked && targets.includes(read.type);
};

const oneHolds = (param: Param, element: unknown, value: string): boolean => {
  switch (param.kind) {
    case 'token': return tokenHolds(element, value);
    case 'string': return textsOf(element).some((text) => plain(text).startsWith(plain(value)));
    case 'date': return dateHolds(element, value);
    case 'number': return typeof element === 'number' && numberHolds(element, value);
    case 'quantity': return quantityHolds(element, value);
    case 'reference': return referenceHolds(param, element, value);
    case 'uri': return element === value;
    case 'composite': {
      const parts = value.split('$');
      return param.components.every(({ param: of, select }, index) => select(element).some((found) => oneHolds(of, found, parts[index] ?? '')));
    }
    default: return false;
  }
};

/** Whether a resource has one of the values that commas separate. */
export const holds = (resource: Json, type: string, name: string, values: string): boolean => {
  const param = paramOf(type, name);
  return param !== undefined && param.select(resource).some((element) => values.split(',').some((value) => oneHolds(param, element, value)));
};

const forms: Readonly<Record<string, RegExp>> = {
  date: /^(?:eq|ne|gt|lt|ge|le|sa|eb)?\d{4}(?:-\d\d(?:-\d\d(?:T.*)?)?)?$/, number: /^(?:eq|ne|gt|lt|ge|le|sa|eb)?-?\d+(?:\.\d+)?$/, quantity: /^(?:eq|ne|gt|lt|ge|le|sa|eb)?-?\d+(?:\.\d+)?(?:\||$)/,
};

/** Whether a granular scope may ask that: a parameter of the type, of `*` one of all types, without modifier or chain, its values of its kind. What cannot be held grants nothing (deciding.md). */
export const canHold = (type: string, name: string, values: string): boolean => {
  const param = type === '*' && !name.startsWith('_') ? undefined : paramOf(type === '*' ? 'Basic' : type, name);
  if (param === undefined) return false;
  if (param.kind === 'composite') return values.split(',').every((value) => value.split('$').length === param.components.length);
  return values.split(',').every((value) => (forms[param.kind] ?? /./).test(value));
};
