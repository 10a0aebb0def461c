import type { ElementPath } from '../element-path.ts';
import { selectNodes } from '../element-path.ts';
import type { JsonDocument, JsonNode } from '../json.ts';
import { childrenOf, kindOf, memberOf, none, rawOf, stringMember, stringOf } from '../json.ts';
import { parseReference, type Bases } from '../reference.ts';
import type { SearchParam } from '../search-param.ts';
import { isUriElement } from '../uri-elements.ts';

/** A reference as it stands in a resource, version left off: `key` is `Type/id` for one of this server, else the text itself. */
export type Referred = { readonly key: string; readonly type?: string; readonly id?: string };

/** What one element says as a token; a plain code or boolean has no system. */
export type Token = { readonly system: string | undefined; readonly code: string | undefined };

const local = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Reads a reference string, canonical ones included, as HAPI does: what is relative is its own. */
export const readReferred = (text: string): Referred => {
  const [, type, id] = local.exec(text) ?? [];
  return type === undefined || id === undefined ? { key: text } : { key: `${type}/${id}`, type, id };
};

const textAt = (doc: JsonDocument, node: JsonNode): string | undefined => stringOf(doc, node) ?? stringMember(doc, node, 'reference');

/** Where a Reference or canonical element leads; with bases, also where it is spelled on one of them, and nowhere where no reader can be sure. */
export const referredAt = (doc: JsonDocument, node: JsonNode, bases?: Bases): Referred | undefined => {
  const text = textAt(doc, node);
  if (text === undefined || bases === undefined) return text === undefined ? undefined : readReferred(text);
  const form = parseReference(text, bases);
  if (form.kind === 'local') return { key: `${form.type}/${form.id}`, type: form.type, id: form.id };
  return form.kind === 'elsewhere' || form.kind === 'urn' ? { key: text } : undefined;
};

// HAPI takes the type of an address elsewhere from its last steps too: `patient=https://elsewhere/fhir/Patient/A` finds it (docs/hapi-notes.md).
const typeNamedAt = (doc: JsonDocument, node: JsonNode): string | undefined =>
  /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(textAt(doc, node) ?? '')?.[1];

/** Whether an element that a path of the parameter selects counts: of `subject->Patient` only references to that type do, on whichever base. */
export const countsAt = (param: SearchParam, path: ElementPath, doc: JsonDocument, node: JsonNode, bases?: Bases): boolean => {
  if (path.target !== undefined && typeNamedAt(doc, node) !== path.target) return false;
  // A text where only a Reference can stand is none: another reader may not take it for one.
  return bases === undefined || param.kind !== 'reference' || kindOf(doc, node) === 'object' || isUriElement(path.steps.at(-1)?.name ?? '');
};

/** The elements that a search parameter selects in a resource. */
export const selectedBy = (param: SearchParam, doc: JsonDocument, resource: JsonNode = 0, bases?: Bases): readonly JsonNode[] =>
  param.paths.flatMap((path) => selectNodes(doc, resource, path).filter((node) => countsAt(param, path, doc, node, bases)));

const tokenAt = (doc: JsonDocument, node: JsonNode): readonly Token[] => {
  if (kindOf(doc, node) !== 'object') return [];
  const system = memberOf(doc, node, 'system');
  // A system that is no text is not the same as none.
  if (system !== none && stringOf(doc, system) === undefined) return [];
  return [{ system: stringOf(doc, system), code: stringMember(doc, node, 'code') ?? stringMember(doc, node, 'value') }];
};


/** The tokens of an element: Coding, CodeableConcept, Identifier, ContactPoint, code, boolean, string (R4 search section 3.1.1.4.10). */
export const tokensAt = (doc: JsonDocument, node: JsonNode): readonly Token[] => {
  switch (kindOf(doc, node)) {
    case 'string':
      return [{ system: undefined, code: stringOf(doc, node) }];
    case 'literal':
      return rawOf(doc, node) === 'null' ? [] : [{ system: undefined, code: rawOf(doc, node) }];
    case 'object': {
      const coding = memberOf(doc, node, 'coding');
      if (coding === none) return tokenAt(doc, node);
      // What stands there in another shape, some backend may read and another not, so it is no token.
      return kindOf(doc, coding) === 'array' ? childrenOf(doc, coding).flatMap((one) => tokenAt(doc, one)) : [];
    }
    case 'number':
    case 'array':
    case 'none':
      return [];
  }
};

/** What an element is found by in the index: tokens by their code, references by `Type/id` and by the bare id, canonicals also without version. */
export const keysAt = (param: SearchParam, doc: JsonDocument, node: JsonNode): readonly string[] => {
  if (param.kind === 'token') return tokensAt(doc, node).flatMap(({ code }) => code ?? []);
  const referred = param.kind === 'reference' ? referredAt(doc, node) : undefined;
  if (referred === undefined) return [];
  return [referred.key, referred.id ?? referred.key.replace(/\|.*$/s, '')];
};
