import type { Exchange } from './exchange.ts';

const probe = { method: 'GET', path: 'Patient/wardgate-readiness-probe' } as const;
const probeEvery = 10_000;

/** Asks the backend for something that is not there whenever nobody asked it anything for a while; gives back how to stop that. */
export const keepProbing = (upstream: Exchange, now: () => number): (() => void) => {
  void upstream.exchange(probe);
  const timer = setInterval(() => {
    const answered = upstream.answered();
    if (answered === undefined || now() - answered > probeEvery) void upstream.exchange(probe);
  }, probeEvery / 10).unref();
  return () => { clearInterval(timer); };
};
