/** Chance from one number, so that what it made can be made again. */
export type Random = {
  /** A whole number from 0 up to below `most`. */
  readonly below: (most: number) => number;
  /** True in `percent` of a hundred times. */
  readonly chance: (percent: number) => boolean;
  /** One of a list, which must not be empty. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** Up to `most` of a list, in its order. */
  readonly some: <T>(list: readonly T[], most: number) => readonly T[];
  /** One of the lists by its weight, and one of that. */
  readonly often: <T>(...lists: readonly (readonly [weight: number, list: readonly T[]])[]) => T;
};

/** Makes the same choices for the same seed (mulberry32). */
export const randomOf = (seed: number): Random => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (most: number): number => Math.floor(next() * most);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  return {
    below, pick,
    chance: (percent) => below(100) < percent,
    some: (list, most) => {
      const wanted = below(most + 1);
      const kept = new Set<number>();
      for (let tries = 0; tries < wanted && list.length > 0; tries += 1) kept.add(below(list.length));
      return list.filter((_, index) => kept.has(index));
    },
    often: (...lists) => {
      let at = below(lists.reduce((sum, [weight]) => sum + weight, 0));
      const found = lists.find(([weight]) => {
        at -= weight;
        return at < 0;
      });
      return pick((found ?? lists[0]!)[1]);
    },
  };
};
