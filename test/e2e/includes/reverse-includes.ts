import type { Feature } from '../case.ts';
import { etl, having, officer, patientA, patientB, wardClinician } from '../personas.ts';

const denied = { status: 403, refusal: 'policy-denied', upstream: 'nothing' } as const;
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);

/** `_revinclude`, and what goes on from what was included (R4 search section 3.1.1.5.4; ). */
export const reverseIncludes: Feature = {
  name: 'reverse includes',
  cases: [
    { name: 'own conditions come with the own encounter', as: patientA, request: { path: 'Encounter?_revinclude=Condition:encounter' }, expect: { status: 200, resources: ['Encounter/enc-a', 'Condition/cond-a'], included: ['Condition/cond-a'], total: 1, upstream: ['GET Encounter?patient=Patient%2FA&_count=20', 'GET Condition?patient=Patient%2FA&encounter=Encounter%2Fenc-a&_count=200'] } },
    { name: 'A-101 what A performed on B is not brought to A', as: patientA, request: { path: 'Patient?_id=A&_revinclude=Observation:performer' }, expect: { status: 200, resources: ['Patient/A'], included: [] } },
    { name: 'A-101 and comes to who sees everyone', as: officer, request: { path: 'Patient?_id=A&_revinclude=Observation:performer' }, expect: { status: 200, included: ['Observation/b-by-a'] } },
    { name: 'A-101 nor whatever has A in focus', as: patientB, request: { path: 'Patient?_id=B&_revinclude=Observation:focus' }, expect: { status: 200, resources: ['Patient/B'], included: [] } },
    { name: 'A-118 nor an appointment of two', as: patientA, request: { path: 'Patient?_revinclude=Appointment:patient' }, expect: { status: 200, resources: ['Patient/A', 'Appointment/app-a'], included: ['Appointment/app-a'] } },
    { name: 'A-117 nor who is linked to A', as: patientA, request: { path: 'Patient?_revinclude=Patient:link' }, expect: { status: 200, resources: ['Patient/A'], included: [] } },
    {
      name: 'Provenance comes by it: that of own targets alone', as: patientA, request: { path: 'Observation?_revinclude=Provenance:target' },
      expect: { status: 200, resources: [...ofA, 'Provenance/prov-a'], included: ['Provenance/prov-a'], total: 7, outcome: { patients: ['A'], returned: { count: 8, filtered: 1, breach: 0 } } },
    },
    { name: 'that of both comes to who sees both', as: officer, request: { path: 'Observation?_id=a3&_revinclude=Provenance:target' }, expect: { status: 200, included: ['Provenance/prov-a', 'Provenance/prov-ab'] } },
    { name: 'A-100 without a scope for it', as: having(patientA, { scope: 'patient/Observation.rs' }), request: { path: 'Observation?_revinclude=Provenance:target' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-100 without a row for it', as: etl, request: { path: 'Patient?_revinclude=Coverage:patient' }, expect: denied },
    { name: 'A-120 nor for who looked', as: patientA, request: { path: 'Patient?_revinclude=AuditEvent:patient' }, expect: denied },
    { name: 'A-120 but to the officer', as: officer, request: { path: 'Patient?_id=A&_revinclude=AuditEvent:patient' }, expect: { status: 200, included: ['AuditEvent/ae-a'] } },
    { name: 'A-222 a granular scope holds for what is brought', as: having(patientA, { scope: 'patient/Encounter.rs patient/Observation.rs?category=laboratory' }), request: { path: 'Encounter?_revinclude=Observation:encounter' }, expect: { status: 200, resources: ['Encounter/enc-a'], included: [] } },
    { name: 'A-222 within it it is brought', as: having(patientA, { scope: 'patient/Encounter.rs patient/Observation.rs?category=vital-signs' }), request: { path: 'Encounter?_revinclude=Observation:encounter' }, expect: { status: 200, resources: ['Encounter/enc-a', 'Observation/a3'] } },
    { name: 'A-099 `*` stands for what the caller may have', as: patientA, request: { path: 'Encounter?_revinclude=*' }, expect: { status: 200, resources: ['Encounter/enc-a', 'Observation/a3', 'Condition/cond-a', 'MedicationRequest/mr-a'] } },
    { name: 'A-099 of everyone as well', as: having(etl, { scope: 'system/Encounter.rs system/Observation.rs' }), request: { path: 'Encounter?_id=enc-b&_revinclude=*' }, expect: { status: 200, resources: ['Encounter/enc-b', 'Observation/b3'] } },
    { name: 'A-054 no search of another patient by it', as: patientA, request: { path: 'Patient?_id=B&_revinclude=Observation:patient' }, expect: outside },

    { name: 'without `:iterate` one step', as: patientA, request: { path: 'MedicationRequest?_include=MedicationRequest:encounter&_include=Encounter:subject' }, expect: { status: 200, resources: ['MedicationRequest/mr-a', 'Encounter/enc-a'] } },
    { name: 'A-068 with it, on from what was included', as: patientA, request: { path: 'MedicationRequest?_include=MedicationRequest:encounter&_include:iterate=Encounter:subject' }, expect: { status: 200, resources: ['MedicationRequest/mr-a', 'Encounter/enc-a', 'Patient/A'], included: ['Encounter/enc-a', 'Patient/A'] } },
    { name: 'A-068 by its older name', as: patientA, request: { path: 'MedicationRequest?_include=MedicationRequest:encounter&_include:recurse=Encounter:subject' }, expect: { status: 200, included: ['Encounter/enc-a', 'Patient/A'] } },
    { name: 'over three steps, to what is of no patient', as: wardClinician, request: { path: 'MedicationRequest?_include=MedicationRequest:encounter&_include:iterate=Encounter:location&_include:iterate=Location:organization' }, expect: { status: 200, resources: ['MedicationRequest/mr-a', 'Encounter/enc-a', 'Location/L1', 'Organization/O1'] } },
    { name: 'of the unconfined in one exchange', as: having(officer, { scope: 'user/*.rs' }), request: { path: 'MedicationRequest?_id=mr-b&_include=MedicationRequest:encounter&_include:iterate=Encounter:subject:Patient' }, expect: { status: 200, resources: ['MedicationRequest/mr-b', 'Encounter/enc-b', 'Patient/B'], upstream: ['GET MedicationRequest?_id=mr-b&_include=MedicationRequest%3Aencounter&_include:iterate=Encounter%3Asubject%3APatient&_count=20'] } },
    { name: 'A-068 `*` over and over stays with the own', as: patientA, request: { path: 'DiagnosticReport?_include:iterate=*&_revinclude:iterate=Provenance:target' }, expect: { status: 200, lacks: ['"fullUrl":"http://localhost:8080/fhir/Observation/b1"', '"fullUrl":"http://localhost:8080/fhir/Patient/B"'], outcome: { patients: ['A'] } } },
    { name: 'A-101 a foreign one in between leads nowhere', as: patientA, request: { path: 'DiagnosticReport?_id=dr-a-of-b1&_include=DiagnosticReport:result&_include:iterate=Observation:subject' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a-of-b1'], included: [] } },
    { name: 'A-101 where the own leads on', as: patientA, request: { path: 'DiagnosticReport?_id=dr-a&_include=DiagnosticReport:result&_include:iterate=Observation:subject' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a', 'Observation/a4', 'Patient/A'] } },
    { name: 'back by what refers to what was included', as: patientA, request: { path: 'MedicationRequest?_include=MedicationRequest:encounter&_revinclude:iterate=Condition:encounter' }, expect: { status: 200, resources: ['MedicationRequest/mr-a', 'Encounter/enc-a', 'Condition/cond-a'] } },
  ],
};
