import assert from 'node:assert/strict';
import { answersOf } from '../../../bench/answers.ts';
import { works } from '../../../bench/works.ts';

type Searchset = { readonly entry?: readonly { readonly resource: { readonly resourceType: string }; readonly search: { readonly mode: string } }[] };

describe('answersOf', () => {
  const answer = answersOf('http://127.0.0.1:8080/fhir');

  const bodyOf = (path: string): Buffer => {
    const found = answer(`/fhir/${path}`);
    assert.ok('body' in found && found.status === 200, path);
    return found.body;
  };
  const entriesOf = (path: string): readonly string[] =>
    ((JSON.parse(bodyOf(path).toString()) as Searchset).entry ?? []).map(({ resource, search }) => `${search.mode} ${resource.resourceType}`);

  for (const { name, path, entries } of works) {
    it(`answers ${name} with as many bytes and entries as its name and the bench say`, () => {
      const [, size = '', unit = ''] = /(\d+) ([KM]B)$/.exec(name) ?? [];
      const thousands = Number(size) * (unit === 'MB' ? 1000 : 1);
      const { length } = bodyOf(path);
      assert.ok(length / 1000 > thousands * 0.9 && length / 1000 < thousands * 1.25, `${length} bytes`);
      assert.equal(entriesOf(path).length, entries);
    });
  }

  const joined: readonly { readonly title: string; readonly path: string; readonly asked: readonly (readonly [string, number, string])[] }[] = [
    {
      title: 'an include', path: 'Observation?subject=Patient/A&_count=20&_include=Observation:encounter',
      asked: [['Observation?subject=Patient%2FA&_count=20', 20, 'match Observation'], ['Encounter?patient=Patient%2FA&_id=e0%2Ce1&_count=200', 5, 'match Encounter']],
    },
    {
      title: 'a reverse include', path: 'Encounter?patient=A&_count=5&_revinclude=Observation:encounter',
      asked: [['Encounter?patient=Patient%2FA&_count=5', 5, 'match Encounter'], ['Observation?subject=Patient%2FA&encounter=Encounter%2Fe0&_count=200', 20, 'match Observation']],
    },
  ];
  for (const { title, path, asked } of joined) {
    it(`gives whoever follows ${title} by two searches what the one request gives`, () => {
      const parts = asked.map(([one, count, what]) => {
        const entries = entriesOf(one);
        assert.deepEqual([entries.length, new Set(entries)], [count, new Set([what])]);
        return entries.length;
      });
      assert.equal(entriesOf(path).length, parts.reduce((sum, count) => sum + count, 0));
    });
  }

  it('has content of 100 MB for a Binary, and beside it whose that is', () => {
    assert.deepEqual(answer('/fhir/Binary/large'), { bytes: 100_000_000 });
    assert.match(bodyOf('Binary/large?_elements=securityContext').toString(), /"securityContext":\{"reference":"Patient\/A"\}/);
  });

  it('has nothing else', () => {
    const statuses = ['/fhir/metadata', '/fhir/Observation/bp1', '/Observation/bp0', '/fhirObservation/bp0'].map((url) => {
      const found = answer(url);
      return 'status' in found ? found.status : 200;
    });
    assert.deepEqual(statuses, [404, 404, 404, 404]);
  });
});
