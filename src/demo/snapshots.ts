import { randomUUID } from 'node:crypto';
import type { Include } from './include.ts';
import type { StoredVersion } from './version.ts';

/** What a search found, kept as it was found. */
export type Snapshot = {
  readonly id: string;
  readonly matches: readonly StoredVersion[];
  /** What goes with the matches of each page: of the search, whatever a page link says. */
  readonly includes: readonly Include[];
  readonly alwaysTotal: boolean;
};

/** The snapshots that page links lead to; whoever knows an id may use it, as with HAPI. */
export type Pages = {
  readonly keep: (found: Omit<Snapshot, 'id'>) => Snapshot;
  /** Undefined if it never was, is an hour old, or a thousand searches lie between. */
  readonly find: (id: string) => Snapshot | undefined;
};

const mostKept = 1000;
const keptFor = 3_600_000;

/** No snapshots; `now` gives milliseconds. */
export const createPages = (now: () => number): Pages => {
  const kept = new Map<string, { readonly snapshot: Snapshot; readonly at: number }>();
  return {
    keep: (found) => {
      const snapshot = { id: randomUUID(), ...found };
      kept.set(snapshot.id, { snapshot, at: now() });
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return snapshot;
    },
    find: (id) => {
      const found = kept.get(id);
      return found !== undefined && now() - found.at < keptFor ? found.snapshot : undefined;
    },
  };
};
