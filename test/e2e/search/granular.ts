import type { Feature } from '../case.ts';
import { having, patientA, patientB, wardClinician } from '../personas.ts';

const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
const laboratory = having(patientA, { scope: `patient/Observation.rs?category=${category}|laboratory` });
const labOrHeart = having(patientA, { scope: `patient/Observation.rs?category=${category}|laboratory patient/Observation.rs?code=http://loinc.org|8867-4` });
const notFound = { status: 404, refusal: 'not-found' } as const;
const noScope = { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } as const;
const shared = 'category=http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fobservation-category%7Claboratory';
const granting = (scope: string) => having(patientA, { scope });

/** Granular scopes: on search, on read, on every version (SMART 2.2, "Finer-grained resource constraints"; ). */
export const granularScopes: Feature = {
  name: 'granular scopes',
  cases: [
    { name: 'R-142 a search is narrowed to the category, and its total is not the backend\'s', as: laboratory, request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'], total: 'none', upstream: [`GET Observation?patient=Patient%2FA&${shared}&_count=100`] } },
    { name: 'A-222 a read of that category', as: laboratory, request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-222 and not of another', as: laboratory, request: { path: 'Observation/a3' }, expect: { ...notFound, outcome: { returned: { filtered: 1 } } } },
    { name: 'A-222 nor a version', as: laboratory, request: { path: 'Observation/a3/_history/1' }, expect: notFound },
    { name: 'A-222 nor the history', as: laboratory, request: { path: 'Observation/a3/_history' }, expect: notFound },
    { name: 'whose version of the category is read', as: laboratory, request: { path: 'Observation/a4/_history/1' }, expect: { status: 200, resources: ['Observation/a4'] } },
    { name: 'of another patient nothing, whatever its category', as: laboratory, request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'A-225 the client cannot cancel it', as: laboratory, request: { path: 'Observation?category:not=laboratory' }, expect: { status: 200, resources: [] } },
    { name: 'A-225 nor widen it', as: laboratory, request: { path: 'Observation?category=vital-signs' }, expect: { status: 200, resources: [] } },
    { name: 'within it the client may search', as: laboratory, request: { path: 'Observation?code=2339-0' }, expect: { status: 200, resources: ['Observation/a4'] } },
    { name: 'A-090 no count of what the check still has to tell apart', as: laboratory, request: { path: 'Observation?_count=0' }, expect: { status: 403, refusal: 'count-withheld', upstream: 'nothing' } },
    { name: 'A-223 of two granular scopes either is enough; the query is the wider one', as: labOrHeart, request: { path: 'Observation?date=ge2024-01-01' }, expect: { status: 200, resources: ['a1', 'a2', 'a3', 'a4', 'a5'].map((id) => `Observation/${id}`), total: 'none', upstream: ['GET Observation?patient=Patient%2FA&date=ge2024-01-01&_count=100'] } },
    { name: 'R-087 the parameters of one scope are AND', as: granting(`patient/Observation.rs?category=laboratory&code=2160-0`), request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/a1'], upstream: ['GET Observation?patient=Patient%2FA&category=laboratory&code=2160-0&_count=100'] } },
    { name: 'R-087 an unconstrained scope makes the granular one moot', as: granting('patient/Observation.rs?category=laboratory patient/Observation.rs'), request: { path: 'Observation' }, expect: { status: 200, total: 7, upstream: ['GET Observation?patient=Patient%2FA&_count=20'] } },
    { name: 'R-086 read granular, search free: the read is held to the query', as: granting('patient/Observation.r?category=laboratory patient/Observation.s'), request: { path: 'Observation/a3' }, expect: notFound },
    { name: 'R-086 and the search is not', as: granting('patient/Observation.r?category=laboratory patient/Observation.s'), request: { path: 'Observation' }, expect: { status: 200, total: 7 } },
    { name: 'R-093 a value may be percent-encoded', as: granting('patient/Observation.rs?category=http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fobservation-category%7Claboratory'), request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'] } },
    { name: 'values with a comma are OR', as: granting('patient/Observation.rs?code=2160-0,2339-0'), request: { path: 'Observation' }, expect: { status: 200, resources: ['Observation/a1', 'Observation/a4'] } },
    { name: 'A-224 a query that names another patient widens nothing', as: granting('patient/Observation.rs?patient=B'), request: { path: 'Observation' }, expect: { status: 200, resources: [] } },
    { name: 'A-224 nor on a read', as: granting('patient/Observation.rs?patient=B'), request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'A-224 one that names the own is what the scope is without', as: granting('patient/Observation.rs?patient=A'), request: { path: 'Observation' }, expect: { status: 200, resources: ['a1', 'a2', 'a3', 'a4', 'a5', 'focus-b', 'moved'].map((id) => `Observation/${id}`) } },
    { name: 'R-091 what cannot be held on a read grants nothing: `:in`', as: granting('patient/Observation.rs?code:in=http://x.example/vs'), request: { path: 'Observation' }, expect: noScope },
    { name: 'A-224 nor `_include`', as: granting('patient/Observation.rs?_include=*'), request: { path: 'Observation' }, expect: noScope },
    { name: 'A-224 nor a count', as: granting('patient/Observation.rs?_count=1'), request: { path: 'Observation' }, expect: noScope },
    { name: 'A-224 nor a chain', as: granting('patient/Observation.rs?encounter.status=finished'), request: { path: 'Observation' }, expect: noScope },
    { name: 'A-224 nor `_filter`', as: granting('patient/Observation.rs?_filter=code%20eq%20x'), request: { path: 'Observation' }, expect: noScope },
    { name: 'R-091 one of two parameters that cannot be held, neither', as: granting('patient/Observation.rs?category=laboratory&code:in=http://x.example/vs'), request: { path: 'Observation' }, expect: noScope },
    { name: 'a query after a v1 word is none', as: granting('patient/Observation.read?category=laboratory'), request: { path: 'Observation' }, expect: noScope },
    {
      name: 'R-142 pages of a granular search hold what is visible alone',
      steps: [
        { as: labOrHeart, request: { path: 'Observation?_count=3&_sort=_id' }, expect: { status: 200, resources: ['a1', 'a2', 'a3'].map((id) => `Observation/${id}`), inOrder: true, next: true, total: 'none' }, keep: { next: 'next' } },
        { as: labOrHeart, request: { path: '{next}' }, expect: { status: 200, resources: ['a4', 'a5', 'focus-b'].map((id) => `Observation/${id}`), inOrder: true, next: true } },
      ],
    },
  ],
};

const only = (scope: string) => having(patientA, { scope });

/** Scopes of SMART v1 and v2, and what looks like one. */
export const scopes: Feature = {
  name: 'scopes',
  cases: [
    { name: 'v1 read covers read', as: only('patient/Observation.read'), request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'v1 read covers search', as: only('patient/Observation.read'), request: { path: 'Observation' }, expect: { status: 200, total: 7 } },
    { name: 'A-215 v1 read is no delete, though its letters hold a d', as: only('patient/Observation.read'), request: { method: 'DELETE', path: 'Observation/a1' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'v1 star covers all of a type', as: only('patient/*.*'), request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'v1 write covers no read', as: only('patient/*.write'), request: { path: 'Condition' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-121 the letter s alone searches', as: only('patient/Observation.s'), request: { path: 'Observation?_id=a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-121 and does not read', as: only('patient/Observation.s'), request: { path: 'Observation/a1' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-121 the letter r alone reads', as: only('patient/Observation.r'), request: { path: 'Observation/a1' }, expect: { status: 200, resources: ['Observation/a1'] } },
    { name: 'A-121 and does not search', as: only('patient/Observation.r'), request: { path: 'Observation?_id=a1' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    ...(
      [
        ['R-081 letters out of order', 'patient/Observation.sr'], ['R-081 a letter twice', 'patient/Observation.rrs'], ['R-083 no letters', 'patient/Observation.'], ['R-084 the type in another case', 'patient/observation.rs'],
        ['R-084 the context in another case', 'Patient/Observation.rs'], ['A-217 letters in another case', 'patient/Observation.RS'], ['A-217 a comma between scopes', 'patient/Observation.rs,patient/Condition.rs'],
        ['A-217 a tab between scopes', 'openid\tpatient/Observation.rs'], ['A-217 a hard space between scopes', 'openid\u00a0patient/Observation.rs'], ['R-085 more behind it', 'patient/Observation.rs/x'], ['a type that there is not', 'patient/Observations.rs'],
        ['A-216 every context', '*/*.*'], ['R-094 none but identity', 'openid profile fhirUser launch/patient offline_access'], ['no scope', ''], ['A-226 another type that begins alike', 'patient/ObservationDefinition.rs'],
        ['R-107 system scopes, as there is a user', 'system/*.rs'],
      ] as const
    ).map(([name, scope]) => ({ name: `${name}: nothing`, as: only(scope), request: { path: 'Observation' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing', decision: { gate: 'scope' } } }) as const),
    { name: 'A-216 the star of `patient/` stays in the compartment', as: only('patient/*.cruds'), request: { path: 'Observation/b1' }, expect: { status: 404, refusal: 'not-found' } },
    { name: 'A-219 R-111 patient scopes without a launch patient: nothing', as: having(patientA, { patient: undefined }), request: { path: 'Observation' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'A-219 a blank launch patient is none', as: having(patientA, { patient: '' }), request: { path: 'Observation' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    ...['A,B', 'A&_id=B', 'A%2CB', 'A?x', '*', 'A ', 'Observation/A', ['A', 'B'], 7].map((patient) => ({ name: `A-220 the launch patient ${JSON.stringify(patient)} is no id`, as: having(patientA, { patient }), request: { path: 'Observation' }, expect: { status: 401, refusal: 'launch-invalid', upstream: 'nothing' } }) as const),
    { name: 'A-220 with the type before it, it is one', as: having(patientA, { patient: 'Patient/A' }), request: { path: 'Observation' }, expect: { status: 200, total: 7 } },
    { name: 'A-220 ids have their case', as: having(patientA, { patient: 'a' }, []), request: { path: 'Observation' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'A-218 a user scope beside a patient scope is a scope of its own: the row still says whose', as: having(patientA, { scope: 'patient/Observation.rs user/Observation.rs', patient: 'B' }), request: { path: 'Observation' }, expect: { status: 200, total: 7, upstream: ['GET Observation?patient=Patient%2FA&_count=20'] } },
    { name: 'launched for B, A\'s own row and B\'s context leave nobody', as: having(patientA, { patient: 'B' }, []), request: { path: 'Observation' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'nor can B\'s record be read so', as: having(patientA, { patient: 'B' }, []), request: { path: 'Observation/b1' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing' } },
    { name: 'R-107 user scopes of a client without a user: nothing', as: having(patientB, { sub: 'test-app', fhirUser: undefined, patient: undefined, scope: 'user/*.rs' }), request: { path: 'Observation' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'R-117 an encounter in the launch context widens nothing', as: having(patientA, { encounter: 'enc-b' }), request: { path: 'Encounter/enc-b' }, expect: notFound },
    { name: 'R-117 nor narrows', as: having(patientA, { encounter: 'enc-b' }), request: { path: 'Encounter' }, expect: { status: 200, resources: ['Encounter/enc-a'] } },
    { name: 'R-112 what a client says is no launch context', as: having(patientA, { patient: undefined }), request: { path: 'Observation?patient=A', headers: { 'X-Patient': 'A' } }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'R-118 nor do hints to the user interface open anything', as: having(patientA, { need_patient_banner: true, intent: 'reconcile', tenant: 'x', fhirContext: [{ reference: 'Observation/b1' }] }), request: { path: 'Observation/b1' }, expect: notFound },
    { name: 'R-105 scopes are an upper bound: wide ones of a patient', as: having(patientA, { scope: 'user/*.cruds patient/*.cruds' }), request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'R-182 the challenge names the error', as: having(wardClinician, { scope: 'user/Patient.rs' }), request: { path: 'Observation' }, expect: { status: 403, refusal: 'insufficient-scope', headers: { 'www-authenticate': 'Bearer realm="http://localhost:8080/fhir", error="insufficient_scope", error_description="the scopes of the access token do not cover this request"' } } },
  ],
};
