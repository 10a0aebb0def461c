import { aliasBase, ownBase, type Json, type World } from './differential-world.ts';
import { oracleOwners, type OracleCaller } from './oracle.ts';
import type { Random } from './differential-random.ts';
import type { About } from './differential-requests.ts';

/** Somebody with a token, as a case writes them down. */
export type Caller = {
  readonly roles: readonly string[];
  readonly scope: string;
  readonly fhirUser?: string;
  readonly patient?: string;
  /** The token has no user: it is this client's own. */
  readonly client?: string;
  /** The client of a user's token. */
  readonly app?: string;
  /** How they signed in: strongly, with a password alone, or strongly too long ago. */
  readonly signedIn: 'strong' | 'weak' | 'long-ago';
};

const category = 'http://terminology.hl7.org/CodeSystem/observation-category';
const granular = [
  'Observation.rs?category=laboratory', `Observation.rs?category=${category}|laboratory`, 'Observation.rs?status=final', 'Observation.r?status=final,amended', 'Observation.rs?date=ge2020', 'Observation.crs?status=final',
  'Patient.rs?active=true', 'Patient.rs?family=ad', 'Appointment.rs?status=booked', 'Practitioner.rs?active=true', '*.rs?_tag=x', '*.rs?_tag=http://example.org/tags|x',
];

const scopeOf = (random: Random, launched: boolean): string => {
  const context = random.often([10, ['user']], [8, launched ? ['patient'] : ['user']], [1, ['system', 'patient']]);
  if (random.chance(25)) return `${context}/${random.pick(granular)}`;
  const type = random.often([8, ['*']], [3, ['Observation', 'Patient', 'Provenance', 'Binary', 'Practitioner', 'RelatedPerson', 'Appointment', 'DocumentReference']]);
  return `${context}/${type}.${random.often([5, ['rs', 'read', 'cruds', '*', 'cruds', '*']], [1, ['r', 's', 'c', 'cr', 'crs', 'write']])}`;
};

/** A caller of any kind. */
export const randomCaller = (random: Random): Caller => {
  const machine = random.chance(12);
  const fhirUser = machine ? undefined : random.often<string | undefined>([3, ['Patient/A', 'Patient/B']], [3, ['Practitioner/77', 'Practitioner/88']], [2, ['RelatedPerson/r-a', 'RelatedPerson/r-old', 'RelatedPerson/x-RelatedPerson-1', 'RelatedPerson/x-RelatedPerson-2', 'RelatedPerson/nobody']], [2, ['Person/person-a', 'PractitionerRole/pr-77', 'PractitionerRole/pr-77', 'Practitioner/nobody', 'Patient/pat-d', undefined]]);
  const patient = random.often<string | undefined>([4, [undefined]], [4, ['A', 'B']], [2, ['C', 'pat-d', 'pat-e', 'nobody']]);
  // Without the first most requests would end at the scope gate.
  const wide = random.often<string>([5, [patient === undefined ? 'user/*.cruds' : random.pick(['user/*.cruds', 'patient/*.cruds', 'patient/*.*'])]], [1, ['user/*.rs', 'patient/*.read']]);
  const others = Array.from({ length: random.below(3) }, () => scopeOf(random, patient !== undefined));
  const scopes = random.chance(30) ? others : random.chance(50) ? [wide, ...others] : [...others, wide];
  return {
    roles: [...(random.chance(85) ? [random.pick(['r1', 'r2', 'r3'])] : []), ...random.some(['r1', 'r2', 'r3', 'unknown'], 1)],
    scope: [...(scopes.length === 0 || random.chance(40) ? ['openid', 'fhirUser', 'launch'] : []), ...(machine ? scopes.map((scope) => scope.replace(/^\w+\//, 'system/')) : scopes)].join(' '),
    signedIn: random.often([2, ['strong']], [3, ['weak', 'long-ago']]),
    ...(machine ? { client: random.pick(['etl', 'etl', 'other']) } : random.chance(10) ? { app: 'etl' } : {}),
    ...(fhirUser === undefined ? {} : { fhirUser }),
    ...(patient === undefined ? {} : { patient }),
  };
};

/** The claims of a caller's token. */
export const claimsOf = ({ roles, scope, fhirUser, patient, client, app, signedIn }: Caller): Json => {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: client ?? 'somebody', client_id: client ?? app ?? 'test-app', roles, scope,
    ...(fhirUser === undefined ? {} : { fhirUser }),
    ...(patient === undefined ? {} : { patient }),
    amr: signedIn === 'weak' ? ['pwd'] : ['pwd', 'mfa'], auth_time: now - (signedIn === 'long-ago' ? 3600 : 60),
  };
};

const objectsIn = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : [value]).filter((one): one is Json => typeof one === 'object' && one !== null);

// The periods of the data begin and end with a year, so that the day does not matter.
const holds = ({ period }: Json): boolean => {
  const [{ start = '', end = '9' } = {}] = objectsIn(period) as readonly { readonly start?: string; readonly end?: string }[];
  const now = new Date().toISOString();
  return start < now && end > now;
};

const standing = (world: World, type: string): readonly Json[] => world.idsOf(type).map((id) => world.currentOf(`${type}/${id}`)).filter((text) => text !== undefined).map(world.read);

const stripped = (reference: string): string => [ownBase, aliasBase].reduce((text, base) => text.replace(`${base}/`, ''), reference);

/** docs/policy.md, "Reaches are looked up": care teams that are active and in force, with the user as a participant in force. */
const careteamOf = (world: World, user: string | undefined): readonly string[] =>
  standing(world, 'CareTeam')
    .filter((team) => team['status'] === 'active' && holds(team))
    .filter(({ participant }) => objectsIn(participant).some((one) => objectsIn(one['member']).some(({ reference }) => stripped(String(reference)) === user) && holds(one)))
    .flatMap(oracleOwners);

const relatedOf = (world: World, user: string | undefined): readonly string[] =>
  standing(world, 'RelatedPerson').filter((person) => `RelatedPerson/${String(person['id'])}` === user && person['active'] === true && holds(person)).flatMap(oracleOwners);

/** The caller in the oracle's words, with what the look-ups of their reaches have to find. */
export const oracleCallerOf = (world: World, { roles, scope, fhirUser, patient, client, signedIn }: Caller): OracleCaller => ({
  scopes: scope.split(' '), patient, fhirUser, user: client === undefined, strong: signedIn === 'strong',
  subjects: [
    ...roles.map((role) => `role:${role}`),
    ...(fhirUser === undefined ? [] : [`fhirUser:${fhirUser.split('/')[0]}`, `user:${fhirUser}`]),
    ...(client === undefined ? [] : [`client:${client}`]),
  ],
  careteam: careteamOf(world, fhirUser), related: relatedOf(world, fhirUser),
});

/** Whom the caller's requests are likelier to be about. */
export const aboutOf = ({ patient, fhirUser = '', careteam, related }: OracleCaller): About => {
  const [self = '', id = ''] = fhirUser.split('/');
  const own = [...(patient === undefined ? [] : [patient]), ...(self === 'Patient' ? [id] : []), ...careteam, ...related];
  return { self, own: own.length === 0 ? ['A'] : own };
};
