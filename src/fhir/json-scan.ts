import type { JsonFault } from './json.ts';

// A node is six numbers: [kind | flags, start, end, the node after it and all below it, key start, key end].
// kind: 0 object, 1 array, 2 string, 3 number, 4 literal. Flag 8: the string has an escape. Flag 16: its key has one.
const slots = 6;
const QUOTE = 34;
const BACKSLASH = 92;
const ESCAPED = 8;
const ESCAPED_KEY = 16;
const prototypeNames = new Set(['__proto__', 'constructor', 'prototype']);
// So many members of an object are compared one by one; from there on, and from an escaped name on, through a set.
const fewMembers = 24;

type Scanner = { readonly text: string; tape: Int32Array; size: number; fault: JsonFault | undefined };

const fail = (s: Scanner, offset: number, reason: string): number => {
  s.fault ??= { offset, reason };
  return -1;
};

const skipSpace = (text: string, from: number): number => {
  let at = from;
  for (let c = text.charCodeAt(at); c === 32 || c === 10 || c === 13 || c === 9; c = text.charCodeAt(at)) at += 1;
  return at;
};

/** A new node at the end of the tape. */
const reserve = (s: Scanner): number => {
  const node = s.size;
  s.size = node + slots;
  if (s.size > s.tape.length) {
    const larger = new Int32Array(s.tape.length * 2);
    larger.set(s.tape);
    s.tape = larger;
  }
  return node;
};

const isHex = (c: number): boolean => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102);

/** From a backslash: the offset behind the escape. */
const scanEscape = (s: Scanner, at: number): number => {
  const c = s.text.charCodeAt(at + 1);
  if (c === 117) {
    for (let i = 2; i < 6; i += 1) if (!isHex(s.text.charCodeAt(at + i))) return fail(s, at, 'a bad escape');
    return at + 6;
  }
  return c === QUOTE || c === BACKSLASH || c === 47 || c === 98 || c === 102 || c === 110 || c === 114 || c === 116 ? at + 2 : fail(s, at, 'a bad escape');
};

/** Within a string: the next quotation mark, backslash or control character, or the end of the text. */
const skipPlain = (text: string, from: number): number => {
  let at = from;
  // Behind the end of the text there is no character code, and NaN is not at least 32.
  for (let c = text.charCodeAt(at); c >= 32 && c !== QUOTE && c !== BACKSLASH; c = text.charCodeAt(at)) at += 1;
  return at;
};

/** The rest of a string from its first backslash, or from what should not stand in it: the offset behind its closing quotation mark. */
const scanEscaped = (s: Scanner, from: number): number => {
  let at = from;
  for (let c = s.text.charCodeAt(at); c !== QUOTE; c = s.text.charCodeAt(at)) {
    if (c !== BACKSLASH) return fail(s, at, at >= s.text.length ? 'the text ends within a string' : 'a control character within a string');
    at = scanEscape(s, at);
    if (at < 0) return -1;
    at = skipPlain(s.text, at);
  }
  return at + 1;
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

const scanLiteral = (s: Scanner, at: number, c: number): number => {
  const word = c === 116 ? 'true' : c === 102 ? 'false' : 'null';
  return s.text.startsWith(word, at) ? at + word.length : fail(s, at, 'not a value');
};

const put = (s: Scanner, node: number, kind: number, start: number, end: number): number => {
  const { tape } = s;
  tape[node] = (tape[node] ?? 0) | kind;
  tape[node + 1] = start;
  tape[node + 2] = end;
  tape[node + 3] = s.size;
  return end;
};

const nameOf = (s: Scanner, node: number): string => {
  const start = s.tape[node + 4] ?? 0;
  const end = s.tape[node + 5] ?? 0;
  return ((s.tape[node] ?? 0) & ESCAPED_KEY) === 0 ? s.text.slice(start + 1, end - 1) : String(JSON.parse(s.text.slice(start, end)));
};

const namesOf = (s: Scanner, first: number, end: number): Set<string> => {
  const found = new Set<string>();
  for (let node = first; node < end; node = s.tape[node + 3] ?? end) found.add(nameOf(s, node));
  return found;
};

const isSame = (text: string, a: number, b: number, length: number): boolean => {
  for (let i = 0; i < length; i += 1) if (text.charCodeAt(a + i) !== text.charCodeAt(b + i)) return false;
  return true;
};

/** Whether a member before `node` has its name, character for character. */
const standsBefore = (s: Scanner, first: number, node: number): boolean => {
  const { tape, text } = s;
  const at = tape[node + 4] ?? 0;
  const length = (tape[node + 5] ?? 0) - at;
  for (let sibling = first; sibling < node; sibling = tape[sibling + 3] ?? node) {
    const start = tape[sibling + 4] ?? 0;
    if ((tape[sibling + 5] ?? 0) - start === length && isSame(text, start, at, length)) return true;
  }
  return false;
};

/** A member name and its colon: the offset of the value. */
const scanKey = (s: Scanner, node: number, at: number): number => {
  const { text, tape } = s;
  if (text.charCodeAt(at) !== QUOTE) return fail(s, at, 'a member name was expected');
  const stop = skipPlain(text, at + 1);
  const plain = text.charCodeAt(stop) === QUOTE;
  const end = plain ? stop + 1 : scanEscaped(s, stop);
  if (end < 0) return -1;
  tape[node] = plain ? 0 : ESCAPED_KEY;
  tape[node + 4] = at;
  tape[node + 5] = end;
  // `__proto__` and `prototype` are eleven characters with their quotation marks, `constructor` is thirteen.
  if ((!plain || end - at === 11 || end - at === 13) && prototypeNames.has(nameOf(s, node))) return fail(s, at, 'a member name that is not allowed');
  const colon = skipSpace(text, end);
  return text.charCodeAt(colon) === 58 ? skipSpace(text, colon + 1) : fail(s, colon, 'a colon was expected');
};

const scanObject = (s: Scanner, from: number, depth: number): number => {
  const { text } = s;
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === 125) return at + 1;
  const first = s.size;
  let seen: Set<string> | undefined;
  for (let count = 0; ; count += 1) {
    const node = reserve(s);
    const key = at;
    at = scanKey(s, node, at);
    if (at < 0) return -1;
    if (count === fewMembers || s.tape[node] === ESCAPED_KEY) seen ??= namesOf(s, first, node);
    if (seen === undefined ? standsBefore(s, first, node) : seen.has(nameOf(s, node))) return fail(s, key, 'a member name stands twice');
    seen?.add(nameOf(s, node));
    at = scanValue(s, node, at, depth);
    if (at < 0) return -1;
    at = skipSpace(text, at);
    const c = text.charCodeAt(at);
    if (c === 125) return at + 1;
    if (c !== 44) return fail(s, at, 'a comma or the end of the object was expected');
    at = skipSpace(text, at + 1);
  }
};

const scanArray = (s: Scanner, from: number, depth: number): number => {
  const { text } = s;
  let at = skipSpace(text, from + 1);
  if (text.charCodeAt(at) === 93) return at + 1;
  for (;;) {
    const node = reserve(s);
    s.tape[node] = 0;
    s.tape[node + 4] = -1;
    s.tape[node + 5] = -1;
    at = scanValue(s, node, at, depth);
    if (at < 0) return -1;
    at = skipSpace(text, at);
    const c = text.charCodeAt(at);
    if (c === 93) return at + 1;
    if (c !== 44) return fail(s, at, 'a comma or the end of the array was expected');
    at = skipSpace(text, at + 1);
  }
};

const scanValue = (s: Scanner, node: number, at: number, depth: number): number => {
  const { text } = s;
  const c = text.charCodeAt(at);
  let kind = 3;
  let end = -1;
  if (c === QUOTE) {
    const stop = skipPlain(text, at + 1);
    kind = text.charCodeAt(stop) === QUOTE ? 2 : 2 | ESCAPED;
    end = kind === 2 ? stop + 1 : scanEscaped(s, stop);
  } else if (c === 123 || c === 91) {
    if (depth === 0) return fail(s, at, 'nested too deeply');
    kind = c === 123 ? 0 : 1;
    end = kind === 0 ? scanObject(s, at, depth - 1) : scanArray(s, at, depth - 1);
  } else if (c === 116 || c === 102 || c === 110) {
    kind = 4;
    end = scanLiteral(s, at, c);
  } else end = scanNumber(s, at);
  return end < 0 ? -1 : put(s, node, kind, at, end);
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
