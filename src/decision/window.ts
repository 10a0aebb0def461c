import { parsePath, selectNodes, type ElementPath } from '../fhir/element-path.ts';
import { childrenOf, kindOf, memberOf, none, stringOf, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { dateRange } from '../fhir/match/date-range.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { resourceTypes, type ResourceType } from '../fhir/resource-types.ts';
import type { Resource } from './owners.ts';

const duration = /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** The same time of an earlier month, or of its last day where it is too short. */
const monthsBefore = (now: number, months: number): number => {
  const at = new Date(now);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() - months);
  const last = new Date(at);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  return at.setUTCDate(Math.min(day, last.getUTCDate()));
};

/**
 * The oldest that a window (ISO 8601 duration) shows, in milliseconds since the epoch; years and months by the calendar of UTC. -Infinity
 * where that is before all that can be told; Infinity, so that nothing is shown, for what is no duration.
 */
export const cutoffOf = (window: string, now: number): number => {
  const match = duration.exec(window);
  if (match === null) return Infinity;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part: string | undefined) => Number(part ?? 0));
  const month = monthsBefore(now, 12 * years + months);
  return Number.isNaN(month) ? -Infinity : month - ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
};

const pathsOf = (type: ResourceType): readonly ElementPath[] => {
  const row = compartmentOf(type);
  return row.class === 'owned' ? row.clinicalDate.map(parsePath) : [];
};

const clinicalDates: ReadonlyMap<ResourceType, readonly ElementPath[]> = new Map(resourceTypes.map((type) => [type, pathsOf(type)]));

/** The moment until which a date may go on; -Infinity, so that it is never shown, where it cannot be read. */
const endOfDate = (text: string | undefined): number => {
  // A time such as 25:00 would pass for one of the next day.
  if (text === undefined || (text.includes('T') && Number.isNaN(Date.parse(text)))) return -Infinity;
  return dateRange(text)?.until ?? -Infinity;
};

/** As of a date; a Period that has begun and no end goes on. */
const endOfPeriod = (doc: JsonDocument, period: JsonNode): number => {
  const [start, end] = [memberOf(doc, period, 'start'), memberOf(doc, period, 'end')];
  if (start !== none && endOfDate(stringOf(doc, start)) === -Infinity) return -Infinity;
  if (end !== none) return endOfDate(stringOf(doc, end));
  return start === none ? -Infinity : Infinity;
};

const latest = (ends: readonly number[]): number => (ends.includes(-Infinity) ? -Infinity : Math.max(...ends));

/** As of its events and bounds together; a Timing that names no date cannot be read. */
const endOfTiming = (doc: JsonDocument, timing: JsonNode): number => {
  const events = memberOf(doc, timing, 'event');
  const bounds = memberOf(doc, memberOf(doc, timing, 'repeat'), 'boundsPeriod');
  if (events !== none && kindOf(doc, events) !== 'array') return -Infinity;
  return latest([
    ...childrenOf(doc, events).map((event) => endOfDate(stringOf(doc, event))),
    ...(bounds === none ? [] : [endOfPeriod(doc, bounds)]),
  ]);
};

const endOf = (doc: JsonDocument, node: JsonNode): number => {
  if (kindOf(doc, node) !== 'object') return endOfDate(stringOf(doc, node));
  const isTiming = memberOf(doc, node, 'event') !== none || memberOf(doc, node, 'repeat') !== none;
  return isTiming ? endOfTiming(doc, node) : endOfPeriod(doc, node);
};

/**
 * Whether a resource is no older than the cutoff: the latest moment that its clinical date may mean, or without one that of its last
 * update (docs/policy.md, "Terms"). Of several dates the latest counts; one that cannot be read hides it. Types without clinical dates are never too old.
 */
export const isWithinWindow = ({ doc, node, type }: Resource, cutoff: number): boolean => {
  const paths = clinicalDates.get(type) ?? [];
  if (paths.length === 0) return true;
  const dates = paths.flatMap((path) => selectNodes(doc, node, path));
  const end = dates.length > 0 ? latest(dates.map((date) => endOf(doc, date))) : endOfDate(stringOf(doc, memberOf(doc, memberOf(doc, node, 'meta'), 'lastUpdated')));
  return end > cutoff;
};
