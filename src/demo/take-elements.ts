import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, endOf, keyOf, keyStartOf, kindOf, memberOf, none, rawOf, startOf } from '../fhir/json.ts';
import { editText } from './edit-text.ts';

/** Steps down from a resource. No steps are all that is there. */
export type Steps = readonly string[];

/** What to take, at some place of a resource. */
type Taken = {
  readonly paths: readonly Steps[];
  /** The elements, by their dotted paths, that are written with their data type: `value` as `valueQuantity`. */
  readonly choices: readonly string[];
  /** The place, with a dot behind it. */
  readonly within: string;
};

const alwaysThere: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta']);

/** The tag that HAPI puts on what is not whole. */
export const subsetted = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED","display":"Resource encoded in summary mode"}';

const markedMeta = (doc: JsonDocument, meta: JsonNode): string => {
  const start = startOf(doc, meta);
  const tag = memberOf(doc, meta, 'tag');
  // A stored meta is never empty, and no server keeps an empty array.
  const edit = tag === none ? { at: 1, text: `"tag":[${subsetted}],` } : { at: startOf(doc, tag) + 1 - start, text: `${subsetted},` };
  return `"meta":${editText(rawOf(doc, meta), [{ start: edit.at, end: edit.at, text: edit.text }])}`;
};

const takes = (step: string, member: string, { choices, within }: Taken): boolean =>
  member === step || (member.startsWith(step) && /^[A-Z]/.test(member.slice(step.length)) && choices.includes(within + step));

const elementOf = (doc: JsonDocument, child: JsonNode): string => keyOf(doc, child).replace(/^_/, '');

const partOf = (doc: JsonDocument, node: JsonNode, taken: Taken): string => {
  switch (kindOf(doc, node)) {
    case 'array':
      return `[${childrenOf(doc, node).map((child) => partOf(doc, child, taken)).join()}]`;
    case 'object':
      return `{${childrenOf(doc, node).flatMap((child) => memberPart(doc, child, taken) ?? []).join()}}`;
    default:
      return rawOf(doc, node);
  }
};

/** What is taken of a member, name included; undefined: nothing. */
const memberPart = (doc: JsonDocument, child: JsonNode, taken: Taken): string | undefined => {
  const name = elementOf(doc, child);
  const behind = taken.paths.filter(([step = '']) => takes(step, name, taken)).map((steps) => steps.slice(1));
  if (behind.length === 0) return undefined;
  if (behind.some((steps) => steps.length === 0)) return doc.text.slice(keyStartOf(doc, child), endOf(doc, child));
  return doc.text.slice(keyStartOf(doc, child), startOf(doc, child)) + partOf(doc, child, { ...taken, paths: behind, within: `${taken.within}${name}.` });
};

/** A stored resource cut down to paths; id and meta stay, and a tag says that it was cut. */
export const takeElements = (doc: JsonDocument, paths: readonly Steps[], choices: readonly string[]): string => {
  const members = childrenOf(doc, 0).flatMap((child) => {
    const name = keyOf(doc, child);
    if (name === 'meta') return markedMeta(doc, child);
    return alwaysThere.has(name) ? doc.text.slice(keyStartOf(doc, child), endOf(doc, child)) : (memberPart(doc, child, { paths, choices, within: '' }) ?? []);
  });
  return `{${members.join()}}`;
};
