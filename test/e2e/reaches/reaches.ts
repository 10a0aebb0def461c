import type { Feature } from '../case.ts';
import { coordinator, etl, formerParent, having, officer, otherCoordinator, parent, pastParent, patientB, wardClinician, clinician } from '../personas.ts';

const outside = { status: 403, refusal: 'outside-confinement' } as const;
const notFound = { status: 404, refusal: 'not-found' } as const;
const teamsOf = (who: string): string => `GET CareTeam?participant=Practitioner%2F${who}&status=active&_count=200`;

/** The reaches of the demo's policy: whose data a row is about (deciding.md, "Grants"; docs/policy.md, "Reach"). Answers of look-ups are kept here for as long as the cases run. */
export const reaches: Feature = {
  name: 'reaches',
  more: 'reaches: { maxAge: 10m }',
  cases: [
    { name: 'self: a parent sees the child\'s record', as: parent, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET RelatedPerson/r-a', 'GET Observation/a1'], decision: { reach: ['self'], confinement: ['A'], fhirUser: 'RelatedPerson/r-a' } } },
    { name: 'self: the relation is asked for once', as: parent, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'], upstream: ['GET Condition?patient=Patient%2FA&_count=20'] } },
    { name: 'self: and of no other child', as: parent, request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'self: nor by name', as: parent, request: { path: 'Condition?patient=B' }, expect: { ...outside, upstream: 'nothing' } },
    { name: 'self: an inactive relation is none', as: formerParent, request: { path: 'Observation/b1' }, expect: { ...outside, upstream: ['GET RelatedPerson/r-old'], decision: { decision: 'deny', gate: 'confinement' } } },
    { name: 'self: one whose time is over neither', as: pastParent, request: { path: 'Observation/b1' }, expect: { ...outside, upstream: ['GET RelatedPerson/r-past'] } },
    { name: 'self: a related person that there is not', as: having(parent, { fhirUser: 'RelatedPerson/absent' }, []), request: { path: 'Observation/a1' }, expect: { ...outside, upstream: ['GET RelatedPerson/absent'] } },
    { name: 'self: a patient is asked for nowhere', as: patientB, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FB&_count=20'] } },
    { name: 'careteam: a coordinator sees the patients of the teams in force', as: coordinator, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'], upstream: [teamsOf('77'), 'GET Observation/a1'], decision: { reach: ['careteam'], confinement: ['A'] } } },
    { name: 'careteam: not of one that was left, one that is inactive, and one that is over', as: coordinator, request: { path: 'Observation/b1' }, expect: { ...notFound, upstream: ['GET Observation/b1'] } },
    { name: 'careteam: who is in others, sees others', as: otherCoordinator, request: { path: 'Patient?_sort=_id' }, expect: { status: 200, resources: ['Patient/B', 'Patient/C'], inOrder: true, total: 2, upstream: [teamsOf('88'), 'GET Patient?_id=B%2CC&_sort=_id&_count=20'], decision: { confinement: ['B', 'C'] }, outcome: { patients: ['B', 'C'] } } },
    { name: 'careteam: and by name one of them', as: otherCoordinator, request: { path: 'Condition?patient=Patient/B' }, expect: { status: 200, resources: ['Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FB&_count=20'] } },
    { name: 'careteam: not A', as: otherCoordinator, request: { path: 'Condition?patient=Patient/A' }, expect: { ...outside, upstream: 'nothing' } },
    { name: 'A-085 careteam: in no team there is nobody to search', as: having(coordinator, { fhirUser: 'Practitioner/99' }, []), request: { path: 'Condition' }, expect: { ...outside, upstream: ['GET CareTeam?participant=Practitioner%2F99&status=active&_count=200'] } },
    { name: 'careteam: without a fhirUser nobody, and nobody is asked for', as: having(coordinator, { fhirUser: undefined }, []), request: { path: 'Condition' }, expect: { ...outside, upstream: 'nothing' } },
    { name: 'launch beside careteam: of the launch patient nothing is looked up', as: clinician, request: { path: 'Condition/cond-a' }, expect: { status: 200, resources: ['Condition/cond-a'], upstream: ['GET Condition/cond-a'] } },
    { name: 'careteam: under user scopes the same clinician sees the team\'s', as: wardClinician, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'], upstream: ['GET Condition?patient=Patient%2FA&_count=20'], decision: { confinement: ['A'] } } },
    { name: 'careteam: under patient scopes the launch patient\'s membership alone is asked for', as: having(coordinator, { patient: 'A', scope: 'patient/*.rs' }), request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'], upstream: ['GET CareTeam?patient=Patient%2FA&participant=Practitioner%2F77&status=active&_count=200', 'GET Condition?patient=Patient%2FA&_count=20'] } },
    { name: 'careteam: and where it is none, there is nobody', as: having(coordinator, { patient: 'B', scope: 'patient/*.rs' }, []), request: { path: 'Condition' }, expect: { ...outside, upstream: ['GET CareTeam?patient=Patient%2FB&participant=Practitioner%2F77&status=active&_count=200'] } },
    { name: 'any: the export reaches everyone', as: etl, request: { path: 'Condition?_sort=_id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Condition/cond-b'], upstream: ['GET Condition?_sort=_id&_count=20'], decision: { reach: ['any'], confinement: undefined } } },
    { name: 'any: under patient scopes of the launch patient alone', as: having(officer, { patient: 'B', scope: 'patient/*.rs' }, ['B']), request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FB&_count=20'], decision: { confinement: ['B'] } } },
    { name: 'a role of another issuer\'s spelling is no role', as: having(coordinator, { roles: ['Coordinator', 'coordinator ', 'care-coordinator'] }), request: { path: 'Condition' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'two roles are both: a coordinator who is a physician too', as: having(coordinator, { roles: ['coordinator', 'physician'], patient: 'B', scope: 'user/*.rs' }, ['A', 'B']), request: { path: 'Condition?_sort=_id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Condition/cond-b'], upstream: ['GET Condition?patient=Patient%2FA%2CPatient%2FB&_sort=_id&_count=20'], decision: { reach: ['launch', 'careteam'], confinement: ['A', 'B'] } } },
  ],
};

/** A team that is left is left at once where nothing is kept. */
export const unkeptReaches: Feature = {
  name: 'reaches that are not kept',
  more: 'reaches: { maxAge: 0s }',
  cases: [
    { name: 'each request asks anew', steps: [
      { as: coordinator, request: { path: 'Observation/a1' }, expect: { status: 200, upstream: [teamsOf('77'), 'GET Observation/a1'] } },
      { as: coordinator, request: { path: 'Observation/a1' }, expect: { status: 200, upstream: [teamsOf('77'), 'GET Observation/a1'] } },
    ] },
  ],
};
