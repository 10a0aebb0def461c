import type { JsonDocument } from '../fhir/json.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { layInMeta } from './lay-in-meta.ts';
import type { SearchIndex } from './search-index.ts';
import { createSearchIndex } from './search-index.ts';
import type { Instance, StoredVersion, Version } from './version.ts';
import { instantOf, isStored, standingOf } from './version.ts';

/** The resources, in memory, every version of them. */
export type Store = {
  /** Whatever stands or once stood at `Type/id`. */
  readonly find: (type: ResourceType, id: string) => Instance | undefined;
  /** Adds a version; `base` is the server's own address, on which references are made relative. */
  readonly save: (type: ResourceType, id: string, submitted: JsonDocument, base: string) => StoredVersion;
  /** Adds the version that is the deletion. */
  readonly remove: (instance: Instance) => Version;
  readonly instancesOf: (type: ResourceType) => readonly Instance[];
  /** The types of which something stands or once stood. */
  readonly types: () => readonly ResourceType[];
  /** Every version of everything, in the order in which they came. */
  readonly log: readonly Version[];
  /** Some other resource that refers to `Type/id`. */
  readonly referrerOf: (type: ResourceType, id: string) => StoredVersion | undefined;
  readonly index: SearchIndex;
  /** How many resources stand. */
  readonly size: () => number;
};

/** An empty store; `now` gives milliseconds. */
export const createStore = (now: () => number): Store => {
  const byType = new Map<ResourceType, Map<string, Instance>>();
  const log: Version[] = [];
  let arrived = 0;

  const instanceAt = (type: ResourceType, id: string): Instance => {
    const ofType = byType.get(type) ?? new Map<string, Instance>();
    byType.set(type, ofType);
    const instance = ofType.get(id) ?? { type, id, order: arrived, versions: [] };
    ofType.set(id, instance);
    arrived += 1;
    return instance;
  };

  const instancesOf: Store['instancesOf'] = (type) => [...(byType.get(type)?.values() ?? [])];
  const standing = (): readonly StoredVersion[] => [...byType.keys()].flatMap(instancesOf).map(standingOf).filter(isStored);
  const index = createSearchIndex(instancesOf);

  return {
    find: (type, id) => byType.get(type)?.get(id),
    save: (type, id, submitted, base) => {
      const instance = instanceAt(type, id);
      const versionId = instance.versions.length + 1;
      const lastUpdated = now();
      const text = layInMeta(submitted, { id, versionId, lastUpdated: instantOf(lastUpdated) }, base);
      const version: StoredVersion = { type, id, versionId, lastUpdated, text };
      instance.versions.push(version);
      log.push(version);
      index.add(instance);
      return version;
    },
    remove: (instance) => {
      const version: Version = { type: instance.type, id: instance.id, versionId: instance.versions.length + 1, lastUpdated: now() };
      instance.versions.push(version);
      log.push(version);
      return version;
    },
    instancesOf,
    types: () => [...byType.keys()],
    log,
    referrerOf: (type, id) => {
      const reference = new RegExp(`"reference"\\s*:\\s*"${type}/${id.replaceAll('.', '\\.')}"`);
      return standing().find((version) => (version.type !== type || version.id !== id) && reference.test(version.text));
    },
    index,
    size: () => standing().length,
  };
};
