import type { RowsAbove } from './index-rows.ts';
import type { Lattice } from './lattice.ts';
import type { Names } from './parse-name.ts';
import type { GroupingRow, MaskRow, PolicyRow } from './policy.ts';
import type { Place, Problem } from './problem.ts';
import type { Cell } from './split-lines.ts';

/** A row and the cells that it was read from. */
export type Written<T> = { readonly row: T; readonly cells: readonly Cell[] };

/** A policy directory as far as it could be read: what the checks look at. */
export type Draft = {
  readonly files: ReadonlyMap<string, string>;
  /** Rows whose every cell is sound; so with groupings and masks. */
  readonly rows: readonly Written<PolicyRow>[];
  readonly groupings: readonly Written<GroupingRow>[];
  readonly masks: readonly Written<MaskRow>[];
  /** Names that some line means to define, sound or not: one slip is not to be reported at every use of the name. */
  readonly names: Names & { readonly masks: ReadonlySet<string> };
  /** What the sound groupings make of names. */
  readonly lattice: Lattice;
  /** The sound deny rows by what they cover, each once. */
  readonly deniesAbove: RowsAbove;
};

/** One question about a draft, with all its answers. */
export type Check = (draft: Draft) => readonly Problem[];

/** Columns of a `p` row, by their index in the line. */
export const column = { kind: 0, subject: 1, resource: 2, action: 3, reach: 4, terms: 5, effect: 6 } as const;

/** Where a cell of a row stands. */
export const placeOf = ({ cells }: Written<unknown>, index: number): Place => cells[index] ?? cells[0] ?? { file: 'policy.csv', line: 1, column: 1 };
