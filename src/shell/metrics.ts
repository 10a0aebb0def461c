import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Ports } from '../ports.ts';

export type Metrics = { readonly measure: Ports['measure']; readonly text: () => Promise<string>; readonly contentType: string };

/** Counters for operators: interactions and statuses, never who or whose (docs/decisions.md, 14). */
export const makeMetrics = (inFlight: () => number): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({ name: 'wardgate_requests_total', help: 'Answered requests by interaction and status', labelNames: ['interaction', 'status'], registers: [registry] });
  const seconds = new Histogram({
    name: 'wardgate_request_seconds', help: 'Whole time of a request by interaction', labelNames: ['interaction'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30], registers: [registry],
  });
  const breaches = new Counter({ name: 'wardgate_prevented_breaches_total', help: 'Resources left out although the narrowing claimed to be exact', registers: [registry] });
  new Gauge({ name: 'wardgate_requests_in_flight', help: 'Requests that are being served', registers: [registry], collect() { this.set(inFlight()); } });
  return {
    measure: ({ interaction, status, breach, ms }) => {
      requests.inc({ interaction, status: String(status) });
      seconds.observe({ interaction }, ms / 1000);
      if (breach > 0) breaches.inc(breach);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};
