import type { Feature } from '../case.ts';
import { clinician, etl, having, patientA } from '../personas.ts';

const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const missing = { status: 404, refusal: 'path-unknown', upstream: 'nothing' } as const;

/** search in the compartment of a patient: printed as an ordinary search (R-102; A-018). */
export const searchInCompartment: Feature = {
  name: 'search in a compartment',
  cases: [
    {
      name: 'a patient finds what the own compartment holds', as: patientA, request: { path: 'Patient/A/Observation' },
      expect: { status: 200, resources: ofA, total: 7, upstream: ['GET Observation?patient=Patient%2FA&_count=20'], contains: ['"url":"http://localhost:8080/fhir/Patient/A/Observation"'], decision: { interaction: 'search-type', type: 'Observation', ask: [{ patients: ['A'] }] } },
    },
    { name: 'with parameters', as: patientA, request: { path: 'Patient/A/Observation?code=2160-0&_sort=date' }, expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET Observation?patient=Patient%2FA&code=2160-0&_sort=date&_count=20'] } },
    { name: 'A-018 and nothing of another\'s', as: patientA, request: { path: 'Patient/B/Observation' }, expect: outside },
    { name: 'A-018 nor with the own patient named beside it', as: patientA, request: { path: 'Patient/B/Observation?patient=A' }, expect: outside },
    { name: 'nor another named in the own compartment', as: patientA, request: { path: 'Patient/A/Observation?subject=Patient/B' }, expect: outside },
    { name: 'a clinician, of the launch patient', as: clinician, request: { path: 'Patient/A/Condition' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'who reaches everyone, of each', as: etl, request: { path: 'Patient/B/Condition' }, expect: { status: 200, resources: ['Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FB&_count=20'] } },
    { name: 'the Patient itself is in it', as: patientA, request: { path: 'Patient/A/Patient' }, expect: { status: 200, resources: ['Patient/A'], upstream: ['GET Patient?_id=A&_count=20'] } },
    { name: 'what is of no patient is in no patient\'s', as: clinician, request: { path: 'Patient/A/Practitioner' }, expect: missing },
    { name: 'A-018 the compartment of an encounter is not offered', as: clinician, request: { path: 'Encounter/enc-a/Observation' }, expect: { status: 501, refusal: 'search-compartment-not-offered', upstream: 'nothing' } },
    { name: 'A-018 a segment too many', as: patientA, request: { path: 'Patient/A/Observation/x/y' }, expect: { status: 400, refusal: 'path-malformed', upstream: 'nothing' } },
    { name: 'what is no compartment', as: patientA, request: { path: 'Observation/a1/Patient' }, expect: { status: 400, refusal: 'path-malformed', upstream: 'nothing' } },
    { name: 'R-102 it needs the letter s', as: having(patientA, { scope: 'patient/Observation.r' }), request: { path: 'Patient/A/Observation' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-063 no `:missing` on the patient', as: patientA, request: { path: 'Patient/A/Observation?subject:missing=true' }, expect: { status: 400, refusal: 'owner-modifier', at: 'subject', upstream: 'nothing' } },
  ],
};
