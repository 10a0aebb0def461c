import type { Child } from './start-child.ts';
import { usageOf } from './usage-of.ts';
import type { LoadProcess } from './start-load.ts';
import { requestOf, type Work } from './works.ts';

export type Runner = { readonly name: string; readonly child: Child };

/** One measurement of one party. `cpu`: microseconds per request; the latencies in milliseconds. */
export type Sample = {
  readonly party: string;
  readonly work: string;
  readonly connections: number;
  readonly repeat: number;
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  readonly bytes: number;
};

/** Loads one party with one kind of request, and reads before and after what the kernel says it used. */
export const measure = async (load: LoadProcess, { name, child }: Runner, work: Work, how: { readonly token: string; readonly connections: number; readonly requests: number; readonly repeat: number }): Promise<Sample> => {
  const { token, connections, requests, repeat } = how;
  const before = usageOf(child.pid).cpu;
  const result = await load.run({ port: child.port, request: requestOf(work.path, token), connections, requests });
  return { party: name, work: work.name, connections, repeat, cpu: (usageOf(child.pid).cpu - before) / requests, ...result };
};

/** That a party really answers what is measured: 200, and every entry, under the patient's own token. */
export const checkAnswer = async ({ name, child }: Runner, { path, entries }: Work, token: string): Promise<void> => {
  const response = await fetch(`http://127.0.0.1:${child.port}/fhir/${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body = (await response.json()) as { readonly entry?: readonly unknown[] };
  if (response.status !== 200 || (body.entry ?? []).length !== entries) {
    throw new Error(`${name} answers \`${path}\` with ${response.status} and ${body.entry?.length ?? 0} entries, not 200 and ${entries}`);
  }
};
