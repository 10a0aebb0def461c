import type { Feature } from '../case.ts';
import type { Persona } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
const historian: Persona = { claims: { sub: 'h', roles: ['historian'], scope: 'user/*.rs' }, sees: 'everyone' };
const aide: Persona = { claims: { sub: 'aide', fhirUser: 'Practitioner/77', roles: ['aide'], scope: 'user/*.rs' }, sees: 'everyone' };
const reader = (role: string): Persona => ({ claims: { sub: 'r', roles: [role], scope: 'user/*.rs' }, sees: 'everyone' });
const recent = ['proc-a', 'proc-a-undated', 'proc-a-going-on'].map((id) => `Procedure/${id}`);

/** `window:` and `max:` (policy-files.md, terms; deciding.md, "Grants" and row "counts, pages"). */
export const terms: Feature = {
  name: 'windows and page sizes',
  policies: 'terms',
  more: 'reaches: { maxAge: 10m }',
  cases: [
    { name: 'what is older than the window is not found', as: historian, request: { path: 'Procedure?patient=Patient/A' }, expect: { status: 200, resources: recent, total: 'none', decision: { terms: ['window:P30Y'] }, outcome: { returned: { count: 3, filtered: 1, breach: 0 } } } },
    { name: 'a read of what is within it', as: historian, request: { path: 'Procedure/proc-b' }, expect: { status: 200, resources: ['Procedure/proc-b'] } },
    { name: 'and of what is not', as: historian, request: { path: 'Procedure/proc-a-old' }, expect: notFound },
    { name: 'nor a version', as: historian, request: { path: 'Procedure/proc-a-old/_history/1' }, expect: notFound },
    { name: 'nor the history', as: historian, request: { path: 'Procedure/proc-a-old/_history' }, expect: notFound },
    { name: 'nor by its id', as: historian, request: { path: 'Procedure?_id=proc-a-old' }, expect: { status: 200, resources: [], total: 'none' } },
    { name: 'nor by its date', as: historian, request: { path: 'Procedure?date=lt1990' }, expect: { status: 200, resources: ['Procedure/proc-a-going-on'] } },
    { name: 'nor as something included', as: historian, request: { path: 'Patient?_id=A&_revinclude=Procedure:patient' }, expect: { status: 200, resources: ['Patient/A', ...recent] } },
    { name: 'A-086 nor as something that is asked about', as: historian, request: { path: 'Patient?_has:Procedure:patient:_id=proc-a-old' }, expect: { status: 200, resources: [] } },
    { name: 'which what is within it is', as: historian, request: { path: 'Patient?_has:Procedure:patient:_id=proc-a' }, expect: { status: 200, resources: ['Patient/A'] } },
    { name: 'what has no date of its own counts by its last change', as: historian, request: { path: 'Procedure/proc-a-undated' }, expect: { status: 200 } },
    { name: 'what has begun and has no end goes on', as: historian, request: { path: 'Procedure/proc-a-going-on' }, expect: { status: 200 } },
    { name: 'types that have no date are always shown', as: historian, request: { path: 'Patient/C' }, expect: { status: 200, resources: ['Patient/C'] } },
    { name: 'A-090 no count of what the check still has to tell apart', as: historian, request: { path: 'Procedure?_summary=count' }, expect: { ...outside, refusal: 'count-withheld' } },
    { name: 'A-113 no history of the type', as: historian, request: { path: 'Procedure/_history' }, expect: outside },
    { name: 'of a type without the term', as: historian, request: { path: 'Encounter/_history' }, expect: { status: 200, total: 2 } },
    { name: 'of two grants either shows: what is old, of the care team', as: aide, request: { path: 'Procedure/proc-a-old' }, expect: { status: 200, resources: ['Procedure/proc-a-old'] } },
    { name: 'and what is new, of everyone', as: aide, request: { path: 'Procedure/proc-b' }, expect: { status: 200, resources: ['Procedure/proc-b'] } },
    { name: 'in one search', as: aide, request: { path: 'Procedure?_sort=_id' }, expect: { status: 200, resources: ['Procedure/proc-a-old', ...recent, 'Procedure/proc-b'] } },

    { name: 'a page is no larger than the row says', as: reader('reader'), request: { path: 'Observation?_sort=_id&_count=50' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2'], next: true, upstream: ['GET Observation?_sort=_id&_count=2'] } },
    { name: 'nor without a number', as: reader('reader'), request: { path: 'Observation?_sort=_id' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a2'], next: true } },
    { name: 'a smaller one is', as: reader('reader'), request: { path: 'Observation?_sort=_id&_count=1' }, expect: { status: 200, resources: ['Observation/a1'], next: true } },
    { name: 'of two rows the larger', as: reader('readers'), request: { path: 'Observation?_sort=_id&_count=50' }, expect: { status: 200, resources: ['a1', 'a2', 'a3', 'a4'].map((id) => `Observation/${id}`), next: true } },
    { name: 'another type is not held to it', as: reader('reader'), request: { path: 'Condition?_sort=_id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Condition/cond-b'] } },
    { name: 'several types are, together', as: reader('reader'), request: { path: '?_type=Observation,Condition' }, expect: { status: 200, next: true } },
    {
      name: 'pages go on in that size',
      steps: [
        { as: reader('reader'), request: { path: 'Observation?_sort=_id&_count=50' }, expect: { status: 200, next: true }, keep: { next: 'next' } },
        { as: reader('reader'), request: { path: '{next}' }, expect: { status: 200, resources: ['Observation/a3', 'Observation/a4'], next: true } },
      ],
    },
  ],
};
