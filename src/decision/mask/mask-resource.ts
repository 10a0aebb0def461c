import { isPrimitive, type Element } from '../../fhir/elements.ts';
import { childrenOf, firstOf, keyOf, keyStartOf, kindOf, memberOf, nextOf, none, rawOf, startOf, stringMember, type JsonDocument, type JsonNode } from '../../fhir/json.ts';
import { isResourceType, type ResourceType } from '../../fhir/resource-types.ts';
import { descend, elementAt, enter, isExtension, showsExtension, type Cursor } from './descend.ts';
import { noRules, type Mask } from './rules.ts';
import { showLeaf, showLeast, type Facts } from './show-leaf.ts';

/** A resource as it is shown. */
export type Masked = { readonly text: string; /** The elements that were removed or reduced, by their paths without places in lists; no values. */ readonly masked: readonly string[] };

/** The way through one resource; what was left out or changed is counted, so that what is whole is printed in the bytes that came. */
type Walk = { readonly doc: JsonDocument; readonly facts: Facts; readonly trail: string[]; readonly masked: Set<string>; changes: number };

/** An element of a resource, and the masks that show some of it. */
type Shown = { readonly element: Element; readonly container: string; readonly cursors: readonly Cursor[] };

const hide = (walk: Walk): string | undefined => {
  walk.masked.add(walk.trail.join('.'));
  return undefined;
};

const leafAt = (walk: Walk, node: JsonNode, { element, container }: Shown) => ({
  doc: walk.doc, node, container, element, ownId: container === 'Patient' && element.name === 'id' && walk.trail.at(-2) !== 'contained',
});

const showPrimitive = (walk: Walk, node: JsonNode, shown: Shown): string | undefined => {
  const raw = rawOf(walk.doc, node);
  if (kindOf(walk.doc, node) === 'object') return hide(walk);
  const text = showLeast(leafAt(walk, node, shown), shown.cursors, walk.facts);
  if (text === raw) return raw;
  walk.changes += 1;
  hide(walk);
  return text;
};

const showResource = (walk: Walk, node: JsonNode, masks: readonly Mask[]): string | undefined => {
  const type = stringMember(walk.doc, node, 'resourceType') ?? '';
  const cursors = masks.flatMap((mask) => enter(mask, type) ?? []).filter((cursor) => !cursor.type.hidden || walk.trail.length === 0);
  return cursors.length === 0 ? hide(walk) : showObject(walk, node, type, cursors);
};

const showValue = (walk: Walk, node: JsonNode, shown: Shown): string | undefined => {
  const { element, cursors } = shown;
  // It only keeps a place for what stands in the list beside it.
  if (kindOf(walk.doc, node) === 'literal' && rawOf(walk.doc, node) === 'null') return undefined;
  if (kindOf(walk.doc, node) === 'array') return showList(walk, node, (item) => showValue(walk, item, shown));
  if (isPrimitive(element.type)) return showPrimitive(walk, node, shown);
  // Of what should be an object the parts are not known.
  if (kindOf(walk.doc, node) !== 'object') return hide(walk);
  return element.type === 'Resource' ? showResource(walk, node, cursors.map(({ mask }) => mask)) : showObject(walk, node, element.container, cursors);
};

/** A list without what is not shown. `beside`: what the list beside it, of the values or of their `_` siblings, shows at each place. */
const showList = (walk: Walk, node: JsonNode, show: (item: JsonNode) => string | undefined, beside: readonly boolean[] = []): string | undefined => {
  const before = walk.changes;
  const texts: string[] = [];
  for (const [index, item] of childrenOf(walk.doc, node).entries()) {
    const text = show(item) ?? (beside[index] === true ? 'null' : undefined);
    if (text === undefined) walk.changes += 1;
    else texts.push(text);
  }
  if (texts.length === 0) return undefined;
  if (walk.changes === before) return rawOf(walk.doc, node);
  return texts.every((text) => text === 'null') ? undefined : `[${texts.join(',')}]`;
};

const showExtensions = (walk: Walk, node: JsonNode, container: string, cursors: readonly Cursor[]): string | undefined => {
  if (kindOf(walk.doc, node) !== 'array') return hide(walk);
  return showList(walk, node, (item) => {
    const url = stringMember(walk.doc, item, 'url');
    const showing = cursors.filter((cursor) => showsExtension(cursor, container, url)).map((cursor) => ({ ...cursor, rules: noRules }));
    return showing.length === 0 ? hide(walk) : showObject(walk, item, 'Extension', showing);
  });
};

const sibling: Element = { name: '', type: 'Element', container: 'Element', choice: false };

/** The masks that show all of a primitive, and so may show what its `_` sibling holds. */
const showingWhole = (walk: Walk, node: JsonNode, shown: Shown): readonly Cursor[] => {
  const values = kindOf(walk.doc, node) === 'array' ? childrenOf(walk.doc, node) : node === none ? [] : [node];
  return shown.cursors.filter((cursor) => values.every((value) => showLeaf(leafAt(walk, value, shown), cursor, walk.facts) === rawOf(walk.doc, value)));
};

/** A primitive or its `_` sibling; lists of both keep their places. */
const showBeside = (walk: Walk, object: JsonNode, child: JsonNode, shown: Shown): string | undefined => {
  const { name } = shown.element;
  const isSibling = keyOf(walk.doc, child) !== name;
  if (!isSibling && kindOf(walk.doc, child) !== 'array') return showValue(walk, child, shown);
  const siblings: Shown = { ...shown, element: sibling, cursors: showingWhole(walk, memberOf(walk.doc, object, name), shown) };
  const [own, other] = isSibling ? [siblings, shown] : [shown, siblings];
  if (own.cursors.length === 0) return hide(walk);
  if (kindOf(walk.doc, child) !== 'array') return showValue(walk, child, own);
  const before = walk.changes;
  const beside = childrenOf(walk.doc, memberOf(walk.doc, object, isSibling ? name : `_${name}`)).map((item) => showValue(walk, item, other) !== undefined);
  walk.changes = before;
  return showList(walk, child, (item) => showValue(walk, item, own), beside);
};

const below = (cursors: readonly Cursor[], container: string, element: Element): readonly Cursor[] => {
  const next: Cursor[] = [];
  for (const cursor of cursors) {
    const one = descend(cursor, container, element);
    if (one !== undefined) next.push(one);
  }
  return next;
};

const showMember = (walk: Walk, object: JsonNode, child: JsonNode, container: string, cursors: readonly Cursor[]): string | undefined => {
  const key = keyOf(walk.doc, child);
  const element = elementAt(container, key);
  if (element === undefined || (key !== element.name && !isPrimitive(element.type))) {
    // The name itself may tell something.
    walk.trail[walk.trail.length - 1] = '?';
    return hide(walk);
  }
  walk.trail[walk.trail.length - 1] = element.name;
  if (isExtension(element.name)) return showExtensions(walk, child, container, cursors);
  const shown: Shown = { element, container, cursors: below(cursors, container, element) };
  if (shown.cursors.length === 0) return hide(walk);
  return isPrimitive(element.type) ? showBeside(walk, object, child, shown) : showValue(walk, child, shown);
};

// What is no content by itself (FHIR R4 element, ele-1; ext-1; narrative): with nothing beside it the element is empty.
const contentless = (container: string, key: string): boolean => {
  if (isResourceType(container)) return key === 'resourceType';
  // Of a `_` sibling the content is the primitive.
  if (key === 'id') return container !== 'Element';
  return (container === 'Extension' && key === 'url') || (container === 'Narrative' && key === 'status');
};

const showObject = (walk: Walk, node: JsonNode, container: string, cursors: readonly Cursor[]): string | undefined => {
  const { doc } = walk;
  const before = walk.changes;
  const members: string[] = [];
  let content = false;
  for (let child = firstOf(doc, node); child >= 0; child = nextOf(doc, node, child)) {
    const key = keyOf(doc, child);
    walk.trail.push(key);
    const text = key === 'resourceType' && isResourceType(container) ? rawOf(doc, child) : showMember(walk, node, child, container, cursors);
    walk.trail.pop();
    if (text === undefined) walk.changes += 1;
    else {
      members.push(doc.text.slice(keyStartOf(doc, child), startOf(doc, child)) + text);
      content ||= !contentless(container, key);
    }
  }
  if (!content && walk.trail.length > 0) return undefined;
  return walk.changes === before ? rawOf(doc, node) : `{${members.join(',')}}`;
};

/**
 * The JSON text of a resource as the least masking of its masks shows it: an element is there if some of them shows it. What stays has
 * the bytes that it came with; what is left without content goes too, as FHIR has no empty elements (R4 json section 2.6.2.1).
 */
export const maskResource = (
  { doc, node, type }: { readonly doc: JsonDocument; readonly node: JsonNode; readonly type: ResourceType },
  masks: readonly [Mask, ...(readonly Mask[])],
  facts: Facts,
): Masked => {
  const walk: Walk = { doc, facts, trail: [], masked: new Set(), changes: 0 };
  const text = showObject(walk, node, type, masks.flatMap((mask) => enter(mask, type) ?? [])) ?? '{}';
  return { text, masked: [...walk.masked] };
};
