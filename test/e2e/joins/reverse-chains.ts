import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, otherCoordinator, patientA, patientB, type Persona } from '../personas.ts';

const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const denied = { status: 403, refusal: 'policy-denied', upstream: 'nothing' } as const;
const nothing = { status: 200, resources: [] } as const;
const auditor: Persona = { claims: { sub: 'auditor', roles: ['auditor'], scope: 'user/*.rs' }, sees: 'everyone' };

/** `_has`: found by what refers to it, as far as the caller may see that (R4 search section 3.1.1.4.5; deciding.md, row _has; ). */
export const reverseChains: Feature = {
  name: 'reverse chains',
  cases: [
    { name: 'the own patient by the own observations, in one exchange', as: patientA, request: { path: 'Patient?_has:Observation:patient:code=2160-0' }, expect: { status: 200, resources: ['Patient/A'], total: 1, upstream: ['GET Patient?_id=A&_has:Observation:patient:code=2160-0&_count=20'], decision: { params: ['_has:Observation:patient:code'], types: ['Patient', 'Observation'], ask: [{ type: 'Patient', action: 'search', letter: 's' }, { type: 'Observation', action: 'search', letter: 's' }] } } },
    { name: 'A-086 no other patient by theirs', as: patientA, request: { path: 'Patient?_has:Observation:patient:value-quantity=71' }, expect: { ...nothing, total: 0 } },
    { name: 'A-086 nor named beside it', as: patientA, request: { path: 'Patient?_id=B&_has:Observation:patient:code=2160-0' }, expect: outside },
    { name: 'A-086 no bisection of another\'s values', as: patientA, request: { path: 'Patient?_has:Observation:patient:code-value-quantity=http://loinc.org|2160-0$gt70' }, expect: nothing },
    { name: 'A-086 which the one whose they are may do', as: patientB, request: { path: 'Patient?_has:Observation:patient:code-value-quantity=http://loinc.org|2160-0$gt70' }, expect: { status: 200, resources: ['Patient/B'] } },
    { name: 'A-059 A\'s observations are those about A, not those that A performed', as: patientA, request: { path: 'Patient?_has:Observation:performer:value-quantity=80' }, expect: nothing },
    { name: 'a coordinator\'s patients by their conditions', as: otherCoordinator, request: { path: 'Patient?_has:Condition:patient:code=38341003' }, expect: { status: 200, resources: ['Patient/B'], total: 1 } },
    { name: 'of everyone, in one exchange', as: etl, request: { path: 'Patient?_has:Observation:patient:code=2160-0&_sort=_id' }, expect: { status: 200, resources: ['Patient/A', 'Patient/B'], total: 2, upstream: ['GET Patient?_has:Observation:patient:code=2160-0&_sort=_id&_count=20'] } },
    {
      name: 'by other references in two steps', as: patientA, request: { path: 'Observation?_has:DiagnosticReport:result:code=58410-2' },
      expect: { status: 200, resources: ['Observation/a4'], total: 1, upstream: ['GET DiagnosticReport?patient=Patient%2FA&code=58410-2&_count=200', 'GET Observation?patient=Patient%2FA&_id=a4%2Cb1&_count=20'] },
    },
    { name: 'by other references, nothing found', as: patientA, request: { path: 'Observation?_has:DiagnosticReport:result:code=x' }, expect: { ...nothing, upstream: ['GET DiagnosticReport?patient=Patient%2FA&code=x&_count=200'] } },
    { name: 'A-086 a colleague by encounters of the own patients', as: clinician, request: { path: 'Practitioner?_has:Encounter:participant:_id=enc-a' }, expect: { status: 200, resources: ['Practitioner/77'], upstream: ['GET Encounter?patient=Patient%2FA&_id=enc-a&_count=200', 'GET Practitioner?_id=77&_count=20'] } },
    { name: 'A-086 and not by those of others', as: clinician, request: { path: 'Practitioner?_has:Encounter:participant:_id=enc-b' }, expect: { ...nothing, upstream: ['GET Encounter?patient=Patient%2FA&_id=enc-b&_count=200'] } },
    { name: 'A-086 nor by whose they are', as: clinician, request: { path: 'Practitioner?_has:Encounter:participant:patient=Patient/B' }, expect: nothing },
    { name: 'but by who reaches everyone', as: etl, request: { path: 'Practitioner?_has:Encounter:participant:_id=enc-b' }, expect: { status: 200, resources: ['Practitioner/77'], upstream: ['GET Practitioner?_has:Encounter:participant:_id=enc-b&_count=20'] } },
    { name: 'one in another', as: patientA, request: { path: 'Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=final' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'a chain in one', as: patientA, request: { path: 'Patient?_has:Observation:patient:encounter.status=finished' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'one in a chain', as: patientA, request: { path: 'MedicationRequest?encounter._has:Observation:encounter:code=8867-4' }, expect: { status: 200, resources: ['MedicationRequest/mr-a'] } },
    { name: 'A-067 without a scope for what it names', as: having(patientA, { scope: 'patient/Patient.rs' }), request: { path: 'Patient?_has:Observation:patient:code=2160-0' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-067 at the second hop as well', as: having(patientA, { scope: 'patient/Patient.rs patient/Observation.rs' }), request: { path: 'Patient?_has:Observation:patient:_has:DiagnosticReport:result:status=final' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-222 a granular scope holds for what it names', as: having(patientA, { scope: 'patient/Patient.rs patient/Observation.rs?category=vital-signs' }), request: { path: 'Patient?_has:Observation:patient:code=2160-0' }, expect: nothing },
    { name: 'A-222 within it it is found', as: having(patientA, { scope: 'patient/Patient.rs patient/Observation.rs?category=laboratory' }), request: { path: 'Patient?_has:Observation:patient:code=2160-0' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-120 who looked at the own record is not found out', as: patientA, request: { path: 'Patient?_has:AuditEvent:patient:type=rest' }, expect: denied },
    { name: 'A-120 but by the officer, whose row names the type', as: officer, request: { path: 'Patient?_has:AuditEvent:patient:type=rest' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'a Provenance is not searched whole for one: it would have to name targets', as: patientA, request: { path: 'Observation?_has:Provenance:target:agent=Practitioner/77' }, expect: { status: 403, refusal: 'outside-confinement' } },
    { name: 'but for who reaches everyone', as: officer, request: { path: 'Observation?_has:Provenance:target:agent=Practitioner/77&_sort=_id' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/b3'] } },
  ],
};

/** The same over types that are hidden, or have several patients. */
export const reverseChainsOverOthers: Feature = {
  name: 'reverse chains over other types',
  policies: 'wide',
  cases: [
    { name: 'A-119 not by what is hidden', as: patientA, request: { path: 'Patient?_has:Task:patient:status=requested' }, expect: outside },
    { name: 'A-119 which an auditor may', as: auditor, request: { path: 'Patient?_has:Task:patient:status=requested' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-118 not by what is two patients\'', as: patientA, request: { path: 'Patient?_has:Account:patient:status=active' }, expect: nothing },
    { name: 'A-118 nor by an appointment of two; by the own one', as: patientA, request: { path: 'Patient?_has:Appointment:patient:_id=app-ab' }, expect: nothing },
    { name: 'A-118 the own one', as: patientA, request: { path: 'Patient?_has:Appointment:patient:_id=app-a' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-118 who else is in a group', as: patientA, request: { path: 'Patient?_has:Group:member:_id=g1' }, expect: nothing },
    { name: 'A-059 not by another\'s coverage that A pays', as: patientA, request: { path: 'Patient?_has:Coverage:payor:_id=cov-b-by-a' }, expect: nothing },
  ],
};
