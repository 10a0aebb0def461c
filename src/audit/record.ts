import type { RefusalCode } from '../refusal.ts';

/** Text that the client sent: bounded, and never to be taken for a fact. `length` and `sha256` of the whole stand where it was cut. */
export type ClientText = { readonly untrusted: string; readonly length?: number; readonly sha256?: string };

/** One (type, action, letter) that the request asks for, with the keys (never values) that it searches by and the patients that it names. */
export type AskedRecord = {
  readonly type: string;
  readonly action: string;
  /** The SMART scope letter; absent where only the policy is asked (`System`, operations). */
  readonly letter?: string;
  readonly over?: 'instance' | 'search' | 'body' | 'stored';
  readonly include?: readonly string[];
  readonly chain?: readonly string[];
  readonly sort?: readonly string[];
  readonly patients?: readonly string[];
};

/** Up to 8 patients by name; above that their number and the SHA-256 of the sorted set, which a `reach` record holds. */
export type ConfinementRecord = readonly string[] | { readonly count: number; readonly sha256: string };

type Who = {
  readonly issuer?: string;
  readonly subject?: string;
  readonly client?: string;
  readonly jti?: string;
  readonly fhirUser?: string;
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly launch?: { readonly patient?: string; readonly encounter?: string };
  readonly strength?: { readonly acr?: string; readonly amr?: readonly string[]; readonly authTime?: number; readonly strong: boolean };
  readonly machine?: true;
  readonly emergency?: true;
};

type Asked = {
  readonly requestId: string;
  readonly clientRequestId?: ClientText;
  readonly traceparent?: ClientText;
  readonly peer: string;
  readonly method: string;
  /** A code of FHIR's restful-interaction; absent where the request could not be parsed that far. */
  readonly interaction?: string;
  readonly type?: string;
  readonly types?: readonly string[];
  readonly id?: string;
  readonly operation?: string;
  /** Parameter names. */
  readonly params?: readonly string[];
  readonly ask?: readonly AskedRecord[];
  readonly rows?: readonly string[];
  readonly revision?: string;
  readonly terms?: readonly string[];
};

export type PermitRecord = { readonly kind: 'decision'; readonly decision: 'permit' } & Who & Asked & {
  readonly reach?: readonly string[];
  readonly confinement?: ConfinementRecord;
};

export type DenyRecord = { readonly kind: 'decision'; readonly decision: 'deny' } & Who & Asked & {
  readonly gate?: 'scope' | 'policy' | 'confinement';
  readonly refusal: RefusalCode;
  readonly status: number;
};

/** What was asked, by whom, and what was decided: one per request, durable before anything goes upstream. */
export type DecisionRecord = PermitRecord | DenyRecord;

/** What came of a permitted request: one per permit, written before the answer's first byte. */
export type OutcomeRecord = {
  readonly kind: 'outcome';
  readonly requestId: string;
  readonly status: number;
  readonly refusal?: RefusalCode;
  readonly rows?: readonly string[];
  readonly terms?: readonly string[];
  readonly upstreamStatus?: number;
  readonly returned?: { readonly count: number; readonly filtered: number; readonly breach: number };
  readonly patients?: readonly string[];
  /** The elements that masks took away or reduced, by their paths. */
  readonly masked?: readonly string[];
  readonly streamed?: true;
  readonly ms: { readonly total: number; readonly upstream?: number };
};

export type StreamEndRecord = { readonly kind: 'stream-end'; readonly requestId: string; readonly bytes: number; readonly complete: boolean };

/** Refusals before authentication beyond those recorded one by one: how many in the minute that began at `from`. */
export type RefusedRecord = { readonly kind: 'refused'; readonly peer: string; readonly refusal: RefusalCode; readonly from: string; readonly count: number };

export type ReachRecord = { readonly kind: 'reach'; readonly sha256: string; readonly patients: readonly string[] };
export type PolicyRecord = { readonly kind: 'policy'; readonly revision: string; readonly previous?: string; readonly changes: readonly string[] };
export type ConfigRecord = { readonly kind: 'config'; readonly sha256: string; readonly changes: readonly string[] };
/** An emergency that a permit went by, to be reviewed; of a page that goes on with one, the request that declared it. */
export type BreakGlassRecord = { readonly kind: 'break-glass'; readonly requestId: string; readonly reason?: string; readonly declaredIn?: string };
export type AuditAccessRecord = { readonly kind: 'audit-access'; readonly command: string; readonly by: string };

/** A gateway took the log up: the bytes of a torn last line that it kept aside, and the permits that it found without an outcome. */
export type StartRecord = {
  readonly kind: 'start';
  readonly torn?: { readonly sha256: string; readonly bytes: number };
  readonly unfinished?: readonly string[];
};

export type StopRecord = { readonly kind: 'stop' };

/** A signature over everything before it: `head` is this record's `prev`, `sig` base64url Ed25519 over `checkpointText`. */
export type CheckpointRecord = { readonly kind: 'checkpoint'; readonly key: string; readonly head: string; readonly sig: string };

/** What the pipeline and the gateway append; `start`, `stop` and `checkpoint` are the writer's own, and decisions go through `decide`. */
export type AppendedRecord = OutcomeRecord | StreamEndRecord | RefusedRecord | ReachRecord | PolicyRecord | ConfigRecord | BreakGlassRecord | AuditAccessRecord;

/** Every record's own fields (docs/audit.md); `seq`, `prev`, `time`, `node` and `version` are laid on by the writer. */
export type AuditRecord = DecisionRecord | AppendedRecord | StartRecord | StopRecord | CheckpointRecord;
