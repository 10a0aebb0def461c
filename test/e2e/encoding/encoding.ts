import type { Feature } from '../case.ts';
import { patientA } from '../personas.ts';

const gzip = { 'content-encoding': 'gzip', vary: /Accept-Encoding/ } as const;
const plain = { 'content-encoding': undefined, vary: /Accept-Encoding/ } as const;
const get = (accepts: string, path = 'Observation') => ({ path, headers: { 'Accept-Encoding': accepts } });

/** Answers as gzip, made here for clients that take it; the backend is asked for none. */
export const encodings: Feature = {
  name: 'encodings',
  cases: [
    { name: 'a client that takes gzip gets it', as: patientA, request: get('gzip'), expect: { status: 200, total: 7, headers: gzip, contains: ['"value":1.00,'] } },
    { name: 'among others', as: patientA, request: get('br;q=1.0, gzip;q=0.8, *;q=0.1'), expect: { status: 200, total: 7, headers: gzip } },
    { name: 'one that takes anything', as: patientA, request: get('*'), expect: { status: 200, total: 7, headers: gzip } },
    { name: 'one that takes none does not', as: patientA, request: get('identity'), expect: { status: 200, total: 7, headers: plain } },
    { name: 'nor one that refuses it', as: patientA, request: get('gzip;q=0'), expect: { status: 200, total: 7, headers: plain } },
    { name: 'nor one that would rather have it plain', as: patientA, request: get('gzip;q=0.5, identity'), expect: { status: 200, total: 7, headers: plain } },
    { name: 'nor one that takes another alone, which is not made here', as: patientA, request: get('br'), expect: { status: 200, total: 7, headers: plain } },
    { name: 'A-049 what is no list of encodings is none', as: patientA, request: get('gzip;q=lots'), expect: { status: 200, total: 7, headers: plain } },
    { name: 'A-049 a long one is', as: patientA, request: get(`${'x, '.repeat(500)}gzip`), expect: { status: 200, total: 7, headers: gzip } },
    { name: 'content that is streamed is not touched', as: patientA, request: get('gzip', 'Binary/bin-a'), expect: { status: 200, headers: { 'content-encoding': undefined, 'content-length': '13' } } },
    { name: 'a refusal is short, and plain', as: patientA, request: get('gzip', 'Observation/b1'), expect: { status: 404, refusal: 'not-found', headers: plain } },
    { name: 'HEAD has neither', as: patientA, request: { method: 'HEAD', ...get('gzip') }, expect: { status: 200, body: 'none' } },
    { name: 'nothing of 304', as: patientA, request: { path: 'Observation/a1', headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': 'W/"1"' } }, expect: { status: 304, body: 'none', headers: { 'content-encoding': undefined } } },
    { name: 'the capabilities', as: patientA, request: get('gzip', 'metadata'), expect: { status: 200, headers: gzip, decision: 'none', outcome: 'none' } },
  ],
};
