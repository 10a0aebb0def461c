import assert from 'node:assert/strict';
import { entriesOf, isBundle, printBundle, resourceAt, totalOf, type BundlePage } from '../../../src/fhir/bundle.ts';
import { isFault, memberOf, scan, type JsonDocument } from '../../../src/fhir/json.ts';

const read = (text: string): JsonDocument => {
  const doc = scan(text);
  if (isFault(doc)) throw new Error(doc.reason);
  return doc;
};
const page: BundlePage = { bundleType: 'searchset', self: 'https://gw.example/fhir/Patient?name=a', next: undefined, total: undefined, base: 'https://gw.example/fhir', entries: [] };

describe('printBundle', () => {
  it('prints an empty page without entries and without a total', () => {
    assert.equal(printBundle(page), '{"resourceType":"Bundle","type":"searchset","link":[{"relation":"self","url":"https://gw.example/fhir/Patient?name=a"}]}');
  });

  it('prints resources in their own bytes, below addresses of the gateway (A-107)', () => {
    const printed = printBundle({ ...page, total: 1, next: 'https://gw.example/fhir?_page=x', entries: [{ type: 'Patient', id: 'A', json: '{ "a" : 1.00 }' }] });
    assert.equal(printed, '{"resourceType":"Bundle","type":"searchset","total":1,"link":[{"relation":"self","url":"https://gw.example/fhir/Patient?name=a"},{"relation":"next","url":"https://gw.example/fhir?_page=x"}]'
      + ',"entry":[{"fullUrl":"https://gw.example/fhir/Patient/A","resource":{ "a" : 1.00 },"search":{"mode":"match"}}]}');
  });

  it('says what was included', () => {
    const printed = printBundle({ ...page, entries: [{ type: 'Patient', id: 'A', json: '{}' }, { type: 'Organization', id: 'o', json: '{}', mode: 'include' }] });
    assert.match(printed, /"search":\{"mode":"match"\}\},\{"fullUrl":"https:\/\/gw\.example\/fhir\/Organization\/o","resource":\{\},"search":\{"mode":"include"\}\}\]\}$/);
  });

  it('prints a history with what was asked and answered, and a deletion without a resource', () => {
    const printed = printBundle({ ...page, bundleType: 'history', entries: [{ type: 'Patient', id: 'A', json: '', more: ',"request":{"method":"DELETE","url":"Patient/A"}' }] });
    assert.match(printed, /"entry":\[\{"fullUrl":"https:\/\/gw\.example\/fhir\/Patient\/A","request":\{"method":"DELETE","url":"Patient\/A"\}\}\]\}$/);
  });

  it('writes links as JSON strings', () => {
    assert.deepEqual(JSON.parse(printBundle({ ...page, self: 'a"b\\c', next: '\n' })), {
      resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'self', url: 'a"b\\c' }, { relation: 'next', url: '\n' }],
    });
  });
});

describe('a Bundle of the backend', () => {
  it('is told by its type', () => {
    assert.ok(isBundle(read('{"resourceType":"Bundle","type":"searchset"}'), 'searchset'));
    for (const text of ['{"resourceType":"Bundle","type":"history"}', '{"resourceType":"Patient","type":"searchset"}', '{"type":"searchset"}', '[]']) assert.ok(!isBundle(read(text), 'searchset'), text);
  });

  it('has entries, or none', () => {
    assert.equal(entriesOf(read('{"entry":[{},{}]}')).length, 2);
    assert.deepEqual(entriesOf(read('{"entry":7}')), []);
    assert.deepEqual(entriesOf(read('{}')), []);
  });

  const totals: readonly { readonly text: string; readonly total: number | undefined }[] = [
    { text: '{"total":0}', total: 0 }, { text: '{"total":120}', total: 120 }, { text: '{}', total: undefined }, { text: '{"total":"1"}', total: undefined },
    { text: '{"total":-1}', total: undefined }, { text: '{"total":1.5}', total: undefined }, { text: '{"total":1e3}', total: undefined }, { text: '{"total":1234567890123}', total: undefined },
  ];
  for (const { text, total } of totals) {
    it(`has the total ${total ?? 'of nobody'} in \`${text}\``, () => {
      assert.equal(totalOf(read(text)), total);
    });
  }

  const resources: readonly { readonly text: string; readonly found: { readonly type: string; readonly id: string } | undefined }[] = [
    { text: '{"resourceType":"Patient","id":"A"}', found: { type: 'Patient', id: 'A' } },
    { text: '{"resourceType":"Patient"}', found: undefined },
    { text: '{"resourceType":"patient","id":"A"}', found: undefined },
    { text: '{"id":"A"}', found: undefined },
    { text: '{"resourceType":"Patient","id":7}', found: undefined },
    { text: '{"resourceType":"Patient","id":"A\\",\\"x\\":\\"y"}', found: undefined },
    { text: '{"resourceType":"Patient","id":"../B"}', found: undefined },
    { text: '[]', found: undefined },
  ];
  for (const { text, found } of resources) {
    it(`holds ${found === undefined ? 'no resource' : `${found.type}/${found.id}`} in \`${text}\` (A-189)`, () => {
      const doc = read(`{"resource":${text}}`);
      const resource = resourceAt(doc, memberOf(doc, 0, 'resource'));
      assert.deepEqual(resource === undefined ? undefined : { type: resource.type, id: resource.id }, found);
    });
  }
});
