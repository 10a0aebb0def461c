import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { checkpointText, genesis, nextLine } from '../../../src/audit/chain.ts';
import type { Head } from '../../../src/audit/chain.ts';
import type { AuditRecord } from '../../../src/audit/record.ts';
import type { Read } from '../../support/audit-log.ts';
import { auditOptions, linesIn, node, openTestLog, outcome, permit, recordsIn, segmentsOf, temporaryDirectory, verified } from '../../support/audit-log.ts';

const spki = (key: KeyObject): { readonly id: string; readonly pem: string } => {
  const open = createPublicKey(key);
  return { id: hash('sha256', open.export({ type: 'spki', format: 'der' }), 'hex'), pem: open.export({ type: 'spki', format: 'pem' }).toString() };
};

describe('audit verify', () => {
  let directory = '';
  let done = (): void => undefined;

  /** A log of three segments, closed in order. */
  const write = async (name = node): Promise<void> => {
    const log = openTestLog(directory, { segmentBytes: 1700, node: name });
    for (const id of ['r1', 'r2', 'r3', 'r4']) {
      await log.decide(permit(id));
      log.append(outcome(id));
    }
    log.close();
  };

  beforeEach(async () => {
    ({ directory, done } = temporaryDirectory());
    await write();
  });
  afterEach(() => { done(); });

  const inFolder = (...names: readonly string[]): string => path.join(directory, node, ...names);
  const segment = (index: number): string => segmentsOf(directory).at(index) ?? '';
  const edit = (file: string, change: (lines: string[]) => readonly string[]): void => {
    fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8').split('\n').slice(0, -1)).map((line) => `${line}\n`).join(''));
  };
  const kept = (name: string, ...lines: readonly string[]): string => {
    const file = path.join(directory, '..', name);
    fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return file;
  };
  const signingKey = (): KeyObject => createPrivateKey(fs.readFileSync(auditOptions(directory).signingKeyFile));

  /** Writes the whole log anew, as someone who can write to the directory could: numbers and links are right, and checkpoints signed where there is a key. */
  const rewrite = (change: (record: Read) => object, keyOf: (seq: number) => KeyObject | undefined = signingKey): void => {
    let head: Head = genesis;
    const lines = recordsIn(directory).map((read) => {
      const stamp = { time: String(read['time']), node: String(read['node']), version: String(read['version']) };
      const body = Object.fromEntries(Object.entries(change(read)).filter(([name]) => !['seq', 'prev', 'time', 'node', 'version'].includes(name)));
      const key = read.kind === 'checkpoint' ? keyOf(read.seq) : undefined;
      const signed = key === undefined ? {} : { key: spki(key).id, sig: sign(null, Buffer.from(checkpointText(stamp.node, read.seq, head.prev, stamp.time)), key).toString('base64url') };
      const line = nextLine(head, stamp, { ...body, ...(read.kind === 'checkpoint' ? { head: head.prev } : {}), ...signed } as AuditRecord);
      head = { seq: read.seq, prev: hash('sha256', line, 'hex') };
      return line;
    });
    const [first = '', ...others] = segmentsOf(directory);
    for (const file of others) fs.unlinkSync(file);
    fs.writeFileSync(first, lines.map((line) => `${line}\n`).join(''));
    fs.writeFileSync(inFolder('head.json'), `${lines.at(-1)}\n`);
  };
  const otherPatient = (record: Read): object => (record.requestId === 'r1' ? { ...record, id: 'o2' } : record);
  const ownKey = (): KeyObject => {
    const key = generateKeyPairSync('ed25519').privateKey;
    fs.writeFileSync(inFolder('keys', `${spki(key).id}.pem`), spki(key).pem);
    return key;
  };

  describe('a log that holds', () => {
    it('says how far, and prints the last head and the last checkpoint with their times', async () => {
      const { status, out, err } = await verified(directory);
      const lines = linesIn(directory);
      const last = recordsIn(directory).at(-1);
      assert.equal(status, 0);
      assert.equal(err, '');
      assert.equal(out, [
        `${inFolder()}: holds: records 1 to 12 in 3 segments`,
        `  head: ${hash('sha256', lines.at(-1) ?? '', 'hex')}, of record 12 of node \`gw-1\`, ${String(last?.['time'])}`,
        `  last checkpoint: record 12, ${String(last?.['time'])}, head ${String(last?.['prev'])}, key ${spki(signingKey()).id}; 0 records after it`,
        '',
      ].join('\n'));
    });

    it('says the same in JSON', async () => {
      const { status, out } = await verified(directory, '--format', 'json');
      const { holds, nodes } = JSON.parse(out) as { holds: boolean; nodes: Readonly<Record<string, unknown>>[] };
      assert.equal(status, 0);
      assert.equal(holds, true);
      assert.deepEqual(nodes.map(({ folder, node: by, segments, holds: one, finding }) => ({ folder, by, segments, one, finding })), [{ folder: inFolder(), by: node, segments: 3, one: true, finding: undefined }]);
    });

    it('is found below the directory, for every node, and in the node\'s own folder, under any name', async () => {
      await write('gw-2');
      fs.mkdirSync(path.join(directory, 'not-a-node'));
      assert.match((await verified(directory)).out, /gw-1: holds[^]*gw-2: holds/);
      assert.equal((await verified(inFolder())).status, 0);
      fs.renameSync(inFolder(), path.join(directory, '..', 'copy'));
      assert.equal((await verified(path.join(directory, '..', 'copy'))).status, 0);
    });

    it('may be one that a killed gateway left, torn last line and all', async () => {
      fs.appendFileSync(segment(-1), '{"seq":13,"pre');
      const { status, out } = await verified(directory);
      assert.equal(status, 0);
      assert.match(out, /\.jsonl:\d+: ends in a torn line of 14 bytes\n/);
    });

    it('may be one whose gateway was killed while it first started', async () => {
      const [first = ''] = linesIn(directory);
      for (const file of segmentsOf(directory)) fs.unlinkSync(file);
      fs.unlinkSync(inFolder('head.json'));
      fs.writeFileSync(inFolder('000000000001.jsonl'), `${first}\n`);
      assert.equal((await verified(directory)).status, 0);
    });

    it('may be one that is being written', async () => {
      const log = openTestLog(directory, { segmentBytes: 5000 });
      let number = 0;
      const writer = setInterval(() => {
        for (let burst = 0; burst < 5; burst += 1) void log.decide(permit(`w${number += 1}`));
      }, 1);
      for (let round = 0; round < 20; round += 1) {
        await new Promise((resolve) => { setTimeout(resolve, 2); });
        const { status, out } = await verified(directory);
        assert.equal(status, 0, out);
      }
      clearInterval(writer);
      log.close();
      assert.ok(number > 20);
    });

    it('may have lines longer than what is read at a time', async () => {
      const log = openTestLog(directory);
      log.append({ kind: 'reach', sha256: 'ab', patients: Array.from({ length: 40_000 }, (_, patient) => `hmac:1:${String(patient).padStart(64, '0')}`) });
      log.close();
      assert.equal((await verified(directory)).status, 0);
    });

    it('holds under its own key and with the checkpoints that were kept elsewhere', async () => {
      const checkpoints = linesIn(directory).filter((line) => line.includes('"kind":"checkpoint"'));
      const pem = kept('key.pem', spki(signingKey()).pem);
      assert.equal((await verified(directory, '--key', pem, '--anchor', kept('anchors', ...checkpoints), inFolder('head.json'))).status, 0);
    });
  });

  describe('a log that does not hold', () => {
    type Case = { readonly sentence: string; readonly damage: () => void; readonly out: RegExp };
    const cases: readonly Case[] = [
      { sentence: 'a changed record', damage: () => { edit(segment(0), (lines) => lines.with(2, (lines[2] ?? '').replace('"permit"', '"denied"'))); }, out: /000000000001\.jsonl:3: changed: record 3 does not have the hash that record 4 holds of it/ },
      { sentence: 'a removed record', damage: () => { edit(segment(0), (lines) => lines.toSpliced(2, 1)); }, out: /000000000001\.jsonl:3: gap: 4 follows 2: 3 to 3 are missing/ },
      { sentence: 'an inserted record', damage: () => { edit(segment(0), (lines) => lines.toSpliced(2, 0, lines[1] ?? '')); }, out: /000000000001\.jsonl:3: reorder: 2 follows 2/ },
      { sentence: 'records that changed places', damage: () => { edit(segment(0), ([a = '', b = '', c = '', d = '', ...rest]) => [a, b, d, c, ...rest]); }, out: /000000000001\.jsonl:3: gap/ },
      { sentence: 'a line that is not a record', damage: () => { edit(segment(0), (lines) => lines.toSpliced(2, 0, '')); }, out: /000000000001\.jsonl:3: not-a-record/ },
      { sentence: 'a missing first segment', damage: () => { fs.unlinkSync(segment(0)); }, out: /BROKEN: holds for no record[^]*missing-segment: records 1 to \d are missing/ },
      { sentence: 'a missing segment', damage: () => { fs.unlinkSync(segment(1)); }, out: /BROKEN: holds for records 1 to \d+, then\n[^\n]*missing-segment: records \d+ to \d+ are missing/ },
      { sentence: 'a missing last segment', damage: () => { fs.unlinkSync(segment(-1)); }, out: /ends-early: the log ends with record \d+, before record 12, which `.*head\.json` holds/ },
      { sentence: 'all segments missing', damage: () => { for (const file of segmentsOf(directory)) fs.unlinkSync(file); }, out: /ends-early: the log ends with record 0/ },
      { sentence: 'a log of which the keys alone are left', damage: () => { for (const file of [...segmentsOf(directory), inFolder('head.json')]) fs.unlinkSync(file); }, out: /missing-segment: there is no segment/ },
      { sentence: 'a tail cut off behind the head', damage: () => { edit(segment(-1), (lines) => lines.slice(0, -1)); }, out: /ends-early: the log ends with record 11, before record 12/ },
      { sentence: 'a head in a torn line', damage: () => { fs.truncateSync(segment(-1), fs.statSync(segment(-1)).size - 1); }, out: /ends-early[^]*ends in a torn line/ },
      { sentence: 'a segment that ends in the middle of a line', damage: () => { fs.truncateSync(segment(0), fs.statSync(segment(0)).size - 1); }, out: /000000000001\.jsonl:\d: torn/ },
      { sentence: 'a segment under a lower name', damage: () => { fs.renameSync(segment(1), inFolder('000000000002.jsonl')); }, out: /000000000002\.jsonl: reorder/ },
      { sentence: 'a head that is missing', damage: () => { fs.unlinkSync(inFolder('head.json')); }, out: /head\.json: head-missing/ },
      { sentence: 'a head that is no checkpoint', damage: () => { fs.writeFileSync(inFolder('head.json'), '{}\n'); }, out: /head\.json: head-malformed/ },
      { sentence: 'a head of another log', damage: () => { edit(inFolder('head.json'), ([line = '']) => [line.replace('"version":"0', '"version":"1')]); }, out: /:\d: head-differs: record 12 is not the checkpoint/ },
      { sentence: 'a public key that is missing', damage: () => { fs.unlinkSync(inFolder('keys', `${spki(signingKey()).id}.pem`)); }, out: /foreign-key: the checkpoint is signed with key [0-9a-f]{64}, which the folder `keys` does not hold/ },
      { sentence: 'a public key that is another', damage: () => { fs.writeFileSync(inFolder('keys', `${spki(signingKey()).id}.pem`), spki(generateKeyPairSync('ed25519').privateKey).pem); }, out: /foreign-key/ },
      { sentence: 'a public key that is none', damage: () => { fs.writeFileSync(inFolder('keys', `${spki(signingKey()).id}.pem`), 'x'); }, out: /foreign-key/ },
      { sentence: 'a log in the folder of another node', damage: () => { fs.renameSync(inFolder(), path.join(directory, 'gw-9')); }, out: /foreign-node: the log in this folder is of node `gw-1`/ },
      { sentence: 'a history written anew by someone without the key', damage: () => { rewrite(otherPatient, () => undefined); }, out: /:12: forged-checkpoint: the signature of the checkpoint does not hold/ },
      {
        sentence: 'a history written anew from a checkpoint on by someone with a key of their own',
        damage: () => {
          const [genuine, mine] = [signingKey(), ownKey()];
          rewrite(otherPatient, (seq) => (seq === 2 ? genuine : mine));
        },
        out: /:12: foreign-key: the checkpoint is signed with key [0-9a-f]{64}, not with/,
      },
    ];
    for (const { sentence, damage, out } of cases) {
      it(`names ${sentence}`, async () => {
        const before = await verified(directory);
        assert.equal(before.status, 0, before.out);
        damage();
        const after = await verified(directory);
        assert.equal(after.status, 1, after.out + after.err);
        assert.match(after.out, out);
        assert.match(after.out, /: BROKEN: /);
        const { holds } = JSON.parse((await verified(directory, '--format', 'json')).out) as { holds: boolean };
        assert.equal(holds, false);
      });
    }

    it('is found by any single bit that is flipped in it or in its head', async () => {
      for (const file of [...segmentsOf(directory), inFolder('head.json')]) {
        const intact = fs.readFileSync(file);
        for (let place = intact.length - 1; place >= 0; place -= 5) {
          const flipped = Buffer.from(intact);
          flipped[place] = (flipped[place] ?? 0) ^ (1 << place % 8);
          fs.writeFileSync(file, flipped);
          const { status } = await verified(directory);
          assert.equal(status, 1, `bit ${place % 8} of byte ${place} of ${path.basename(file)}`);
        }
        fs.writeFileSync(file, intact);
      }
      assert.equal((await verified(directory)).status, 0);
    });

    it('is found by its key alone where all of it was signed anew', async () => {
      const pem = kept('key.pem', spki(signingKey()).pem);
      const mine = ownKey();
      rewrite(otherPatient, () => mine);
      assert.equal((await verified(directory)).status, 0);
      const { status, out } = await verified(directory, '--key', pem);
      assert.equal(status, 1);
      assert.match(out, /000000000001\.jsonl:2: foreign-key/);
    });

    it('is found by an anchor alone where it was cut back together with its head', async () => {
      const lines = linesIn(directory);
      const anchor = kept('anchor', lines.at(-1) ?? '');
      for (const file of segmentsOf(directory).slice(1)) fs.unlinkSync(file);
      edit(segment(0), (all) => all.slice(0, 2));
      fs.writeFileSync(inFolder('head.json'), `${lines[1]}\n`);
      assert.equal((await verified(directory)).status, 0);
      const { status, out } = await verified(directory, '--anchor', anchor);
      assert.equal(status, 1);
      assert.match(out, /ends-early: the log ends with record 2, before record 12, which `.*anchor:1` holds/);
    });

    it('is found by an anchor of it where it was written anew by someone who has the key', async () => {
      const anchor = kept('anchor', linesIn(directory).at(-1) ?? '');
      rewrite(otherPatient);
      assert.equal((await verified(directory)).status, 0);
      assert.match((await verified(directory, '--anchor', anchor)).out, /head-differs: record 12 is not the checkpoint that `.*anchor:1` holds/);
    });

    it('is found by an anchor of a node whose folder is gone', async () => {
      await write('gw-2');
      const anchor = kept('anchor', fs.readFileSync(path.join(directory, 'gw-2', 'head.json'), 'utf8').trimEnd());
      assert.equal((await verified(directory, '--anchor', anchor)).status, 0);
      fs.rmSync(path.join(directory, 'gw-2'), { recursive: true });
      const { status, out } = await verified(directory, '--anchor', anchor);
      assert.equal(status, 1);
      assert.match(out, /gw-2: ends-early: the log of node `gw-2` is missing/);
    });

    it('A-237 cannot send anything to the terminal of who verifies it', async () => {
      edit(segment(0), (lines) => lines.with(2, (lines[2] ?? '').replace('"node":"gw-1"', '"node":"\\u001b[2J\\u202egw\\n-1"')));
      const { status, out } = await verified(directory);
      assert.equal(status, 1);
      assert.match(out.replaceAll('\n', ' '), /^\P{C}*$/u);
      assert.match(out, /of node `\\u\{1b\}\[2J/);
    });
  });

  describe('what cannot be read', () => {
    type Case = { readonly sentence: string; readonly args: () => readonly string[]; readonly err: RegExp };
    const cases: readonly Case[] = [
      { sentence: 'no directory', args: () => [], err: /the audit directory is missing\n\nusage: / },
      { sentence: 'two directories', args: () => [directory, directory], err: /one audit directory is verified at a time, not 2/ },
      { sentence: 'an unknown option', args: () => [directory, '--kye', 'x'], err: /--kye[^]*usage: / },
      { sentence: 'an unknown format', args: () => [directory, '--format', 'xml'], err: /`xml` is no format/ },
      { sentence: 'a directory that is not there', args: () => [path.join(directory, 'x')], err: /ENOENT/ },
      { sentence: 'a file', args: () => [segment(0)], err: /ENOTDIR/ },
      { sentence: 'a directory without a log', args: () => [inFolder('keys')], err: /no audit log lies in `/ },
      { sentence: 'a directory whose keys are other keys', args: () => { const place = path.dirname(directory); fs.mkdirSync(path.join(place, 'x', 'keys'), { recursive: true }); return [path.join(place, 'x')]; }, err: /no audit log lies in `/ },
      { sentence: 'a segment that is a directory', args: () => { fs.mkdirSync(inFolder('000000000013.jsonl')); return [directory]; }, err: /EISDIR/ },
      { sentence: 'a key that is not there', args: () => [directory, '--key', path.join(directory, 'x')], err: /ENOENT/ },
      { sentence: 'a key that is none', args: () => [directory, '--key', kept('key.pem', 'SECRET')], err: /^wardgate audit verify: `[^`]*key\.pem` does not hold an Ed25519 public key in PEM\n$/ },
      { sentence: 'a key of another kind', args: () => [directory, '--key', kept('key.pem', spki(generateKeyPairSync('x25519').privateKey).pem)], err: /does not hold an Ed25519/ },
      { sentence: 'an anchor that is not there', args: () => [directory, '--anchor', path.join(directory, 'x')], err: /ENOENT/ },
      { sentence: 'an anchor that is no checkpoint', args: () => [directory, '--anchor', kept('anchor', linesIn(directory)[1] ?? '', linesIn(directory)[0] ?? '')], err: /anchor:2` is not a checkpoint/ },
      { sentence: 'an anchor that is empty', args: () => [directory, '--anchor', kept('anchor')], err: /anchor:1` is not a checkpoint/ },
      { sentence: 'anchors of other nodes alone', args: () => [inFolder(), '--anchor', kept('anchor', (linesIn(directory)[1] ?? '').replace('"node":"gw-1"', '"node":"gw-2"'))], err: /none of the anchors is of the node/ },
    ];
    for (const { sentence, args, err } of cases) {
      it(`is 2 for ${sentence}, on stderr`, async () => {
        const result = await verified(...args());
        assert.equal(result.status, 2, result.out);
        assert.match(result.err, err);
        assert.equal(result.out, '');
        assert.ok(!result.err.includes('SECRET'));
      });
    }

    it('is explained by --help', async () => {
      const { status, out } = await verified('--help');
      assert.equal(status, 0);
      assert.match(out, /^usage: wardgate audit verify DIR/);
    });
  });
});
