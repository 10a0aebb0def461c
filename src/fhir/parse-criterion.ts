import { no, ok, type Refusal, type Result } from '../refusal.ts';
import type { AskedParam, Chain, Criterion, Join } from './interaction.ts';
import { compartmentOf } from './patient-compartment.ts';
import { isFhirId, parseReference, type Bases } from './reference.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';
import { allowsModifier } from './search-modifiers.ts';
import { searchParamOf } from './search-param.ts';
import { isValueOf, splitValues, withPlus } from './search-value.ts';
import type { Pair } from './url.ts';

// Each hop may cost an exchange; nobody asks for more.
const mostHops = 4;

/** How many more types the joins of a search may reach into: an untyped chain over references to any type has some hundred at each hop. */
export type Room = { left: number };

/** The room of one search. */
export const roomOfSearch = (): Room => ({ left: 500 });

const isBlank = (value: string): boolean => value.trim() === '';

/** `_id`: plain ids, or this server's own addresses of resources of the type. */
const parseIds = (type: ResourceType, values: readonly string[], bases: Bases): Result<AskedParam> => {
  const ids: string[] = [];
  for (const value of values) {
    const form = isFhirId(value) ? undefined : parseReference(value, bases);
    if (form !== undefined && (form.kind !== 'local' || form.type !== type || form.versionId !== undefined)) return no('parameter-value', { at: '_id' });
    ids.push(form?.kind === 'local' ? form.id : value);
  }
  return ok({ name: '_id', values: ids });
};

const isOwnerParam = (type: ResourceType, name: string): boolean => {
  const row = compartmentOf(type);
  return row.class === 'owned' && row.ownerParams.includes(name);
};

/** Reads `name[:modifier]=value,value`; undefined where it has no value, as such a parameter asks nothing (R4 search section 3.1.1.3). */
const parsePlain = (type: ResourceType, { name: text, value }: Pair, bases: Bases): Result<AskedParam | undefined> => {
  const [name = '', modifier, ...more] = text.split(':');
  const param = searchParamOf(type, name, bases.custom);
  if (param === undefined || param.kind === 'special') return no('parameter-unknown', { at: name });
  const values = param.kind === 'date' ? splitValues(value).map(withPlus) : splitValues(value);
  // What names the patient is never negated, blurred or blank.
  if (isOwnerParam(type, name) && ((modifier !== undefined && modifier !== 'Patient') || values.some(isBlank))) return no('owner-modifier', { at: name });
  if (more.length > 0 || (modifier !== undefined && !allowsModifier(param, modifier))) return no('modifier-unknown', { at: name });
  if (value === '') return ok(undefined);
  if (values.some(isBlank)) return no('parameter-blank', { at: name });
  if (name === '_id') return parseIds(type, values, bases);
  if (!values.every((one) => isValueOf(type, param, modifier, one, bases))) return no('parameter-value', { at: name });
  return ok({ name, ...(modifier === undefined ? {} : { modifier }), values });
};

type Inner = { readonly name: string; readonly value: string; readonly hops: number; readonly room: Room };

const parseReverse = (type: ResourceType, { name, value, hops, room }: Inner, bases: Bases): Result<Join | undefined> => {
  const [, source = '', by = '', rest = ''] = /^_has:([A-Za-z]+):([A-Za-z_][A-Za-z0-9_-]*):(.+)$/.exec(name) ?? [];
  const param = isResourceType(source) ? searchParamOf(source, by, bases.custom) : undefined;
  if (!isResourceType(source) || param?.kind !== 'reference' || !param.targets.includes(type)) return no('join-malformed', { at: '_has' });
  const of = parseInner(source, { name: rest, value, hops: hops + 1, room }, bases);
  if (!of.ok) return of;
  return ok(of.value === undefined ? undefined : { join: 'reverse', type: source, by, of: of.value });
};

const parseChain = (type: ResourceType, { name, value, hops, room }: Inner, bases: Bases): Result<Join | undefined> => {
  const dot = name.indexOf('.');
  const [base = '', wanted, ...more] = name.slice(0, dot).split(':');
  const param = searchParamOf(type, base, bases.custom);
  if (param === undefined) return no('parameter-unknown', { at: base });
  if (param.kind !== 'reference' || more.length > 0) return no('join-malformed', { at: base });
  if (wanted !== undefined && (!isResourceType(wanted) || !param.targets.includes(wanted))) return no('modifier-unknown', { at: base });
  const candidates = wanted === undefined ? param.targets : param.targets.filter((one) => one === wanted);
  const targets: Chain['targets'][number][] = [];
  let refused: Refusal | undefined;
  let asks = false;
  for (const candidate of candidates) {
    room.left -= 1;
    if (room.left < 0) return no('too-costly', { at: base });
    const of = parseInner(candidate, { name: name.slice(dot + 1), value, hops: hops + 1, room }, bases);
    if (!of.ok) {
      if (of.refusal.code === 'too-costly') return of;
      // Of several types the refusal that says most is that of one which has the parameter.
      if (refused === undefined || refused.code === 'parameter-unknown') refused = of.refusal;
      continue;
    }
    asks = true;
    if (of.value !== undefined) targets.push({ type: candidate, of: of.value });
  }
  if (!asks) return { ok: false, refusal: refused ?? { code: 'parameter-unknown', at: base } };
  return ok(targets.length === 0 ? undefined : { join: 'chain', name: base, typed: wanted !== undefined, targets });
};

const parseInner = (type: ResourceType, inner: Inner, bases: Bases): Result<Criterion | undefined> => {
  if (inner.hops > mostHops) return no('too-costly', { at: inner.name.split(/[:.]/)[0] ?? '' });
  if (inner.name.startsWith('_has:')) return parseReverse(type, inner, bases);
  return inner.name.includes('.') ? parseChain(type, inner, bases) : parsePlain(type, inner, bases);
};

/** Reads one pair that selects resources of a type: a parameter, a chain or a reverse chain; undefined where it has no value. */
export const parseCriterion = (type: ResourceType, { name, value }: Pair, bases: Bases, room: Room): Result<Criterion | undefined> =>
  parseInner(type, { name, value, hops: 0, room }, bases);

/** Whether a criterion reaches into other resources. */
export const isJoin = (criterion: Criterion): criterion is Join => 'join' in criterion;
