import { get, post, refused, send, understood, type ParseCase } from './parse-case.ts';

const target = '/fhir/Patient/A';
const read = get(target);
const patientA = { kind: 'read', type: 'Patient', id: 'A' } as const;
const observation = '{"resourceType":"Observation","status":"final"}';
const reason = 'unconscious%20patient%2C%20no%20proxy';

/** What headers may say, once; whatever else a client sends is not looked at and never goes on. */
export const headers: readonly ParseCase[] = [
  refused('a method override (A-029, R-178)', post('/fhir/Observation', observation, 'application/fhir+json', 'X-HTTP-Method-Override', 'DELETE'), 'method-override', post('/fhir/Observation', observation), 'x-http-method-override'),
  refused('a method override by its short name (A-029)', get(target, 'X-HTTP-Method', 'DELETE'), 'method-override', read),
  refused('a method override by its other name, in small letters (A-029)', get(target, 'x-method-override', 'PUT'), 'method-override', read),
  refused('an upgrade to a web socket (A-008)', get('/fhir/metadata', 'Upgrade', 'websocket', 'Connection', 'Upgrade'), 'upgrade-refused', get('/fhir/metadata')),
  refused('an upgrade to HTTP/2 (A-009)', get(target, 'Upgrade', 'h2c'), 'upgrade-refused', read),
  refused('settings of HTTP/2 without an upgrade (A-009)', get(target, 'HTTP2-Settings', 'AAMAAABk'), 'upgrade-refused', read),
  refused('an encoded body (A-071, A-183, R-174)', post('/fhir/Observation', observation, 'application/fhir+json', 'Content-Encoding', 'gzip'), 'content-encoding', post('/fhir/Observation', observation, 'application/fhir+json', 'Content-Encoding', 'identity')),
  refused('a body encoded twice (A-183)', post('/fhir/Observation', observation, 'application/fhir+json', 'Content-Encoding', 'identity, br'), 'content-encoding', post('/fhir/Observation', observation)),
  refused('a content encoding without a name (A-183)', post('/fhir/Observation', observation, 'application/fhir+json', 'Content-Encoding', ''), 'content-encoding', post('/fhir/Observation', observation)),
  refused('an encoded search form, of which HAPI reads nothing (A-071)', post('/fhir/Observation/_search', 'status=final', 'application/x-www-form-urlencoded', 'Content-Encoding', 'gzip'), 'content-encoding', post('/fhir/Observation/_search', 'status=final', 'application/x-www-form-urlencoded')),
  refused('an answer that comes later (A-045, R-205)', get('/fhir/Observation', 'Prefer', 'respond-async'), 'prefer-async', get('/fhir/Observation', 'Prefer', 'handling=strict'), 'prefer'),
  refused('an answer that comes later, among other wishes (A-045)', get('/fhir/Observation', 'Prefer', 'return=minimal, Respond-Async; wait=10'), 'prefer-async', get('/fhir/Observation', 'Prefer', 'return=minimal; wait=10')),
  refused('an answer that comes later, in a second header (A-045)', get('/fhir/Observation', 'Prefer', 'return=minimal', 'Prefer', 'respond-async'), 'prefer-async', get('/fhir/Observation', 'Prefer', 'return=minimal', 'Prefer', 'handling=strict')),
  understood('a wish that only ends like that', get('/fhir/Observation', 'Prefer', 'x-respond-async=1'), { kind: 'search-type' }),
  refused('two tokens (A-050)', get(target, 'Authorization', 'Bearer a', 'Authorization', 'Bearer b'), 'header-repeated', get(target, 'Authorization', 'Bearer a'), 'authorization'),
  refused('the same token twice (A-050)', get(target, 'Authorization', 'Bearer a', 'authorization', 'Bearer a'), 'header-repeated', get(target, 'Authorization', 'Bearer a')),
  refused('two content types (A-050)', send('POST', '/fhir/Observation', ['Content-Type', 'application/fhir+json', 'Content-Type', 'text/xml'], observation), 'header-repeated', post('/fhir/Observation', observation), 'content-type'),
  refused('two preconditions (A-050)', send('PUT', '/fhir/Observation/1', ['If-Match', 'W/"1"', 'If-Match', 'W/"2"']), 'header-repeated', send('PUT', '/fhir/Observation/1', ['If-Match', 'W/"1"'])),
  refused('two conditions of a create (A-050, A-146)', post('/fhir/Observation', observation, 'application/fhir+json', 'If-None-Exist', 'a=1', 'If-None-Exist', 'b=1'), 'header-repeated', post('/fhir/Observation', observation, 'application/fhir+json', 'If-None-Exist', 'a=1')),
  refused('two hosts (A-041, A-050)', get(target, 'Host', 'gw.example', 'Host', 'evil.example'), 'header-repeated', get(target, 'Host', 'gw.example')),
  refused('two emergencies (A-050)', get(target, 'X-Break-Glass', reason, 'X-Break-Glass', reason), 'header-repeated', get(target, 'X-Break-Glass', reason)),
  understood('lists in two headers, joined (RFC 9110 section 5.3)', get(target, 'Accept', 'text/html', 'Accept', 'application/fhir+json'), patientA),
  understood('a place of its own that HAPI would follow, and that goes nowhere (A-030)', send('PUT', '/fhir/Observation/own', ['Content-Location', 'Observation/victim']), { kind: 'update', type: 'Observation', id: 'own' }),
  understood('a cascade by header, which goes nowhere (A-031)', send('DELETE', '/fhir/Encounter/x', ['X-Cascade', 'delete']), { kind: 'delete', type: 'Encounter', id: 'x' }),
  understood('a provenance by header, which goes nowhere (A-039)', post('/fhir/Observation', observation, 'application/fhir+json', 'X-Provenance', '{"resourceType":"Provenance"}'), { kind: 'create', type: 'Observation' }),
  understood('a lenient handling, which goes nowhere (A-044)', get('/fhir/Observation', 'Prefer', 'handling=lenient'), { kind: 'search-type', params: [] }),
  understood('conditions of a read, which go nowhere (A-047, R-172)', get(target, 'If-None-Match', 'W/"7"', 'Range', 'bytes=0-9'), patientA),

  understood('a wish for the resource', get(target, 'Prefer', 'return=representation'), patientA, { prefer: 'representation' }),
  understood('a wish for little, in quotation marks', get(target, 'Prefer', 'return="minimal"'), patientA, { prefer: 'minimal' }),
  understood('a wish for an outcome, behind another', get(target, 'Prefer', 'handling=strict, return=OperationOutcome'), patientA, { prefer: 'OperationOutcome' }),
  understood('a wish that nobody knows as none', get(target, 'Prefer', 'return=everything'), { ...patientA }, {}),

  understood('an emergency', get(target, 'X-Break-Glass', reason), patientA, { emergency: 'unconscious patient, no proxy' }),
  understood('an emergency in letters beyond ASCII, counted as characters', get(target, 'X-Break-Glass', '%F0%9F%9A%91'.repeat(10)), patientA, { emergency: '🚑'.repeat(10) }),
  refused('an emergency of nine characters', get(target, 'X-Break-Glass', 'emergency'), 'emergency-malformed', get(target, 'X-Break-Glass', 'emergency1'), 'x-break-glass'),
  refused('an emergency of blanks', get(target, 'X-Break-Glass', '%20'.repeat(20)), 'emergency-malformed', get(target, 'X-Break-Glass', reason)),
  refused('an emergency of 501 characters', get(target, 'X-Break-Glass', 'x'.repeat(501)), 'emergency-malformed', get(target, 'X-Break-Glass', 'x'.repeat(500))),
  refused('an emergency that is not UTF-8', get(target, 'X-Break-Glass', `${reason}%FF`), 'emergency-malformed', get(target, 'X-Break-Glass', reason)),
  refused('an emergency that is not percent-encoded', get(target, 'X-Break-Glass', 'bewußtloser Patient'), 'emergency-malformed', get(target, 'X-Break-Glass', 'bewu%C3%9Ftloser%20Patient')),
];
