import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { checkpointText, genesis, nextLine } from '../../../src/audit/chain.ts';
import type { AuditRecord } from '../../../src/audit/record.ts';
import { clientText } from '../../../src/audit/redact.ts';

const stamp = { time: '2026-01-02T03:04:05.678Z', node: 'gw-1', version: '0.1.0' };
const sha256 = (text: string): string => hash('sha256', text, 'hex');
const requested = (text: string): AuditRecord => ({
  kind: 'decision', decision: 'deny', requestId: 'r1', clientRequestId: clientText(sha256, text), peer: '192.0.2.1', method: 'GET', refusal: 'token-missing', status: 401,
});

describe('nextLine', () => {
  it('writes sequence, link, kind and stamp first, and then what the record holds', () => {
    assert.equal(
      nextLine({ seq: 6, prev: 'ab'.repeat(32) }, stamp, { kind: 'stream-end', requestId: 'r1', bytes: 12, complete: true }),
      `{"seq":7,"prev":"${'ab'.repeat(32)}","kind":"stream-end","time":"2026-01-02T03:04:05.678Z","node":"gw-1","version":"0.1.0","requestId":"r1","bytes":12,"complete":true}`,
    );
  });

  it('writes a record that holds nothing of its own, after 64 zeros where it is the first', () => {
    assert.equal(nextLine(genesis, stamp, { kind: 'stop' }), `{"seq":1,"prev":"${'0'.repeat(64)}","kind":"stop","time":"2026-01-02T03:04:05.678Z","node":"gw-1","version":"0.1.0"}`);
  });

  const forged = [
    { sentence: 'a line break and a whole record', text: 'x\r\n{"seq":2,"kind":"decision","decision":"permit"}' },
    { sentence: 'quotation marks that would close the value', text: '","decision":"permit","x":"' },
    { sentence: 'line and paragraph separators', text: 'a\u2028b\u2029c' },
    { sentence: 'terminal escapes, of one byte and of two', text: '\u001b[2Ja\u009b2Jb\u007f' },
    { sentence: 'text that is shown backwards or not at all', text: 'a\u202eb\u200bc\ufeffd' },
    { sentence: 'half of a surrogate pair', text: 'a\ud800b' },
  ];
  for (const { sentence, text } of forged) {
    it(`A-237 keeps ${sentence} inside of the value, on one line, in printable characters`, () => {
      const line = nextLine(genesis, stamp, requested(text));
      assert.match(line, /^[\x20-\x7e]*$/);
      const read = JSON.parse(line) as Readonly<Record<string, unknown>>;
      assert.deepEqual(read['clientRequestId'], { untrusted: text });
      assert.equal(read['decision'], 'deny');
    });
  }

  it('leaves letters of every script as they are', () => {
    assert.ok(nextLine(genesis, stamp, requested('Größe 患者 é')).includes('Größe 患者 é'));
  });
});

describe('checkpointText', () => {
  it('is what docs/audit.md says that the signature covers', () => {
    assert.equal(checkpointText('gw-1', 7, 'ab', '2026-01-02T03:04:05.678Z'), 'wardgate-checkpoint-v1\ngw-1\n7\nab\n2026-01-02T03:04:05.678Z\n');
  });
});
