import { referredAt, selectedBy } from '../fhir/match/selected-by.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import { splitValues } from '../fhir/search-value.ts';
import type { Criterion } from './criterion.ts';
import { never } from './criterion.ts';
import { findMatches } from './find-matches.ts';
import type { Backing } from './request.ts';
import type { Problem } from './responses.ts';
import { isProblem } from './responses.ts';
import type { StoredVersion } from './version.ts';
import { documentOf, standingOf } from './version.ts';

/** Reads one criterion of a type; undefined where it has no value. */
export type ReadCriterion = (backing: Backing, type: ResourceType, name: string, value: string) => Criterion | Problem | undefined;

type Inner = { readonly type: ResourceType; readonly criterion: Criterion };

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });

/** A parameter that is no reference has nothing behind it, nor has one behind which no type has what the chain goes on with. */
const innersOf = (backing: Backing, targets: readonly ResourceType[], rest: string, value: string, read: ReadCriterion): readonly Inner[] | Problem => {
  const code = rest.split(/[:.]/)[0] ?? '';
  const known = targets.filter((type) => code === '_has' || backing.searchParamOf(type, code) !== undefined);
  if (known.length === 0) return bad(`HAPI-1243: Invalid parameter chain: ${rest}`);
  const tried = known.map((type) => ({ type, criterion: read(backing, type, rest, value) }));
  const problem = tried.map(({ criterion }) => criterion).find((criterion) => criterion !== undefined && isProblem(criterion));
  const inners = tried.flatMap(({ type, criterion }) => (criterion === undefined || isProblem(criterion) ? [] : [{ type, criterion }]));
  return inners.length === 0 && problem !== undefined && isProblem(problem) ? problem : inners;
};

/** Whether some reference leads to a standing resource for which the rest of the chain holds; each target is looked at once. */
const holdsBehind = ({ store }: Backing, param: SearchParam, inners: readonly Inner[]): Criterion['holds'] => {
  const known = new Map<string, boolean>();
  const holdsAt = (key: string, type: string, id: string): boolean => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const inner = inners.find((one) => one.type === type);
    const target = inner === undefined ? undefined : standingOf(store.find(inner.type, id));
    const holds = target !== undefined && inner?.criterion.holds(target) === true;
    known.set(key, holds);
    return holds;
  };
  return (version) => {
    const doc = documentOf(version);
    return selectedBy(param, doc).some((node) => {
      const { key = '', type, id } = referredAt(doc, node) ?? {};
      return type !== undefined && id !== undefined && holdsAt(key, type, id);
    });
  };
};

const keyOf = ({ type, id }: StoredVersion): string => `${type}/${id}`;

/** `p.rest` and `p:Type.rest`, of any number of steps (R4 search section 3.1.1.4.15). A canonical leads nowhere, as with HAPI. */
export const chain = (backing: Backing, type: ResourceType, name: string, value: string, read: ReadCriterion): Criterion | Problem => {
  const dot = name.indexOf('.');
  const [code = '', named] = name.slice(0, dot).split(':');
  const rest = name.slice(dot + 1);
  const param = backing.searchParamOf(type, code);
  if (param === undefined) return bad(`HAPI-0524: Unknown search parameter "${code}" for resource type "${type}"`);
  if (param.kind !== 'reference') return bad(`HAPI-1935: Invalid search parameter "${name}". Chaining is only allowed on reference parameters`);
  if (named !== undefined && !isResourceType(named)) return bad(`HAPI-1250: Invalid/unsupported resource type: "${named}"`);
  if (named !== undefined && !param.targets.includes(named)) return never;
  // Behind a chain HAPI finds an `_id` only as `Type/id`, never as the bare id.
  const asked = rest === '_id' ? splitValues(value).filter((one) => one.includes('/')).join() : value;
  if (asked === '') return never;
  const inners = innersOf(backing, named === undefined ? param.targets : [named], rest, asked, read);
  if (isProblem(inners)) return inners;
  const { store } = backing;
  const targets = (): readonly StoredVersion[] => inners.flatMap((inner) => findMatches(store, inner.type, [inner.criterion]));
  return { holds: holdsBehind(backing, param, inners), propose: () => targets().map((target) => store.index.propose(type, param, keyOf(target))), joins: true };
};
