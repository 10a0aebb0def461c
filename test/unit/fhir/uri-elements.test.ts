import assert from 'node:assert/strict';
import { readDefinitions } from '../../../scripts/tables/definitions.ts';
import { isUriElement, uriElements } from '../../../src/fhir/uri-elements.ts';

const uriTypes = ['uri', 'url', 'canonical', 'oid', 'uuid'];

/** The member names in JSON of one element as far as they hold a URI: of a choice one for each such type. */
const namesOf = (path: string, codes: readonly string[]): readonly string[] => {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const types = codes.filter((code) => uriTypes.includes(code));
  return name.endsWith('[x]') ? types.map((type) => `${name.slice(0, -3)}${type.charAt(0).toUpperCase()}${type.slice(1)}`) : types.map(() => name);
};

describe('uriElements', () => {
  it('are the names of all R4 elements that hold a URI, as the definitions have them (A-161)', () => {
    const elements = [...readDefinitions().elements.values()].filter(({ path }) => path.includes('.'));
    const names = elements.flatMap(({ path, type = [] }) => namesOf(path, type.map(({ code }) => code)));
    assert.deepEqual(uriElements, [...new Set(names)].sort());
  });

  it('are told from others by name', () => {
    for (const name of ['url', 'valueCanonical', 'instantiatesUri', 'reference']) assert.ok(isUriElement(name), name);
    for (const name of ['display', 'valueString', 'subject', 'toString', '']) assert.ok(!isUriElement(name), name);
  });
});
