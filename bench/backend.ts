import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { observation } from './observation.ts';

// The FHIR server of the bench, a process of its own: prepared bytes for what the bench asks, 404 for anything else (the gateway's probe).
const patient = 'A';

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;

  const entry = (id: string): object => ({ fullUrl: `${base}/Observation/${id}`, resource: observation(id, patient), search: { mode: 'match' } });

  const searchset = (query: string, count: number): string => {
    const bundle = 'c99e2c37-04da-43db-a2f6-fb966fdd100f';
    return JSON.stringify({
      resourceType: 'Bundle', id: bundle, meta: { lastUpdated: '2026-01-14T10:00:00.332+00:00' }, type: 'searchset',
      link: [
        { relation: 'self', url: `${base}/Observation?${query}` },
        { relation: 'next', url: `${base}?_getpages=${bundle}&_getpagesoffset=${count}&_count=${count}&_bundletype=searchset` },
      ],
      entry: Array.from({ length: count }, (_, index) => entry(`bp${index}`)),
    });
  };

  const bytes = (body: string | object): Buffer => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const lost = bytes({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] });
  const read = bytes(observation('bp0', patient));
  const searches = new Map([1, 26].map((count) => [String(count), bytes(searchset(`subject=Patient%2F${patient}&_count=${count}`, count))]));

  const find = (url: string): Buffer | undefined => {
    if (url === '/fhir/Observation/bp0') return read;
    return url.startsWith('/fhir/Observation?') ? searches.get(/_count=(\d+)/.exec(url)?.[1] ?? '') : undefined;
  };

  server.keepAliveTimeout = 60_000;
  server.on('request', ({ url = '' }, response) => {
    const body = find(url);
    response.writeHead(body === undefined ? 404 : 200, [
      'Content-Type', 'application/fhir+json;charset=utf-8',
      'Last-Modified', 'Wed, 14 Jan 2026 09:30:11 GMT',
      'Content-Length', String((body ?? lost).length),
    ]);
    response.end(body ?? lost);
  });
  process.stdout.write(`static backend on port ${new URL(base).port}\n`);
});
