import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { stringOf } from '../fhir/json.ts';
import { keysAt, selectedBy } from '../fhir/match/selected-by.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Instance } from './version.ts';
import { documentOf, standingOf } from './version.ts';

/**
 * Which instances may match, by type, parameter and key. It only proposes: what was updated or deleted since stays proposed, and the match
 * itself, over the version that stands, decides.
 */
export type SearchIndex = {
  readonly add: (instance: Instance) => void;
  /** The instances of the type that hold the key (see `keysAt`; of a uri its text) under the parameter, or did once. */
  readonly propose: (type: ResourceType, param: SearchParam, key: string) => ReadonlySet<Instance>;
};

type Buckets = { readonly param: SearchParam; readonly byKey: Map<string, Set<Instance>> };

const empty: ReadonlySet<Instance> = new Set();

const keysOf = (param: SearchParam, doc: JsonDocument, node: JsonNode): readonly string[] =>
  param.kind === 'uri' ? [stringOf(doc, node) ?? []].flat() : keysAt(param, doc, node);

const put = ({ param, byKey }: Buckets, instance: Instance): void => {
  const version = standingOf(instance);
  if (version === undefined) return;
  const doc = documentOf(version);
  for (const key of selectedBy(param, doc).flatMap((node) => keysOf(param, doc, node))) {
    const bucket = byKey.get(key);
    if (bucket === undefined) byKey.set(key, new Set([instance]));
    else bucket.add(instance);
  }
};

/** An index that is filled for a parameter of a type when a search first asks for it, and kept up from then on. */
export const createSearchIndex = (instancesOf: (type: ResourceType) => readonly Instance[]): SearchIndex => {
  const filled = new Map<ResourceType, Map<string, Buckets>>();

  const bucketsOf = (type: ResourceType, param: SearchParam): Buckets => {
    const ofType = filled.get(type) ?? new Map<string, Buckets>();
    filled.set(type, ofType);
    const known = ofType.get(param.name);
    if (known !== undefined) return known;
    const buckets: Buckets = { param, byKey: new Map() };
    for (const instance of instancesOf(type)) put(buckets, instance);
    ofType.set(param.name, buckets);
    return buckets;
  };

  return {
    add: (instance) => {
      for (const buckets of filled.get(instance.type)?.values() ?? []) put(buckets, instance);
    },
    propose: (type, param, key) => bucketsOf(type, param).byKey.get(key) ?? empty,
  };
};
