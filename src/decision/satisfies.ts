import type { AskedParam } from '../fhir/interaction.ts';
import { matchParam } from '../fhir/match/match-param.ts';
import type { Matcher } from '../fhir/match/matcher.ts';
import type { Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import type { Resource } from './owners.ts';

/** What a query is evaluated by: the bases on which a reference is one of this server, and the time, in milliseconds. */
export type Facts = { readonly bases: Bases; readonly now: number };

type Made = { readonly type: ResourceType; readonly facts: Facts; readonly matches: Matcher | undefined };

const make = (type: ResourceType, { name, modifier, values }: AskedParam, facts: Facts): Matcher | undefined => {
  const custom = facts.bases.custom;
  const param = searchParamOf(type, name, custom);
  if (param === undefined || modifier !== undefined) return undefined;
  return matchParam({ param, components: param.components.map((component) => searchParamOf(type, component, custom)), values }, facts);
};

// A page asks the same of every entry.
const lastMade = new WeakMap<AskedParam, Made>();

const matcherOfParam = (type: ResourceType, asked: AskedParam, facts: Facts): Matcher | undefined => {
  const made = lastMade.get(asked);
  if (made?.type === type && made.facts.now === facts.now && made.facts.bases === facts.bases) return made.matches;
  const matches = make(type, asked, facts);
  lastMade.set(asked, { type, facts, matches });
  return matches;
};

/** q(scope)(r): whether a resource has all that a granular scope asks; what cannot be evaluated is not satisfied. */
export const satisfies = ({ doc, node, type }: Resource, query: readonly AskedParam[], facts: Facts): boolean =>
  query.every((param) => matcherOfParam(type, param, facts)?.(doc, node) ?? false);
