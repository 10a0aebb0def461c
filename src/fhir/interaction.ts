import type { JsonDocument } from './json.ts';
import type { ResourceType } from './resource-types.ts';

/** One search parameter as it was asked: several values are an OR list, each still with its FHIR escapes (R4 search section 3.1.1.4). */
export type AskedParam = { readonly name: string; readonly modifier?: string; readonly values: readonly string[] };

/** The parameters that shape a result and select nothing. */
export type ResultParams = { readonly count?: number; readonly total?: 'none' | 'estimate' | 'accurate'; readonly sort?: readonly string[] };

/** The parameters of a history (R4 http section 3.1.0.12). */
export type HistoryParams = { readonly count?: number; readonly since?: string; readonly at?: string };

export type Criteria = { readonly params: readonly AskedParam[]; readonly result: ResultParams };

/** What the FHIR R4 RESTful API lets a client ask: a closed union. What does not fit into it is refused. */
export type FhirInteraction =
  | { readonly kind: 'capabilities' }
  | { readonly kind: 'read'; readonly type: ResourceType; readonly id: string; /** A Binary's own content is wanted, not the resource. */ readonly raw?: true }
  | { readonly kind: 'vread'; readonly type: ResourceType; readonly id: string; readonly versionId: string }
  | { readonly kind: 'history-instance'; readonly type: ResourceType; readonly id: string; readonly history: HistoryParams }
  | { readonly kind: 'history-type'; readonly type: ResourceType; readonly history: HistoryParams }
  | { readonly kind: 'history-system'; readonly history: HistoryParams }
  | ({ readonly kind: 'search-type'; readonly type: ResourceType } & Criteria)
  | ({ readonly kind: 'search-compartment'; readonly compartment: ResourceType; readonly id: string; readonly type: ResourceType } & Criteria)
  | { readonly kind: 'search-compartment-all'; readonly compartment: ResourceType; readonly id: string }
  | { readonly kind: 'search-system' }
  | { readonly kind: 'create'; readonly type: ResourceType; readonly body: JsonDocument }
  | { readonly kind: 'update' | 'patch' | 'delete'; readonly type: ResourceType; readonly id: string }
  | { readonly kind: 'conditional-create' | 'conditional-update' | 'conditional-patch' | 'conditional-delete'; readonly type: ResourceType }
  | { readonly kind: 'batch' | 'transaction' }
  | { readonly kind: 'operation'; readonly name: `$${string}`; readonly type?: ResourceType; readonly id?: string }
  | { readonly kind: 'page'; readonly sealed: string };

export type InteractionKind = FhirInteraction['kind'];

/** A search of one type, whichever way it was asked. */
export type SearchInteraction = Extract<FhirInteraction, { kind: 'search-type' | 'search-compartment' }>;

/** What the client would like of the answer (R4 http, Prefer). */
export type ReturnPreference = 'minimal' | 'representation' | 'OperationOutcome';

/** A request that was understood: the interaction, and what shapes its answer. */
export type ParsedRequest = {
  readonly interaction: FhirInteraction;
  readonly head: boolean;
  readonly pretty: boolean;
  readonly prefer?: ReturnPreference;
  /** The reason of a declared emergency. */
  readonly emergency?: string;
};
