import type { Feature } from '../case.ts';
import { etl, officer, patientA, patientB } from '../personas.ts';

const narrowed = 'GET Observation?patient=Patient%2FA';

/** Order, counts and totals (R4 search section 3.1.1.5; deciding.md, row "counts, pages"; ). */
export const sortingAndCounting: Feature = {
  name: 'order, counts and totals',
  cases: [
    { name: 'by date', as: patientA, request: { path: 'Observation?_sort=date&date=ge2024-01-01' }, expect: { status: 200, resources: ['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => `Observation/${id}`), inOrder: true, upstream: [`${narrowed}&date=ge2024-01-01&_sort=date&_count=20`] } },
    { name: 'and backwards', as: patientA, request: { path: 'Observation?_sort=-date&date=ge2024-01-01' }, expect: { status: 200, resources: ['a5', 'a4', 'a3', 'a2', 'a1'].map((id) => `Observation/${id}`), inOrder: true } },
    { name: '`_count` shapes the page', as: patientA, request: { path: 'Observation?_count=3&_sort=_id' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2', 'Observation/a3'], inOrder: true, total: 7, next: true, upstream: [`${narrowed}&_sort=_id&_count=3`] } },
    { name: 'A-248 beyond the limit it is lowered, not refused', as: patientA, request: { path: 'Observation?_count=1000000' }, expect: { status: 200, total: 7, next: false, upstream: [`${narrowed}&_count=100`] } },
    { name: 'A-090 `_count=0` tells the number of what is visible, and nothing else', as: patientA, request: { path: 'Observation?_count=0' }, expect: { status: 200, resources: [], total: 7, next: false, upstream: [`${narrowed}&_count=0`] } },
    { name: 'A-090 `_total=accurate` is asked for where narrowing is exact', as: patientA, request: { path: 'Observation?_total=accurate' }, expect: { status: 200, total: 7, upstream: [`${narrowed}&_total=accurate&_count=20`] } },
    { name: 'A-090 and not for a type whose resources may have two owners; no total', as: patientA, request: { path: 'Appointment?_total=accurate' }, expect: { status: 200, resources: ['Appointment/app-a'], total: 'none', next: false, upstream: ['GET Appointment?patient=Patient%2FA&_count=100'], outcome: { returned: { count: 1, filtered: 1, breach: 0 } } } },
    { name: 'A-090 nor a count without resources', as: patientA, request: { path: 'Appointment?_count=0' }, expect: { status: 403, refusal: 'count-withheld', upstream: 'nothing' } },
    { name: 'B, who has none alone, finds none of two', as: patientB, request: { path: 'Appointment' }, expect: { status: 200, resources: [], total: 'none', next: false } },
    { name: 'who reaches everyone is told the total of that type as well', as: officer, request: { path: 'Appointment?_total=accurate' }, expect: { status: 200, resources: ['Appointment/app-a', 'Appointment/app-ab'], total: 2, upstream: ['GET Appointment?_total=accurate&_count=20'], outcome: { patients: ['A', 'B'] } } },
    { name: 'a type that is not exact pages on to what is visible', as: patientA, request: { path: 'Appointment?_count=1' }, expect: { status: 200, resources: ['Appointment/app-a'], total: 'none' } },
  ],
};

const malformed = { status: 400, refusal: 'page-malformed', upstream: 'nothing' } as const;
const firstPage = { as: patientA, request: { path: 'Observation?_count=3&_sort=_id' }, expect: { status: 200, next: true }, keep: { next: 'next' } } as const;

/** Page links: sealed, bound to the caller, decided anew, and never a grant (docs/decisions.md, 9; ). */
export const pages: Feature = {
  name: 'page links',
  cases: [
    {
      name: 'a search goes on to its end, each resource once',
      steps: [
        { as: patientA, request: { path: 'Observation?_count=3&_sort=_id' }, expect: { status: 200, resources: ['a1', 'a2', 'a3'].map((id) => `Observation/${id}`), inOrder: true, next: true, total: 7, contains: ['"url":"http://localhost:8080/fhir?_page='], lacks: ['_getpages', 'Patient%2FA&'] }, keep: { two: 'next' } },
        { as: patientA, request: { path: '{two}' }, expect: { status: 200, resources: ['a4', 'a5', 'focus-b'].map((id) => `Observation/${id}`), inOrder: true, next: true, total: 7, decision: { decision: 'permit', method: 'GET', interaction: 'search-type', reach: ['self'], confinement: ['A'] }, outcome: { patients: ['A'], returned: { count: 3, filtered: 0, breach: 0 } } }, keep: { three: 'next' } },
        { as: patientA, request: { path: '{three}' }, expect: { status: 200, resources: ['Observation/moved'], next: false } },
        { as: patientA, request: { path: '{two}' }, expect: { status: 200, resources: ['a4', 'a5', 'focus-b'].map((id) => `Observation/${id}`) } },
      ],
    },
    { name: 'a refreshed token of the same caller goes on', steps: [firstPage, { as: patientA, later: 60, request: { path: '{next}' }, expect: { status: 200, next: true } }] },
    { name: 'in another format, and by HEAD', steps: [firstPage, { as: patientA, request: { path: '{next}&_format=json&_pretty=true' }, expect: { status: 200, contains: ['\n  "type": "searchset"'] } }, { as: patientA, request: { method: 'HEAD', path: '{next}' }, expect: { status: 200, body: 'none' } }] },
    { name: 'A-103 of another patient: 403', steps: [firstPage, { as: patientB, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing', decision: { refusal: 'page-foreign' } } }] },
    { name: 'A-103 of who reaches everyone: 403 as well', steps: [firstPage, { as: officer, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } }] },
    { name: 'A-103 of the same person in another app: 403', steps: [firstPage, { as: { ...patientA, claims: { ...patientA.claims, client_id: 'other-app' } }, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } }] },
    { name: 'A-103 of the same person launched for another patient: 403', steps: [firstPage, { as: { ...patientA, claims: { ...patientA.claims, patient: 'B' } }, request: { path: '{next}' }, expect: { status: 403, refusal: 'page-foreign', upstream: 'nothing' } }] },
    { name: 'without a token: 401', steps: [firstPage, { request: { path: '{next}' }, expect: { status: 401, refusal: 'token-missing', upstream: 'nothing' } }] },
    { name: 'A-106 with a token that may no longer search: 403', steps: [firstPage, { as: { ...patientA, claims: { ...patientA.claims, scope: 'patient/Condition.rs' } }, request: { path: '{next}' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } }] },
    { name: 'A-106 decided anew with another narrowing: start again', steps: [firstPage, { as: { ...patientA, claims: { ...patientA.claims, scope: 'patient/Observation.rs?category=laboratory' } }, request: { path: '{next}' }, expect: { status: 410, refusal: 'page-expired', upstream: 'nothing' } }] },
    { name: 'half an hour later: it holds', steps: [firstPage, { as: patientA, later: 1790, request: { path: '{next}' }, expect: { status: 200, next: true } }] },
    { name: 'and a little more: start again', steps: [firstPage, { as: patientA, later: 1810, request: { path: '{next}' }, expect: { status: 410, refusal: 'page-expired', upstream: 'nothing' } }] },
    { name: 'tampered with: 400', steps: [firstPage, { as: patientA, request: { path: '{next}A' }, expect: malformed }] },
    { name: 'made up: 400', as: patientA, request: { path: `?_page=${'A'.repeat(80)}` }, expect: malformed },
    { name: 'empty: 400', as: patientA, request: { path: '?_page=' }, expect: malformed },
    { name: 'A-105 with a parameter added: 400', steps: [firstPage, { as: patientA, request: { path: '{next}&_count=1000000' }, expect: malformed }] },
    { name: 'A-105 in front as well', steps: [firstPage, { as: patientA, request: { path: '?_include=*&x=1' }, expect: { status: 400, upstream: 'nothing' } }] },
    { name: 'on the path of a type it is no parameter', as: patientA, request: { path: `Observation?_page=${'A'.repeat(80)}` }, expect: { status: 400, refusal: 'parameter-unknown', at: '_page', upstream: 'nothing' } },
    { name: 'A-103 the backend\'s own cursor is refused', as: officer, request: { path: '?_getpages=11111111-1111-1111-1111-111111111111&_getpagesoffset=2&_count=2&_bundletype=searchset' }, expect: { status: 400, refusal: 'parameter-unknown', at: '_getpages', upstream: 'nothing' } },
    { name: 'A-104 by POST as well', as: officer, request: { method: 'POST', path: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '_getpages=1' }, expect: { status: 415, refusal: 'unsupported-media-type', upstream: 'nothing' } },
    { name: 'who reaches everyone pages through everyone\'s', steps: [
      { as: etl, request: { path: 'Observation?_count=6&_sort=_id&category=laboratory' }, expect: { status: 200, total: 4, next: false, resources: ['a1', 'a4', 'b1', 'b4'].map((id) => `Observation/${id}`) } },
      { as: etl, request: { path: 'Observation?_count=2&_sort=_id&category=laboratory' }, expect: { status: 200, next: true, resources: ['Observation/a1', 'Observation/a4'] }, keep: { next: 'next' } },
      { as: etl, request: { path: '{next}' }, expect: { status: 200, next: false, resources: ['Observation/b1', 'Observation/b4'], outcome: { patients: ['B'] } } },
    ] },
    {
      name: 'a search that went as a form goes on by the backend\'s own cursor',
      steps: [
        { as: patientA, request: { path: `Observation?_sort=_id&_count=2&code=8867-4,${Array.from({ length: 300 }, (_, at) => `none${at}`).join(',')}` }, expect: { status: 200, resources: ['Observation/a2', 'Observation/a3'], next: true }, keep: { next: 'next' } },
        { as: patientA, request: { path: '{next}' }, expect: { status: 200, resources: ['Observation/a5', 'Observation/focus-b'], next: true } },
      ],
    },
  ],
};
