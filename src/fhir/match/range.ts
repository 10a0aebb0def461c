/** What a date, number or quantity covers: `from` belongs to it and `until` does not, but for one exact number, which is both. */
export type Range = { readonly from: number; readonly until: number };

/** How an ordered value is compared (R4 search section 3.1.1.4.3, prefixes). */
export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

const contains = (outer: Range, inner: Range): boolean =>
  outer.from <= inner.from && inner.until <= outer.until && (inner.from < outer.until || outer.from === outer.until);
const above = (target: Range, asked: Range): boolean => target.until > asked.until;
const below = (target: Range, asked: Range): boolean => target.from < asked.from;

const comparisons: Readonly<Record<Prefix, (target: Range, asked: Range) => boolean>> = {
  eq: (target, asked) => contains(asked, target),
  ne: (target, asked) => !contains(asked, target),
  gt: above,
  lt: below,
  ge: (target, asked) => above(target, asked) || contains(asked, target),
  le: (target, asked) => below(target, asked) || contains(asked, target),
  sa: (target, asked) => target.from >= asked.until,
  eb: (target, asked) => target.until <= asked.from,
  ap: (target, asked) => target.from < asked.until && asked.from < target.until,
};

const isPrefix = (text: string): text is Prefix => Object.hasOwn(comparisons, text);

/** Whether what an element covers stands to what was asked as the prefix says. */
export const compareRanges = (prefix: Prefix, target: Range, asked: Range): boolean => comparisons[prefix](target, asked);

/** Takes the prefix off a value; none is `eq`. */
export const splitPrefix = (text: string): { readonly prefix: Prefix; readonly rest: string } => {
  const named = text.slice(0, 2);
  return isPrefix(named) ? { prefix: named, rest: text.slice(2) } : { prefix: 'eq', rest: text };
};

/** Tenth of `distance` more on both sides: what `ap` means, by the specification's own suggestion. */
export const widen = ({ from, until }: Range, distance: number): Range => ({ from: from - Math.abs(distance) / 10, until: until + Math.abs(distance) / 10 });
