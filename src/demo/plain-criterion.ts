import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { matchComposite } from '../fhir/match/match-composite.ts';
import { matchReferences } from '../fhir/match/match-reference.ts';
import { idAsked } from '../fhir/match/match-token.ts';
import type { Matcher } from '../fhir/match/matcher.ts';
import { readReferred, selectedBy } from '../fhir/match/selected-by.ts';
import { isResourceType, type ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import { splitToken, unescapeValue } from '../fhir/search-value.ts';
import type { Criterion } from './criterion.ts';
import { elementMatcher, heededModifier } from './element-matcher.ts';
import type { Backing } from './request.ts';
import type { Problem } from './responses.ts';
import { isProblem } from './responses.ts';
import { documentOf } from './version.ts';

/** A parameter of a type as it was asked for: its modifier and its OR list, blank values left out. */
export type Asked = { readonly type: ResourceType; readonly param: SearchParam; readonly modifier: string | undefined; readonly values: readonly string[] };

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });

const keyOf = (param: SearchParam, modifier: string | undefined, value: string): string | undefined => {
  switch (param.kind) {
    case 'token': {
      const code = param.name === '_id' ? idAsked(value).id : splitToken(value).code;
      return modifier === undefined && code !== '' ? code : undefined;
    }
    case 'reference':
      return modifier === 'identifier' ? undefined : readReferred(unescapeValue(value)).key;
    case 'uri':
      return modifier === undefined ? unescapeValue(value) : undefined;
    default:
      return undefined;
  }
};

// HAPI takes whatever is not `true` for `false`.
const missing = (param: SearchParam, values: readonly string[]): Criterion => {
  const wanted = values.includes('true');
  return { holds: (version) => (selectedBy(param, documentOf(version)).length === 0) === wanted };
};

const signs = (value: string): number => [...value.matchAll(/\\.|\$/gs)].filter(([sign]) => sign === '$').length;

/** One value of a composite. HAPI finds nothing where a part is left out, and refuses one too many. */
const compositeMatcher = ({ searchParamOf, now }: Backing, { type, param }: Asked, value: string): Matcher | Problem => {
  const components = param.components.map((name) => searchParamOf(type, name));
  if (signs(value) >= components.length) return bad(`HAPI-1947: Invalid value for composite parameter. Value was: ${value}`);
  if (signs(value) < components.length - 1 || /^\$|(?<!\\)\$(?:$|\$)/.test(value)) return () => false;
  return matchComposite(param, components, value, { now: now() }) ?? bad(`HAPI-1940: \`${param.name}\` does not take that value`);
};

/** What a parameter asks of a resource, as HAPI reads it; 400 for a value of the wrong form. */
export const plainCriterion = (backing: Backing, asked: Asked): Criterion | Problem => {
  const { type, param, values } = asked;
  const { store, now } = backing;
  if (asked.modifier === 'missing') return missing(param, values);
  const heeded = heededModifier(param, asked.modifier);
  if (isProblem(heeded)) return heeded;
  const { modifier } = heeded;
  if (param.opaque || param.kind === 'special') return bad(`HAPI-1235: \`${param.name}\` is not known well enough here`);
  const composite = param.kind === 'composite';
  const matchers: Matcher[] = [];
  for (const value of values) {
    const matcher = composite ? compositeMatcher(backing, asked, value) : elementMatcher(store, { value, modifier, param, now: now() });
    if (isProblem(matcher)) return matcher;
    matchers.push(matcher);
  }
  const list = param.kind === 'reference' && (modifier === undefined || isResourceType(modifier)) ? matchReferences(param, modifier, values) : undefined;
  const at = (doc: JsonDocument, node: JsonNode): boolean => (list === undefined ? matchers.some((match) => match(doc, node)) : list(doc, node));
  const some = (doc: JsonDocument): boolean => (composite ? at(doc, 0) : selectedBy(param, doc).some((node) => at(doc, node)));
  if (modifier === 'not' || modifier === 'not-in') return { holds: (version) => !some(documentOf(version)) };
  const keys = values.flatMap((value) => keyOf(param, modifier, value) ?? []);
  const holds: Criterion['holds'] = (version) => some(documentOf(version));
  return keys.length < values.length ? { holds } : { holds, propose: () => keys.map((key) => store.index.propose(type, param, key)) };
};
