import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, patientA, wardClinician, weakOfficer, type Persona } from '../personas.ts';

const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const insufficient = { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } as const;
const denied = { status: 403, refusal: 'policy-denied', upstream: 'nothing' } as const;

/** history of a type and of the server: for whoever reaches everyone; it cannot be narrowed (R4 http section 3.1.0.12; deciding.md; ). */
export const wideHistory: Feature = {
  name: 'history of a type',
  cases: [
    {
      name: 'the officer reads every version of a type, deletions among them', as: officer, request: { path: 'Observation/_history?_count=100' },
      expect: {
        status: 200, next: false, upstream: ['GET Observation/_history?_count=100'],
        contains: ['"versionId":"2"', '"request":{"method":"DELETE","url":"Observation/deleted-a"}', '"url":"http://localhost:8080/fhir/Observation/_history?_count=100"'],
        decision: { interaction: 'history-type', type: 'Observation', ask: [{ type: 'Observation', action: 'history', letter: 's' }], reach: ['any'] }, outcome: { returned: { filtered: 0, breach: 0 } },
      },
    },
    { name: 'A-113 a patient does not, whatever it holds', as: patientA, request: { path: 'Observation/_history' }, expect: { ...outside, decision: { gate: 'confinement' } } },
    { name: 'A-113 nor a clinician', as: clinician, request: { path: 'Observation/_history' }, expect: outside },
    { name: 'A-113 nor one of the care team, though nobody else were in it', as: wardClinician, request: { path: 'Condition/_history' }, expect: { status: 403, refusal: 'outside-confinement' } },
    { name: 'A-113 nor the officer under patient scopes', as: having(officer, { patient: 'A', scope: 'patient/*.rs' }), request: { path: 'Observation/_history' }, expect: outside },
    { name: 'A-113 after a password alone, a challenge', as: weakOfficer, request: { path: 'Observation/_history' }, expect: { status: 401, refusal: 'step-up', upstream: 'nothing' } },
    { name: 'the export does', as: etl, request: { path: 'Condition/_history' }, expect: { status: 200, resources: ['Condition/cond-a/_history/1', 'Condition/cond-b/_history/1'], total: 2 } },
    { name: 'R-176 it is a search: a letter r is not enough', as: having(etl, { scope: 'system/Condition.r' }), request: { path: 'Condition/_history' }, expect: insufficient },
    { name: 'R-176 a letter s is', as: having(etl, { scope: 'system/Condition.s' }), request: { path: 'Condition/_history' }, expect: { status: 200, total: 2 } },
    { name: 'A-222 a granular scope is not: what is left out would be counted', as: having(etl, { scope: 'system/Condition.rs?category=problem-list-item' }), request: { path: 'Condition/_history' }, expect: outside },
    { name: 'of what is of no patient, for staff', as: wardClinician, request: { path: 'Location/_history' }, expect: { status: 200, resources: ['Location/L1/_history/1'] } },
    { name: 'A-120 of an operator type, by its row', as: officer, request: { path: 'AuditEvent/_history' }, expect: { status: 200, resources: ['AuditEvent/ae-a/_history/1'] } },
    { name: 'A-120 and without it not', as: etl, request: { path: 'AuditEvent/_history' }, expect: denied },
    { name: 'R-171 HEAD', as: etl, request: { method: 'HEAD', path: 'Condition/_history' }, expect: { status: 200, body: 'none' } },
    { name: '`_since` is passed on', as: etl, request: { path: 'Condition/_history?_since=2020-01-01T00:00:00Z' }, expect: { status: 200, resources: ['Condition/cond-a/_history/1', 'Condition/cond-b/_history/1'], upstream: ['GET Condition/_history?_count=20&_since=2020-01-01T00%3A00%3A00Z'] } },
    { name: 'A-115 `_elements` is not, and holds', as: etl, request: { path: 'Condition/_history?_elements=code' }, expect: { status: 200, upstream: ['GET Condition/_history?_count=20'], contains: ['SUBSETTED', '38341003'], lacks: ['problem-list-item'] } },
    { name: 'other parameters are none of a history', as: etl, request: { path: 'Condition/_history?patient=B' }, expect: { status: 400, refusal: 'parameter-not-here', at: 'patient', upstream: 'nothing' } },
    {
      name: 'it goes on page by page, by links of the gateway\'s own',
      steps: [
        { as: etl, request: { path: 'Condition/_history?_count=1' }, expect: { status: 200, resources: ['Condition/cond-b/_history/1'], next: true, total: 2, lacks: ['_offset'] }, keep: { next: 'next' } },
        { as: etl, request: { path: '{next}' }, expect: { status: 200, resources: ['Condition/cond-a/_history/1'], next: false, upstream: ['GET Condition/_history?_count=1&_offset=1'], decision: { interaction: 'history-type' } } },
        { as: officer, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } },
      ],
    },
    { name: 'A-113 of the server: nobody here has a row for that', as: etl, request: { path: '_history' }, expect: { ...denied, decision: { gate: 'policy', ask: [{ type: 'System', action: 'history' }] } } },
    { name: 'A-113 nor has a patient', as: patientA, request: { path: '_history?_since=2020-01-01T00:00:00Z' }, expect: denied },
  ],
};

const auditor: Persona = { claims: { sub: 'auditor', roles: ['auditor'], scope: 'user/*.rs' }, sees: 'everyone' };

/** The same of the whole server, where the policy opens it. */
export const serverHistory: Feature = {
  name: 'history of the server',
  policies: 'wide',
  cases: [
    { name: 'an auditor reads it', as: auditor, request: { path: '_history?_count=5' }, expect: { status: 200, next: true, upstream: ['GET _history?_count=5'], decision: { interaction: 'history-system', ask: [{ type: 'System', action: 'history' }], reach: ['any'] } } },
    { name: 'A-113 with scopes for every type: of some it is refused', as: having(auditor, { scope: 'user/Observation.rs user/Patient.rs' }), request: { path: '_history' }, expect: insufficient },
    { name: 'A-113 under patient scopes as well', as: having(auditor, { patient: 'A', scope: 'patient/*.rs' }), request: { path: '_history' }, expect: outside },
    { name: 'A-113 a patient, who may search the whole server, has no row for it', as: patientA, request: { path: '_history' }, expect: denied },
    { name: 'A-113 nor that of a type', as: patientA, request: { path: 'Patient/_history' }, expect: outside },
    { name: 'what is hidden has a history for who reaches everyone', as: auditor, request: { path: 'Task/_history' }, expect: { status: 200, resources: ['Task/task-a/_history/1'] } },
    { name: 'of a derived type as well', as: auditor, request: { path: 'Provenance/_history?_count=1' }, expect: { status: 200, next: true, total: 3 } },
    {
      name: 'its pages are the auditor\'s alone',
      steps: [
        { as: auditor, request: { path: '_history?_count=5' }, expect: { status: 200, next: true }, keep: { next: 'next' } },
        { as: auditor, request: { path: '{next}' }, expect: { status: 200, next: true, upstream: ['GET _history?_count=5&_offset=5'] } },
        { as: patientA, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } },
      ],
    },
  ],
};
