import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, patientA, patientB, stranger, wardClinician } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;

/** read: R4 http section 3.1.0.2. */
export const read: Feature = {
  name: 'read',
  cases: [
    {
      name: 'a patient reads an own observation, its bytes unchanged, in the gateway\'s own base',
      as: patientA, request: { path: 'Observation/a1' },
      expect: {
        status: 200, resources: ['Observation/a1'], upstream: ['GET Observation/a1'],
        contains: ['"value":1.00,', '"code":"2160-0"'],
        headers: {
          'content-type': 'application/fhir+json; charset=utf-8', etag: 'W/"1"', 'last-modified': / GMT$/,
          'content-location': 'http://localhost:8080/fhir/Observation/a1/_history/1', location: undefined,
        },
        decision: { decision: 'permit', method: 'GET', interaction: 'read', type: 'Observation', id: 'a1', reach: ['self'], confinement: ['A'], subject: 'a.adler', launch: { patient: 'A' } },
        outcome: { returned: { count: 1, filtered: 0, breach: 0 }, patients: ['A'], upstreamStatus: 200 },
      },
    },
    {
      name: 'A-109 and not the same one of another patient, which is there',
      as: patientA, request: { path: 'Observation/b3' },
      expect: { ...notFound, upstream: ['GET Observation/b3'], decision: { decision: 'permit' }, outcome: { refusal: 'not-found', returned: { count: 0, filtered: 1, breach: 0 }, patients: [] } },
    },
    { name: 'who in turn reads it', as: patientB, request: { path: 'Observation/b3' }, expect: { status: 200, resources: ['Observation/b3'] } },
    { name: '30 digits survive, before and after the point', as: patientA, request: { path: 'Observation/a2' }, expect: { status: 200, contains: ['"valueDecimal":0.123456789012345678901234567890', '"value":123456789012345678.901234567890,'] } },
    { name: 'A-110 a patient reads the own Patient', as: patientA, request: { path: 'Patient/A' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'A-110 and no other', as: patientA, request: { path: 'Patient/B' }, expect: notFound },
    { name: 'A-117 not one that is linked to the own', as: patientA, request: { path: 'Patient/C' }, expect: notFound },
    { name: 'A-116 an observation of B belongs to B, whoever performed it', as: patientA, request: { path: 'Observation/b-by-a' }, expect: notFound },
    { name: 'R-122 an observation of A belongs to A, whoever it has in focus', as: patientA, request: { path: 'Observation/focus-b' }, expect: { status: 200, resources: ['Observation/focus-b'] } },
    { name: 'A-118 an appointment of two is neither\'s', as: patientA, request: { path: 'Appointment/app-ab' }, expect: notFound },
    { name: 'an appointment with a practitioner is the patient\'s', as: patientA, request: { path: 'Appointment/app-a' }, expect: { status: 200, resources: ['Appointment/app-a'] } },
    { name: 'a report may name what the caller may not see, and is the caller\'s still', as: patientA, request: { path: 'DiagnosticReport/dr-a-of-b1' }, expect: { status: 200, contains: ['Observation/b1'] } },
    { name: 'A-139 what has no subject is nobody\'s', as: patientA, request: { path: 'Observation/no-subject' }, expect: notFound },
    { name: 'A-157 a contained subject owns nothing', as: patientA, request: { path: 'Observation/contained-subject' }, expect: notFound },
    { name: 'A-158 a subject by identifier owns nothing', as: patientA, request: { path: 'Observation/identifier-subject' }, expect: notFound },
    { name: 'A-155 a subject elsewhere owns nothing here', as: patientA, request: { path: 'Observation/elsewhere-subject' }, expect: notFound },
    { name: 'a group as subject owns nothing', as: patientA, request: { path: 'Observation/group-subject' }, expect: notFound },
    { name: 'and whoever reaches everyone reads what is nobody\'s', as: officer, request: { path: 'Observation/no-subject' }, expect: { status: 200, resources: ['Observation/no-subject'], outcome: { patients: [] } } },
    { name: 'decision 6: deleted is as absent to a patient', as: patientA, request: { path: 'Observation/deleted-a' }, expect: { ...notFound, outcome: { upstreamStatus: 410 } } },
    { name: 'A-095 and gone only to who reaches everyone, without a Location', as: officer, request: { path: 'Observation/deleted-a' }, expect: { status: 410, refusal: 'gone', headers: { location: undefined } } },
    { name: 'absent is absent, to everyone', as: officer, request: { path: 'Observation/absent' }, expect: notFound },

    { name: 'R-171 HEAD is a read without a body', as: patientA, request: { method: 'HEAD', path: 'Observation/a1' }, expect: { status: 200, body: 'none', headers: { etag: 'W/"1"' }, upstream: ['GET Observation/a1'], decision: { method: 'HEAD', interaction: 'read' } } },
    { name: 'A-027 and tells nothing of what is not visible', as: patientA, request: { method: 'HEAD', path: 'Observation/b3' }, expect: { status: 404, body: 'none', headers: { etag: undefined, 'last-modified': undefined } } },
    { name: 'A-047 a range is not heard: half a resource cannot be checked', as: patientA, request: { path: 'Observation/a1', headers: { Range: 'bytes=0-9' } }, expect: { status: 200, resources: ['Observation/a1'] } },
    {
      name: 'A-030 to A-046 headers that steer HAPI stay here', as: patientA,
      request: {
        path: 'Observation/a1',
        headers: {
          'X-Cascade': 'delete', 'Content-Location': 'Observation/b3', 'X-Rewrite-History': 'true', 'X-Meta-Snapshot-Mode': 'TAG', 'X-Request-Partition-IDs': '1,2', 'X-Request-Source': 'x',
          'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', Forwarded: 'host=evil.example', 'Cache-Control': 'no-cache, max-results=100000', Cookie: 'a=b', 'X-Security-Context': 'Patient/B',
        },
      },
      expect: { status: 200, resources: ['Observation/a1'], lacks: ['evil.example'] },
    },
    { name: 'A-048 `_format=json` is honoured here', as: patientA, request: { path: 'Observation/a1?_format=json' }, expect: { status: 200, upstream: ['GET Observation/a1'] } },
    { name: '`_pretty=true` is honoured here, the digits as they are', as: patientA, request: { path: 'Observation/a1?_pretty=true' }, expect: { status: 200, contains: ['{\n  "resourceType": "Observation",', '"value": 1.00,'], upstream: ['GET Observation/a1'] } },
    { name: 'A-048 R-173 XML is not offered', as: patientA, request: { path: 'Observation/a1', headers: { Accept: 'application/fhir+xml' } }, expect: { status: 406, refusal: 'not-acceptable', upstream: 'nothing' } },
    { name: 'A-048 nor by `_format`', as: patientA, request: { path: 'Observation/a1?_format=xml' }, expect: { status: 406, refusal: 'not-acceptable', at: '_format', upstream: 'nothing' } },
    { name: 'A-048 nor where JSON stands beside it', as: patientA, request: { path: 'Observation/a1?_format=xml&_format=json' }, expect: { status: 400, refusal: 'parameter-repeated', at: '_format', upstream: 'nothing' } },
    { name: 'a browser\'s Accept is served with JSON', as: patientA, request: { path: 'Observation/a1', headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }, expect: { status: 200, headers: { 'content-type': /^application\/fhir\+json/ } } },

    { name: 'a clinician reads of the launch patient', as: clinician, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'decision 3: and of nobody else, whatever the role could', as: clinician, request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'decision 3: launched from B, of B', as: having(clinician, { patient: 'B' }, ['B']), request: { path: 'Observation/b1' }, expect: { status: 200, resources: ['Observation/b1'], upstream: ['GET Observation/b1'] } },
    { name: 'decision 3: and no longer of A, whose care team the clinician is in', as: having(clinician, { patient: 'B' }, ['B']), request: { path: 'Observation/a1' }, expect: notFound },
    { name: 'what is of no patient is read by staff', as: wardClinician, request: { path: 'Organization/O1' }, expect: { status: 200, resources: ['Organization/O1'] } },
    { name: 'and not by a patient, who has no row for it', as: patientA, request: { path: 'Organization/O1' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing', decision: { decision: 'deny', gate: 'policy' } } },
    { name: 'R-113 `openid fhirUser` reads the caller\'s own resource', as: having(stranger, { scope: 'openid fhirUser' }), request: { path: 'Practitioner/88' }, expect: { status: 200, resources: ['Practitioner/88'] } },
    { name: 'R-113 and that one alone', as: having(stranger, { scope: 'openid fhirUser' }), request: { path: 'Practitioner/77' }, expect: notFound },
    { name: 'R-113 by read alone, no search', as: having(stranger, { scope: 'openid fhirUser' }), request: { path: 'Practitioner' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'R-113 nor its versions', as: having(stranger, { scope: 'openid fhirUser' }), request: { path: 'Practitioner/88/_history/1' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'R-114 a fhirUser on the gateway\'s own base is the same', as: having(stranger, { scope: 'openid fhirUser', fhirUser: 'http://localhost:8080/fhir/Practitioner/88' }), request: { path: 'Practitioner/88' }, expect: { status: 200, resources: ['Practitioner/88'] } },
    { name: 'A-221 a fhirUser on another base is nobody here', as: having(stranger, { scope: 'openid fhirUser user/*.rs', fhirUser: 'https://other.example/fhir/Practitioner/88' }), request: { path: 'Practitioner/88' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'a stranger without a role reads nothing', as: stranger, request: { path: 'Observation/a1' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing', decision: { gate: 'policy', refusal: 'policy-denied' } } },
    { name: 'the export reads everyone\'s', as: etl, request: { path: 'Observation/b1' }, expect: { status: 200, resources: ['Observation/b1'], decision: { machine: true, client: 'nightly-etl', reach: ['any'] }, outcome: { patients: ['B'] } } },
    { name: 'but no documents: the deny row beats the allow row', as: etl, request: { path: 'DocumentReference/doc-a' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing', decision: { gate: 'policy' } } },
    { name: 'decision 12: operator types are reached by a row that names them', as: officer, request: { path: 'AuditEvent/ae-a' }, expect: { status: 200, resources: ['AuditEvent/ae-a'] } },
    { name: 'A-120 and by no group', as: etl, request: { path: 'AuditEvent/ae-a' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
  ],
};
