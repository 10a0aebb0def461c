import assert from 'node:assert/strict';
import { check, holds, type Case } from './holds.ts';

const seen = (reference: unknown) => ({ resourceType: 'Observation' as const, encounter: { reference } });
const places = ['Encounter/e1', 'https://gw.example/fhir/Encounter/e1', 'http://hapi:8080/fhir/Encounter/e1', 'https://alias.example/r4/Encounter/e1'];

describe('matchReference', () => {
  for (const asked of ['e1', ...places]) {
    for (const stored of [...places, 'Encounter/e1/_history/3']) it(`A-222 \`${asked}\` finds \`${stored}\``, () => { assert.equal(holds(`encounter=${asked}`, seen(stored)), true); });
  }

  check([
    { sentence: 'another id', asked: 'encounter=e2', resource: seen('Encounter/e1'), holds: false },
    { sentence: 'an id of a type that the parameter does not lead to', asked: 'encounter=e1', resource: seen('Patient/e1'), holds: false },
    { sentence: 'another type', asked: 'encounter=EpisodeOfCare/e1', resource: seen('Encounter/e1'), holds: false },
    { sentence: 'an address elsewhere', asked: 'encounter=https://other.example/fhir/Encounter/e1', resource: seen('https://other.example/fhir/Encounter/e1'), holds: true },
    { sentence: '... is no place here', asked: 'encounter=Encounter/e1', resource: seen('https://other.example/fhir/Encounter/e1'), holds: false },
    { sentence: '... nor the other way round', asked: 'encounter=https://other.example/fhir/Encounter/e1', resource: seen('Encounter/e1'), holds: false },
    { sentence: '... nor by its id', asked: 'encounter=e1', resource: seen('https://other.example/fhir/Encounter/e1'), holds: false },
    { sentence: 'a urn', asked: 'encounter=urn:uuid:1', resource: seen('urn:uuid:1'), holds: true },
    { sentence: 'a version is no place to ask for', asked: 'encounter=Encounter/e1/_history/1', resource: seen('Encounter/e1/_history/1'), holds: undefined },
    { sentence: 'a query is none either', asked: 'encounter=Encounter?x=1', resource: seen('Encounter?x=1'), holds: undefined },
    { sentence: 'what is contained is none either', asked: 'encounter=#e1', resource: seen('#e1'), holds: undefined },
    { sentence: 'only patients', asked: 'patient=A', resource: { resourceType: 'Observation', subject: { reference: 'Patient/A' } }, holds: true },
    { sentence: '... on an alias', asked: 'patient=Patient/A', resource: { resourceType: 'Observation', subject: { reference: 'https://alias.example/r4/Patient/A' } }, holds: true },
    { sentence: '... no groups', asked: 'patient=A', resource: { resourceType: 'Observation', subject: { reference: 'Group/A' } }, holds: false },
    { sentence: 'a canonical, its version left off', asked: 'questionnaire=http://q.example/Questionnaire/1', resource: { resourceType: 'QuestionnaireResponse', questionnaire: 'http://q.example/Questionnaire/1|2' }, holds: true },
    { sentence: '... or named', asked: 'questionnaire=http://q.example/Questionnaire/1\\|2', resource: { resourceType: 'QuestionnaireResponse', questionnaire: 'http://q.example/Questionnaire/1|2' }, holds: true },
    { sentence: '... not another one', asked: 'questionnaire=http://q.example/Questionnaire/1\\|3', resource: { resourceType: 'QuestionnaireResponse', questionnaire: 'http://q.example/Questionnaire/1|2' }, holds: false },
    { sentence: '... nor what begins alike', asked: 'questionnaire=http://q.example/Questionnaire/1', resource: { resourceType: 'QuestionnaireResponse', questionnaire: 'http://q.example/Questionnaire/12' }, holds: false },
    { sentence: 'a canonical of this server', asked: 'questionnaire=1', resource: { resourceType: 'QuestionnaireResponse', questionnaire: 'Questionnaire/1' }, holds: true },
    { sentence: 'one of several', asked: 'encounter=e2,Encounter/e1', resource: seen('Encounter/e1'), holds: true },
  ]);

  const odd: readonly (readonly [string, Case['resource']])[] = [
    ['null', seen(null)], ['no reference', { resourceType: 'Observation', encounter: { identifier: { value: 'e1' }, display: 'e1' } }], ['a text in its place', { resourceType: 'Observation', encounter: 'Encounter/e1' }],
    ['a bare id', seen('e1')], ['a longer path', seen('x/Encounter/e1')], ['a query', seen('Encounter/e1?x')], ['contained', seen('#e1')], ['an object for a reference', seen({ reference: 'Encounter/e1' })],
  ];
  describe('reads nothing into odd shapes', () => {
    check(odd.map(([sentence, resource]) => ({ sentence, asked: 'encounter=e1,Encounter/e1', resource, holds: false })));
  });

  describe('without bases, as HAPI', () => {
    check([
      { sentence: 'a place', asked: 'encounter=Encounter/e1', resource: seen('Encounter/e1/_history/2'), holds: true },
      { sentence: 'an absolute address is no place', asked: 'encounter=https://gw.example/fhir/Encounter/e1', resource: seen('Encounter/e1'), holds: false },
      { sentence: '... but what is stored as such', asked: 'encounter=https://gw.example/fhir/Encounter/e1', resource: seen('https://gw.example/fhir/Encounter/e1'), holds: true },
    ], 'none');
  });
});
