import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, memberOf, none, stringMember } from '../fhir/json.ts';
import type { Token } from '../fhir/match/selected-by.ts';
import type { Problem } from './responses.ts';
import type { Store } from './store.ts';
import type { StoredVersion } from './version.ts';
import { documentOf, isStored, standingOf } from './version.ts';

const isNamed = (version: StoredVersion, name: string): boolean => {
  const [url, canonicalVersion] = name.split('|');
  const doc = documentOf(version);
  if (stringMember(doc, 0, 'url') === url) return canonicalVersion === undefined || stringMember(doc, 0, 'version') === canonicalVersion;
  return name === version.id || name === `ValueSet/${version.id}`;
};

const tokenAt = (doc: JsonDocument, node: JsonNode, system: string | undefined): Token => ({ system, code: stringMember(doc, node, 'code') });

const expanded = (doc: JsonDocument, node: JsonNode): readonly Token[] =>
  childrenOf(doc, memberOf(doc, node, 'contains')).flatMap((one) => [tokenAt(doc, one, stringMember(doc, one, 'system')), ...expanded(doc, one)]);

/** What one `compose.include` lists, or all of its system; undefined where it says more than that. */
const included = (doc: JsonDocument, include: JsonNode): readonly Token[] | undefined => {
  const system = stringMember(doc, include, 'system');
  if (system === undefined || ['filter', 'valueSet'].some((name) => memberOf(doc, include, name) !== none)) return undefined;
  const concepts = childrenOf(doc, memberOf(doc, include, 'concept'));
  return concepts.length === 0 ? [{ system, code: undefined }] : concepts.map((concept) => tokenAt(doc, concept, system));
};

const unknown = (name: string): Problem => ({ status: 404, diagnostics: `HAPI-2788: Unknown ValueSet: ${encodeURIComponent(name)}` });
// HAPI without its full-text index: whatever it cannot expand at once.
const notExpanded: Problem = { status: 500, diagnostics: 'HSEARCH800001: Hibernate Search was not initialized.' };

/** The codes of a stored ValueSet, named by url, `ValueSet/id` or id; those without `code` stand for a whole system. Only its expansion and what it lists are looked at. */
export const tokensOfValueSet = ({ instancesOf }: Store, name: string): readonly Token[] | Problem => {
  const valueSet = instancesOf('ValueSet').map(standingOf).filter(isStored).find((version) => isNamed(version, name));
  if (valueSet === undefined) return unknown(name);
  const doc = documentOf(valueSet);
  const expansion = memberOf(doc, 0, 'expansion');
  if (expansion !== none) return expanded(doc, expansion);
  const compose = memberOf(doc, 0, 'compose');
  const parts = childrenOf(doc, memberOf(doc, compose, 'include')).map((include) => included(doc, include));
  return memberOf(doc, compose, 'exclude') !== none || parts.includes(undefined) ? notExpanded : parts.flatMap((part) => part ?? []);
};
