import assert from 'node:assert/strict';
import { claimAt, numberAt, textAt, textsAt, type Claims } from '../../../src/smart/claims.ts';

const claims: Claims = JSON.parse(
  '{"sub":"u","realm_access":{"roles":["a",7,"","b"]},"https://x.example/roles":["c"],"a.b":"flat","a":{"b":"deep","c":{"d":"deeper"}},"list":[{"x":"in a list"}],"none":null,"empty":"","number":5,"huge":1e999,"text":"one two","__proto__":{"polluted":"yes"}}',
) as Claims;

describe('claimAt', () => {
  const cases = [
    { sentence: 'a name', path: 'sub', value: 'u' },
    { sentence: 'a path', path: 'a.c.d', value: 'deeper' },
    { sentence: 'a name with dots before a path', path: 'a.b', value: 'flat' },
    { sentence: 'a name that is an address', path: 'https://x.example/roles', value: ['c'] },
    { sentence: 'null as it is', path: 'none', value: null },
    { sentence: 'nothing', path: 'missing', value: undefined },
    { sentence: 'nothing below a text', path: 'sub.length', value: undefined },
    { sentence: 'nothing below a list', path: 'list.0', value: undefined },
    { sentence: 'nothing below null', path: 'none.x', value: undefined },
    { sentence: 'A-209 nothing that is inherited', path: 'constructor', value: undefined },
    { sentence: 'A-209 ... below a path', path: 'a.toString', value: undefined },
    { sentence: 'an empty path finds nothing', path: '', value: undefined },
  ];
  for (const { sentence, path, value } of cases) it(sentence, () => { assert.deepEqual(claimAt(claims, path), value); });
});

describe('textAt, textsAt, numberAt', () => {
  it('textAt takes text alone, and none that is empty', () => {
    assert.deepEqual(['sub', 'number', 'none', 'empty', 'realm_access.roles'].map((path) => textAt(claims, path)), ['u', undefined, undefined, undefined, undefined]);
  });
  it('textsAt takes the texts of a list, or one text whole', () => {
    assert.deepEqual(['realm_access.roles', 'text', 'empty', 'number', 'a', 'missing'].map((path) => textsAt(claims, path)), [['a', 'b'], ['one two'], [], [], [], []]);
  });
  it('numberAt takes finite numbers alone', () => {
    assert.deepEqual(['number', 'huge', 'sub', 'none'].map((path) => numberAt(claims, path)), [5, undefined, undefined, undefined]);
  });
});
