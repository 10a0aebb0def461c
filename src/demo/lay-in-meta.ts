import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, endOf, firstOf, keyOf, kindOf, memberOf, none, startOf, stringOf } from '../fhir/json.ts';
import type { Edit } from './edit-text.ts';
import { editText } from './edit-text.ts';

/** What the server itself says in a stored resource. */
export type ServerSaid = { readonly id: string; readonly versionId: number; readonly lastUpdated: string };

const replace = (doc: JsonDocument, node: JsonNode, text: string): Edit => ({ start: startOf(doc, node), end: endOf(doc, node), text });
const insert = (at: number, text: string): Edit => ({ start: at, end: at, text });

/** The change that gives an object a string member, first of all if it is new. */
export const setString = (doc: JsonDocument, object: JsonNode, name: string, value: string): Edit => {
  const known = memberOf(doc, object, name);
  if (known !== none) return replace(doc, known, JSON.stringify(value));
  return insert(startOf(doc, object) + 1, `${JSON.stringify(name)}:${JSON.stringify(value)}${firstOf(doc, object) === none ? '' : ','}`);
};

const setMeta = (doc: JsonDocument, meta: JsonNode, { versionId, lastUpdated }: ServerSaid): readonly Edit[] => {
  const version = setString(doc, meta, 'versionId', String(versionId));
  const updated = setString(doc, meta, 'lastUpdated', lastUpdated);
  // Two members that are both new to an empty object need a comma between them.
  return firstOf(doc, meta) === none ? [{ ...version, text: `${version.text},` }, updated] : [version, updated];
};

// HAPI gives back `Patient/A` for a reference that came as its own `http://…/fhir/Patient/A`.
const ownReferences = (doc: JsonDocument, node: JsonNode, prefix: string): readonly Edit[] =>
  childrenOf(doc, node).flatMap((child) => {
    const text = kindOf(doc, node) === 'object' && keyOf(doc, child) === 'reference' ? stringOf(doc, child) : undefined;
    return text?.startsWith(prefix) ? [replace(doc, child, JSON.stringify(text.slice(prefix.length)))] : ownReferences(doc, child, prefix);
  });

/** The text of a resource with its id, version and time laid in, and references on the server's own `base` made relative; all else stays as it was submitted. */
export const layInMeta = (doc: JsonDocument, said: ServerSaid, base: string): string => {
  const behindType = endOf(doc, memberOf(doc, 0, 'resourceType'));
  const id = memberOf(doc, 0, 'id');
  const meta = memberOf(doc, 0, 'meta');
  return editText(doc.text, [
    id === none ? insert(behindType, `,"id":${JSON.stringify(said.id)}`) : replace(doc, id, JSON.stringify(said.id)),
    ...(kindOf(doc, meta) === 'object'
      ? setMeta(doc, meta, said)
      : [insert(id === none ? behindType : endOf(doc, id), `,"meta":{"versionId":"${said.versionId}","lastUpdated":"${said.lastUpdated}"}`)]),
    ...(doc.text.includes(`"${base}/`) ? ownReferences(doc, 0, `${base}/`) : []),
  ]);
};
