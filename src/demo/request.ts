import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Exchange } from './exchange.ts';
import type { Pages } from './snapshots.ts';
import type { Store } from './store.ts';

/** What the backend is made of, as its interactions see it. */
export type Backing = {
  readonly store: Store;
  readonly pages: Pages;
  /** Milliseconds. */
  readonly now: () => number;
  /** Whether a reference must lead to something, and what is referred to must stay. */
  readonly integrity: boolean;
  /** The search parameter of a type by its name, as far as this server knows it. */
  readonly searchParamOf: (type: ResourceType, name: string) => SearchParam | undefined;
  /** The names of all search parameters of a type. */
  readonly searchParamNames: (type: ResourceType) => readonly string[];
};

/** A request to some interaction, with what it works on. */
export type BackendRequest = Backing & {
  readonly exchange: Exchange;
  /** Of the query; of a form too where the interaction takes one. */
  readonly params: URLSearchParams;
};

export type TypeRequest = BackendRequest & { readonly type: ResourceType };

export type InstanceRequest = TypeRequest & { readonly id: string };
