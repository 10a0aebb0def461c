import { isResourceType, type ResourceType } from './resource-types.ts';
import type { CustomSearchParams } from './search-param.ts';

// `.` and `..` are steps of a path, and HAPI takes `metadata` for an operation wherever it stands: `Patient/metadata/_history` is the history of all patients.
const notIds: ReadonlySet<string> = new Set(['.', '..', 'metadata']);

/** A FHIR id (R4 datatypes, id): letters, digits, `-` and `.`, at most 64; less what a server reads as something else in a path. */
export const isFhirId = (text: string): boolean => /^[A-Za-z0-9\-.]{1,64}$/.test(text) && !notIds.has(text);

/**
 * The bases under which `Type/id` means a resource of this server: the gateway's own first, then the backend's and its aliases; none ends in `/`.
 * With them goes what search parameters the deployment has otherwise than the table, as both are needed wherever a request is read.
 */
export type Bases = { readonly own: string; readonly backend: readonly string[]; readonly custom?: CustomSearchParams; /** Whoever a compartment parameter names is in the compartment, where a deployment asks for that. */ readonly compartment?: 'fhir' };

export type LocalReference = { readonly type: ResourceType; readonly id: string; readonly versionId?: string; /** How it was written. */ readonly base: 'relative' | 'own' | 'backend' };

/** What a reference string leads to (R4 references section 2.3.0.1). */
export type ReferenceForm =
  | ({ readonly kind: 'local' } & LocalReference)
  | { readonly kind: 'contained'; readonly id: string }
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'urn' }
  | { readonly kind: 'malformed' };

const malformed: ReferenceForm = { kind: 'malformed' };

const localForm = (path: string, base: LocalReference['base']): ReferenceForm => {
  const [type = '', id = '', history, versionId, ...rest] = path.split('/');
  if (!isResourceType(type) || !isFhirId(id) || rest.length > 0) return malformed;
  if (history === undefined) return { kind: 'local', type, id, base };
  return history === '_history' && versionId !== undefined && isFhirId(versionId) ? { kind: 'local', type, id, versionId, base } : malformed;
};

const baseOf = (text: string, bases: Bases): readonly [string, LocalReference['base']] | undefined => {
  if (text.startsWith(`${bases.own}/`)) return [bases.own, 'own'];
  const backend = bases.backend.find((base) => text.startsWith(`${base}/`));
  return backend === undefined ? undefined : [backend, 'backend'];
};

// RFC 3986 sections 6.2.2.1 and 6.2.3: letters of scheme and host in either case, and the port that the scheme has anyway.
const plainly = (base: string): string => base.toLowerCase().replace(/^(http:\/\/[^/]*):80(?=\/|$)/, '$1').replace(/^(https:\/\/[^/]*):443(?=\/|$)/, '$1');

/** Whether a text lies on a base of ours in another spelling: some reader may take it for ours, and another not. */
const isNearlyOurs = (text: string, { own, backend }: Bases): boolean => {
  const plain = plainly(text);
  return [own, ...backend].some((base) => plain.startsWith(`${plainly(base)}/`));
};

/** Reads a `Reference.reference`; only exact forms are local, so that nothing that the backend might resolve otherwise passes for elsewhere. */
export const parseReference = (text: string, bases: Bases): ReferenceForm => {
  // HAPI runs whatever stands around a `?` as a search, on its own resources, whichever base or scheme is before it.
  if (text.includes('?')) return malformed;
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) };
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) {
    const base = baseOf(text, bases);
    if (base !== undefined) return localForm(text.slice(base[0].length + 1), base[1]);
    if (/^urn:/i.test(text)) return { kind: 'urn' };
    if (isNearlyOurs(text, bases)) return malformed;
    // HAPI takes what stands before `Type/id` for a base from five characters on: `x:/Patient/B` and `ab:c/Patient/B` are its own Patient/B.
    return /^https?:\/\/[^/\s\\]+(?:\/[^\s\\]*)?$/i.test(text) ? { kind: 'elsewhere' } : malformed;
  }
  return localForm(text, 'relative');
};

/** A place of this server, `Type/id`, as stored references may name it: relative, as the backend knows its own base by itself, and on each alias. */
export const spellingsOf = (place: string, { backend: [, ...aliases] }: Bases): readonly string[] => [place, ...aliases.map((base) => `${base}/${place}`)];

/** A patient's id, as reaches and owners hold it. */
export type PatientId = string;
