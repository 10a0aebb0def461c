/**
 * Who may see what, written down once more from docs/deciding.md alone: plain objects, plain loops, no code of src/decision. Slow and
 * obviously right. Of the source it takes data only: the owner elements and the class of each type.
 */

import { compartmentTable } from '../../src/fhir/patient-compartment-table.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { at, canHold, isObject, listOf, oracleHolds, oracleWindow, type Json } from './oracle-query.ts';

/** A caller, as far as deciding goes by it. */
export type OracleCaller = {
  /** The scope tokens, as they stand in the token. */
  readonly scopes: readonly string[];
  readonly patient?: string | undefined;
  /** `Type/id`. */
  readonly fhirUser?: string | undefined;
  /** The token has a user. */
  readonly user: boolean;
  readonly strong: boolean;
  readonly subjects: readonly string[];
  /** The patients whose care team the fhirUser is in, and those whom a related person is related to. */
  readonly careteam: readonly string[];
  readonly related: readonly string[];
  /** The members of groups, by their ids. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** The patients that a Person is linked to, where links are followed. */
  readonly person: readonly string[];
  /** An emergency was declared: for what it opens, or for something else. */
  readonly emergency: 'open' | 'not-here' | 'none';
};

export type OracleRow = {
  readonly subject: string;
  readonly resource: string;
  readonly action: string;
  readonly reach: string;
  readonly terms: readonly string[];
  readonly effect: 'allow' | 'deny';
};

/** What look-ups would find: whether the resource `Type/id` is visible, and whether all documents of a Binary are. */
export type OracleWorld = { readonly isVisible: (reference: string) => boolean; readonly documentsVisible: (id: string) => boolean };

/** The bases under which `Type/id` is a resource of this server. */
export const oracleBases = ['https://gw.example/fhir', 'http://hapi:8080/fhir'];

type Clause = { readonly context: string; readonly type: string; readonly letters: string; readonly query: readonly (readonly [string, string])[]; readonly own: boolean };
/** A scope and a row together, and whom both reach. */
export type Pair = { readonly clause: Clause; readonly row: OracleRow; readonly reach: readonly string[] | 'everyone' };

const classOf = (type: string): string => compartmentTable[type as ResourceType].class;

// ---- "A scope clause covers it if ..."

const v1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

const readScope = (token: string): Clause | undefined => {
  const [left = '', query] = token.split('?');
  const [context = '', rest = ''] = left.split('/');
  const [type = '', permission = ''] = rest.split('.');
  if (!['patient', 'user', 'system'].includes(context)) return undefined;
  const pairs = query === undefined ? [] : query.split('&').map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']);
  // What cannot be held grants nothing.
  if (pairs.some(([name]) => !canHold(type, name))) return undefined;
  return { context, type, letters: v1[permission] ?? permission, query: pairs, own: false };
};

const isUsable = ({ patient, user }: OracleCaller, context: string): boolean => {
  if (context === 'patient') return patient !== undefined;
  return context === 'user' ? user : !user;
};

const clausesOf = (caller: OracleCaller, type: string, action: string, letter: string): readonly Clause[] => {
  const covering: Clause[] = [];
  for (const token of caller.scopes) {
    const clause = readScope(token);
    if (clause === undefined || !isUsable(caller, clause.context)) continue;
    if ((clause.type === type || clause.type === '*') && clause.letters.includes(letter)) covering.push(clause);
  }
  const own = caller.fhirUser?.split('/')[0];
  if (own === type && action === 'read' && letter === 'r' && caller.user && caller.scopes.includes('openid') && caller.scopes.includes('fhirUser')) {
    covering.push({ context: 'user', type, letters: 'r', query: [], own: true });
  }
  return covering;
};

// ---- "A row is an allow row that matches ..., if no deny row matches ..."

// docs/decisions.md, 12: what an allow row's `*` does not cover.
const byNameOnly = (type: string, action: string): boolean =>
  classOf(type) === 'operator' || (['create', 'update', 'patch', 'delete'].includes(action) && ['CareTeam', 'Group', 'RelatedPerson', 'Person', 'PractitionerRole'].includes(type));

const matches = (row: OracleRow, caller: OracleCaller, type: string, action: string): boolean => {
  if (!caller.subjects.includes(row.subject)) return false;
  if (row.action !== action && row.action !== '*') return false;
  return row.resource === type || (row.resource === '*' && (row.effect === 'deny' || !byNameOnly(type, action)));
};

const rowsOf = (caller: OracleCaller, rows: readonly OracleRow[], type: string, action: string): readonly OracleRow[] => {
  const matching = rows.filter((row) => matches(row, caller, type, action));
  return matching.some(({ effect }) => effect === 'deny') ? [] : matching;
};

/** The value of a term such as `window:P1Y`. */
const termOf = ({ terms }: OracleRow, name: string): string | undefined => terms.find((term) => term.startsWith(`${name}:`))?.slice(name.length + 1);

// "`m`" removes texts, and nothing else; of others there is no mask, so they show nothing. Binary resources are hidden unless a row names them.
const showsUnder = (row: OracleRow, type: string, letter: string): boolean => {
  const mask = termOf(row, 'mask');
  return mask === undefined || (mask === 'm' && type !== 'Binary' && !['c', 'u', 'd'].includes(letter));
};

const patientsOfRow = (caller: OracleCaller, { reach }: OracleRow): readonly string[] | 'everyone' => {
  const [userType, userId = ''] = caller.fhirUser?.split('/') ?? [];
  if (reach === 'any') return 'everyone';
  if (reach === 'launch') return caller.patient === undefined ? [] : [caller.patient];
  if (reach === 'careteam') return userType === undefined ? [] : caller.careteam;
  if (reach.startsWith('group:')) return caller.groups[reach.slice(6)] ?? [];
  if (userType === 'Patient') return [userId];
  if (userType === 'Person') return caller.person;
  return userType === 'RelatedPerson' ? caller.related : [];
};

// ---- "A grant is a pair ... Its reach is P(scope) ∩ P(row)"

/** Every pair for an ask, those that need strong authentication included; in an emergency also those for emergencies, and none that a mask leaves nothing of. */
export const pairsOf = (caller: OracleCaller, rows: readonly OracleRow[], type: string, action: string, letter: string): readonly Pair[] => {
  const pairs: Pair[] = [];
  for (const clause of clausesOf(caller, type, action, letter)) {
    for (const row of rowsOf(caller, rows, type, action)) {
      if (row.terms.includes('break-glass') && caller.emergency !== 'open') continue;
      if (!showsUnder(row, type, letter)) continue;
      const ofRow = patientsOfRow(caller, row);
      const launch = caller.patient ?? '';
      const inLaunch = ofRow === 'everyone' || ofRow.includes(launch) ? [launch] : [];
      pairs.push({ clause, row, reach: clause.context === 'patient' ? inLaunch : ofRow });
    }
  }
  return pairs;
};

/**
 * Whether the row's `self` exception counts: the caller's own resource, whoever it belongs to. Deliberately not for a type that belongs
 * to patients under a `patient/` scope: docs/decisions.md, 3, confines such scopes to the launch patient whatever the row says.
 */
export const ownCounts = (caller: OracleCaller, { clause, row }: Pair, type: string): boolean =>
  row.reach === 'self' && caller.fhirUser?.split('/')[0] === type && !(clause.context === 'patient' && classOf(type) === 'owned');

/** Whether a pair could show any resource of the type at all. */
export const hasReach = (caller: OracleCaller, pair: Pair, type: string): boolean => {
  if (pair.reach === 'everyone' || ownCounts(caller, pair, type)) return true;
  switch (classOf(type)) {
    case 'shared':
      return pair.row.reach === 'any';
    case 'owned':
    case 'derived':
      return pair.reach.length > 0;
    default:
      return false;
  }
};

/** What the gates come to. */
export const oracleGate = (
  caller: OracleCaller, rows: readonly OracleRow[], type: string, action: string, letter: string,
): 'granted' | 'scope' | 'policy' | 'confinement' | 'step-up' | 'emergency-not-here' => {
  if (clausesOf(caller, type, action, letter).length === 0) return 'scope';
  const matching = rowsOf(caller, rows, type, action);
  if (matching.length === 0) return 'policy';
  const reaching = pairsOf(caller, rows, type, action, letter).filter((pair) => hasReach(caller, pair, type));
  if (reaching.some(({ row }) => caller.strong || !row.terms.includes('mfa'))) return 'granted';
  if (reaching.length > 0) return 'step-up';
  return caller.emergency === 'not-here' && matching.some(({ terms }) => terms.includes('break-glass')) ? 'emergency-not-here' : 'confinement';
};

// ---- "owners(r): the patients that the owner elements of r name"

const isId = (text: string): boolean => /^[A-Za-z0-9.-]{1,64}$/.test(text);

/** The patient that a reference names, `nobody`, or `unclear`: a form that another reader may take for a patient. */
const readReference = (text: string): { readonly patient: string } | 'nobody' | 'unclear' => {
  let rest = text;
  if (text.startsWith('#')) return 'nobody';
  if (/^[a-z]+:/.test(text)) {
    const base = oracleBases.find((one) => text.startsWith(`${one}/`));
    if (base === undefined) return 'nobody';
    rest = text.slice(base.length + 1);
  }
  const [type = '', id = '', history, version, ...more] = rest.split('/');
  const versioned = history === '_history' && version !== undefined && isId(version) && more.length === 0;
  if (!Object.hasOwn(compartmentTable, type) || !isId(id) || (history !== undefined && !versioned)) return 'unclear';
  if (type !== 'Patient') return 'nobody';
  return versioned ? 'unclear' : { patient: id };
};

/** An unclear owner element makes a resource nobody's: decision 5 wants *all* owners inside, and this one may be another. */
export const oracleOwners = (resource: Json): readonly string[] => {
  const row = compartmentTable[resource['resourceType'] as ResourceType];
  if (row.class !== 'owned') return [];
  if (row.self === true) return typeof resource['id'] === 'string' ? [resource['id']] : [];
  const owners: string[] = [];
  for (const path of row.owners) {
    let elements: readonly unknown[] = [resource];
    for (const step of path.replace(/->.*/, '').split('.')) elements = elements.flatMap((element) => listOf(at(element, step)));
    for (const element of elements) {
      if (!isObject(element)) return [];
      const reference = at(element, 'reference');
      if (reference === undefined) continue;
      const read = typeof reference === 'string' ? readReference(reference) : 'unclear';
      if (read === 'unclear') return [];
      if (read !== 'nobody') owners.push(read.patient);
    }
  }
  return owners;
};

// ---- "Resource r of type t is visible for (a, l) if some grant has ..."

const within = (owners: readonly string[], reach: readonly string[] | 'everyone'): boolean => reach === 'everyone' || (owners.length > 0 && owners.every((owner) => reach.includes(owner)));

/** `Type/id` of a reference to a resource of this server. */
const targetOf = (reference: unknown, versioned: boolean): string | undefined => {
  if (typeof reference !== 'string') return undefined;
  const base = oracleBases.find((one) => reference.startsWith(`${one}/`));
  const parts = (base === undefined ? reference : reference.slice(base.length + 1)).split('/');
  const [type = '', id = ''] = parts;
  if (!Object.hasOwn(compartmentTable, type) || !isId(id) || !(parts.length === 2 || (parts.length === 4 && parts[2] === '_history' && versioned))) return undefined;
  return `${type}/${id}`;
};

const derivedIn = (resource: Json, reach: readonly string[] | 'everyone', world: OracleWorld): boolean => {
  if (reach === 'everyone') return true;
  if (reach.length === 0) return false;
  if (resource['resourceType'] === 'Provenance') {
    const targets = listOf(resource['target']).map((target) => targetOf(at(target, 'reference'), true));
    return targets.length > 0 && targets.every((target) => target !== undefined && world.isVisible(target));
  }
  if (!Object.hasOwn(resource, 'securityContext')) return typeof resource['id'] === 'string' && world.documentsVisible(resource['id']);
  const context = targetOf(at(resource['securityContext'], 'reference'), false);
  if (context === undefined) return false;
  return context.startsWith('Patient/') ? within([context.slice(8)], reach) : world.isVisible(context);
};

/** How much of a resource is shown to a caller for an action and letter: "under the least masking grant that makes it visible". */
export const oracleShown = (caller: OracleCaller, rows: readonly OracleRow[], resource: Json, action: string, letter: string, world: OracleWorld): 'whole' | 'masked' | 'nothing' => {
  const type = String(resource['resourceType']);
  const isOwn = caller.fhirUser === `${type}/${String(resource['id'])}`;
  let masked = false;
  for (const pair of pairsOf(caller, rows, type, action, letter)) {
    const { clause, row, reach } = pair;
    if (row.terms.includes('mfa') && !caller.strong) continue;
    if (clause.own && !isOwn) continue;
    if (!clause.query.every(([name, value]) => oracleHolds(resource, name, value))) continue;
    const window = termOf(row, 'window');
    if (window !== undefined && !oracleWindow(resource, window)) continue;
    const isIn = (ownCounts(caller, pair, type) && isOwn) || reach === 'everyone' || (classOf(type) === 'shared' && row.reach === 'any') ||
      (classOf(type) === 'owned' && within(oracleOwners(resource), reach)) || (classOf(type) === 'derived' && derivedIn(resource, reach, world));
    if (isIn && termOf(row, 'mask') === undefined) return 'whole';
    masked ||= isIn;
  }
  return masked ? 'masked' : 'nothing';
};

/** Whether a resource is visible to a caller for an action and letter. */
export const oracleVisible = (caller: OracleCaller, rows: readonly OracleRow[], resource: Json, action: string, letter: string, world: OracleWorld): boolean =>
  oracleShown(caller, rows, resource, action, letter, world) !== 'nothing';
