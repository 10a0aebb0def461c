import assert from 'node:assert/strict';
import { parsePairs, parseTarget, printPair } from '../../../src/fhir/url.ts';

describe('parseTarget', () => {
  const cases: readonly { readonly name: string; readonly target: string; readonly base: string; readonly segments: readonly string[]; readonly query: string }[] = [
    { name: 'the base', target: '/fhir', base: '/fhir', segments: [], query: '' },
    { name: 'the base with a query', target: '/fhir?a=1?b', base: '/fhir', segments: [], query: 'a=1?b' },
    { name: 'segments, decoded once', target: '/fhir/Patient/%41/', base: '/fhir', segments: ['Patient', 'A'], query: '' },
    { name: 'a base of several segments', target: '/a/b/Patient', base: '/a/b', segments: ['Patient'], query: '' },
    { name: 'no base at all', target: '/Patient/A?x=%41', base: '', segments: ['Patient', 'A'], query: 'x=%41' },
    { name: 'the root where there is no base', target: '/', base: '', segments: [], query: '' },
  ];
  for (const { name, target, base, segments, query } of cases) {
    it(`takes apart ${name}`, () => {
      assert.deepEqual(parseTarget(target, base), { ok: true, value: { segments, query } });
    });
  }
});

describe('parsePairs', () => {
  it('reads pairs in order, decoded once, names as often as they stand', () => {
    assert.deepEqual(parsePairs('a=1&b:c=%2525&a=+&_d', 4), {
      ok: true, value: [{ name: 'a', value: '1' }, { name: 'b:c', value: '%25' }, { name: 'a', value: ' ' }, { name: '_d', value: '' }],
    });
  });

  it('counts only what is there', () => {
    assert.ok(parsePairs('&&a=1&&', 1).ok);
    assert.deepEqual(parsePairs('a=1&a=1', 1), { ok: false, refusal: { code: 'too-many-parameters' } });
    assert.deepEqual(parsePairs('', 0), { ok: true, value: [] });
  });

  const names = ['a', '_id', 'value-quantity', 'subject:Patient', 'subject:Patient.name', 'a.b.c', '_has:Observation:patient:code', '_has:Group:member:_has:Observation:focus:code', '_has:Observation:patient:_id', '_include:iterate'];
  for (const name of names) {
    it(`knows \`${name}\` for a name`, () => {
      assert.ok(parsePairs(`${name}=1`, 1).ok);
    });
  }
  for (const name of ['', '1a', '-a', 'a:', 'a.', '.a', 'a..b', 'a b', 'a[b]', 'a[]', 'ä', 'a%20', 'a/b', 'a;b', '$a', 'a:b:']) {
    it(`does not know \`${name}\` for a name (A-076)`, () => {
      assert.deepEqual(parsePairs(`${name}=1`, 1), { ok: false, refusal: { code: 'parameter-malformed' } });
    });
  }
});

describe('printPair', () => {
  const cases: readonly { readonly value: string; readonly printed: string }[] = [
    { value: 'Patient/A', printed: 'Patient%2FA' },
    { value: 'a b+c', printed: 'a%20b%2Bc' },
    { value: '&=#?;,|$\\', printed: '%26%3D%23%3F%3B%2C%7C%24%5C' },
    { value: "!'()*", printed: '%21%27%28%29%2A' },
    { value: 'a-b._~c', printed: 'a-b._~c' },
    { value: '100%41', printed: '100%2541' },
    { value: 'ü漢🚑', printed: '%C3%BC%E6%BC%A2%F0%9F%9A%91' },
  ];
  for (const { value, printed } of cases) {
    it(`prints \`${value}\` so that nobody takes a part of it for a delimiter (A-023)`, () => {
      assert.equal(printPair('name:modifier', value), `name:modifier=${printed}`);
    });
  }
});
