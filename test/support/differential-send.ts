import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Exchange } from '../../src/demo/exchange.ts';
import { searchParamOf } from '../../src/fhir/search-param.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { ownedRow, ownerParamsOf, type DifferentialRequest, type Param, type SearchRequest } from './differential-requests.ts';
import { aliasBase, ownBase, type Json, type World } from './differential-world.ts';
import type { AuditRecordRead, GatewayUnderTest } from './gateway-under-test.ts';

/** A gateway before a world, and its audit log, read as it grows. */
export type Place = { readonly world: World; readonly gateway: GatewayUnderTest; readonly audit: AuditTail };

export type AuditTail = { readonly of: (requestId: string) => readonly AuditRecordRead[]; readonly all: () => ReadonlyMap<string, readonly AuditRecordRead[]> };

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
    all: () => {
      more();
      return records;
    },
  };
};

/** What came back, and what the backend received meanwhile but for the gateway's own probes. */
export type Sent = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly bytes: Buffer; readonly text: string; readonly exchanges: readonly Exchange[] };

type Wire = { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body?: string };

const printPairs = (params: readonly Param[]): string => params.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('&');
const withQuery = (place: string, query: string): string => (query === '' ? place : `${place}?${query}`);
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const searchWire = ({ type, params, shape, by, patient }: SearchRequest): Wire => {
  const place = patient === undefined ? type : `Patient/${patient}/${type}`;
  if (by === 'get') return { method: 'GET', path: withQuery(place, printPairs([...params, ...shape])), headers: {} };
  const [inUrl, inForm] = by === 'form' ? [[], [...params, ...shape]] : [params, shape];
  return { method: 'POST', path: withQuery(`${place}/_search`, printPairs(inUrl)), headers: form, body: printPairs(inForm) };
};

/** A request as it goes over the wire. */
export const wireOf = (request: DifferentialRequest): Wire => {
  switch (request.kind) {
    case 'read':
      return { method: request.head === true ? 'HEAD' : 'GET', path: `${request.type}/${request.id}`, headers: {} };
    case 'raw':
      return { method: 'GET', path: `${request.type}/${request.id}`, headers: { accept: '*/*' } };
    case 'vread':
      return { method: 'GET', path: `${request.type}/${request.id}/_history/${request.version}`, headers: {} };
    case 'history':
      return { method: 'GET', path: withQuery(`${request.type}/${request.id}/_history`, printPairs(request.params)), headers: {} };
    case 'search':
      return searchWire(request);
    case 'create':
      return { method: 'POST', path: request.type, headers: { 'content-type': 'application/fhir+json', ...(request.prefer === undefined ? {} : { prefer: `return=${request.prefer}` }) }, body: JSON.stringify(request.body) };
  }
};

/** Sends a request of the caller who holds the token. */
export const send = async ({ world, gateway }: Place, { method, path: place, headers, body }: Wire, token: string): Promise<Sent> => {
  const { exchanges } = world.backend;
  exchanges.length = 0;
  const reply = await fetch(`${gateway.base}${/^[?]/.test(place) || place === '' ? '' : '/'}${place}`, { method, headers: { accept: 'application/fhir+json', authorization: `Bearer ${token}`, ...headers }, ...(body === undefined ? {} : { body }) });
  const bytes = Buffer.from(await reply.arrayBuffer());
  return { status: reply.status, headers: Object.fromEntries(reply.headers), bytes, text: bytes.toString('utf8'), exchanges: exchanges.filter(({ path: at }) => !at.endsWith('wardgate-readiness-probe')) };
};

const relative = (value: string): string => [ownBase, aliasBase].reduce((text, base) => (text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text), value);

/** What a value means at the backend: a place of this server under each address that may be stored. Where that is one alone, a bare id stays one. */
const everySpelling = (type: string, { name: text, value }: Param, { aliased }: World): Param => {
  const [name = ''] = text.split(':');
  if (searchParamOf(type as ResourceType, name)?.kind !== 'reference' || text.endsWith(':missing')) return { name: text, value };
  const places = value.split(',').map(relative).map((one) => (aliased && ownerParamsOf(type).includes(name) && !one.includes('/') ? `Patient/${one}` : one));
  return { name: aliased ? name : text, value: places.flatMap((place) => (aliased ? [place, `${aliasBase}/${place}`] : [place])).join(',') };
};

const compartmentParam = ({ type, patient }: SearchRequest): readonly Param[] => {
  if (patient === undefined) return [];
  const row = ownedRow(type);
  return [row?.self === true ? { name: '_id', value: patient } : { name: row?.narrowBy ?? 'patient', value: `Patient/${patient}` }];
};

/** The places that the backend finds for nobody in particular, in its order. */
export const foundBy = async (world: World, request: SearchRequest): Promise<readonly string[]> => {
  const params = [...compartmentParam(request), ...request.params].map((param) => everySpelling(request.type, param, world));
  const { status, text } = await world.ask(withQuery(request.type, printPairs([...params, ...request.shape.filter(({ name }) => name === '_sort'), { name: '_count', value: '1000' }])));
  assert.equal(status, 200, `the backend takes the search: ${text}`);
  const { entry = [], link = [] } = JSON.parse(text) as { readonly entry?: readonly { readonly resource: Json }[]; readonly link?: readonly { readonly relation: string }[] };
  assert.ok(!link.some(({ relation }) => relation === 'next'), 'all at once');
  return entry.map(({ resource }) => `${String(resource['resourceType'])}/${String(resource['id'])}`);
};
