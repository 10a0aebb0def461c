import { placeOf, type Check, type Written } from './draft.ts';
import { deepest, downward, ordered, upward, type NameGraph } from './name-graph.ts';
import type { GroupingRow } from './policy.ts';
import { problemAt, type Problem } from './problem.ts';
import { quote } from './quote.ts';

/** Casbin follows every way from a name, one by one: a tangle of links would hold up a decision. */
export const mostWays = 10_000;

type Measure = { readonly depth: number; readonly ways: number };

const measures = (up: NameGraph, down: NameGraph): ReadonlyMap<string, Measure> => {
  const measured = new Map<string, Measure>();
  for (const name of ordered(up, down)) {
    const above = (up.get(name) ?? []).map((group) => measured.get(group) ?? { depth: 0, ways: 1 });
    measured.set(name, {
      depth: above.reduce((most, { depth }) => Math.max(most, depth + 1), 0),
      ways: above.reduce((sum, { ways }) => sum + ways, 1),
    });
  }
  return measured;
};

const cycles = (groupings: readonly Written<GroupingRow>[], up: NameGraph, down: NameGraph): readonly Problem[] => {
  const lead = new Set(ordered(up, down));
  const led = new Set(ordered(down, up));
  // What neither comes to an end upward nor downward lies on a cycle, or between two.
  const onCycle = (name: string): boolean => !lead.has(name) && !led.has(name);
  return groupings
    .filter(({ row }) => onCycle(row.member) && onCycle(row.group))
    .map((written) =>
      problemAt(placeOf(written, 1), {
        code: 'cycle',
        message: `${quote(written.row.member)} leads back to itself by way of ${quote(written.row.group)}`,
        hint: 'remove one of the rows of the circle',
      }),
    );
};

const overLimits = (groupings: readonly Written<GroupingRow>[], measured: ReadonlyMap<string, Measure>): readonly Problem[] => {
  const first = new Map<string, Written<GroupingRow>>();
  for (const written of groupings) {
    const depth = measured.get(written.row.group)?.depth ?? 0;
    if (!first.has(written.row.member) && depth < deepest + 1) first.set(written.row.member, written);
  }
  return [...first].flatMap(([name, written]) => {
    const { depth, ways } = measured.get(name) ?? { depth: 0, ways: 1 };
    const above = (measured.get(written.row.group)?.ways ?? 0) > mostWays;
    return [
      ...(depth === deepest + 1
        ? [problemAt(placeOf(written, 1), { code: 'role-depth', message: `${quote(name)} leads over more than ${deepest} links to its last group or role`, hint: 'link it to that one directly' })]
        : []),
      ...(ways > mostWays && !above
        ? [problemAt(placeOf(written, 1), { code: 'role-tangle', message: `${quote(name)} leads to its groups or roles in more than ${mostWays} ways`, hint: 'remove links that others make' })]
        : []),
    ];
  });
};

/** Circles, chains that are too long, and tangles among `g`, `g2` and `g3` rows. */
export const checkHierarchy: Check = ({ groupings }) =>
  (['g', 'g2', 'g3'] as const).flatMap((kind) => {
    const own = groupings.filter(({ row }) => row.kind === kind);
    const rows = own.map(({ row }) => row);
    const up = upward(rows);
    const down = downward(rows);
    return [...cycles(own, up, down), ...overLimits(own, measures(up, down))];
  });
