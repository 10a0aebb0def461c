import { selectNodes } from '../fhir/element-path.ts';
import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, kindOf, memberOf, none, rawOf, stringMember, stringOf } from '../fhir/json.ts';
import type { SearchParam } from '../fhir/search-param.ts';

/** A reference as it stands in a resource, version left off: `key` is `Type/id` for one of this server, else the text itself. */
export type Referred = { readonly key: string; readonly type?: string; readonly id?: string };

/** What one element says as a token; a plain code or boolean has no system. */
export type Token = { readonly system: string | undefined; readonly code: string | undefined };

const local = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Reads a reference string, canonical ones included. */
export const readReferred = (text: string): Referred => {
  const [, type, id] = local.exec(text) ?? [];
  return type === undefined || id === undefined ? { key: text } : { key: `${type}/${id}`, type, id };
};

/** Where a Reference or canonical element leads. */
export const referredAt = (doc: JsonDocument, node: JsonNode): Referred | undefined => {
  const text = stringOf(doc, node) ?? stringMember(doc, node, 'reference');
  return text === undefined ? undefined : readReferred(text);
};

// HAPI takes the type of an address elsewhere from its last steps too: `patient=https://elsewhere/fhir/Patient/A` finds it (docs/hapi-notes.md).
const typeNamedAt = (doc: JsonDocument, node: JsonNode): string | undefined =>
  /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(stringOf(doc, node) ?? stringMember(doc, node, 'reference') ?? '')?.[1];

/** The elements that a search parameter selects. Of `subject->Patient` only references to that type count, on whichever base. */
export const selectedBy = (param: SearchParam, doc: JsonDocument): readonly JsonNode[] =>
  param.paths.flatMap((path) => {
    const nodes = selectNodes(doc, 0, path);
    return path.target === undefined ? nodes : nodes.filter((node) => typeNamedAt(doc, node) === path.target);
  });

/** The tokens of an element: Coding, CodeableConcept, Identifier, ContactPoint, code, boolean, string (R4 search section 3.1.1.4.10). */
export const tokensAt = (doc: JsonDocument, node: JsonNode): readonly Token[] => {
  if (kindOf(doc, node) !== 'object') return [{ system: undefined, code: stringOf(doc, node) ?? rawOf(doc, node) }];
  const coding = memberOf(doc, node, 'coding');
  if (coding !== none) return childrenOf(doc, coding).flatMap((one) => tokensAt(doc, one));
  return [{ system: stringMember(doc, node, 'system'), code: stringMember(doc, node, 'code') ?? stringMember(doc, node, 'value') }];
};

/** What an element is found by in the index: tokens by their code, references by `Type/id` and by the bare id, canonicals also without version. */
export const keysAt = (param: SearchParam, doc: JsonDocument, node: JsonNode): readonly string[] => {
  if (param.kind === 'token') return tokensAt(doc, node).flatMap(({ code }) => code ?? []);
  const referred = param.kind === 'reference' ? referredAt(doc, node) : undefined;
  if (referred === undefined) return [];
  return [referred.key, referred.id ?? referred.key.replace(/\|.*$/s, '')];
};
