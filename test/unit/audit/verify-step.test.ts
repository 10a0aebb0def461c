import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { checkpointText, genesis, nextLine } from '../../../src/audit/chain.ts';
import type { Head } from '../../../src/audit/chain.ts';
import type { AuditRecord } from '../../../src/audit/record.ts';
import { isFinding, unfollowed, verifyStep } from '../../../src/audit/verify-step.ts';
import type { ChainFinding, Followed, Trust } from '../../../src/audit/verify-step.ts';

const sha256 = (text: string): string => hash('sha256', text, 'hex');
const stamp = { time: '2026-01-02T03:04:05.678Z', node: 'gw-1', version: '0.1.0' };

// The signature of a text is the hash of the key and the text: this fold is not where Ed25519 is tested.
const signed = (key: string, text: string): string => sha256(key + text);
const trust: Trust = { trusted: new Set(), check: (key, text, sig) => (key === 'missing' ? 'unknown' : sig === signed(key, text) ? 'good' : 'bad') };

type Step = AuditRecord | 'checkpoint' | { readonly checkpointBy: string };

const build = (steps: readonly Step[], node = 'gw-1'): readonly string[] => {
  let head: Head = genesis;
  return steps.map((step) => {
    const by = step === 'checkpoint' ? 'k1' : 'checkpointBy' in step ? step.checkpointBy : undefined;
    const record: AuditRecord = by === undefined ? (step as AuditRecord) : { kind: 'checkpoint', key: by, head: head.prev, sig: signed(by, checkpointText(node, head.seq + 1, head.prev, stamp.time)) };
    const line = nextLine(head, { ...stamp, node }, record);
    head = { seq: head.seq + 1, prev: sha256(line) };
    return line;
  });
};

const follow = (lines: readonly string[], by = trust): Followed | ChainFinding => {
  let state: Followed = unfollowed;
  for (const line of lines) {
    const step = verifyStep(state, line, sha256(line), by);
    if (isFinding(step)) return step;
    state = step;
  }
  return state;
};

const ended: AuditRecord = { kind: 'stream-end', requestId: 'r1', bytes: 1, complete: true };
const intact = build([{ kind: 'start' }, ended, 'checkpoint', ended, 'checkpoint']);
const at = (index: number): string => intact[index] ?? '';
const replaced = (index: number, from: string | RegExp, to: string): readonly string[] => intact.map((line, place) => (place === index ? line.replace(from, to) : line));

describe('verifyStep', () => {
  it('follows an intact chain to its end', () => {
    const state = follow(intact);
    assert.ok(!isFinding(state));
    assert.deepEqual(state.head, { seq: 5, prev: sha256(at(4)) });
    assert.deepEqual(state.checkpoint, { seq: 5, head: sha256(at(3)), key: 'k1', time: stamp.time });
    assert.equal(state.used, true);
  });

  it('tells a log that was only started from one that was used', () => {
    assert.equal((follow(build([{ kind: 'start' }, 'checkpoint'])) as Followed).used, false);
  });

  it('follows a chain whose checkpoints are signed with a trusted key', () => {
    assert.ok(!isFinding(follow(intact, { ...trust, trusted: new Set(['k1']) })));
  });

  const cases: readonly { readonly sentence: string; readonly lines: readonly string[]; readonly code: ChainFinding['code']; readonly line?: 'before'; readonly by?: Trust }[] = [
    { sentence: 'a changed record, by the link of the next', lines: replaced(1, '"bytes":1', '"bytes":2'), code: 'changed', line: 'before' },
    { sentence: 'a changed link', lines: replaced(1, /"prev":"./, '"prev":"x'), code: 'changed', line: 'before' },
    { sentence: 'a first record that names one before it', lines: replaced(0, /"prev":"./, '"prev":"1'), code: 'changed' },
    { sentence: 'a missing record', lines: intact.toSpliced(1, 1), code: 'gap' },
    { sentence: 'a missing first record', lines: intact.slice(1), code: 'gap' },
    { sentence: 'a record that stands there twice', lines: intact.toSpliced(1, 0, at(1)), code: 'reorder' },
    { sentence: 'two records that changed places', lines: [at(0), at(2), at(1), at(3), at(4)], code: 'gap' },
    { sentence: 'an inserted record', lines: intact.toSpliced(2, 0, nextLine({ seq: 2, prev: sha256(at(1)) }, stamp, ended)), code: 'reorder' },
    { sentence: 'a record of another node', lines: [...intact, nextLine({ seq: 5, prev: sha256(at(4)) }, { ...stamp, node: 'gw-2' }, ended)], code: 'foreign-node' },
    { sentence: 'a line that is not JSON', lines: replaced(1, '{', '['), code: 'not-a-record' },
    { sentence: 'a line with a member twice', lines: replaced(1, '"bytes":1', '"seq":2'), code: 'not-a-record' },
    { sentence: 'a line that is an array', lines: ['[1]'], code: 'not-a-record' },
    { sentence: 'an empty line', lines: [''], code: 'not-a-record' },
    { sentence: 'a sequence number that is a text', lines: replaced(0, '"seq":1', '"seq":"1"'), code: 'not-a-record' },
    { sentence: 'a checkpoint without a signature', lines: replaced(2, '"sig"', '"sag"'), code: 'not-a-record' },
    { sentence: 'a checkpoint of another head', lines: replaced(2, '"head":"', '"head":"0'), code: 'forged-checkpoint' },
    { sentence: 'a checkpoint whose time was changed', lines: replaced(2, '03:04:05', '03:04:06'), code: 'forged-checkpoint' },
    { sentence: 'a checkpoint whose signature was changed', lines: replaced(2, '"sig":"', '"sig":"0'), code: 'forged-checkpoint' },
    { sentence: 'a checkpoint under a second key', lines: build([{ kind: 'start' }, 'checkpoint', { checkpointBy: 'k2' }]), code: 'foreign-key' },
    { sentence: 'a checkpoint under a key that nobody has', lines: build([{ kind: 'start' }, { checkpointBy: 'missing' }]), code: 'foreign-key' },
    { sentence: 'a checkpoint under another key than the trusted one', lines: intact, code: 'foreign-key', by: { ...trust, trusted: new Set(['k9']) } },
  ];
  for (const { sentence, lines, code, line = 'this', by } of cases) {
    it(`finds ${sentence}`, () => {
      const found = follow(lines, by);
      assert.ok(isFinding(found));
      assert.deepEqual([found.code, found.line], [code, line], found.text);
    });
  }

  it('follows a second key where both are trusted', () => {
    assert.ok(!isFinding(follow(build([{ kind: 'start' }, 'checkpoint', { checkpointBy: 'k2' }]), { ...trust, trusted: new Set(['k1', 'k2']) })));
  });
});
