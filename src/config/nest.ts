type Leaf = { readonly steps: readonly string[]; readonly value: unknown };

const grow = (leaves: readonly Leaf[]): unknown => {
  const [first] = leaves;
  if (first?.steps.length === 0) return first.value;
  const branches = Map.groupBy(leaves, ({ steps }) => steps[0] ?? '');
  const children = [...branches].map(([step, group]) => [step, grow(group.map(({ steps, value }) => ({ steps: steps.slice(1), value })))] as const);
  const isList = /^\d+$/.test(first?.steps[0] ?? '');
  return Object.freeze(isList ? children.map(([, child]) => child) : Object.fromEntries(children));
};

/** Grows frozen nested objects and lists out of values by path (`issuers[0].jwks.maxAge`); list items must come in order. */
export const nest = (values: ReadonlyMap<string, unknown>): unknown =>
  grow([...values].map(([path, value]) => ({ steps: path.split(/[.[\]]+/), value })));
