import type { AskedParam, Chain, Criterion, Join, Reverse } from '../fhir/interaction.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { spellingsOf, type Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import { refuse } from '../refusal.ts';
import type { Gated } from './gates.ts';
import { countsOwn, freeOf, isFree, showsAll, unionOf, type Grant } from './grant.ts';
import { narrow, type Narrowing } from './narrow.ts';

/** What the gates said of (type, search, s), for each type that a request touches. */
export type GatedTypes = ReadonlyMap<ResourceType, Gated>;

/** A join as it is carried out: by the backend itself, or in two steps, what is joined searched and checked first (docs/decisions.md, 8). */
export type PlannedJoin = { readonly join: Join; readonly direct: boolean; /** What confines a join that the backend runs, if anything has to. */ readonly also?: Join };

/** The grants to search a type; none where a gate refused. */
export const searchGrants = (gated: GatedTypes, type: ResourceType): readonly Grant[] => {
  const one = gated.get(type);
  return one?.granted === true ? one.grants : [];
};

type Refused = Extract<Gated, { granted: false }>;

/** A join over a type that the gates refuse is refused as they refuse it. */
export type JoinRefused = { readonly refused: Refused };

const refusedAt = (gated: GatedTypes, type: ResourceType): Refused | undefined => {
  const one = gated.get(type);
  return one?.granted === false ? one : undefined;
};

/** A derived type that a search could not be narrowed in, but by what it belongs to, is not joined (deciding.md, row Provenance). */
const closedAt = ({ gated, bases }: Pruning, type: ResourceType, of: Criterion): Refused | undefined => {
  const one = gated.get(type);
  if (one?.granted !== true || compartmentOf(type).class !== 'derived' || narrow(type, apart(of).params, one.grants, bases).length > 0) return undefined;
  return { granted: false, ask: one.ask, gate: 'confinement', refusal: refuse('outside-confinement'), rows: one.grants.map(({ row }) => row) };
};

type Pruning = { readonly gated: GatedTypes; readonly bases: Bases };

const pruneChain = (chain: Chain, pruning: Pruning): Chain | JoinRefused => {
  const targets: Chain['targets'][number][] = [];
  let refused: Refused | undefined;
  for (const { type, of } of chain.targets) {
    const here = refusedAt(pruning.gated, type) ?? closedAt(pruning, type, of);
    const inner = here === undefined ? prune(of, pruning) : { refused: here };
    if ('refused' in inner) refused ??= inner.refused;
    else targets.push({ type, of: inner });
  }
  return targets.length === 0 && refused !== undefined ? { refused } : { ...chain, targets };
};

const pruneReverse = (reverse: Reverse, pruning: Pruning): Reverse | JoinRefused => {
  const refused = refusedAt(pruning.gated, reverse.type) ?? closedAt(pruning, reverse.type, reverse.of);
  if (refused !== undefined) return { refused };
  const of = prune(reverse.of, pruning);
  return 'refused' in of ? of : { ...reverse, of };
};

/** A criterion less the types that the caller may not search; refused where a type was named, or none is left. */
const prune = (criterion: Criterion, pruning: Pruning): Criterion | JoinRefused => {
  if (!('join' in criterion)) return criterion;
  return criterion.join === 'chain' ? pruneChain(criterion, pruning) : pruneReverse(criterion, pruning);
};

const coveredBy = (narrowing: Narrowing | undefined, grants: readonly Grant[]): boolean => {
  const reach = unionOf(freeOf(grants));
  if (narrowing?.confined === undefined) return reach === 'everyone';
  return reach === 'everyone' || narrowing.confined.every((patient) => reach.has(patient));
};

const isAllVisible = (criterion: Criterion, gated: GatedTypes): boolean => {
  if (!('join' in criterion)) return true;
  const inner = criterion.join === 'reverse' ? [criterion] : criterion.targets;
  return inner.every(({ type, of }) => showsAll(type, searchGrants(gated, type)) && isAllVisible(of, gated));
};

/** Over the one patient that each match belongs to, whom the caller sees whole: `patient.name`. */
const isOverOwner = (type: ResourceType, { name, targets }: Chain, gated: GatedTypes, narrowing: Narrowing | undefined): boolean => {
  const row = compartmentOf(type);
  const [target, ...others] = targets;
  if (row.class !== 'owned' || !row.exact || !row.ownerParams.includes(name) || target?.type !== 'Patient' || others.length > 0) return false;
  return coveredBy(narrowing, searchGrants(gated, 'Patient')) && isAllVisible(target.of, gated);
};

/** Over what belongs to the one patient that each match is, all of it visible: `Patient?_has:Observation:patient:code`. */
const isOverOwned = (type: ResourceType, reverse: Reverse, gated: GatedTypes, narrowing: Narrowing | undefined): boolean => {
  const row = compartmentOf(reverse.type);
  if (type !== 'Patient' || row.class !== 'owned' || !row.exact || !row.ownerParams.includes(reverse.by)) return false;
  return coveredBy(narrowing, searchGrants(gated, reverse.type)) && isAllVisible(reverse.of, gated);
};

// A join that some types fell out of, however deep, must not be left to the backend without saying which remain.
const isWhole = (asked: Join, pruned: Join): boolean => joinedTypes([asked]).length === joinedTypes([pruned]).length;

/**
 * The owner of what a single reference leads to, asked for besides: where each match refers to one resource at most, which has one owner,
 * and all that the caller reaches of that type is visible, the backend can join and tells of nobody else (deciding.md, row chain).
 */
const confining = (type: ResourceType, { name, targets }: Chain, gated: GatedTypes, bases: Bases): Chain | undefined => {
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0 || 'join' in target.of || searchParamOf(type, name, bases.custom)?.single !== true) return undefined;
  const row = compartmentOf(target.type);
  const grants = searchGrants(gated, target.type);
  const reach = unionOf(grants);
  if (row.class !== 'owned' || !row.exact || row.self === true || reach === 'everyone') return undefined;
  if (bases.compartment === 'fhir' || !grants.every((grant) => isFree(grant) && !countsOwn(grant, target.type))) return undefined;
  const values = [...reach].sort().flatMap((patient) => spellingsOf(`Patient/${patient}`, bases));
  return { join: 'chain', name, typed: true, targets: [{ type: target.type, of: { name: row.narrowBy, values } }] };
};

/**
 * Whether a join ends in a parameter of every type behind a reference to several: HAPI FHIR then leaves the type out of account, and
 * would find what the caller may not search (docs/hapi-notes.md).
 */
const looksAnywhere = (type: ResourceType, criterion: Criterion, bases: Bases): boolean => {
  if (!('join' in criterion)) return false;
  if (criterion.join === 'reverse') return looksAnywhere(criterion.type, criterion.of, bases);
  const several = (searchParamOf(type, criterion.name, bases.custom)?.targets.length ?? 0) > 1;
  return criterion.targets.some(({ type: target, of }) => (several && !('join' in of) && of.name.startsWith('_')) || looksAnywhere(target, of, bases));
};

type Planning = { readonly type: ResourceType; readonly gated: GatedTypes; readonly narrowing: Narrowing | undefined; readonly bases: Bases };

const planned = ({ type, gated, narrowing, bases }: Planning, asked: Join, join: Join): PlannedJoin => {
  if (!isWhole(asked, join) || looksAnywhere(type, join, bases)) return { join, direct: false };
  if (isAllVisible(join, gated)) return { join, direct: true };
  if (join.join === 'reverse') return { join, direct: isOverOwned(type, join, gated, narrowing) };
  if (isOverOwner(type, join, gated, narrowing)) return { join, direct: true };
  const also = confining(type, join, gated, bases);
  return also === undefined ? { join, direct: false } : { join, direct: true, also };
};

/** Plans the joins of a search that is narrowed so: each type that they touch has a grant, else the gate's refusal. */
export const planJoins = (type: ResourceType, joins: readonly Join[], gated: GatedTypes, narrowings: readonly Narrowing[], bases: Bases): readonly PlannedJoin[] | JoinRefused => {
  const [only, ...others] = narrowings;
  const planning: Planning = { type, gated, narrowing: others.length > 0 ? undefined : only, bases };
  const plan: PlannedJoin[] = [];
  for (const asked of joins) {
    const pruned = prune(asked, planning);
    if ('refused' in pruned) return pruned;
    if ('join' in pruned) plan.push(planned(planning, asked, pruned));
  }
  return plan;
};

/** The types that joins reach into. */
export const joinedTypes = (criteria: readonly Criterion[]): readonly ResourceType[] =>
  criteria.flatMap((criterion) => {
    if (!('join' in criterion)) return [];
    const inner = criterion.join === 'reverse' ? [criterion] : criterion.targets;
    return inner.flatMap(({ type, of }) => [type, ...joinedTypes([of])]);
  });

/** What a join asks of the type that it reaches into, apart into plain parameters and joins. */
export const apart = (criterion: Criterion): { readonly params: readonly AskedParam[]; readonly joins: readonly Join[] } =>
  'join' in criterion ? { params: [], joins: [criterion] } : { params: [criterion], joins: [] };
