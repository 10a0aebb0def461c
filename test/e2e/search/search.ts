import type { Feature } from '../case.ts';
import { clinician, coordinator, etl, having, officer, patientA, stranger, wardClinician } from '../personas.ts';

const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);
const narrowed = 'GET Observation?patient=Patient%2FA';
const all = `${narrowed}&_count=20`;
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;

/** search of a type, with GET: narrowed, and still checked (R4 http section 3.1.0.9; ). */
export const search: Feature = {
  name: 'search',
  cases: [
    {
      name: 'A-053 a patient who names nobody finds the own observations',
      as: patientA, request: { path: 'Observation' },
      expect: {
        status: 200, resources: ofA, total: 7, next: false, upstream: [all], contains: ['"value":1.00,', '"url":"http://localhost:8080/fhir/Observation"'],
        decision: { interaction: 'search-type', type: 'Observation', ask: [{ type: 'Observation', action: 'search', letter: 's' }], reach: ['self'], confinement: ['A'] },
        outcome: { returned: { count: 7, filtered: 0, breach: 0 }, patients: ['A'] },
      },
    },
    { name: 'R-126 who names the own patient, the same', as: patientA, request: { path: 'Observation?patient=A' }, expect: { status: 200, resources: ofA, upstream: [all], decision: { params: ['patient'], ask: [{ patients: ['A'] }] } } },
    { name: 'R-126 with the type', as: patientA, request: { path: 'Observation?patient=Patient/A' }, expect: { status: 200, resources: ofA, upstream: [all] } },
    { name: 'R-126 by another spelling', as: patientA, request: { path: 'Observation?subject:Patient=A' }, expect: { status: 200, resources: ofA, upstream: [all] } },
    { name: 'R-126 on the gateway\'s own base, which HAPI would not find', as: patientA, request: { path: 'Observation?subject=http://localhost:8080/fhir/Patient/A' }, expect: { status: 200, resources: ofA, upstream: [all], contains: ['"url":"http://localhost:8080/fhir/Observation?subject=http%3A%2F%2Flocalhost%3A8080%2Ffhir%2FPatient%2FA"'] } },
    { name: 'A-054 another patient, not even looked for', as: patientA, request: { path: 'Observation?patient=B' }, expect: { ...outside, decision: { gate: 'confinement', ask: [{ patients: ['B'] }] } } },
    { name: 'A-054 nor by `subject`', as: patientA, request: { path: 'Observation?subject=Patient/B' }, expect: outside },
    { name: 'A-060 nor by an absolute address', as: patientA, request: { path: 'Observation?patient=http://localhost:8080/fhir/Patient/B' }, expect: outside },
    { name: 'A-090 a count alone, where what is found is what is visible', as: patientA, request: { path: 'Observation?_summary=count' }, expect: { status: 200, resources: [], total: 7 } },
    { name: 'A-090 ... and where it is not, it would tell of others', as: patientA, request: { path: 'Appointment?_summary=count' }, expect: { status: 403, refusal: 'count-withheld', upstream: 'nothing' } },
    { name: 'A-055 of two patients the own is searched', as: patientA, request: { path: 'Observation?patient=A,B' }, expect: { status: 200, resources: ofA, upstream: [all], total: 7 } },
    { name: 'A-056 one and the other is nobody', as: patientA, request: { path: 'Observation?patient=A&patient=B' }, expect: outside },
    { name: 'A-056 an encoded name is the same name', as: patientA, request: { path: 'Observation?pati%65nt=B&patient=A' }, expect: outside },
    { name: 'A-057 what is no patient is not looked for beside the own one', as: patientA, request: { path: 'Observation?subject=Patient/A,Group/g1' }, expect: { status: 200, resources: ofA, upstream: [all] } },
    { name: 'A-057 nor alone', as: patientA, request: { path: 'Observation?subject=Group/g1' }, expect: outside },
    { name: 'A-058 every owner parameter counts', as: patientA, request: { path: 'Observation?subject=Patient/B&subject=Patient/B&performer=Patient/A' }, expect: outside },
    { name: 'A-059 a performer names nobody: what A performed on B is not found', as: patientA, request: { path: 'Observation?performer=Patient/A' }, expect: { status: 200, resources: [], total: 0, upstream: [`${narrowed}&performer=Patient%2FA&_count=20`] } },
    { name: 'A-059 what others performed on A is', as: patientA, request: { path: 'Observation?performer=Practitioner/77' }, expect: { status: 200, resources: ['Observation/a5'], total: 1 } },
    { name: 'A-065 an id is a search too: B\'s is not found', as: patientA, request: { path: 'Observation?_id=b1' }, expect: { status: 200, resources: [], total: 0, upstream: [`${narrowed}&_id=b1&_count=20`] } },
    { name: 'A-065 of two ids the own is', as: patientA, request: { path: 'Observation?_id=a1,b1' }, expect: { status: 200, resources: ['Observation/a1'], total: 1 } },
    { name: 'A-110 a Patient is narrowed by its id', as: patientA, request: { path: 'Patient?name=brandt' }, expect: { status: 200, resources: [], upstream: ['GET Patient?_id=A&name=brandt&_count=20'] } },
    { name: 'A-110 so the own is found by name', as: patientA, request: { path: 'Patient?name=adler' }, expect: { status: 200, resources: ['Patient/A'], total: 1 } },
    { name: 'A-110 and another not by id', as: patientA, request: { path: 'Patient?_id=B' }, expect: outside },
    { name: 'A-117 who links to the own Patient is not found', as: patientA, request: { path: 'Patient?link=Patient/A' }, expect: { status: 200, resources: [], total: 0 } },
    { name: 'several parameters are AND, several values OR (R-143)', as: patientA, request: { path: 'Observation?code=http://loinc.org|2339-0,http://loinc.org|2160-0&category=laboratory' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'], upstream: [`${narrowed}&code=http%3A%2F%2Floinc.org%7C2339-0%2Chttp%3A%2F%2Floinc.org%7C2160-0&category=laboratory&_count=20`], decision: { params: ['code', 'category'] } } },
    { name: 'a date, as HAPI reads it', as: patientA, request: { path: 'Observation?date=ge2024-01-05&date=lt2024-01-07' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/a4'], total: 2 } },
    { name: 'a quantity', as: patientA, request: { path: 'Observation?value-quantity=gt90' }, expect: { status: 200, resources: ['Observation/a2', 'Observation/a4'] } },
    { name: 'a parameter without a value asks nothing, and is not sent', as: patientA, request: { path: 'Observation?code=&date=&_id=a1' }, expect: { status: 200, resources: ['Observation/a1'], upstream: [`${narrowed}&_id=a1&_count=20`] } },
    { name: '`:not` on a parameter that names nobody', as: patientA, request: { path: 'Observation?code:not=8867-4&category=laboratory' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'] } },
    { name: 'A-092 a value set of the caller\'s choice, which nobody has', as: patientA, request: { path: 'Observation?code:in=http://attacker.example/vs' }, expect: { status: 400, refusal: 'backend-refused' } },
    { name: 'A-092 whatever it would hold, nothing of others is found by it', as: patientA, request: { path: 'Observation?code:above=http://loinc.org|2160-0' }, expect: { status: 200, lacks: ['Patient/B'] } },
    { name: 'a clinician finds of the launch patient', as: clinician, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'], upstream: ['GET Condition?patient=Patient%2FA&_count=20'] } },
    { name: 'decision 3: and of nobody else', as: clinician, request: { path: 'Condition?patient=B' }, expect: outside },
    { name: 'what is of no patient goes as it is', as: wardClinician, request: { path: 'Practitioner?_sort=_id' }, expect: { status: 200, resources: ['Practitioner/77', 'Practitioner/88'], upstream: ['GET Practitioner?_sort=_id&_count=20'], decision: { reach: ['any'] } } },
    { name: 'and is not a patient\'s to search', as: patientA, request: { path: 'Practitioner' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'who reaches everyone finds everyone\'s', as: officer, request: { path: 'Condition?_sort=_id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Condition/cond-b'], total: 2, upstream: ['GET Condition?_sort=_id&_count=20'], decision: { reach: ['any'] }, outcome: { patients: ['A', 'B'] } } },
    { name: 'and one patient\'s by name', as: etl, request: { path: 'Condition?patient=Patient/B' }, expect: { status: 200, resources: ['Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FB&_count=20'] } },
    { name: 'on the own base as well', as: etl, request: { path: 'Condition?patient=http://localhost:8080/fhir/Patient/B' }, expect: { status: 200, resources: ['Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FB&_count=20'] } },
    { name: 'decision 12: an operator type is found by a row that names it', as: officer, request: { path: 'AuditEvent' }, expect: { status: 200, resources: ['AuditEvent/ae-a'] } },
    { name: 'R-185 no scope for the type: 403, no empty Bundle', as: having(patientA, { scope: 'patient/Condition.rs' }), request: { path: 'Observation' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing', decision: { gate: 'scope' } } },
    { name: 'a stranger finds nothing to search', as: stranger, request: { path: 'Observation' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'A-078 GET _search is a search', as: patientA, request: { path: 'Observation/_search?code=2160-0' }, expect: { status: 200, resources: ['Observation/a1'], upstream: [`${narrowed}&code=2160-0&_count=20`] } },
    { name: 'a search that is too long for a URL goes as a form of the gateway\'s own', as: patientA, request: { path: `Observation?code=2160-0,${Array.from({ length: 300 }, (_, at) => `none${at}`).join(',')}` }, expect: { status: 200, resources: ['Observation/a1'], total: 1, upstream: [`POST Observation/_search patient=Patient%2FA&code=2160-0%2C${Array.from({ length: 300 }, (_, at) => `none${at}`).join('%2C')}&_count=20`] } },
    { name: 'HEAD on a search is a search without a body', as: patientA, request: { method: 'HEAD', path: 'Observation' }, expect: { status: 200, body: 'none', upstream: [all] } },
    { name: '`_pretty` reaches the Bundle, and leaves the digits', as: patientA, request: { path: 'Observation?_id=a1&_pretty=true' }, expect: { status: 200, contains: ['\n  "type": "searchset"', '"value": 1.00,'] } },
    { name: 'a coordinator finds of the care teams in force: one of three with B', as: coordinator, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'], decision: { reach: ['careteam'], confinement: ['A'] } } },
  ],
};
