import { cpus, release } from 'node:os';
import type { Streamed } from './binary.ts';
import type { Cost } from './check-costs.ts';
import type { Sample } from './measure.ts';

export type Start = { readonly party: string; /** Milliseconds. */ readonly start: number };
export type Memory = { readonly party: string; /** Bytes, after the first answer and after the last. */ readonly rest: number; readonly loaded: number };

/** All that a run found, as `--json` writes it. */
export type Findings = {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** Milliseconds that the volume of the audit log takes to make 1 KB durable. */
  readonly sync: number;
  readonly repeats: number;
  readonly samples: readonly Sample[];
  readonly starts: readonly Start[];
  readonly memory: readonly Memory[];
  readonly streamed: readonly Streamed[];
  readonly costs: readonly Cost[];
};

/** Whom CPU times are compared with, and whom latencies are. */
export const baseline = 'http-proxy-middleware';
export const direct = 'backend itself';

export const many = 16;

/** What it ran on. */
export const machine = (): string => `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, Linux ${release()}`;
