import assert from 'node:assert/strict';
import { referencesOf, withRelativeReferences } from '../../../src/decision/references.ts';
import { bases, documentOf } from '../../support/deciding.ts';

const found = (body: unknown) => referencesOf(documentOf(body), bases);
const named = (body: unknown): readonly string[] => found(body).local.map(({ reference: { type, id, versionId } }) => `${type}/${id}${versionId === undefined ? '' : `/_history/${versionId}`}`);
const to = (reference: unknown) => ({ reference });
const observation = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation', ...elements });

describe('referencesOf', () => {
  const cases: readonly { readonly sentence: string; readonly body: unknown; readonly local: readonly string[] }[] = [
    { sentence: 'none', body: observation({ status: 'final' }), local: [] },
    { sentence: 'A-140 all of them, in order', body: observation({ subject: to('Patient/A'), performer: [to('Practitioner/1'), to('Patient/B')], focus: [to('Patient/C')] }), local: ['Patient/A', 'Practitioner/1', 'Patient/B', 'Patient/C'] },
    { sentence: 'A-155 on the gateway\'s base and the backend\'s', body: observation({ subject: to('https://gw.example/fhir/Patient/A'), encounter: to('http://hapi:8080/fhir/Encounter/e') }), local: ['Patient/A', 'Encounter/e'] },
    { sentence: 'A-158 versioned', body: observation({ subject: to('Patient/A/_history/3') }), local: ['Patient/A/_history/3'] },
    { sentence: 'A-157 in contained resources', body: observation({ contained: [{ resourceType: 'Encounter', id: 'e', subject: to('Patient/B') }], encounter: to('#e') }), local: ['Patient/B'] },
    { sentence: 'A-161 in extensions, of the resource, of an element and of a primitive', body: observation({ extension: [{ url: 'u', valueReference: to('Patient/A') }], code: { extension: [{ url: 'u', extension: [{ url: 'v', valueReference: to('Patient/B') }] }] }, _status: { extension: [{ url: 'u', valueReference: to('Patient/C') }] } }), local: ['Patient/A', 'Patient/B', 'Patient/C'] },
    { sentence: 'A-161 in `uri`, `url` and `canonical`, where they are of this server', body: observation({ extension: [{ url: 'u', valueUri: 'Patient/A' }, { url: 'u', valueUrl: 'https://gw.example/fhir/Patient/B' }, { url: 'u', valueCanonical: 'Questionnaire/q|2' }], instantiatesUri: ['Patient/C', 'https://elsewhere/Patient/D', 'urn:oid:1', 'any text'] }), local: ['Patient/A', 'Patient/B', 'Questionnaire/q', 'Patient/C'] },
    { sentence: 'A-161 in a canonical with version and fragment', body: { resourceType: 'QuestionnaireResponse', questionnaire: 'https://gw.example/fhir/Questionnaire/q|1.0#x' }, local: ['Questionnaire/q'] },
    { sentence: 'A-161 in a canonical with a fragment alone', body: { resourceType: 'QuestionnaireResponse', questionnaire: 'Questionnaire/q#x' }, local: ['Questionnaire/q'] },
    { sentence: 'in an attachment', body: { resourceType: 'DocumentReference', content: [{ attachment: { url: 'Binary/b' } }] }, local: ['Binary/b'] },
    { sentence: 'in a text that is no uri: none', body: observation({ note: [{ text: 'Patient/A' }], valueString: 'Patient/B' }), local: [] },
    { sentence: 'elsewhere: none', body: observation({ subject: to('https://elsewhere/fhir/Patient/A') }), local: [] },
    { sentence: 'an identifier or a display alone: none', body: observation({ subject: { identifier: { system: 'http://mrn', value: 'A' }, display: 'Patient/A' } }), local: [] },
    { sentence: 'the resource itself: none', body: observation({ focus: [to('#')] }), local: [] },
    { sentence: 'lists of References in an element named `reference`', body: { resourceType: 'MedicationKnowledge', relatedMedicationKnowledge: [{ type: {}, reference: [to('MedicationKnowledge/m'), to('MedicationKnowledge/n')] }] }, local: ['MedicationKnowledge/m', 'MedicationKnowledge/n'] },
    { sentence: 'a Reference in an element named `reference`', body: { resourceType: 'Consent', provision: { data: [{ meaning: 'instance', reference: to('Observation/o') }] } }, local: ['Observation/o'] },
    { sentence: 'an Identifier in an element named `reference`: none', body: { resourceType: 'Claim', related: [{ reference: { system: 'http://x', value: '1' } }] }, local: [] },
    { sentence: 'a reference in escapes', body: '{"resourceType":"Observation","subject":{"refer\\u0065nce":"Patient\\/A"}}', local: ['Patient/A'] },
  ];
  for (const { sentence, body, local } of cases) {
    it(sentence, () => {
      assert.deepEqual(named(body), local);
      assert.equal(found(body).malformed, undefined);
    });
  }

  const malformed: readonly { readonly sentence: string; readonly reference: unknown }[] = [
    ...['/Patient/B', '../Patient/B', ' Patient/B', 'Patient/B ', 'Patient/B/', 'Patient/B#x', 'Patient', 'B', '', 'patient/B', 'Patients/B', 'Patient/B/_history', 'Patient/B/_history/1/x', 'Patient/B|1', 'https://gw.example/fhir/Patient', 'http://hapi:8080/fhir/x/Patient/B', 'http://else where/Patient/B'].map((reference) => ({ sentence: `A-155 \`${reference}\``, reference })),
    { sentence: 'A-156 a search in place of an address', reference: 'Patient?identifier=ssn|123' },
    { sentence: 'A-158 `urn:uuid:` outside a transaction', reference: 'urn:uuid:0c6d1a4c-6f0e-4b0e-8f3e-2f6c2b1d9b11' },
    { sentence: 'A-157 a contained resource that is not there', reference: '#p' },
    ...[null, 5, true, ['Patient/A', 'Patient/B'], [to('Patient/A'), 'Patient/B'], [null]].map((reference) => ({ sentence: `A-159 ${JSON.stringify(reference)}`, reference })),
  ];
  it('A-094 a canonical that begins with a slash, which HAPI resolves, is malformed', () => {
    assert.equal(found({ resourceType: 'CarePlan', instantiatesCanonical: ['/PlanDefinition/p|1'] }).malformed, 'instantiatesCanonical');
  });
  it('... and one elsewhere, or a path that is no resource, is not', () => {
    assert.equal(found({ resourceType: 'CarePlan', instantiatesCanonical: ['https://elsewhere/PlanDefinition/p', '/path/to'] }).malformed, undefined);
  });
  for (const { sentence, reference } of malformed) it(`${sentence} is malformed`, () => { assert.equal(found(observation({ subject: to(reference) })).malformed, 'reference'); });

  it('A-157 a contained resource is found by its own id alone', () => {
    assert.equal(found(observation({ contained: [{ resourceType: 'Patient', id: 'p' }], subject: to('#p') })).malformed, undefined);
    assert.equal(found(observation({ contained: [{ resourceType: 'Patient', id: 'q' }, null, 'p', { id: ['p'] }], subject: to('#p') })).malformed, 'reference');
  });

  it('takes time in proportion to the body', () => {
    const body = documentOf(observation({ performer: Array.from({ length: 50_000 }, (_, index) => to(`https://gw.example/fhir/Practitioner/${index}`)) }));
    const begun = performance.now();
    const { local } = referencesOf(body, bases);
    assert.equal(local.length, 50_000);
    withRelativeReferences(body, local);
    assert.ok(performance.now() - begun < 1000);
  });
});

describe('withRelativeReferences', () => {
  const relative = (text: string): string => withRelativeReferences(documentOf(text), referencesOf(documentOf(text), bases).local);
  it('makes References of our bases relative and leaves every other character as it came', () => {
    assert.equal(
      relative('{"resourceType" : "Observation","subject":{ "reference":"https://gw.example/fhir/Patient/A" },"valueQuantity":{"value":1.00},"encounter":{"reference":"http:\\/\\/hapi:8080/fhir/Encounter/e/_history/2"},"note":[{"text":"https://gw.example/fhir/Patient/A"}]}'),
      '{"resourceType" : "Observation","subject":{ "reference":"Patient/A" },"valueQuantity":{"value":1.00},"encounter":{"reference":"Encounter/e/_history/2"},"note":[{"text":"https://gw.example/fhir/Patient/A"}]}',
    );
  });
  it('leaves what is relative, elsewhere or no Reference', () => {
    const text = '{"resourceType":"Observation","subject":{"reference":"Patient\\/A"},"performer":[{"reference":"https://elsewhere/Practitioner/1"}],"instantiatesUri":["https://gw.example/fhir/PlanDefinition/p"]}';
    assert.equal(relative(text), text);
  });
});
