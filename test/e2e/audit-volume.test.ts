import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { verified } from '../support/audit-log.ts';
import { seed } from '../support/crossing-data.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { ask, type Answer } from './ask.ts';
import type { Ask } from './case.ts';
import { clinician, patientA } from './personas.ts';
import { withoutProbes } from './printed.ts';

type Refused = { readonly issue: readonly { readonly details: { readonly text: string } }[] };

const read = { path: 'Observation/a1' } as const;
const create = { method: 'POST', path: 'Procedure', body: { resourceType: 'Procedure', status: 'completed', subject: { reference: 'Patient/A' } } } as const;
const noAudit = 'the request cannot be recorded now';
const textOf = ({ text }: Answer): string | undefined => (JSON.parse(text) as Refused).issue[0]?.details.text;

type Call = 'writeSync' | 'fdatasyncSync' | 'openSync';

/** Makes a call of the file system fail, as a volume would, from the `from`-th on until `mend`; in this process the audit writer is who uses these. */
const breakVolume = (call: Call, code: string, from = 1): { readonly mend: () => void } => {
  const real = fs[call];
  let calls = 0;
  const broken = (...args: readonly unknown[]): unknown => {
    calls += 1;
    if (calls < from) return (real as (...all: readonly unknown[]) => unknown)(...args);
    throw Object.assign(new Error(`${code}: made by the test`), { code });
  };
  Object.assign(fs, { [call]: broken });
  return { mend: () => { Object.assign(fs, { [call]: real }); } };
};

describe('the audit volume', () => {
  let backend: Backend;
  let under: GatewayUnderTest;
  let mend = (): void => undefined;

  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  afterEach(async () => {
    mend();
    mend = () => undefined;
    await under.close();
  });
  after(() => backend.close());

  const start = async (): Promise<void> => {
    under = await startGatewayUnderTest({ backend: backend.url, policies: 'policies' });
    assert.equal((await send(read)).status, 200);
  };
  const send = (request: Ask, claims = patientA.claims): Promise<Answer> => {
    backend.exchanges.length = 0;
    return ask(under.base, request, under.token(claims));
  };
  const readiness = async (): Promise<readonly [number, boolean]> => {
    const reply = await fetch(`${under.adminBase}/readyz`);
    return [reply.status, ((await reply.json()) as { checks: { audit: boolean } }).checks.audit];
  };
  const sent = (): readonly string[] => withoutProbes(backend.exchanges).map(({ method, path: at }) => `${method} ${at}`);
  const holds = async (): Promise<void> => {
    const { status, out } = await verified(path.join(under.directory, 'audit'));
    assert.equal(status, 0, out);
  };
  const recovers = async (): Promise<void> => {
    // The log tries again at most every 100 ms.
    await sleep(150);
    assert.equal((await send(read)).status, 200);
    assert.deepEqual(await readiness(), [200, true]);
    await holds();
  };

  for (const [call, code] of [['writeSync', 'ENOSPC'], ['writeSync', 'EROFS'], ['fdatasyncSync', 'EIO']] as const) {
    it(`A-239 ${code} on ${call}: 503 with Retry-After, nothing goes upstream, and it recovers by itself`, async () => {
      await start();
      ({ mend } = breakVolume(call, code));
      for (const request of [read, { path: 'Observation' }, { path: 'Patient//B' }]) {
        const answer = await send(request);
        assert.deepEqual([answer.status, textOf(answer), answer.headers['retry-after'], sent()], [503, noAudit, '5', []]);
      }
      const anonymous = await ask(under.base, read, undefined);
      assert.deepEqual([anonymous.status, textOf(anonymous)], [503, noAudit]);
      assert.deepEqual(await readiness(), [503, false]);
      assert.equal((await fetch(`${under.adminBase}/livez`)).status, 200);
      assert.equal((await ask(under.base, { path: 'metadata' }, undefined)).status, 200, 'what is not recorded is served');
      mend();
      await recovers();
    });
  }

  it('decision 13: if only the outcome of a read cannot be kept, it is not given out', async () => {
    await start();
    // The first write is the decision, the second the outcome.
    ({ mend } = breakVolume('writeSync', 'ENOSPC', 2));
    const answer = await send(read);
    assert.deepEqual([answer.status, textOf(answer), sent()], [503, noAudit, ['GET /fhir/Observation/a1']]);
    mend();
    await recovers();
  });

  it('decision 13: if only the outcome of a write cannot be kept, the client is told that it may have taken effect, and not to try again', async () => {
    await start();
    const size = backend.size();
    ({ mend } = breakVolume('writeSync', 'ENOSPC', 2));
    const answer = await send(create, clinician.claims);
    assert.deepEqual([answer.status, textOf(answer), answer.headers['retry-after']], [500, 'the outcome could not be recorded; the write may have taken effect', undefined]);
    assert.equal(backend.size(), size + 1);
    assert.equal((await send(read)).status, 503, 'and until it recovers nobody is served');
    mend();
    await recovers();
  });

  describe('a small volume of its own', () => {
    let place = '';
    const mount = (...options: readonly string[]): boolean => spawnSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', place]).status === 0;
    const { TMPDIR } = process.env;

    before(function () {
      place = fs.mkdtempSync(path.join(tmpdir(), 'wardgate-volume-'));
      // Only root may mount; where that is not to be had, the cases above stand for these.
      if (mount('size=1m')) return;
      console.log('      skipped, no tmpfs can be mounted here');
      this.skip();
    });
    beforeEach(() => { process.env['TMPDIR'] = place; });
    afterEach(() => {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    });
    after(() => {
      spawnSync('umount', ['-l', place]);
      fs.rmSync(place, { recursive: true, force: true });
    });

    const fill = (leave: number): string => {
      const filler = path.join(place, 'filler');
      const { bavail, bsize } = fs.statfsSync(place);
      fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
      return filler;
    };

    it('A-239 that is full: 503, nothing goes upstream; and when there is room again, 200', async () => {
      await start();
      const filler = fill(0);
      const answers: number[] = [];
      // What is left of the last page takes a few records still.
      for (let tries = 0; tries < 12; tries += 1) answers.push((await send(read)).status);
      assert.equal(answers.at(-1), 503);
      assert.deepEqual(sent(), []);
      assert.deepEqual(await readiness(), [503, false]);
      fs.rmSync(filler);
      await recovers();
    });

    it('A-246 of which little is left: that is kept for authenticated requests', async () => {
      await start();
      fill(40_000);
      // The room is looked at once a second.
      await sleep(1100);
      const anonymous = await ask(under.base, read, undefined);
      assert.deepEqual([anonymous.status, textOf(anonymous)], [503, noAudit]);
      assert.equal((await send(read)).status, 200);
      fs.rmSync(path.join(place, 'filler'));
      await holds();
    });
  });
});
