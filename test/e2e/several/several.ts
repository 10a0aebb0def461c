import type { Feature } from '../case.ts';
import { clinician, coordinator, etl, having, officer, patientA, stranger, wardClinician, weakOfficer, type Persona } from '../personas.ts';

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const denied = { status: 403, refusal: 'policy-denied', upstream: 'nothing' } as const;
const two = '_type=Condition,Observation';
const upstream = ['GET Condition?patient=Patient%2FA&_count=20', 'GET Observation?patient=Patient%2FA&_count=20'];
const post = (body: string) => ({ method: 'POST', path: '_search', headers: form, body }) as const;
const badly = (refusal: 'parameter-value' | 'parameter-unknown' | 'parameter-not-here', at: string) => ({ status: 400, refusal, at, upstream: 'nothing' }) as const;

/** Searches of several types: one for each, its pages joined (R4 search section 3.1.1.1; deciding.md, "Grants"; ). */
export const severalTypes: Feature = {
  name: 'several types',
  cases: [
    {
      name: 'a patient finds the own of each type', as: patientA, request: { path: `?${two}` },
      expect: {
        status: 200, resources: ['Condition/cond-a', ...ofA], total: 'none', next: false, upstream, contains: ['"url":"http://localhost:8080/fhir/_search?_type=Condition%2CObservation"'],
        decision: { interaction: 'search-system', types: ['Condition', 'Observation'], ask: [{ type: 'Condition', action: 'search', letter: 's' }, { type: 'Observation', action: 'search', letter: 's' }], confinement: ['A'] },
        outcome: { patients: ['A'], returned: { count: 8, filtered: 0, breach: 0 } },
      },
    },
    { name: 'A-078 by GET _search', as: patientA, request: { path: `_search?${two}` }, expect: { status: 200, resources: ['Condition/cond-a', ...ofA], upstream } },
    { name: 'A-078 by POST _search', as: patientA, request: post(two), expect: { status: 200, resources: ['Condition/cond-a', ...ofA], upstream } },
    { name: 'A-078 by POST, with the types in the query', as: patientA, request: { ...post('_lastUpdated=ge2020-01-01'), path: `_search?${two}` }, expect: { status: 200, resources: ['Condition/cond-a', ...ofA] } },
    { name: 'A-078 of one type it is a search of that type', as: patientA, request: { path: '?_type=Condition&code=38341003' }, expect: { status: 200, resources: ['Condition/cond-a'], total: 1, decision: { interaction: 'search-type' } } },
    { name: 'A-054 another patient is not even looked for', as: patientA, request: { path: `?${two}&patient=B` }, expect: { ...outside, decision: { gate: 'confinement' } } },
    { name: 'the own patient by name', as: patientA, request: { path: `?${two}&patient=Patient/A` }, expect: { status: 200, resources: ['Condition/cond-a', ...ofA], upstream } },
    { name: 'by what all of them have', as: patientA, request: { path: '?_type=Condition,Observation,Encounter&_id=a1,enc-a,enc-b,cond-b' }, expect: { status: 200, resources: ['Observation/a1', 'Encounter/enc-a'] } },
    { name: 'A-078 R-132 one that the policy does not permit refuses all', as: patientA, request: { path: '?_type=Condition,Practitioner' }, expect: { ...denied, decision: { gate: 'policy' } } },
    { name: 'R-132 one without a scope as well', as: having(patientA, { scope: 'patient/Condition.rs' }), request: { path: `?${two}` }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'R-132 an r is no s', as: having(patientA, { scope: 'patient/Condition.rs patient/Observation.r' }), request: { path: `?${two}` }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'staff finds colleagues beside them', as: clinician, request: { path: '?_type=Condition,Location' }, expect: { status: 200, resources: ['Condition/cond-a', 'Location/L1'], upstream: ['GET Condition?patient=Patient%2FA&_count=20', 'GET Location?_count=20'] } },
    { name: 'who reaches everyone, everyone\'s', as: officer, request: { path: '?_type=Patient,Encounter' }, expect: { status: 200, resources: ['Patient/A', 'Patient/B', 'Patient/C', 'Encounter/enc-a', 'Encounter/enc-b'] } },
    { name: 'after a password alone, a challenge', as: weakOfficer, request: { path: '?_type=Patient,Encounter' }, expect: { status: 401, refusal: 'step-up', upstream: 'nothing' } },
    { name: 'a coordinator, those of the care team', as: coordinator, request: { path: '?_type=Condition,Encounter' }, expect: { status: 200, resources: ['Condition/cond-a', 'Encounter/enc-a'] } },
    { name: 'A-120 an operator type needs its row', as: etl, request: { path: '?_type=Patient,AuditEvent' }, expect: denied },
    { name: 'a stranger nothing', as: stranger, request: { path: `?${two}` }, expect: denied },
    { name: 'A-090 a count of all together', as: patientA, request: { path: `?${two}&_summary=count` }, expect: { status: 200, resources: [], total: 8 } },
    { name: 'A-090 and none where one of them would tell of others', as: patientA, request: { path: '?_type=Condition,Appointment&_summary=count' }, expect: { ...outside, refusal: 'count-withheld' } },
    { name: 'A-222 a granular scope holds for its type', as: having(patientA, { scope: 'patient/Condition.rs patient/Observation.rs?category=laboratory' }), request: { path: `?${two}` }, expect: { status: 200, resources: ['Condition/cond-a', 'Observation/a1', 'Observation/a4'] } },
    { name: 'R-139 a projection holds for each', as: patientA, request: { path: '?_type=Condition,Patient&_elements=id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Patient/A'], contains: ['SUBSETTED'], lacks: ['Adler', 'encounter'] } },
    { name: 'HEAD', as: patientA, request: { method: 'HEAD', path: `?${two}` }, expect: { status: 200, body: 'none', upstream } },
    { name: 'a type that there is not', as: patientA, request: { path: '?_type=Condition,Observations' }, expect: badly('parameter-value', '_type') },
    { name: 'a parameter that one of them has not', as: patientA, request: { path: `?${two}&onset-date=2024` }, expect: badly('parameter-unknown', 'onset-date') },
    { name: 'A-068 includes are of one type', as: patientA, request: { path: `?${two}&_include=*` }, expect: badly('parameter-not-here', '_include') },
    { name: 'A-067 reverse chains too', as: patientA, request: { path: `?${two}&_has:Provenance:target:agent=x` }, expect: badly('parameter-not-here', '_has') },
    { name: 'A-087 and chains', as: patientA, request: { path: `?${two}&patient.name=x` }, expect: badly('parameter-not-here', 'patient') },
    { name: 'A-088 and an order', as: patientA, request: { path: `?${two}&_sort=_lastUpdated` }, expect: badly('parameter-not-here', '_sort') },
    { name: 'R-132 without a type, the policy is asked of the whole server', as: patientA, request: { path: '?_id=a1' }, expect: { ...denied, decision: { ask: [{ type: 'System', action: 'search' }], gate: 'policy' } } },
    { name: 'R-132 nor by POST', as: etl, request: post('_id=a1'), expect: denied },
    {
      name: 'a page may span two types, and each resource comes once',
      steps: [
        { as: patientA, request: { path: `?${two}&_count=3` }, expect: { status: 200, next: true, total: 'none', lacks: ['_getpages'] }, keep: { two: 'next' } },
        { as: patientA, request: { path: '{two}' }, expect: { status: 200, next: true, decision: { interaction: 'search-system', types: ['Condition', 'Observation'] } }, keep: { three: 'next' } },
        { as: patientA, request: { path: '{three}' }, expect: { status: 200 } },
        { as: having(patientA, { sub: 'other' }), request: { path: '{two}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } },
        { as: having(patientA, { scope: 'patient/Condition.rs' }), request: { path: '{two}' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
      ],
    },
  ],
};

/** All types of a patient's compartment at once (R4 http section 3.1.0.9.2; ). */
export const wholeCompartment: Feature = {
  name: 'a whole compartment',
  cases: [
    { name: 'some types of the own', as: patientA, request: { path: `Patient/A/*?${two}` }, expect: { status: 200, resources: ['Condition/cond-a', ...ofA], upstream, contains: ['"url":"http://localhost:8080/fhir/Patient/A/*?_type=Condition%2CObservation"'], decision: { ask: [{ patients: ['A'] }, { patients: ['A'] }] } } },
    { name: 'A-018 and of another\'s nothing', as: patientA, request: { path: `Patient/B/*?${two}` }, expect: outside },
    { name: 'A-018 nor beside the own', as: patientA, request: { path: `Patient/B/*?${two}&patient=Patient/A` }, expect: outside },
    { name: 'by POST', as: patientA, request: { method: 'POST', path: 'Patient/A/*/_search', headers: form, body: two }, expect: { status: 200, resources: ['Condition/cond-a', ...ofA] } },
    { name: 'of another by who reaches everyone', as: etl, request: { path: 'Patient/B/*?_type=Condition,Encounter' }, expect: { status: 200, resources: ['Condition/cond-b', 'Encounter/enc-b'] } },
    { name: 'what belongs to no patient is in none', as: clinician, request: { path: 'Patient/A/*?_type=Condition,Practitioner' }, expect: badly('parameter-value', '_type') },
    { name: 'all types: the policy is asked of the whole server', as: patientA, request: { path: 'Patient/A/*' }, expect: denied },
    { name: 'for staff as well', as: wardClinician, request: { path: 'Patient/A/*' }, expect: denied },
  ],
};

const auditor: Persona = { claims: { sub: 'auditor', roles: ['auditor'], scope: 'user/*.rs' }, sees: 'everyone' };

/** All types where the policy opens the whole server: those that have no grant are left out. */
export const allTypes: Feature = {
  name: 'all types',
  policies: 'wide',
  cases: [
    { name: 'a patient finds an own resource whatever its type', as: patientA, request: { path: '?_id=a1,cov-a,L1,q1,task-a,b1' }, expect: { status: 200, resources: ['Observation/a1', 'Coverage/cov-a'], total: 'none', decision: { ask: [{ type: 'System', action: 'search' }] } } },
    { name: 'A-078 and no other\'s', as: patientA, request: { path: '?_id=b1,b2,cov-b-by-a,app-ab,acc-ab,g1,B' }, expect: { status: 200, resources: [] } },
    { name: 'the own compartment whole: nothing of others in it', as: patientA, request: { path: 'Patient/A/*?_count=100' }, expect: { status: 200, next: false, outcome: { patients: ['A'] } } },
    { name: 'A-018 another\'s is not given', as: patientA, request: { path: 'Patient/B/*' }, expect: outside },
    { name: 'within some scopes, those types', as: having(patientA, { scope: 'patient/Coverage.rs patient/Condition.rs' }), request: { path: '?_lastUpdated=ge2020-01-01' }, expect: { status: 200, resources: ['Condition/cond-a', 'Coverage/cov-a'] } },
    { name: 'who reaches everyone finds what is hidden as well', as: auditor, request: { path: '?_id=task-a,b1,L1,ae-a' }, expect: { status: 200, resources: ['Task/task-a', 'Observation/b1', 'Location/L1'] } },
    { name: 'a parameter that not all types have is none', as: auditor, request: { path: '?patient=A' }, expect: badly('parameter-unknown', 'patient') },
  ],
};
