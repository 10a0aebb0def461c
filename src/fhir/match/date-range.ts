import type { JsonDocument, JsonNode } from '../json.ts';
import { childrenOf, kindOf, memberOf, none, stringOf } from '../json.ts';
import type { Range } from './range.ts';

const pattern =
  /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d)(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d|60)(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?)?)?$/;

const day = 86_400_000;

// `Date.UTC` takes years below 100 for those of the last century; the calendar repeats every 400 years.
const utc = (year: number, month: number, date: number): number => Date.UTC(year + 400, month - 1, date) - 146_097 * day;

const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
};

/**
 * The milliseconds that a FHIR date, dateTime or instant covers by its precision, in UTC where it names no zone, or where `onDays` takes
 * what is written for the day that it was there; undefined if it is none.
 */
export const dateRange = (text: string, onDays = false): Range | undefined => {
  const [, year, month, date, hour, minute, second, fraction, zone] = pattern.exec(text) ?? [];
  if (year === undefined) return undefined;
  const y = Number(year);
  if (month === undefined) return { from: utc(y, 1, 1), until: utc(y + 1, 1, 1) };
  const m = Number(month);
  if (date === undefined) return { from: utc(y, m, 1), until: utc(y, m + 1, 1) };
  const start = utc(y, m, Number(date));
  if (date === '00' || start >= utc(y, m + 1, 1)) return undefined;
  if (hour === undefined) return { from: start, until: start + day };
  const from = start + Number(hour) * 3_600_000 + Number(minute) * 60_000 + Number(second ?? 0) * 1000 + Number((fraction ?? '').padEnd(3, '0').slice(0, 3)) - (onDays ? 0 : offsetOf(zone));
  return { from, until: from + (fraction === undefined ? (second === undefined ? 60_000 : 1000) : 1) };
};

const dateAt = (doc: JsonDocument, node: JsonNode, onDays: boolean): Range | undefined => dateRange(stringOf(doc, node) ?? '', onDays);

/** An open end is never reached; one that cannot be read is no open one, and one before its start ends nothing. */
const periodAt = (doc: JsonDocument, node: JsonNode, onDays: boolean): Range | undefined => {
  const [start, end] = [memberOf(doc, node, 'start'), memberOf(doc, node, 'end')];
  if (start === none && end === none) return undefined;
  const from = start === none ? -Infinity : dateAt(doc, start, onDays)?.from;
  const until = end === none ? Infinity : dateAt(doc, end, onDays)?.until;
  return from === undefined || until === undefined || from >= until ? undefined : { from, until };
};

/** From the first to the last of a Timing, whatever is in between (R4 search section 3.1.1.4.7). */
const timingAt = (doc: JsonDocument, node: JsonNode, onDays: boolean): Range | undefined => {
  const event = memberOf(doc, node, 'event');
  if (event !== none && kindOf(doc, event) !== 'array') return undefined;
  const bounds = memberOf(doc, memberOf(doc, node, 'repeat'), 'boundsPeriod');
  const ranges: Range[] = [];
  for (const range of [...childrenOf(doc, event).map((one) => dateAt(doc, one, onDays)), ...(bounds === none ? [] : [periodAt(doc, bounds, onDays)])]) {
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  if (ranges.length === 0) return undefined;
  return { from: Math.min(...ranges.map(({ from }) => from)), until: Math.max(...ranges.map(({ until }) => until)) };
};

/** The time that a date, Period or Timing element covers; `onDays` as in dateRange. */
export const dateRangeAt = (doc: JsonDocument, node: JsonNode, onDays = false): Range | undefined => {
  if (kindOf(doc, node) !== 'object') return dateAt(doc, node, onDays);
  return periodAt(doc, node, onDays) ?? timingAt(doc, node, onDays);
};
