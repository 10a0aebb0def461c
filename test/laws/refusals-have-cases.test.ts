import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { refusals, type RefusalCode } from '../../src/refusal.ts';

const root = path.resolve(import.meta.dirname, '..');
const codes = Object.keys(refusals) as RefusalCode[];

/** All cases and tests, but the unit test of the table of refusals itself. */
const texts = ['cases', 'unit', 'e2e'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== 'refusal.test.ts')
    .map((file) => readFileSync(path.join(root, folder, file), 'utf8')),
);

/** A case names its refusal by the code, or by the public text, which no other refusal has. */
const hasCase = (code: RefusalCode): boolean => texts.some((text) => text.includes(`'${code}'`) || text.includes(`'${refusals[code].text}'`));

const withoutCase: Readonly<Partial<Record<RefusalCode, string>>> = {
  'decision-failed': 'an error while deciding: a test of src/stages/decide-call.ts with a matcher that throws',
  draining: 'a request during the drain: an end-to-end test of SIGTERM with a request on a kept connection',
};

describe('law 7: every refusal has a row and every row a case', () => {
  for (const code of codes.filter((one) => !(one in withoutCase))) {
    it(`some case ends in \`${code}\``, () => {
      assert.ok(hasCase(code), `no file below test/cases, test/unit or test/e2e has '${code}'`);
    });
  }

  it('what is known to lack a case does lack it', () => {
    assert.deepEqual(codes.filter((code) => code in withoutCase && hasCase(code)), []);
  });
});
