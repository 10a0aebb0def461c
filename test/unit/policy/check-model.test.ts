import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { model } from '../../../src/policy/check-model.ts';
import { readPolicy } from '../../../src/policy/read-policy.ts';

const root = path.resolve(import.meta.dirname, '../../..');

const found = (text: string): readonly string[] =>
  readPolicy([{ name: 'model.conf', text }, { name: 'policy.csv', text: '' }], () => '').problems.map(({ code, line, column }) => `${code} ${line}:${column}`);

const bad: readonly { readonly name: string; readonly from: string; readonly to: string; readonly found: readonly string[] }[] = [
  { name: 'an effect under another name, where a deny row would permit (A-228)', from: 'terms, eft', to: 'terms, effect', found: ['model-differs 5:1'] },
  { name: 'an effect that forgets the deny rows', from: ' && !some(where (p.eft == deny))', to: '', found: ['model-differs 13:1'] },
  { name: 'a pattern instead of equality (A-226, A-227)', from: 'r.obj == p.obj', to: 'keyMatch(r.obj, p.obj)', found: ['model-differs 16:1'] },
  { name: 'an expression from the policy (A-233)', from: 'g(r.sub, p.sub)', to: 'eval(p.sub)', found: ['model-differs 16:1'] },
  { name: 'a word with white space in it', from: 'some(where (p.eft == allow))', to: 'so me(where (p.eft == allow))', found: ['model-differs 13:1'] },
  { name: 'white space in quotes', from: 'p.obj == "*"', to: 'p.obj == "* "', found: ['model-differs 16:1'] },
  { name: 'a comment', from: '[matchers]', to: '# ours\n[matchers]', found: ['model-differs 15:1'] },
  { name: 'a missing line', from: 'g3 = _, _\n', to: '', found: ['model-differs 15:1'] },
  { name: 'a missing section', from: '[policy_effect]\n', to: '', found: ['model-differs 15:1'] },
  { name: 'a line twice', from: 'g3 = _, _', to: 'g3 = _, _\ng3 = _, _', found: ['model-differs 11:1'] },
  { name: 'lines in another order', from: 'g2 = _, _\ng3 = _, _', to: 'g3 = _, _\ng2 = _, _', found: ['model-differs 9:1'] },
  { name: 'a line continued on the next', from: 'g2 = _, _', to: 'g2 = _, \\\n_', found: ['model-differs 9:1', 'model-differs 10:1'] },
  { name: 'two lines that differ, at once', from: 'r = sub, obj, act\n\n[policy_definition]\np = sub,', to: '  r = sub, act, obj\n\n[policy_definition]\np = obj,', found: ['model-differs 2:3', 'model-differs 5:1'] },
];

const good: readonly { readonly name: string; readonly text: string }[] = [
  { name: 'as it is', text: model },
  { name: 'with CR LF and without blank lines', text: model.replaceAll(/\n+/g, '\r\n') },
  { name: 'with more white space', text: model.replaceAll(',', '  ,\t').replaceAll('[', '\n\n  [') },
  { name: 'with less white space', text: model.replaceAll(/ ?(,|=+|&&|\|\|) ?/g, '$1') },
];

describe('checkModel', () => {
  for (const { name, from, to, found: expected } of bad) {
    it(`refuses ${name}`, () => {
      assert.ok(model.includes(from));
      assert.deepEqual(found(model.replace(from, to)), expected);
    });
  }

  for (const { name, text } of good) {
    it(`takes the model ${name}`, () => {
      assert.deepEqual(found(text), []);
    });
  }

  it('refuses an empty file line by line', () => {
    assert.equal(found('').length, model.split('\n').filter((line) => line !== '').length);
  });

  it('is the model that policies/ and docs/policy.md show', () => {
    assert.equal(readFileSync(path.join(root, 'policies/model.conf'), 'utf8'), model);
    assert.ok(readFileSync(path.join(root, 'docs/policy.md'), 'utf8').includes(`\`\`\`ini\n${model}\`\`\``));
  });
});
