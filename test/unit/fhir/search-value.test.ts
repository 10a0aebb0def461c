import assert from 'node:assert/strict';
import { searchParamOf } from '../../../src/fhir/search-param.ts';
import { isValueOf, splitToken, splitValues, unescapeValue, withPlus } from '../../../src/fhir/search-value.ts';
import { parseSettings } from '../../cases/parse/parse-settings.ts';

describe('splitValues', () => {
  const cases: readonly { readonly text: string; readonly values: readonly string[] }[] = [
    { text: '', values: [''] },
    { text: 'a', values: ['a'] },
    { text: 'a,b,,c', values: ['a', 'b', '', 'c'] },
    { text: 'a\\,b,c', values: ['a\\,b', 'c'] },
    { text: 'a\\\\,b', values: ['a\\\\', 'b'] },
    { text: 'a\\\\\\,b', values: ['a\\\\\\,b'] },
    { text: 'a\\|b\\$c', values: ['a\\|b\\$c'] },
    { text: 'a,b\\', values: ['a', 'b\\'] },
    { text: '\\,', values: ['\\,'] },
  ];
  for (const { text, values } of cases) {
    it(`splits \`${text}\` at the commas that are not escaped (A-080)`, () => {
      assert.deepEqual(splitValues(text), values);
      assert.equal(values.join(','), text);
    });
  }
});

describe('unescapeValue', () => {
  const cases: readonly { readonly text: string; readonly value: string }[] = [
    { text: 'a', value: 'a' },
    { text: 'a\\,b\\|c\\$d\\\\e', value: 'a,b|c$d\\e' },
    { text: '\\\\,', value: '\\,' },
    { text: 'a\\b\\', value: 'a\\b\\' },
  ];
  for (const { text, value } of cases) {
    it(`reads \`${text}\` as \`${value}\``, () => {
      assert.equal(unescapeValue(text), value);
    });
  }
});

describe('splitToken', () => {
  const cases: readonly { readonly text: string; readonly system: string | undefined; readonly code: string }[] = [
    { text: 'a', system: undefined, code: 'a' },
    { text: 'http://loinc.org|a', system: 'http://loinc.org', code: 'a' },
    { text: '|a', system: '', code: 'a' },
    { text: 's|', system: 's', code: '' },
    { text: 's\\|t|a\\,b', system: 's|t', code: 'a,b' },
    { text: 'a\\|b', system: undefined, code: 'a|b' },
    { text: 's\\\\|a', system: 's\\', code: 'a' },
    { text: 's|a|b', system: 's', code: 'a|b' },
    { text: 's\n|a', system: 's\n', code: 'a' },
    { text: 'a\\', system: undefined, code: 'a\\' },
  ];
  for (const { text, system, code } of cases) {
    it(`splits \`${text.replace('\n', '\\n')}\` at its first bar that is not escaped`, () => {
      assert.deepEqual(splitToken(text), { system, code });
    });
  }
});

describe('withPlus', () => {
  const cases: readonly { readonly date: string; readonly read: string }[] = [
    { date: 'ge2024-01-01T00:00:00 02:00', read: 'ge2024-01-01T00:00:00+02:00' },
    { date: 'ge2024-01-01T00:00:00-02:00', read: 'ge2024-01-01T00:00:00-02:00' },
    { date: '2024-01-01', read: '2024-01-01' },
    { date: ' 2024 ', read: ' 2024 ' },
  ];
  for (const { date, read } of cases) {
    it(`reads \`${date}\` as \`${read}\``, () => {
      assert.equal(withPlus(date), read);
    });
  }
});

describe('isValueOf a reference', () => {
  const encounter = searchParamOf('Observation', 'encounter');
  const cases: readonly { readonly value: string; readonly modifier?: string; readonly is: boolean }[] = [
    { value: '1', is: true }, { value: 'Encounter/1', is: true }, { value: 'https://gw.example/fhir/Encounter/1', is: true }, { value: 'https://elsewhere.example/Encounter/1', is: true }, { value: 'urn:uuid:1', is: true },
    { value: 'Encounter/1/_history/2', is: false }, { value: 'Encounter/1/2', is: false }, { value: '#1', is: false }, { value: 'Encounter?x=1', is: false },
    { value: 'Encounter/1', modifier: 'Encounter', is: true }, { value: 'EpisodeOfCare/1', modifier: 'Encounter', is: false },
    { value: 'Encounter/1', modifier: 'below', is: true }, { value: 'https://gw.example/fhir/Encounter/1', modifier: 'above', is: true }, { value: 'Encounter/1/_history/2', modifier: 'below', is: false },
    { value: 'http://x|1', modifier: 'identifier', is: true }, { value: 'true', modifier: 'missing', is: true }, { value: 'yes', modifier: 'missing', is: false },
  ];
  for (const { value, modifier, is } of cases) {
    it(`\`${value}\`${modifier === undefined ? '' : ` under \`:${modifier}\``}: ${is ? 'yes' : 'no'}`, () => {
      assert.ok(encounter !== undefined);
      assert.equal(isValueOf('Observation', encounter, modifier, value, parseSettings.bases), is);
    });
  }
});
