import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { idsOf, to } from './search-data.ts';

const system = 'http://e.org/cs';
const concept = (code: string) => ({ coding: [{ system, code }] });
const quantity = (value: number) => ({ value, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' });

const resources = [
  { resourceType: 'CodeSystem', id: 'cs', url: system, content: 'complete', concept: [{ code: 'one', concept: [{ code: 'one-a', concept: [{ code: 'one-a-x' }] }, { code: 'one-b' }] }, { code: 'two' }] },
  { resourceType: 'ValueSet', id: 'listed', url: 'http://e.org/vs', version: '1', compose: { include: [{ system, concept: [{ code: 'one' }, { code: 'two' }] }] } },
  { resourceType: 'ValueSet', id: 'expanded', url: 'http://e.org/vs/expanded', expansion: { contains: [{ system, code: 'one', contains: [{ system, code: 'one-a' }] }] } },
  { resourceType: 'ValueSet', id: 'whole', url: 'http://e.org/vs/whole', compose: { include: [{ system }] } },
  { resourceType: 'ValueSet', id: 'filtered', url: 'http://e.org/other', compose: { include: [{ system, filter: [{ property: 'concept', op: 'is-a', value: 'one' }] }] } },
  { resourceType: 'ValueSet', id: 'genders', url: 'http://e.org/genders', compose: { include: [{ system: 'http://hl7.org/fhir/administrative-gender', concept: [{ code: 'male' }] }] } },
  { resourceType: 'Patient', id: 'p1', gender: 'male', identifier: [{ system: 'urn:mrn', value: '1' }], name: [{ family: 'One' }], birthDate: '1980-02-03' },
  { resourceType: 'Patient', id: 'p2', gender: 'female' },
  { resourceType: 'Patient', id: 'p3' },
  { resourceType: 'Observation', id: 'o1', code: concept('one'), subject: to('Patient/p1'), valueQuantity: quantity(7), component: [{ code: concept('sys'), valueQuantity: quantity(120) }, { code: concept('dia'), valueQuantity: quantity(80) }] },
  { resourceType: 'Observation', id: 'o2', code: concept('one-a'), valueString: 'abc' },
  { resourceType: 'Observation', id: 'o3', code: concept('two'), valueCodeableConcept: concept('one-b') },
  { resourceType: 'Observation', id: 'o4', code: { coding: [{ system: 'urn:other', code: 'one' }] }, subject: { identifier: { system: 'urn:mrn', value: '1' } } },
];

type Case = { readonly query: string; readonly finds: string; readonly sentence?: string };
const cases: Readonly<Record<string, readonly Case[]>> = {
  composite: [
    { query: 'Observation?code-value-quantity=http://e.org/cs|one$7', finds: 'o1' },
    { query: 'Observation?code-value-quantity=one$gt5', finds: 'o1', sentence: 'with prefixes' },
    { query: 'Observation?code-value-quantity=one$gt7', finds: '' },
    { query: 'Observation?code-value-quantity=two$1,one$7||mg', finds: 'o1', sentence: 'as one of several' },
    { query: 'Observation?code-value-string=one-a$AB', finds: 'o2' },
    { query: 'Observation?code-value-concept=two$http://e.org/cs|one-b', finds: 'o3' },
    { query: 'Observation?component-code-value-quantity=sys$120', finds: 'o1' },
    { query: 'Observation?component-code-value-quantity=sys$80', finds: '', sentence: 'within one component, where HAPI takes parts of several' },
    { query: 'Observation?component-code-value-quantity=sys$gt100&component-code-value-quantity=dia$lt90', finds: 'o1', sentence: 'repeated, of two components' },
    { query: 'Observation?combo-code-value-quantity=dia$80', finds: 'o1' },
    { query: 'Observation?combo-code-value-quantity=one$7', finds: 'o1' },
    { query: 'Observation?combo-code-value-quantity=one$120', finds: '' },
    { query: 'Observation?code-value-quantity=one', finds: '', sentence: 'a part left out finds nothing' },
    { query: 'Observation?code-value-quantity=one$', finds: '' },
    { query: 'Observation?code-value-quantity=$7', finds: '' },
    { query: 'Observation?code-value-quantity:nonsense=one$7', finds: 'o1' },
  ],
  uri: [
    { query: 'ValueSet?url:below=http://e.org/vs', finds: 'listed expanded whole' },
    { query: 'ValueSet?url:below=http://e.org/v', finds: 'listed expanded whole', sentence: 'HAPI looks at the beginning alone' },
    { query: 'ValueSet?url:below=http://e.org/vs/', finds: 'expanded whole' },
    { query: 'ValueSet?url:above=http://e.org/vs/expanded', finds: 'listed expanded' },
    { query: 'ValueSet?url:above=http://e.org/vs/expanded/more', finds: 'listed expanded' },
    { query: 'ValueSet?url:above=http://e.org/vsx', finds: '', sentence: 'above is by steps' },
    { query: 'ValueSet?url=http://e.org/vs,http://e.org/other', finds: 'listed filtered' },
  ],
  'token :in and :not-in': [
    { query: 'Observation?code:in=http://e.org/vs', finds: 'o1 o3' },
    { query: 'Observation?code:in=http://e.org/vs|1', finds: 'o1 o3' },
    { query: 'Observation?code:in=ValueSet/listed', finds: 'o1 o3' },
    { query: 'Observation?code:in=http://e.org/vs/expanded', finds: 'o1 o2', sentence: 'by its expansion, all the way down' },
    { query: 'Observation?code:in=http://e.org/vs/whole', finds: 'o1 o2 o3', sentence: 'by a system alone' },
    { query: 'Observation?code:not-in=http://e.org/vs', finds: 'o2 o4' },
    { query: 'Patient?gender:in=http://e.org/genders', finds: 'p1', sentence: 'a plain code has the system of its binding' },
    { query: 'Patient?gender:not-in=http://e.org/genders', finds: 'p2 p3', sentence: 'also what has none' },
  ],
  'token :above and :below': [
    { query: 'Observation?code:below=http://e.org/cs|one', finds: 'o1 o2' },
    { query: 'Observation?code:above=http://e.org/cs|one-a-x', finds: 'o1 o2' },
    { query: 'Observation?code:below=http://e.org/cs|one-b', finds: '' },
    { query: 'Observation?code:below=http://e.org/cs|none', finds: '' },
    { query: 'Observation?code:below=urn:other|one', finds: '', sentence: 'of a system that is not stored not even the code itself' },
  ],
  'modifiers that are taken no notice of': [
    { query: 'Patient?family:nonsense=one', finds: 'p1' },
    { query: 'Patient?family:not=one', finds: 'p1' },
    { query: 'Patient?gender:exact=male', finds: 'p1' },
    { query: 'Patient?birthdate:not=1980-02-03', finds: 'p1' },
    { query: 'Observation?value-quantity:exact=7', finds: 'o1' },
    { query: 'ValueSet?url:nonsense=http://e.org/vs', finds: 'listed' },
    { query: 'Patient?_id:exact=p1', finds: 'p1' },
    { query: 'Patient?gender:missing=x', finds: 'p1 p2', sentence: 'what is not true is false' },
  ],
  reference: [
    { query: 'Observation?subject:Patient=p1', finds: 'o1' },
    { query: 'Observation?subject:Medication=p1', finds: '', sentence: 'a type that it cannot lead to finds nothing' },
    { query: 'Observation?subject:Patient=Group/p1', finds: '', sentence: 'nor do two types' },
    { query: 'Observation?subject:identifier=urn:mrn|1', finds: 'o4', sentence: 'which HAPI does not have' },
  ],
};

const refused: readonly { readonly query: string; readonly status: number; readonly says: RegExp }[] = [
  { query: 'Patient?identifier:of-type=a|b|c', status: 405, says: /^HAPI-2012/ },
  { query: 'Patient?_contained=true', status: 405, says: /^HAPI-0984/ },
  { query: 'Patient?_contained=both', status: 405, says: /^HAPI-0983/ },
  { query: 'Observation?code:in=http://e.org/none', status: 404, says: /^HAPI-2788: Unknown ValueSet: http%3A%2F%2Fe.org%2Fnone$/ },
  { query: 'Observation?code:not-in=none', status: 404, says: /^HAPI-2788/ },
  { query: 'Observation?code:in=http://e.org/other', status: 500, says: /^HSEARCH800001/ },
  { query: 'Observation?code:below=one', status: 400, says: /^HAPI-1240/ },
  { query: 'Observation?code:above=http://e.org/cs|', status: 400, says: /^HAPI-1239/ },
  { query: 'Observation?subject:above=Patient/p1', status: 400, says: /^HAPI-2498/ },
  { query: 'Observation?subject:below=Patient/p1', status: 400, says: /^HAPI-2498/ },
  { query: 'Observation?subject:not=Patient/p1', status: 400, says: /^HAPI-2498/ },
  { query: 'Observation?code-value-quantity=one$7$8', status: 400, says: /^HAPI-1947/ },
  { query: 'Observation?code-value-quantity=one$x', status: 400, says: /^HAPI-1940/ },
];

describe('modifiers and composites of the embedded backend', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0, integrity: false });
    for (const resource of resources) backend.put(resource);
  });
  after(() => backend.close());

  for (const [kind, list] of Object.entries(cases)) {
    describe(kind, () => {
      for (const { query, finds, sentence } of list) {
        it(`${query} finds ${finds === '' ? 'nothing' : finds}${sentence === undefined ? '' : `: ${sentence}`}`, async () => {
          assert.equal(await idsOf(await fetch(`${backend.url}/${query}`)), finds);
        });
      }
    });
  }

  for (const { query, status, says } of refused) {
    it(`answers ${status} to ${query}, as HAPI does`, async () => {
      const reply = await fetch(`${backend.url}/${query}`);
      const { issue } = (await reply.json()) as { readonly issue: readonly { readonly diagnostics: string }[] };
      assert.equal(reply.status, status);
      assert.match(issue[0]?.diagnostics ?? '', says);
    });
  }
});
