import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePlace, serve, wardgate, type Ended, type Place, type Serving } from '../support/gateway-process.ts';
import { makeIssuer, type FakeIssuer } from '../support/tokens.ts';
import { patientA } from './personas.ts';

type Reply = { readonly status: number | undefined; readonly headers: IncomingMessage['headers']; readonly body: string };
type Record_ = Readonly<Record<string, unknown>> & { readonly kind: string };

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
  const records = (): readonly Record_[] =>
    readdirSync(path.join(place.audit, 'gw-test')).filter((name) => name.endsWith('.jsonl')).sort()
      .flatMap((name) => readFileSync(path.join(place.audit, 'gw-test', name), 'utf8').split('\n').filter((line) => line !== '')).map((line) => JSON.parse(line) as Record_);
  const verify = (): Promise<Ended> => wardgate(['audit', 'verify', place.audit]).ended;

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`${signal} drains: what is in flight is finished, nothing new is taken, the log is closed, status 0`, async () => {
      serving = await serve(place);
      const { base } = serving;
      const agent = new Agent({ keepAlive: true });
      const idle = get(base, agent);
      await arrived(1);
      answerAll();
      assert.equal((await idle).status, 200);
      const inFlight = get(base);
      await arrived(1);
      serving.child.kill(signal);
      await sleep(150);
      await assert.rejects(get(base), /ECONNREFUSED/, 'new connections');
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
      const verdict = await verify();
      assert.equal(verdict.status, 0, verdict.stdout + verdict.stderr);
    });
  }

  it('while it drains, a kept connection that asks again is told so, on the record', async () => {
    serving = await serve(place);
    const { base } = serving;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const first = get(base, agent);
    const second = get(base, agent);
    await arrived(1);
    serving.child.kill('SIGTERM');
    await sleep(150);
    answerAll();
    assert.equal((await first).status, 200);
    const outcome = await second.then(({ status, headers }) => [status, headers['retry-after']], () => 'the connection was closed');
    assert.ok(outcome === 'the connection was closed' || JSON.stringify(outcome) === '[503,"2"]', JSON.stringify(outcome));
    assert.equal((await serving.ended).status, 0);
    agent.destroy();
    assert.equal((await verify()).status, 0);
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
    const verdict = await verify();
    assert.equal(verdict.status, 0, verdict.stdout + verdict.stderr);
  });

  it('decision 14: the operators\' log is JSON lines without anybody in it', async () => {
    serving = await serve(place);
    const reply = get(serving.base);
    await arrived(1);
    answerAll();
    assert.equal((await reply).status, 200);
    serving.child.kill('SIGTERM');
    const { stderr, stdout } = await serving.ended;
    assert.equal(stdout, '');
    assert.ok(!/a\.adler|Patient|Observation|Bearer|eyJ/.test(stderr), stderr);
    assert.match(stderr, /"message":"serving"/);
  });

  const refuses = async (wanted: readonly RegExp[], run: { readonly ended: Promise<Ended> }): Promise<void> => {
    const { status, stdout, stderr } = await run.ended;
    // Lines of the operators' log are JSON.
    const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    assert.deepEqual([status, stdout, lines.length], [2, '', wanted.length], stderr);
    wanted.forEach((each, index) => { assert.match(lines[index] ?? '', each); });
    assert.ok(!/^\s+at /m.test(stderr), 'no stack trace');
  };
  const rewritten = (change: (yaml: string) => string): Place => {
    place.done();
    place = makePlace(backendUrl, issuer.issuer, change);
    return place;
  };

  it('a taken port is one line, status 2', async () => {
    const { port } = backend.address() as AddressInfo;
    const { config } = rewritten((yaml) => yaml.replace('server: { host: 127.0.0.1, port: 0', `server: { host: 127.0.0.1, port: ${port}`));
    await refuses([new RegExp(`^wardgate: port .?${port}.? on .?127\\.0\\.0\\.1.? is taken$`)], wardgate(['serve', '--config', config]));
  });

  it('a taken operators\' port as well', async () => {
    const { port } = backend.address() as AddressInfo;
    const { config } = rewritten((yaml) => yaml.replace('admin: { host: 127.0.0.1, port: 0', `admin: { host: 127.0.0.1, port: ${port}`));
    await refuses([new RegExp(`^wardgate: port .?${port}.?`)], wardgate(['serve', '--config', config]));
  });

  it('a bad configuration: every problem at once, by its path, status 2', async () => {
    const { config } = rewritten((yaml) => yaml.replace('port: 0,', 'port: 70000,').replace(`url: '${backendUrl}'`, 'url: nowhere, timeout: 5').replace('identifiers: plain', 'identifiers: none').replace('roles: roles', 'rolls: roles'));
    await refuses([/claims\.rolls/, /server\.port/, /backend\.url/, /backend\.timeout/, /audit\.identifiers/].sort(), { ended: wardgate(['serve', '--config', config]).ended.then((end) => ({ ...end, stderr: end.stderr.split('\n').filter((line) => line !== '').sort((a, b) => a.localeCompare(b)).join('\n') })) });
  });

  it('a configuration that is no YAML', async () => {
    const { config } = rewritten(() => 'server: { host: [');
    const { status, stderr } = await wardgate(['serve', '--config', config]).ended;
    assert.equal(status, 2);
    assert.match(stderr, /wardgate\.yaml/);
  });

  it('a configuration that is not there', async () => {
    await refuses([/^wardgate: `.*absent\.yaml` cannot be read$/], wardgate(['serve', '--config', path.join(place.directory, 'absent.yaml')]));
  });

  it('no configuration at all: the usage', async () => {
    const { status, stderr } = await wardgate(['serve']).ended;
    assert.equal(status, 2);
    assert.match(stderr, /^usage: wardgate serve --config FILE/);
  });

  it('a policy with errors: every one, with its place', async () => {
    writeFileSync(path.join(place.directory, 'policies', 'policy.csv'), 'g, role:x, y\np, y, Observation, read, any, , denny\np, z, Observaton, read, any, , allow\n');
    await refuses([/policy\.csv:2:\d+: error unknown-effect/, /policy\.csv:3:\d+: error unknown-role/, /policy\.csv:3:\d+: error unknown-type/], wardgate(['serve', '--config', place.config]));
  });

  it('a policy that is not there', async () => {
    rmSync(path.join(place.directory, 'policies', 'policy.csv'));
    await refuses([/policy\.csv:1:1: error missing-file/], wardgate(['serve', '--config', place.config]));
  });

  it('an audit log that another process writes', async () => {
    serving = await serve(place);
    await refuses([/in use|writes/], wardgate(['serve', '--config', place.config]));
  });
});
