import assert from 'node:assert/strict';
import { isFhirId, parseReference, type Bases, type ReferenceForm } from '../../../src/fhir/reference.ts';

const bases: Bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir', 'http://127.0.0.1:8080/fhir'] };

describe('isFhirId', () => {
  for (const id of ['A', '0', 'a-b.C-9', 'x'.repeat(64), '...', 'metadata2', 'Metadata']) {
    it(`is true of \`${id}\``, () => { assert.ok(isFhirId(id)); });
  }
  for (const id of ['', 'x'.repeat(65), 'a_b', 'a b', 'a/b', 'ä', 'a\n', '.', '..', '%41', 'a,b', 'metadata']) {
    it(`is false of \`${JSON.stringify(id)}\` (A-013, A-019)`, () => { assert.ok(!isFhirId(id)); });
  }
});

describe('parseReference', () => {
  const cases: readonly { readonly name: string; readonly text: string; readonly form: ReferenceForm }[] = [
    { name: 'a relative reference', text: 'Patient/A', form: { kind: 'local', type: 'Patient', id: 'A', base: 'relative' } },
    { name: 'a version', text: 'Patient/A/_history/3', form: { kind: 'local', type: 'Patient', id: 'A', versionId: '3', base: 'relative' } },
    { name: 'the gateway\'s own base', text: 'https://gw.example/fhir/Patient/A', form: { kind: 'local', type: 'Patient', id: 'A', base: 'own' } },
    { name: 'a version on the gateway\'s own base', text: 'https://gw.example/fhir/Patient/A/_history/3', form: { kind: 'local', type: 'Patient', id: 'A', versionId: '3', base: 'own' } },
    { name: 'the backend\'s base (A-155)', text: 'http://hapi:8080/fhir/Patient/B', form: { kind: 'local', type: 'Patient', id: 'B', base: 'backend' } },
    { name: 'an alias of the backend\'s base (A-155)', text: 'http://127.0.0.1:8080/fhir/Patient/B', form: { kind: 'local', type: 'Patient', id: 'B', base: 'backend' } },
    { name: 'the gateway\'s own base in capitals (A-155)', text: 'HTTPS://GW.example/fhir/Patient/B', form: { kind: 'malformed' } },
    { name: 'an alias with the port that it has anyway (A-155)', text: 'https://gw.example:443/fhir/Patient/B', form: { kind: 'malformed' } },
    { name: 'another host', text: 'https://gw2.example/fhir/Patient/B', form: { kind: 'elsewhere' } },
    { name: 'a contained resource', text: '#p', form: { kind: 'contained', id: 'p' } },
    { name: 'the container', text: '#', form: { kind: 'contained', id: '' } },
    { name: 'another server', text: 'https://elsewhere.example/fhir/Patient/A', form: { kind: 'elsewhere' } },
    { name: 'another server in capitals', text: 'HTTPS://elsewhere.example/fhir/Patient/A', form: { kind: 'elsewhere' } },
    { name: 'another server alone', text: 'http://elsewhere.example', form: { kind: 'elsewhere' } },
    { name: 'a base that only begins as ours', text: 'https://gw.example/fhir2/Patient/A', form: { kind: 'elsewhere' } },
    { name: 'a canonical with its version', text: 'http://x.example/q|1.0', form: { kind: 'elsewhere' } },
    { name: 'a URN', text: 'urn:uuid:05efabf0-4be2-4561-91ce-51548425acb9', form: { kind: 'urn' } },
    { name: 'a URN in capitals', text: 'URN:oid:1.2', form: { kind: 'urn' } },
    ...[
      ['a slash in front (A-155)', '/Patient/B'], ['a step up (A-155)', '../Patient/B'], ['a space in front (A-155)', ' Patient/B'], ['a slash behind (A-155)', 'Patient/B/'],
      ['a fragment (A-155)', 'Patient/B#x'], ['a version of a canonical', 'Patient/B|1'], ['a type in small letters', 'patient/B'], ['no type', 'B'], ['no id', 'Patient/'], ['an id that is none', 'Patient/a_b'],
      ['something behind the id', 'Patient/B/x'], ['a history without a version', 'Patient/B/_history'], ['something behind the version', 'Patient/B/_history/1/x'], ['nothing', ''],
      ['a search (A-156)', 'Patient?identifier=ssn|123'], ['a search behind a slash (A-156)', 'Patient/?identifier=ssn|123'],
      ['a search on another server, which HAPI runs on its own (A-156)', 'http://elsewhere.example/Patient?identifier=ssn|123'],
      ['a search on our base (A-156)', 'https://gw.example/fhir/Patient?_id=B'], ['a search in a URN (A-156)', 'urn:x/Patient?identifier=ssn|123'], ['a search in a fragment (A-156)', '#/Patient?identifier=ssn|123'],
      ['a space in an address', 'http://elsewhere.example/Patient /B'], ['a backslash in an address', 'http:\\\\hapi:8080\\fhir\\Patient\\B'],
      ['a scheme that HAPI drops (A-155)', 'x:/Patient/B'], ['a scheme and a folder that HAPI drops (A-155)', 'ab:c/Patient/B'], ['a version under such a scheme (A-155)', 'x:/Patient/B/_history/1'], ['a scheme alone (A-155)', 'foo:Patient/B'], ['a web address without a host (A-155)', 'http:/Patient/B'], ['... with an empty one (A-155)', 'http:///Patient/B'],
      ['our base with a slash too many', 'https://gw.example/fhir//Patient/B'], ['our base with a step up', 'https://gw.example/fhir/../Patient/B'], ['our base alone', 'https://gw.example/fhir/'],
    ].map(([name = '', text = '']): { readonly name: string; readonly text: string; readonly form: ReferenceForm } => ({ name, text, form: { kind: 'malformed' } })),
  ];
  for (const { name, text, form } of cases) {
    it(`takes ${name} for ${form.kind}`, () => {
      assert.deepEqual(parseReference(text, bases), form);
    });
  }
});
