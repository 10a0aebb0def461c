import { scanTape } from './json-scan.ts';

/**
 * A JSON text and where its values stand in it (RFC 8259, read strictly): no value is made until somebody asks for it, and the bytes
 * of what is passed on are those that came.
 */
export type JsonDocument = {
  readonly text: string;
  /** Six numbers a node, in document order; see json-scan.ts. */
  readonly tape: Int32Array;
};

/** A node's place on the tape. The root is 0; -1 is no node. */
export type JsonNode = number;

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'literal';

export type JsonFault = { readonly offset: number; readonly reason: string };

export const none: JsonNode = -1;

const kinds: readonly JsonKind[] = ['object', 'array', 'string', 'number', 'literal'];

/** Reads one JSON text. Duplicate and prototype member names, more than `depth` levels, and anything outside RFC 8259 are faults. */
export const scan = (text: string, depth = 64): JsonDocument | JsonFault => {
  const tape = scanTape(text, depth);
  return tape instanceof Int32Array ? { text, tape } : tape;
};

export const isFault = (scanned: JsonDocument | JsonFault): scanned is JsonFault => 'reason' in scanned;

const cell = (doc: JsonDocument, node: JsonNode, slot: number): number => doc.tape[node + slot] ?? -1;

export const kindOf = (doc: JsonDocument, node: JsonNode): JsonKind | 'none' => (node < 0 ? 'none' : (kinds[cell(doc, node, 0) & 7] ?? 'none'));
/** Where the value begins and ends in the text. */
export const startOf = (doc: JsonDocument, node: JsonNode): number => cell(doc, node, 1);
export const endOf = (doc: JsonDocument, node: JsonNode): number => cell(doc, node, 2);
/** Where the member name before the value begins (its quotation mark); -1 in an array and for the root. */
export const keyStartOf = (doc: JsonDocument, node: JsonNode): number => cell(doc, node, 4);
/** The exact text of the member name before the value, with its quotation marks. */
export const rawKeyOf = (doc: JsonDocument, child: JsonNode): string => doc.text.slice(cell(doc, child, 4), cell(doc, child, 5));

/** The exact text of a value. */
export const rawOf = (doc: JsonDocument, node: JsonNode): string => doc.text.slice(startOf(doc, node), endOf(doc, node));

/** The first child of an object or array, or none. */
export const firstOf = (doc: JsonDocument, node: JsonNode): JsonNode => {
  if (node < 0 || (cell(doc, node, 0) & 7) > 1) return none;
  return cell(doc, node, 3) === node + 6 ? none : node + 6;
};

/** The next child of the same parent, or none. */
export const nextOf = (doc: JsonDocument, parent: JsonNode, child: JsonNode): JsonNode => {
  const next = cell(doc, child, 3);
  return next >= cell(doc, parent, 3) ? none : next;
};

/** Whether all nodes pass, each looked at by itself in document order. */
export const everyNode = (doc: JsonDocument, passes: (node: JsonNode) => boolean): boolean => {
  for (let node = 0; node < doc.tape.length; node += 6) if (!passes(node)) return false;
  return true;
};

/** The member name of a child of an object. */
export const keyOf = (doc: JsonDocument, child: JsonNode): string => {
  const start = cell(doc, child, 4);
  const raw = doc.text.slice(start + 1, cell(doc, child, 5) - 1);
  return (cell(doc, child, 0) & 16) === 0 ? raw : String(JSON.parse(`"${raw}"`));
};

/** The member of that name, or none; none for anything that is not an object. */
export const memberOf = (doc: JsonDocument, node: JsonNode, name: string): JsonNode => {
  if (node < 0 || (cell(doc, node, 0) & 7) !== 0) return none;
  const { tape, text } = doc;
  const end = cell(doc, node, 3);
  for (let child = node + 6; child < end; child = tape[child + 3] ?? end) {
    const start = (tape[child + 4] ?? 0) + 1;
    if ((cell(doc, child, 0) & 16) !== 0) {
      if (keyOf(doc, child) === name) return child;
    } else if ((tape[child + 5] ?? 0) - 1 - start === name.length && text.startsWith(name, start)) return child;
  }
  return none;
};

/** The value of a string node; undefined for anything else. */
export const stringOf = (doc: JsonDocument, node: JsonNode): string | undefined => {
  if (node < 0 || (cell(doc, node, 0) & 7) !== 2) return undefined;
  const raw = doc.text.slice(startOf(doc, node) + 1, endOf(doc, node) - 1);
  return (cell(doc, node, 0) & 8) === 0 ? raw : String(JSON.parse(`"${raw}"`));
};

/** The member of that name, if it is a string. */
export const stringMember = (doc: JsonDocument, node: JsonNode, name: string): string | undefined => stringOf(doc, memberOf(doc, node, name));

/** The children of an object or array, in order. */
export const childrenOf = (doc: JsonDocument, node: JsonNode): readonly JsonNode[] => {
  const children: JsonNode[] = [];
  for (let child = firstOf(doc, node); child >= 0; child = nextOf(doc, node, child)) children.push(child);
  return children;
};
