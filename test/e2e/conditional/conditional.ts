import type { Feature } from '../case.ts';
import { having, officer, patientA, patientB } from '../personas.ts';

const future = 'Wed, 01 Jan 2098 00:00:00 GMT';
const long = 'Wed, 01 Jan 2020 00:00:00 GMT';
const notFound = { status: 404, refusal: 'not-found' } as const;
const unchanged = { status: 304, body: 'none', headers: { etag: 'W/"1"', 'content-type': undefined } } as const;
const whole = { status: 200, resources: ['Observation/a1'], upstream: ['GET Observation/a1'] } as const;
const a1 = (headers: Readonly<Record<string, string>>) => ({ path: 'Observation/a1', headers });

/** Conditional reads: judged first, so that whether something changed is told to whom it is shown (R4 http section 3.1.0.2.1; ). */
export const conditionalReads: Feature = {
  name: 'conditional reads',
  cases: [
    { name: 'A-047 what the client has, it is not sent again; the backend knows of no condition', as: patientA, request: a1({ 'If-None-Match': 'W/"1"' }), expect: { ...unchanged, upstream: ['GET Observation/a1'], outcome: { status: 304, patients: ['A'], upstreamStatus: 200, returned: { count: 1, filtered: 0, breach: 0 } } } },
    { name: 'A-047 of another\'s it is not told, with the right version', as: patientA, request: { path: 'Observation/b1', headers: { 'If-None-Match': 'W/"1"' } }, expect: { ...notFound, headers: { etag: undefined }, upstream: ['GET Observation/b1'] } },
    { name: 'A-047 nor with a wrong one', as: patientA, request: { path: 'Observation/b1', headers: { 'If-None-Match': 'W/"9"' } }, expect: notFound },
    { name: 'A-047 nor with any', as: patientA, request: { path: 'Observation/b1', headers: { 'If-None-Match': '*' } }, expect: notFound },
    { name: 'A-047 nor by time', as: patientA, request: { path: 'Observation/b1', headers: { 'If-Modified-Since': future } }, expect: notFound },
    { name: 'A-047 whose it is, is told', as: patientB, request: { path: 'Observation/b1', headers: { 'If-None-Match': 'W/"1"' } }, expect: unchanged },
    { name: 'A-222 what a granular scope hides is not told', as: having(patientA, { scope: 'patient/Observation.rs?category=vital-signs' }), request: a1({ 'If-None-Match': 'W/"1"' }), expect: notFound },
    { name: 'another version: the resource', as: patientA, request: a1({ 'If-None-Match': 'W/"2"' }), expect: whole },
    { name: 'one of several', as: patientA, request: a1({ 'If-None-Match': 'W/"7", "1"' }), expect: unchanged },
    { name: 'any', as: patientA, request: a1({ 'If-None-Match': '*' }), expect: unchanged },
    { name: 'not changed since', as: patientA, request: a1({ 'If-Modified-Since': future }), expect: unchanged },
    { name: 'changed since', as: patientA, request: a1({ 'If-Modified-Since': long }), expect: whole },
    { name: 'the tag goes before the time', as: patientA, request: a1({ 'If-None-Match': 'W/"2"', 'If-Modified-Since': future }), expect: whole },
    { name: 'a time that is none is none', as: patientA, request: a1({ 'If-Modified-Since': 'yesterday' }), expect: whole },
    { name: 'a tag that is none', as: patientA, request: a1({ 'If-None-Match': '1' }), expect: { status: 400, refusal: 'header-malformed', at: 'if-none-match', upstream: 'nothing' } },
    { name: 'R-171 HEAD', as: patientA, request: { method: 'HEAD', ...a1({ 'If-None-Match': 'W/"1"' }) }, expect: unchanged },
    { name: 'of a version, which never changes, no condition is heard', as: patientA, request: { path: 'Observation/moved/_history/2', headers: { 'If-None-Match': 'W/"2"' } }, expect: { status: 200, resources: ['Observation/moved'] } },
    { name: 'A-111 of a version that was another\'s not', as: patientA, request: { path: 'Observation/moved/_history/1', headers: { 'If-None-Match': 'W/"1"' } }, expect: notFound },
    { name: 'of what was deleted, not to a patient', as: patientA, request: { path: 'Observation/deleted-a', headers: { 'If-None-Match': 'W/"2"' } }, expect: notFound },
    { name: 'gone, to who reaches everyone', as: officer, request: { path: 'Observation/deleted-a', headers: { 'If-None-Match': 'W/"2"' } }, expect: { status: 410, refusal: 'gone' } },
    { name: 'A-108 the version says that it is for this caller', as: patientA, request: a1({ 'If-None-Match': 'W/"1"' }), expect: { status: 304, headers: { 'cache-control': 'no-store', vary: /Authorization/ } } },
  ],
};
