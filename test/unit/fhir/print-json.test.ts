import assert from 'node:assert/strict';
import { isFault, memberOf, scan } from '../../../src/fhir/json.ts';
import { printJson } from '../../../src/fhir/print-json.ts';

const print = (text: string, at?: string): string => {
  const doc = scan(text);
  if (isFault(doc)) throw new Error(doc.reason);
  return printJson(doc, at === undefined ? 0 : memberOf(doc, 0, at));
};

describe('printJson', () => {
  const cases: readonly { readonly name: string; readonly text: string; readonly printed: string }[] = [
    { name: 'an object and an array, a line for each value', text: '{"a":[1,{"b":2}],"c":"d"}', printed: '{\n  "a": [\n    1,\n    {\n      "b": 2\n    }\n  ],\n  "c": "d"\n}' },
    { name: 'numbers digit by digit', text: '[1.00,1E+5,-0,0.123456789012345678901234567890]', printed: '[\n  1.00,\n  1E+5,\n  -0,\n  0.123456789012345678901234567890\n]' },
    { name: 'strings and names with their escapes', text: '{"\\u0061\\"b":"\\/\\u00e4ü"}', printed: '{\n  "\\u0061\\"b": "\\/\\u00e4ü"\n}' },
    { name: 'what is empty on one line', text: '{"a":{ },"b":[ ]}', printed: '{\n  "a": { },\n  "b": [ ]\n}' },
    { name: 'names that end in a colon or spaces, whatever white space stood around them', text: '{ "a:" \t:\n1 , "b : " : 2}', printed: '{\n  "a:": 1,\n  "b : ": 2\n}' },
    { name: 'a single value as it stands', text: ' true ', printed: 'true' },
  ];
  for (const { name, text, printed } of cases) {
    it(`prints ${name}`, () => {
      assert.equal(print(text), printed);
    });
  }

  it('prints a part of a document from its own margin', () => {
    assert.equal(print('{"a":{"b":1}}', 'a'), '{\n  "b": 1\n}');
  });
});
