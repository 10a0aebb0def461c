import assert from 'node:assert/strict';
import { readSettings } from '../../../bench/read-settings.ts';
import { works } from '../../../bench/works.ts';

describe('readSettings', () => {
  it('measures everything five times unless told otherwise', () => {
    const settings = readSettings([]);
    assert.ok(typeof settings !== 'string');
    assert.deepEqual([settings.repeats, settings.share, settings.works.length, settings.binary, settings.check], [5, 1, works.length, true, true]);
  });

  it('takes the works whose name begins as asked', () => {
    const settings = readSettings(['--only', 'search', '--repeats', '2']);
    assert.ok(typeof settings !== 'string');
    assert.deepEqual([settings.repeats, settings.works.map(({ name }) => name)], [2, ['search 2 KB', 'search 50 KB', 'search 110 KB', 'search 1 MB']]);
    assert.deepEqual([settings.binary, settings.check], [false, false]);
  });

  it('takes what is no work by its name, and nothing else with it', () => {
    for (const only of ['binary', 'check']) {
      const settings = readSettings(['--only', only]);
      assert.ok(typeof settings !== 'string');
      assert.deepEqual([settings.works, settings.binary, settings.check], [[], only === 'binary', only === 'check']);
    }
  });

  const refused: readonly { readonly title: string; readonly args: readonly string[] }[] = [
    { title: 'an option that it does not have', args: ['--bogus'] },
    { title: 'no repeats', args: ['--repeats', '0'] },
    { title: 'half a repeat', args: ['--repeats', '1.5'] },
    { title: 'a work that is not measured', args: ['--only', 'write'] },
  ];
  for (const { title, args } of refused) {
    it(`answers ${title} with how it is used`, () => {
      const answer = readSettings(args);
      assert.ok(typeof answer === 'string' && answer.includes('usage: npm run bench'));
    });
  }
});
