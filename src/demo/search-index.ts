import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import { keysAt, selectedBy } from './selected-by.ts';
import type { Instance } from './version.ts';
import { documentOf, standingOf } from './version.ts';

/**
 * Which instances may match, by type, parameter and key. It only proposes: what was updated or deleted since stays proposed, and the match
 * itself, over the version that stands, decides.
 */
export type SearchIndex = {
  readonly add: (instance: Instance) => void;
  /** The instances of the type that hold the key (see `keysAt`) under the parameter, or did once. */
  readonly propose: (type: ResourceType, param: SearchParam, key: string) => ReadonlySet<Instance>;
};

type Buckets = Map<string, Set<Instance>>;

const empty: ReadonlySet<Instance> = new Set();

const put = (buckets: Buckets, param: SearchParam, instance: Instance): void => {
  const version = standingOf(instance);
  if (version === undefined) return;
  const doc = documentOf(version);
  for (const key of selectedBy(param, doc).flatMap((node) => keysAt(param, doc, node))) {
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, new Set([instance]));
    else bucket.add(instance);
  }
};

/** An index that is filled for a parameter of a type when a search first asks for it, and kept up from then on. */
export const createSearchIndex = (instancesOf: (type: ResourceType) => readonly Instance[]): SearchIndex => {
  const filled = new Map<ResourceType, Map<SearchParam, Buckets>>();

  const bucketsOf = (type: ResourceType, param: SearchParam): Buckets => {
    const ofType = filled.get(type) ?? new Map<SearchParam, Buckets>();
    filled.set(type, ofType);
    const known = ofType.get(param);
    if (known !== undefined) return known;
    const buckets: Buckets = new Map();
    for (const instance of instancesOf(type)) put(buckets, param, instance);
    ofType.set(param, buckets);
    return buckets;
  };

  return {
    add: (instance) => {
      for (const [param, buckets] of filled.get(instance.type) ?? []) put(buckets, param, instance);
    },
    propose: (type, param, key) => bucketsOf(type, param).get(key) ?? empty,
  };
};
