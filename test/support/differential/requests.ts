import type { Json } from './world.ts';

/** A parameter, as the client writes it; `~A~` stands for A's pseudonym under this gateway. */
export type Param = { readonly name: string; readonly value: string };

/** What any request may carry besides: an emergency, declared well or too short. */
export type Besides = { readonly emergency?: 'declared' | 'too-short' };

/** A read, vread or history of one instance. */
export type InstanceRequest = Besides & { readonly type: string; readonly id: string; readonly params: readonly Param[]; readonly head?: true } & (
  | { readonly kind: 'read'; readonly ifNoneMatch?: string }
  | { readonly kind: 'raw' }
  | { readonly kind: 'vread'; readonly version: string }
  | { readonly kind: 'history' }
);

/** The history of a type, or of the server. */
export type WideHistoryRequest = Besides & { readonly kind: 'wide-history'; readonly type?: string; readonly params: readonly Param[] };

/** A search of one type, several, or all. */
export type SearchRequest = Besides & {
  readonly kind: 'search';
  /** One type in the path; several, named by `_type`; or all. */
  readonly types: readonly string[] | 'all';
  readonly criteria: readonly Param[];
  readonly includes: readonly Param[];
  /** `_count`, `_total`, `_sort`, `_summary`, `_elements`. */
  readonly shape: readonly Param[];
  readonly by: 'get' | 'form' | 'both' | 'head';
  /** In the compartment of this patient. */
  readonly patient?: string;
};

/** A create, which alone changes what is stored. */
export type CreateRequest = Besides & { readonly kind: 'create'; readonly type: string; readonly body: Json; readonly prefer?: string };

/** What nobody may ask, whoever it is: deciding.md and R4 refuse it before anything is decided. */
export type MalformedRequest = { readonly kind: 'malformed'; readonly place: string };

/** A request of a kind that the differential test knows. */
export type DifferentialRequest = InstanceRequest | WideHistoryRequest | SearchRequest | CreateRequest | MalformedRequest;

/** Whom requests are likelier to be about: patients whom the caller may well reach, and the type of what the caller is. */
export type About = { readonly own: readonly string[]; readonly self: string; /** The types that their scopes name. */ readonly types: readonly string[]; /** Whether the policy gives pseudonyms. */ readonly pseudonyms: boolean };
