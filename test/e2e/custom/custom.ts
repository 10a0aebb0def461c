import type { Feature } from '../case.ts';
import { etl, having, patientA, patientB } from '../personas.ts';

const declared = `searchParameters:
  custom:
    - { type: DiagnosticReport, code: form-url, kind: uri, expression: DiagnosticReport.presentedForm.url }
    - { type: Patient, code: ward, kind: token, expression: "Patient.extension('https://example.org/ward').value.ofType(Coding)" }`;
const ward = 'ward=https://example.org/wards|one';
const json = { Accept: 'application/fhir+json' };
const notFound = { status: 404, refusal: 'not-found' } as const;
const unknown = { status: 400, refusal: 'parameter-unknown', upstream: 'nothing' } as const;

/** Search parameters of a deployment's own, declared in its configuration (docs/configuration.md, `searchParameters`). */
export const customSearchParams: Feature = {
  name: 'search parameters of the deployment',
  more: declared,
  cases: [
    { name: 'one is searched by, narrowed like any', as: patientA, request: { path: `Patient?${ward}` }, expect: { status: 200, resources: ['Patient/A'], total: 1, upstream: ['GET Patient?_id=A&ward=https%3A%2F%2Fexample.org%2Fwards%7Cone&_count=20'], decision: { params: ['ward'] } } },
    { name: 'another value finds nothing', as: patientA, request: { path: 'Patient?ward=two' }, expect: { status: 200, resources: [] } },
    { name: 'A-054 nor does it widen', as: patientB, request: { path: `Patient?${ward}` }, expect: { status: 200, resources: [] } },
    { name: 'of everyone', as: etl, request: { path: `Patient?${ward}` }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'behind a chain', as: patientA, request: { path: `Condition?patient.${ward}` }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'with a modifier of its kind', as: patientA, request: { path: 'Patient?ward:not=two' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'and no other', as: patientA, request: { path: 'Patient?ward:exact=one' }, expect: { status: 400, refusal: 'modifier-unknown', at: 'ward', upstream: 'nothing' } },
    { name: 'another type has it not', as: patientA, request: { path: `Condition?${ward}` }, expect: { ...unknown, at: 'ward' } },
    { name: 'A-222 a scope goes by it', as: having(patientA, { scope: `patient/Patient.rs?${ward}` }), request: { path: 'Patient/A' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-222 and hides by it', as: having(patientA, { scope: 'patient/Patient.rs?ward=two' }), request: { path: 'Patient/A' }, expect: notFound },
    { name: 'addresses of attachments', as: patientA, request: { path: 'DiagnosticReport?form-url=Binary/bin-a-form' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a-form'] } },
    { name: 'R-175 a Binary belongs to the report that holds its address', as: patientA, request: { path: 'Binary/bin-a-form', headers: json }, expect: { status: 200, resources: ['Binary/bin-a-form'] } },
    { name: 'R-175 its content too', as: patientA, request: { path: 'Binary/bin-a-form' }, expect: { status: 200, contains: ['content of bin-a-form'] } },
    { name: 'A-174 and to no other patient', as: patientB, request: { path: 'Binary/bin-a-form', headers: json }, expect: notFound },
    { name: 'A-174 nor where the report is not within the scopes', as: having(patientA, { scope: 'patient/Binary.rs patient/DocumentReference.rs' }), request: { path: 'Binary/bin-a-form', headers: json }, expect: notFound },
    { name: 'what a DocumentReference holds is found still', as: patientA, request: { path: 'Binary/bin-a-doc' }, expect: { status: 200, contains: ['letter of A'] } },
  ],
};

/** The same where nothing is declared, and the sets are left out. */
export const undeclaredSearchParams: Feature = {
  name: 'search parameters that are not declared',
  more: 'searchParameters: { sets: [] }',
  cases: [
    { name: 'one that the backend has is unknown', as: patientA, request: { path: `Patient?${ward}` }, expect: { ...unknown, at: 'ward' } },
    { name: 'a set that the deployment does without is, too', as: patientA, request: { path: 'Patient?race=x' }, expect: { ...unknown, at: 'race' } },
    { name: 'base R4 is known', as: patientA, request: { path: 'Patient?gender=female' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-174 a Binary in a report is nobody\'s', as: patientA, request: { path: 'Binary/bin-a-form' }, expect: notFound },
    { name: 'A-224 a scope that goes by one grants nothing', as: having(patientA, { scope: `patient/Patient.rs?${ward}` }), request: { path: 'Patient/A' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
  ],
};
