import type { Permit } from '../decision/decide.ts';
import { asStored } from '../decision/narrow.ts';
import { apart, type PlannedJoin } from '../decision/plan-joins.ts';
import { referencesBy } from '../decision/references-by.ts';
import type { AskedParam, Chain, Criterion, Join, Reverse } from '../fhir/interaction.ts';
import { spellingsOf, type Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import { no, ok, type Result } from '../refusal.ts';
import type { Call } from './call.ts';
import { mostJoined, searchNarrowed, type Kept } from './search-narrowed.ts';

/** What stands for joins in a search; undefined: nothing can match. */
export type Resolved = readonly Criterion[] | undefined;

/** What a join asks of a type: searched, narrowed and checked like any search, the joins in it first. */
const findJoined = async (call: Call, permit: Permit, type: ResourceType, of: Criterion): Promise<Result<readonly Kept[]>> => {
  const { params, joins } = apart(of);
  const inner = await resolveJoins(call, permit, type, joins.map((join) => ({ join, direct: false })));
  if (!inner.ok) return inner;
  if (inner.value === undefined) return ok([]);
  return searchNarrowed(call, permit, type, params, inner.value);
};

const resolveChain = async (call: Call, permit: Permit, { name, targets }: Chain): Promise<Result<AskedParam | undefined>> => {
  const spellings = call.ports.parse.bases.backend.length;
  const values: string[] = [];
  for (const { type, of } of targets) {
    const found = await findJoined(call, permit, type, of);
    if (!found.ok) return found;
    values.push(...found.value.flatMap(({ resource: { id } }) => (id === undefined ? [] : spellingsOf(`${type}/${id}`, call.ports.parse.bases))));
  }
  if (values.length > mostJoined * spellings) return no('too-costly', { at: name });
  return ok(values.length === 0 ? undefined : { name, values });
};

const resolveReverse = async (call: Call, permit: Permit, searched: ResourceType, { type, by, of }: Reverse): Promise<Result<AskedParam | undefined>> => {
  const { bases } = call.ports.parse;
  const param = searchParamOf(type, by, bases.custom);
  const found = await findJoined(call, permit, type, of);
  if (!found.ok) return found;
  const ids = param === undefined ? [] : found.value.flatMap(({ resource }) => referencesBy(resource, param, new Set([searched]), bases).map(({ id }) => id));
  const values = [...new Set(ids)];
  if (values.length > mostJoined) return no('too-costly', { at: '_has' });
  return ok(values.length === 0 ? undefined : { name: '_id', values });
};

const resolve = (call: Call, permit: Permit, searched: ResourceType, join: Join): Promise<Result<AskedParam | undefined>> =>
  join.join === 'chain' ? resolveChain(call, permit, join) : resolveReverse(call, permit, searched, join);

/** References at the end of a join as they are stored. */
const storedJoin = (type: ResourceType, criterion: Criterion, bases: Bases): Criterion => {
  if (!('join' in criterion)) return asStored(type, criterion, bases);
  if (criterion.join === 'reverse') return { ...criterion, of: storedJoin(criterion.type, criterion.of, bases) };
  return { ...criterion, targets: criterion.targets.map((target) => ({ type: target.type, of: storedJoin(target.type, target.of, bases) })) };
};

/** Puts in the place of joins what they come to: what the backend may join itself as it stands, of others the resources that were found and may be seen (deciding.md, rows "chain" and "_has"). */
export const resolveJoins = async (call: Call, permit: Permit, searched: ResourceType, joins: readonly PlannedJoin[]): Promise<Result<Resolved>> => {
  const resolved: Criterion[] = [];
  for (const { join, direct, also } of joins) {
    if (direct) {
      resolved.push(...(also === undefined ? [] : [also]), storedJoin(searched, join, call.ports.parse.bases));
      continue;
    }
    const param = await resolve(call, permit, searched, join);
    if (!param.ok) return param;
    if (param.value === undefined) return ok(undefined);
    resolved.push(param.value);
  }
  return ok(resolved);
};
