import { dateRange, dateRangeAt } from './date-range.ts';
import { compareRanges, splitPrefix, widen } from './range.ts';
import type { MakeMatcher } from './matcher.ts';

/** Dates, as the ranges that their precision makes of them (R4 search section 3.1.1.4.7); `ap` grows with the distance from now. */
export const matchDate: MakeMatcher = ({ value, modifier, now }) => {
  const { prefix, rest } = splitPrefix(value);
  const range = dateRange(rest);
  if (range === undefined || modifier !== undefined) return undefined;
  const asked = prefix === 'ap' ? widen(range, now - range.from) : range;
  // A day is compared with the day that was written, whatever its zone: HAPI does, and nobody says which zone the asked day is in.
  const onDays = !rest.includes('T');
  return (doc, node) => {
    const target = dateRangeAt(doc, node, onDays);
    // A Period that ends, or begins, with what was asked reaches it as well: HAPI finds it.
    const reaches = (prefix === 'ge' && target?.until === asked.until) || (prefix === 'le' && target?.from === asked.from);
    return target !== undefined && (reaches || compareRanges(prefix, target, asked));
  };
};
