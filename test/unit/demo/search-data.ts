import type { Backend } from '../../../src/demo/backend.ts';

/** A reference. */
export const to = (reference: string) => ({ reference });

const mrn = (value: string) => ({ system: 'urn:mrn', value });
const ucum = (value: number, code: string) => ({ value, unit: code, system: 'http://unitsofmeasure.org', code });

const patients = [
  {
    id: 'p1', active: true, identifier: [mrn('1'), { value: 'bare' }], name: [{ use: 'official', family: 'Müller', given: ['Anna', 'Maria'] }, { text: 'Annie' }], gender: 'female',
    birthDate: '1980-02-03', telecom: [{ system: 'phone', value: '555-1' }], address: [{ use: 'home', line: ['Elm Street 1'], city: 'Köln' }], generalPractitioner: [to('Practitioner/d1')],
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'de', display: 'German' }], text: 'Deutsch' } }],
    meta: { tag: [{ system: 'urn:tags', code: 't1' }], security: [{ system: 'urn:security', code: 'R' }], profile: ['http://e.org/profile'] },
  },
  { id: 'p2', active: false, identifier: [{ system: 'urn:other', value: '1' }], name: [{ family: 'Mueller, Jr' }], gender: 'male', birthDate: '1980-02', link: [{ other: to('Patient/p1'), type: 'seealso' }] },
  { id: 'p3', name: [{ family: 'Smith' }], birthDate: '1981' },
].map((each) => ({ resourceType: 'Patient', ...each }));

const observations = [
  { id: 'o1', status: 'final', subject: to('Patient/p1'), effectiveDateTime: '2024-01-05T09:10:00Z', code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] }, valueQuantity: ucum(73, '/min') },
  { id: 'o2', status: 'final', subject: to('Patient/p2'), performer: [to('Patient/p1')], effectivePeriod: { start: '2024-01-05', end: '2024-01-07' }, code: { coding: [{ system: 'urn:local', code: '8867-4' }] }, valueQuantity: ucum(5.4, 'mg') },
  { id: 'o3', status: 'amended', subject: to('Group/p1'), effectivePeriod: { start: '2024-02-01' }, code: { text: 'Heart rate variability' }, valueQuantity: { value: 5.45, unit: 'mg' } },
  { id: 'o4', status: 'final', subject: to('Patient/p1/_history/1'), effectiveTiming: { event: ['2023-03-01', '2023-03-09'] }, code: { coding: [{ code: '8867-4' }] } },
  { id: 'o5', status: 'final', subject: to('http://elsewhere.example.org/fhir/Patient/p1'), effectiveInstant: '2024-01-05T11:10:00.000+02:00', code: {} },
  { id: 'o6', status: 'final', subject: { identifier: mrn('1') }, code: {}, derivedFrom: [to('Observation/o1')] },
].map((each) => ({ resourceType: 'Observation', ...each }));

const others = [
  { resourceType: 'Practitioner', id: 'd1' },
  { resourceType: 'RiskAssessment', id: 'r1', subject: to('Patient/p1'), prediction: [{ probabilityDecimal: 0.8 }] },
  { resourceType: 'RiskAssessment', id: 'r2', subject: to('Patient/p1'), prediction: [{ probabilityDecimal: 0.75 }, { probabilityDecimal: 0.1 }] },
  { resourceType: 'Condition', id: 'c1', subject: to('Patient/p1'), onsetRange: { low: ucum(30, 'a'), high: ucum(40, 'a') } },
  { resourceType: 'Condition', id: 'c2', subject: to('Patient/p1'), onsetAge: ucum(50, 'a') },
  { resourceType: 'ValueSet', id: 'v1', url: 'http://e.org/vs', version: '1' },
  { resourceType: 'ValueSet', id: 'v2', url: 'http://e.org/vs/more', version: '2' },
  { resourceType: 'QuestionnaireResponse', id: 'q1', status: 'completed', questionnaire: 'http://e.org/Questionnaire/x|2' },
  { resourceType: 'QuestionnaireResponse', id: 'q2', status: 'completed', questionnaire: 'Questionnaire/x' },
];

/** Puts what the cases of searches look for. */
export const putSearchData = (backend: Backend): void => {
  for (const resource of [...patients, ...observations, ...others]) backend.put(resource);
};

type Found = { readonly entry?: readonly { readonly resource: { readonly id: string } }[] };

/** The ids of all entries, in order. */
export const idsOf = async (response: Response): Promise<string> => (((await response.json()) as Found).entry ?? []).map(({ resource }) => resource.id).join(' ');
