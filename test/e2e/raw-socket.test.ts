import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { refuse, rowOf, type RefusalCode } from '../../src/refusal.ts';
import { readRequest } from '../../src/shell/read-request.ts';
import { replyRefusal, type ReplySettings } from '../../src/shell/reply.ts';
import { seed } from '../support/crossing-data.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { exchangeRaw, type RawResponse } from '../support/raw-http.ts';
import { patientA } from './personas.ts';
import { printed, withoutProbes } from './printed.ts';

/** `bytes` goes over a plain socket, `{A}` and `{H}` standing for the lines of Authorization and Host. */
type RawCase = {
  readonly name: string;
  readonly bytes: string | Buffer | readonly string[];
  /** Each response in turn: a status alone, or the refusal that it is. */
  readonly answers: readonly (number | RefusalCode)[];
  readonly connection: 'open' | 'closed';
  /** Nothing unless said otherwise. */
  readonly upstream?: readonly string[] | 'any';
  /** The refusals in the audit log, in turn; those of `answers` unless said otherwise. */
  readonly recorded?: readonly RefusalCode[];
};

const get = (target: string, ...headers: readonly string[]): string => [`GET ${target} HTTP/1.1`, '{H}', '{A}', ...headers, '', ''].join('\r\n');
const form = 'Content-Type: application/x-www-form-urlencoded';
const fhir = 'Content-Type: application/fhir+json';
const search = (...lines: readonly string[]): string => ['POST /fhir/Observation/_search HTTP/1.1', '{H}', '{A}', ...lines].join('\r\n');
const smuggled = 'GET /fhir/Patient/B HTTP/1.1\r\nHost: x\r\n\r\n';
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const refusedTarget = (name: string, target: string, code: RefusalCode = 'target-malformed'): RawCase => ({ name, bytes: get(target), answers: [code], connection: 'open' });
const unreadable = (name: string, bytes: string | Buffer, refusal: RefusalCode = 'header-malformed'): RawCase => ({ name, bytes, answers: [refusal], connection: 'closed' });

const readA = ['GET Patient/A'];

const cases: readonly RawCase[] = [
  { name: 'the nearest that is permitted', bytes: get('/fhir/Patient/A'), answers: [200], connection: 'open', upstream: readA },
  { name: 'A-001 dots out of the base', bytes: 'POST /fhir/../mcp/messages HTTP/1.1\r\n{H}\r\n{A}\r\nContent-Length: 0\r\n\r\n', answers: ['target-malformed'], connection: 'open' },
  refusedTarget('A-001 dots within the base', '/fhir/Patient/../Patient/A'),
  refusedTarget('A-002 dots and a path parameter', '/fhir/..;/control/jobs?pageStart=0&batchSize=100'),
  refusedTarget('A-003 encoded dots', '/fhir/%2e%2e/actuator/health'),
  refusedTarget('A-003 half encoded dots', '/fhir/.%2E/actuator/health'),
  refusedTarget('A-003 dots that are encoded twice', '/fhir/%252e%252e/actuator/health'),
  refusedTarget('A-003 one dot', '/fhir/./Patient/A'),
  refusedTarget('A-004 a base that begins alike', '/fhirX/Patient/A', 'path-unknown'),
  refusedTarget('A-005 the base in another case', '/FHIR/Patient/A', 'path-unknown'),
  refusedTarget('A-006 absolute-form', 'http://evil.example/fhir/Patient/A'),
  refusedTarget('A-006 absolute-form on the gateway\'s own host', 'http://localhost:8080/fhir/Patient/A'),
  refusedTarget('A-007 two slashes', '//x/fhir/Patient/A'),
  refusedTarget('A-007 two slashes within', '/fhir//Patient/A'),
  refusedTarget('A-007 a backslash', '/\\x/fhir/Patient/A'),
  { name: 'asterisk-form', bytes: 'OPTIONS * HTTP/1.1\r\n{H}\r\n{A}\r\n\r\n', answers: ['target-malformed'], connection: 'open' },
  { name: 'authority-form', bytes: 'CONNECT evil.example:80 HTTP/1.1\r\n{H}\r\n{A}\r\n\r\n', answers: ['method-not-allowed'], connection: 'closed' },
  refusedTarget('a fragment', '/fhir/Patient/A#x'),
  refusedTarget('A-022 a percent sign that encodes nothing', '/fhir/Patient/%zz'),
  refusedTarget('A-022 an encoded NUL', '/fhir/Patient/%00'),
  unreadable('A-022 a NUL', get('/fhir/Patient/\0'), 'target-malformed'),
  unreadable('a space in the target', get('/fhir/Patient/A B')),
  unreadable('bytes above ASCII in the target', Buffer.from(get('/fhir/Patient/\u00c4').replace('{H}', 'Host: x').replace('{A}\r\n', ''), 'latin1'), 'target-malformed'),

  { name: 'A-008 a websocket', bytes: get('/fhir/websocket', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: eA==', 'Sec-WebSocket-Version: 13'), answers: ['upgrade-refused'], connection: 'closed' },
  { name: 'A-009 HTTP/2 in the clear', bytes: get('/fhir/Patient/A', 'Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'), answers: ['upgrade-refused'], connection: 'closed' },
  { name: 'A-009 its settings alone', bytes: get('/fhir/Patient/A', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'), answers: ['upgrade-refused'], connection: 'open' },
  unreadable('A-009 HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  unreadable('TLS on a port without', Buffer.from('16030100a5010000a10303', 'hex')),

  { name: 'A-025 Expect: 100-continue is heard, and goes no further', bytes: search('Expect: 100-continue', form, 'Content-Length: 11', '', 'code=2160-0'), answers: [200], connection: 'open', upstream: ['GET Observation?patient=Patient%2FA&code=2160-0&_count=20'] },
  { name: 'A-025 and does not keep a refusal away', bytes: search('Expect: 100-continue', form, 'Content-Length: 9', '', 'patient=B'), answers: ['outside-confinement'], connection: 'open' },
  { name: 'A-025 another expectation', bytes: get('/fhir/Patient/A', 'Expect: magic'), answers: ['expectation-failed'], connection: 'open' },
  { name: 'A-026 a DELETE that carries a request', bytes: `DELETE /fhir/Observation/a1 HTTP/1.1\r\n{H}\r\n{A}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(smuggled)}`, answers: ['body-unexpected'], connection: 'open' },
  { name: 'A-026 a GET that carries one', bytes: `${get('/fhir/Patient/A', `Content-Length: ${smuggled.length}`)}${smuggled}`, answers: ['body-unexpected'], connection: 'open' },
  { name: 'A-077 a GET with a form', bytes: `${get('/fhir/Observation', form, 'Content-Length: 9')}patient=B`, answers: ['body-unexpected'], connection: 'open' },
  { name: 'A-028 TRACE', bytes: 'TRACE /fhir/Patient/A HTTP/1.1\r\n{H}\r\n{A}\r\n\r\n', answers: ['method-not-allowed'], connection: 'open' },
  { name: 'A-028 a method of another protocol', bytes: 'PROPFIND /fhir/Patient/A HTTP/1.1\r\n{H}\r\n{A}\r\n\r\n', answers: ['method-not-allowed'], connection: 'open' },
  unreadable('A-028 a method of none', 'BOGUS /fhir/Patient/A HTTP/1.1\r\n{H}\r\n{A}\r\n\r\n'),
  unreadable('A-167 a method in lower case', 'get /fhir/Patient/A HTTP/1.1\r\n{H}\r\n{A}\r\n\r\n'),
  { name: 'A-042 headers named by Connection are the connection\'s', bytes: get('/fhir/Patient/A', 'Connection: close, authorization, prefer, x-gateway-secret'), answers: [200], connection: 'closed', upstream: readA },
  { name: 'A-050 two Authorization headers', bytes: get('/fhir/Patient/A', '{A}'), answers: ['header-repeated'], connection: 'open' },
  { name: 'A-050 the second of another scheme', bytes: get('/fhir/Patient/A', 'authorization: Basic YTpi'), answers: ['header-repeated'], connection: 'open' },
  { name: 'A-041 two Host headers', bytes: get('/fhir/Patient/A', 'Host: evil.example'), answers: ['header-repeated'], connection: 'open' },
  { name: 'A-041 another Host reaches no link', bytes: `GET /fhir/Observation?_count=1 HTTP/1.1\r\nHost: evil.example\r\n{A}\r\n\r\n`, answers: [200], connection: 'open', upstream: ['GET Observation?patient=Patient%2FA&_count=1'] },
  { name: 'no Host', bytes: 'GET /fhir/Patient/A HTTP/1.1\r\n{A}\r\n\r\n', answers: ['header-malformed'], connection: 'open' },
  { name: 'HTTP/1.0 needs none', bytes: 'GET /fhir/Patient/A HTTP/1.0\r\n{A}\r\n\r\n', answers: [200], connection: 'closed', upstream: readA },

  unreadable('A-191 a length and chunks', search(form, 'Content-Length: 4', 'Transfer-Encoding: chunked', '', '0\r\n\r\n')),
  unreadable('A-191 two lengths', search(form, 'Content-Length: 0', 'Content-Length: 4', '', 'code')),
  unreadable('A-191 a signed length', search(form, 'Content-Length: +4', '', 'code')),
  unreadable('A-191 a list of lengths', search(form, 'Content-Length: 4, 4', '', 'code')),
  unreadable('A-191 a space before the colon', search('Transfer-Encoding : chunked', '', '0\r\n\r\n')),
  { name: 'A-191 an unknown coding', bytes: search(form, 'Transfer-Encoding: xchunked', '', '0\r\n\r\n'), answers: ['body-incomplete'], connection: 'closed' },
  { name: 'A-191 a chunk whose length is none', bytes: search(form, 'Transfer-Encoding: chunked', '', 'zz\r\ncode=x\r\n0\r\n\r\n'), answers: ['body-incomplete'], connection: 'closed' },
  unreadable('A-191 bare line feeds', get('/fhir/Patient/A').replaceAll('\r\n', '\n')),
  unreadable('A-191 a folded header', get('/fhir/Patient/A', 'X-A: a\r\n b')),
  unreadable('A-191 a header without a colon', get('/fhir/Patient/A', 'nonsense')),
  unreadable('A-194 a NUL in a header', get('/fhir/Patient/A', 'X-A: a\0b')),
  { name: 'A-194 a name with an underscore is another name', bytes: get('/fhir/Patient/A', 'Content_Length: 5', 'X_HTTP_Method_Override: DELETE'), answers: [200], connection: 'open', upstream: readA },
  { name: 'A-191 a second request in chunks is a body', bytes: `${search(form, 'Transfer-Encoding: chunked', '', '')}${chunked(smuggled)}`, answers: ['body-malformed-form'], connection: 'open' },
  { name: 'A-050 a token in a trailer is none', bytes: 'POST /fhir/Observation/_search HTTP/1.1\r\n{H}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n0\r\n{A}\r\n\r\n', answers: ['token-missing'], connection: 'open' },

  { name: 'A-211 20 kB of headers', bytes: get('/fhir/Patient/A', `X-A: ${'a'.repeat(20_000)}`), answers: ['header-too-large'], connection: 'open' },
  { name: 'A-211 40 kB of headers', bytes: get('/fhir/Patient/A', `X-A: ${'a'.repeat(40_000)}`), answers: ['header-too-large'], connection: 'closed' },
  { name: 'A-211 20 kB in many headers', bytes: get('/fhir/Patient/A', ...Array.from({ length: 400 }, (_, at) => `X-${at}: ${'a'.repeat(45)}`)), answers: ['header-too-large'], connection: 'open' },
  { name: '12 kB of headers are taken', bytes: get('/fhir/Patient/A', `X-A: ${'a'.repeat(12_000)}`), answers: [200], connection: 'open', upstream: readA },
  { name: 'a URL of 9 kB', bytes: get(`/fhir/Observation?code=${'a'.repeat(9000)}`), answers: ['url-too-long'], connection: 'open' },
  { name: 'a URL of 8 kB is taken', bytes: get(`/fhir/Observation?code=${'a'.repeat(8000)}`), answers: [200], connection: 'open', upstream: [`POST Observation/_search patient=Patient%2FA&code=${'a'.repeat(8000)}&_count=20`] },
  { name: 'A-185 A-192 a body that is announced with 6 MB, not waited for', bytes: `POST /fhir/Observation HTTP/1.1\r\n{H}\r\n{A}\r\n${fhir}\r\nContent-Length: 6000000\r\n\r\n`, answers: ['body-too-large'], connection: 'closed' },
  { name: 'A-185 A-192 6 MB in chunks', bytes: `POST /fhir/Observation HTTP/1.1\r\n{H}\r\n{A}\r\n${fhir}\r\nTransfer-Encoding: chunked\r\n\r\n${(5_300_000).toString(16)}\r\n${' '.repeat(5_300_000)}`, answers: ['body-too-large'], connection: 'closed' },
  { name: 'A-192 early refusal of a long URL leaves no body behind', bytes: `POST /fhir/Observation/_search?code=${'a'.repeat(9000)} HTTP/1.1\r\n{H}\r\n{A}\r\n${form}\r\nContent-Length: 100\r\n\r\n${smuggled}`, answers: ['url-too-long'], connection: 'closed' },

  { name: 'two requests at once are two', bytes: `${get('/fhir/Patient/A')}${get('/fhir/Patient/B')}`, answers: [200, 'not-found'], connection: 'open', upstream: ['GET Patient/A', 'GET Patient/B'], recorded: [] },
  { name: 'a request in pieces is one', bytes: ['GET /fhir/Pat', 'ient/A HTTP/1.1\r\n{H}\r\n{A', '}\r\n\r\n'], answers: [200], connection: 'open', upstream: readA },
  { name: 'A-191 what is no request is no answer to the one before it', bytes: `${get('/fhir/Patient/A')}\x01\x02garbage\r\n\r\n`, answers: [], connection: 'closed', upstream: 'any' },
];

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const checkRefusal = ({ status, headers, body }: RawResponse, code: RefusalCode): void => {
  const row = rowOf(code);
  assert.equal(status, row.status, body);
  const { resourceType, issue } = JSON.parse(body) as { resourceType: string; issue: readonly { code: string; details: { text: string } }[] };
  assert.deepEqual([resourceType, issue.length, issue[0]?.code, issue[0]?.details.text], ['OperationOutcome', 1, row.issue, row.text]);
  assert.equal(headers['content-type'], 'application/fhir+json; charset=utf-8');
};

const checkResponse = (response: RawResponse, answer: number | RefusalCode): void => {
  assert.match(response.headers['x-request-id'] ?? '', uuid);
  assert.deepEqual([response.headers['cache-control'], response.headers['x-content-type-options'], response.headers['x-powered-by']], ['no-store', 'nosniff', undefined]);
  assert.ok(!response.body.includes('evil.example'));
  if (typeof answer !== 'number') checkRefusal(response, answer);
};

const splitAgain = (text: string, parts: number): readonly string[] => {
  const size = Math.ceil(text.length / parts);
  return Array.from({ length: parts }, (_, at) => text.slice(at * size, (at + 1) * size));
};

// Beyond 60 a minute refusals are counted, not recorded one by one (docs/audit.md), so each gateway gets fewer.
const groups = Array.from({ length: Math.ceil(cases.length / 40) }, (_, at) => cases.slice(at * 40, (at + 1) * 40));

// HTTP client libraries put right what these cases need wrong, so the bytes go over a plain socket (threats, "Using this catalogue").
describe('raw bytes', () => {
  let backend: Backend;
  let under: GatewayUnderTest;

  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  after(() => backend.close());

  const filled = (text: string): string =>
    text.replaceAll('{A}', `Authorization: Bearer ${under.token(patientA.claims)}`).replaceAll('{H}', 'Host: localhost:8080');
  const check = async ({ bytes, answers, connection, upstream = [], recorded }: RawCase): Promise<void> => {
    const pieces = Buffer.isBuffer(bytes) ? [bytes] : typeof bytes === 'string' ? [filled(bytes)] : splitAgain(filled(bytes.join('')), bytes.length);
    const known = under.audit().length;
    backend.exchanges.length = 0;
    const { responses, closed, rest } = await exchangeRaw(Number(new URL(under.base).port), pieces, { wanted: Math.max(answers.length, 1) });
    assert.deepEqual(responses.map(({ status }) => status), answers.map((answer) => (typeof answer === 'number' ? answer : rowOf(answer).status)), rest);
    assert.equal(closed ? 'closed' : 'open', connection, 'the connection');
    answers.forEach((answer, index) => { checkResponse(responses[index]!, answer); });
    if (upstream !== 'any') assert.deepEqual(withoutProbes(backend.exchanges).map((exchange) => printed(exchange, '/fhir')), upstream);
    const refusals = under.audit().slice(known).filter(({ kind, decision }) => kind === 'decision' && decision === 'deny').map(({ refusal }) => refusal);
    assert.deepEqual(refusals, recorded ?? answers.filter((answer) => typeof answer !== 'number'), 'the audit record');
  };

  for (const group of groups) {
    describe(`from \`${group[0]?.name ?? ''}\` on`, () => {
      before(async () => {
        under = await startGatewayUnderTest({ backend: backend.url, policies: 'policies' });
      });
      after(() => under.close());

      for (const one of group) it(one.name, () => check(one));
    });
  }
});

describe('a body that does not come', () => {
  const settings: ReplySettings = { realm: 'http://localhost:8080/fhir', allowOrigin: () => undefined, corsMaxAge: 0, hsts: false };
  const faults: (string | undefined)[] = [];
  let server: Server;
  let port = 0;

  before(async () => {
    const options = { limits: { body: 1000, form: 1000, url: 1000 }, bodyTimeout: 100, peerOf: () => '', now: Date.now, newId: randomUUID };
    server = createServer((message, response) => {
      void Promise.resolve(readRequest(message, options)).then(({ id, fault = refuse('internal-error') }) => {
        faults.push(fault.code);
        if (!response.destroyed) replyRefusal(response, { requestId: id, origin: undefined, settings }, { kind: 'refusal', refusal: fault, head: false }, !message.complete);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => { faults.length = 0; });
  after(() => server.close());

  const started = 'POST /fhir/Observation HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"resour';

  it('A-249 in its time: 408, and the connection is closed', async () => {
    const { responses: [response], closed } = await exchangeRaw(port, [started]);
    checkRefusal(response!, 'body-timeout');
    assert.deepEqual([response?.headers['connection'], closed, faults], ['close', true, ['body-timeout']]);
  });

  it('A-249 byte by byte is as late', async () => {
    const { responses: [response] } = await exchangeRaw(port, [started, ...Array.from({ length: 18 }, () => 'x')]);
    checkRefusal(response!, 'body-timeout');
  });

  it('A-240 as the client left: nobody to answer, and a fault to record', async () => {
    await exchangeRaw(port, [started], { patience: 20 });
    for (let tries = 0; tries < 50 && faults.length === 0; tries += 1) await sleep(10);
    assert.deepEqual(faults, ['body-incomplete']);
  });
});
