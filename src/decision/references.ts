import { endOf, firstOf, keyOf, kindOf, nextOf, startOf, stringMember, stringOf, childrenOf, memberOf, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { parseReference, type Bases, type LocalReference, type ReferenceForm } from '../fhir/reference.ts';
import { isUriElement } from '../fhir/uri-elements.ts';

/** A reference in a submitted resource, and where its string stands in the text. */
export type FoundReference = {
  readonly reference: LocalReference;
  readonly start: number;
  readonly end: number;
  /** What the string becomes upstream, where it is a Reference on a base of ours. */
  readonly relative: string | undefined;
};

export type BodyReferences = { readonly local: readonly FoundReference[]; /** The element name of a form that is not accepted. */ readonly malformed: string | undefined };

type Walk = { readonly doc: JsonDocument; readonly bases: Bases; readonly contained: ReadonlySet<string>; readonly local: FoundReference[]; malformed: string | undefined };

/** Of a Reference every form must be known; of a url, uri or canonical only what is `Type/id` of this server counts (deciding.md, row create). */
const isAccepted = (form: ReferenceForm, walk: Walk): boolean =>
  form.kind === 'elsewhere' || form.kind === 'local' || (form.kind === 'contained' && (form.id === '' || walk.contained.has(form.id)));

/** HAPI reads `/Type/id` in a uri as one of its own resources. */
const isRooted = (text: string, walk: Walk): boolean => text.startsWith('/') && parseReference(text.replace(/^\/+/, ''), walk.bases).kind === 'local';

const take = (walk: Walk, name: string, node: JsonNode): void => {
  const text = stringOf(walk.doc, node);
  if (text === undefined) {
    if (name === 'reference' && kindOf(walk.doc, node) !== 'object') walk.malformed ??= name;
    return;
  }
  // A canonical may name a version and a fragment (R4 references section 2.3.0.2).
  const address = name === 'reference' ? text : (/^[^|#]*/.exec(text)?.[0] ?? '');
  const form = parseReference(address, walk.bases);
  if (form.kind === 'local') {
    const version = form.versionId === undefined ? '' : `/_history/${form.versionId}`;
    const relative = name === 'reference' && form.base !== 'relative' ? `${form.type}/${form.id}${version}` : undefined;
    walk.local.push({ reference: form, start: startOf(walk.doc, node), end: endOf(walk.doc, node), relative });
  }
  if (name === 'reference' ? !isAccepted(form, walk) : isRooted(address, walk)) walk.malformed ??= name;
};

const visit = (walk: Walk, node: JsonNode, name: string): void => {
  const kind = kindOf(walk.doc, node);
  if (kind === 'string') {
    if (name === 'reference' || isUriElement(name)) take(walk, name, node);
    return;
  }
  if (kind !== 'object' && kind !== 'array') {
    if (name === 'reference') take(walk, name, node);
    return;
  }
  // Some elements of that name are lists of References; a list of strings is a Reference of no known shape.
  if (kind === 'array' && name === 'reference' && childrenOf(walk.doc, node).some((child) => kindOf(walk.doc, child) !== 'object')) walk.malformed ??= name;
  for (let child = firstOf(walk.doc, node); child >= 0; child = nextOf(walk.doc, node, child)) visit(walk, child, kind === 'object' ? keyOf(walk.doc, child) : name);
};

/** The local references of a submitted resource, wherever they stand: contained resources and extensions included. */
export const referencesOf = (doc: JsonDocument, bases: Bases): BodyReferences => {
  const contained = childrenOf(doc, memberOf(doc, 0, 'contained')).flatMap((one) => stringMember(doc, one, 'id') ?? []);
  const walk: Walk = { doc, bases, contained: new Set(contained), local: [], malformed: undefined };
  visit(walk, 0, '');
  return { local: walk.local, malformed: walk.malformed };
};

/** The text of a resource with the references on the gateway's own base made relative; every other character as it came (deciding.md, row create). */
export const withRelativeReferences = (doc: JsonDocument, references: readonly FoundReference[]): string => {
  let text = '';
  let at = 0;
  for (const { relative, start, end } of references) {
    if (relative === undefined) continue;
    text += `${doc.text.slice(at, start)}"${relative}"`;
    at = end;
  }
  return text + doc.text.slice(at);
};
