import type { Feature } from '../case.ts';
import { having, patientA, patientB } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;
const outside = { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } as const;
// What is about others and names A is A's as well here, so whose it is says nothing of who may have it; each case says what comes.
const memberA = having(patientA, {}, ['A', 'B', 'C']);
const memberB = having(patientB, {}, ['A', 'B', 'C']);
const ofA = ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`);

/** `compartment: fhir`: a resource is in the compartment of any patient that one of FHIR's parameters names (docs/ownership.md; ). */
export const membership: Feature = {
  name: 'membership by any parameter of the compartment',
  policies: 'wide',
  more: 'compartment: fhir',
  cases: [
    { name: 'R-123 what A performed on B is A\'s too', as: memberA, request: { path: 'Observation/b-by-a' }, expect: { status: 200, resources: ['Observation/b-by-a'] } },
    { name: 'R-123 and B\'s', as: memberB, request: { path: 'Observation/b-by-a' }, expect: { status: 200, resources: ['Observation/b-by-a'] } },
    { name: 'R-122 what has B in focus is not B\'s', as: memberB, request: { path: 'Observation/focus-b' }, expect: notFound },
    { name: 'what B alone is named by is not A\'s', as: memberA, request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'a search finds them by each parameter, each once', as: memberA, request: { path: 'Observation' }, expect: { status: 200, resources: [...ofA, 'Observation/b-by-a'], total: 'none' } },
    { name: 'B\'s search as well', as: memberB, request: { path: 'Observation?_id=b-by-a,focus-b,a1,b1' }, expect: { status: 200, resources: ['Observation/b-by-a', 'Observation/b1'] } },
    { name: 'one that names a patient finds what that patient owns, within the reach', as: memberA, request: { path: 'Observation?patient=Patient/A' }, expect: { status: 200, resources: ofA } },
    { name: 'A-054 another is not even looked for', as: memberA, request: { path: 'Observation?patient=Patient/B' }, expect: outside },
    { name: 'who pays', as: memberA, request: { path: 'Coverage' }, expect: { status: 200, resources: ['Coverage/cov-a', 'Coverage/cov-b-by-a'] } },
    { name: 'who answered', as: memberA, request: { path: 'QuestionnaireResponse/qr-b-by-a' }, expect: { status: 200, resources: ['QuestionnaireResponse/qr-b-by-a'] } },
    { name: 'an appointment of two is each one\'s', as: memberA, request: { path: 'Appointment' }, expect: { status: 200, resources: ['Appointment/app-a', 'Appointment/app-ab'] } },
    { name: 'an account of two too', as: memberB, request: { path: 'Account/acc-ab' }, expect: { status: 200, resources: ['Account/acc-ab'] } },
    { name: 'R-121 the own Patient, and who is linked to it', as: memberA, request: { path: 'Patient?_sort=_id' }, expect: { status: 200, resources: ['Patient/A', 'Patient/C'] } },
    { name: 'but not B', as: memberA, request: { path: 'Patient/B' }, expect: notFound },
    { name: 'R-127 a contained subject is none here either', as: memberA, request: { path: 'Observation/contained-subject' }, expect: notFound },
    { name: 'R-127 nor one by identifier', as: memberA, request: { path: 'Observation/identifier-subject' }, expect: notFound },
    { name: 'A-119 what is hidden stays so', as: memberA, request: { path: 'Task/task-a' }, expect: { status: 403, refusal: 'outside-confinement' } },
    { name: 'a Provenance is its targets\', both', as: memberA, request: { path: 'Provenance/prov-ab' }, expect: notFound },
    { name: 'A-112 each version by its own', as: memberA, request: { path: 'Observation/moved/_history' }, expect: { status: 200, resources: ['Observation/moved/_history/2'], total: 1 } },
    { name: 'A-090 no count', as: memberA, request: { path: 'Observation?_summary=count' }, expect: { status: 403, refusal: 'count-withheld', upstream: 'nothing' } },
    {
      name: 'pages hold each once',
      steps: [
        { as: memberA, request: { path: 'Observation?_count=5&_sort=_id' }, expect: { status: 200, next: true }, keep: { next: 'next' } },
        { as: memberA, request: { path: '{next}' }, expect: { status: 200, next: false, contains: ['Observation/b-by-a'] } },
      ],
    },
  ],
};
