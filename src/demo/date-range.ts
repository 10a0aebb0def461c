import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, kindOf, memberOf, none, stringOf } from '../fhir/json.ts';
import type { Range } from './range.ts';

const pattern = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
};

/** The milliseconds that a FHIR date, dateTime or instant covers by its precision, in UTC where it names no zone; undefined if it is none. */
export const dateRange = (text: string): Range | undefined => {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, zone] = match;
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
  const start = Date.UTC(y, m - 1, d, Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0), Number((fraction ?? '').padEnd(3, '0').slice(0, 3)));
  if (m < 1 || m > 12 || new Date(Date.UTC(y, m - 1, d)).getUTCDate() !== d) return undefined;
  const from = start - offsetOf(zone);
  if (month === undefined) return { from, until: Date.UTC(y + 1, 0, 1) };
  if (day === undefined) return { from, until: Date.UTC(y, m, 1) };
  if (hour === undefined) return { from, until: from + 86_400_000 };
  return { from, until: from + (fraction === undefined ? (second === undefined ? 60_000 : 1000) : 1) };
};

const around = (ranges: readonly Range[]): Range | undefined =>
  ranges.length === 0 ? undefined : { from: Math.min(...ranges.map(({ from }) => from)), until: Math.max(...ranges.map(({ until }) => until)) };

/** The time that a date, Period or Timing element covers; an open end of a Period is never reached. */
export const dateRangeAt = (doc: JsonDocument, node: JsonNode): Range | undefined => {
  const text = stringOf(doc, node);
  if (text !== undefined) return dateRange(text);
  if (kindOf(doc, node) !== 'object') return undefined;
  const start = memberOf(doc, node, 'start');
  const end = memberOf(doc, node, 'end');
  if (start !== none || end !== none) {
    return { from: dateRangeAt(doc, start)?.from ?? -Infinity, until: dateRangeAt(doc, end)?.until ?? Infinity };
  }
  const bounds = memberOf(doc, memberOf(doc, node, 'repeat'), 'boundsPeriod');
  return around([...childrenOf(doc, memberOf(doc, node, 'event')), bounds].flatMap((one) => dateRangeAt(doc, one) ?? []));
};
