import type { ResourceType } from '../fhir/resource-types.ts';
import type { Criterion } from './criterion.ts';
import type { Store } from './store.ts';
import type { Instance, StoredVersion } from './version.ts';
import { documentOf, isStored, standingOf } from './version.ts';

const sizeOf = (sets: readonly ReadonlySet<Instance>[]): number => sets.reduce((sum, { size }) => sum + size, 0);

/** The instances to look at: those that the index proposes for the most selective criterion, else all. */
const candidates = ({ index, instancesOf }: Store, type: ResourceType, criteria: readonly Criterion[]): readonly Instance[] => {
  let fewest: readonly ReadonlySet<Instance>[] | undefined;
  for (const { param, keys } of criteria) {
    const proposed = keys?.map((key) => index.propose(type, param, key));
    if (proposed !== undefined && (fewest === undefined || sizeOf(proposed) < sizeOf(fewest))) fewest = proposed;
  }
  if (fewest === undefined) return instancesOf(type);
  const [only, ...more] = fewest;
  const distinct = more.length === 0 ? (only ?? []) : new Set(fewest.flatMap((set) => [...set]));
  return [...distinct].sort((a, b) => a.order - b.order);
};

/** The standing resources of a type for which all criteria hold, in the order in which they came. */
export const findMatches = (store: Store, type: ResourceType, criteria: readonly Criterion[]): readonly StoredVersion[] =>
  candidates(store, type, criteria)
    .map(standingOf)
    .filter(isStored)
    .filter((version) => criteria.every(({ holds }) => holds(documentOf(version))));
