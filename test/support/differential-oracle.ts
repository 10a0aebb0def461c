import { compartmentTable } from '../../src/fhir/patient-compartment-table.ts';
import { ownedRow, ownerParamsOf, type CreateRequest, type InstanceRequest, type Param, type SearchRequest } from './differential-requests.ts';
import { aliasBase, ownBase, type Json, type World } from './differential-world.ts';
import { hasReach, oracleGate, oracleOwners, oracleVisible, ownCounts, pairsOf, type OracleCaller, type OracleRow, type Pair } from './oracle.ts';

/** What deciding goes by: a caller, the rows about them by type and action, and what is stored. */
export type Deciding = { readonly caller: OracleCaller; readonly rows: (type: string, action: string) => readonly OracleRow[]; readonly world: World };

/** `gate`: refused before anything goes upstream; `or`: another status that would do. */
export type Refused = { readonly status: number; readonly or?: number; readonly gate?: string };

// "what is needed is fetched in one exchange per type, at most twice; still needed is out"
const rounds = 2;

const documentsOf = (world: World, id: string): readonly string[] => {
  const spellings = ['', `${ownBase}/`, `${aliasBase}/`].map((base) => `${base}Binary/${id}`);
  return world.idsOf('DocumentReference').map((one) => world.currentOf(`DocumentReference/${one}`)).filter((text) => text !== undefined)
    .filter((text) => (world.read(text)['content'] as readonly { readonly attachment?: { readonly url?: string } }[]).some(({ attachment }) => spellings.includes(attachment?.url ?? '')));
};

/** Whether a resource is visible, with what it depends on as it stands now. */
export const isVisible = (deciding: Deciding, resource: Json, action: string, letter: string, depth = 0): boolean => {
  const { world } = deciding;
  const deeper = (text: string | undefined): boolean => text !== undefined && isVisible(deciding, world.read(text), action, letter, depth + 1);
  return oracleVisible(deciding.caller, deciding.rows(String(resource['resourceType']), action), resource, action, letter, {
    isVisible: (reference) => depth < rounds && deeper(world.currentOf(reference)),
    documentsVisible: (id) => depth < rounds && documentsOf(world, id).length > 0 && documentsOf(world, id).every(deeper),
  });
};

type Pairs = { readonly open: readonly Pair[]; readonly locked: readonly Pair[] };

const pairsFor = ({ caller, rows }: Deciding, type: string, action: string, letter: string): Pairs => {
  const pairs = pairsOf(caller, rows(type, action), type, action, letter).filter((pair) => hasReach(caller, pair, type));
  const isLocked = ({ row }: Pair): boolean => !caller.strong && row.terms.includes('mfa');
  return { open: pairs.filter((pair) => !isLocked(pair)), locked: pairs.filter(isLocked) };
};

const gateOf = ({ caller, rows }: Deciding, type: string, action: string, letter: string): Refused | undefined => {
  const gate = oracleGate(caller, rows(type, action), type, action, letter);
  if (gate === 'granted') return undefined;
  return gate === 'step-up' ? { status: 401, gate: 'confinement' } : { status: 403, gate };
};

const unionOf = (pairs: readonly Pair[]): ReadonlySet<string> | 'everyone' =>
  pairs.some(({ reach }) => reach === 'everyone') ? 'everyone' : new Set(pairs.flatMap(({ reach }) => (reach === 'everyone' ? [] : reach)));

const classOf = (type: string): string => compartmentTable[type as keyof typeof compartmentTable].class;

/** Whether some pair shows every resource of the type. */
const showsAll = (pairs: readonly Pair[]): boolean => pairs.some(({ reach, clause }) => reach === 'everyone' && clause.query.length === 0 && !clause.own);

/** "Where a locked pair would widen the reach": it shows somebody, or something of nobody's, that no open pair shows. */
const wouldWiden = ({ caller }: Deciding, type: string, { open, locked }: Pairs): boolean => {
  const union = unionOf(open);
  const openAny = union === 'everyone' || (classOf(type) === 'shared' && open.some(({ row }) => row.reach === 'any'));
  if (openAny) return false;
  return locked.some((pair) => {
    if (ownCounts(caller, pair, type) && !open.some((one) => ownCounts(caller, one, type))) return true;
    if (classOf(type) === 'shared') return pair.row.reach === 'any';
    return pair.reach === 'everyone' || pair.reach.some((patient) => !union.has(patient));
  });
};

/** The versions that are given out of an instance, counted from 1, newest first. */
export type Given = { readonly versions: readonly number[] };

const asked = { read: 'read', raw: 'read', vread: 'vread', history: 'history' } as const;

/** What a read, vread or history of an instance must come to; `foreign`: something stands there that is hidden. */
export const expectInstance = (deciding: Deciding, request: InstanceRequest): Given | (Refused & { readonly foreign?: boolean }) => {
  const { kind, type, id } = request;
  const action = asked[kind];
  const refused = gateOf(deciding, type, action, 'r');
  if (refused !== undefined) return refused;
  const { world } = deciding;
  const pairs = pairsFor(deciding, type, action, 'r');
  const versions = world.versionsOf(`${type}/${id}`);
  const sees = (text: string | undefined): boolean => text !== undefined && isVisible(deciding, world.read(text), action, 'r');
  const missing = (what: 'absent' | 'deleted' | 'foreign'): Refused & { readonly foreign: boolean } => {
    if (wouldWiden(deciding, type, pairs)) return { status: 401, foreign: what === 'foreign' };
    return { status: what === 'deleted' && showsAll(pairs.open) ? 410 : 404, foreign: what === 'foreign' };
  };
  const newest = versions.findLast((text) => text !== undefined);
  if (newest === undefined) return missing('absent');
  if (kind === 'history') {
    if (!sees(newest)) return missing('foreign');
    return { versions: versions.flatMap((text, index) => ((text === undefined ? showsAll(pairs.open) : sees(text)) ? [index + 1] : [])).toReversed() };
  }
  const wanted = kind === 'vread' ? Number(request.version) - 1 : versions.length - 1;
  if (wanted >= versions.length) return missing('absent');
  const text = versions[wanted];
  if (text === undefined) return missing('deleted');
  return sees(text) && (kind !== 'vread' || sees(newest)) ? { versions: [wanted + 1] } : missing('foreign');
};

const stripped = (value: string): string => [ownBase, aliasBase].reduce((text, base) => (text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text), value);

const patientIn = (value: string): string => stripped(value).replace(/^Patient\//, '');

const namedSets = ({ type, params, patient }: SearchRequest): readonly ReadonlySet<string>[] => {
  const names = ownerParamsOf(type);
  const asked = params.filter(({ name }) => names.includes(name.replace(':Patient', ''))).map(({ value }) => new Set(value.split(',').map(patientIn)));
  return patient === undefined ? asked : [new Set([patient]), ...asked];
};

/** Whether something is left to search for with these pairs: deciding.md, rows search and Provenance. */
const isPossible = ({ caller }: Deciding, request: SearchRequest, pairs: readonly Pair[]): boolean => {
  const { type, params, patient } = request;
  const union = unionOf(pairs);
  const own = pairs.some((pair) => ownCounts(caller, pair, type));
  if (classOf(type) === 'shared') return own || pairs.some(({ row }) => row.reach === 'any');
  if (union === 'everyone') return pairs.length > 0;
  if (patient !== undefined && !union.has(patient)) return false;
  const named = namedSets(request).map((patients) => patients.intersection(union));
  const both = named.reduce<ReadonlySet<string> | undefined>((some, patients) => some?.intersection(patients) ?? patients, undefined);
  if (type === 'Provenance') return both === undefined ? union.size > 0 && params.some(({ name }) => name === 'target' || name === '_id') : both.size > 0;
  const row = ownedRow(type);
  if (row === undefined) return false;
  if (both === undefined) return own || union.size > 0;
  // Of a type with several owners each name holds for some of them.
  return row.exact ? both.size > 0 : named.every((patients) => patients.size > 0);
};

const placeIn = (reference: unknown): string => stripped(String((reference as Json | undefined)?.['reference'])).replace(/\/_history\/.*$/, '');

/** Whose a resource is: what it says itself, and of a derived one what it depends on says. */
const ownersDeep = (world: World, resource: Json, depth = 0): readonly string[] => {
  const type = String(resource['resourceType']);
  if (classOf(type) !== 'derived') return oracleOwners(resource);
  const context = resource['securityContext'];
  if (context !== undefined && /^Patient\/[^/]+$/.test(placeIn(context))) return [patientIn(placeIn(context))];
  const documents = type === 'Binary' && context === undefined ? documentsOf(world, String(resource['id'])) : [];
  const places = type === 'Binary' ? [context] : ((resource['target'] ?? []) as readonly unknown[]);
  const texts = [...documents, ...places.map((one) => world.currentOf(placeIn(one)))];
  return depth === rounds ? [] : texts.flatMap((text) => (text === undefined ? [] : ownersDeep(world, world.read(text), depth + 1)));
};

/** The patients whose data is given out with some versions. Of a derived type nothing is looked up where the reach is everyone, so there some may be missing: `all` is false. */
export const patientsIn = (deciding: Deciding, texts: readonly (string | undefined)[], action: string, letter: string): { readonly patients: ReadonlySet<string>; readonly all: boolean } => {
  const resources = texts.filter((text) => text !== undefined).map(deciding.world.read);
  const looks = ['Binary', 'Provenance'].every((type) => !pairsFor(deciding, type, action, letter).open.some(({ reach }) => reach === 'everyone'));
  const all = looks || resources.every(({ resourceType }) => classOf(String(resourceType)) !== 'derived');
  return { patients: new Set(resources.flatMap((resource) => ownersDeep(deciding.world, resource))), all };
};

/** What a search must come to, of what the backend finds for it: `shown` in the backend's order; what is in `maybe` may be left out. */
export type Found = { readonly shown: readonly string[]; readonly maybe: ReadonlySet<string>; readonly countOnly: boolean };

const isZero = ({ name, value }: Param): boolean => name === '_count' && value === '0';

/** Whether a search is refused, known without data. `counting`: 403 also where narrowing may not equal visibility, which the oracle does not know. */
export const refusesSearch = (deciding: Deciding, request: SearchRequest): Refused | 'may-count' | undefined => {
  const refused = gateOf(deciding, request.type, 'search', 's');
  if (refused !== undefined) return refused;
  const { open, locked } = pairsFor(deciding, request.type, 'search', 's');
  if (isPossible(deciding, request, open)) return request.shape.some(isZero) && !showsAll(open) ? 'may-count' : undefined;
  if (!isPossible(deciding, request, [...open, ...locked])) return { status: 403, gate: 'confinement' };
  // A count may stay refused with strong authentication too.
  return { status: 401, gate: 'confinement', ...(request.shape.some(isZero) ? { or: 403 } : {}) };
};

/** Filters what the backend finds. */
export const expectFound = (deciding: Deciding, request: SearchRequest, found: readonly string[]): Found => {
  const { world, caller } = deciding;
  const shown = found.filter((place) => {
    const text = world.currentOf(place);
    return text !== undefined && isVisible(deciding, world.read(text), 'search', 's');
  });
  // docs/deciding.md, "Limits": the caller's own resource of an owned type, outside every reach.
  const maybe = shown.filter((place) => place === caller.fhirUser && ownedRow(request.type) !== undefined);
  return { shown, maybe: new Set(maybe), countOnly: request.shape.some(isZero) };
};

type Reference = { readonly place: string } | 'fine' | 'malformed';

const readReference = (text: string, contained: readonly string[]): Reference => {
  if (text.startsWith('#')) return text === '#' || contained.includes(text.slice(1)) ? 'fine' : 'malformed';
  const local = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/.exec(stripped(text));
  if (local !== null && (local[1] ?? '') in compartmentTable) return { place: `${local[1]}/${local[2]}` };
  return /^https?:/.test(text) && stripped(text) === text ? 'fine' : 'malformed';
};

/** Every reference of a body, and whatever in a `url` is the place of a local resource. */
const referencesIn = (value: unknown, contained: readonly string[]): readonly Reference[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (name === 'reference' && typeof member === 'string') return [readReference(member, contained)];
    const url = name === 'url' && typeof member === 'string' ? readReference(member, contained) : undefined;
    if (typeof url === 'object') return [url];
    return referencesIn(member, contained);
  });
};

const isReachable = (world: World, { reach }: Pair, place: string): boolean => {
  const text = world.currentOf(place);
  if (text === undefined) return false;
  if (reach === 'everyone' || classOf(place.split('/')[0] ?? '') === 'shared') return true;
  const target = world.read(text);
  const context = (target['securityContext'] as { readonly reference?: string } | undefined)?.reference ?? '';
  const owners = target['resourceType'] === 'Binary' ? [stripped(context)].filter((one) => one.startsWith('Patient/') && one.split('/').length === 2).map(patientIn) : oracleOwners(target);
  return owners.length > 0 && owners.every((owner) => reach.includes(owner));
};

/** The pairs that permit a body each on its own; what the body depends on is seen by all that the caller has. */
const permitting = (deciding: Deciding, submitted: Json): readonly Pair[] => {
  const { caller, rows, world } = deciding;
  const type = String(submitted['resourceType']);
  const seen = (reference: string): boolean => {
    const text = world.currentOf(reference);
    return text !== undefined && isVisible(deciding, world.read(text), 'create', 'c', 1);
  };
  return caller.scopes.flatMap((token) => {
    const alone = { ...caller, scopes: [token] };
    return pairsOf(alone, rows(type, 'create'), type, 'create', 'c')
      .filter(({ row }) => oracleVisible(alone, [row], submitted, 'create', 'c', { isVisible: seen, documentsVisible: () => false }));
  });
};

/** What a create must come to: refused, or whether its answer may show what was made is asked afterwards. */
export const expectCreate = (deciding: Deciding, request: CreateRequest): Refused | 'created' => {
  const { type } = request;
  const refused = gateOf(deciding, type, 'create', 'c');
  if (refused !== undefined) return refused;
  const { world, caller } = deciding;
  const body = world.read(JSON.stringify(request.body));
  // The id that it came with is nobody's: the server gives it another.
  const { id: _id, ...submitted } = body;
  const rows = deciding.rows(type, 'create');
  const shows = (who: OracleCaller, all: boolean): boolean => (all ? oracleVisible(who, rows, submitted, 'create', 'c', { isVisible: () => true, documentsVisible: () => true }) : isVisible(deciding, submitted, 'create', 'c'));
  if (!shows(caller, true)) return { status: shows({ ...caller, strong: true }, true) ? 401 : 403, gate: 'confinement' };
  const contained = ((body['contained'] ?? []) as readonly { readonly id: string }[]).map(({ id }) => id);
  const references = referencesIn(body, contained);
  if (references.includes('malformed') || !shows(caller, false)) return { status: 422 };
  const places = references.flatMap((one) => (typeof one === 'object' ? [one.place] : []));
  return permitting(deciding, submitted).some((pair) => places.every((place) => isReachable(world, pair, place))) ? 'created' : { status: 422 };
};
