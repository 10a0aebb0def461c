import type { Feature } from '../case.ts';
import { patientA } from '../personas.ts';

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const post = (body: string, query = '', headers: Readonly<Record<string, string>> = form) => ({ method: 'POST', path: `Observation/_search${query}`, headers, body }) as const;
const mediaType = { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } as const;

/** POST _search: query and form are one search, and go upstream as one GET (R4 http section 3.1.0.9; ). */
export const searchByPost: Feature = {
  name: 'search by POST',
  cases: [
    { name: 'a form is a search', as: patientA, request: post('patient=A&code=2160-0'), expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET Observation?patient=Patient%2FA&code=2160-0&_count=20'], decision: { interaction: 'search-type', method: 'POST', params: ['patient', 'code'] } } },
    { name: 'R-138 its self link says what was asked', as: patientA, request: post('code=2160-0'), expect: { status: 200, contains: ['{"relation":"self","url":"http://localhost:8080/fhir/Observation?code=2160-0"}'] } },
    { name: 'a form without a parameter finds the own', as: patientA, request: post(''), expect: { status: 200, total: 7, upstream: ['GET Observation?patient=Patient%2FA&_count=20'] } },
    { name: 'parameters in the query alone, without a body', as: patientA, request: { method: 'POST', path: 'Observation/_search?code=2160-0' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'parameters in the query count as well', as: patientA, request: post('code=2160-0', '?category=laboratory'), expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET Observation?patient=Patient%2FA&category=laboratory&code=2160-0&_count=20'] } },
    { name: 'A-070 the own patient in the query, another in the form', as: patientA, request: post('patient=B', '?patient=A'), expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'A-070 the other way round', as: patientA, request: post('patient=A', '?patient=B'), expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'a plus is a space', as: patientA, request: post('code:text=Ob+x'), expect: { status: 200, resources: [], upstream: ['GET Observation?patient=Patient%2FA&code:text=Ob%20x&_count=20'] } },
    { name: 'A-071 an encoded form', as: patientA, request: post('patient=A', '', { ...form, 'Content-Encoding': 'gzip' }), expect: { status: 415, refusal: 'content-encoding', upstream: 'nothing' } },
    { name: 'A-072 a form of more than 64 kB', as: patientA, request: post(`code=${'x'.repeat(65_536)}`), expect: { status: 413, refusal: 'body-too-large', upstream: 'nothing', headers: { connection: 'close' } } },
    { name: 'A-073 more than 100 parameters, query and form together', as: patientA, request: post(Array.from({ length: 60 }, () => 'code=x').join('&'), `?${Array.from({ length: 60 }, () => 'code=x').join('&')}`), expect: { status: 400, refusal: 'too-many-parameters', upstream: 'nothing' } },
    { name: 'A-074 multipart', as: patientA, request: post('--x\r\n\r\n--x--', '', { 'Content-Type': 'multipart/form-data; boundary=x' }), expect: mediaType },
    { name: 'A-074 plain text', as: patientA, request: post('patient=A', '', { 'Content-Type': 'text/plain' }), expect: mediaType },
    { name: 'A-074 JSON', as: patientA, request: post('{}', '', { 'Content-Type': 'application/fhir+json' }), expect: mediaType },
    { name: 'A-075 another charset', as: patientA, request: post('patient=A', '', { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-16' }), expect: mediaType },
    { name: 'A-075 another case of the type, and UTF-8, are the same', as: patientA, request: post('code=2160-0', '', { 'Content-Type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }), expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-076 nested names', as: patientA, request: post('n[patient]=B&patient[x]=1'), expect: { status: 400, refusal: 'parameter-malformed', upstream: 'nothing' } },
    { name: 'a form whose letters are not percent-encoded', as: patientA, request: post('code=ü'), expect: { status: 200, resources: [] } },
    { name: 'A-075 a form with a space in it', as: patientA, request: post('code=a b'), expect: { status: 400, refusal: 'body-malformed-form', upstream: 'nothing' } },
    { name: 'A-051 a token in a form', as: patientA, request: post('access_token=eyJhbGciOiJub25lIn0'), expect: { status: 400, upstream: 'nothing' } },
    { name: 'A-077 a form on GET', as: patientA, request: { method: 'GET', path: 'Observation', headers: form, body: 'patient=B' }, expect: { status: 400, refusal: 'body-unexpected', upstream: 'nothing' } },
    { name: 'in the compartment of the own patient', as: patientA, request: { method: 'POST', path: 'Patient/A/Observation/_search', headers: form, body: 'code=2160-0' }, expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET Observation?patient=Patient%2FA&code=2160-0&_count=20'] } },
    { name: 'A-029 a method override', as: patientA, request: post('patient=A', '', { ...form, 'X-HTTP-Method-Override': 'DELETE' }), expect: { status: 400, refusal: 'method-override', upstream: 'nothing' } },
  ],
};
