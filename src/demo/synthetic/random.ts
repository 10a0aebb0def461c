/** A seeded source of choices: the same seed, the same choices. */
export type Random = {
  /** A whole number from `least` to `most`, both included. */
  readonly integer: (least: number, most: number) => number;
  readonly pick: <T>(list: readonly [T, ...T[]]) => T;
  /** Several different ones, in the order of the list. */
  readonly some: <T>(list: readonly T[], count: number) => readonly T[];
  readonly chance: (probability: number) => boolean;
};

/** Mulberry32: thirty-two bits of state, plenty for made-up patients. */
export const createRandom = (seed: number): Random => {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer: Random['integer'] = (least, most) => least + Math.floor(next() * (most - least + 1));
  return {
    integer,
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    some: (list, count) => {
      const drawn = new Set<number>();
      while (drawn.size < Math.min(count, list.length)) drawn.add(integer(0, list.length - 1));
      return list.filter((_, index) => drawn.has(index));
    },
    chance: (probability) => next() < probability,
  };
};
