/** What reads, versions, histories and creates must come to: deciding.md, "What each kind of request does with it". */
import { ownCounts, pairsFor, refusedBy, showsAll, unionOf, type Ask, type Deciding, type Emergency, type Grant, type Pairs, type Refused } from './grants.ts';
import { readReference, textOf } from './references.ts';
import type { CreateRequest, InstanceRequest, WideHistoryRequest } from './requests.ts';
import { classOf } from './types.ts';
import { meantBy, ownersOf, showing } from './visible.ts';
import { aliasBase, ownBase, type Json, type World } from './world.ts';

/** "Where a locked pair would widen the reach": it shows somebody, or something of nobody's, that no open pair shows. */
const wouldWiden = ({ caller }: Deciding, type: string, { open, locked }: Pairs): boolean => {
  const union = unionOf(open);
  if (union === 'everyone' || (classOf(type) === 'shared' && open.some(({ row }) => row.reach === 'any'))) return false;
  return locked.some((pair) => {
    if (ownCounts(caller, pair, type) && !open.some((one) => ownCounts(caller, one, type))) return true;
    if (classOf(type) === 'shared') return pair.row.reach === 'any';
    return pair.reach === 'everyone' || pair.reach.some((patient) => !union.has(patient));
  });
};

/** A version that is given out, counted from 1, and what shows it; a deletion is shown by nothing. */
export type Version = { readonly version: number; readonly grants: readonly Grant[] };

/** The versions that are given out of an instance, newest first. */
export type Given = { readonly versions: readonly Version[]; readonly id: string };

/** Nothing is given out, and how that is answered. */
export type NotGiven = { readonly refused: readonly Refused[]; /** Something stands there that is hidden. */ readonly foreign?: boolean };

const asked = { read: 'read', raw: 'read', vread: 'vread', history: 'history' } as const;

/** The ask of a request that names one instance: a declared emergency opens it. */
export const askOfInstance = ({ kind, type, emergency }: InstanceRequest): Ask => ({ type, action: asked[kind], letter: 'r', emergency: emergency === undefined ? 'none' : 'open' });

/** What a read, vread or history of an instance must come to. */
export const expectInstance = (deciding: Deciding, request: InstanceRequest): Given | NotGiven => {
  if (request.emergency === 'too-short') return { refused: [{ status: 400 }] };
  const { kind, type } = request;
  const ask = askOfInstance(request);
  const refused = refusedBy(deciding, ask);
  if (refused.length > 0) return { refused };
  const { world } = deciding;
  const pairs = pairsFor(deciding, ask);
  const id = type === 'Patient' ? meantBy(deciding, pairs.open, request.id) : request.id;
  const versions = world.versionsOf(`${type}/${id}`);
  const seenBy = (text: string | undefined): readonly Grant[] => (text === undefined ? [] : showing(deciding, world.read(text), ask));
  const missing = (what: 'absent' | 'deleted' | 'foreign'): NotGiven => ({
    refused: [{ status: wouldWiden(deciding, type, pairs) ? 401 : what === 'deleted' && showsAll(pairs.open) ? 410 : 404 }], foreign: what === 'foreign',
  });
  const newest = versions.findLast((text) => text !== undefined);
  if (newest === undefined) return missing('absent');
  if (kind === 'history') {
    if (seenBy(newest).length === 0) return missing('foreign');
    const all = versions.map((text, index) => ({ version: index + 1, text, grants: seenBy(text) }));
    return { id, versions: all.filter(({ text, grants }) => (text === undefined ? showsAll(pairs.open) : grants.length > 0)).toReversed() };
  }
  const wanted = kind === 'vread' ? Number(request.version) - 1 : versions.length - 1;
  if (wanted >= versions.length) return missing('absent');
  const text = versions[wanted];
  if (text === undefined) return missing('deleted');
  const grants = seenBy(text);
  return grants.length > 0 && (kind !== 'vread' || seenBy(newest).length > 0) ? { id, versions: [{ version: wanted + 1, grants }] } : missing('foreign');
};

/** The history of a type or the server: for a grant that reaches everyone without mask, window or query. */
export const refusesWideHistory = (deciding: Deciding, { type, emergency }: WideHistoryRequest): readonly Refused[] => {
  if (emergency === 'too-short') return [{ status: 400 }];
  const declared: Emergency = emergency === undefined ? 'none' : 'not-here';
  // Of the scopes `s` of `*` is asked.
  const ask: Ask = { type: type ?? 'System', action: 'history', letter: 's', emergency: declared };
  const refused = refusedBy(deciding, ask);
  if (refused.length > 0) return refused;
  const { open, locked } = pairsFor(deciding, ask);
  const isWhole = (grant: Grant): boolean => showsAll([grant]) && grant.mask === undefined;
  if (open.some(isWhole)) return [];
  return [{ status: locked.some(isWhole) ? 401 : 403, gate: 'confinement' }];
};

type Reference = { readonly place: string } | 'fine' | 'malformed';

const readNew = (text: string, contained: readonly string[]): Reference => {
  if (text.startsWith('#')) return text === '#' || contained.includes(text.slice(1)) ? 'fine' : 'malformed';
  const read = readReference(text);
  if (typeof read === 'object') return { place: read.place };
  return read === 'nobody' && /^https?:/.test(text) ? 'fine' : 'malformed';
};

/** Every reference of a body, and whatever in a `url` is the place of a local resource. */
const referencesIn = (value: unknown, contained: readonly string[]): readonly Reference[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    if (name === 'reference' && typeof member === 'string') return [readNew(member, contained)];
    const url = name === 'url' && typeof member === 'string' ? readNew(member, contained) : undefined;
    return typeof url === 'object' ? [url] : referencesIn(member, contained);
  });
};

const isReachable = (world: World, { reach }: Grant, place: string): boolean => {
  const text = world.currentOf(place);
  if (text === undefined) return false;
  if (reach === 'everyone' || classOf(place.split('/')[0] ?? '') === 'shared') return true;
  const target = world.read(text);
  const context = readReference(textOf(target['securityContext']) ?? '#');
  const ofBinary = typeof context === 'object' && context.type === 'Patient' && !context.versioned ? [context.id] : [];
  const owners = target['resourceType'] === 'Binary' ? ofBinary : ownersOf(target);
  return owners.length > 0 && owners.every((owner) => reach.includes(owner));
};

/** What a create must come to; whether its answer may show what was made is asked afterwards. */
export const expectCreate = (deciding: Deciding, request: CreateRequest): readonly Refused[] => {
  if (request.emergency === 'too-short') return [{ status: 400 }];
  const { type } = request;
  const ask: Ask = { type, action: 'create', letter: 'c', emergency: request.emergency === undefined ? 'none' : 'not-here' };
  const refused = refusedBy(deciding, ask);
  if (refused.length > 0) return refused;
  const { world, caller } = deciding;
  const body = world.read(JSON.stringify(request.body));
  // The id that it came with is nobody's: the server gives it another.
  const { id: _id, ...submitted } = body;
  const places = referencesIn(body, ((body['contained'] ?? []) as readonly { readonly id: string }[]).map(({ id }) => id));
  // What is known without looking anything up is refused before anything goes upstream; what a derived body depends on is looked up after it.
  const shows = (who: Deciding): boolean => showing(who, submitted, ask).length > 0;
  const blind: Deciding = { ...deciding, trusting: true };
  if (!shows(blind)) return [{ status: shows({ ...blind, caller: { ...caller, strong: true } }) ? 401 : 403, gate: 'confinement' }];
  if (places.includes('malformed')) return [{ status: 422 }];
  const permitting = showing(deciding, submitted, ask).some((grant) => places.every((one) => typeof one !== 'object' || isReachable(world, grant, one.place)));
  return permitting ? [] : [{ status: 422 }];
};

/** References to this server become relative ones where they are stored. */
export const asStored = (body: Json): Json =>
  JSON.parse(JSON.stringify(body), (name, value: unknown) => (name === 'reference' && typeof value === 'string' ? [ownBase, aliasBase].reduce((text, base) => text.replace(`${base}/`, ''), value) : value)) as Json;
