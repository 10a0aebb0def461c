import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, patientA, patientB } from '../personas.ts';

const insufficient = { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } as const;
const denied = { status: 403, refusal: 'policy-denied', upstream: 'nothing' } as const;
const a3 = 'GET Observation?patient=Patient%2FA&_id=a3';
const only = (scope: string) => having(patientA, { scope });

/** `_include`: each type that it names needs its own permission, and each resource that it brings is checked (R4 search section 3.1.1.5.4; deciding.md, row include; ). */
export const includes: Feature = {
  name: 'includes',
  cases: [
    {
      name: 'an own encounter comes with an own observation', as: patientA, request: { path: 'Observation?_id=a3&_include=Observation:encounter' },
      expect: {
        status: 200, resources: ['Observation/a3', 'Encounter/enc-a'], included: ['Encounter/enc-a'], total: 1, upstream: [`${a3}&_count=20`, 'GET Encounter?patient=Patient%2FA&_id=enc-a&_count=200'],
        decision: { params: ['_id', '_include'], ask: [{ type: 'Observation', action: 'search', letter: 's', include: ['Observation:encounter'] }] }, outcome: { returned: { count: 2, filtered: 0, breach: 0 }, patients: ['A'] },
      },
    },
    { name: 'the patient comes in one exchange, as the type that has a grant', as: patientA, request: { path: 'Observation?_id=a3&_include=Observation:subject' }, expect: { status: 200, included: ['Patient/A'], upstream: [`${a3}&_include=Observation%3Asubject%3APatient&_count=20`] } },
    { name: 'named with its type', as: patientA, request: { path: 'Observation?_id=a3&_include=Observation:subject:Patient' }, expect: { status: 200, resources: ['Observation/a3', 'Patient/A'], included: ['Patient/A'], decision: { types: ['Observation', 'Patient'] } } },
    { name: 'A-100 a type that is named and has no row: refused', as: patientA, request: { path: 'Observation?_include=Observation:performer:Practitioner' }, expect: denied },
    { name: 'A-100 which staff has', as: clinician, request: { path: 'Observation?_id=a5&_include=Observation:performer:Practitioner' }, expect: { status: 200, resources: ['Observation/a5', 'Practitioner/77'], included: ['Practitioner/77'], upstream: ['GET Observation?patient=Patient%2FA&_id=a5&_include=Observation%3Aperformer%3APractitioner&_count=20'] } },
    { name: 'A-100 not named, it stands for the types that have one: the others are left out', as: patientA, request: { path: 'Observation?_id=a5&_include=Observation:performer' }, expect: { status: 200, resources: ['Observation/a5'], included: [] } },
    { name: 'A-100 where none has one: refused', as: patientA, request: { path: 'Encounter?_include=Encounter:service-provider' }, expect: denied },
    { name: 'A-100 without a scope for what is named', as: only('patient/Observation.rs'), request: { path: 'Observation?_include=Observation:encounter' }, expect: { ...insufficient, decision: { gate: 'scope' } } },
    { name: 'A-100 a letter r alone does not bring it', as: only('patient/Observation.rs patient/Encounter.r'), request: { path: 'Observation?_include=Observation:encounter' }, expect: insufficient },
    { name: 'A-100 the letter s does', as: only('patient/Observation.rs patient/Encounter.s'), request: { path: 'Observation?_id=a3&_include=Observation:encounter' }, expect: { status: 200, included: ['Encounter/enc-a'] } },
    { name: 'A-120 an operator type needs a row that names it', as: etl, request: { path: 'Provenance?_include=Provenance:target:AuditEvent' }, expect: denied },
    { name: 'A-101 what an own report names of another is left out', as: patientA, request: { path: 'DiagnosticReport?_include=DiagnosticReport:result' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a', 'DiagnosticReport/dr-a-of-b1', 'DiagnosticReport/dr-a-form', 'Observation/a4'], included: ['Observation/a4'], upstream: ['GET DiagnosticReport?patient=Patient%2FA&_count=20', 'GET Observation?patient=Patient%2FA&_id=a4%2Cb1&_count=200'] } },
    { name: 'A-101 and comes to who sees everyone, in one exchange', as: officer, request: { path: 'DiagnosticReport?_id=dr-a-of-b1&_include=DiagnosticReport:result' }, expect: { status: 200, included: ['Observation/b1'], upstream: ['GET DiagnosticReport?_id=dr-a-of-b1&_include=DiagnosticReport%3Aresult&_count=20'], outcome: { patients: ['A', 'B'] } } },
    { name: 'A-101 a patient in focus who is another is left out', as: patientA, request: { path: 'Observation?_id=focus-b&_include=Observation:focus' }, expect: { status: 200, resources: ['Observation/focus-b'], included: [] } },
    { name: 'A-101 also where the type is named', as: patientA, request: { path: 'Observation?_id=focus-b&_include=Observation:focus:Patient' }, expect: { status: 200, resources: ['Observation/focus-b'], included: [] } },
    { name: 'a match that is hidden brings nothing', as: patientA, request: { path: 'Appointment?_include=Appointment:actor' }, expect: { status: 200, resources: ['Appointment/app-a', 'Patient/A'], included: ['Patient/A'], outcome: { patients: ['A'] } } },
    { name: 'nor to the other of the two', as: patientB, request: { path: 'Appointment?_include=Appointment:actor' }, expect: { status: 200, resources: [] } },
    { name: 'A-222 one that a granular scope hides brings nothing', as: only('patient/Observation.rs?category=laboratory patient/Encounter.rs'), request: { path: 'Observation?_include=Observation:encounter' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'], included: [] } },
    { name: 'A-222 a granular scope holds for what is brought', as: only('patient/Observation.rs patient/Encounter.rs?status=planned'), request: { path: 'Observation?_id=a3&_include=Observation:encounter' }, expect: { status: 200, resources: ['Observation/a3'], included: [] } },
    { name: 'A-222 within it it is brought', as: only('patient/Observation.rs patient/Encounter.rs?status=finished'), request: { path: 'Observation?_id=a3&_include=Observation:encounter' }, expect: { status: 200, included: ['Encounter/enc-a'] } },
    { name: 'A-099 `*` stands for what the caller may have', as: patientA, request: { path: 'Observation?_id=a3,a5&_include=*' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/a5', 'Encounter/enc-a', 'Patient/A'], included: ['Encounter/enc-a', 'Patient/A'] } },
    { name: 'A-099 `Type:*` as well', as: patientA, request: { path: 'Observation?_id=focus-b&_include=Observation:*' }, expect: { status: 200, resources: ['Observation/focus-b', 'Patient/A'] } },
    { name: 'A-099 `*` of who may have nothing else', as: only('patient/AllergyIntolerance.rs'), request: { path: 'AllergyIntolerance?_include=*' }, expect: insufficient },
    { name: 'A-099 `*` brings staff its colleagues too', as: clinician, request: { path: 'Observation?_id=a5&_include=*' }, expect: { status: 200, resources: ['Observation/a5', 'Patient/A', 'Practitioner/77'] } },
    { name: 'two includes', as: clinician, request: { path: 'Encounter?_include=Encounter:location&_include=Encounter:subject' }, expect: { status: 200, resources: ['Encounter/enc-a', 'Location/L1', 'Patient/A'], included: ['Location/L1', 'Patient/A'], upstream: ['GET Encounter?patient=Patient%2FA&_include=Encounter%3Alocation&_include=Encounter%3Asubject%3APatient&_count=20'] } },
    { name: 'a medication, which is of no patient', as: clinician, request: { path: 'MedicationRequest?_include=MedicationRequest:medication' }, expect: { status: 200, resources: ['MedicationRequest/mr-a', 'Medication/m1'] } },
    { name: 'of everyone, only as far as rows go', as: etl, request: { path: 'Observation?_id=b3&_include=Observation:subject&_include=Observation:encounter' }, expect: { status: 200, resources: ['Observation/b3', 'Patient/B', 'Encounter/enc-b'], outcome: { patients: ['B'] } } },
    { name: 'by POST', as: patientA, request: { method: 'POST', path: 'Observation/_search', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '_id=a3&_include=Observation:encounter' }, expect: { status: 200, included: ['Encounter/enc-a'] } },
    { name: 'HEAD tells nothing of them', as: patientA, request: { method: 'HEAD', path: 'Observation?_id=a3&_include=Observation:encounter' }, expect: { status: 200, body: 'none' } },
    { name: 'a count has none', as: patientA, request: { path: 'Observation?_include=Observation:encounter&_summary=count' }, expect: { status: 200, resources: [], total: 7 } },
    { name: 'one without a value asks nothing', as: patientA, request: { path: 'Observation?_id=a3&_include=' }, expect: { status: 200, resources: ['Observation/a3'], upstream: [`${a3}&_count=20`] } },
    {
      name: 'each page has what its own matches bring',
      steps: [
        { as: patientA, request: { path: 'Observation?_count=3&_sort=_id&_include=Observation:encounter' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2', 'Observation/a3', 'Encounter/enc-a'], included: ['Encounter/enc-a'], next: true, total: 7 }, keep: { next: 'next' } },
        { as: patientA, request: { path: '{next}' }, expect: { status: 200, resources: ['Observation/a4', 'Observation/a5', 'Observation/focus-b'], included: [] } },
      ],
    },
    {
      name: 'A-105 a page link does not gain one',
      steps: [
        { as: patientA, request: { path: 'Observation?_count=3&_sort=_id' }, expect: { status: 200, next: true }, keep: { next: 'next' } },
        { as: patientA, request: { path: '{next}&_include=*' }, expect: { status: 400, refusal: 'page-malformed', upstream: 'nothing' } },
      ],
    },
  ],
};
