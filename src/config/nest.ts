type Leaf = { readonly steps: readonly string[]; readonly value: unknown };

// In its place even where all that was given of an earlier item is faulty: problems name items by their index.
const listOf = (children: readonly (readonly [string, unknown])[]): readonly unknown[] => {
  const items = new Map(children.map(([step, child]) => [Number(step), child]));
  return Array.from({ length: Math.max(...items.keys()) + 1 }, (_, index) => items.get(index) ?? Object.freeze({}));
};

const grow = (leaves: readonly Leaf[]): unknown => {
  const [first] = leaves;
  if (first?.steps.length === 0) return first.value;
  const branches = Map.groupBy(leaves, ({ steps }) => steps[0] ?? '');
  const children = [...branches].map(([step, group]) => [step, grow(group.map(({ steps, value }) => ({ steps: steps.slice(1), value })))] as const);
  const isList = /^\d+$/.test(first?.steps[0] ?? '');
  return Object.freeze(isList ? listOf(children) : Object.fromEntries(children));
};

/** Grows frozen nested objects and lists out of values by path (`issuers[0].jwks.maxAge`). */
export const nest = (values: ReadonlyMap<string, unknown>): unknown =>
  grow([...values].map(([path, value]) => ({ steps: path.split(/[.[\]]+/), value })));
