import { isFault, scan } from '../fhir/json.ts';
import type { JsonDocument } from '../fhir/json.ts';
import type { ResourceType } from '../fhir/resource-types.ts';

/** One version of a resource; without `text` it is its deletion. */
export type Version = {
  readonly type: ResourceType;
  readonly id: string;
  readonly versionId: number;
  /** Milliseconds. */
  readonly lastUpdated: number;
  readonly text?: string;
};

/** A version that can be shown. */
export type StoredVersion = Version & { readonly text: string };

/** All that is known under one `Type/id`: versions oldest first, never none. */
export type Instance = {
  readonly type: ResourceType;
  readonly id: string;
  /** Where it stands among all others, by when it first came. */
  readonly order: number;
  readonly versions: Version[];
};

export const isStored = (version: Version | undefined): version is StoredVersion => version?.text !== undefined;

/** The newest version, which may be the deletion. */
export const newestOf = ({ type, id, versions }: Instance): Version => {
  const newest = versions.at(-1);
  if (newest === undefined) throw new Error(`\`${type}/${id}\` has no version`);
  return newest;
};

/** The version that stands, if there is one and the resource is not deleted. */
export const standingOf = (instance: Instance | undefined): StoredVersion | undefined => {
  const newest = instance?.versions.at(-1);
  return isStored(newest) ? newest : undefined;
};

const documents = new WeakMap<StoredVersion, JsonDocument>();

/** The scanned text of a version; scanned when first asked for, as most are only ever passed on. */
export const documentOf = (version: StoredVersion): JsonDocument => {
  const known = documents.get(version);
  if (known !== undefined) return known;
  const scanned = scan(version.text);
  if (isFault(scanned)) throw new Error(`what is stored as \`${version.type}/${version.id}\` is not JSON`);
  // The tape is a view into a larger one; as it is kept, it is copied to its own size.
  const document = { text: scanned.text, tape: scanned.tape.slice() };
  documents.set(version, document);
  return document;
};

/** Milliseconds as HAPI prints an instant. */
export const instantOf = (time: number): string => new Date(time).toISOString().replace('Z', '+00:00');
