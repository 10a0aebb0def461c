import type { Chain } from '../audit/chain.ts';
import type { RefusedCounter } from '../audit/refused-counter.ts';
import type { AuditFs } from './audit-fs.ts';

/** What the audit log is opened with. */
export type AuditOptions = {
  /** `audit.directory`; the segments go to `<directory>/<node>`. */
  readonly directory: string;
  /** Also the name of a folder: letters, digits, `.`, `_` and `-`. */
  readonly node: string;
  /** Of the gateway, as it stands in every record. */
  readonly version: string;
  /** A segment is closed before it grows beyond this. */
  readonly segmentBytes: number;
  /** Made at the first start, mode 0600, if absent. */
  readonly signingKeyFile: string;
  /** Makes the lines; patient identifiers are hidden there. */
  readonly chain: Chain;
  readonly refusals: RefusedCounter;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** For operators: no patient, no request. */
  readonly log: (level: 'warn' | 'error', message: string) => void;
  readonly fs?: AuditFs;
};
