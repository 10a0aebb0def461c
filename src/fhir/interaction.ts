import type { Conditional } from './conditional-read.ts';
import type { JsonDocument } from './json.ts';
import type { Projection } from './project.ts';
import type { ResourceType } from './resource-types.ts';

/** One search parameter as it was asked: several values are an OR list, each still with its FHIR escapes (R4 search section 3.1.1.4). */
export type AskedParam = { readonly name: string; readonly modifier?: string; readonly values: readonly string[] };

/** `p.c=v`: what a reference leads to, by type; without a type in the name all types that have `c` (R4 search section 3.1.1.4.9). */
export type Chain = {
  readonly join: 'chain';
  readonly name: string;
  /** The type stood in the name. */
  readonly typed: boolean;
  readonly targets: readonly { readonly type: ResourceType; readonly of: Criterion }[];
};

/** `_has:type:by:c=v`: what refers here (R4 search section 3.1.1.4.10). */
export type Reverse = { readonly join: 'reverse'; readonly type: ResourceType; readonly by: string; readonly of: Criterion };

export type Join = Chain | Reverse;

/** Anything that selects. */
export type Criterion = AskedParam | Join;

/** `_include` or, `reverse`, `_revinclude` (R4 search section 3.1.1.5.4); `*` stands for every type or parameter. */
export type Include = {
  readonly reverse: boolean;
  readonly iterate: boolean;
  readonly source: ResourceType | '*';
  readonly name: string;
  readonly target?: ResourceType;
};

/** The parameters that shape a result and select nothing. */
export type ResultParams = {
  readonly count?: number;
  readonly total?: 'none' | 'estimate' | 'accurate';
  readonly sort?: readonly string[];
  readonly projection?: Projection;
};

/** The parameters of a history (R4 http section 3.1.0.12). */
export type HistoryParams = { readonly count?: number; readonly since?: string; readonly at?: string; readonly projection?: Projection };

export type Criteria = {
  readonly params: readonly AskedParam[];
  readonly joins: readonly Join[];
  readonly includes: readonly Include[];
  readonly result: ResultParams;
};

/** One type of a search over several. `of`: the compartment's patient, where this type knows the patient by another name than the client's. */
export type TypeSearch = { readonly type: ResourceType; readonly of?: string } & Criteria;

/** What the FHIR R4 RESTful API lets a client ask: a closed union. What does not fit into it is refused. */
export type FhirInteraction =
  | { readonly kind: 'capabilities' }
  | { readonly kind: 'read'; readonly type: ResourceType; readonly id: string; readonly projection?: Projection; /** A Binary's own content is wanted, not the resource. */ readonly raw?: true }
  | { readonly kind: 'vread'; readonly type: ResourceType; readonly id: string; readonly versionId: string; readonly projection?: Projection }
  | { readonly kind: 'history-instance'; readonly type: ResourceType; readonly id: string; readonly history: HistoryParams }
  | { readonly kind: 'history-type'; readonly type: ResourceType; readonly history: HistoryParams }
  | { readonly kind: 'history-system'; readonly history: HistoryParams }
  | ({ readonly kind: 'search-type'; readonly type: ResourceType } & Criteria)
  | ({ readonly kind: 'search-compartment'; readonly compartment: ResourceType; readonly id: string; readonly type: ResourceType } & Criteria)
  | SeveralInteraction
  | { readonly kind: 'create'; readonly type: ResourceType; readonly body: JsonDocument }
  | { readonly kind: 'update' | 'patch' | 'delete'; readonly type: ResourceType; readonly id: string }
  | { readonly kind: 'conditional-create' | 'conditional-update' | 'conditional-patch' | 'conditional-delete'; readonly type: ResourceType }
  | { readonly kind: 'batch' | 'transaction' }
  | { readonly kind: 'operation'; readonly name: `$${string}`; readonly type?: ResourceType; readonly id?: string }
  | { readonly kind: 'page'; readonly sealed: string };

export type InteractionKind = FhirInteraction['kind'];

/** A search of several types; `all`: no `_type` named them. Within a compartment, what belongs to it (R4 http section 3.1.0.9). */
export type SeveralInteraction = {
  readonly kind: 'search-system';
  readonly all: boolean;
  readonly within?: { readonly compartment: ResourceType; readonly id: string };
  readonly searches: readonly TypeSearch[];
};

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
  /** When an answer is not wanted again (R4 http section 3.1.0.2.1). */
  readonly conditional?: Conditional;
  /** The reason of a declared emergency. */
  readonly emergency?: string;
};
