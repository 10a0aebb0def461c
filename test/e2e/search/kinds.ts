import type { Case, Feature } from '../case.ts';
import { having, patientA, patientB, weakOfficer, type Persona } from '../personas.ts';

/** A search of A's: what it finds, though others have the like. */
const finds = (name: string, path: string, ids: readonly string[], as: Persona = patientA): Case => {
  const type = path.split('?')[0] ?? '';
  return { name, as, request: { path }, expect: { status: 200, resources: ids.map((id) => `${type}/${id}`) } };
};

const all = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'];

/** Parameters of every kind, with prefixes and modifiers, narrowed like any (R4 search sections 3.1.1.4.4 to 3.1.1.4.14; ). */
export const searchKinds: Feature = {
  name: 'search by each kind of parameter',
  cases: [
    finds('a string, however written', 'Patient?family=ADLER', ['A']),
    finds('from its beginning', 'Patient?family=adl', ['A']),
    finds('`:contains`', 'Patient?family:contains=dle', ['A']),
    finds('`:exact`', 'Patient?family:exact=Adler', ['A']),
    finds('`:exact` in another case', 'Patient?family:exact=adler', []),
    finds('one of two', 'Patient?family=brandt,adler', ['A']),
    finds('a token of any system', 'Observation?code=2160-0', ['a1']),
    finds('of its system', 'Observation?code=http://loinc.org|2160-0', ['a1']),
    finds('of another', 'Observation?code=http://snomed.info/sct|2160-0', []),
    finds('of none', 'Observation?code=|2160-0', []),
    finds('any of a system', 'Observation?code=http://loinc.org|&_id=a1,a3', ['a1', 'a3']),
    finds('`:not`', 'Observation?code:not=8867-4', ['a1', 'a4']),
    finds('two tokens are AND', 'Observation?category=laboratory&code=2339-0', ['a4']),
    finds('an identifier', 'Patient?identifier=http://example.org/mrn|mrn-a', ['A']),
    finds('another\'s identifier', 'Patient?identifier=http://example.org/mrn|mrn-b', []),
    finds('which that one finds', 'Patient?identifier=http://example.org/mrn|mrn-b', ['B'], patientB),
    finds('a date', 'Observation?date=2024-01-03', ['a1']),
    finds('a month', 'Observation?date=2024-01', ['a1', 'a2', 'a3', 'a4', 'a5']),
    finds('`ne`', 'Observation?date=ne2024-01-03', ['a2', 'a3', 'a4', 'a5']),
    finds('`sa`', 'Observation?date=sa2024-01-05', ['a4', 'a5']),
    finds('`eb`', 'Observation?date=eb2024-01-05', ['a1', 'a2']),
    finds('a time with its zone', 'Observation?date=2024-01-05T10:10:00%2B01:00', ['a3']),
    finds('a period', 'Encounter?date=2024-01-05', ['enc-a']),
    finds('a quantity', 'Observation?value-quantity=73', ['a3']),
    finds('with its unit', 'Observation?value-quantity=94|http://unitsofmeasure.org|/min', ['a4']),
    finds('with another', 'Observation?value-quantity=94|http://unitsofmeasure.org|mg/dL', []),
    finds('`le`', 'Observation?value-quantity=le50', ['a1', 'moved']),
    finds('a reference', 'Observation?encounter=Encounter/enc-a', ['a3']),
    finds('by its id', 'Observation?encounter=enc-a', ['a3']),
    finds('of its type', 'Observation?encounter:Encounter=enc-a', ['a3']),
    finds('on the gateway\'s base', 'Observation?encounter=http://localhost:8080/fhir/Encounter/enc-a', ['a3']),
    finds('another\'s', 'Observation?encounter=Encounter/enc-b', []),
    finds('one that is missing', 'Observation?encounter:missing=true', all.filter((id) => id !== 'a3')),
    finds('one that is not', 'Observation?encounter:missing=false', ['a3']),
    finds('a composite', 'Observation?code-value-quantity=http://loinc.org|8867-4$gt74', ['a2', 'a5', 'focus-b']),
    finds('a composite of which one part is another resource\'s', 'Observation?code-value-quantity=http://loinc.org|2160-0$gt70', []),
    finds('an address', 'CarePlan?instantiates-uri=http://example.org/protocols/heart', ['plan-a']),
    finds('an address that begins alike', 'CarePlan?instantiates-uri=http://example.org/protocols', []),
    finds('an id', 'Observation?_id=a1,b1,a3', ['a1', 'a3']),
    finds('when it was changed', 'Observation?_lastUpdated=ge2020-01-01', all),
    finds('and was not', 'Observation?_lastUpdated=lt2020-01-01', []),
    finds('a tag that nothing has', 'Observation?_tag=http://example.org|x', []),
    finds('a label that nothing has', 'Observation?_security=http://example.org|x', []),
    finds('a profile that nothing has', 'Observation?_profile=http://example.org/x', []),
    finds('an escaped comma is part of a value', 'Patient?family=adler\\,brandt', []),
    finds('an escaped bar too', 'Observation?code=2160-0\\|x', []),
    { name: 'A-080 an escaped dollar is no end of a part', as: patientA, request: { path: 'Observation?code-value-quantity=a\\$b$gt0' }, expect: { status: 200, resources: [] } },
    { name: 'R-185 after a password alone, a challenge for a join as well', as: weakOfficer, request: { path: 'Practitioner?_has:Encounter:participant:status=finished' }, expect: { status: 401, refusal: 'step-up', upstream: 'nothing' } },
    { name: 'and for an include', as: weakOfficer, request: { path: 'Location?_revinclude=Encounter:location' }, expect: { status: 401, refusal: 'step-up', upstream: 'nothing' } },
    { name: 'A-222 a Patient that its own scope hides is not joined over', as: having(patientA, { scope: 'patient/Observation.rs patient/Patient.rs?gender=male' }), request: { path: 'Observation?patient.name=adler' }, expect: { status: 200, resources: [] } },
    { name: 'A-222 one that it shows is', as: having(patientA, { scope: 'patient/Observation.rs patient/Patient.rs?gender=female' }), request: { path: 'Observation?patient.name=adler&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
  ],
};

/** The same of numbers, where the policy opens their types. */
export const searchNumbers: Feature = {
  name: 'search by numbers',
  policies: 'wide',
  cases: [
    finds('more than', 'RiskAssessment?probability=gt0.5', ['risk-a']),
    finds('exactly', 'RiskAssessment?probability=0.1', ['risk-a-low']),
    finds('less than', 'RiskAssessment?probability=lt0.5', ['risk-a-low']),
    finds('of both', 'RiskAssessment', ['risk-a', 'risk-a-low']),
  ],
};
