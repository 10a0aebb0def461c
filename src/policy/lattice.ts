import { closureOf, downward, upward } from './name-graph.ts';
import type { GroupingRow } from './policy.ts';

type Kind = GroupingRow['kind'];

/** What names lead to, and what leads to them, each with the name itself: `g` for subjects, `g2` for resources, `g3` for actions. */
export type Lattice = { readonly up: Readonly<Record<Kind, Spread>>; readonly down: Readonly<Record<Kind, Spread>> };

type Spread = (name: string) => readonly string[];

/** The lattice that grouping rows make. */
export const latticeOf = (groupings: readonly GroupingRow[]): Lattice => {
  const of = (kind: Kind): readonly GroupingRow[] => groupings.filter((row) => row.kind === kind);
  return {
    up: { g: closureOf(upward(of('g'))), g2: closureOf(upward(of('g2'))), g3: closureOf(upward(of('g3'))) },
    down: { g: closureOf(downward(of('g'))), g2: closureOf(downward(of('g2'))), g3: closureOf(downward(of('g3'))) },
  };
};
