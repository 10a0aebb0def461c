import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePolicy } from '../../../bench/write-policy.ts';
import { readPolicy } from '../../../src/policy/read-policy.ts';

describe('writePolicy', () => {
  for (const rows of [100, 1000]) {
    it(`writes a policy of ${rows} rows that the reader has nothing to say about`, () => {
      const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-policy-'));
      writePolicy(directory, rows);
      const files = ['model.conf', 'policy.csv'].map((name) => ({ name, text: readFileSync(path.join(directory, name), 'utf8') }));
      rmSync(directory, { recursive: true });
      const { policy, problems } = readPolicy(files, (text) => hash('sha256', text, 'hex'));
      assert.deepEqual(problems, []);
      assert.equal(policy?.rows.length, rows);
    });
  }
});
