import { compartmentTable } from '../../src/fhir/patient-compartment-table.ts';
import type { OwnedRow } from '../../src/fhir/patient-compartment.ts';
import { patients, randomElements } from './differential-data.ts';
import { allTypes, derived, owned, shared } from './differential-policy.ts';
import type { Random } from './differential-random.ts';
import { aliasBase, ownBase, type Json, type World } from './differential-world.ts';

/** A parameter of a search, as the client writes it. */
export type Param = { readonly name: string; readonly value: string };

export type InstanceRequest =
  | { readonly kind: 'read' | 'raw'; readonly type: string; readonly id: string; readonly head?: true }
  | { readonly kind: 'vread'; readonly type: string; readonly id: string; readonly version: string }
  | { readonly kind: 'history'; readonly type: string; readonly id: string; readonly params: readonly Param[] };

export type SearchRequest = {
  readonly kind: 'search';
  readonly type: string;
  readonly params: readonly Param[];
  /** `_count`, `_total`, `_sort`. */
  readonly shape: readonly Param[];
  readonly by: 'get' | 'form' | 'both';
  /** In the compartment of this patient. */
  readonly patient?: string;
};

export type CreateRequest = { readonly kind: 'create'; readonly type: string; readonly body: Json; readonly prefer?: string };

/** A request of a kind that the differential test knows. */
export type DifferentialRequest = InstanceRequest | SearchRequest | CreateRequest;

/** Whom requests are likelier to be about: patients whom the caller may well reach, and the type of what the caller is. */
export type About = { readonly own: readonly string[]; readonly self: string };

/** The table's row of a type that belongs to patients. */
export const ownedRow = (type: string): OwnedRow | undefined => {
  const row = compartmentTable[type as keyof typeof compartmentTable];
  return row.class === 'owned' ? row : undefined;
};

/** The parameters by which a type's owners are named: of data alone, as the oracle uses it. */
export const ownerParamsOf = (type: string): readonly string[] => ownedRow(type)?.ownerParams ?? (type === 'Provenance' ? ['patient'] : []);

const someType = (random: Random): string => random.often([5, ['Observation']], [5, ['Patient', 'Provenance', 'Binary', 'Practitioner', 'Appointment', 'Account', 'Group', 'RelatedPerson']], [6, owned], [1, derived], [1, shared], [1, allTypes]);

const nobody = ['absent-1', 'nothing-at-all', 'Z'];

const idOf = (random: Random, world: World, type: string): string => {
  const known = world.idsOf(type);
  return known.length === 0 || random.chance(8) ? random.pick(nobody) : random.pick(known);
};

const historyParams = (random: Random): readonly Param[] => [
  ...(random.chance(50) ? [{ name: '_count', value: random.pick(['1', '1', '2', '20']) }] : []),
  ...(random.chance(10) ? [{ name: '_since', value: random.pick(['2020-01-01T00:00:00Z', '2990-01-01T00:00:00Z']) }] : []),
];

const instance = (random: Random, world: World, { self }: About): InstanceRequest => {
  const type = random.chance(15) && allTypes.includes(self) ? self : someType(random);
  const id = idOf(random, world, type);
  const kind = random.pick<InstanceRequest['kind']>(['read', 'read', 'vread', 'history']);
  if (kind === 'read' || kind === 'raw') return type === 'Binary' && random.chance(60) ? { kind: 'raw', type, id } : { kind: 'read', type, id, ...(random.chance(10) ? { head: true } : {}) };
  if (kind === 'vread') return { kind, type, id, version: String(1 + random.below(world.versionsOf(`${type}/${id}`).length + (random.chance(15) ? 2 : 0) || 1)) };
  return { kind, type, id, params: historyParams(random) };
};

const spelled = (random: Random, patient: string): string =>
  random.often([3, [`Patient/${patient}`]], [2, [patient]], [1, [`${ownBase}/Patient/${patient}`, `${aliasBase}/Patient/${patient}`]]);

const orList = (random: Random, values: readonly string[]): string => Array.from({ length: random.often([5, [1]], [2, [2, 3]]) }, () => random.pick(values)).join(',');

const ownerParam = (random: Random, type: string, own: readonly string[]): Param | undefined => {
  const names = ownerParamsOf(type);
  if (names.length === 0) return undefined;
  const name = random.pick(names);
  const value = orList(random, [...patients, ...own, ...own, ...own, 'nobody'].map((patient) => (name === '_id' ? patient : spelled(random, patient))));
  return { name: name !== '_id' && type !== 'Provenance' && random.chance(15) ? `${name}:Patient` : name, value };
};

const plainPatient = ['Patient/A', 'Patient/B', 'Patient/pat-d'];
// Parameters besides those of the owners: who is merely mentioned, and what tokens, strings, dates and numbers there are.
const selecting: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  Observation: { performer: ['Practitioner/77', 'Patient/A', `${ownBase}/Practitioner/77`], category: ['laboratory', 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs'], status: ['final', 'amended'], 'status:not': ['final'], code: ['8867-4', 'http://loinc.org|2160-0'], date: ['ge2015', 'lt2020-05'], 'value-quantity': ['gt70'], 'performer:missing': ['true'], focus: plainPatient, encounter: ['Encounter/enc-a'] },
  Condition: { asserter: plainPatient, 'recorded-date': ['2021'], code: ['http://snomed.info/sct|38341003'] },
  Patient: { active: ['true', 'false'], family: ['adler', 'B'], 'family:exact': ['Adler'], link: plainPatient, gender: ['female'] },
  Encounter: { participant: ['Practitioner/77'], status: ['finished'], location: ['Location/L1'] },
  MedicationRequest: { requester: [...plainPatient, 'Practitioner/77'], medication: ['Medication/m1'], intent: ['order'] },
  AllergyIntolerance: { recorder: plainPatient },
  DocumentReference: { author: plainPatient, location: ['Binary/x-Binary-1', 'Binary/bin-a-doc'], status: ['current'] },
  DiagnosticReport: { result: ['Observation/b1', 'Observation/a4', 'Observation/x-Observation-1'], status: ['final'] },
  Appointment: { actor: ['Patient/A', 'Practitioner/77', 'Patient/pat-d'], status: ['booked', 'noshow'], practitioner: ['Practitioner/77'] },
  Account: { owner: ['Organization/O1'], status: ['active'] },
  Group: { type: ['person'], actual: ['true'] },
  Person: { relatedperson: ['RelatedPerson/r-a'] },
  RelatedPerson: { active: ['true', 'false'] },
  CareTeam: { participant: ['Practitioner/77', 'Patient/A'], status: ['active'] },
  Coverage: { payor: [...plainPatient, 'Organization/O1'], subscriber: plainPatient, status: ['active'] },
  Schedule: { actor: ['Patient/A', 'Patient/B', 'Practitioner/77'], active: ['true'] },
  List: { item: ['Observation/b1', 'Observation/x-Observation-1'], status: ['current'] },
  SupplyRequest: { requester: plainPatient, status: ['active'] },
  EnrollmentRequest: { status: ['active'] },
  Device: { organization: ['Organization/O1'], status: ['active'] },
  Provenance: { target: ['Observation/a3', 'Observation/b3', 'Observation/x-Observation-1', 'Patient/A', `${ownBase}/Observation/a3`], agent: ['Practitioner/77'], recorded: ['ge2020'] },
  Practitioner: { active: ['true'], family: ['Se'], name: ['eig'] },
  PractitionerRole: { practitioner: ['Practitioner/77'] },
  Task: { patient: plainPatient, owner: ['Practitioner/77'] },
};

const common: Readonly<Record<string, readonly string[]>> = { _id: [], _lastUpdated: ['ge2020'], _tag: ['x', 'http://example.org/tags|x'] };

const selector = (random: Random, world: World, type: string): Param => {
  const [name, values] = random.often<readonly [string, readonly string[]]>([5, Object.entries(selecting[type] ?? common)], [1, Object.entries(common)]);
  if (name !== '_id') return { name, value: name.endsWith(':missing') ? random.pick(values) : orList(random, values) };
  return { name, value: Array.from({ length: 1 + random.below(3) }, () => idOf(random, world, type)).join(',') };
};

const shapeOf = (random: Random): readonly Param[] => [
  ...(random.chance(70) ? [{ name: '_count', value: random.often([6, ['1', '2', '3', '5', '100', '1000']], [1, ['0']]) }] : []),
  ...(random.chance(30) ? [{ name: '_total', value: random.pick(['accurate', 'none', 'estimate']) }] : []),
  ...(random.chance(20) ? [{ name: '_sort', value: random.pick(['_id', '-_id', '-_lastUpdated']) }] : []),
];

const search = (random: Random, world: World, { own }: About): SearchRequest => {
  const type = someType(random);
  const severalOwners = ownedRow(type)?.exact === false;
  const owners = Array.from({ length: random.often([4, [0]], [5, [1]], [severalOwners ? 4 : 1, [2]]) }, () => ownerParam(random, type, own)).filter((one) => one !== undefined);
  const others = Array.from({ length: random.often([5, [0]], [3, [1]], [1, [2]]) }, () => selector(random, world, type));
  const inCompartment = (owned as readonly string[]).includes(type) || type === 'Provenance';
  return {
    kind: 'search', type, params: random.chance(50) ? [...owners, ...others] : [...others, ...owners], shape: shapeOf(random), by: random.often<SearchRequest['by']>([6, ['get']], [1, ['form', 'both']]),
    ...(inCompartment && random.chance(15) ? { patient: random.pick([...patients, ...own, ...own]) } : {}),
  };
};

// A care team or a related person made here would change whom callers reach, half a minute later.
const create = (random: Random, { own }: About): CreateRequest => {
  const type = random.often([4, ['Observation', 'DiagnosticReport', 'List', 'DocumentReference']], [3, ['Condition', 'MedicationRequest', 'Appointment', 'Account', 'Coverage', 'Schedule', 'Provenance', 'Binary', 'Practitioner', 'Organization', 'Patient', 'Task']]);
  const { owners: [owner = '.'] = [] } = ownedRow(type) ?? {};
  const ofOwn = !owner.includes('.') && type !== 'Patient' && type !== 'Account' && random.chance(60);
  const body: Json = {
    resourceType: type, ...(random.chance(20) ? { id: random.pick(['A', 'x-Binary-1', 'bin-a', '77', 'own-id']) } : {}),
    ...randomElements(random, type), ...(ofOwn ? { [owner]: { reference: `Patient/${random.pick(own)}` } } : {}),
    ...(random.chance(10) ? { extension: [{ url: 'http://example.org/of', valueReference: { reference: random.pick(['Patient/B', 'Observation/b1', 'Location/L1', 'Appointment/app-ab', 'Account/acc-ab', `${ownBase}/Observation/a1`]) } }] } : {}),
  };
  return { kind: 'create', type, body, ...(random.chance(40) ? { prefer: random.pick(['minimal', 'representation', 'OperationOutcome']) } : {}) };
};

/** A request of any kind, about what the world holds, once held, or never did. */
export const randomRequest = (random: Random, world: World, about: About): DifferentialRequest =>
  random.often<() => DifferentialRequest>([5, [() => instance(random, world, about)]], [5, [() => search(random, world, about)]], [2, [() => create(random, about)]])();
