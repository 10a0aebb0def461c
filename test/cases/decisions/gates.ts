import type { DecisionCase } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const A = { patient: 'A' };
const denied = (gate: string, refusal: string) => ({ effect: 'deny', gate, refusal }) as const;
const permitted = { effect: 'permit' } as const;
const emergency = ['x-break-glass', 'unconscious%20patient'];
const team: Given = { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: ['A'] };

/** The three gates, in their order: each refusal beside the nearest permitted request. */
export const gateCases: readonly DecisionCase[] = [
  // scope gate
  { name: 'R-100 a read with `r` is permitted', given: { ...A, scope: 'patient/Observation.r' }, rows: ['Observation read launch'], request: 'GET Observation/o1', expect: permitted },
  { name: 'R-097 A-121 a read with `s` alone is refused by the scope gate', given: { ...A, scope: 'patient/Observation.s' }, rows: ['Observation read launch'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'a search with `s` alone is permitted', given: { ...A, scope: 'patient/Observation.s' }, rows: ['Observation search launch'], request: 'GET Observation', expect: { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] } },
  { name: 'A-121 a search with `r` alone is refused by the scope gate', given: { ...A, scope: 'patient/Observation.r' }, rows: ['Observation search launch'], request: 'GET Observation', expect: denied('scope', 'insufficient-scope') },
  { name: 'R-100 a vread takes `r`', given: { ...A, scope: 'patient/Observation.r' }, rows: ['Observation vread launch'], request: 'GET Observation/o1/_history/1', expect: permitted },
  { name: 'R-100 the history of an instance takes `r`', given: { ...A, scope: 'patient/Observation.r' }, rows: ['Observation history launch'], request: 'GET Observation/o1/_history', expect: permitted },
  { name: 'the history of an instance with `s` alone is refused by the scope gate', given: { ...A, scope: 'patient/Observation.s' }, rows: ['Observation history launch'], request: 'GET Observation/o1/_history', expect: denied('scope', 'insufficient-scope') },
  { name: 'R-101 a create takes `c`', given: { ...A, scope: 'patient/Observation.c' }, rows: ['Observation create launch'], request: 'POST Observation', body: { resourceType: 'Observation', subject: { reference: 'Patient/A' } }, expect: permitted },
  { name: 'R-097 a create with everything but `c` is refused by the scope gate', given: { ...A, scope: 'patient/Observation.ruds' }, rows: ['Observation create launch'], request: 'POST Observation', body: { resourceType: 'Observation', subject: { reference: 'Patient/A' } }, expect: denied('scope', 'insufficient-scope') },
  { name: 'a scope of another type does not cover a read', given: { ...A, scope: 'patient/Condition.rs' }, rows: ['Observation read launch'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'R-094 `openid profile launch offline_access` cover nothing', given: { ...A, scope: 'openid profile launch/patient offline_access' }, rows: ['* read any'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'no scope at all: refused by the scope gate', given: A, rows: ['* read any'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'A-219 R-111 `patient/` without a launch patient covers nothing', given: { scope: 'patient/*.cruds' }, rows: ['* read any'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'A-219 `patient/` with an empty patient claim covers nothing', given: { scope: 'patient/*.cruds', patient: '' }, rows: ['* read any'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'A-220 a patient claim that is no id is no token', given: { scope: 'patient/*.cruds', patient: 'A,B' }, rows: ['* read any'], request: 'GET Observation/o1', expect: { effect: 'deny', refusal: 'launch-invalid' } },
  { name: 'R-107 `system/` of a client without a user is permitted', given: { scope: 'system/Observation.rs', client: 'etl' }, rows: ['client:etl Observation read any'], request: 'GET Observation/o1', expect: permitted },
  { name: 'R-107 `system/` of a user covers nothing', given: { scope: 'system/Observation.rs' }, rows: ['Observation read any'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: 'R-107 `user/` of a client without a user covers nothing', given: { scope: 'user/Observation.rs', client: 'etl' }, rows: ['client:etl Observation read any'], request: 'GET Observation/o1', expect: denied('scope', 'insufficient-scope') },

  // policy gate
  { name: 'A-236 an action that no row names is refused by the policy gate', given: { ...A, scope: 'patient/*.cruds' }, rows: ['Observation search launch'], request: 'GET Observation/o1', expect: denied('policy', 'policy-denied') },
  { name: 'A-236 `POST _search` is a search', given: { ...A, scope: 'patient/*.cruds' }, rows: ['Observation search launch'], request: 'GET Observation/_search', expect: { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] } },
  { name: 'no row at all: refused by the policy gate', given: { ...A, scope: 'patient/*.cruds' }, rows: [], request: 'GET Observation/o1', expect: denied('policy', 'policy-denied') },
  { name: 'a row of another role is no row', given: { ...A, scope: 'patient/*.cruds' }, rows: ['role:y Observation read any'], request: 'GET Observation/o1', expect: denied('policy', 'policy-denied') },
  { name: 'one deny row of one role leaves nothing of what another role may', given: { ...A, scope: 'patient/*.cruds', roles: ['x', 'y'] }, rows: ['Observation read any', 'deny role:y Observation read'], request: 'GET Observation/o1', expect: { ...denied('policy', 'policy-denied'), rows: ['policy.csv:2'] } },
  { name: '... and says nothing about a role that the caller has not', given: { ...A, scope: 'patient/*.cruds' }, rows: ['Observation read any', 'deny role:y Observation read'], request: 'GET Observation/o1', expect: permitted },
  { name: 'a deny row on `*` covers the type', given: { ...A, scope: 'patient/*.cruds' }, rows: ['Observation read any', 'deny * *'], request: 'GET Observation/o1', expect: { ...denied('policy', 'policy-denied'), rows: ['policy.csv:2'] } },
  { name: 'A-082 A-152 an allow row on `*` reaches no operator type', given: { scope: 'user/*.cruds' }, rows: ['* * any'], request: 'GET AuditEvent/1', expect: denied('policy', 'policy-denied') },
  { name: '... a row that names it does', given: { scope: 'user/*.cruds' }, rows: ['AuditEvent read any'], request: 'GET AuditEvent/1', expect: permitted },
  { name: 'A-153 an allow row on `*` writes no care team', given: { scope: 'user/*.cruds' }, rows: ['* * any'], request: 'POST CareTeam', body: { resourceType: 'CareTeam', subject: { reference: 'Patient/A' } }, expect: denied('policy', 'policy-denied') },
  { name: '... a row that names it does', given: { scope: 'user/*.cruds' }, rows: ['CareTeam create any'], request: 'POST CareTeam', body: { resourceType: 'CareTeam', subject: { reference: 'Patient/A' } }, expect: permitted },
  { name: 'A-082 a SearchParameter is not written through a wildcard', given: { scope: 'user/*.cruds' }, rows: ['* create any'], request: 'POST SearchParameter', body: { resourceType: 'SearchParameter' }, expect: denied('policy', 'policy-denied') },
  ...['mask:m', 'window:P90D', 'max:10'].map((term): DecisionCase => ({
    name: `a row with \`${term}\` grants a read`, given: { scope: 'user/*.cruds' }, rows: [`Observation read any ${term}`], request: 'GET Observation/o1', expect: permitted,
  })),
  { name: 'a row with a mask that is not there grants nothing', given: { scope: 'user/*.cruds' }, rows: ['Observation read any mask:gone'], request: 'GET Observation/o1', expect: denied('confinement', 'outside-confinement') },
  { name: '... and takes nothing from another row', given: { scope: 'user/*.cruds' }, rows: ['Observation read group:g1', 'Observation read any mask:gone', 'Observation read any'], request: 'GET Observation/o1', expect: permitted },
  { name: 'a row with a mask permits no write', given: { scope: 'user/*.cruds' }, rows: ['Observation create any mask:m'], request: 'POST Observation', body: { resourceType: 'Observation' }, expect: denied('confinement', 'outside-confinement') },
  { name: '... a row beside it without one does', given: { scope: 'user/*.cruds' }, rows: ['Observation create any mask:m', 'Observation create any'], request: 'POST Observation', body: { resourceType: 'Observation' }, expect: permitted },
  { name: 'a mask that hides all of a type grants nothing of it', given: { scope: 'user/*.cruds' }, rows: ['Binary read any mask:m'], request: 'GET Binary/b', expect: denied('confinement', 'outside-confinement') },

  // break-glass
  { name: 'a row with `break-glass` grants nothing without a declaration', given: { scope: 'user/*.rs' }, rows: ['Observation read any break-glass'], request: 'GET Observation/o1', expect: denied('confinement', 'outside-confinement') },
  { name: '... with one it does', given: { scope: 'user/*.rs' }, rows: ['Observation read any break-glass'], request: 'GET Observation/o1', headers: emergency, expect: permitted },
  { name: '... of a version and a history too', given: { scope: 'user/*.rs' }, rows: ['Observation history any break-glass'], request: 'GET Observation/o1/_history', headers: emergency, expect: permitted },
  { name: '... for a search that names one patient', given: { scope: 'user/*.rs' }, rows: ['Observation search any break-glass'], request: 'GET Observation?patient=Patient/B', headers: emergency, expect: { effect: 'permit', params: ['patient=Patient/B'], exact: true } },
  { name: '... in a compartment too', given: { scope: 'user/*.rs' }, rows: ['Observation search any break-glass'], request: 'GET Patient/B/Observation', headers: emergency, expect: { effect: 'permit', params: ['patient=Patient/B'], exact: true } },
  ...['Observation', 'Observation?patient=A,B', 'Observation?patient=A&subject=Patient/B', 'Observation?performer=Patient/B', 'Observation?_id=o1'].map((request): DecisionCase => ({
    name: `... not for \`${request}\`, which does not name one`, given: { scope: 'user/*.rs' }, rows: ['Observation search any break-glass'], request: `GET ${request}`, headers: emergency, expect: denied('confinement', 'emergency-not-here'),
  })),
  { name: '... nor for a write', given: { scope: 'user/*.cruds' }, rows: ['Observation create any break-glass'], request: 'POST Observation', body: { resourceType: 'Observation' }, headers: emergency, expect: denied('confinement', 'emergency-not-here') },
  { name: '... where another row reaches somebody, the declaration is of no account', given: { ...A, scope: 'patient/*.rs' }, rows: ['Observation search launch', 'Observation search any break-glass'], request: 'GET Observation', headers: emergency, expect: { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] } },
  { name: '... with `mfa` besides it asks for a step up', given: { scope: 'user/*.rs' }, rows: ['Observation read any break-glass mfa'], request: 'GET Observation/o1', headers: emergency, expect: denied('confinement', 'step-up') },
  { name: '... but not without a declaration', given: { scope: 'user/*.rs' }, rows: ['Observation read any break-glass mfa'], request: 'GET Observation/o1', expect: denied('confinement', 'outside-confinement') },
  { name: '... and no look-up is made for such a row without a declaration', given: { ...team }, rows: ['Observation read careteam break-glass'], request: 'GET Observation/o1', lookUps: [], expect: denied('confinement', 'outside-confinement') },

  // groups and persons
  { name: '`group:` reaches the members of that group', given: { scope: 'user/*.rs', groups: { g1: ['B', 'A'], g2: ['C'] } }, rows: ['Observation search group:g1'], request: 'GET Observation', lookUps: ['group g1 *'], expect: { effect: 'permit', params: ['patient=Patient/A,Patient/B'], exact: true, confined: ['A', 'B'] } },
  { name: '... under `patient/` only the launch patient is asked for', given: { ...A, scope: 'patient/*.rs', groups: { g1: ['B', 'A'] } }, rows: ['Observation search group:g1'], request: 'GET Observation', lookUps: ['group g1 A'], expect: { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] } },
  { name: '... who is not a member: nobody', given: { ...A, scope: 'patient/*.rs', groups: { g1: ['B'] } }, rows: ['Observation search group:g1'], request: 'GET Observation', expect: denied('confinement', 'outside-confinement') },
  { name: '... of an empty group: nobody', given: { scope: 'user/*.rs', groups: { g1: [] } }, rows: ['Observation search group:g1'], request: 'GET Observation', expect: denied('confinement', 'outside-confinement') },
  { name: '`self` of a Person reaches whom the Person is linked to', given: { scope: 'user/*.rs', fhirUser: 'Person/p', person: ['A', 'C'] }, rows: ['Observation search self'], request: 'GET Observation', lookUps: ['person p'], expect: { effect: 'permit', params: ['patient=Patient/A,Patient/C'], exact: true, confined: ['A', 'C'] } },
  { name: '... nobody where links are not followed', given: { scope: 'user/*.rs', fhirUser: 'Person/p' }, rows: ['Observation search self'], request: 'GET Observation', lookUps: [], expect: denied('confinement', 'outside-confinement') },

  // confinement gate
  { name: '`launch` without a launch patient reaches nobody', given: { scope: 'user/*.rs' }, rows: ['Observation read launch'], request: 'GET Observation/o1', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '... with one it reaches that patient', given: { ...A, scope: 'user/*.rs' }, rows: ['Observation read launch'], request: 'GET Observation/o1', expect: permitted },
  { name: 'A-085 `careteam` of nobody is refused, without a search', given: { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: [] }, rows: ['Observation search careteam'], request: 'GET Observation', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '... of somebody is permitted', given: { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: ['B', 'A'] }, rows: ['Observation search careteam'], request: 'GET Observation', lookUps: ['careteam Practitioner/77 *'], expect: { effect: 'permit', params: ['patient=Patient/A,Patient/B'], exact: true, confined: ['A', 'B'] } },
  { name: '`careteam` without a fhirUser reaches nobody', given: { scope: 'user/*.rs', careteam: ['A'] }, rows: ['Observation read careteam'], request: 'GET Observation/o1', lookUps: [], expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '`self` of a practitioner reaches no patient', given: { scope: 'user/*.rs', fhirUser: 'Practitioner/77' }, rows: ['Observation read self'], request: 'GET Observation/o1', lookUps: [], expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '`self` of a patient reaches that patient', given: { scope: 'user/*.rs', fhirUser: 'Patient/A' }, rows: ['Observation read self'], request: 'GET Observation/o1', lookUps: [], expect: permitted },
  { name: '`self` of a related person reaches the patient of the relation', given: { scope: 'user/*.rs', fhirUser: 'RelatedPerson/r', related: ['C'] }, rows: ['Observation search self'], request: 'GET Observation', lookUps: ['related r'], expect: { effect: 'permit', params: ['patient=Patient/C'], exact: true, confined: ['C'] } },
  { name: '... and nobody where it is not in force', given: { scope: 'user/*.rs', fhirUser: 'RelatedPerson/r', related: [] }, rows: ['Observation search self'], request: 'GET Observation', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: 'A-216 A-119 `patient/*` with `any` does not reach a hidden type', given: { ...A, scope: 'patient/*.rs' }, rows: ['* read any'], request: 'GET Task/1', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '... `user/*` does', given: { scope: 'user/*.rs' }, rows: ['* read any'], request: 'GET Task/1', expect: permitted },
  { name: 'A-120 `patient/*` does not reach AuditEvent, even named', given: { ...A, scope: 'patient/*.rs' }, rows: ['AuditEvent search any'], request: 'GET AuditEvent', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: 'a shared type needs `any`: `launch` through `*` grants nothing there', given: { ...A, scope: 'patient/*.rs' }, rows: ['* read launch'], request: 'GET Organization/1', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: 'R-124 ... `any` does, under `patient/` too', given: { ...A, scope: 'patient/*.rs' }, rows: ['Organization read any'], request: 'GET Organization/1', expect: permitted },
  { name: 'a shared type under `self` where the fhirUser is of that type', given: { scope: 'user/*.rs', fhirUser: 'Practitioner/77' }, rows: ['* read self'], request: 'GET Practitioner/77', expect: permitted },
  { name: '... not where the fhirUser is of another', given: { scope: 'user/*.rs', fhirUser: 'Patient/A' }, rows: ['* read self'], request: 'GET Practitioner/77', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: 'any reach may be written for a derived type', given: { ...A, scope: 'patient/*.rs' }, rows: ['Binary read launch'], request: 'GET Binary/1', expect: permitted },
  { name: 'A-218 a `patient/` scope beside a `user/` scope takes nothing away, and adds the launch patient alone', given: { ...A, scope: 'patient/Observation.rs user/Observation.rs', fhirUser: 'Practitioner/77', careteam: ['B'] }, rows: ['Observation search careteam', 'Observation search launch'], request: 'GET Observation', expect: { effect: 'permit', params: ['patient=Patient/A,Patient/B'], exact: true, confined: ['A', 'B'] } },
  { name: 'A-218 under `patient/` alone the same rows reach the launch patient alone', given: { ...A, scope: 'patient/Observation.rs', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] }, rows: ['Observation search careteam', 'Observation search launch', 'Observation search any'], request: 'GET Observation', lookUps: [], expect: { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] } },
  { name: 'decision 3: a `patient/` scope confines `self` to the launch patient', given: { ...A, scope: 'patient/*.rs', fhirUser: 'Patient/B' }, rows: ['Observation read self'], request: 'GET Observation/o1', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: 'A-221 a fhirUser of another server is nobody here', given: { scope: 'user/*.rs', fhirUser: 'https://other/fhir/Patient/A' }, rows: ['Observation read self'], request: 'GET Observation/o1', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '... one on the gateway\'s own base is', given: { scope: 'user/*.rs', fhirUser: 'https://gw.example/fhir/Patient/A' }, rows: ['Observation read self'], request: 'GET Observation/o1', expect: permitted },

  // openid fhirUser
  { name: 'R-113 `openid fhirUser` reads the caller\'s own resource', given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: ['Practitioner read self'], request: 'GET Practitioner/77', expect: permitted },
  { name: '... not without `openid`', given: { scope: 'fhirUser', fhirUser: 'Practitioner/77' }, rows: ['Practitioner read self'], request: 'GET Practitioner/77', expect: denied('scope', 'insufficient-scope') },
  { name: '... not without a row', given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: [], request: 'GET Practitioner/77', expect: denied('policy', 'policy-denied') },
  ...['GET Practitioner', 'GET Practitioner/77/_history/1', 'GET Practitioner/77/_history', 'GET Patient/A'].map((request): DecisionCase => ({
    name: `... nor does it cover \`${request}\``, given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: ['* * any'], request, expect: denied('scope', 'insufficient-scope'),
  })),
  { name: 'R-113 a client without a user has no own resource', given: { scope: 'openid fhirUser', client: 'etl' }, rows: ['client:etl Practitioner read any'], request: 'GET Practitioner/77', expect: denied('scope', 'insufficient-scope') },

  // mfa
  { name: 'RFC 9470 a row with `mfa` without strong authentication is a step-up challenge', given: { scope: 'user/*.rs' }, rows: ['Observation read any mfa'], request: 'GET Observation/o1', expect: { ...denied('confinement', 'step-up'), rows: ['policy.csv:1'] } },
  { name: '... with it a permit', given: { scope: 'user/*.rs', mfa: true }, rows: ['Observation read any mfa'], request: 'GET Observation/o1', expect: permitted },
  { name: '... that would not give a reach is no challenge', given: { scope: 'user/*.rs' }, rows: ['Observation read launch mfa'], request: 'GET Observation/o1', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:1'] } },
  { name: '... where another row gives a reach is no challenge before the data is seen', given: { ...A, scope: 'user/*.rs' }, rows: ['Observation read any mfa', 'Observation read launch'], request: 'GET Observation/o1', expect: permitted },
  { name: 'a search that names only patients whom `mfa` would open is a challenge', given: { ...A, scope: 'user/*.rs' }, rows: ['Observation search any mfa', 'Observation search launch'], request: 'GET Observation?patient=B', expect: { ...denied('confinement', 'step-up'), rows: ['policy.csv:2'] } },
  { name: '... that names one within the reach too is narrowed to that one', given: { ...A, scope: 'user/*.rs' }, rows: ['Observation search any mfa', 'Observation search launch'], request: 'GET Observation?patient=A,B', expect: { effect: 'permit', params: ['patient=Patient/A'], exact: true, confined: ['A'] } },
  { name: '... under `patient/`, where `mfa` would open nobody, is refused', given: { ...A, scope: 'patient/*.rs' }, rows: ['Observation search any mfa', 'Observation search launch'], request: 'GET Observation?patient=B', expect: { ...denied('confinement', 'outside-confinement'), rows: ['policy.csv:2'] } },

  // what is not offered passes the gates first
  { name: 'an update that the scopes do not cover is refused by the scope gate', given: { ...A, scope: 'patient/*.rs' }, rows: ['Observation update launch'], request: 'PUT Observation/o1', expect: denied('scope', 'insufficient-scope') },
  { name: '... that they cover is not offered', given: { ...A, scope: 'patient/*.cruds' }, rows: ['Observation update launch'], request: 'PUT Observation/o1', expect: { effect: 'deny', refusal: 'update-not-offered' } },
  { name: 'a conditional update needs its search in policy', given: { ...A, scope: 'patient/*.cruds' }, rows: ['Observation update launch'], request: 'PUT Observation?code=x', expect: denied('policy', 'policy-denied') },
  { name: 'A-113 the history of a type takes `s`', given: { ...A, scope: 'patient/*.r' }, rows: ['Observation history launch'], request: 'GET Observation/_history', expect: denied('scope', 'insufficient-scope') },
  { name: 'A-113 the history of a type is refused to whoever is confined', given: { ...A, scope: 'patient/*.s' }, rows: ['Observation history any'], request: 'GET Observation/_history', expect: denied('confinement', 'outside-confinement') },
  { name: 'A-113 ... to a granular scope', given: { scope: 'user/Observation.s?status=final' }, rows: ['Observation history any'], request: 'GET Observation/_history', expect: denied('confinement', 'outside-confinement') },
  ...['mask:m', 'window:P1Y', 'break-glass'].map((term): DecisionCase => ({
    name: `A-113 ... to a row with \`${term}\``, given: { scope: 'user/*.s' }, rows: [`Observation history any ${term}`], request: 'GET Observation/_history', expect: denied('confinement', 'outside-confinement'),
  })),
  { name: 'A-113 ... and served to whom reaches everyone', given: { scope: 'user/*.s' }, rows: ['Observation history launch', 'Observation history any'], request: 'GET Observation/_history', expect: permitted },
  { name: 'A-113 ... after a step up where that takes one', given: { ...A, scope: 'user/*.s' }, rows: ['Observation history launch', 'Observation history any mfa'], request: 'GET Observation/_history', expect: denied('confinement', 'step-up') },
  { name: 'a search of another compartment is not offered', given: { scope: 'user/*.s' }, rows: ['* search any'], request: 'GET Encounter/e1/Observation', expect: { effect: 'deny', refusal: 'search-compartment-not-offered' } },
  { name: 'a search of all of another compartment is not offered', given: { scope: 'user/*.s' }, rows: ['* search any', 'System search any'], request: 'GET Encounter/e1/*', expect: { effect: 'deny', refusal: 'search-compartment-not-offered' } },
  { name: 'R-103 an operation is denied unless listed', given: { scope: 'user/*.cruds' }, rows: ['* * any'], request: 'GET Patient/A/$everything', expect: { effect: 'deny', refusal: 'operation-not-offered' } },
];
