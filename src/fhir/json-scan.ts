import type { JsonFault } from './json.ts';

// A node is six numbers: [kind | flags, start, end, the node after it and all below it, key start, key end].
// kind: 0 object, 1 array, 2 string, 3 number, 4 literal. Flag 8: the string has an escape. Flag 16: its key has one.
const slots = 6;
const QUOTE = 34;
const BACKSLASH = 92;
const prototypeNames = new Set(['__proto__', 'constructor', 'prototype']);

type Scanner = { readonly text: string; tape: Int32Array; size: number; fault: JsonFault | undefined };

const fail = (s: Scanner, offset: number, reason: string): number => {
  s.fault ??= { offset, reason };
  return -1;
};

const skipSpace = (text: string, from: number): number => {
  let at = from;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return at;
    at += 1;
  }
};

const reserve = (s: Scanner): number => {
  const node = s.size;
  if (node + slots > s.tape.length) {
    const larger = new Int32Array(s.tape.length * 2);
    larger.set(s.tape);
    s.tape = larger;
  }
  s.size = node + slots;
  return node;
};

const isHex = (c: number): boolean => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);

/** After a backslash at `at`: the offset behind the escape. */
const scanEscape = (s: Scanner, at: number): number => {
  const c = s.text.charCodeAt(at + 1);
  if (c === 117) {
    for (let i = 2; i < 6; i += 1) if (!isHex(s.text.charCodeAt(at + i))) return fail(s, at, 'a bad escape');
    return at + 6;
  }
  return c === QUOTE || c === BACKSLASH || c === 47 || c === 98 || c === 102 || c === 110 || c === 114 || c === 116 ? at + 2 : fail(s, at, 'a bad escape');
};

/** From the opening quotation mark: the offset behind the closing one; negative zero-based, minus two, where the string has escapes. */
const scanString = (s: Scanner, from: number): number => {
  const { text } = s;
  let escaped = false;
  let at = from + 1;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) return escaped ? -(at + 1) - 2 : at + 1;
    if (c === BACKSLASH) {
      escaped = true;
      at = scanEscape(s, at);
      if (at < 0) return -1;
    } else if (c >= 32) at += 1;
    else return fail(s, at, at >= text.length ? 'the text ends within a string' : 'a control character within a string');
  }
};

const digits = (text: string, from: number): number => {
  let at = from;
  for (let c = text.charCodeAt(at); c >= 48 && c <= 57; c = text.charCodeAt(at)) at += 1;
  return at;
};

/** RFC 8259 section 6: the offset behind the number. */
const scanNumber = (s: Scanner, from: number): number => {
  const { text } = s;
  let at = text.charCodeAt(from) === 45 ? from + 1 : from;
  const whole = at;
  at = digits(text, at);
  if (at === whole || (text.charCodeAt(whole) === 48 && at > whole + 1)) return fail(s, from, 'not a value');
  if (text.charCodeAt(at) === 46) {
    const fraction = at + 1;
    at = digits(text, fraction);
    if (at === fraction) return fail(s, from, 'a bad number');
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    const sign = text.charCodeAt(at + 1);
    const exponent = sign === 43 || sign === 45 ? at + 2 : at + 1;
    at = digits(text, exponent);
    if (at === exponent) return fail(s, from, 'a bad number');
  }
  return at;
};

const literals: readonly string[] = ['true', 'false', 'null'];

const put = (s: Scanner, node: number, kind: number, start: number, end: number): number => {
  s.tape[node] = (s.tape[node] ?? 0) | kind;
  s.tape[node + 1] = start;
  s.tape[node + 2] = end;
  s.tape[node + 3] = s.size;
  return end;
};

const scanScalar = (s: Scanner, node: number, at: number): number => {
  const c = s.text.charCodeAt(at);
  if (c === QUOTE) {
    const end = scanString(s, at);
    if (end === -1) return -1;
    return end < 0 ? put(s, node, 2 | 8, at, -(end + 2)) : put(s, node, 2, at, end);
  }
  const literal = literals.find((word) => s.text.startsWith(word, at));
  if (literal !== undefined) return put(s, node, 4, at, at + literal.length);
  const end = scanNumber(s, at);
  return end < 0 ? -1 : put(s, node, 3, at, end);
};

/** Few members: compared one by one. Many: through a set. */
const isDuplicate = (s: Scanner, first: number, node: number, name: string): boolean => {
  const { tape, text } = s;
  for (let sibling = first; sibling < node; sibling = tape[sibling + 3] ?? node) {
    const start = (tape[sibling + 4] ?? 0) + 1;
    const end = (tape[sibling + 5] ?? 0) - 1;
    if (((tape[sibling] ?? 0) & 16) !== 0) {
      if (JSON.parse(text.slice(start - 1, end + 1)) === name) return true;
    } else if (end - start === name.length && text.startsWith(name, start)) return true;
  }
  return false;
};

const scanKey = (s: Scanner, node: number, at: number): number => {
  if (s.text.charCodeAt(at) !== QUOTE) return fail(s, at, 'a member name was expected');
  const end = scanString(s, at);
  if (end === -1) return -1;
  const behind = end < 0 ? -(end + 2) : end;
  s.tape[node] = end < 0 ? 16 : 0;
  s.tape[node + 4] = at;
  s.tape[node + 5] = behind;
  const colon = skipSpace(s.text, behind);
  return s.text.charCodeAt(colon) === 58 ? skipSpace(s.text, colon + 1) : fail(s, colon, 'a colon was expected');
};

const nameOf = (s: Scanner, node: number): string => {
  const start = s.tape[node + 4] ?? 0;
  const end = s.tape[node + 5] ?? 0;
  return ((s.tape[node] ?? 0) & 16) === 0 ? s.text.slice(start + 1, end - 1) : String(JSON.parse(s.text.slice(start, end)));
};

const scanObject = (s: Scanner, parent: number, from: number, depth: number): number => {
  const { text } = s;
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === 125) return put(s, parent, 0, from, at + 1);
  const first = s.size;
  let seen: Set<string> | undefined;
  for (let count = 0; ; count += 1) {
    const node = reserve(s);
    const key = at;
    at = scanKey(s, node, at);
    if (at < 0) return -1;
    const name = nameOf(s, node);
    if (prototypeNames.has(name)) return fail(s, key, 'a member name that is not allowed');
    if (count >= 24) seen ??= new Set(names(s, first, node));
    if (seen === undefined ? isDuplicate(s, first, node, name) : seen.has(name)) return fail(s, key, 'a member name stands twice');
    seen?.add(name);
    at = scanValue(s, node, at, depth);
    if (at < 0) return -1;
    at = skipSpace(text, at);
    const c = text.charCodeAt(at);
    if (c === 125) return put(s, parent, 0, from, at + 1);
    if (c !== 44) return fail(s, at, 'a comma or the end of the object was expected');
    at = skipSpace(text, at + 1);
  }
};

const names = (s: Scanner, first: number, end: number): readonly string[] => {
  const found: string[] = [];
  for (let node = first; node < end; node = s.tape[node + 3] ?? end) found.push(nameOf(s, node));
  return found;
};

const scanArray = (s: Scanner, parent: number, from: number, depth: number): number => {
  const { text } = s;
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === 93) return put(s, parent, 1, from, at + 1);
  for (;;) {
    const node = reserve(s);
    s.tape[node] = 0;
    s.tape[node + 4] = -1;
    s.tape[node + 5] = -1;
    at = scanValue(s, node, at, depth);
    if (at < 0) return -1;
    at = skipSpace(text, at);
    const c = text.charCodeAt(at);
    if (c === 93) return put(s, parent, 1, from, at + 1);
    if (c !== 44) return fail(s, at, 'a comma or the end of the array was expected');
    at = skipSpace(text, at + 1);
  }
};

const scanValue = (s: Scanner, node: number, at: number, depth: number): number => {
  const c = s.text.charCodeAt(at);
  if (c !== 123 && c !== 91) return scanScalar(s, node, at);
  if (depth === 0) return fail(s, at, 'nested too deeply');
  return c === 123 ? scanObject(s, node, at, depth - 1) : scanArray(s, node, at, depth - 1);
};

/** The tape of a JSON text, or its first fault. */
export const scanTape = (text: string, depth: number): Int32Array | JsonFault => {
  const s: Scanner = { text, tape: new Int32Array(Math.max(96, (text.length >> 1) + 48)), size: 0, fault: undefined };
  const root = reserve(s);
  s.tape[root + 4] = -1;
  s.tape[root + 5] = -1;
  const end = scanValue(s, root, skipSpace(text, 0), depth);
  if (end >= 0 && skipSpace(text, end) !== text.length) fail(s, end, 'text after the end of the value');
  return s.fault ?? s.tape.subarray(0, s.size);
};
