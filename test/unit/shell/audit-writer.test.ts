import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, verify } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { isAuditFailure } from '../../../src/audit/audit-log.ts';
import type { AuditLog } from '../../../src/audit/audit-log.ts';
import { checkpointText } from '../../../src/audit/chain.ts';
import type { AuditFs } from '../../../src/shell/audit-fs.ts';
import type { AuditOptions } from '../../../src/shell/audit-options.ts';
import { openAuditLog } from '../../../src/shell/audit-writer.ts';
import { auditOptions, linesIn, node, openTestLog, outcome, permit, recordsIn, refusal, segmentsOf, temporaryDirectory, verified } from '../../support/audit-log.ts';
import type { Read } from '../../support/audit-log.ts';

const failed = (why: string) => (error: unknown): boolean => isAuditFailure(error) && error.audit === why;
const systemError = (code: string): Error => Object.assign(new Error(`${code}: made by the test`), { code });

describe('openAuditLog', () => {
  let directory = '';
  let done = (): void => undefined;
  let opened: AuditLog[] = [];

  beforeEach(() => {
    ({ directory, done } = temporaryDirectory());
    opened = [];
  });
  afterEach(() => {
    for (const log of opened) log.close();
    done();
  });

  const open = (more: Partial<AuditOptions> = {}): AuditLog => {
    const log = openTestLog(directory, more);
    opened.push(log);
    return log;
  };
  const inFolder = (...names: readonly string[]): string => path.join(directory, node, ...names);
  const kinds = (): readonly string[] => recordsIn(directory).map(({ kind }) => kind);
  const requests = (kind: string): readonly (string | undefined)[] => recordsIn(directory).filter((record) => record.kind === kind).map(({ requestId }) => requestId);
  const holds = async (): Promise<void> => {
    const { status, out, err } = await verified(directory);
    assert.equal(status, 0, out + err);
  };
  const killed = (log: AuditLog): void => {
    // What is left of a process that was killed: its files, and a lock that names nobody.
    fs.writeFileSync(inFolder('lock'), '999999999 1\n');
    opened = opened.filter((other) => other !== log);
  };

  describe('records', () => {
    it('begins with `start` and a checkpoint, and ends with `stop` and a checkpoint, which is `head.json`', async () => {
      const log = open();
      await log.decide(permit('r1'));
      log.append(outcome('r1'));
      log.close();
      assert.deepEqual(kinds(), ['start', 'checkpoint', 'decision', 'outcome', 'stop', 'checkpoint']);
      assert.equal(fs.readFileSync(inFolder('head.json'), 'utf8'), `${linesIn(directory).at(-1)}\n`);
      await holds();
    });

    it('numbers and links every record, and says when, where and by what it was written', async () => {
      const log = open({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678) });
      await log.decide(permit('r1'));
      const lines = linesIn(directory);
      const { seq, prev, kind, time, node: by, version, requestId } = recordsIn(directory)[2] as Read;
      assert.deepEqual({ seq, prev, kind, time, by, version, requestId }, {
        seq: 3, prev: hash('sha256', lines[1] ?? '', 'hex'), kind: 'decision', time: '2026-01-02T03:04:05.678Z', by: node, version: '0.1.0', requestId: 'r1',
      });
    });

    it('goes on where it ended, across restarts', async () => {
      for (const id of ['r1', 'r2']) {
        const log = open();
        await log.decide(permit(id));
        log.append(outcome(id));
        log.close();
      }
      assert.deepEqual(recordsIn(directory).map(({ seq }) => seq), Array.from({ length: 12 }, (_, index) => index + 1));
      assert.equal(segmentsOf(directory).length, 1);
      await holds();
    });

    it('refuses everything once it is closed', async () => {
      const log = open();
      log.close();
      log.close();
      await assert.rejects(log.decide(permit('r1')), failed('closed'));
      assert.throws(() => { log.append(outcome('r1')); }, failed('closed'));
      assert.equal(log.writable(), false);
    });
  });

  describe('durability', () => {
    const calls: string[] = [];
    const noting: AuditFs = {
      ...fs,
      writeSync: ((fd: number, bytes: Buffer, ...rest: number[]) => { calls.push('write'); return fs.writeSync(fd, bytes, ...(rest as [number, number, number])); }) as typeof fs.writeSync,
      fdatasyncSync: (fd) => { calls.push('sync'); fs.fdatasyncSync(fd); },
    };

    it('resolves a decision when it was written and synced, in that order', async () => {
      const log = open({ fs: noting });
      calls.length = 0;
      const decided = log.decide(permit('r1')).then(() => calls.push('resolved'));
      await decided;
      assert.deepEqual(calls, ['write', 'sync', 'resolved']);
    });

    it('has written an outcome when `append` returns, and syncs it with the next commit', async () => {
      const log = open({ fs: noting });
      calls.length = 0;
      log.append(outcome('r1'));
      assert.deepEqual(calls, ['write']);
      assert.deepEqual(requests('outcome'), ['r1']);
      await log.decide(permit('r2'));
      assert.deepEqual(calls, ['write', 'write', 'sync']);
    });

    it('syncs an outcome that no other record follows', async () => {
      const log = open({ fs: noting });
      calls.length = 0;
      log.append(outcome('r1'));
      await sleep(300);
      assert.deepEqual(calls, ['write', 'sync']);
    });

    it('commits when half of the requests in flight wait, in one write and one sync', async () => {
      const log = open({ fs: noting });
      calls.length = 0;
      for (let request = 0; request < 8; request += 1) log.begin();
      for (const id of ['r1', 'r2', 'r3', 'r4']) void log.decide(permit(id));
      assert.deepEqual(calls, []);
      await turn();
      assert.deepEqual(calls, ['write', 'sync']);
      assert.deepEqual(requests('decision'), ['r1', 'r2', 'r3', 'r4']);
    });

    it('does not yet commit what is less than half of the requests in flight', async () => {
      const log = open({ fs: noting });
      calls.length = 0;
      for (let request = 0; request < 8; request += 1) log.begin();
      for (const id of ['r1', 'r2', 'r3']) void log.decide(permit(id));
      await turn();
      assert.deepEqual(calls, []);
    });

    it('commits when requests ended and those that wait are half of the rest', async () => {
      const log = open({ fs: noting });
      for (let request = 0; request < 4; request += 1) log.begin();
      void log.decide(permit('r1'));
      log.end();
      await turn();
      assert.deepEqual(requests('decision'), []);
      log.end();
      await turn();
      assert.deepEqual(requests('decision'), ['r1']);
    });

    it('commits fewer after about 1 ms', async () => {
      const log = open();
      for (let request = 0; request < 100; request += 1) log.begin();
      const before = performance.now();
      await log.decide(permit('r1'));
      assert.ok(performance.now() - before < 1000);
      assert.deepEqual(requests('decision'), ['r1']);
    });
  });

  describe('segments', () => {
    it('closes a segment before it grows beyond its size, and names the next by its first record', async () => {
      const log = open({ segmentBytes: 2000 });
      for (let number = 0; number < 20; number += 1) await log.decide(permit(`r${number}`));
      log.close();
      const files = segmentsOf(directory);
      assert.ok(files.length > 3);
      for (const file of files) {
        const text = fs.readFileSync(file, 'utf8');
        assert.ok(text.length <= 2000);
        assert.equal(path.basename(file), `${String((JSON.parse(text.slice(0, text.indexOf('\n'))) as Read).seq).padStart(12, '0')}.jsonl`);
      }
      await holds();
    });

    it('closes a segment when the day ends, in UTC', async () => {
      let now = Date.UTC(2026, 0, 2, 23, 59, 59, 999);
      const log = open({ now: () => now });
      await log.decide(permit('r1'));
      assert.equal(segmentsOf(directory).length, 1);
      now += 1;
      await log.decide(permit('r2'));
      assert.equal(segmentsOf(directory).length, 2);
      log.close();
      await holds();
    });

    it('begins a new segment on the day after a restart, and goes on with the old one on the same day', () => {
      const day = Date.UTC(2026, 0, 2, 12);
      for (const [now, segments] of [[day, 1], [day + 3_600_000, 1], [day + 86_400_000, 2]] as const) {
        open({ now: () => now }).close();
        assert.equal(segmentsOf(directory).length, segments);
      }
    });

    it('goes on in a segment that a killed process had only just begun', async () => {
      const log = open();
      killed(log);
      fs.writeFileSync(inFolder('000000000003.jsonl'), '');
      open().close();
      assert.equal(recordsIn(directory).length, 6);
      await holds();
    });
  });

  describe('checkpoints', () => {
    const checkpoints = (): readonly Read[] => recordsIn(directory).filter(({ kind }) => kind === 'checkpoint');

    it('signs the head with the key that lies in `keys` under its hash', () => {
      open().close();
      for (const { seq, prev, time, key, head, sig } of checkpoints()) {
        const pem = createPublicKey(fs.readFileSync(inFolder('keys', `${String(key)}.pem`)));
        assert.equal(hash('sha256', pem.export({ type: 'spki', format: 'der' }), 'hex'), key);
        assert.equal(head, prev);
        assert.ok(verify(null, Buffer.from(checkpointText(node, seq, prev as string, time as string)), pem, Buffer.from(sig as string, 'base64url')));
      }
    });

    it('signs after 60 s with new records, and not without', async () => {
      let now = Date.UTC(2026, 0, 2, 12);
      open({ now: () => now });
      now += 61_000;
      await sleep(300);
      assert.equal(checkpoints().length, 1);
      opened[0]?.append(outcome('r1'));
      await sleep(300);
      assert.equal(checkpoints().length, 2);
    });

    it('signs at 10,000 records', () => {
      const log = open({ segmentBytes: 1 << 26 });
      for (let number = 0; number < 10_001; number += 1) log.append(outcome('r1'));
      assert.deepEqual(checkpoints().map(({ seq }) => seq), [2, 10_003]);
    });

    it('makes the signing key at the first start, for its owner alone, and keeps it', () => {
      const file = auditOptions(directory).signingKeyFile;
      open().close();
      const made = fs.readFileSync(file, 'utf8');
      assert.equal(createPrivateKey(made).asymmetricKeyType, 'ed25519');
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
      open().close();
      assert.equal(fs.readFileSync(file, 'utf8'), made);
      assert.equal(fs.readdirSync(inFolder('keys')).length, 1);
    });

    it('goes on without a `head.json` that cannot be replaced, and says so once', async () => {
      const options = auditOptions(directory);
      const broken: AuditFs = { ...fs, renameSync: (from, to) => { if (String(to).endsWith('head.json')) throw systemError('EIO'); fs.renameSync(from, to); } };
      const log = open({ log: options.log, fs: broken });
      await log.decide(permit('r1'));
      await sleep(500);
      assert.deepEqual(options.said, ['warn: `head.json` of the audit log cannot be replaced now: Error: EIO: made by the test']);
    });
  });

  describe('start', () => {
    it('keeps a torn last line aside, names it, and cuts it off', async () => {
      const log = open();
      await log.decide(permit('r1'));
      killed(log);
      const torn = '{"seq":4,"prev":"to';
      fs.appendFileSync(segmentsOf(directory)[0] ?? '', torn);
      open().close();
      const sha256 = hash('sha256', torn, 'hex');
      assert.deepEqual((recordsIn(directory)[3] as Read)['torn'], { sha256, bytes: torn.length });
      assert.equal(fs.readFileSync(inFolder('torn', `${sha256}.bin`), 'utf8'), torn);
      await holds();
    });

    it('names nothing after a log that was closed', () => {
      open().close();
      open().close();
      const [, second] = recordsIn(directory).filter(({ kind }) => kind === 'start');
      assert.equal(second?.['torn'], undefined);
      assert.equal(second?.['unfinished'], undefined);
    });

    it('lists the permits without an outcome since the last start, across segments', async () => {
      const log = open({ segmentBytes: 2500 });
      for (const id of ['r1', 'r2', 'r3', 'r4', 'r5']) await log.decide(permit(id));
      await log.decide(refusal('r6'));
      log.append(outcome('r2'));
      assert.ok(segmentsOf(directory).length > 1);
      killed(log);
      const again = open();
      const starts = (): readonly unknown[] => recordsIn(directory).filter(({ kind }) => kind === 'start').map((start) => start['unfinished']);
      assert.deepEqual(starts(), [undefined, ['r1', 'r3', 'r4', 'r5']]);
      killed(again);
      open();
      assert.deepEqual(starts().at(-1), undefined);
    });

    it('lists at most 1,000 of them', async () => {
      const log = open();
      log.begin();
      await Promise.all(Array.from({ length: 1200 }, (_, number) => log.decide(permit(`r${number}`))));
      killed(log);
      open();
      assert.equal((recordsIn(directory).findLast(({ kind }) => kind === 'start')?.['unfinished'] as readonly string[]).length, 1000);
    });

    type Damage = { readonly sentence: string; readonly damage: () => void; readonly message: RegExp };
    const damages: readonly Damage[] = [
      { sentence: 'a log that was cut off behind its head', damage: () => { fs.truncateSync(segmentsOf(directory)[0] ?? '', (linesIn(directory)[0] ?? '').length + 1); }, message: /ends with record 1, before record 4 of its `head.json`/ },
      { sentence: 'a log whose segments are gone', damage: () => { fs.unlinkSync(segmentsOf(directory)[0] ?? ''); }, message: /ends with record 0, before record 4/ },
      { sentence: 'a log whose head is another', damage: () => { fs.writeFileSync(inFolder('head.json'), (linesIn(directory)[3] ?? '').replace('"version":"0', '"version":"1')); }, message: /record 4 of the audit log .* differs from its `head.json`/ },
      { sentence: 'a log whose head is not a checkpoint', damage: () => { fs.writeFileSync(inFolder('head.json'), '{'); }, message: /does not hold a checkpoint/ },
      { sentence: 'a log whose last line is not a record', damage: () => { fs.appendFileSync(segmentsOf(directory)[0] ?? '', 'null\n'); }, message: /the last line of the audit log .* is not a record/ },
      { sentence: 'a log whose last segment does not follow', damage: () => { fs.writeFileSync(inFolder('000000000009.jsonl'), ''); }, message: /ends with record 4, before/ },
      { sentence: 'another signing key', damage: () => { fs.unlinkSync(auditOptions(directory).signingKeyFile); }, message: /was signed with key [0-9a-f]{64}, and `.*` holds key/ },
      { sentence: 'a signing key that is not one', damage: () => { fs.writeFileSync(auditOptions(directory).signingKeyFile, 'SECRET'); }, message: /^Error: `[^`]*` does not hold an Ed25519 private key in PEM$/ },
      { sentence: 'a signing key of another kind', damage: () => { fs.writeFileSync(auditOptions(directory).signingKeyFile, generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })); }, message: /does not hold an Ed25519/ },
    ];
    for (const { sentence, damage, message } of damages) {
      it(`refuses ${sentence}, and leaves the lock to the next`, () => {
        open().close();
        damage();
        assert.throws(() => open(), message);
        assert.equal(fs.existsSync(inFolder('lock')), false);
      });
    }

    for (const name of ['', '.', '..', 'a/b', 'a\u0000b', 'x'.repeat(129)]) {
      it(`refuses \`${JSON.stringify(name).slice(1, 20)}\` for a node`, () => {
        assert.throws(() => open({ node: name }), /cannot be a node name/);
      });
    }
  });

  describe('lock', () => {
    const child = (): { readonly status: number | null; readonly stderr: string } => {
      const support = path.resolve(import.meta.dirname, '../../support/audit-child.ts');
      return spawnSync(process.execPath, [support, directory, 'second'], { encoding: 'utf8', timeout: 10_000 });
    };

    it('refuses a second process, by its id, and the log goes on', async () => {
      const log = open();
      const { status, stderr } = child();
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`the audit log is in use by process ${process.pid}`));
      await log.decide(permit('r1'));
      await holds();
    });

    it('refuses the same process a second time', () => {
      open();
      assert.throws(() => open(), /in use by process/);
    });

    it('lets another node audit to the same directory', async () => {
      open();
      open({ node: 'gw-2' });
      await holds();
    });

    it('stops where another process that could not see this one took the log over', async () => {
      let now = Date.now();
      const log = open({ now: () => now });
      const lock = fs.readFileSync(inFolder('lock'), 'utf8');
      fs.writeFileSync(inFolder('lock'), `${process.pid} ${Number(lock.split(' ')[1]) + 1}\n`);
      await log.decide(permit('r1'));
      now += 61_000;
      await sleep(300);
      for (const id of ['r2', 'r3']) {
        await assert.rejects(log.decide(permit(id)), failed('failed'));
        now += 1000;
      }
      fs.writeFileSync(inFolder('lock'), lock);
      await log.decide(permit('r4'));
    });

    const stale = [
      { sentence: 'a process that is gone', contents: () => '999999999 1\n' },
      { sentence: 'a process whose id another one has now', contents: () => `${process.pid} 1\n` },
      { sentence: 'nobody', contents: () => '' },
    ];
    for (const { sentence, contents } of stale) {
      it(`takes over the lock of ${sentence}`, () => {
        fs.mkdirSync(inFolder(), { recursive: true });
        fs.writeFileSync(inFolder('lock'), contents());
        open();
        assert.match(fs.readFileSync(inFolder('lock'), 'utf8'), new RegExp(`^${process.pid} `));
        assert.deepEqual(fs.readdirSync(inFolder()).filter((name) => name.startsWith('lock')), ['lock']);
      });
    }
  });

  describe('failures', () => {
    type Fault = { code: string; on: 'write' | 'part' | 'sync' | 'none' };

    /** A file system whose segments fail as told; a failed sync loses what was written since the last, as Linux may. */
    const faulty = (fault: Fault): AuditFs => {
      let durable = 0;
      return {
        ...fs,
        writeSync: ((fd: number, bytes: Buffer, offset: number, length: number, position: number) => {
          if (fault.on === 'part') fs.writeSync(fd, bytes, offset, Math.floor(length / 2), position);
          if (fault.on === 'write' || fault.on === 'part') throw systemError(fault.code);
          return fs.writeSync(fd, bytes, offset, length, position);
        }) as typeof fs.writeSync,
        fdatasyncSync: (fd) => {
          const { size } = fs.fstatSync(fd);
          if (fault.on === 'sync') {
            fs.writeSync(fd, Buffer.alloc(size - durable), 0, size - durable, durable);
            throw systemError(fault.code);
          }
          fs.fdatasyncSync(fd);
          durable = size;
        },
      };
    };

    const faults: readonly Fault[] = [
      { code: 'ENOSPC', on: 'write' }, { code: 'ENOSPC', on: 'part' }, { code: 'EIO', on: 'write' }, { code: 'EIO', on: 'part' },
      { code: 'EROFS', on: 'write' }, { code: 'EBADF', on: 'write' }, { code: 'EIO', on: 'sync' }, { code: 'ENOSPC', on: 'sync' },
    ];
    for (const wanted of faults) {
      it(`A-239 rejects decisions at ${wanted.code} on ${wanted.on}, loses no outcome, and recovers by itself`, async () => {
        const fault: Fault = { code: wanted.code, on: 'none' };
        const { said, log: say } = auditOptions(directory);
        let now = Date.now();
        const log = open({ fs: faulty(fault), log: say, now: () => now });
        await log.decide(permit('r1'));
        log.append(outcome('r1'));

        fault.on = wanted.on;
        log.begin();
        await Promise.all(['r2', 'r3'].map((id) => assert.rejects(log.decide(permit(id)), failed('failed'))));
        assert.equal(log.writable(), false);
        assert.throws(() => { log.append(outcome('r2')); }, failed('failed'));
        await assert.rejects(log.decide(permit('r4')), failed('failed'));
        now += 100;
        await assert.rejects(log.decide(permit('r5')), failed('failed'));

        fault.on = 'none';
        now += 100;
        assert.equal(log.writable(), true);
        await log.decide(permit('r6'));
        log.append(outcome('r6'));
        log.end();
        log.close();
        assert.deepEqual(requests('decision'), ['r1', 'r6']);
        assert.deepEqual(requests('outcome'), ['r1', 'r6']);
        assert.deepEqual(said.map((message) => message.replace(/after \d+ s/, 'after n s')), [
          `error: the audit log cannot be written, and requests are refused until it can: Error: ${wanted.code}: made by the test`,
          'warn: the audit log is written again, after n s',
        ]);
        await holds();
      });
    }

    it('A-239 recovers on the next decision, without waiting for anything else', async () => {
      const fault: Fault = { code: 'EIO', on: 'none' };
      let now = Date.now();
      const log = open({ fs: faulty(fault), now: () => now });
      fault.on = 'write';
      await assert.rejects(log.decide(permit('r1')), failed('failed'));
      fault.on = 'none';
      await assert.rejects(log.decide(permit('r2')), failed('failed'));
      now += 100;
      await log.decide(permit('r3'));
      assert.deepEqual(requests('decision'), ['r3']);
    });

    it('keeps what a failed write left behind out of the file at once', async () => {
      const fault: Fault = { code: 'ENOSPC', on: 'none' };
      const log = open({ fs: faulty(fault) });
      fault.on = 'part';
      await assert.rejects(log.decide(permit('r1')), failed('failed'));
      assert.match(fs.readFileSync(segmentsOf(directory)[0] ?? '', 'utf8'), /"kind":"checkpoint"[^\n]*\n$/);
    });

    it('writes on when the volume takes a batch in pieces', async () => {
      const log = open({ fs: { ...fs, writeSync: ((fd: number, bytes: Buffer, offset: number, length: number, position: number) => fs.writeSync(fd, bytes, offset, Math.min(length, 7), position)) as typeof fs.writeSync } });
      await log.decide(permit('r1'));
      await holds();
    });

    it('A-239 does not loop on a volume that takes nothing', async () => {
      let full = false;
      const log = open({ fs: { ...fs, writeSync: ((...args: Parameters<typeof fs.writeSync>) => (full ? 0 : fs.writeSync(...args))) as typeof fs.writeSync } });
      full = true;
      await assert.rejects(log.decide(permit('r1')), failed('failed'));
    });

    it('stays on the old segment when the next one cannot be made, and goes on there later', async () => {
      let full = false;
      const limited: AuditFs = { ...fs, openSync: (file, flags, mode) => { if (full && String(file).endsWith('.jsonl')) throw systemError('ENOSPC'); return fs.openSync(file, flags, mode); } };
      const log = open({ fs: limited, segmentBytes: 1200 });
      await log.decide(permit('r1'));
      full = true;
      await assert.rejects(log.decide(permit('r2')), failed('failed'));
      full = false;
      await sleep(150);
      await log.decide(permit('r3'));
      assert.deepEqual(requests('decision'), ['r1', 'r3']);
      assert.ok(segmentsOf(directory).length >= 2);
      log.close();
      await holds();
    });

    const taken = [
      { sentence: 'removed', take: (file: string) => { fs.unlinkSync(file); } },
      { sentence: 'replaced', take: (file: string) => { const text = fs.readFileSync(file); fs.unlinkSync(file); fs.writeFileSync(file, text.subarray(0, 10)); } },
    ];
    for (const { sentence, take } of taken) {
      it(`refuses records once it sees that its segment was ${sentence}`, async () => {
        let now = Date.now();
        const log = open({ now: () => now });
        take(segmentsOf(directory)[0] ?? '');
        now += 61_000;
        log.append(outcome('r1'));
        await sleep(300);
        await assert.rejects(log.decide(permit('r2')), failed('failed'));
        now += 1000;
        await assert.rejects(log.decide(permit('r3')), failed('failed'));
      });
    }

    for (const code of ['ENOSPC', 'EROFS', 'EIO']) {
      it(`comes up at ${code} without a log to write to, and takes it up when it can`, async () => {
        let broken = true;
        let now = Date.now();
        const log = open({ now: () => now, fs: { ...fs, mkdirSync: ((...args: Parameters<typeof fs.mkdirSync>) => { if (broken) throw systemError(code); return fs.mkdirSync(...args); }) } });
        assert.equal(log.writable(), false);
        await assert.rejects(log.decide(permit('r1')), failed('failed'));
        broken = false;
        now += 100;
        await log.decide(permit('r2'));
        assert.deepEqual(kinds(), ['start', 'checkpoint', 'decision']);
      });
    }

    it('does not come up where it has no access, or where something else lies', () => {
      assert.throws(() => open({ fs: { ...fs, mkdirSync: () => { throw systemError('EACCES'); } } }), /EACCES/);
      fs.mkdirSync(directory, { recursive: true });
      fs.writeFileSync(inFolder(), '');
      assert.throws(() => open(), /EEXIST|ENOTDIR/);
    });

    it('ends the process in order although the volume is gone', () => {
      const fault: Fault = { code: 'EIO', on: 'none' };
      const { said, log: say } = auditOptions(directory);
      const log = open({ fs: faulty(fault), log: say });
      fault.on = 'write';
      log.close();
      assert.match(said.at(-1) ?? '', /could not be closed in order/);
      assert.equal(fs.existsSync(inFolder('lock')), false);
    });
  });

  describe('a real small volume', () => {
    const mount = (...args: readonly string[]): string | undefined => {
      const { status, stderr, error } = spawnSync('mount', args, { encoding: 'utf8' });
      return status === 0 ? undefined : (error?.message ?? stderr).trim();
    };
    let mounted = false;

    beforeEach(function () {
      fs.mkdirSync(directory, { recursive: true });
      const refusedBecause = mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', directory);
      mounted = refusedBecause === undefined;
      if (mounted) return;
      console.log(`      skipped, no tmpfs can be mounted here: ${refusedBecause}`);
      this.skip();
    });
    afterEach(() => {
      for (const log of opened) log.close();
      if (mounted) spawnSync('umount', [directory]);
    });

    it('A-239 refuses when it is full, keeps what it has, and goes on when there is room again', async () => {
      const log = open();
      const kept: string[] = [];
      let full: unknown;
      for (let number = 0; full === undefined && number < 2000; number += 1) {
        await log.decide(permit(`r${number}`)).then(() => kept.push(`r${number}`), (error: unknown) => { full = error; });
      }
      assert.ok(failed('failed')(full), String(full));
      assert.ok(kept.length > 100);
      const { status } = await verified(directory);
      assert.equal(status, 0);
      spawnSync('mount', ['-o', 'remount,size=1m', directory]);
      await sleep(350);
      await log.decide(permit('after'));
      log.close();
      assert.deepEqual(requests('decision'), [...kept, 'after']);
      await holds();
    });

    it('comes up on a full volume, and begins when there is room', async () => {
      const filler = path.join(directory, 'filler');
      const fd = fs.openSync(filler, 'w');
      assert.throws(() => { for (;;) fs.writeSync(fd, Buffer.alloc(4096)); }, /ENOSPC/);
      fs.closeSync(fd);
      const log = open();
      await assert.rejects(log.decide(permit('r1')), failed('failed'));
      fs.unlinkSync(filler);
      await sleep(350);
      await log.decide(permit('r2'));
      assert.deepEqual(kinds(), ['start', 'checkpoint', 'decision']);
      await holds();
    });

    it('comes up on a read-only volume, and begins when it is writable', async () => {
      assert.equal(mount('-o', 'remount,ro', directory), undefined);
      const { said, log: say } = auditOptions(directory);
      const log = open({ log: say });
      await assert.rejects(log.decide(permit('r1')), failed('failed'));
      assert.match(said[0] ?? '', /EROFS/);
      assert.equal(mount('-o', 'remount,rw', directory), undefined);
      await sleep(350);
      await log.decide(permit('r2'));
      await holds();
    });
  });

  describe('refusals before authentication', () => {
    it('A-246 are recorded up to 60 per peer and minute, and counted from there on', async () => {
      const log = open({ now: () => Date.UTC(2026, 0, 2, 12) });
      for (let number = 0; number < 75; number += 1) await log.decide(refusal(`r${number}`));
      await log.decide(refusal('other', '192.0.2.8'));
      await log.decide({ ...refusal('known'), issuer: 'https://idp.example.org' });
      await log.decide({ ...refusal('judged'), gate: 'policy' });
      log.close();
      assert.deepEqual(requests('decision').slice(59), ['r59', 'other', 'known', 'judged']);
      const counted = recordsIn(directory).filter(({ kind }) => kind === 'refused').map(({ peer, refusal: code, from, count }) => ({ peer, code, from, count }));
      assert.deepEqual(counted, [{ peer: '192.0.2.7', code: 'token-missing', from: '2026-01-02T12:00:00.000Z', count: 15 }]);
      await holds();
    });

    it('are counted in the log when their minute is over', async () => {
      let now = Date.UTC(2026, 0, 2, 12);
      const log = open({ now: () => now });
      for (let number = 0; number < 61; number += 1) await log.decide(refusal(`r${number}`));
      now += 60_000;
      await sleep(300);
      assert.equal(recordsIn(directory).filter(({ kind }) => kind === 'refused').length, 1);
    });

    const volumes = [
      { sentence: 'less than 5 % of a small volume is left', bavail: 49, blocks: 1000, refused: true },
      { sentence: 'more than 5 % of a small volume is left', bavail: 51, blocks: 1000, refused: false },
      { sentence: 'less than 16 MB of a large volume are left', bavail: 4095, blocks: 1_000_000, refused: true },
      { sentence: 'more than 16 MB of a large volume are left', bavail: 4097, blocks: 1_000_000, refused: false },
    ];
    for (const { sentence, bavail, blocks, refused } of volumes) {
      it(`A-239 are ${refused ? 'not kept' : 'kept'} when ${sentence}, and authenticated ones are`, async () => {
        const small: AuditFs = { ...fs, statfsSync: (() => ({ bavail, blocks, bsize: 4096 })) as unknown as typeof fs.statfsSync };
        const log = open({ fs: small });
        if (refused) await assert.rejects(log.decide(refusal('r1')), failed('reserved'));
        else await log.decide(refusal('r1'));
        await log.decide(permit('r2'));
        assert.deepEqual(requests('decision'), refused ? ['r2'] : ['r1', 'r2']);
      });
    }

    it('asks the volume at most once a second, and takes one that cannot be asked for large', async () => {
      let asked = 0;
      let now = Date.now();
      const log = open({ now: () => now, fs: { ...fs, statfsSync: () => { asked += 1; throw systemError('EIO'); } } });
      for (let number = 0; number < 5; number += 1) await log.decide(refusal(`r${number}`));
      now += 1001;
      await log.decide(refusal('r5'));
      assert.equal(asked, 2);
      assert.equal(requests('decision').length, 6);
    });
  });

  describe('kill -9', () => {
    const support = path.resolve(import.meta.dirname, '../../support/audit-child.ts');

    /** Runs a process that audits, kills it after a while, and gives back what it had said. */
    const killedChild = (name: string, ms: number): Promise<readonly string[]> =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [support, directory, name], { stdio: ['ignore', 'pipe', 'inherit'] });
        let said = '';
        child.stdout.on('data', (text: Buffer) => {
          if (said === '') setTimeout(() => child.kill('SIGKILL'), ms);
          said += text.toString();
        });
        child.on('error', reject);
        child.on('close', () => { resolve(said.split('\n').slice(0, -1)); });
      });

    it('at any moment leaves a log that verifies, holds all that was said to be kept, and is taken up again', async function () {
      this.timeout(60_000);
      for (const [round, ms] of [3, 17, 40, 71, 150].entries()) {
        const said = await killedChild(`k${round}`, ms);
        const { status, out } = await verified(directory);
        assert.equal(status, 0, out);
        const lines = segmentsOf(directory).flatMap((file) => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)).map((line) => JSON.parse(line) as Read);
        const [decided, ended] = ['decision', 'outcome'].map((kind) => new Set(lines.filter((record) => record.kind === kind).map(({ requestId }) => requestId)));
        for (const line of said) {
          const [what, id] = line.split(' ');
          if (what === 'decided') assert.ok(decided?.has(id), line);
          if (what === 'outcome') assert.ok(ended?.has(id), line);
        }
      }
      const log = openAuditLog(auditOptions(directory));
      opened.push(log);
      await log.decide(permit('last'));
      log.close();
      const starts = recordsIn(directory).filter(({ kind }) => kind === 'start');
      assert.equal(starts.length, 6);
      const outcomes = new Set(requests('outcome'));
      for (const start of starts) for (const id of (start['unfinished'] ?? []) as readonly string[]) assert.ok(!outcomes.has(id));
      await holds();
    });
  });
});
