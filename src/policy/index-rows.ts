import type { Lattice } from './lattice.ts';
import type { PolicyRow } from './policy.ts';

/** The rows whose cells cover a subject, a resource and an action: by naming them, by what these lead to, or by `*`; in the order of the file. */
export type RowsAbove = (subject: string, resource: string, action: string) => readonly PolicyRow[];

type ByResource = Map<string, Map<string, PolicyRow[]>>;
type Tree = Map<string, ByResource>;

const branch = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
};

const treeOf = (rows: readonly PolicyRow[]): Tree => {
  const tree: Tree = new Map();
  for (const row of rows) {
    const resources = branch(tree, row.subject, (): ByResource => new Map());
    const actions = branch(resources, row.resource, () => new Map<string, PolicyRow[]>());
    branch(actions, row.action, () => []).push(row);
  }
  return tree;
};

const orAny = (names: readonly string[]): readonly string[] => (names.includes('*') ? names : [...names, '*']);

// Loops and one array: this is asked for every row of a policy while it is checked, and there may be 100,000.
const collect = (byResource: ByResource, resources: readonly string[], actions: readonly string[], into: PolicyRow[]): void => {
  for (const resource of resources) {
    const byAction = byResource.get(resource);
    if (byAction === undefined) continue;
    for (const action of actions) for (const row of byAction.get(action) ?? []) into.push(row);
  }
};

/** Builds the index once per policy; a question costs what the names lead to, not what the policy holds. */
export const indexRows = (rows: readonly PolicyRow[], { up }: Lattice): RowsAbove => {
  const tree = treeOf(rows);
  return (subject, resource, action) => {
    const resources = orAny(up.g2(resource));
    const actions = orAny(up.g3(action));
    const found: PolicyRow[] = [];
    for (const name of up.g(subject)) {
      const byResource = tree.get(name);
      if (byResource !== undefined) collect(byResource, resources, actions, found);
    }
    return found.length > 1 ? found.sort((a, b) => a.line - b.line) : found;
  };
};
