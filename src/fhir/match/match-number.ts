import type { JsonDocument, JsonNode } from '../json.ts';
import { kindOf, memberOf, none, rawOf, stringMember, stringOf } from '../json.ts';
import { unescapeValue } from '../search-value.ts';
import type { Range } from './range.ts';
import { compareRanges, splitPrefix, widen } from './range.ts';
import type { MakeMatcher } from './matcher.ts';

const numberPattern = /^([+-]?\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** What a number means by its digits: `100` is 99.5 to 100.5, `1.00` is 0.995 to 1.005. Made of the digits, as 5.4 less 0.05 is not 5.35 in floating point. */
const precisionOf = (whole: string, fraction: string, exponent: string): Range => {
  const digits = BigInt(whole + fraction) * 10n;
  const scale = Number(exponent) - fraction.length - 1;
  return { from: Number(`${digits - 5n}e${scale}`), until: Number(`${digits + 5n}e${scale}`) };
};

/** `100` is 99.5 to 100.5 where equality is asked for, and exactly 100 otherwise (R4 search section 3.1.1.4.6). */
const askNumber = (value: string): ((target: Range) => boolean) | undefined => {
  const { prefix, rest } = splitPrefix(value);
  const [, whole, fraction = '', exponent = '0'] = numberPattern.exec(rest) ?? [];
  const number = Number(rest);
  if (whole === undefined || !Number.isFinite(number)) return undefined;
  const point = { from: number, until: number };
  const precise = precisionOf(whole, fraction, exponent);
  switch (prefix) {
    case 'eq':
    case 'ne':
      return (target) => compareRanges(prefix, target, precise);
    case 'ap':
      return (target) => compareRanges(prefix, target, widen(precise, number));
    case 'sa':
      return ({ from }) => from > number;
    case 'eb':
      return ({ until }) => until < number;
    default:
      return (target) => compareRanges(prefix, target, point);
  }
};

const numberAt = (doc: JsonDocument, node: JsonNode): number | undefined => {
  const number = kindOf(doc, node) === 'number' ? Number(rawOf(doc, node)) : NaN;
  return Number.isFinite(number) ? number : undefined;
};

/** A value with a comparator is not that value, but all beyond it. */
const quantityAt = (doc: JsonDocument, node: JsonNode): Range | undefined => {
  const number = numberAt(doc, memberOf(doc, node, 'value'));
  if (number === undefined) return undefined;
  const comparator = memberOf(doc, node, 'comparator');
  if (comparator === none) return { from: number, until: number };
  switch (stringOf(doc, comparator)) {
    case '<':
    case '<=':
      return { from: -Infinity, until: number };
    case '>':
    case '>=':
      return { from: number, until: Infinity };
    default:
      return undefined;
  }
};

/** An end that is absent is open; one that cannot be read is not, and one below the other is none. */
const rangeAt = (doc: JsonDocument, node: JsonNode): Range | undefined => {
  const [low, high] = [memberOf(doc, node, 'low'), memberOf(doc, node, 'high')];
  if (low === none && high === none) return undefined;
  const from = low === none ? -Infinity : quantityAt(doc, low)?.from;
  const until = high === none ? Infinity : quantityAt(doc, high)?.until;
  return from === undefined || until === undefined || from > until ? undefined : { from, until };
};

/** What a number, Quantity, Money or Range covers. */
export const numberRangeAt = (doc: JsonDocument, node: JsonNode): Range | undefined => {
  const number = numberAt(doc, node);
  return number === undefined ? (quantityAt(doc, node) ?? rangeAt(doc, node)) : { from: number, until: number };
};

// What the code of a Money is a code of (R4 datatypes, Money).
const currencies = 'urn:iso:std:iso:4217';

const isIn = (doc: JsonDocument, quantity: JsonNode, system: string, unit: string): boolean => {
  const currency = stringMember(doc, quantity, 'currency');
  const code = currency ?? stringMember(doc, quantity, 'code');
  if (system !== '' && (currency === undefined ? stringMember(doc, quantity, 'system') : currencies) !== system) return false;
  return unit === '' || code === unit || (system === '' && stringMember(doc, quantity, 'unit') === unit);
};

const hasUnit = (doc: JsonDocument, node: JsonNode, system: string, unit: string): boolean => {
  const ends = [memberOf(doc, node, 'low'), memberOf(doc, node, 'high')].filter((end) => end !== none);
  return (ends.length === 0 ? [node] : ends).every((quantity) => isIn(doc, quantity, system, unit));
};

// `number`, `number|system` or `number|system|code`, cut at the bars that are not escaped.
const quantityPattern = /^([^\\|]*)(?:\|((?:[^\\|]|\\.)*)(?:\|((?:[^\\|]|\\.)*))?)?$/s;

/** Numbers and quantities, the latter as `value`, `value|system|code` or `value||unit` (R4 search section 3.1.1.4.13). */
export const matchNumber: MakeMatcher = ({ value, modifier, param }) => {
  const [, number, system = '', unit = ''] = quantityPattern.exec(value) ?? [];
  const holds = number === undefined ? undefined : askNumber(number);
  if (holds === undefined || modifier !== undefined || (param.kind === 'number' && number !== value)) return undefined;
  const [inSystem, inUnit] = [unescapeValue(system), unescapeValue(unit)];
  return (doc, node) => {
    const target = numberRangeAt(doc, node);
    return target !== undefined && holds(target) && hasUnit(doc, node, inSystem, inUnit);
  };
};
