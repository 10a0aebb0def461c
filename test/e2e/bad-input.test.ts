import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../../src/demo/exchange.ts';
import type { Fault } from '../../src/demo/faults.ts';
import type { RefusalCode } from '../../src/refusal.ts';
import { ask } from './ask.ts';
import type { Expectation } from './case.ts';
import { runMisbehaving, type BadCase } from './misbehaving.ts';
import { clinician, coordinator, patientA } from './personas.ts';

const foreign = JSON.stringify({ resourceType: 'Observation', id: 'b3', subject: { reference: 'Patient/B' }, status: 'final', code: { text: 'secret' } });
const read = { path: 'Observation/a1' } as const;
const search = { path: 'Observation?_total=accurate' } as const;
const create = { method: 'POST', path: 'Procedure', body: { resourceType: 'Procedure', status: 'completed', subject: { reference: 'Patient/A' } } } as const;
const binary = { path: 'Binary/bin-a' } as const;
const isWrite = ({ method }: Exchange): boolean => method === 'POST';
const isContent = ({ path: at, query }: Exchange): boolean => at.endsWith('/Binary/bin-a') && query === '';
const isLookUp = ({ path: at }: Exchange): boolean => at.endsWith('/CareTeam');

const statuses: Readonly<Partial<Record<RefusalCode, number>>> = { 'backend-failed': 502, 'reply-too-large': 502, 'backend-unreachable': 502, 'backend-timeout': 504, 'backend-busy': 503, 'backend-refused': 400, 'backend-rejected': 422, 'version-conflict': 409, 'precondition-failed': 412 };
const refused = (refusal: RefusalCode, more: Partial<Expectation> = {}): Expectation => ({ status: statuses[refusal] ?? 500, refusal, outcome: { refusal, returned: { count: 0, filtered: 0, breach: 0 }, patients: [] }, lacks: ['told to answer', 'maintenance'], ...more });
const status = (code: number): Fault => ({ kind: 'status', status: code, headers: { 'Retry-After': '999', 'X-Powered-By': 'HAPI' } });

const cases: readonly BadCase[] = [
  ...(
    [
      ['closes the connection', { kind: 'drop' }, 'backend-unreachable'], ['is slow to begin', { kind: 'stall', at: 'start' }, 'backend-timeout'], ['is slow in the middle', { kind: 'stall', at: 'middle' }, 'backend-timeout'],
      ['ends half way', { kind: 'cut' }, 'backend-failed'], ['answers half a JSON', { kind: 'truncate' }, 'backend-failed'], ['answers HTML (A-048)', { kind: 'html' }, 'backend-failed'], ['answers XML (A-048)', { kind: 'xml' }, 'backend-failed'], ['answers gzip, which nobody asked for (A-049)', { kind: 'gzip' }, 'backend-failed'], ['answers no JSON', { kind: 'not-json' }, 'backend-failed'],
      ['says one thing twice (A-181)', { kind: 'duplicate-key' }, 'backend-failed'], ['answers more than maxReply (A-188)', { kind: 'oversize', bytes: 1_200_000 }, 'reply-too-large'], ['sends elsewhere, which is not followed', { kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'backend-failed'],
      ['answers 500', status(500), 'backend-failed'], ['answers 401', status(401), 'backend-failed'], ['answers 403', status(403), 'backend-failed'], ['answers 429', status(429), 'backend-busy'], ['answers 503', status(503), 'backend-busy'], ['answers 400', status(400), 'backend-refused'],
    ] as const
  ).flatMap(([name, fault, code]): readonly BadCase[] => [
    { name: `read: the backend ${name}`, fault, request: read, expect: refused(code) },
    { name: `search: the backend ${name}`, fault, request: search, expect: refused(code) },
  ]),
  { name: 'read: the backend answers with another resource (A-109)', fault: { kind: 'swap', resource: foreign }, request: read, expect: refused('backend-failed', { lacks: ['secret'] }) },
  { name: 'read: with one of another type', fault: { kind: 'swap', resource: '{"resourceType":"Patient","id":"a1"}' }, request: read, expect: refused('backend-failed') },
  { name: 'read: with a list of them', fault: { kind: 'swap', resource: `[${foreign}]` }, request: read, expect: refused('backend-failed', { lacks: ['secret'] }) },
  { name: 'read: with its own, and now another\'s: not found', fault: { kind: 'swap', resource: foreign.replace('"b3"', '"a1"') }, request: read, expect: { status: 404, refusal: 'not-found', outcome: { returned: { filtered: 1 } } } },
  { name: 'vread: with another version', fault: { kind: 'swap', resource: '{"resourceType":"Observation","id":"a1","meta":{"versionId":"7"},"subject":{"reference":"Patient/A"}}' }, when: ({ path: at }) => at.endsWith('/_history/1'), request: { path: 'Observation/a1/_history/1' }, expect: refused('backend-failed') },
  { name: 'history: of another resource', fault: { kind: 'swap', resource: `{"resourceType":"Bundle","type":"history","entry":[{"resource":${foreign}}]}` }, request: { path: 'Observation/a1/_history' }, expect: refused('backend-failed', { lacks: ['secret'] }) },
  { name: 'search: with no Bundle', fault: { kind: 'swap', resource: foreign }, request: search, expect: refused('backend-failed', { lacks: ['secret'] }) },
  { name: 'search: with another kind of Bundle (A-189)', fault: { kind: 'swap', resource: `{"resourceType":"Bundle","type":"collection","entry":[{"resource":${foreign}}]}` }, request: search, expect: refused('backend-failed', { lacks: ['secret'] }) },
  { name: 'search: a modifier that HAPI has not enabled', fault: status(405), request: { path: 'Patient?identifier:of-type=http://x|MR|1' }, expect: refused('backend-refused') },
  { name: 'search: not found, as HAPI says of a value set that it does not have (A-092)', fault: status(404), request: search, expect: refused('backend-refused') },
  { name: 'search: a page that is gone', fault: status(410), request: search, expect: { status: 410, refusal: 'page-expired' } },

  { name: 'A-053 search: a foreign entry is left out, counted as a breach, and the total is not told', fault: { kind: 'leak', resource: foreign }, request: search, expect: { status: 200, resources: ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`), total: 'none', lacks: ['secret', 'b3'], outcome: { returned: { count: 7, filtered: 0, breach: 1 }, patients: ['A'] } } },
  { name: 'A-189 search: an entry of another type', fault: { kind: 'leak', resource: '{"resourceType":"Patient","id":"B","active":true}' }, request: search, expect: { status: 200, lacks: ['"active"'], outcome: { returned: { count: 7, breach: 1 } } } },
  { name: 'A-189 search: an entry without an id', fault: { kind: 'leak', resource: '{"resourceType":"Observation","subject":{"reference":"Patient/A"},"code":{"text":"secret"}}' }, request: search, expect: { status: 200, lacks: ['secret'], outcome: { returned: { count: 7, breach: 1 } } } },
  { name: 'A-189 search: an OperationOutcome is no match', fault: { kind: 'leak', resource: '{"resourceType":"OperationOutcome","id":"o","issue":[{"diagnostics":"secret"}]}' }, request: search, expect: { status: 200, lacks: ['secret'], outcome: { returned: { count: 7, breach: 0 } } } },
  { name: 'A-139 search: an entry of nobody\'s', fault: { kind: 'leak', resource: '{"resourceType":"Observation","id":"x","code":{"text":"secret"}}' }, request: search, expect: { status: 200, lacks: ['secret'], outcome: { returned: { count: 7, breach: 1 } } } },
  { name: 'history: a foreign version is left out', fault: { kind: 'leak', resource: foreign.replace('"b3"', '"a1"') }, when: ({ query }) => query === '_count=20', request: { path: 'Observation/a1/_history' }, expect: { status: 200, resources: ['Observation/a1/_history/1'], lacks: ['secret'], outcome: { returned: { count: 1, filtered: 1 } } } },

  ...(
    [
      [status(500), 'backend-failed'], [status(400), 'backend-rejected'], [status(422), 'backend-rejected'], [status(409), 'version-conflict'], [status(412), 'precondition-failed'], [status(429), 'backend-busy'], [status(404), 'backend-failed'],
      [{ kind: 'drop' }, 'backend-unreachable'], [{ kind: 'stall', at: 'start' }, 'backend-timeout'], [{ kind: 'redirect', to: 'http://127.0.0.1:1/' }, 'backend-failed'],
    ] as const
  ).map(([fault, code]): BadCase => ({ name: `create: ${JSON.stringify(fault).slice(0, 40)}`, fault, when: isWrite, as: clinician, request: create, expect: refused(code) })),
  { name: 'create: what it made is shown as something else: nothing of that passes', fault: { kind: 'swap', resource: foreign }, when: isWrite, as: clinician, request: create, expect: { status: 201, body: 'none', lacks: ['secret'] } },
  { name: 'create: the references cannot be looked up', fault: { kind: 'html' }, when: ({ path: at }) => at.endsWith('/Patient'), as: clinician, request: create, expect: refused('backend-failed') },

  { name: 'Binary: its look-up fails, nothing is streamed', fault: { kind: 'html' }, when: ({ query }) => query !== '', request: binary, expect: refused('backend-failed') },
  { name: 'Binary: its look-up names another', fault: { kind: 'swap', resource: '{"resourceType":"Binary","id":"bin-b","securityContext":{"reference":"Patient/A"}}' }, when: ({ query }) => query !== '', request: binary, expect: refused('backend-failed') },
  { name: 'Binary: its content answers 500', fault: status(500), when: isContent, request: binary, expect: { status: 502, refusal: 'backend-failed', outcome: { streamed: true }, streamEnd: { bytes: 0, complete: false } } },
  { name: 'Binary: its content is gone meanwhile', fault: status(410), when: isContent, request: binary, expect: { status: 404, refusal: 'not-found', outcome: { streamed: true }, streamEnd: { bytes: 0, complete: false } } },
  { name: 'Binary: its content sends elsewhere, which is not followed', fault: { kind: 'redirect', to: 'http://127.0.0.1:1/' }, when: isContent, request: binary, expect: { status: 502, refusal: 'backend-failed', outcome: { streamed: true }, streamEnd: { complete: false } } },
  { name: 'Binary: its content does not come', fault: { kind: 'drop' }, when: isContent, request: binary, expect: { status: 502, refusal: 'backend-unreachable', outcome: { streamed: true }, streamEnd: { bytes: 0, complete: false } } },
  { name: 'Binary: its content is late', fault: { kind: 'stall', at: 'start' }, when: isContent, request: binary, expect: { status: 502, outcome: { streamed: true }, streamEnd: { bytes: 0, complete: false } } },
  { name: 'A-175 Binary: its content is a page, for saving', fault: { kind: 'html' }, when: isContent, request: binary, expect: { status: 200, headers: { 'content-disposition': 'attachment', 'content-security-policy': /sandbox/ } } },

  ...([{ kind: 'html' }, { kind: 'stall', at: 'start' }, status(500), status(404), { kind: 'swap', resource: foreign }, { kind: 'truncate' }] as const).map((fault): BadCase => ({
    name: `reach: the care teams cannot be read: ${JSON.stringify(fault).slice(0, 40)}`, fault, when: isLookUp, as: coordinator, request: read,
    expect: { status: 503, refusal: 'reach-unavailable', headers: { 'retry-after': '5' }, decision: { decision: 'deny', refusal: 'reach-unavailable' }, outcome: 'none' },
  })),
];

runMisbehaving('bad input: a backend that misbehaves', cases, ({ backend, under }) => {
  it('Binary: a content that ends half way ends the connection, and is recorded as incomplete', async () => {
    backend().faults.always({ kind: 'cut' }, isContent);
    const known = under().audit().length;
    await assert.rejects(ask(under().base, binary, under().token(patientA.claims)));
    const ends = (): readonly unknown[] => under().audit().slice(known).filter(({ kind }) => kind === 'stream-end').map(({ complete }) => complete);
    for (let tries = 0; tries < 50 && ends().length === 0; tries += 1) await sleep(10);
    assert.deepEqual(ends(), [false]);
  });

  it('capabilities: what could not be read is asked for again', async () => {
    backend().faults.always({ kind: 'html' }, ({ path: at }) => at.endsWith('/metadata'));
    assert.equal((await ask(under().base, { path: 'metadata' }, undefined)).status, 502);
    backend().faults.clear();
    assert.equal((await ask(under().base, { path: 'metadata' }, undefined)).status, 200);
  });
});
