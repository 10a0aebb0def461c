import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Exchange } from '../../../src/demo/exchange.ts';
import type { AuditRecordRead, GatewayUnderTest } from '../gateway-under-test.ts';
import type { DifferentialRequest, Param, SearchRequest } from './requests.ts';
import type { World } from './world.ts';

/** A gateway before a world, and its audit log, read as it grows. */
export type Place = { readonly world: World; readonly gateway: GatewayUnderTest; readonly audit: AuditTail };

/** The audit log of a gateway, by request. */
export type AuditTail = { readonly of: (requestId: string) => readonly AuditRecordRead[] };

/** Reads what was added to the audit log of a gateway since it was last asked. */
export const tailAudit = (directory: string): AuditTail => {
  const records = new Map<string, AuditRecordRead[]>();
  const read = new Map<string, number>();
  const more = (): void => {
    for (const name of readdirSync(directory).filter((file) => file.endsWith('.jsonl')).sort()) {
      const bytes = readFileSync(path.join(directory, name)).subarray(read.get(name) ?? 0);
      const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
      read.set(name, (read.get(name) ?? 0) + whole.length);
      for (const line of whole.toString('utf8').split('\n').filter((one) => one !== '')) {
        const record = JSON.parse(line) as AuditRecordRead;
        const { requestId = '' } = record;
        records.set(requestId, [...(records.get(requestId) ?? []), record]);
      }
    }
  };
  return {
    of: (requestId) => {
      more();
      return records.get(requestId) ?? [];
    },
  };
};

/** What came back, and what the backend received meanwhile but for the gateway's own probes. */
export type Sent = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly bytes: Buffer; readonly text: string; readonly exchanges: readonly Exchange[] };

type Wire = { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string };

/** Parameters as a query or a form. */
export const printPairs = (params: readonly Param[]): string => params.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('&');
const withQuery = (place: string, query: string): string => (query === '' ? place : `${place}?${query}`);
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const searchWire = ({ types, criteria, includes, shape, by, patient }: SearchRequest): Wire => {
  const [only = '*', ...more] = types === 'all' ? [] : types;
  const several = types === 'all' || more.length > 0;
  const place = patient === undefined ? (several ? '' : only) : `Patient/${patient}/${several ? '*' : only}`;
  const asked = [...criteria, ...includes];
  const typed = types !== 'all' && several ? [{ name: '_type', value: types.join(',') }] : [];
  if (by === 'get' || by === 'head') return { method: by === 'get' ? 'GET' : 'HEAD', path: withQuery(place, printPairs([...typed, ...asked, ...shape])), headers: {} };
  const [inUrl, inForm] = by === 'form' ? [[], [...typed, ...asked, ...shape]] : [[...typed, ...asked], shape];
  return { method: 'POST', path: withQuery(`${place === '' ? '' : `${place}/`}_search`, printPairs(inUrl)), headers: form, body: printPairs(inForm) };
};

const plainWire = (request: Exclude<DifferentialRequest, SearchRequest>): Wire => {
  if (request.kind === 'malformed') return { method: 'GET', path: request.place, headers: {} };
  if (request.kind === 'wide-history') return { method: 'GET', path: withQuery(`${request.type === undefined ? '' : `${request.type}/`}_history`, printPairs(request.params)), headers: {} };
  if (request.kind === 'create') {
    return { method: 'POST', path: request.type, headers: { 'content-type': 'application/fhir+json', ...(request.prefer === undefined ? {} : { prefer: `return=${request.prefer}` }) }, body: JSON.stringify(request.body) };
  }
  const method = request.head === true ? 'HEAD' : 'GET';
  const place = `${request.type}/${request.id}`;
  switch (request.kind) {
    case 'read': return { method, path: withQuery(place, printPairs(request.params)), headers: request.ifNoneMatch === undefined ? {} : { 'if-none-match': request.ifNoneMatch } };
    case 'raw': return { method, path: place, headers: { accept: '*/*' } };
    case 'vread': return { method, path: withQuery(`${place}/_history/${request.version}`, printPairs(request.params)), headers: {} };
    case 'history': return { method, path: withQuery(`${place}/_history`, printPairs(request.params)), headers: {} };
  }
};

/** A request as it goes over the wire. */
export const wireOf = (request: DifferentialRequest): Wire => {
  const wire = request.kind === 'search' ? searchWire(request) : plainWire(request);
  const emergency = 'emergency' in request ? request.emergency : undefined;
  return emergency === undefined ? wire : { ...wire, headers: { ...wire.headers, 'x-break-glass': emergency === 'declared' ? 'found unconscious, no name' : 'short' } };
};

/** Sends a request of the caller who holds the token. */
export const send = async ({ world, gateway }: Place, { method, path: place, headers, body }: Wire, token: string): Promise<Sent> => {
  const { exchanges } = world.backend;
  exchanges.length = 0;
  const reply = await fetch(`${gateway.base}${/^[?]/.test(place) || place === '' ? '' : '/'}${place}`, { method, headers: { accept: 'application/fhir+json', authorization: `Bearer ${token}`, ...headers }, ...(body === undefined ? {} : { body }) });
  const bytes = Buffer.from(await reply.arrayBuffer());
  return { status: reply.status, headers: Object.fromEntries(reply.headers), bytes, text: bytes.toString('utf8'), exchanges: exchanges.filter(({ path: at }) => !at.endsWith('wardgate-readiness-probe')) };
};

/** The places that the backend finds for nobody in particular, in its order. */
export const askedOf = async (world: World, type: string, params: readonly Param[]): Promise<readonly string[]> => {
  const { status, text } = await world.ask(withQuery(type, printPairs([...params, { name: '_count', value: '1000' }])));
  assert.equal(status, 200, `the backend takes the search ${type}?${printPairs(params)}: ${text}`);
  const { entry = [], link = [] } = JSON.parse(text) as { readonly entry?: readonly { readonly resource: { readonly resourceType: string; readonly id: string } }[]; readonly link?: readonly { readonly relation: string }[] };
  assert.ok(!link.some(({ relation }) => relation === 'next'), 'all at once');
  return entry.map(({ resource }) => `${resource.resourceType}/${resource.id}`);
};
