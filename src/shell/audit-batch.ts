import type { DecisionRecord } from '../audit/record.ts';

type Waiting = { readonly record: DecisionRecord; readonly resolve: () => void; readonly reject: (reason: Error) => void };

/** Decisions that wait to be made durable together. */
export type Batch = {
  readonly add: (record: DecisionRecord) => Promise<void>;
  readonly flush: () => void;
  readonly begin: () => void;
  readonly end: () => void;
};

/** Commits when as many records wait as half of the requests in flight, else after at most 1 ms (docs/audit.md). `commit` throws what the callers get. */
export const openBatch = (commit: (records: readonly DecisionRecord[]) => void): Batch => {
  let waiting: Waiting[] = [];
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  let judging: NodeJS.Immediate | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      commit(batch.map(({ record }) => record));
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
      return;
    }
    for (const { resolve } of batch) resolve();
  };
  const judge = (): void => {
    judging = undefined;
    if (waiting.length * 2 >= inFlight) flush();
    else if (waiting.length > 0) timer ??= setTimeout(flush, 1);
  };
  // Not before all that arrived in this turn of the event loop is in: it shares the commit.
  const judgeSoon = (): void => {
    judging ??= setImmediate(judge);
  };
  return {
    add: (record) =>
      new Promise((resolve, reject) => {
        waiting.push({ record, resolve, reject });
        judgeSoon();
      }),
    flush,
    begin: () => {
      inFlight += 1;
    },
    end: () => {
      inFlight -= 1;
      if (waiting.length > 0) judgeSoon();
    },
  };
};
