import assert from 'node:assert/strict';
import {
  childrenOf, endOf, everyNode, firstOf, isFault, keyOf, keyStartOf, kindOf, memberOf, nextOf, none, rawKeyOf, rawOf, scan, startOf, stringMember, stringOf, type JsonDocument,
} from '../../../src/fhir/json.ts';

const read = (text: string, depth?: number): JsonDocument => {
  const doc = scan(text, depth);
  if (isFault(doc)) throw new Error(`${doc.reason} at offset ${doc.offset}`);
  return doc;
};

const members = (count: number): string => Array.from({ length: count }, (_, index) => `"m${index}":${index}`).join(',');

describe('scan', () => {
  const accepted: readonly { readonly name: string; readonly text: string }[] = [
    { name: 'an empty object', text: '{}' },
    { name: 'an empty array', text: '[]' },
    { name: 'white space of all four kinds around everything', text: ' \t\r\n{ "a" : [ 1 , 2 ] , "b" : { } } \n' },
    { name: 'a string of nothing', text: '""' },
    { name: 'all escapes', text: '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE91"' },
    { name: 'half a surrogate pair, as JSON.parse does', text: '"\\ud800"' },
    { name: 'letters beyond ASCII', text: '"ü 漢 🚑"' },
    { name: 'DEL and line separators, which JSON allows', text: '"\u007f\u2028\u2029"' },
    { name: 'negative zero', text: '-0' },
    { name: 'digits behind the point', text: '1.00' },
    { name: 'exponents with and without sign', text: '[1e5,1E+5,1e-05]' },
    { name: 'the three literals', text: '[true,false,null]' },
    { name: 'members that differ in case', text: '{"a":1,"A":2}' },
    { name: 'one name in two objects', text: '{"a":{"a":1},"b":{"a":1}}' },
    { name: 'names that begin alike', text: '{"given":1,"givenName":2,"give":3}' },
    { name: 'more members than are compared one by one', text: `{${members(60)}}` },
    { name: 'names as long as the prototype\'s', text: '{"__prato__":1,"prototypo":2,"constructer":3}' },
  ];
  for (const { name, text } of accepted) {
    it(`reads ${name}`, () => {
      read(text);
      JSON.parse(text);
    });
  }

  const faults: readonly { readonly name: string; readonly text: string; readonly offset: number; readonly reason: string }[] = [
    { name: 'nothing', text: '', offset: 0, reason: 'not a value' },
    { name: 'white space alone', text: '  ', offset: 2, reason: 'not a value' },
    { name: 'white space that JSON does not have', text: '\u00a0{}', offset: 0, reason: 'not a value' },
    { name: 'a byte order mark (A-182)', text: '\ufeff{}', offset: 0, reason: 'not a value' },
    { name: 'a name without quotation marks', text: '{a:1}', offset: 1, reason: 'a member name was expected' },
    { name: 'single quotation marks (A-180)', text: "{'a':1}", offset: 1, reason: 'a member name was expected' },
    { name: 'a comma at the end of an object', text: '{"a":1,}', offset: 7, reason: 'a member name was expected' },
    { name: 'a comma at the end of an array', text: '[1,]', offset: 3, reason: 'not a value' },
    { name: 'a comma at the beginning', text: '[,1]', offset: 1, reason: 'not a value' },
    { name: 'no colon', text: '{"a" 1}', offset: 5, reason: 'a colon was expected' },
    { name: 'no value', text: '{"a":}', offset: 5, reason: 'not a value' },
    { name: 'no comma in an object', text: '{"a":1 "b":2}', offset: 7, reason: 'a comma or the end of the object was expected' },
    { name: 'no comma in an array', text: '[1 2]', offset: 3, reason: 'a comma or the end of the array was expected' },
    { name: 'an object without an end', text: '{"a":1', offset: 6, reason: 'a comma or the end of the object was expected' },
    { name: 'an array without an end', text: '[', offset: 1, reason: 'not a value' },
    { name: 'an object that ends as an array', text: '{"a":1]', offset: 6, reason: 'a comma or the end of the object was expected' },
    { name: 'a string without an end', text: '"abc', offset: 4, reason: 'the text ends within a string' },
    { name: 'an escape without an end', text: '"abc\\', offset: 4, reason: 'a bad escape' },
    { name: 'an escape that JSON does not have', text: '"\\x41"', offset: 1, reason: 'a bad escape' },
    { name: 'a code point in three digits and a letter', text: '"\\u12g4"', offset: 1, reason: 'a bad escape' },
    { name: 'a tab within a string', text: '"\t"', offset: 1, reason: 'a control character within a string' },
    { name: 'a line break behind an escape', text: '"\\n\n"', offset: 3, reason: 'a control character within a string' },
    { name: 'a NUL within a name', text: '{"a\u0000":1}', offset: 3, reason: 'a control character within a string' },
    { name: 'a plus sign (A-180)', text: '+1', offset: 0, reason: 'not a value' },
    { name: 'a minus sign alone', text: '-', offset: 0, reason: 'not a value' },
    { name: 'a zero before a digit', text: '01', offset: 0, reason: 'not a value' },
    { name: 'a point without digits', text: '1.', offset: 0, reason: 'a bad number' },
    { name: 'an exponent without digits', text: '1e+', offset: 0, reason: 'a bad number' },
    { name: 'hexadecimal digits', text: '0x10', offset: 1, reason: 'text after the end of the value' },
    { name: 'NaN (A-180)', text: 'NaN', offset: 0, reason: 'not a value' },
    { name: 'a literal cut short', text: 'tru', offset: 0, reason: 'not a value' },
    { name: 'a literal in capitals', text: 'True', offset: 0, reason: 'not a value' },
    { name: 'a second value (A-180)', text: '{}{}', offset: 2, reason: 'text after the end of the value' },
    { name: 'a comment (A-180)', text: '{}//', offset: 2, reason: 'text after the end of the value' },
    { name: 'a name twice (A-181)', text: '{"a":1,"b":2,"a":3}', offset: 13, reason: 'a member name stands twice' },
    { name: 'a name twice behind a member with members (A-181)', text: '{"a":{"x":1},"a":3}', offset: 13, reason: 'a member name stands twice' },
    { name: 'a name and the same with an escape (A-181)', text: '{"ab":1,"a\\u0062":2}', offset: 8, reason: 'a member name stands twice' },
    { name: 'a name with an escape and the same without (A-181)', text: '{"a\\u0062":1,"c":2,"ab":3}', offset: 19, reason: 'a member name stands twice' },
    { name: 'a name with two different escapes (A-181)', text: '{"\\u0061":1,"\\u0061":2}', offset: 12, reason: 'a member name stands twice' },
    { name: 'a name twice among the first of many (A-181)', text: `{${members(24)},"m0":1}`, offset: members(24).length + 2, reason: 'a member name stands twice' },
    { name: 'a name twice among many (A-181)', text: `{${members(60)},"m59":1}`, offset: members(60).length + 2, reason: 'a member name stands twice' },
    { name: 'the prototype (A-181)', text: '{"__proto__":1}', offset: 1, reason: 'a member name that is not allowed' },
    { name: 'the prototype by an escape (A-181)', text: '{"a":{"__proto\\u005f_":1}}', offset: 6, reason: 'a member name that is not allowed' },
    { name: 'the constructor (A-181)', text: '[{"constructor":1}]', offset: 2, reason: 'a member name that is not allowed' },
    { name: 'the word prototype (A-181)', text: '{"prototype":1}', offset: 1, reason: 'a member name that is not allowed' },
  ];
  for (const { name, text, offset, reason } of faults) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(scan(text), { offset, reason });
    });
  }

  it('counts objects and arrays as levels, up to the depth that is given (A-185)', () => {
    read('[{"a":[1]}]', 3);
    assert.deepEqual(scan('[{"a":[[]]}]', 3), { offset: 7, reason: 'nested too deeply' });
    read('1', 0);
    assert.deepEqual(scan('[]', 0), { offset: 0, reason: 'nested too deeply' });
    assert.deepEqual(scan('['.repeat(100_000)), { offset: 64, reason: 'nested too deeply' });
  });

  it('reads more nodes than the length of the text let expect', () => {
    const doc = read(`[${'1,'.repeat(5000)}1]`);
    assert.equal(childrenOf(doc, 0).length, 5001);
  });
});

describe('a JSON document', () => {
  const text = '{ "a" : [1, {"b\\u0041": "x\\n"}, "y"] , "c": {}, "d": null, "esc\\u0061ped": true }';
  const doc = read(text);
  const a = memberOf(doc, 0, 'a');

  it('tells the kind of each node', () => {
    assert.deepEqual(childrenOf(doc, 0).map((node) => kindOf(doc, node)), ['array', 'object', 'literal', 'literal']);
    assert.deepEqual(childrenOf(doc, a).map((node) => kindOf(doc, node)), ['number', 'object', 'string']);
    assert.equal(kindOf(doc, none), 'none');
  });

  it('gives the exact text of values and names', () => {
    assert.equal(rawOf(doc, 0), text);
    assert.equal(rawOf(doc, a), '[1, {"b\\u0041": "x\\n"}, "y"]');
    assert.equal(text.slice(startOf(doc, a), endOf(doc, a)), rawOf(doc, a));
    assert.deepEqual(childrenOf(doc, 0).map((node) => rawKeyOf(doc, node)), ['"a"', '"c"', '"d"', '"esc\\u0061ped"']);
    assert.equal(keyStartOf(doc, a), 2);
    assert.equal(keyStartOf(doc, 0), -1);
  });

  it('gives names and strings without their escapes', () => {
    assert.deepEqual(childrenOf(doc, 0).map((node) => keyOf(doc, node)), ['a', 'c', 'd', 'escaped']);
    const [, object = none, string = none] = childrenOf(doc, a);
    assert.equal(stringMember(doc, object, 'bA'), 'x\n');
    assert.equal(stringOf(doc, string), 'y');
  });

  it('finds a member by its name, whichever way it is written', () => {
    assert.equal(rawOf(doc, memberOf(doc, 0, 'escaped')), 'true');
    assert.equal(memberOf(doc, 0, 'esc'), none);
    assert.equal(memberOf(doc, 0, 'toString'), none);
  });

  it('has no member of what is no object, and no string of what is none', () => {
    assert.equal(memberOf(doc, a, '0'), none);
    assert.equal(memberOf(doc, none, 'a'), none);
    assert.equal(stringOf(doc, a), undefined);
    assert.equal(stringOf(doc, none), undefined);
    assert.equal(stringMember(doc, 0, 'd'), undefined);
  });

  it('walks from child to child, and not into what is empty or has none', () => {
    assert.equal(nextOf(doc, 0, a), memberOf(doc, 0, 'c'));
    assert.equal(nextOf(doc, 0, memberOf(doc, 0, 'escaped')), none);
    for (const node of [memberOf(doc, 0, 'c'), memberOf(doc, 0, 'd'), none]) assert.equal(firstOf(doc, node), none);
  });

  it('looks at every node until one does not pass', () => {
    let seen = 0;
    assert.ok(everyNode(doc, () => (seen += 1) > 0));
    assert.equal(seen, 9);
    assert.ok(!everyNode(doc, (node) => kindOf(doc, node) !== 'number'));
  });
});
