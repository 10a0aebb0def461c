/** Of repeated measurements. */
export type Spread = { readonly minimum: number; readonly median: number; readonly maximum: number };

/** The spread of some values; of none, all NaN. */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return { minimum: at(0), median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2, maximum: at(sorted.length - 1) };
};
