import type { Known } from './grants.ts';
import type { Random } from './random.ts';
import { readReference, textOf } from './references.ts';
import { ownersOf } from './visible.ts';
import type { Json, World } from './world.ts';

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
const granular: Readonly<Record<string, readonly string[]>> = {
  Observation: [
    'category=laboratory', `category=${category}|laboratory`, `category=${category}|`, 'category=|vital-signs', 'status=final', 'status=final,amended', 'code=8867-4', 'code=http://loinc.org|8867-4', 'code=8867-4,2160-0',
    'date=ge2018', 'date=lt2020-05', 'date=ge2015&date=lt2022', 'date=sa2016-06', 'date=eb2019', 'date=2018', 'date=ne2018', 'value-quantity=gt70', 'value-quantity=lt100|http://unitsofmeasure.org|/min', 'value-quantity=7.5',
    'value-quantity=ge7||/min', 'performer=Practitioner/77', 'performer=Patient/A', 'subject=Patient/A', 'patient=A', 'patient=Patient/B', 'encounter=Encounter/enc-a', 'focus=Patient/B', 'code-value-quantity=8867-4$gt70',
    'component-code-value-quantity=8480-6$gt100', 'combo-code=8480-6', 'combo-code-value-quantity=http://loinc.org|8480-6$le120', '_profile=http://example.org/profile', '_id=a1,b1,x-Observation-1', 'status=final&category=laboratory',
  ],
  Patient: ['active=true', 'active=false', 'family=ad', 'name=end', 'gender=female', 'birthdate=lt2000', 'birthdate=ge1980-02', 'address-state=NS', 'address=amst', 'identifier=http://example.org/mrn|', 'identifier=http://example.org/mrn|1', 'link=Patient/A', '_id=A', 'given=ann'],
  Encounter: ['length=gt20', 'length=30||min', 'status=finished', 'date=ge2019', 'location=Location/L1', 'participant=Practitioner/77', 'class=AMB'],
  RiskAssessment: ['probability=gt0.5', 'probability=le0.25', 'date=ge2018', 'condition=Condition/cond-a'],
  DocumentReference: ['location=Binary/x-Binary-1', 'status=current', 'date=ge2018', 'author=Practitioner/77,Patient/A'],
  Appointment: ['status=booked', 'date=ge2018', 'actor=Practitioner/77', 'patient=A'],
  Condition: ['recorded-date=ge2018', 'code=38341003', 'asserter=Patient/A'],
  Practitioner: ['active=true', 'name=se'],
  Provenance: ['recorded=ge2020', 'target=Observation/a3', 'agent=Practitioner/77'],
  ValueSet: ['url=http://example.org/vs', 'status=active'],
  '*': ['_tag=x', '_tag=http://example.org/tags|x', '_lastUpdated=ge2020', '_lastUpdated=lt2020', '_profile=http://example.org/profile'],
};
// None of these can be held, so they grant nothing.
const vain = ['Observation.rs?bogus=x', 'Observation.rs?subject.name=x', 'Observation.rs?status:not=final', 'Patient.rs?family:exact=Adler', 'Observation.rs?date=yesterday', 'Observation.rs?value-quantity=much', '*.rs?status=final'];

const scopeOf = (random: Random, launched: boolean): string => {
  const context = random.often([10, ['user']], [8, launched ? ['patient'] : ['user']], [1, ['system', 'patient']]);
  if (random.chance(3)) return `${context}/${random.pick(vain)}`;
  if (random.chance(60)) {
    const [type, queries] = random.often([2, Object.entries(granular)], [3, Object.entries(granular).filter(([name]) => name === 'Observation')], [1, Object.entries(granular).filter(([name]) => name === 'Patient')]);
    return `${context}/${type}.${random.often([6, ['rs']], [1, ['r', 's', 'crs', 'cruds']])}?${random.pick(queries)}`;
  }
  const type = random.often([8, ['*']], [3, ['Observation', 'Patient', 'Provenance', 'Binary', 'Practitioner', 'RelatedPerson', 'Appointment', 'DocumentReference', 'Encounter']]);
  return `${context}/${type}.${random.often([5, ['rs', 'read', 'cruds', '*', 'cruds', '*']], [1, ['r', 's', 'c', 'cr', 'crs', 'write']])}`;
};

/** Scopes type by type, most of them granular, and none for all types. */
const narrowScopes = (random: Random, context: string): readonly string[] =>
  ['Observation', 'Observation', ...random.some([...Object.keys(granular).filter((type) => type !== '*'), 'Provenance', 'Binary', 'RelatedPerson', 'Organization', 'Medication', 'PractitionerRole', 'Location', 'DiagnosticReport', 'List'], 14)]
    .map((type) => `${context}/${type}.${random.often([5, ['rs']], [1, ['crs', 'cruds']])}${random.chance(65) && granular[type] !== undefined ? `?${random.pick(granular[type])}` : ''}`);

/** A caller of any kind. */
export const randomCaller = (random: Random): Caller => {
  const machine = random.chance(12);
  const fhirUser = machine ? undefined : random.often<string | undefined>([3, ['Patient/A', 'Patient/B']], [3, ['Practitioner/77', 'Practitioner/88']], [2, ['RelatedPerson/r-a', 'RelatedPerson/r-old', 'RelatedPerson/x-RelatedPerson-1', 'RelatedPerson/x-RelatedPerson-2', 'RelatedPerson/nobody']], [2, ['Person/person-a', 'PractitionerRole/pr-77', 'PractitionerRole/pr-77', 'Practitioner/nobody', 'Patient/pat-d', undefined]]);
  const patient = random.often<string | undefined>([4, [undefined]], [4, ['A', 'B']], [2, ['C', 'pat-d', 'pat-e', 'nobody']]);
  // Without the first most requests would end at the scope gate.
  const wide = random.often<string>([5, [patient === undefined ? 'user/*.cruds' : random.pick(['user/*.cruds', 'patient/*.cruds', 'patient/*.*'])]], [1, ['user/*.rs', 'patient/*.read']]);
  const others = Array.from({ length: random.below(4) }, () => scopeOf(random, patient !== undefined));
  const scopes = random.chance(30) ? narrowScopes(random, patient !== undefined && random.chance(50) ? 'patient' : 'user') : random.chance(30) && others.length > 0 ? others : random.chance(50) ? [wide, ...others] : [...others, wide];
  return {
    roles: [...(random.chance(85) ? [random.pick(['r1', 'r2', 'r3'])] : []), ...random.some(['r1', 'r2', 'r3', 'unknown'], 1)],
    scope: [...(scopes.length === 0 || random.chance(40) ? ['openid', 'fhirUser', 'launch'] : []), ...(machine ? scopes.map((scope) => scope.replace(/^\w+\//, 'system/')) : scopes)].join(' '),
    signedIn: random.often([2, ['strong']], [2, ['weak', 'long-ago']]),
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
const isInForce = ({ period, modifierExtension }: Json): boolean => {
  const [{ start = '', end = '9' } = {}] = objectsIn(period) as readonly { readonly start?: string; readonly end?: string }[];
  const now = new Date().toISOString();
  return start < now && end > now && modifierExtension === undefined;
};

const standing = (world: World, type: string): readonly Json[] => world.idsOf(type).flatMap((id) => world.currentOf(`${type}/${id}`) ?? []).map(world.read);

const placeOf = (element: unknown): string => {
  const read = readReference(textOf(element) ?? '');
  return typeof read === 'object' && !read.versioned ? read.place : '';
};

/** docs/policy.md, "Reaches are looked up": care teams that are active and in force, with the user as a participant in force. */
const careteamOf = (world: World, user: string | undefined): readonly string[] =>
  standing(world, 'CareTeam')
    .filter((team) => team['status'] === 'active' && isInForce(team))
    .filter(({ participant }) => objectsIn(participant).some((one) => placeOf(one['member']) === user && isInForce(one)))
    .flatMap(ownersOf);

const relatedOf = (world: World, user: string | undefined): readonly string[] =>
  standing(world, 'RelatedPerson').filter((person) => `RelatedPerson/${String(person['id'])}` === user && person['active'] === true && isInForce(person)).flatMap(ownersOf);

const membersOf = (world: World, id: string): readonly string[] =>
  standing(world, 'Group').filter((group) => group['id'] === id && group['actual'] === true && group['active'] !== false)
    .flatMap(({ member }) => objectsIn(member)).filter((member) => member['inactive'] !== true && isInForce(member))
    .map(({ entity }) => placeOf(entity)).filter((place) => place.startsWith('Patient/')).map((place) => place.slice(8));

/** The caller in the oracle's words. */
export const knownOf = (world: World, { roles, scope, fhirUser, patient, client, signedIn }: Caller): Known => ({
  scopes: scope.split(' '), patient, fhirUser, user: client === undefined, strong: signedIn === 'strong',
  subjects: [
    ...roles.map((role) => `role:${role}`),
    ...(fhirUser === undefined ? [] : [`fhirUser:${String(fhirUser.split('/')[0])}`, `user:${fhirUser}`]),
    ...(client === undefined ? [] : [`client:${client}`]),
  ],
  careteam: careteamOf(world, fhirUser), related: relatedOf(world, fhirUser), membersOf: (id) => membersOf(world, id),
});
