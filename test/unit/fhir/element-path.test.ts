import assert from 'node:assert/strict';
import { parsePath, selectNodes } from '../../../src/fhir/element-path.ts';
import type { ElementPath } from '../../../src/fhir/element-path.ts';
import { isFault, rawOf, scan } from '../../../src/fhir/json.ts';

const url = 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate';

describe('parsePath', () => {
  const cases: readonly { readonly name: string; readonly text: string; readonly path: ElementPath }[] = [
    { name: 'one step', text: 'subject', path: { steps: [{ name: 'subject' }] } },
    { name: 'several steps', text: 'component.code', path: { steps: [{ name: 'component' }, { name: 'code' }] } },
    { name: 'no steps: the resource itself', text: '', path: { steps: [] } },
    { name: 'a filter on the last step', text: 'telecom[system=phone]', path: { steps: [{ name: 'telecom', where: { name: 'system', value: 'phone' } }] } },
    {
      name: 'a filter whose value has dots and slashes, and a step after it',
      text: `extension[url=${url}].valueDateTime`,
      path: { steps: [{ name: 'extension', where: { name: 'url', value: url } }, { name: 'valueDateTime' }] },
    },
    {
      name: 'a target',
      text: 'participant.actor->Patient',
      path: { steps: [{ name: 'participant' }, { name: 'actor' }], target: 'Patient' },
    },
  ];
  for (const { name, text, path } of cases) {
    it(`reads ${name}`, () => {
      assert.deepEqual(parsePath(text), path);
    });
  }

  for (const text of ['.', 'a.', '.a', 'a..b', 'a[b]', 'a[b=]', 'a[b=c', 'a->', 'a->patient', 'a b', 'entry[0].resource']) {
    it(`throws on \`${text}\``, () => {
      assert.throws(() => parsePath(text), /is not an element path/);
    });
  }
});

describe('selectNodes', () => {
  const patient = `{
    "id": "a",
    "name": [{ "given": ["Ann", "Bea"] }, { "family": "Cox" }, { "given": ["Dee"] }],
    "telecom": [{ "system": "email", "value": "m" }, { "system": "phone", "value": "1" }, { "value": "2" }, { "system": "phone", "value": "3" }],
    "subject": { "reference": "Patient/a" },
    "actors": [[{ "reference": "Patient/b" }], { "reference": "Patient/c" }],
    "extension": [{ "url": "x", "valueDateTime": "2020" }, { "url": "${url}", "valueDateTime": "2021" }],
    "esc\\u0061pe": 1
  }`;
  const cases: readonly { readonly name: string; readonly path: string; readonly raw: readonly string[] }[] = [
    { name: 'a member', path: 'id', raw: ['"a"'] },
    { name: 'a nested member', path: 'subject.reference', raw: ['"Patient/a"'] },
    { name: 'nothing where the first step is absent', path: 'nobody.reference', raw: [] },
    { name: 'nothing below a string', path: 'id.reference', raw: [] },
    { name: 'nothing that only Object.prototype has', path: 'constructor', raw: [] },
    { name: 'through arrays, in document order', path: 'name.given', raw: ['"Ann"', '"Bea"', '"Dee"'] },
    { name: 'through arrays in arrays, which FHIR does not have: nothing hides there', path: 'actors.reference', raw: ['"Patient/b"', '"Patient/c"'] },
    { name: 'the elements of an array that the filter keeps', path: 'telecom[system=phone].value', raw: ['"1"', '"3"'] },
    { name: 'the last step filtered', path: 'telecom[system=email]', raw: ['{ "system": "email", "value": "m" }'] },
    { name: 'nothing where no element passes the filter', path: 'telecom[system=fax].value', raw: [] },
    { name: 'an extension by its url', path: `extension[url=${url}].valueDateTime`, raw: ['"2021"'] },
    { name: 'a member whose name is written with escapes', path: 'escape', raw: ['1'] },
    { name: 'before a target is looked at', path: 'subject->Practitioner', raw: ['{ "reference": "Patient/a" }'] },
  ];
  const doc = scan(patient);
  if (isFault(doc)) throw new Error(doc.reason);
  for (const { name, path, raw } of cases) {
    it(`selects ${name}`, () => {
      assert.deepEqual(selectNodes(doc, 0, parsePath(path)).map((node) => rawOf(doc, node)), raw);
    });
  }

  it('selects the node itself by a path of no steps', () => {
    assert.deepEqual(selectNodes(doc, 0, parsePath('')), [0]);
  });

  it('selects nothing below no node', () => {
    assert.deepEqual(selectNodes(doc, -1, parsePath('id')), []);
  });
});
