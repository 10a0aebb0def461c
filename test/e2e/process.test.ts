import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { verified } from '../support/audit-log.ts';
import { makePlace, serve, wardgate, type Place, type Serving } from '../support/gateway-process.ts';
import { makeIssuer, type FakeIssuer } from '../support/tokens.ts';
import { patientA } from './personas.ts';

type Reply = { readonly status: number | undefined; readonly headers: IncomingMessage['headers']; readonly body: string };
type RecordRead = Readonly<Record<string, unknown>> & { readonly kind: string };

const observation = '{"resourceType":"Observation","id":"a1","meta":{"versionId":"1"},"status":"final","subject":{"reference":"Patient/A"}}';

describe('the process', function () {
  this.timeout(30_000);
  let issuer: FakeIssuer;
  let backend: Server;
  let waiting: ServerResponse[] = [];
  let backendUrl = '';
  let place: Place;
  let serving: Serving | undefined;

  const answerAll = (): void => {
    for (const response of waiting) response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(observation);
    waiting = [];
  };

  before(async () => {
    issuer = await makeIssuer({ algorithms: ['ES256'] });
    // A backend that answers when the test says so.
    backend = createServer((request, response) => {
      if (request.url?.includes('readiness-probe')) response.writeHead(404, { 'content-type': 'application/fhir+json' }).end('{"resourceType":"OperationOutcome"}');
      else waiting.push(response);
    });
    backend.listen(0, '127.0.0.1');
    await once(backend, 'listening');
    backendUrl = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/fhir`;
  });
  beforeEach(() => {
    waiting = [];
    place = makePlace(backendUrl, issuer.issuer);
  });
  afterEach(async () => {
    answerAll();
    serving?.child.kill('SIGKILL');
    await serving?.ended;
    serving = undefined;
    place.done();
  });
  after(async () => {
    backend.closeAllConnections();
    backend.close();
    await issuer.close();
  });

  const get = (base: string, agent?: Agent): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${issuer.token({ ...patientA.claims, aud: 'http://localhost:8080/fhir', client_id: 'app' })}` };
      httpRequest(`${base}/Observation/a1`, { headers, ...(agent === undefined ? {} : { agent }) }, (response) => {
        text(response).then((body) => { resolve({ status: response.statusCode, headers: response.headers, body }); }, reject);
      }).on('error', reject).end();
    });
  const arrived = async (count: number): Promise<void> => {
    for (let tries = 0; tries < 400 && waiting.length < count; tries += 1) await sleep(10);
    assert.equal(waiting.length, count, 'requests that the backend waits with');
  };
  const records = (): readonly RecordRead[] =>
    readdirSync(path.join(place.audit, 'gw-test')).filter((name) => name.endsWith('.jsonl')).sort()
      .flatMap((name) => readFileSync(path.join(place.audit, 'gw-test', name), 'utf8').split('\n').filter((line) => line !== '')).map((line) => JSON.parse(line) as RecordRead);

  it('SIGTERM drains: what is in flight is finished, nothing new is taken, the log is closed and verifies, status 0', async () => {
    serving = await serve(place);
    const { base, adminBase } = serving;
    const agent = new Agent({ keepAlive: true });
    const idle = get(base, agent);
    await arrived(1);
    answerAll();
    assert.equal((await idle).status, 200);
    const inFlight = get(base);
    await arrived(1);
    serving.child.kill('SIGTERM');
    await sleep(150);
    await assert.rejects(get(base), /ECONNREFUSED/, 'new connections');
    const ready = await fetch(`${adminBase}/readyz`);
    assert.deepEqual([ready.status, ((await ready.json()) as { checks: { serving: boolean } }).checks.serving], [503, false], 'nobody is sent here any more');
    assert.equal((await fetch(`${adminBase}/livez`)).status, 200);
    answerAll();
    const { status, body } = await inFlight;
    assert.deepEqual([status, body], [200, observation]);
    const before = Date.now();
    const { status: exit } = await serving.ended;
    assert.ok(Date.now() - before < 3000, 'kept connections do not hold it');
    assert.equal(exit, 0);
    agent.destroy();
    assert.deepEqual(records().map(({ kind }) => kind).slice(-2), ['stop', 'checkpoint']);
    assert.deepEqual(records().filter(({ kind }) => kind === 'outcome').map((record) => record['status']), [200, 200]);
    const verdict = await wardgate(['audit', 'verify', place.audit]).ended;
    assert.equal(verdict.status, 0, verdict.stdout + verdict.stderr);
  });

  it('SIGINT as well; a kept connection that asks again meanwhile is told so, and the operators\' log names nobody (decision 14)', async () => {
    serving = await serve(place);
    const { base } = serving;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = get(base, agent);
    const second = get(base, agent);
    await arrived(1);
    serving.child.kill('SIGINT');
    await sleep(150);
    answerAll();
    assert.equal((await first).status, 200);
    const outcome = await second.then(({ status, headers }) => `${status} ${headers['retry-after']}`, () => 'closed');
    assert.ok(['closed', '503 2'].includes(outcome), outcome);
    const { status, stdout, stderr } = await serving.ended;
    assert.deepEqual([status, stdout], [0, '']);
    agent.destroy();
    assert.match(stderr, /"message":"serving"/);
    assert.ok(!/a\.adler|Patient|Observation|Bearer|eyJ/.test(stderr), stderr);
  });

  it('A-240 killed in the middle, it goes on with the log, and names what had no outcome', async () => {
    serving = await serve(place);
    const lost = get(serving.base).catch(() => undefined);
    await arrived(1);
    serving.child.kill('SIGKILL');
    await serving.ended;
    await lost;
    const [decision] = records().filter(({ kind }) => kind === 'decision');
    serving = await serve(place);
    const start = records().findLast(({ kind }) => kind === 'start');
    assert.deepEqual(start?.['unfinished'], [decision?.['requestId']]);
    const verdict = await verified(place.audit);
    assert.equal(verdict.status, 0, verdict.out + verdict.err);
  });

  it('a taken port is one line, status 2', async () => {
    const { port } = backend.address() as AddressInfo;
    place.done();
    place = makePlace(backendUrl, issuer.issuer, (yaml) => yaml.replace('server: { host: 127.0.0.1, port: 0', `server: { host: 127.0.0.1, port: ${port}`));
    const { status, stdout, stderr } = await wardgate(['serve', '--config', place.config]).ended;
    // The operators' log is JSON lines.
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    assert.deepEqual([status, stdout, lines], [2, '', [`wardgate: port \`${port}\` on \`127.0.0.1\` is taken`]], stderr);
  });
});
