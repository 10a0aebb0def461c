import { dateRange, dateRangeAt } from './date-range.ts';
import { compareRanges, splitPrefix, widen } from './range.ts';
import type { MakeMatcher } from './matcher.ts';

/** Dates, as the ranges that their precision makes of them (R4 search section 3.1.1.4.7); `ap` grows with the distance from now. */
export const matchDate: MakeMatcher = ({ value, modifier, now }) => {
  const { prefix, rest } = splitPrefix(value);
  const range = dateRange(rest);
  if (range === undefined || modifier !== undefined) return undefined;
  const asked = prefix === 'ap' ? widen(range, now - range.from) : range;
  return (doc, node) => {
    const target = dateRangeAt(doc, node);
    return target !== undefined && compareRanges(prefix, target, asked);
  };
};
