import type { Instance, StoredVersion } from './version.ts';

/** One condition of a search: all of them must hold. */
export type Criterion = {
  readonly holds: (version: StoredVersion) => boolean;
  /** What the index proposes: whatever the criterion holds for is among them. Undefined where the index cannot help. */
  readonly propose?: () => readonly ReadonlySet<Instance>[];
  /** Whether to propose takes a search of its own. */
  readonly joins?: true;
};

/** A condition that nothing meets. */
export const never: Criterion = { holds: () => false, propose: () => [] };
