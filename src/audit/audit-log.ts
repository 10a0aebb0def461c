import type { AppendedRecord, DecisionRecord } from './record.ts';

/** The audit log as the pipeline sees it. */
export type AuditLog = {
  /** Resolves when the record is durable (or, in a flood of anonymous refusals, counted); rejects with an `AuditFailure` when it cannot be kept. */
  readonly decide: (record: DecisionRecord) => Promise<void>;
  /** Has written the record when it returns, safe from the death of the process and durable with the next commit; throws an `AuditFailure`. */
  readonly append: (record: AppendedRecord) => void;
  /** A request came in. */
  readonly begin: () => void;
  /** A request that came in is done with. */
  readonly end: () => void;
  /** Whether records can be kept now; tries to recover the log where it failed a while ago. */
  readonly writable: () => boolean;
  /** Writes what waits, `stop` and a last checkpoint; nothing can be recorded afterwards. */
  readonly close: () => void;
};

/** A record that could not be kept: the volume failed, what is left of it is reserved for authenticated requests, or the log is closed. */
export type AuditFailure = Error & { readonly audit: 'failed' | 'reserved' | 'closed' };

export const isAuditFailure = (thrown: unknown): thrown is AuditFailure => thrown instanceof Error && 'audit' in thrown;
