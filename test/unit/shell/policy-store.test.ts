import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { indexCandidates } from '../../../src/policy/candidate-index.ts';
import { model } from '../../../src/policy/check-model.ts';
import { readPolicy } from '../../../src/policy/read-policy.ts';
import { openPolicyStore, type PolicyChange, type PolicyStore } from '../../../src/shell/policy-store.ts';

const names = ['model.conf', 'policy.csv', 'masks.csv'];
const head = 'g, role:doc, doctor\n';
const first = `${head}p, doctor, Patient, read, any, , allow\n`;
const second = `${head}p, doctor, Patient, read, any, , allow\np, doctor, Patient, read, any, , deny\n`;
const broken = `${head}p, doctor, Patient, read, any, , denny\n`;

describe('openPolicyStore', () => {
  let directory = '';
  let open: PolicyStore | undefined;
  let changes: PolicyChange[] = [];
  let log: { readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];

  const write = (name: string, text: string): void => {
    writeFileSync(path.join(directory, name), text);
  };

  const start = (watch: boolean, reader = readPolicy): ReturnType<typeof openPolicyStore> => {
    const into = (level: string) => (message: string, fields: Readonly<Record<string, unknown>>) => log.push({ level, message, fields });
    return openPolicyStore({
      directory,
      watch,
      names,
      readPolicy: reader,
      indexCandidates,
      log: { info: into('info'), warn: into('warn'), error: into('error') },
      onChange: (change) => changes.push(change),
      times: { settle: 40, poll: 80 },
    });
  };

  const started = async (watch = true, reader = readPolicy): Promise<PolicyStore> => {
    const opened = await start(watch, reader);
    assert.ok('store' in opened);
    open = opened.store;
    return opened.store;
  };

  const permits = async (store: PolicyStore): Promise<boolean> => {
    const { allow, deny } = await store.current().match(['role:doc'], 'Patient', 'read');
    return allow.length > 0 && deny.length === 0;
  };

  const changed = async (count: number): Promise<PolicyChange> => {
    for (let left = 200; changes.length < count && left > 0; left -= 1) await wait(20);
    assert.equal(changes.length, count);
    return changes[count - 1]!;
  };

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'wardgate-store-'));
    changes = [];
    log = [];
    write('model.conf', model);
    write('policy.csv', first);
  });

  afterEach(() => {
    open?.close();
    open = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  it('gives the policy of the directory', async () => {
    const store = await started(false);
    assert.equal(await permits(store), true);
    assert.match(store.current().revision, /^[0-9a-f]{64}$/);
  });

  it('gives a policy without rows, which denies', async () => {
    write('policy.csv', '');
    assert.equal(await permits(await started(false)), false);
  });

  it('gives the problems of a directory that has an error at start, and no store', async () => {
    write('policy.csv', broken);
    const opened = await start(true);
    assert.ok('problems' in opened);
    assert.deepEqual(opened.problems.map(({ code, line }) => `${code} ${line}`), ['unknown-effect 2']);
  });

  it('gives a problem where there is no directory at start', async () => {
    rmSync(directory, { recursive: true });
    const opened = await start(true);
    assert.ok('problems' in opened);
    assert.deepEqual(opened.problems.map(({ code, message }) => `${code}: ${message}`), ['unreadable-directory: the directory cannot be read: ENOENT']);
  });

  it('takes up a change', async () => {
    const store = await started();
    const before = store.current();
    write('policy.csv', second);
    const change = await changed(1);
    assert.deepEqual({ ...change, problems: [] }, { kind: 'loaded', revision: store.current().revision, previous: before.revision, problems: [] });
    assert.notEqual(store.current().revision, before.revision);
    assert.equal(await permits(store), false);
    const { deny } = await before.match(['role:doc'], 'Patient', 'read');
    assert.deepEqual(deny, [], 'who holds the old revision goes on with it');
  });

  it('leaves a change alone where it does not watch', async () => {
    const store = await started(false);
    write('policy.csv', second);
    await wait(300);
    assert.equal(await permits(store), true);
    assert.deepEqual(changes, []);
  });

  it('keeps the last good revision while a file has an error, and goes on when it is mended (A-235)', async () => {
    const store = await started();
    const { revision } = store.current();
    write('policy.csv', broken);
    const rejected = await changed(1);
    assert.equal(rejected.kind, 'rejected');
    assert.deepEqual([await permits(store), store.current().revision], [true, revision]);
    const logged = log.find(({ level }) => level === 'error');
    assert.deepEqual(logged?.fields['problems'], ['policy.csv:2:34: error unknown-effect: `denny` is no effect']);
    write('policy.csv', second);
    assert.equal((await changed(2)).kind, 'loaded');
    assert.equal(await permits(store), false);
  });

  for (const name of ['policy.csv', 'model.conf']) {
    it(`keeps the last good revision while ${name} is deleted (A-235)`, async () => {
      const store = await started();
      rmSync(path.join(directory, name));
      assert.equal((await changed(1)).kind, 'rejected');
      assert.equal(await permits(store), true);
    });
  }

  it('keeps the last good revision while the directory is gone, and finds the one that comes in its place (A-235)', async () => {
    const store = await started();
    const aside = `${directory}-aside`;
    renameSync(directory, aside);
    assert.equal((await changed(1)).kind, 'rejected');
    assert.equal(await permits(store), true);
    writeFileSync(path.join(aside, 'policy.csv'), second);
    renameSync(aside, directory);
    assert.equal((await changed(2)).kind, 'loaded');
    assert.equal(await permits(store), false);
  });

  it('keeps the last good revision where a change cannot be taken up', async () => {
    let broke = false;
    const store = await started(true, (...given) => {
      if (broke) throw new Error('out of order');
      return readPolicy(...given);
    });
    broke = true;
    write('policy.csv', second);
    for (let left = 200; !log.some(({ level }) => level === 'error') && left > 0; left -= 1) await wait(20);
    assert.equal(log.at(-1)?.fields['reason'], 'out of order');
    assert.equal(await permits(store), true);
  });

  it('gives a problem where the files change all the time at start', async () => {
    let size = 0;
    const writing = setInterval(() => {
      size += 1;
      write('policy.csv', first + '#'.repeat(size));
    }, 1);
    const opened = await openPolicyStore({
      directory,
      watch: false,
      names: Array.from({ length: 2_000 }, () => 'policy.csv'),
      readPolicy,
      indexCandidates,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      times: { settle: 5, poll: 80 },
    });
    clearInterval(writing);
    assert.ok('problems' in opened);
    assert.deepEqual(opened.problems.map(({ message }) => message), ['the files change while they are read']);
  });

  it('does not read a file that is still being written (A-235)', async () => {
    const store = await started();
    // Without its last row the second policy permits what it is to deny, and has no error.
    for (const part of [head, first, first, first]) {
      write('policy.csv', `${part}# not the end\n`);
      await wait(15);
    }
    write('policy.csv', second);
    await changed(1);
    assert.equal(await permits(store), false);
  });

  it('keeps the matcher, and what it remembers, where a file was only touched', async () => {
    const store = await started();
    const before = store.current();
    utimesSync(path.join(directory, 'policy.csv'), 1, 1);
    const change = await changed(1);
    assert.equal(change.kind, 'loaded');
    assert.equal(store.current(), before);
  });

  it('finds a file of the same size that was renamed into place', async () => {
    const store = await started();
    writeFileSync(path.join(directory, 'next'), first.replace('role:doc', 'role:cod'));
    renameSync(path.join(directory, 'next'), path.join(directory, 'policy.csv'));
    assert.equal((await changed(1)).kind, 'loaded');
    assert.equal(await permits(store), false);
  });

  it('stops when it is closed', async () => {
    const store = await started();
    store.close();
    write('policy.csv', second);
    await wait(300);
    assert.deepEqual(changes, []);
  });
});
