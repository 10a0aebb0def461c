import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { kindOf, memberOf, none, rawOf, stringMember } from '../fhir/json.ts';
import { unescapeValue } from '../fhir/search-value.ts';
import type { Range } from './range.ts';
import { compareRanges, splitPrefix, widen } from './range.ts';
import type { MakeMatcher } from './matcher.ts';

const numberPattern = /^[+-]?\d+(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** `100` is 99.5 to 100.5 where equality is asked for, and exactly 100 otherwise (R4 search section 3.1.1.4.6). */
const askNumber = (value: string): ((target: Range) => boolean) | undefined => {
  const { prefix, rest } = splitPrefix(value);
  const match = numberPattern.exec(rest);
  if (match === null) return undefined;
  const number = Number(rest);
  const half = 0.5 * 10 ** (Number(match[2] ?? 0) - (match[1] ?? '').length);
  const point = { from: number, until: number };
  const precise = { from: number - half, until: number + half };
  switch (prefix) {
    case 'eq':
    case 'ne':
      return (target) => compareRanges(prefix, target, precise);
    case 'ap':
      return (target) => compareRanges(prefix, target, widen(precise, number));
    // A number has no extent, so there is no before and after that is not less and more.
    case 'sa':
    case 'eb':
      return (target) => compareRanges(prefix === 'sa' ? 'gt' : 'lt', target, point);
    default:
      return (target) => compareRanges(prefix, target, point);
  }
};

const numberAt = (doc: JsonDocument, node: JsonNode): number | undefined => (kindOf(doc, node) === 'number' ? Number(rawOf(doc, node)) : undefined);

/** What a number, Quantity, Money or Range covers. */
export const numberRangeAt = (doc: JsonDocument, node: JsonNode): Range | undefined => {
  const number = numberAt(doc, node) ?? numberAt(doc, memberOf(doc, node, 'value'));
  if (number !== undefined) return { from: number, until: number };
  const low = numberAt(doc, memberOf(doc, memberOf(doc, node, 'low'), 'value'));
  const high = numberAt(doc, memberOf(doc, memberOf(doc, node, 'high'), 'value'));
  return low === undefined && high === undefined ? undefined : { from: low ?? -Infinity, until: high ?? Infinity };
};

const hasUnit = (doc: JsonDocument, node: JsonNode, system: string, unit: string): boolean => {
  const parts = [node, memberOf(doc, node, 'low'), memberOf(doc, node, 'high')];
  const quantity = parts.find((part) => memberOf(doc, part, 'value') !== none) ?? node;
  if (system !== '' && stringMember(doc, quantity, 'system') !== system) return false;
  return unit === '' || ['code', 'unit', 'currency'].some((name) => stringMember(doc, quantity, name) === unit);
};

/** Numbers and quantities, the latter as `value`, `value|system|code` or `value||unit` (R4 search section 3.1.1.4.13). */
export const matchNumber: MakeMatcher = ({ value, modifier, param }) => {
  const [number = '', system = '', unit = '', ...more] = value.split(/(?<!\\)\|/);
  const holds = askNumber(number);
  if (holds === undefined || modifier !== undefined || more.length > 0 || (param.kind === 'number' && number !== value)) return undefined;
  return (doc, node) => {
    const target = numberRangeAt(doc, node);
    return target !== undefined && holds(target) && hasUnit(doc, node, unescapeValue(system), unescapeValue(unit));
  };
};
