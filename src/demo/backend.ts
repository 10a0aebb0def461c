import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { isFault, scan, stringMember } from '../fhir/json.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import { searchParamNames as namesInTable, searchParamOf as inTable } from '../fhir/search-param.ts';
import { answerExchange } from './answer-exchange.ts';
import { deliver } from './deliver.ts';
import type { Exchange } from './exchange.ts';
import { readExchange } from './exchange.ts';
import type { Faults } from './faults.ts';
import { createFaults } from './faults.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { misbehave, misread } from './misbehave.ts';
import type { Backing } from './request.ts';
import { outcome } from './responses.ts';
import { createPages } from './snapshots.ts';
import { createStore } from './store.ts';
import type { StoredVersion } from './version.ts';

/** The embedded FHIR server while it serves. */
export type Backend = {
  /** The FHIR base, no final slash. */
  readonly url: string;
  readonly port: number;
  /** Stores a resource, under its own id or a random one, without asking whether its references lead anywhere; throws where it is no resource. */
  readonly put: (resource: string | object) => StoredVersion;
  /** Stores many, in order. */
  readonly load: (texts: Iterable<string>) => void;
  /** How many resources stand, deleted ones not counted. */
  readonly size: () => number;
  readonly faults: Faults;
  /** The requests received, oldest first, at most ten thousand; a test may empty it. */
  readonly exchanges: Exchange[];
  readonly close: () => Promise<void>;
};

const mostExchanges = 10_000;

const putInto = ({ store }: Backing, base: string, resource: string | object): StoredVersion => {
  const doc = scan(typeof resource === 'string' ? resource : JSON.stringify(resource));
  if (isFault(doc)) throw new Error(`a resource to store is not JSON: ${doc.reason} at offset ${doc.offset}`);
  const type = stringMember(doc, 0, 'resourceType') ?? '';
  if (!isResourceType(type)) throw new Error(`a resource to store is of no known type: \`${type}\``);
  return store.save(type, stringMember(doc, 0, 'id') ?? randomUUID(), doc, base);
};

/**
 * Starts an in-memory FHIR R4 server on loopback that asks nobody who they are and answers as HAPI FHIR does (docs/hapi-notes.md).
 * `port` 0 takes a free one; `now` gives milliseconds; without `integrity` references may lead nowhere. Rejects for a host that is not a
 * loopback address and for a taken port. `searchParamOf` and `searchParamNames` tell it of search parameters that the table does not have.
 */
export const startBackend = async (options: {
  readonly host?: string;
  readonly port: number;
  readonly basePath?: string;
  readonly now?: () => number;
  readonly integrity?: boolean;
  readonly searchParamOf?: Backing['searchParamOf'];
  readonly searchParamNames?: Backing['searchParamNames'];
}): Promise<Backend> => {
  const { host = '127.0.0.1', basePath = '/fhir', now = Date.now, integrity = true, searchParamOf = inTable, searchParamNames = namesInTable } = options;
  const backing: Backing = { store: createStore(now), pages: createPages(now), now, integrity, searchParamOf, searchParamNames };
  const faults = createFaults();
  const exchanges: Exchange[] = [];

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const exchange = await readExchange(request, basePath);
    if (exchanges.push(exchange) > mostExchanges) exchanges.shift();
    const fault = faults.take(exchange);
    const answer = answerExchange(backing, misread(exchange, fault), basePath);
    await deliver(fault === undefined ? answer : misbehave(answer, fault, exchange.base), response, fault);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent || request.destroyed) response.destroy();
      else void deliver(outcome(500, error instanceof Error ? error.message : 'unknown'), response, undefined);
    });
  });
  const { origin, port } = await listenOnLoopback(server, host, options.port);
  const url = `${origin}${basePath}`;
  const put: Backend['put'] = (resource) => putInto(backing, url, resource);

  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };

  return { url, port, put, load: (texts) => { for (const text of texts) put(text); }, size: backing.store.size, faults, exchanges, close };
};
