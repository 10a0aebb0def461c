import { referredAt, selectedBy } from '../fhir/match/selected-by.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import type { ReadCriterion } from './chain.ts';
import type { Criterion } from './criterion.ts';
import { never } from './criterion.ts';
import { findMatches } from './find-matches.ts';
import { referrers } from './referrers.ts';
import type { Backing } from './request.ts';
import type { Problem } from './responses.ts';
import { isProblem } from './responses.ts';
import type { Instance } from './version.ts';
import { documentOf } from './version.ts';

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });
const unknown = (type: ResourceType, name: string): Problem => bad(`HAPI-1209: Unknown parameter name: ${type}:${name}`);

/** The criterion of what refers, which may be another `_has` or a chain; HAPI takes no modifier there. */
const readRest = (backing: Backing, source: ResourceType, rest: string, value: string, read: ReadCriterion): Criterion | Problem | undefined => {
  if (rest.startsWith('_has:')) return read(backing, source, rest, value);
  const code = rest.split('.')[0] ?? '';
  return rest.includes(':') || backing.searchParamOf(source, code) === undefined ? unknown(source, rest) : read(backing, source, rest, value);
};

/** `_has:Source:param:rest`: whether something of type Source refers by `param` for which the rest holds; without a value, whether anything refers (R4 search section 3.1.1.4.16). */
export const reverseChain = (backing: Backing, type: ResourceType, name: string, value: string, read: ReadCriterion): Criterion | Problem => {
  const [, source = '', code = '', ...more] = name.split(':');
  const rest = more.join(':');
  if (rest === '') return bad(`HAPI-1942: Invalid _has parameter syntax: ${name}`);
  if (!isResourceType(source)) return bad(`HAPI-1208: Invalid resource type: ${source}`);
  const param = backing.searchParamOf(source, code);
  if (param === undefined) return unknown(source, code);
  const inner = readRest(backing, source, rest, value, read);
  if (inner !== undefined && isProblem(inner)) return inner;
  if (param.kind !== 'reference' || !param.targets.includes(type)) return never;
  const { store } = backing;
  const propose = (): readonly ReadonlySet<Instance>[] => {
    const found = findMatches(store, source, inner === undefined ? [] : [inner]);
    const referred = found.map(documentOf).flatMap((doc) => selectedBy(param, doc).flatMap((node) => referredAt(doc, node) ?? []));
    return [new Set(referred.flatMap((to) => (to.type === type && to.id !== undefined ? (store.find(type, to.id) ?? []) : [])))];
  };
  return {
    holds: ({ id }) => referrers(store, source, param, `${type}/${id}`).some((version) => inner === undefined || inner.holds(version)),
    propose,
    joins: true,
  };
};
