import { gzipSync } from 'node:zlib';
import type { Exchange } from './exchange.ts';
import type { Fault } from './faults.ts';
import type { Answer } from './responses.ts';
import { jsonAnswer, outcome } from './responses.ts';

const half = (body: string | Buffer): string | Buffer => (typeof body === 'string' ? body.slice(0, body.length >> 1) : body.subarray(0, body.length >> 1));

const mapText = (answer: Answer, change: (text: string) => string): Answer => ({ ...answer, body: change(answer.body.toString()) });

const mapBundle = (answer: Answer, change: (text: string) => string): Answer =>
  mapText(answer, (text) => (text.startsWith('{"resourceType":"Bundle"') ? change(text) : text));

/** Puts an item first into a member of a Bundle that is an array, or adds the member. */
const putFirst = (text: string, member: 'link' | 'entry', item: string): string =>
  text.includes(`"${member}":[`) ? text.replace(`"${member}":[`, () => `"${member}":[${item},`) : text.replace(/\}$/, () => `,"${member}":[${item}]}`);

const leaked = (resource: string, mode: string, base: string): string => {
  const { resourceType, id } = JSON.parse(resource) as { readonly resourceType: string; readonly id?: string };
  const fullUrl = id === undefined ? '' : `"fullUrl":"${base}/${resourceType}/${id}",`;
  return `{${fullUrl}"resource":${resource},"search":{"mode":"${mode}"}}`;
};

const withNext = (text: string, url: string): string =>
  putFirst(text.replace(/\{"relation":"next","url":"[^"]*"\},?/, ''), 'link', JSON.stringify({ relation: 'next', url })).replace(',]', ']');

const xml = (text: string): Answer => {
  const { resourceType } = JSON.parse(text) as { readonly resourceType: string };
  return { status: 200, headers: { 'Content-Type': 'application/fhir+xml;charset=utf-8' }, body: `<${resourceType} xmlns="http://hl7.org/fhir"></${resourceType}>` };
};

const without = (query: string, param: string): string =>
  String(new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => name.split(/[:.]/)[0] !== param)));

/** The request as a server reads it that takes no notice of a parameter; under other faults as it is. */
export const misread = (exchange: Exchange, fault: Fault | undefined): Exchange => {
  if (fault?.kind !== 'ignore') return exchange;
  const isForm = exchange.method === 'POST' && exchange.path.endsWith('/_search');
  return { ...exchange, query: without(exchange.query, fault.param), body: isForm ? without(exchange.body, fault.param) : exchange.body };
};

/** What an answer, with links on `base`, becomes under a fault of its content; faults of how it is read or delivered leave it as it is. */
export const misbehave = (answer: Answer, fault: Fault, base: string): Answer => {
  switch (fault.kind) {
    case 'leak':
      return mapBundle(answer, (text) => putFirst(text, 'entry', leaked(fault.resource, fault.mode ?? 'match', base)));
    case 'bundle-type':
      return mapBundle(answer, (text) => text.replace(/"type":"(?:searchset|history)"/, () => `"type":${JSON.stringify(fault.type)}`));
    case 'next-link':
      return mapBundle(answer, (text) => withNext(text, fault.url));
    case 'swap':
      return { ...answer, status: 200, body: fault.resource };
    case 'truncate':
      return { ...answer, body: half(answer.body) };
    case 'status':
      return outcome(fault.status, `told to answer ${fault.status}`, fault.headers);
    case 'html':
      return { status: 200, headers: { 'Content-Type': 'text/html;charset=utf-8' }, body: '<!doctype html><title>Down for maintenance</title>' };
    case 'not-json':
      return jsonAnswer(200, 'resourceType: Patient');
    case 'xml':
      return xml(answer.body.toString());
    case 'gzip':
      return { ...answer, headers: { ...answer.headers, 'Content-Encoding': 'gzip' }, body: gzipSync(answer.body) };
    case 'duplicate-key':
      return mapText(answer, (text) => text.replace(/\}$/, ',"resourceType":"Patient"}'));
    case 'redirect':
      return { status: 302, headers: { Location: fault.to }, body: '' };
    case 'ignore':
    case 'cut':
    case 'stall':
    case 'oversize':
    case 'drop':
      return answer;
  }
};
