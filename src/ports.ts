import type { AuditLog } from './audit/audit-log.ts';
import type { ReachLookUp, ReachRules } from './decision/reaches.ts';
import type { RawRequest, ParseSettings } from './fhir/parse.ts';
import type { UpstreamRequest } from './fhir/print.ts';
import type { PatientId } from './fhir/reference.ts';
import type { PolicyMatcher } from './policy/policy.ts';
import type { Refusal, Result } from './refusal.ts';
import type { Principal } from './smart/principal.ts';

/** A request with what the shell knows about it. */
export type Request = RawRequest & {
  /** Made by the gateway. */
  readonly id: string;
  /** Network address, after trust in forwarding headers is settled. */
  readonly peer: string;
  /** Milliseconds since the epoch. */
  readonly received: number;
  /** The one `Authorization` header, if there is one. */
  readonly authorization: string | undefined;
  /** What was wrong with the body as it came in; parsed and recorded like any refusal. */
  readonly fault?: Refusal;
};

/** What the FHIR server answered, bounded and whole; the text is there only where it said that it is FHIR JSON. */
export type UpstreamReply = {
  readonly status: number;
  readonly text: string | undefined;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly location?: string;
};

/** What goes back to the client. */
export type Answer = {
  readonly status: number;
  readonly body?: string;
  readonly etag?: string;
  readonly lastModified?: string;
  readonly location?: string;
  readonly contentLocation?: string;
};

/** The reply of the pipeline: an answer, a refusal with what its challenge needs, or a stream that the shell carries out. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly head: boolean }
  | { readonly kind: 'refusal'; readonly refusal: Refusal; readonly stepUp?: Principal['stepUp']; readonly scope?: string; readonly head: boolean }
  | { readonly kind: 'stream'; readonly path: string; readonly head: boolean; /** Called once, when the stream ended or broke. */ readonly ended: (bytes: number, complete: boolean) => void };

/** The effects that a request needs. */
export type Ports = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly authenticate: (authorization: string | undefined) => Result<Principal> | Promise<Result<Principal>>;
  readonly policy: () => PolicyMatcher;
  /** The caller's patients; answers are kept for a while. */
  readonly reach: (lookUp: ReachLookUp) => Promise<Result<ReadonlySet<PatientId>>>;
  readonly reaches: ReachRules;
  readonly exchange: (request: UpstreamRequest) => Promise<Result<UpstreamReply>>;
  readonly audit: AuditLog;
  /** Records a set of patients once per change, under the hash that decisions name it by. */
  readonly recordReach: (sha256: string, patients: readonly string[]) => void;
  /** The backend's CapabilityStatement as text, kept for a while. */
  readonly capabilities: () => Promise<Result<string>>;
  /** Authenticated encryption of a page link's content; undefined where it was not sealed here. */
  readonly seal: (text: string) => string;
  readonly unseal: (sealed: string) => string | undefined;
  /** SHA-256, hex. */
  readonly sha256: (text: string) => string;
  /** What a patient is called under a mask that gives pseudonyms: keyed, stable, and a FHIR id. */
  readonly maskPseudonym: (patient: PatientId) => string;
  /** How a patient is named in the audit record. */
  readonly pseudonym: (patient: PatientId) => string;
  readonly parse: ParseSettings;
  readonly limits: { readonly page: number; /** Milliseconds. */ readonly linkAge: number };
  /** For operators: never anything of a patient, a token, or a parameter's value. */
  readonly log: (level: 'info' | 'warn' | 'error', message: string, fields?: Readonly<Record<string, string | number | boolean>>) => void;
  /** Counts what was answered. */
  readonly measure: (event: { readonly interaction: string; readonly status: number; readonly breach: number; readonly ms: number }) => void;
};
