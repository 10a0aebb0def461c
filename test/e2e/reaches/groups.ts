import type { Feature } from '../case.ts';
import { having, patientA, type Persona } from '../personas.ts';

const outside = { status: 403, refusal: 'outside-confinement' } as const;
const notFound = { status: 404, refusal: 'not-found' } as const;
const of = (role: string, sees: readonly string[]): Persona => ({ claims: { sub: `of-${role}`, roles: [role], scope: 'user/*.rs' }, sees });
const person = (id: string, sees: readonly string[]): Persona => ({ claims: { sub: id, fhirUser: `Person/${id}`, scope: 'openid fhirUser user/*.rs' }, sees });

/** Groups: members in force, by reading the Group (deciding.md, "Grants"; docs/policy.md, "Reaches are looked up"). */
export const groups: Feature = {
  name: 'groups',
  policies: 'grouped',
  more: 'reaches: { maxAge: 10m }',
  cases: [
    { name: 'its members are seen', as: of('study', ['A', 'B']), request: { path: 'Condition?_sort=_id' }, expect: { status: 200, resources: ['Condition/cond-a', 'Condition/cond-b'], total: 2, upstream: ['GET Group/g1', 'GET Condition?patient=Patient%2FA%2CPatient%2FB&_sort=_id&_count=20'], decision: { reach: ['group:g1'], confinement: ['A', 'B'] } } },
    { name: 'and nobody else', as: of('study', ['A', 'B']), request: { path: 'Patient/C' }, expect: notFound },
    { name: 'what is two members\' is seen', as: of('study', ['A', 'B']), request: { path: 'Appointment?_sort=_id' }, expect: { status: 200, resources: ['Appointment/app-a', 'Appointment/app-ab'], total: 'none' } },
    { name: 'not one who is inactive, nor one whose time is over', as: of('left', ['B']), request: { path: 'Observation/a1' }, expect: { ...notFound, upstream: ['GET Group/g-left', 'GET Observation/a1'] } },
    { name: 'but one who is in it', as: of('left', ['B']), request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-b'], decision: { confinement: ['B'] } } },
    { name: 'who is not, is not looked for', as: of('left', ['B']), request: { path: 'Condition?patient=A' }, expect: { ...outside, upstream: 'nothing' } },
    { name: 'a group that only describes has no members', as: of('unreal', []), request: { path: 'Observation/a1' }, expect: { ...outside, upstream: ['GET Group/g-unreal'] } },
    { name: 'A-085 a group that there is not has none: nobody is searched', as: of('nowhere', []), request: { path: 'Condition' }, expect: { ...outside, upstream: ['GET Group/absent'] } },
    { name: 'under patient scopes of the launch patient alone', as: having(of('study', ['A']), { patient: 'A', scope: 'patient/*.rs' }), request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'], decision: { confinement: ['A'] } } },
    { name: 'who is not a member has nobody', as: having(of('study', []), { patient: 'C', scope: 'patient/*.rs' }), request: { path: 'Condition' }, expect: outside },
  ],
};

/** Persons who are linked to patients, where links are followed. */
export const linkedPersons: Feature = {
  name: 'linked persons',
  policies: 'grouped',
  more: 'reaches: { maxAge: 10m, personLinks: true }',
  cases: [
    { name: 'whom the person is linked to', as: person('person-a', ['A']), request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET Person/person-a', 'GET Observation/a1'], decision: { reach: ['self'], confinement: ['A'] } } },
    { name: 'and nobody else', as: person('person-a', ['A']), request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'both, of two links', as: person('person-ab', ['A', 'B']), request: { path: 'Patient?_sort=_id' }, expect: { status: 200, resources: ['Patient/A', 'Patient/B'], total: 2 } },
    { name: 'of a related person that patient, if the relation is in force; of another person nothing', as: person('person-parent', ['A']), request: { path: 'Patient' }, expect: { status: 200, resources: ['Patient/A'], upstream: ['GET Person/person-parent', 'GET RelatedPerson/r-a', 'GET RelatedPerson/r-old', 'GET Patient?_id=A&_count=20'], decision: { confinement: ['A'] } } },
    { name: 'a person that is not active is linked to nobody', as: person('person-gone', []), request: { path: 'Observation/b1' }, expect: { ...outside, upstream: ['GET Person/person-gone'] } },
    { name: 'nor is one that there is not', as: person('absent', []), request: { path: 'Observation/b1' }, expect: { ...outside, upstream: ['GET Person/absent'] } },
  ],
};

/** The same where links are not followed, as is the default. */
export const unlinkedPersons: Feature = {
  name: 'persons whose links are not followed',
  policies: 'grouped',
  cases: [
    { name: 'a person sees nobody, and is not looked up', as: person('person-a', []), request: { path: 'Observation/a1' }, expect: { ...outside, upstream: 'nothing' } },
    { name: 'A-117 a patient has no row here, whatever Person is linked to A', as: patientA, request: { path: 'Observation/a1' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
  ],
};
