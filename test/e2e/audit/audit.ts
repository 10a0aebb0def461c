import type { Feature } from '../case.ts';
import { clinician, etl, having, officer, patientA, patientB, stranger, weakOfficer } from '../personas.ts';

const hmac = /^hmac:1:[0-9a-f]{64}$/;

/** The record of every way that a request ends (docs/audit.md; decision 13; ). The laws on decision and outcome hold for every case of every feature (check-audit.ts). */
export const auditRecords: Feature = {
  name: 'audit records',
  cases: [
    {
      name: 'who asked, in the token\'s own words', as: clinician, request: { path: 'Condition?code=38341003&_sort=_id', headers: { 'User-Agent': 'x' } },
      expect: {
        status: 200,
        decision: {
          kind: 'decision', decision: 'permit', subject: 's.seventy', client: 'test-app', fhirUser: 'Practitioner/77', roles: ['physician'], scopes: ['openid', 'fhirUser', 'launch', 'patient/*.cruds'],
          launch: { patient: 'A' }, strength: { strong: false }, machine: undefined, emergency: undefined, peer: '127.0.0.1', method: 'GET', interaction: 'search-type', type: 'Condition', types: ['Condition'], params: ['code', '_sort'],
          ask: [{ type: 'Condition', action: 'search', letter: 's', sort: ['_id'] }], reach: ['launch'], confinement: ['A'], gate: undefined, refusal: undefined, status: undefined,
        },
        outcome: { kind: 'outcome', status: 200, upstreamStatus: 200, returned: { count: 1, filtered: 0, breach: 0 }, patients: ['A'] },
      },
    },
    { name: 'before anybody is known: what could not be parsed', request: { path: 'Patient//B' }, expect: { status: 400, decision: { decision: 'deny', refusal: 'target-malformed', status: 400, method: 'GET', interaction: undefined, subject: undefined, gate: undefined, peer: '127.0.0.1' }, outcome: 'none' } },
    { name: 'what was parsed, and had no token', request: { path: 'Observation/b1' }, expect: { status: 401, decision: { decision: 'deny', refusal: 'token-missing', interaction: 'read', type: 'Observation', id: 'b1', subject: undefined }, outcome: 'none' } },
    { name: 'A-247 nothing of a token that was not verified', as: having(patientA, { aud: 'elsewhere' }), request: { path: 'Observation/b1' }, expect: { status: 401, decision: { refusal: 'token-invalid', subject: undefined, client: undefined, scopes: undefined, fhirUser: undefined }, outcome: 'none' } },
    { name: 'denied by the scope gate', as: having(patientA, { scope: 'patient/Patient.r' }), request: { path: 'Observation/a1' }, expect: { status: 403, decision: { decision: 'deny', gate: 'scope', refusal: 'insufficient-scope', subject: 'a.adler' }, outcome: 'none' } },
    { name: 'denied by the policy gate', as: stranger, request: { path: 'Observation/a1' }, expect: { status: 403, decision: { decision: 'deny', gate: 'policy', refusal: 'policy-denied', subject: 's.stranger' }, outcome: 'none' } },
    { name: 'denied by the confinement gate', as: patientA, request: { path: 'Observation?patient=B' }, expect: { status: 403, decision: { decision: 'deny', gate: 'confinement', refusal: 'outside-confinement', ask: [{ patients: ['B'] }] }, outcome: 'none' } },
    { name: 'asked for stronger authentication', as: weakOfficer, request: { path: 'Observation/a1' }, expect: { status: 401, decision: { decision: 'deny', gate: 'confinement', refusal: 'step-up' }, outcome: 'none' } },
    { name: 'not offered', as: officer, request: { path: 'Patient/A/$everything' }, expect: { status: 403, decision: { decision: 'deny', refusal: 'operation-not-offered', interaction: 'operation', operation: '$everything', type: 'Patient' }, outcome: 'none' } },
    { name: 'refused by what is stored: in the outcome', as: patientA, request: { path: 'Observation/b1' }, expect: { status: 404, decision: { decision: 'permit' }, outcome: { status: 404, refusal: 'not-found', upstreamStatus: 200, returned: { count: 0, filtered: 1, breach: 0 }, patients: [] } } },
    { name: 'A-245 whom nothing was told of, is not among the patients', as: patientA, request: { path: 'Appointment' }, expect: { status: 200, outcome: { returned: { count: 1, filtered: 1, breach: 0 }, patients: ['A'] } } },
    { name: 'refused after a look at references', as: clinician, request: { method: 'POST', path: 'Procedure', body: { resourceType: 'Procedure', status: 'completed', subject: { reference: 'Patient/A' }, reasonReference: [{ reference: 'Observation/b1' }] } }, expect: { status: 422, decision: { decision: 'permit', interaction: 'create' }, outcome: { status: 422, refusal: 'reference-unreachable', patients: [], returned: { count: 0 } } } },
    { name: 'streamed: and how it ended', as: patientA, request: { path: 'Binary/bin-a' }, expect: { status: 200, outcome: { streamed: true, status: 200 }, streamEnd: { bytes: 13, complete: true } } },
    { name: 'HEAD of a stream has no bytes', as: patientA, request: { method: 'HEAD', path: 'Binary/bin-a' }, expect: { status: 200, outcome: { streamed: true }, streamEnd: { bytes: 0, complete: true } } },
    { name: 'a client without a user', as: etl, request: { path: 'Condition/cond-b' }, expect: { status: 200, decision: { machine: true, client: 'nightly-etl', fhirUser: undefined, launch: undefined }, outcome: { patients: ['B'] } } },
    { name: 'A-037 A-244 the client\'s own request id is text, and not the record\'s', as: patientA, request: { path: 'Patient/A', headers: { 'X-Request-Id': 'mine-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } }, expect: { status: 200, headers: { 'x-request-id': /^[0-9a-f-]{36}$/ }, decision: { clientRequestId: { untrusted: 'mine-1' }, traceparent: { untrusted: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } } } },
    { name: 'A-237 and bounded', as: patientA, request: { path: 'Patient/A', headers: { 'X-Request-Id': 'x'.repeat(2000) } }, expect: { status: 200, decision: { clientRequestId: { length: 2000 } } } },
    { name: 'A-244 a peer that nobody vouches for does not say who it is', as: patientA, request: { path: 'Patient/A', headers: { 'X-Forwarded-For': '203.0.113.9' } }, expect: { status: 200, decision: { peer: '127.0.0.1' } } },
    { name: 'a declared emergency, which opens nothing yet', as: patientA, request: { path: 'Patient/A', headers: { 'X-Break-Glass': 'unconscious%20in%20the%20ward' } }, expect: { status: 200, decision: { emergency: true } } },
    { name: 'one that is malformed is refused', as: patientA, request: { path: 'Patient/A', headers: { 'X-Break-Glass': 'short' } }, expect: { status: 400, refusal: 'emergency-malformed', upstream: 'nothing' } },
    {
      name: 'a page says what it goes on with',
      steps: [
        { as: patientA, request: { path: 'Observation?_count=3' }, expect: { status: 200 }, keep: { next: 'next' } },
        { as: patientA, request: { path: '{next}' }, expect: { status: 200, decision: { interaction: 'search-type', type: 'Observation', types: ['Observation'], ask: [{ type: 'Observation', action: 'search', letter: 's' }] } } },
      ],
    },
    {
      name: 'of a history as well',
      steps: [
        { as: officer, request: { path: 'Observation/moved/_history?_count=1' }, expect: { status: 200 }, keep: { next: 'next' } },
        { as: officer, request: { path: '{next}' }, expect: { status: 200, decision: { interaction: 'history-instance', type: 'Observation', id: 'moved', ask: [{ type: 'Observation', action: 'history', letter: 'r' }] } } },
      ],
    },
  ],
};

/** With pseudonyms no patient stands in the record by name (docs/audit.md, `identifiers`). */
export const pseudonyms: Feature = {
  name: 'audit records with pseudonyms',
  identifiers: 'pseudonym',
  cases: [
    { name: 'whose data was given out', as: patientA, request: { path: 'Patient/A' }, expect: { status: 200, decision: { id: hmac, fhirUser: hmac, launch: { patient: hmac }, confinement: [hmac], ask: [{ patients: [hmac] }] }, outcome: { patients: [hmac] } } },
    { name: 'whom a search named', as: patientA, request: { path: 'Observation?patient=B' }, expect: { status: 403, decision: { ask: [{ patients: [hmac] }] } } },
    { name: 'in whose compartment it was', as: patientB, request: { path: 'Patient/B/Observation?code=x' }, expect: { status: 200, decision: { ask: [{ patients: [hmac] }], confinement: [hmac] } } },
    { name: 'a practitioner is named', as: clinician, request: { path: 'Observation/a1' }, expect: { status: 200, decision: { fhirUser: 'Practitioner/77', id: 'a1', launch: { patient: hmac } }, outcome: { patients: [hmac] } } },
  ],
};
