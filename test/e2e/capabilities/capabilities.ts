import type { Feature } from '../case.ts';
import { patientA } from '../personas.ts';

const own = {
  status: 200, decision: 'none', outcome: 'none', headers: { etag: /^W\/"[0-9a-f]{16}"$/, 'content-type': 'application/fhir+json; charset=utf-8' },
  contains: ['"software":{"name":"Wardgate"', '"url":"http://localhost:8080/fhir"', '"fhirVersion":"4.0.1"', '"type":"Observation"', '"code":"search-type"', '"code":"history-instance"', '"code":"create"', 'SMART-on-FHIR'],
  lacks: ['"code":"update"', '"code":"patch"', '"code":"delete"', '"operation"', 'conditionalCreate', '_filter', '"code":"transaction"'],
} as const;

/** capabilities: what the gateway offers, to anybody (R4 http section 3.1.0.6; A-019). Not recorded. */
export const capabilities: Feature = {
  name: 'capabilities',
  cases: [
    { name: 'R-014 anonymous', request: { path: 'metadata' }, expect: own },
    { name: 'with a token', as: patientA, request: { path: 'metadata' }, expect: own },
    { name: 'with what is no token at all', request: { path: 'metadata', headers: { Authorization: 'Bearer not.a.token' } }, expect: own },
    { name: 'and with another scheme', request: { path: 'metadata', headers: { Authorization: 'Basic YTpi' } }, expect: own },
    { name: 'the second time from what is kept', request: { path: 'metadata' }, expect: { ...own, upstream: 'nothing' } },
    { name: '`mode` and `_format` are known', request: { path: 'metadata?mode=full&_format=json' }, expect: own },
    { name: 'HEAD', request: { method: 'HEAD', path: 'metadata' }, expect: { status: 200, body: 'none', decision: 'none' } },
    { name: 'A-019 other parameters are none of it', request: { path: 'metadata?_getpages=x' }, expect: { status: 400, refusal: 'parameter-not-here', upstream: 'nothing' } },
    { name: 'A-019 nothing stands below it', request: { path: 'metadata/Patient/B' }, expect: { status: 400, refusal: 'path-malformed', upstream: 'nothing' } },
    { name: 'A-019 nor does it stand below a type', request: { path: 'Patient/metadata' }, expect: { status: 400, refusal: 'id-malformed', upstream: 'nothing' } },
    { name: 'A-019 nor is it posted', request: { method: 'POST', path: 'metadata', body: {} }, expect: { status: 405, refusal: 'method-not-allowed', upstream: 'nothing' } },
    { name: 'XML is not offered', request: { path: 'metadata', headers: { Accept: 'application/fhir+xml' } }, expect: { status: 406, refusal: 'not-acceptable', upstream: 'nothing' } },
    { name: 'A-021 in another case it is nothing', request: { path: 'Metadata' }, expect: { status: 404, refusal: 'type-unknown', upstream: 'nothing' } },
    { name: 'discovery is not built yet', request: { path: '.well-known/smart-configuration' }, expect: { status: 404, refusal: 'path-unknown', upstream: 'nothing' } },
  ],
};
