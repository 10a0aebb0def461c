import assert from 'node:assert/strict';
import fc from 'fast-check';
import { childrenOf, endOf, isFault, keyOf, keyStartOf, kindOf, rawKeyOf, rawOf, scan, startOf, stringOf, type JsonDocument, type JsonNode } from '../../src/fhir/json.ts';
import { printJson } from '../../src/fhir/print-json.ts';

const space = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
const plain = fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text).slice(1, -1));
const escape = fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\u0061', '\\u00E4', '\\ud83d\\uDE91', '\\ud800');
const strings = fc.array(fc.oneof(plain, escape), { maxLength: 4 }).map((parts) => `"${parts.join('')}"`);
const names = fc.oneof(fc.constantFrom('"a"', '"b"', '"resourceType"', '"\\u0061"', '"__proto__"', '"constructor"', '"reference"'), fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `"${name}"`), strings);
const numbers = fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,3})?$/);

/** JSON texts as people and machines write them: white space, escapes and digits of every sort. */
const { value: texts } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, strings, numbers, fc.constantFrom('true', 'false', 'null'), tie('array'), tie('object')),
  array: fc.tuple(space, fc.array(fc.tuple(space, tie('value'), space).map((parts) => parts.join('')), { maxLength: 5 })).map(([blank, items]) => `[${items.length === 0 ? blank : items.join(',')}]`),
  object: fc
    .tuple(space, fc.array(fc.tuple(space, names, space, fc.constant(':'), space, tie('value'), space).map((parts) => parts.join('')), { maxLength: 40, size: 'small' }))
    .map(([blank, items]) => `{${items.length === 0 ? blank : items.join(',')}}`),
}));

const broken = fc.tuple(texts, fc.nat(), fc.constantFrom('', ...Array.from('{}[]":,\\0eE+-. \u0000\u0001tfnu/\''))).map(([text, at, insert]) => {
  const place = at % (text.length + 1);
  return text.slice(0, place) + insert + text.slice(place + (insert === '' ? 1 : at % 2));
});

const parse = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
};

const valueOf = (doc: JsonDocument, node: JsonNode): unknown => {
  switch (kindOf(doc, node)) {
    case 'object':
      return Object.fromEntries(childrenOf(doc, node).map((child) => [keyOf(doc, child), valueOf(doc, child)]));
    case 'array':
      return childrenOf(doc, node).map((child) => valueOf(doc, child));
    case 'string':
      return stringOf(doc, node);
    case 'number':
      return Number(rawOf(doc, node));
    default:
      return JSON.parse(rawOf(doc, node));
  }
};

// What the scanner refuses although JSON.parse does not: decision 15, A-181, A-185.
const ours = ['a member name stands twice', 'a member name that is not allowed', 'nested too deeply'];

const assertAgrees = (text: string): void => {
  const scanned = scan(text);
  const parsed = parse(text);
  if (!isFault(scanned)) assert.deepEqual({ value: valueOf(scanned, 0) }, parsed);
  else if (!ours.includes(scanned.reason)) assert.equal(parsed, undefined, `${scanned.reason} at ${scanned.offset}`);
};

/** The text of a container is its children's, and between them nothing but what JSON has there. */
const assertWhole = (doc: JsonDocument, node: JsonNode): void => {
  const kind = kindOf(doc, node);
  if (kind !== 'object' && kind !== 'array') return;
  let at = startOf(doc, node);
  for (const child of childrenOf(doc, node)) {
    const start = kind === 'object' ? keyStartOf(doc, child) : startOf(doc, child);
    assert.match(doc.text.slice(at, start), /^[{[,]?\s*,?\s*$/);
    if (kind === 'object') assert.match(doc.text.slice(start + rawKeyOf(doc, child).length, startOf(doc, child)), /^\s*:\s*$/);
    assertWhole(doc, child);
    at = endOf(doc, child);
  }
  assert.match(doc.text.slice(at, endOf(doc, node)), /^[{[]?\s*[}\]]$/);
};

const withoutSpace = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');

describe('the JSON scanner', () => {
  it('accepts what JSON.parse accepts, and reads the same values, names twice, prototype names and depth apart (A-180, A-181, A-185)', () => {
    fc.assert(fc.property(fc.oneof({ weight: 3, arbitrary: texts }, { weight: 3, arbitrary: broken }, fc.string()), assertAgrees), { numRuns: 4000 });
  });

  it('refuses a name that stands twice, wherever and however it is written, and takes names that differ (A-181)', () => {
    const spellings = (name: string): readonly string[] => [`"${name}"`, `"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}"`];
    fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 60 }), fc.infiniteStream(fc.boolean()), fc.nat(), fc.nat(), (unique, escaped, from, to) => {
      const spelled = (name: string): string => spellings(name)[escaped.next().value ? 1 : 0]!;
      const members = unique.map((name) => `${spelled(name)}:{"${unique[0]!}":0}`);
      assert.ok(!isFault(scan(`{${members.join(',')}}`)));
      const again = unique[from % unique.length]!;
      members.splice(to % (members.length + 1), 0, `${spelled(again)}:1`);
      const scanned = scan(`{${members.join(',')}}`);
      assert.equal(isFault(scanned) ? scanned.reason : '', 'a member name stands twice');
    }), { numRuns: 500 });
  });

  it('keeps every character: the text of a value is that of its parts and the signs between', () => {
    fc.assert(fc.property(texts, (text) => {
      const doc = scan(text);
      if (isFault(doc)) return;
      assert.equal(rawOf(doc, 0), text);
      assertWhole(doc, 0);
    }), { numRuns: 1000 });
  });

  it('prints for reading without touching a name, a string or a number', () => {
    fc.assert(fc.property(texts, (text) => {
      const doc = scan(text);
      if (isFault(doc)) return;
      const printed = printJson(doc, 0);
      assert.equal(withoutSpace(printed), withoutSpace(text));
      assert.deepEqual(parse(printed), parse(text));
    }), { numRuns: 1000 });
  });
});
