/**
 * Who may see what, written down once more from docs/deciding.md alone: plain objects, plain loops, no code of src/decision. Slow and
 * obviously right. Of the source it takes data only: the owner elements and the class of each type.
 */

import { compartmentTable } from '../../src/fhir/patient-compartment-table.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';

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

type Json = Readonly<Record<string, unknown>>;
type Clause = { readonly context: string; readonly type: string; readonly letters: string; readonly query: readonly (readonly [string, string])[]; readonly own: boolean };
/** A scope and a row together, and whom both reach. */
export type Pair = { readonly clause: Clause; readonly row: OracleRow; readonly reach: readonly string[] | 'everyone' };

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.flatMap(listOf) : value === undefined ? [] : [value]);
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const at = (value: unknown, name: string): unknown => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);
const classOf = (type: string): string => compartmentTable[type as ResourceType].class;

// ---- What a granular scope asks of a resource

type Token = { readonly system?: unknown; readonly code?: unknown };

const codings = (concepts: unknown): readonly Token[] =>
  listOf(concepts).flatMap((concept) => {
    const coding = at(concept, 'coding');
    return Array.isArray(coding) ? coding.filter(isObject).map((one) => ({ system: one['system'], code: one['code'] })) : [];
  });
const plainCode = (value: unknown): readonly Token[] => (typeof value === 'string' || typeof value === 'boolean' ? [{ code: String(value) }] : []);
const tags = (resource: Json): readonly Token[] => listOf(at(resource['meta'], 'tag')).filter(isObject).map(({ system, code }) => ({ system, code }));

// The parameters that the laws use, by type.
const tokenParams: Readonly<Record<string, (resource: Json) => readonly Token[]>> = {
  'Observation.category': ({ category }) => codings(category),
  'Observation.status': ({ status }) => plainCode(status),
  'Patient.active': ({ active }) => plainCode(active),
  'Practitioner.active': ({ active }) => plainCode(active),
  'Appointment.status': ({ status }) => plainCode(status),
};
const stringParams: Readonly<Record<string, (resource: Json) => readonly unknown[]>> = { 'Patient.family': ({ name }) => listOf(name).map((one) => at(one, 'family')) };

const paramOf = (type: string, name: string): ((resource: Json) => readonly Token[]) | undefined => (name === '_tag' ? tags : tokenParams[`${type}.${name}`]);

const tokenHolds = (value: string, { system, code }: Token): boolean => {
  if (!value.includes('|')) return code === value;
  const [wantedSystem, wantedCode] = value.split('|');
  if (wantedCode !== '' && code !== wantedCode) return false;
  return wantedSystem === '' ? system === undefined : system === wantedSystem;
};

// Strings are compared without case and accents (R4 search section 3.1.1.4.8).
const plain = (text: string): string => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

/** Whether a resource has what one parameter asks, of any of the values that commas separate. */
export const oracleHolds = (resource: Json, name: string, text: string): boolean => {
  const type = String(resource['resourceType']);
  const strings = stringParams[`${type}.${name}`];
  for (const value of text.split(',')) {
    if (strings?.(resource).some((one) => typeof one === 'string' && plain(one).startsWith(plain(value)))) return true;
    if (paramOf(type, name)?.(resource).some((token) => tokenHolds(value, token))) return true;
  }
  return false;
};

const canHold = (type: string, name: string): boolean => {
  if (name === '_tag') return true;
  return Object.hasOwn(tokenParams, `${type}.${name}`) || Object.hasOwn(stringParams, `${type}.${name}`);
};

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

// Terms whose rows grant nothing until they are built (issue 3).
const isBuilt = ({ reach, terms }: OracleRow): boolean => !reach.startsWith('group:') && terms.every((term) => term === 'mfa');

const rowsOf = (caller: OracleCaller, rows: readonly OracleRow[], type: string, action: string): readonly OracleRow[] => {
  const matching = rows.filter((row) => matches(row, caller, type, action));
  return matching.some(({ effect }) => effect === 'deny') ? [] : matching.filter(isBuilt);
};

const patientsOfRow = (caller: OracleCaller, { reach }: OracleRow): readonly string[] | 'everyone' => {
  const [userType, userId = ''] = caller.fhirUser?.split('/') ?? [];
  if (reach === 'any') return 'everyone';
  if (reach === 'launch') return caller.patient === undefined ? [] : [caller.patient];
  if (reach === 'careteam') return userType === undefined ? [] : caller.careteam;
  if (userType === 'Patient') return [userId];
  return userType === 'RelatedPerson' ? caller.related : [];
};

// ---- "A grant is a pair ... Its reach is P(scope) ∩ P(row)"

/** Every pair for an ask, those that need strong authentication included. */
export const pairsOf = (caller: OracleCaller, rows: readonly OracleRow[], type: string, action: string, letter: string): readonly Pair[] => {
  const pairs: Pair[] = [];
  for (const clause of clausesOf(caller, type, action, letter)) {
    for (const row of rowsOf(caller, rows, type, action)) {
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
export const oracleGate = (caller: OracleCaller, rows: readonly OracleRow[], type: string, action: string, letter: string): 'granted' | 'scope' | 'policy' | 'confinement' | 'step-up' => {
  if (clausesOf(caller, type, action, letter).length === 0) return 'scope';
  if (rowsOf(caller, rows, type, action).length === 0) return 'policy';
  const reaching = pairsOf(caller, rows, type, action, letter).filter((pair) => hasReach(caller, pair, type));
  if (reaching.some(({ row }) => caller.strong || !row.terms.includes('mfa'))) return 'granted';
  return reaching.length > 0 ? 'step-up' : 'confinement';
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

/** Whether a resource is visible to a caller for an action and letter. */
export const oracleVisible = (caller: OracleCaller, rows: readonly OracleRow[], resource: Json, action: string, letter: string, world: OracleWorld): boolean => {
  const type = String(resource['resourceType']);
  const isOwn = caller.fhirUser === `${type}/${String(resource['id'])}`;
  for (const pair of pairsOf(caller, rows, type, action, letter)) {
    const { clause, row, reach } = pair;
    if (row.terms.includes('mfa') && !caller.strong) continue;
    if (clause.own && !isOwn) continue;
    if (!clause.query.every(([name, value]) => oracleHolds(resource, name, value))) continue;
    if (ownCounts(caller, pair, type) && isOwn) return true;
    if (reach === 'everyone') return true;
    if (classOf(type) === 'shared' && row.reach === 'any') return true;
    if (classOf(type) === 'owned' && within(oracleOwners(resource), reach)) return true;
    if (classOf(type) === 'derived' && derivedIn(resource, reach, world)) return true;
  }
  return false;
};
