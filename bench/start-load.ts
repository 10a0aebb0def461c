import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { LoadOrder, LoadReport, LoadResult } from './load.ts';

export type LoadProcess = { readonly run: (order: LoadOrder) => Promise<LoadResult>; readonly stop: () => void };

/** Starts the load generator, which does one order at a time. */
export const startLoad = (): LoadProcess => {
  const child = fork(path.join(import.meta.dirname, 'load.ts'));
  return {
    run: async (order) => {
      child.send(order);
      const [report] = (await once(child, 'message')) as [LoadReport];
      if ('failed' in report) throw new Error(`the load generator failed: ${report.failed}`);
      return report.result;
    },
    stop: () => { child.kill(); },
  };
};
