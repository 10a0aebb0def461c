import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, endOf, keyOf, keyStartOf, memberOf, none, startOf } from '../fhir/json.ts';
import { editText } from './edit-text.ts';

const alwaysThere: readonly string[] = ['resourceType', 'id', 'meta'];
const subsetted = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"Resource encoded in summary mode"}';

const markedMeta = (doc: JsonDocument, meta: JsonNode): string => {
  const start = startOf(doc, meta);
  const whole = doc.text.slice(start, endOf(doc, meta));
  const tag = memberOf(doc, meta, 'tag');
  // A stored meta is never empty, and no server keeps an empty array.
  const edit = tag === none ? { at: 1, text: `"tag":[${subsetted}],` } : { at: startOf(doc, tag) + 1 - start, text: `${subsetted},` };
  return `"meta":${editText(whole, [{ start: edit.at, end: edit.at, text: edit.text }])}`;
};

/** The top-level element that an item of `_elements` names: `name`, `Patient.name` and `name.family` all name `name`. */
const topLevel = (item: string, type: string | undefined): string => {
  const [first = '', second] = item.trim().split('.');
  return first === type && second !== undefined ? second : first;
};

/** A stored resource cut down to what `_elements` names (R4 search section 3.1.1.5.8): id and meta stay, and a tag says that it was cut. */
export const takeElements = (doc: JsonDocument, elements: readonly string[], type: string): string => {
  const wanted = new Set([...alwaysThere, ...elements.map((item) => topLevel(item, type))]);
  const kept = childrenOf(doc, 0).filter((child) => wanted.has(keyOf(doc, child).replace(/^_/, '')));
  const members = kept.map((child) => (keyOf(doc, child) === 'meta' ? markedMeta(doc, child) : doc.text.slice(keyStartOf(doc, child), endOf(doc, child))));
  return `{${members.join()}}`;
};
