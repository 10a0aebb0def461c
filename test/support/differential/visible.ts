/** deciding.md: "Resource r of type t is visible for (a, l) if some grant has: …" */
import { evaluate } from './definitions.ts';
import { ownCounts, pairsFor, type Ask, type Deciding, type Grant } from './grants.ts';
import { holds, rangeOf } from './holds.ts';
import { masked, pseudonymises } from './masks.ts';
import { readReference, textOf } from './references.ts';
import { classOf, ownedTypes } from './types.ts';
import { aliasBase, ownBase, type Json, type World } from './world.ts';

/** owners(r): one owner element that no reader can be sure of makes the resource nobody's. */
export const ownersOf = (resource: Json): readonly string[] => {
  const type = ownedTypes[String(resource['resourceType'])];
  if (type === undefined) return [];
  if (type.owner === 'id') return typeof resource['id'] === 'string' ? [resource['id']] : [];
  const owners: string[] = [];
  for (const element of evaluate(resource, type.owner)) {
    const text = textOf(element);
    // An identifier or a display alone.
    if (text === undefined) continue;
    const read = readReference(text);
    if (read === 'unclear' || (typeof read === 'object' && read.type === 'Patient' && read.versioned)) return [];
    if (typeof read === 'object' && read.type === 'Patient') owners.push(read.id);
  }
  return [...new Set(owners)];
};

const before = (now: number, count: number, unit: string): number => {
  const at = new Date(now);
  if (unit === 'D') return now - count * 86_400_000;
  const day = at.getUTCDate();
  at.setUTCMonth(at.getUTCMonth() - count * (unit === 'Y' ? 12 : 1));
  // The last day of a month that has no such day.
  if (at.getUTCDate() !== day) at.setUTCDate(0);
  return at.getTime();
};

/** window(r): docs/policy.md, "Terms". */
const isInWindow = (resource: Json, window: string): boolean => {
  const dates = ownedTypes[String(resource['resourceType'])]?.dates ?? [];
  if (dates.length === 0) return true;
  const [, count = '', unit = ''] = /^P(\d+)([YMD])$/.exec(window) ?? [];
  const found = dates.flatMap((date) => evaluate(resource, date));
  const ends = (found.length > 0 ? found : [(resource['meta'] as Json | undefined)?.['lastUpdated']]).map((date) => (date === undefined ? undefined : rangeOf(date))?.until ?? -Infinity);
  return !ends.includes(-Infinity) && Math.max(...ends) > before(Date.now(), Number(count), unit);
};

/** All documents that refer to a Binary, in every spelling. */
const documentsOf = (world: World, id: string): readonly string[] => {
  const spellings = ['', `${ownBase}/`, `${aliasBase}/`].map((base) => `${base}Binary/${id}`);
  return world.idsOf('DocumentReference').flatMap((one) => world.currentOf(`DocumentReference/${one}`) ?? [])
    .filter((text) => (world.read(text)['content'] as readonly { readonly attachment?: { readonly url?: string } }[]).some(({ attachment }) => spellings.includes(attachment?.url ?? '')));
};

// "what is needed is fetched in one exchange per type, at most twice; still needed is out"
const rounds = 2;

const isDerivedVisible = (deciding: Deciding, resource: Json, { reach }: Grant, ask: Ask, depth: number): boolean => {
  if (reach === 'everyone') return true;
  if (reach.length === 0) return false;
  const { world } = deciding;
  const seen = (text: string | undefined): boolean => deciding.trusting === true || (text !== undefined && depth < rounds && showing(deciding, world.read(text), ask, depth + 1).length > 0);
  const { id, securityContext } = resource;
  if (resource['resourceType'] === 'Binary') {
    if (securityContext === undefined) return typeof id === 'string' && documentsOf(world, id).length > 0 && documentsOf(world, id).every(seen);
    const context = readReference(textOf(securityContext) ?? '');
    if (typeof context !== 'object' || context.versioned) return false;
    return context.type === 'Patient' ? reach.includes(context.id) : seen(world.currentOf(context.place));
  }
  const targets = ((resource['target'] ?? []) as readonly unknown[]).map((target) => readReference(textOf(target) ?? ''));
  return targets.length > 0 && targets.every((target) => typeof target === 'object' && seen(world.currentOf(target.place)));
};

const shows = (deciding: Deciding, resource: Json, grant: Grant, ask: Ask, depth: number): boolean => {
  const { caller } = deciding;
  const { clause, row, reach, window } = grant;
  const type = String(resource['resourceType']);
  const isOwn = caller.fhirUser === `${type}/${String(resource['id'])}`;
  if (clause.own && !isOwn) return false;
  if (!clause.query.every(([name, values]) => holds(resource, type, name, values))) return false;
  if (window !== undefined && !isInWindow(resource, window)) return false;
  if (reach === 'everyone' || (isOwn && ownCounts(caller, grant, type))) return true;
  if (classOf(type) === 'shared') return row.reach === 'any';
  if (classOf(type) === 'derived') return isDerivedVisible(deciding, resource, grant, ask, depth);
  const owners = ownersOf(resource);
  return classOf(type) === 'owned' && owners.length > 0 && owners.every((owner) => reach.includes(owner));
};

/** The grants that show a resource for an action and letter; what it depends on is judged for the same. */
export const showing = (deciding: Deciding, resource: Json, ask: Omit<Ask, 'type'>, depth = 0): readonly Grant[] => {
  const of: Ask = { ...ask, type: String(resource['resourceType']) };
  const { by: _by, around = of.emergency, ...rest } = of;
  const deeper: Ask = { ...rest, emergency: around };
  return pairsFor(deciding, of).open.filter((grant) => shows(deciding, resource, grant, deeper, depth));
};

/** A resource as the least masking of grants shows it; undefined: byte for byte. */
export const shownAs = (deciding: Deciding, resource: Json, grants: readonly Grant[]): Json | undefined => {
  const masks = grants.flatMap(({ mask }) => (mask === undefined ? [] : [mask]));
  return masks.length === 0 || masks.length < grants.length ? undefined : masked(resource, masks, deciding.pseudonymOf);
};

/** The id that a resource is known by to the caller. */
export const nameOf = ({ pseudonymOf }: Deciding, resource: Json, grants: readonly Grant[]): string => {
  const id = String(resource['id']);
  return resource['resourceType'] === 'Patient' && grants.every(({ mask }) => mask !== undefined && pseudonymises(mask)) ? pseudonymOf(id) : id;
};

/** "only the pseudonym is accepted; a real id is as an absent one": whom a caller means by the id of a patient, under the grants of what is asked. */
export const meantBy = ({ pseudonymOf }: Deciding, grants: readonly Grant[], id: string): string => {
  const hiding = grants.filter(({ mask }) => mask !== undefined && pseudonymises(mask)).flatMap(({ reach }) => (reach === 'everyone' ? [] : reach));
  const plain = grants.filter(({ mask }) => mask === undefined || !pseudonymises(mask));
  // Whom another grant shows by the real id has no other name.
  const isNamed = (patient: string): boolean => plain.some(({ reach }) => reach === 'everyone' || reach.includes(patient));
  const meant = hiding.find((patient) => pseudonymOf(patient) === id && !isNamed(patient));
  if (meant !== undefined) return meant;
  return hiding.includes(id) && !isNamed(id) ? 'nobody-of-that-name' : id;
};

const placeIn = (element: unknown): string => {
  const read = readReference(textOf(element) ?? '');
  return typeof read === 'object' ? read.place : '';
};

/** Whose a resource is: what it says itself, and of a derived one what it depends on says. */
export const ownersDeep = (world: World, resource: Json, depth = 0): readonly string[] => {
  const type = String(resource['resourceType']);
  if (classOf(type) !== 'derived' || depth > rounds) return ownersOf(resource);
  const { securityContext, target = [] } = resource as { readonly securityContext?: unknown; readonly target?: readonly unknown[] };
  const context = placeIn(securityContext);
  const of = context.startsWith('Patient/') ? [context.slice(8)] : [];
  const places = securityContext === undefined && type === 'Binary' ? [] : [context, ...target.map(placeIn)];
  const texts = [...places.map((place) => world.currentOf(place)), ...(type === 'Binary' && securityContext === undefined ? documentsOf(world, String(resource['id'])) : [])];
  return [...new Set([...of, ...texts.flatMap((text) => (text === undefined ? [] : ownersDeep(world, world.read(text), depth + 1)))])];
};
