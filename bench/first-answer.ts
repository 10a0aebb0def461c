import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Child } from './start-child.ts';

const patience = 10_000;

/** Milliseconds from the start of a process until it answered a request with 200; asked every 2 ms, as a gateway may still wait for keys. */
export const firstAnswer = async ({ port, spawned }: Child, path: string, token: string): Promise<number> => {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/fhir/${path}`, { headers: { authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    const passed = performance.now() - spawned;
    if (response.status === 200) return passed;
    if (passed > patience) throw new Error(`no answer in ${patience} ms, the last was ${response.status}`);
    await wait(2);
  }
};
