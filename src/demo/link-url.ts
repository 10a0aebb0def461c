/** A link of a Bundle. */
export type Link = { readonly relation: 'self' | 'next' | 'previous'; readonly url: string };

// As HAPI escapes: letters, digits and `-_.*` stand as they are, in names too.
const escape = (text: string | number): string =>
  encodeURIComponent(text).replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** An address with its parameters in the order given, percent-encoded. */
export const linkUrl = (path: string, pairs: Iterable<readonly [string, string | number]>): string => {
  const query = [...pairs].map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
  return query === '' ? path : `${path}?${query}`;
};

/** HAPI sorts the parameters of `self` by name. */
export const sortedPairs = (params: URLSearchParams): readonly (readonly [string, string])[] => [...params].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** Reads a count or an offset: a whole number, or undefined where it is none. */
export const wholeNumber = (text: string | null, otherwise: number): number | undefined => {
  if (text === null) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
};
