import { elements, malformed, populated, selecting, sorts } from './asked-values.ts';
import { patients, randomElements } from './data.ts';
import { referencesOf, type Param as Definition } from './definitions.ts';
import { allTypes, owned, shared } from './policy.ts';
import type { Random } from './random.ts';
import type { About, Besides, CreateRequest, DifferentialRequest, InstanceRequest, Param, SearchRequest, WideHistoryRequest } from './requests.ts';
import { namesOf, ownedTypes } from './types.ts';
import { aliasBase, ownBase, type Json, type World } from './world.ts';

const someType = (random: Random, { types }: Pick<About, 'types'>): string => types.length > 0 && random.chance(70) ? random.pick(types) : random.often([5, ['Observation']], [6, ['Patient', 'Provenance', 'Binary', 'Practitioner', 'Appointment', 'Account', 'Group', 'RelatedPerson', 'Encounter', 'DocumentReference']], [6, owned], [2, shared], [1, allTypes]);

const nobody = ['absent-1', 'nothing-at-all', 'Z'];

const emergencyOf = (random: Random): Besides => (random.chance(20) ? { emergency: random.often(([12, ['declared']] as const), [1, ['too-short'] as const]) } : {});

const named = (random: Random, { pseudonyms }: About, patient: string): string => (pseudonyms && random.chance(40) ? `~${patient}~` : patient);

const idOf = (random: Random, world: World, about: About, type: string): string => {
  const known = world.idsOf(type);
  if (type === 'Patient' && random.chance(60)) return named(random, about, random.pick(about.own));
  return known.length === 0 || random.chance(8) ? random.pick(nobody) : type === 'Patient' ? named(random, about, random.pick(known)) : random.pick(known);
};

const projection = (random: Random, type: string | undefined, counting: boolean): readonly Param[] =>
  random.often<readonly Param[]>(
    [8, [[]]],
    [1, [[{ name: '_elements', value: random.pick(elements[type ?? ''] ?? ['status', 'id', 'subject']) }]]],
    [1, ['true', 'text', 'data', 'false', ...(counting ? ['count', 'count'] : [])].map((value) => [{ name: '_summary', value }])],
  );

const historyParams = (random: Random): readonly Param[] => [
  ...(random.chance(50) ? [{ name: '_count', value: random.pick(['1', '1', '2', '20']) }] : []),
  ...(random.chance(10) ? [{ name: '_since', value: random.pick(['2020-01-01T00:00:00Z', '2990-01-01T00:00:00Z']) }] : []),
];

const instance = (random: Random, world: World, about: About): InstanceRequest => {
  const type = random.chance(15) && allTypes.includes(about.self) ? about.self : someType(random, about);
  const id = idOf(random, world, about, type);
  const kind = random.pick<InstanceRequest['kind']>(['read', 'read', 'vread', 'history']);
  const head = random.chance(10) ? ({ head: true } as const) : {};
  const besides = { type, id, ...emergencyOf(random), ...head };
  if (kind === 'history') return { ...besides, kind, params: historyParams(random) };
  const shape = projection(random, type, false);
  if (kind === 'vread') return { ...besides, kind, params: shape, version: String(1 + random.below(world.versionsOf(`${type}/${id}`).length + (random.chance(15) ? 2 : 0) || 1)) };
  if (type === 'Binary' && random.chance(60)) return { ...besides, kind: 'raw', params: [] };
  return { ...besides, kind: 'read', params: shape, ...(random.chance(15) ? { ifNoneMatch: random.pick(['*', 'W/"1"', '"1"', 'W/"2"', 'W/"9", W/"1"']) } : {}) };
};

const wideHistory = (random: Random, about: About): WideHistoryRequest => ({
  kind: 'wide-history', ...emergencyOf(random), ...(random.chance(80) ? { type: someType(random, about) } : {}),
  params: [{ name: '_count', value: random.pick(['30', '100', '100']) }, ...historyParams(random).filter(({ name }) => name === '_since')],
});

const spelled = (random: Random, patient: string): string =>
  random.often([3, [`Patient/${patient}`]], [2, [patient]], [1, [`${ownBase}/Patient/${patient}`, `${aliasBase}/Patient/${patient}`]]);

const orList = (random: Random, values: readonly string[]): string => Array.from({ length: random.often([5, [1]], [2, [2, 3]]) }, () => random.pick(values)).join(',');

const ownerParam = (random: Random, type: string, about: About): Param | undefined => {
  const names = namesOf(type);
  if (names.length === 0) return undefined;
  const name = random.pick(names);
  const who = [...patients, ...about.own, ...about.own, ...about.own, 'nobody'].map((patient) => named(random, about, patient));
  const value = orList(random, who.map((patient) => (name === '_id' ? patient : spelled(random, patient))));
  return { name: name !== '_id' && type !== 'Provenance' && random.chance(15) ? `${name}:Patient` : name, value };
};

const common: Readonly<Record<string, readonly string[]>> = { _id: [], _lastUpdated: ['ge2020', 'lt2020'], _tag: ['x', 'http://example.org/tags|x'], _profile: ['http://example.org/profile'], '_tag:not': ['x'] };

const selector = (random: Random, world: World, type: string, about: About): Param => {
  const [name, values] = random.often<readonly [string, readonly string[]]>([5, Object.entries(selecting[type] ?? common)], [1, Object.entries(common)]);
  if (name !== '_id') return { name, value: /:(?:missing|in|text|exact|contains)$/.test(name) ? random.pick(values) : orList(random, values) };
  return { name, value: Array.from({ length: 1 + random.below(3) }, () => idOf(random, world, about, type)).join(',') };
};

const hasData = (type: string): boolean => allTypes.includes(type);

/** The reference parameters of a type that lead to something, most often of those of which there is data. */
const someLeading = (random: Random, type: string): readonly Definition[] => {
  const all = leading(type);
  const known = all.filter(({ name }) => populated[type]?.includes(name));
  return known.length > 0 && random.chance(75) ? known : all;
};

/** The reference parameters of a type that lead to something. */
const leading = (type: string): readonly Definition[] => referencesOf(type).filter(({ targets, paths }) => paths.length > 0 && targets.some(hasData));

/** What a join asks of a type in the end. `_id` is another thing behind a chain than before it, at HAPI. */
const innermost = (random: Random, type: string, modifiers: boolean): Param => {
  const [name, values] = random.pick(Object.entries(selecting[type] ?? { _tag: ['x'] }).filter(([one]) => modifiers || !one.includes(':')).concat([['_tag', ['x']]]));
  return { name, value: random.pick(values) };
};

const innerOf = (random: Random, type: string, hops: number, modifiers: boolean): Param => (hops > 0 && random.chance(25) ? join(random, type, hops - 1, modifiers) : innermost(random, type, modifiers));

const chainOf = (random: Random, type: string, hops: number, modifiers: boolean): Param => {
  const param = random.pick(someLeading(random, type));
  const target = random.pick(param.targets.filter(hasData));
  const inner = innerOf(random, target, hops, modifiers);
  const isTyped = modifiers && random.chance(50) && (target === 'Patient' || !namesOf(type).includes(param.name)) && param.targets.length > 1;
  return { name: `${param.name}${isTyped ? `:${target}` : ''}.${inner.name}`, value: inner.value };
};

const reverseOf = (random: Random, type: string, hops: number): Param | undefined => {
  const sources = allTypes.flatMap((source) => someLeading(random, source).filter(({ targets }) => targets.includes(type)).map(({ name }) => ({ source, name })));
  if (sources.length === 0) return undefined;
  const { source, name } = random.often([3, sources.filter((one) => ['Observation', 'Provenance', 'Encounter', 'Appointment'].includes(one.source)).concat(sources.slice(0, 1))], [3, sources]);
  const inner = innerOf(random, source, hops, false);
  return { name: `_has:${source}:${name}:${inner.name}`, value: inner.value };
};

// Within a `_has` HAPI takes no modifier, and no other `_has` behind a chain.
const join = (random: Random, type: string, hops: number, modifiers: boolean): Param => {
  const reverse = modifiers && random.chance(45) ? reverseOf(random, type, hops) : undefined;
  return reverse ?? (leading(type).length > 0 ? chainOf(random, type, hops, modifiers) : innermost(random, type, modifiers));
};

const includeOf = (random: Random, type: string, iterated: boolean): Param | undefined => {
  const reverse = random.chance(45);
  const how = iterated ? ':iterate' : '';
  if (random.chance(8)) return { name: `${reverse ? '_revinclude' : '_include'}${how}`, value: '*' };
  const sources = reverse ? allTypes.filter((source) => leading(source).some(({ targets }) => targets.includes(type))) : iterated ? [type, type, ...allTypes] : [type];
  const source = random.pick(sources.length === 0 ? ['Observation'] : sources);
  const params = someLeading(random, source).filter(({ targets }) => !reverse || targets.includes(type));
  if (params.length === 0) return undefined;
  const param = random.pick(params);
  const target = random.pick(param.targets.filter((one) => (reverse ? one === type : hasData(one))));
  const value = random.often([5, [`${source}:${param.name}`]], [3, [`${source}:${param.name}:${target}`]], [1, [`${source}:*`]]);
  return { name: `${reverse ? '_revinclude' : '_include'}${how}`, value };
};

const shapeOf = (random: Random, type: string | undefined): readonly Param[] => [
  ...(random.chance(70) ? [{ name: '_count', value: random.often([6, ['1', '2', '3', '5', '20', '100', '1000']], [1, ['0']]) }] : []),
  ...(random.chance(30) ? [{ name: '_total', value: random.pick(['accurate', 'none', 'estimate']) }] : []),
  ...(random.chance(20) && type !== undefined ? [{ name: '_sort', value: random.often([2, ['_id', '-_id', '-_lastUpdated']], [2, sorts[type] ?? ['_id']]) }] : []),
  ...projection(random, type, true),
];

const present = <T>(list: readonly (T | undefined)[]): readonly T[] => list.filter((one) => one !== undefined);

const searchOne = (random: Random, world: World, about: About): SearchRequest => {
  const type = someType(random, about);
  const severalOwners = ownedTypes[type]?.single === false;
  const owners = present(Array.from({ length: random.often([4, [0]], [5, [1]], [severalOwners ? 4 : 1, [2]]) }, () => ownerParam(random, type, about)));
  const others = Array.from({ length: random.often([5, [0]], [3, [1]], [1, [2]]) }, () => selector(random, world, type, about));
  const joins = Array.from({ length: random.often([10, [0]], [6, [1]], [1, [2]]) }, () => join(random, type, 2, true));
  const includes = present(Array.from({ length: random.often([9, [0]], [4, [1]], [2, [2, 3]]) }, (_, index) => includeOf(random, type, index > 0 && random.chance(60))));
  const inCompartment = owned.includes(type) || type === 'Provenance';
  return {
    kind: 'search', types: [type], criteria: random.chance(50) ? [...owners, ...others, ...joins] : [...joins, ...others, ...owners], includes, shape: shapeOf(random, type),
    by: random.often<SearchRequest['by']>([6, ['get']], [1, ['form', 'both', 'head']]), ...emergencyOf(random),
    ...(inCompartment && random.chance(15) ? { patient: named(random, about, random.pick([...patients, ...about.own, ...about.own])) } : {}),
  };
};

const searchSeveral = (random: Random, about: About): SearchRequest => {
  const inCompartment = random.chance(50);
  const types = inCompartment ? [...owned, 'Provenance'] : allTypes;
  const some = [...new Set(Array.from({ length: 2 + random.below(3) }, () => random.often([3, [types.includes('Observation') ? 'Observation' : 'Patient', 'Condition', 'Encounter', 'Patient', 'RelatedPerson']], [2, types])))];
  const byPatient = some.every((type) => namesOf(type).includes('patient')) && random.chance(50);
  const all = random.chance(30);
  const { name, value } = random.pick(Object.entries(common).filter(([one]) => one !== '_id').map(([one, values]) => ({ name: one, value: random.pick(values) })));
  return {
    kind: 'search', types: all ? 'all' : some, includes: [],
    criteria: [...(byPatient && !all ? [{ name: 'patient', value: orList(random, about.own.map((patient) => spelled(random, named(random, about, patient)))) }] : []), ...(random.chance(all ? 70 : 40) || (all && !inCompartment) ? [{ name, value }] : [])],
    shape: shapeOf(random, undefined).map((param) => (all && param.name === '_count' && param.value.length === 1 && param.value !== '0' ? { ...param, value: '30' } : param)), by: random.often<SearchRequest['by']>([4, ['get']], [1, ['form']]), ...emergencyOf(random),
    ...(inCompartment ? { patient: named(random, about, random.pick([...patients, ...about.own, ...about.own])) } : {}),
  };
};

// A care team, group or related person made here would change whom callers reach, half a minute later.
const create = (random: Random, { own }: About): CreateRequest => {
  const type = random.often([4, ['Observation', 'DiagnosticReport', 'List', 'DocumentReference']], [3, ['Condition', 'MedicationRequest', 'Appointment', 'Account', 'Coverage', 'Schedule', 'Provenance', 'Binary', 'Practitioner', 'Organization', 'Patient', 'Task']]);
  const { owner = '.' } = ownedTypes[type] ?? {};
  const ofOwn = !owner.includes('.') && type !== 'Patient' && type !== 'Account' && random.chance(60);
  const body: Json = {
    resourceType: type, ...(random.chance(20) ? { id: random.pick(['A', 'x-Binary-1', 'bin-a', '77', 'own-id']) } : {}),
    ...randomElements(random, type), ...(ofOwn ? { [owner]: { reference: `Patient/${random.pick(own)}` } } : {}),
    ...(random.chance(10) ? { extension: [{ url: 'http://example.org/of', valueReference: { reference: random.pick(['Patient/B', 'Observation/b1', 'Location/L1', 'Appointment/app-ab', 'Account/acc-ab', `${ownBase}/Observation/a1`]) } }] } : {}),
  };
  return { kind: 'create', type, body, ...emergencyOf(random), ...(random.chance(40) ? { prefer: random.pick(['minimal', 'representation', 'OperationOutcome']) } : {}) };
};

/** A request of any kind, about what the world holds, once held, or never did. */
export const randomRequest = (random: Random, world: World, about: About): DifferentialRequest =>
  random.often<() => DifferentialRequest>(
    [30, [() => instance(random, world, about)]], [40, [() => searchOne(random, world, about)]], [6, [() => searchSeveral(random, about)]], [3, [() => wideHistory(random, about)]], [12, [() => create(random, about)]], [1, [() => malformed(random)]],
  )();
