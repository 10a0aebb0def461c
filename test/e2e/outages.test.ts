import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { seed } from '../support/crossing-data.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { makeIssuer, type FakeIssuer } from '../support/tokens.ts';
import { ask, type Answer } from './ask.ts';
import { patientA } from './personas.ts';

type Readiness = { readonly ready: boolean; readonly checks: Readonly<Record<string, boolean>> };

const read = { path: 'Observation/a1' } as const;
const text = (answer: Answer): string => (JSON.parse(answer.text) as { issue: readonly { details: { text: string } }[] }).issue[0]!.details.text;

const readiness = async ({ adminBase }: GatewayUnderTest): Promise<readonly [number, Readiness]> => {
  const reply = await fetch(`${adminBase}/readyz`);
  return [reply.status, (await reply.json()) as Readiness];
};

/** Asks again until the status is the one that is waited for, at most `patience` ms. */
const until = async (wanted: number, send: () => Promise<Answer>, patience = 6000): Promise<Answer> => {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await send();
    if (answer.status === wanted || Date.now() > deadline) return answer;
    await sleep(100);
  }
};

const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

describe('outages', () => {
  let backend: Backend;
  let issuer: FakeIssuer;
  let under: GatewayUnderTest;

  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  beforeEach(async () => {
    issuer = await makeIssuer({ algorithms: ['ES256'] });
  });
  afterEach(async () => {
    await under.close();
    await issuer.close();
  });
  after(() => backend.close());

  const start = async (more: Partial<Parameters<typeof startGatewayUnderTest>[0]> = {}): Promise<void> => {
    under = await startGatewayUnderTest({ backend: backend.url, policies: 'policies', issuer, ...more });
  };
  const asA = (): Promise<Answer> => ask(under.base, read, under.token(patientA.claims));

  for (const fault of ['down', 'html'] as const) {
    it(`an issuer that is ${fault} at start: 503 with Retry-After, not 401; and then it comes back`, async () => {
      issuer.faults.discovery = fault;
      await start();
      const answer = await asA();
      assert.deepEqual([answer.status, answer.headers['retry-after'], text(answer)], [503, '5', 'the keys of the token issuer are not available now']);
      assert.equal(under.audit().at(-1)?.['refusal'], 'keys-unavailable');
      const [status, { ready, checks }] = await readiness(under);
      assert.deepEqual([status, ready, checks['keys'], checks['policy'], checks['audit']], [503, false, false, true, true]);
      issuer.faults.discovery = undefined;
      assert.equal((await until(200, asA, 8000)).status, 200);
      assert.equal((await readiness(under))[1].checks['keys'], true);
    });
  }

  it('an issuer that goes down later: known keys go on working, and a new key is found without a restart', async () => {
    await start();
    assert.equal((await asA()).status, 200);
    issuer.faults.jwks = 'down';
    assert.equal((await asA()).status, 200);
    issuer.faults.jwks = undefined;
    issuer.rotate({ keepOld: true });
    assert.equal((await asA()).status, 200);
  });

  it('a backend that is down: 502, not ready by name, and it comes back', async () => {
    const port = await closedPort();
    await start({ backend: `http://127.0.0.1:${port}/fhir` });
    const answer = await asA();
    assert.deepEqual([answer.status, text(answer)], [502, 'the FHIR server cannot be reached']);
    const [status, { checks }] = await readiness(under);
    assert.deepEqual([status, checks['backend'], checks['policy']], [503, false, true]);
    const late = await startBackend({ port });
    try {
      late.put({ resourceType: 'Observation', id: 'a1', status: 'final', subject: { reference: 'Patient/A' } });
      assert.equal((await asA()).status, 200);
      assert.deepEqual(await readiness(under), [200, { ready: true, checks: { serving: true, policy: true, audit: true, keys: true, backend: true } }]);
    } finally {
      await late.close();
    }
  });

  it('a backend that was restarted: the kept connection is closed, and nobody notices', async () => {
    const first = await startBackend({ port: 0 });
    first.put({ resourceType: 'Observation', id: 'a1', status: 'final', subject: { reference: 'Patient/A' } });
    await start({ backend: first.url });
    assert.equal((await asA()).status, 200);
    await first.close();
    const second = await startBackend({ port: first.port });
    try {
      second.put({ resourceType: 'Observation', id: 'a1', status: 'final', subject: { reference: 'Patient/A' } });
      assert.equal((await asA()).status, 200);
    } finally {
      await second.close();
    }
  });

  describe('the operators\' port', () => {
    const admin = async (target: string, method = 'GET'): Promise<readonly [number, string]> => {
      const reply = await fetch(`${under.adminBase}${target}`, { method });
      return [reply.status, await reply.text()];
    };

    it('is live, ready by each check\'s name, and measures', async () => {
      await start();
      assert.equal((await asA()).status, 200);
      assert.deepEqual(await admin('/livez'), [200, '{"live":true}']);
      assert.deepEqual(await readiness(under), [200, { ready: true, checks: { serving: true, policy: true, audit: true, keys: true, backend: true } }]);
      const [status, metrics] = await admin('/metrics');
      assert.equal(status, 200);
      assert.match(metrics, /^wardgate_requests_total\{interaction="read",status="200"\} 1$/m);
      assert.match(metrics, /^wardgate_prevented_breaches_total 0$/m);
      assert.ok(!/Patient|a\.adler|a1/.test(metrics), 'decision 14: nobody stands in the metrics');
    });

    it('counts a breach that was prevented', async () => {
      await start();
      backend.faults.once({ kind: 'leak', resource: '{"resourceType":"Observation","id":"b1","subject":{"reference":"Patient/B"}}' }, ({ path: at }) => at.endsWith('/Observation'));
      await ask(under.base, { path: 'Observation' }, under.token(patientA.claims));
      assert.match((await admin('/metrics'))[1], /^wardgate_prevented_breaches_total 1$/m);
    });

    it('offers nothing else, and takes nothing', async () => {
      await start();
      assert.deepEqual((await admin('/fhir/Patient/A'))[0], 404);
      assert.deepEqual((await admin('/livez', 'POST'))[0], 405);
      assert.deepEqual((await admin('/metrics?x=1'))[0], 404);
    });

    it('stands on no public path', async () => {
      await start();
      for (const path of ['/livez', '/readyz', '/metrics', 'metrics', 'livez']) assert.equal((await ask(under.base, { path }, undefined)).status, 404, path);
    });
  });
});
