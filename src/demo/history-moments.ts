import { dateRange } from '../fhir/match/date-range.ts';
import type { Prefix, Range } from '../fhir/match/range.ts';
import { splitPrefix } from '../fhir/match/range.ts';
import type { Problem } from './responses.ts';

/** The time, in milliseconds, that a history is asked about: all of it where nothing is said. */
export type Moments = Range & {
  /** Whether anything was said. */
  readonly timed: boolean;
  /** Whether what already stood when the time began belongs to it. */
  readonly standing: boolean;
};

const always: Range = { from: -Infinity, until: Infinity };
const nothing: Range = { from: Infinity, until: -Infinity };

const bounds: Readonly<Record<Prefix, (range: Range) => Range>> = {
  eq: (range) => range,
  ap: (range) => range,
  ne: () => nothing,
  ge: ({ from }) => ({ from, until: Infinity }),
  gt: ({ until }) => ({ from: until, until: Infinity }),
  sa: ({ until }) => ({ from: until, until: Infinity }),
  le: ({ until }) => ({ from: -Infinity, until }),
  lt: ({ from }) => ({ from: -Infinity, until: from }),
  eb: ({ from }) => ({ from: -Infinity, until: from }),
};

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });

const boundsOf = (at: string): Range | undefined => {
  const { prefix, rest } = splitPrefix(at);
  const range = dateRange(rest);
  return range && bounds[prefix](range);
};

const meet = (a: Range, b: Range): Range => ({ from: Math.max(a.from, b.from), until: Math.min(a.until, b.until) });

/** Reads `_since`, an instant, and `_at`, with or without a prefix and as often as one likes; not both (R4 http section 3.1.0.12). */
export const readMoments = (params: URLSearchParams): Moments | Problem => {
  const since = params.get('_since') ?? '';
  const ats = params.getAll('_at').filter((at) => at !== '');
  if (since !== '' && ats.length > 0) return bad('HAPI-0553: Unable to combine _at and _since parameters for history operation');
  if (since !== '') {
    const range = dateRange(since);
    if (range === undefined) return bad(`HAPI-1882: Invalid date/time format: "${since}"`);
    return since.includes('T') ? { from: range.from, until: Infinity, timed: true, standing: false } : bad(`HAPI-1885: Invalid date/time string (datatype InstantDt does not support that precision): ${since}`);
  }
  let time = always;
  for (const at of ats) {
    const range = boundsOf(at);
    if (range === undefined) return bad(`HAPI-1940: Invalid date/time/quantity format: "${at}"`);
    time = meet(time, range);
  }
  return { ...time, timed: ats.length > 0, standing: ats.length > 0 };
};
