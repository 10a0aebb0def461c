import type { ResourceType } from '../fhir/resource-types.ts';
import type { Criterion } from './criterion.ts';
import type { Store } from './store.ts';
import type { Instance, StoredVersion } from './version.ts';
import { isStored, standingOf } from './version.ts';

type Proposal = readonly ReadonlySet<Instance>[];

// What a join proposes costs a search of its own; so few instances are sooner looked at one by one.
const few = 500;

const sizeOf = (sets: Proposal): number => sets.reduce((sum, { size }) => sum + size, 0);

const fewest = (proposals: readonly Proposal[]): Proposal | undefined =>
  proposals.reduce<Proposal | undefined>((best, one) => (best === undefined || sizeOf(one) < sizeOf(best) ? one : best), undefined);

const proposalsOf = (criteria: readonly Criterion[]): readonly Proposal[] => criteria.flatMap(({ propose }) => (propose === undefined ? [] : [propose()]));

/** The instances to look at: those that the index proposes for the most selective criterion, else all. */
const candidates = ({ instancesOf }: Store, type: ResourceType, criteria: readonly Criterion[]): readonly Instance[] => {
  const direct = fewest(proposalsOf(criteria.filter(({ joins }) => !joins)));
  const joined = direct !== undefined && sizeOf(direct) <= few ? [] : proposalsOf(criteria.filter(({ joins }) => joins));
  const chosen = fewest([...(direct === undefined ? [] : [direct]), ...joined]);
  if (chosen === undefined) return instancesOf(type);
  const [only, ...more] = chosen;
  const distinct = more.length === 0 ? (only ?? []) : new Set(chosen.flatMap((set) => [...set]));
  return [...distinct].sort((a, b) => a.order - b.order);
};

/** The standing resources of a type for which all criteria hold, in the order in which they came. */
export const findMatches = (store: Store, type: ResourceType, criteria: readonly Criterion[]): readonly StoredVersion[] =>
  candidates(store, type, criteria)
    .map(standingOf)
    .filter(isStored)
    .filter((version) => criteria.every(({ holds }) => holds(version)));
