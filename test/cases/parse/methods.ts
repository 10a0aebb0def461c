import { get, post, refused, send, understood, type ParseCase } from './parse-case.ts';

const observation = '{"resourceType":"Observation","status":"final"}';
const create = post('/fhir/Observation', observation);

/** What a method does on a path, and what it never does. */
export const methods: readonly ParseCase[] = [
  understood('HEAD as the GET that it stands for (A-027, R-171)', send('HEAD', '/fhir/Patient/B'), { kind: 'read', type: 'Patient', id: 'B' }, { head: true }),
  understood('GET as itself', get('/fhir/Patient/B'), { kind: 'read' }, { head: false }),
  understood('a create', create, { kind: 'create', type: 'Observation' }),
  understood('a conditional create', post('/fhir/Observation', observation, 'application/fhir+json', 'If-None-Exist', 'identifier=a'), { kind: 'conditional-create', type: 'Observation' }),
  understood('an update', send('PUT', '/fhir/Observation/1'), { kind: 'update', type: 'Observation', id: '1' }),
  understood('a conditional update', send('PUT', '/fhir/Observation?identifier=a'), { kind: 'conditional-update', type: 'Observation' }),
  understood('a patch', send('PATCH', '/fhir/Observation/1'), { kind: 'patch', type: 'Observation', id: '1' }),
  understood('a conditional patch', send('PATCH', '/fhir/Observation?identifier=a'), { kind: 'conditional-patch', type: 'Observation' }),
  understood('a delete', send('DELETE', '/fhir/Observation/1'), { kind: 'delete', type: 'Observation', id: '1' }),
  understood('a conditional delete', send('DELETE', '/fhir/Observation?identifier=a'), { kind: 'conditional-delete', type: 'Observation' }),
  understood('the end of an export, which is a DELETE of an operation', send('DELETE', '/fhir/$export-poll-status?_jobId=1'), { kind: 'operation', name: '$export-poll-status' }),

  refused('TRACE (A-028)', send('TRACE', '/fhir/Patient/A'), 'method-not-allowed', get('/fhir/Patient/A')),
  refused('OPTIONS, which is for CORS alone (A-028, R-177)', send('OPTIONS', '/fhir/Patient/A'), 'method-not-allowed', get('/fhir/Patient/A')),
  refused('a method in small letters (A-028, A-167)', send('get', '/fhir/Patient/A'), 'method-not-allowed', get('/fhir/Patient/A')),
  refused('a method that is the name of something inherited (A-081)', send('constructor', '/fhir/Patient/A'), 'method-not-allowed', get('/fhir/Patient/A')),
  refused('a method that is the prototype\'s name (A-081)', send('__proto__', '/fhir/Patient'), 'method-not-allowed', get('/fhir/Patient')),
  refused('a POST to an instance', post('/fhir/Observation/1', observation), 'method-not-allowed', create),
  refused('a write to a version (A-033)', send('PUT', '/fhir/Observation/1/_history/1', ['X-Rewrite-History', 'true']), 'method-not-allowed', get('/fhir/Observation/1/_history/1')),
  refused('a patch of a version (A-033)', send('PATCH', '/fhir/Observation/1/_history/1'), 'method-not-allowed', get('/fhir/Observation/1/_history/1')),
  refused('a delete of a history', send('DELETE', '/fhir/Observation/1/_history'), 'method-not-allowed', get('/fhir/Observation/1/_history')),
  refused('a POST to a history of a type', send('POST', '/fhir/Observation/_history'), 'method-not-allowed', get('/fhir/Observation/_history')),
  refused('a POST to the history of the server', send('POST', '/fhir/_history'), 'method-not-allowed', get('/fhir/_history')),
  refused('a PUT to a search', send('PUT', '/fhir/Observation/_search'), 'method-not-allowed', get('/fhir/Observation/_search')),
  refused('a PUT to the search of the server', send('PUT', '/fhir/_search'), 'method-not-allowed', get('/fhir/_search')),
  refused('a delete of the server', send('DELETE', '/fhir'), 'method-not-allowed', send('DELETE', '/fhir/Observation/1')),
  refused('a POST to a search in a compartment without `_search`', send('POST', '/fhir/Patient/A/Observation'), 'method-not-allowed', get('/fhir/Patient/A/Observation')),
  refused('a delete in a compartment', send('DELETE', '/fhir/Patient/A/Observation/_search'), 'method-not-allowed', get('/fhir/Patient/A/Observation/_search')),
  refused('a PUT to an operation', send('PUT', '/fhir/Patient/$everything'), 'method-not-allowed', get('/fhir/Patient/$everything')),
  refused('another method in a parameter (A-029)', post('/fhir/Observation?_method=DELETE', observation), 'parameter-not-here', create, '_method'),
  refused('a delete that takes what refers along (A-031)', send('DELETE', '/fhir/Encounter/x?_cascade=delete'), 'parameter-not-here', send('DELETE', '/fhir/Encounter/x'), '_cascade'),
  refused('a delete that takes the history along (A-032)', send('DELETE', '/fhir/Observation/1?_expunge=true'), 'parameter-not-here', send('DELETE', '/fhir/Observation/1'), '_expunge'),
  refused('a parameter on a create', post('/fhir/Observation?x=1', observation), 'parameter-not-here', create, 'x'),
  refused('a parameter at the base of a Bundle (A-172)', post('/fhir?x=1', '{"resourceType":"Bundle","type":"batch"}'), 'parameter-not-here', post('/fhir', '{"resourceType":"Bundle","type":"batch"}'), 'x'),
];
