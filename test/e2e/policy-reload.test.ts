import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { seed } from '../support/crossing-data.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { ask } from './ask.ts';
import { patientA, stranger, type Persona } from './personas.ts';

const patience = 6000;

// a changed policy is taken up whole within seconds, or not at all.
describe('a policy that changes while the gateway runs', () => {
  let backend: Backend;
  let under: GatewayUnderTest;
  let original = '';

  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  beforeEach(async () => {
    under = await startGatewayUnderTest({ backend: backend.url, policies: 'policies' });
    original = readFileSync(file(), 'utf8');
  });
  afterEach(() => under.close());
  after(() => backend.close());

  const file = (): string => path.join(under.policies, 'policy.csv');
  const status = async (as: Persona): Promise<number> => (await ask(under.base, { path: 'Observation/a1' }, under.token(as.claims))).status;
  const revision = (): unknown => under.audit().findLast(({ kind }) => kind === 'decision')?.['revision'];
  const until = async (as: Persona, wanted: number): Promise<number> => {
    const deadline = Date.now() + patience;
    for (let found = await status(as); ; found = await status(as)) {
      if (found === wanted || Date.now() > deadline) return found;
      await sleep(50);
    }
  };
  const change = (text: string): void => {
    writeFileSync(`${file()}.new`, text);
    renameSync(`${file()}.new`, file());
  };

  it('what is granted is granted, what is taken is taken, on the record', async () => {
    assert.deepEqual([await status(stranger), await status(patientA)], [403, 200]);
    const first = revision();
    change(`${original}\ng, user:Practitioner/88, clinician\np, clinician, Observation, read, any, , allow\n`);
    assert.equal(await until(stranger, 200), 200);
    const second = revision();
    assert.notEqual(second, first);
    change(original.replace(/^p, patient, .*$/m, ''));
    assert.equal(await until(patientA, 403), 403);
    assert.equal(await status(stranger), 403);
    const third = revision();
    assert.deepEqual(under.audit().filter(({ kind }) => kind === 'policy').map((record) => [record['previous'], record['revision']]), [[first, second], [second, third]]);
  });

  it('one with an error leaves the last good one in force, and one that is mended comes into force', async () => {
    assert.equal(await status(patientA), 200);
    const good = revision();
    change(original.replace(/^p, patient, .*$/m, 'p, patient, clinical, view, self, , denny'));
    await sleep(1000);
    assert.deepEqual([await status(patientA), revision()], [200, good]);
    change(original.replace(/^p, patient, .*$/m, ''));
    assert.equal(await until(patientA, 403), 403);
  });

  it('a file that is gone leaves the last good one in force', async () => {
    assert.equal(await status(patientA), 200);
    rmSync(file());
    await sleep(1000);
    assert.equal(await status(patientA), 200);
    const reply = await fetch(`${under.adminBase}/readyz`);
    assert.equal(reply.status, 200);
  });
});
