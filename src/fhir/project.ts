import { childrenOf, endOf, keyOf, keyStartOf, kindOf, memberOf, rawKeyOf, rawOf, stringMember } from './json.ts';
import type { JsonDocument, JsonNode } from './json.ts';
import { isResourceType, resourceTypes } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';
import { summaryTable } from './summary-table.ts';

/**
 * A part of a resource that a client asks for instead of the whole: by names (R4 search section 3.1.1.5.9), each `name`, `name.part` or
 * `Type.name`, or a summary (3.1.1.5.8).
 */
export type Projection =
  | { readonly kind: 'elements'; readonly names: readonly string[] }
  | { readonly kind: 'summary'; readonly of: 'true' | 'text' | 'data' };

/** What projections know about a type: the JSON names of its elements, less those that every resource has. */
export type SummaryRow = {
  /** What `_summary=true` keeps; dotted where it keeps only parts of an element. */
  readonly summary: readonly string[];
  /** Top-level elements that a resource must have. */
  readonly mandatory: readonly string[];
  /** Top-level elements that change what others mean. */
  readonly modifiers: readonly string[];
  /** Elements that are written with their data type (`value[x]`), by their names without it. */
  readonly choices: readonly string[];
};

/** What is wanted of an element: all that is there, or the parts by their names; of these, `choices` are written with a data type. */
type Wanted = { readonly whole: boolean; readonly parts: ReadonlyMap<string, Wanted>; readonly choices: readonly string[] };

// More names than any type has elements, and deeper than any lies: what a list may cost for each resource of a page is bounded.
const maxNames = 200;
const listedName = /^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*){0,15}$/;

const subsetted = '{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}';
const ofEveryResource: readonly string[] = ['resourceType', 'id', 'meta', 'implicitRules', 'modifierExtension'];
// An element that is cut into parts must not lose what changes its meaning, nor a contained resource its type.
const ofEveryPart: readonly string[] = ['resourceType', 'modifierExtension'];

type Path = readonly string[];

const pathOf = (name: string): Path => name.split('.');

/** Joins paths that begin alike; a path that ends wants all below it. */
const wantedBy = (paths: readonly Path[], choices: readonly string[], within = ''): Wanted => {
  const tails = new Map<string, Path[]>();
  for (const [head, ...tail] of paths) {
    if (head === undefined) continue;
    const same = tails.get(head);
    if (same === undefined) tails.set(head, [tail]);
    else same.push(tail);
  }
  return {
    whole: paths.some((path) => path.length === 0),
    parts: new Map([...tails].map(([head, below]) => [head, wantedBy(below, choices, `${within}${head}.`)])),
    choices: choices.length === 0 ? choices : [...tails.keys()].filter((head) => choices.includes(within + head)),
  };
};

const summaries: ReadonlyMap<ResourceType, Wanted> = new Map(resourceTypes.map((type) => [type, wantedBy(summaryTable[type].summary.map(pathOf), [])]));
const narrative: Wanted = wantedBy([['text']], []);

const isTyped = (path: Path): boolean => path.length > 1 && isResourceType(path[0] ?? '');

/** What the names want of a type; undefined where none of them speaks of it. */
const wantedOfNames = (type: ResourceType, names: readonly string[]): Wanted | undefined => {
  const paths = names.map(pathOf).filter((path) => !isTyped(path) || path[0] === type).map((path) => (isTyped(path) ? path.slice(1) : path));
  return paths.length === 0 ? undefined : wantedBy(paths, summaryTable[type].choices);
};

const isChoiceOf = (member: string, choice: string): boolean => member.startsWith(choice) && /^[A-Z]/.test(member.slice(choice.length));

/** What is wanted of a member: a choice may be named with its type, without it, or both ways. */
const wantedOf = (member: string, wanted: readonly Wanted[]): readonly Wanted[] =>
  wanted.flatMap(({ parts, choices }) => {
    const named = parts.get(member) ?? [];
    return choices.length === 0 ? named : choices.filter((choice) => isChoiceOf(member, choice)).flatMap((choice) => parts.get(choice) ?? []).concat(named);
  });

/** A primitive's extensions stand beside it, under its name with `_` before it: the one goes with the other (R4 json section 2.6.2). */
const elementOf = (doc: JsonDocument, child: JsonNode): string => {
  const key = keyOf(doc, child);
  return key.startsWith('_') ? key.slice(1) : key;
};
const memberText = (doc: JsonDocument, child: JsonNode): string => doc.text.slice(keyStartOf(doc, child), endOf(doc, child));

/** What stays of a member; undefined: nothing. */
const memberOfWanted = (doc: JsonDocument, child: JsonNode, wanted: readonly Wanted[]): string | undefined => {
  const found = wantedOf(elementOf(doc, child), wanted);
  if (found.length === 0) return undefined;
  if (found.some(({ whole }) => whole)) return memberText(doc, child);
  const parts = valueOfWanted(doc, child, found);
  return parts === undefined ? undefined : `${rawKeyOf(doc, child)}:${parts}`;
};

/** What stays of a value; undefined where that would be an empty object or array, which FHIR does not allow. */
const valueOfWanted = (doc: JsonDocument, node: JsonNode, wanted: readonly Wanted[]): string | undefined => {
  const kind = kindOf(doc, node);
  if (kind === 'array') {
    const items = childrenOf(doc, node).flatMap((child) => valueOfWanted(doc, child, wanted) ?? []);
    return items.length === 0 ? undefined : `[${items.join(',')}]`;
  }
  if (kind !== 'object') return undefined;
  const members = childrenOf(doc, node).flatMap((child) => memberOfWanted(doc, child, wanted) ?? (ofEveryPart.includes(keyOf(doc, child)) ? memberText(doc, child) : []));
  return members.length === 0 ? undefined : `{${members.join(',')}}`;
};

const isSubsetted = (doc: JsonDocument, tag: JsonNode): boolean =>
  stringMember(doc, tag, 'code') === 'SUBSETTED' && stringMember(doc, tag, 'system') === 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

/** The `meta` that says that the resource is not whole, so that nobody writes it back. */
const markedMeta = (doc: JsonDocument, meta: JsonNode): string => {
  const tags = childrenOf(doc, memberOf(doc, meta, 'tag'));
  if (tags.some((tag) => isSubsetted(doc, tag))) return memberText(doc, meta);
  const others = childrenOf(doc, meta).filter((child) => keyOf(doc, child) !== 'tag').map((child) => memberText(doc, child));
  const tag = `"tag":[${[...tags.map((one) => rawOf(doc, one)), subsetted].join(',')}]`;
  return `${rawKeyOf(doc, meta)}:{${[...others, tag].join(',')}}`;
};

const wantedOfType = (type: ResourceType, projection: Projection): Wanted | undefined => {
  if (projection.kind === 'elements') return wantedOfNames(type, projection.names);
  return projection.of === 'text' ? narrative : summaries.get(type);
};

/** What of a top-level member stays. */
const keeper = (doc: JsonDocument, type: ResourceType, projection: Projection): ((child: JsonNode) => string | undefined) | undefined => {
  if (projection.kind === 'summary' && projection.of === 'data') return (child) => (elementOf(doc, child) === 'text' ? undefined : memberText(doc, child));
  const wanted = wantedOfType(type, projection);
  if (wanted === undefined) return undefined;
  const { mandatory, modifiers } = summaryTable[type];
  const always = (name: string): boolean => ofEveryResource.includes(name) || mandatory.includes(name) || modifiers.includes(name);
  return (child) => memberOfWanted(doc, child, [wanted]) ?? (always(elementOf(doc, child)) ? memberText(doc, child) : undefined);
};

/**
 * The text of a resource cut down to a projection, with the tag that says so; what stays keeps its bytes. Elements that are mandatory or
 * change the meaning of others stay even where they are not asked for. To be called after everything that reads elements.
 */
export const projectResource = (doc: JsonDocument, node: JsonNode, type: ResourceType, projection: Projection): string => {
  const keep = keeper(doc, type, projection);
  if (keep === undefined) return rawOf(doc, node);
  const members = childrenOf(doc, node).flatMap((child) => (keyOf(doc, child) === 'meta' ? markedMeta(doc, child) : (keep(child) ?? [])));
  if (memberOf(doc, node, 'meta') < 0) members.push(`"meta":{"tag":[${subsetted}]}`);
  return `{${members.join(',')}}`;
};

/** What a projection does to included resources: names without a type do not apply to them (R4 search section 3.1.1.5.9); undefined: nothing. */
export const projectionOfIncluded = (projection: Projection): Projection | undefined => {
  if (projection.kind === 'summary') return projection;
  const names = projection.names.filter((name) => isTyped(pathOf(name)));
  return names.length === 0 ? undefined : { kind: 'elements', names };
};

const summaryOf = (text: string): Projection | 'malformed' | undefined => {
  if (text === 'true' || text === 'text' || text === 'data') return { kind: 'summary', of: text };
  return text === '' || text === 'false' || text === 'count' ? undefined : 'malformed';
};

/**
 * What `_elements` and `_summary` ask for; undefined: the whole resource. Both together are malformed; of `_summary=count`, which concerns
 * the Bundle, nothing is said here but that.
 */
export const parseProjection = ({ elements = '', summary = '' }: { readonly elements?: string; readonly summary?: string }): Projection | undefined | 'malformed' => {
  const summarized = summaryOf(summary.trim());
  if (elements.trim() === '') return summarized;
  if (summarized !== undefined || summary.trim() === 'count') return 'malformed';
  const names = [...new Set(elements.split(','))];
  if (names.length > maxNames || !names.every((name) => listedName.test(name))) return 'malformed';
  return { kind: 'elements', names };
};
