/** What a granular scope and a window ask of a resource, written down once more from R4 search and docs/policy.md alone. */

export type Json = Readonly<Record<string, unknown>>;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.flatMap(listOf) : value === undefined ? [] : [value]);
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const at = (value: unknown, name: string): unknown => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined);

// ---- Granular scopes

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

// Of "which days are in the year": none of these is written with another zone than UTC.
const dateParams: Readonly<Record<string, (resource: Json) => unknown>> = { 'Observation.date': ({ effectiveDateTime }) => effectiveDateTime };
const isInYear = (year: string, date: unknown): boolean => typeof date === 'string' && lastMomentOf(date) !== undefined && date.startsWith(year);

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
    if (isInYear(value, dateParams[`${type}.${name}`]?.(resource))) return true;
    if (strings?.(resource).some((one) => typeof one === 'string' && plain(one).startsWith(plain(value)))) return true;
    if (paramOf(type, name)?.(resource).some((token) => tokenHolds(value, token))) return true;
  }
  return false;
};

/** Whether the parameter can be evaluated here at all. */
export const canHold = (type: string, name: string): boolean => {
  if (name === '_tag') return true;
  return [tokenParams, stringParams, dateParams].some((params) => Object.hasOwn(params, `${type}.${name}`));
};

// ---- Windows

/** The last millisecond that a date may mean; undefined where it is none. */
function lastMomentOf(text: string): number | undefined {
  const [, year, month, day, time] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T\d\d:\d\d:\d\dZ)?)?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (time !== undefined) return Date.parse(text);
  if (day !== undefined) return Date.parse(`${text}T23:59:59.999Z`);
  return month === undefined ? Date.parse(`${year}-12-31T23:59:59.999Z`) : Date.UTC(Number(year), Number(month), 1) - 1;
}

// From noon of 15 June 2026, the time of every case.
const cutoffs: Readonly<Record<string, number>> = { P1Y: Date.parse('2025-06-15T12:00:00Z'), P30D: Date.parse('2026-05-16T12:00:00Z') };

// Where the laws' resources have their clinical date; the other types that have one never say it here.
const clinicalDates: Readonly<Record<string, string>> = { Observation: 'effectiveDateTime', Appointment: 'start' };
const dated = [...Object.keys(clinicalDates), 'Account', 'Coverage', 'Schedule'];

/** Whether a resource is no older than a window: "by the type's clinical date; by meta.lastUpdated where the resource has none; no effect on types without one". */
export const oracleWindow = (resource: Json, window: string): boolean => {
  const type = String(resource['resourceType']);
  if (!dated.includes(type)) return true;
  const clinical = at(resource, clinicalDates[type] ?? '');
  const date = clinical === undefined ? at(resource['meta'], 'lastUpdated') : clinical;
  const last = typeof date === 'string' ? lastMomentOf(date) : undefined;
  return last !== undefined && last > (cutoffs[window] ?? Infinity);
};
