import type { Feature } from '../case.ts';
import { having, officer, patientA, patientB } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;
const both = (path: string, query = '_count=20'): readonly string[] => [`GET ${path}/_history?${query}`, `GET ${path}/_history?_count=2`];

/** history of an instance: each version checked, the current one decides about all (R4 http section 3.1.0.12; ). */
export const history: Feature = {
  name: 'history of an instance',
  cases: [
    {
      name: 'a patient reads the history of an own observation',
      as: patientA, request: { path: 'Observation/a1/_history' },
      expect: {
        status: 200, resources: ['Observation/a1/_history/1'], total: 1, next: false, upstream: both('Observation/a1'),
        contains: ['"value":1.00,', '"url":"http://localhost:8080/fhir/Observation/a1/_history"', '"request":{"method":"POST","url":"Observation"}', '"etag":"W/\\"1\\""'],
        decision: { interaction: 'history-instance', id: 'a1', ask: [{ type: 'Observation', action: 'history', letter: 'r' }] }, outcome: { returned: { count: 1, filtered: 0, breach: 0 }, patients: ['A'] },
      },
    },
    { name: 'and none of another patient\'s', as: patientA, request: { path: 'Observation/b1/_history' }, expect: notFound },
    { name: 'nor of what never was', as: patientA, request: { path: 'Observation/absent/_history' }, expect: notFound },
    { name: 'A-112 of a resource that was B\'s, A sees the own version, and counts that', as: patientA, request: { path: 'Observation/moved/_history' }, expect: { status: 200, resources: ['Observation/moved/_history/2'], total: 1, lacks: ['Patient/B'], outcome: { returned: { count: 1, filtered: 1, breach: 0 } } } },
    { name: 'A-112 B sees nothing of it any more', as: patientB, request: { path: 'Observation/moved/_history' }, expect: notFound },
    { name: 'A-112 what went to B is not A\'s, the old version neither', as: patientA, request: { path: 'Observation/moved-away/_history' }, expect: notFound },
    { name: 'who reaches everyone sees all versions, newest first', as: officer, request: { path: 'Observation/moved/_history' }, expect: { status: 200, resources: ['Observation/moved/_history/2', 'Observation/moved/_history/1'], inOrder: true, total: 2, outcome: { patients: ['A', 'B'] } } },
    { name: 'A-114 of what was deleted the last owner sees the versions, and not that it was deleted', as: patientA, request: { path: 'Observation/deleted-a/_history' }, expect: { status: 200, resources: ['Observation/deleted-a/_history/1'], total: 1, lacks: ['DELETE'] } },
    { name: 'A-114 of another\'s nothing', as: patientA, request: { path: 'Observation/deleted-b/_history' }, expect: notFound },
    { name: 'that it was deleted is told to who reaches everyone', as: officer, request: { path: 'Observation/deleted-a/_history' }, expect: { status: 200, resources: ['deleted Observation/deleted-a', 'Observation/deleted-a/_history/1'], inOrder: true, total: 2, contains: ['"request":{"method":"DELETE","url":"Observation/deleted-a"}'] } },
    {
      name: 'a history goes on page by page, by links of the gateway\'s own',
      steps: [
        { as: officer, request: { path: 'Observation/moved/_history?_count=1' }, expect: { status: 200, resources: ['Observation/moved/_history/2'], next: true, total: 2, upstream: both('Observation/moved', '_count=1') }, keep: { next: 'next' } },
        { as: officer, request: { path: '{next}' }, expect: { status: 200, resources: ['Observation/moved/_history/1'], next: false, upstream: ['GET Observation/moved/_history?_count=1&_offset=1', 'GET Observation/moved/_history?_count=2'] } },
      ],
    },
    { name: 'A-112 no link leads to a foreign version', as: patientA, request: { path: 'Observation/moved/_history?_count=1' }, expect: { status: 200, resources: ['Observation/moved/_history/2'], next: false, total: 1 } },
    { name: 'R-170 a version id that no server writes tells nothing of whose it is', as: patientA, request: { path: 'Observation/b1/_history/00001' }, expect: { status: 400, refusal: 'id-malformed', upstream: 'nothing' } },
    { name: 'R-170 a version that there is not, of another patient', as: patientA, request: { path: 'Observation/b1/_history/99' }, expect: { status: 404, refusal: 'not-found' } },
    { name: '`_since` is a day of the calendar', as: patientA, request: { path: 'Observation/b1/_history?_since=2020-13-01T00:00:00Z' }, expect: { status: 400, refusal: 'parameter-value', at: '_since', upstream: 'nothing' } },
    { name: '`_since` and `_at` do not go together', as: patientA, request: { path: 'Observation/b1/_history?_since=2020-01-01T00:00:00Z&_at=2020' }, expect: { status: 400, refusal: 'parameter-not-here', at: '_at', upstream: 'nothing' } },
    { name: '`_since` is passed on', as: patientA, request: { path: 'Observation/a1/_history?_since=2020-01-01T00:00:00Z' }, expect: { status: 200, resources: ['Observation/a1/_history/1'], upstream: both('Observation/a1', '_count=20&_since=2020-01-01T00%3A00%3A00Z') } },
    { name: '`_since` wants an instant', as: patientA, request: { path: 'Observation/a1/_history?_since=2020-01-01' }, expect: { status: 400, refusal: 'parameter-value', at: '_since', upstream: 'nothing' } },
    { name: 'A-090 a number of versions alone is not told', as: patientA, request: { path: 'Observation/moved/_history?_count=0' }, expect: { status: 400, refusal: 'parameter-value', at: '_count', upstream: 'nothing' } },
    { name: 'a plus that nobody encoded is the time zone\'s', as: patientA, request: { path: 'Observation/a1/_history?_since=2020-01-01T00:00:00+01:00' }, expect: { status: 200, upstream: both('Observation/a1', '_count=20&_since=2020-01-01T00%3A00%3A00%2B01%3A00') } },
    { name: 'other parameters are none of a history', as: patientA, request: { path: 'Observation/a1/_history?patient=A' }, expect: { status: 400, refusal: 'parameter-not-here', at: 'patient', upstream: 'nothing' } },
    { name: 'A-105 nor is the backend\'s `_offset`', as: patientA, request: { path: 'Observation/moved/_history?_count=1&_offset=1' }, expect: { status: 400, refusal: 'parameter-not-here', at: '_offset', upstream: 'nothing' } },
    { name: '`_count` beyond the limit is lowered', as: patientA, request: { path: 'Observation/a1/_history?_count=5000' }, expect: { status: 200, upstream: both('Observation/a1', '_count=100') } },
    { name: 'R-100 a history of an instance needs the letter r', as: having(patientA, { scope: 'patient/Observation.s' }), request: { path: 'Observation/a1/_history' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
  ],
};
