import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, patientA, wardClinician } from '../personas.ts';

const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);
const insufficient = { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } as const;
const denied = { status: 403, refusal: 'policy-denied', upstream: 'nothing', decision: { decision: 'deny', gate: 'policy' } } as const;
const nothing = { status: 200, resources: [] } as const;
const reports = 'GET DiagnosticReport?patient=Patient%2FA';

/** Chains: each type that one touches needs its own permission, and what the caller may not see cannot be asked about (R4 search section 3.1.1.4.4; deciding.md, row chain; ). */
export const chains: Feature = {
  name: 'chains',
  cases: [
    // over the owner: direct
    { name: 'over the own patient, in one exchange', as: patientA, request: { path: 'Observation?patient.name=adler' }, expect: { status: 200, resources: ofA, total: 7, upstream: ['GET Observation?patient=Patient%2FA&patient.name=adler&_count=20'], decision: { params: ['patient.name'], types: ['Observation', 'Patient'], ask: [{ type: 'Observation', action: 'search', letter: 's', chain: ['patient.name'] }, { type: 'Patient', action: 'search', letter: 's' }] } } },
    { name: 'A-063 a chain over the patient names nobody: it does not widen', as: patientA, request: { path: 'Observation?patient.name=brandt' }, expect: { ...nothing, total: 0, upstream: ['GET Observation?patient=Patient%2FA&patient.name=brandt&_count=20'] } },
    { name: 'A-063 nor by an identifier', as: patientA, request: { path: 'Observation?patient.identifier=http://example.org/mrn|mrn-b' }, expect: nothing },
    { name: 'A-063 which finds the own', as: patientA, request: { path: 'Observation?patient.identifier=http://example.org/mrn|mrn-a&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-063 nor typed', as: patientA, request: { path: 'Observation?subject:Patient.name=brandt' }, expect: nothing },
    { name: 'A-063 typed, the own', as: patientA, request: { path: 'Observation?subject:Patient.birthdate=lt1990-01-01&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-063 nor by the other\'s id', as: patientA, request: { path: 'Observation?patient._id=B' }, expect: nothing },
    { name: 'A-087 a scope for Conditions alone does not ask of the Patient', as: having(patientA, { scope: 'patient/Condition.rs' }), request: { path: 'Condition?subject:Patient.birthdate=lt1990-01-01' }, expect: { ...insufficient, decision: { gate: 'scope' } } },
    { name: 'A-087 with both it does', as: having(patientA, { scope: 'patient/Condition.rs patient/Patient.s' }), request: { path: 'Condition?subject:Patient.birthdate=lt1990-01-01' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'A-087 a letter r is not enough to search through it', as: having(patientA, { scope: 'patient/Condition.rs patient/Patient.r' }), request: { path: 'Condition?subject:Patient.birthdate=lt1990-01-01' }, expect: insufficient },

    // over shared types: direct
    { name: 'over what is of no patient, in one exchange', as: clinician, request: { path: 'Encounter?location.name=Ward%20One' }, expect: { status: 200, resources: ['Encounter/enc-a'], total: 1, upstream: ['GET Encounter?patient=Patient%2FA&location.name=Ward%20One&_count=20'] } },
    { name: 'typed', as: clinician, request: { path: 'Encounter?participant:Practitioner.name=Seventy' }, expect: { status: 200, resources: ['Encounter/enc-a'], upstream: ['GET Encounter?patient=Patient%2FA&participant:Practitioner.name=Seventy&_count=20'] } },
    { name: 'A-087 a patient, who has no row for it, is refused', as: patientA, request: { path: 'Encounter?location.name=Ward%20One' }, expect: denied },
    { name: 'A-087 also at the second hop', as: patientA, request: { path: 'Observation?encounter.location.name=Ward%20One' }, expect: denied },
    { name: 'untyped: over each type that it may lead to and the caller may search', as: wardClinician, request: { path: 'Encounter?participant.name=Seventy' }, expect: { status: 200, resources: ['Encounter/enc-a'] } },
    { name: 'untyped: a type that the caller may not search finds nothing', as: patientA, request: { path: 'Encounter?participant.name=Seventy' }, expect: nothing },

    // over others: in two steps
    {
      name: 'over other resources of the own, in two steps, what is joined narrowed as well', as: patientA, request: { path: 'DiagnosticReport?result.code=2339-0' },
      expect: { status: 200, resources: ['DiagnosticReport/dr-a'], total: 1, upstream: ['GET Observation?patient=Patient%2FA&code=2339-0&_count=200', `${reports}&result=Observation%2Fa4&_count=20`], outcome: { patients: ['A'], returned: { count: 1, filtered: 0, breach: 0 } } },
    },
    { name: 'A-086 what belongs to another, and an own resource names, cannot be asked about', as: patientA, request: { path: 'DiagnosticReport?result.value-quantity=71' }, expect: { ...nothing, upstream: ['GET Observation?patient=Patient%2FA&value-quantity=71&_count=200'] } },
    { name: 'A-086 which is found by who sees it, in one exchange', as: officer, request: { path: 'DiagnosticReport?result.value-quantity=71' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a-of-b1'], total: 1, upstream: ['GET DiagnosticReport?result.value-quantity=71&_count=20'] } },
    { name: 'A-086 nor by its id', as: patientA, request: { path: 'DiagnosticReport?result._id=b1' }, expect: nothing },
    { name: 'A-086 nor by whose it is', as: patientA, request: { path: 'DiagnosticReport?result.patient=Patient/B' }, expect: nothing },
    { name: 'A-086 while the own is', as: patientA, request: { path: 'DiagnosticReport?result.patient=Patient/A' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'] } },
    { name: 'A-086 nor by what is not there of it', as: patientA, request: { path: 'DiagnosticReport?result.encounter:missing=true&_id=dr-a-of-b1' }, expect: nothing },
    { name: 'A-063 a modifier on the patient is none behind a chain either', as: patientA, request: { path: 'DiagnosticReport?result.patient:missing=true' }, expect: { status: 400, refusal: 'owner-modifier', at: 'patient', upstream: 'nothing' } },
    { name: 'A-222 a granular scope holds for what is joined', as: having(patientA, { scope: 'patient/DiagnosticReport.rs patient/Observation.rs?category=vital-signs' }), request: { path: 'DiagnosticReport?result.code=2339-0' }, expect: nothing },
    { name: 'A-222 within it it is joined', as: having(patientA, { scope: 'patient/DiagnosticReport.rs patient/Observation.rs?category=laboratory' }), request: { path: 'DiagnosticReport?result.code=2339-0' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'] } },
    { name: 'several hops', as: clinician, request: { path: 'Observation?encounter.location.name=Ward%20One' }, expect: { status: 200, resources: ['Observation/a3'], upstream: ['GET Location?name=Ward%20One&_count=200', 'GET Encounter?patient=Patient%2FA&location=Location%2FL1&_count=200', 'GET Observation?patient=Patient%2FA&encounter=Encounter%2Fenc-a&_count=20'] } },
    { name: 'several hops of the unconfined, in one exchange', as: etl, request: { path: 'Observation?encounter.location.name=Ward%20One&_sort=_id' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/b3'], total: 2, upstream: ['GET Observation?encounter.location.name=Ward%20One&_sort=_id&_count=20'] } },
    { name: 'several hops that end at the patient', as: patientA, request: { path: 'DiagnosticReport?result.encounter.patient.name=adler' }, expect: nothing },
    { name: 'beside other parameters, which hold as well (R-143)', as: patientA, request: { path: 'DiagnosticReport?result.code=2339-0&status=preliminary' }, expect: nothing },
    { name: 'two chains are AND', as: patientA, request: { path: 'DiagnosticReport?result.code=2339-0&result.value-quantity=94' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'] } },
    { name: 'and not of one each', as: patientA, request: { path: 'DiagnosticReport?result.code=2339-0&result.value-quantity=1' }, expect: nothing },
    { name: 'a count of what joins find is the caller\'s own', as: patientA, request: { path: 'DiagnosticReport?result.code=2339-0&_summary=count' }, expect: { status: 200, resources: [], total: 1 } },
    { name: 'A-090 and of what they do not find none', as: patientA, request: { path: 'DiagnosticReport?result.value-quantity=71&_summary=count' }, expect: { status: 200, resources: [], total: 0 } },
    { name: 'by POST', as: patientA, request: { method: 'POST', path: 'DiagnosticReport/_search', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'result.code=2339-0' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'] } },
    { name: 'in a compartment', as: patientA, request: { path: 'Patient/A/DiagnosticReport?result.code=2339-0' }, expect: { status: 200, resources: ['DiagnosticReport/dr-a'] } },
    { name: 'A-018 of another\'s not', as: patientA, request: { path: 'Patient/B/DiagnosticReport?result.code=2339-0' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'A-120 an operator type is joined by nobody without a row that names it', as: patientA, request: { path: 'Provenance?_id=prov-a&target:AuditEvent.type=rest' }, expect: denied },
    {
      name: 'pages of a joined search go on, joined anew',
      steps: [
        { as: etl, request: { path: 'Observation?patient.name=adler&_sort=_id&_count=4' }, expect: { status: 200, resources: ['a1', 'a2', 'a3', 'a4'].map((id) => `Observation/${id}`), inOrder: true, next: true }, keep: { next: 'next' } },
        { as: etl, request: { path: '{next}' }, expect: { status: 200, resources: ['a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`), inOrder: true, next: false } },
      ],
    },
  ],
};

const wideChain = (query: string) => ({ path: `List?item:Observation.${query}` });

/** The same of lists, whose entries may be anything. */
export const chainsOverLists: Feature = {
  name: 'chains over lists',
  policies: 'wide',
  cases: [
    { name: 'the own entry is found', as: patientA, request: wideChain('value-quantity=1'), expect: { status: 200, resources: ['List/list-a-of-b1'] } },
    { name: 'A-086 the other\'s, in the same list, is not: no bisection', as: patientA, request: wideChain('value-quantity=71'), expect: nothing },
    { name: 'A-086 from either side', as: patientA, request: wideChain('value-quantity=gt70&item:Observation.value-quantity=lt72'), expect: nothing },
    { name: 'a reference itself is the list\'s own content', as: patientA, request: { path: 'List?item=Observation/b1' }, expect: { status: 200, resources: ['List/list-a-of-b1'] } },
    { name: 'A-119 what is hidden is not joined', as: patientA, request: { path: 'List?item:Task.status=requested' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
  ],
};
