/** What each name belongs to directly: `g`, `g2` or `g3` rows of one kind. */
export type NameGraph = ReadonlyMap<string, readonly string[]>;

type Link = { readonly member: string; readonly group: string };

const linked = (links: Iterable<readonly [string, string]>): NameGraph => {
  const graph = new Map<string, string[]>();
  for (const [from, to] of links) {
    const known = graph.get(from);
    if (known === undefined) graph.set(from, [to]);
    else known.push(to);
  }
  return graph;
};

/** From each member to its groups. */
export const upward = (links: readonly Link[]): NameGraph => linked(links.map(({ member, group }) => [member, group] as const));

/** From each group to its members. */
export const downward = (links: readonly Link[]): NameGraph => linked(links.map(({ member, group }) => [group, member] as const));

/** Casbin follows at most so many links from a name, and silently no more (docs/decisions.md, 17). */
export const deepest = 10;

const reachable = (graph: NameGraph, name: string): readonly string[] => {
  const found = new Set([name]);
  let last: readonly string[] = [name];
  for (let depth = 0; depth < deepest && last.length > 0; depth += 1) {
    last = last.flatMap((each) => graph.get(each) ?? []).filter((next) => !found.has(next));
    for (const each of last) found.add(each);
  }
  return [...found];
};

/** The name itself and every name that it leads to, as far as Casbin follows. Answers are kept for names of the graph alone: callers' names are without number. */
export const closureOf = (graph: NameGraph): ((name: string) => readonly string[]) => {
  const kept = new Map<string, readonly string[]>();
  return (name) => {
    if (!graph.has(name)) return [name];
    const known = kept.get(name) ?? reachable(graph, name);
    kept.set(name, known);
    return known;
  };
};

/** Names so that each stands after all that it leads to; names on a cycle, or leading to one, are left out. */
export const ordered = (graph: NameGraph, reversed: NameGraph): readonly string[] => {
  const open = new Map([...graph].map(([name, next]) => [name, next.length]));
  const order = [...reversed.keys()].filter((name) => !graph.has(name));
  for (const name of order) {
    for (const member of reversed.get(name) ?? []) {
      const left = (open.get(member) ?? 0) - 1;
      open.set(member, left);
      if (left === 0) order.push(member);
    }
  }
  return order;
};
