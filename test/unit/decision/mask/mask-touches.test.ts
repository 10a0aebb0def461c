import assert from 'node:assert/strict';
import { maskTouches } from '../../../../src/decision/mask/mask-touches.ts';
import { hidesWhole, pseudonymises } from '../../../../src/decision/mask/rules.ts';
import type { ResourceType } from '../../../../src/fhir/resource-types.ts';
import { searchParamOf, type SearchParam } from '../../../../src/fhir/search-param.ts';
import { maskOf } from '../../../support/masking.ts';

/** `touched` and `free` are parameters, with a modifier where one is written. */
type Case = { readonly name: string; readonly rows: readonly string[]; readonly type?: ResourceType; readonly touched: readonly string[]; readonly free: readonly string[] };

const race = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race';

const cases: readonly Case[] = [
  { name: 'the masked element, and what is selected from it', rows: ['Patient, name, remove'], touched: ['name', 'family', 'given', 'phonetic', 'name:exact', 'family:missing'], free: ['birthdate', 'identifier', '_id', '_lastUpdated'] },
  { name: 'an element that contains it', rows: ['Patient, name.family, remove'], touched: ['name', 'family', 'phonetic'], free: ['given'] },
  { name: 'what a row for every type masks', rows: ['*, birthDate, remove'], touched: ['birthdate'], free: ['name'] },
  { name: 'nothing of another type', rows: ['Person, name, remove'], touched: [], free: ['name', 'birthdate'] },
  { name: 'parts that are not kept', rows: ['Patient, address, keep:state country'], touched: ['address', 'address-city', 'address-postalcode', 'address-use'], free: ['address-state', 'address-country', 'name'] },
  { name: 'a date of which the year is left', rows: ['Patient, birthDate, year'], touched: ['birthdate'], free: ['name'] },
  { name: 'a Period of which the years are left', rows: ['Encounter, period, year'], type: 'Encounter', touched: ['date'], free: ['status'] },
  { name: 'one of several paths', rows: ['Observation, effectivePeriod, remove'], type: 'Observation', touched: ['date'], free: ['code'] },
  { name: 'one form of a choice', rows: ['Observation, valueQuantity, remove'], type: 'Observation', touched: ['value-quantity'], free: ['value-concept', 'value-string'] },
  { name: 'every form of it', rows: ['Observation, value, remove'], type: 'Observation', touched: ['value-quantity', 'value-concept', 'value-string', 'value-date'], free: ['component-value-quantity'] },
  { name: 'a composite by each of its parts', rows: ['Observation, valueQuantity, remove'], type: 'Observation', touched: ['code-value-quantity', 'combo-code-value-quantity'], free: ['code-value-concept', 'component-code-value-quantity'] },
  { name: '... by what holds the parts', rows: ['Observation, component, remove'], type: 'Observation', touched: ['component-code', 'component-code-value-quantity', 'combo-code'], free: ['code', 'code-value-quantity'] },
  { name: 'what a path compares on its way', rows: ['Patient, telecom.system, remove'], touched: ['telecom', 'phone', 'email'], free: ['name'] },
  { name: 'a parameter that says more than paths can, if any row is about the type', rows: ['Patient, photo, remove'], touched: ['deceased'], free: ['name'] },
  { name: '... and not if none is', rows: ['Person, photo, remove'], touched: [], free: ['deceased'] },
  // references and concepts
  { name: 'of displays only what searches these', rows: ['*, Reference.display, remove'], type: 'Observation', touched: ['subject:text', 'patient:text'], free: ['subject', 'patient', 'subject:identifier', 'code', 'code:text'] },
  { name: 'of identifiers of references only what searches these', rows: ['*, Reference.identifier, remove'], type: 'Observation', touched: ['subject:identifier'], free: ['subject', 'subject:text', 'identifier', 'subject:Patient'] },
  { name: '... of one reference by its own path', rows: ['Observation, subject.identifier, remove'], type: 'Observation', touched: ['subject:identifier'], free: ['subject', 'performer:identifier'] },
  { name: 'of the reference itself everything', rows: ['Observation, subject.reference, remove'], type: 'Observation', touched: ['subject', 'patient'], free: ['performer'] },
  { name: 'of pseudonyms displays and identifiers, and not who is referred to (and `_id`, which takes pseudonyms)', rows: ['Patient, id, pseudonym'], type: 'Observation', touched: ['subject:identifier', 'subject:text'], free: ['subject', 'patient', '_id', 'code:text'] },
  { name: 'of a concept\'s text only what searches it', rows: ['Observation, code.text, remove'], type: 'Observation', touched: ['code:text'], free: ['code', 'category:text', 'code:missing'] },
  { name: '... a parameter that selects it', rows: ['Observation, valueCodeableConcept.text, remove'], type: 'Observation', touched: ['value-string', 'value-concept:text'], free: ['value-concept'] },
  { name: 'of a concept\'s codings everything', rows: ['Observation, code.coding, remove'], type: 'Observation', touched: ['code', 'code:text', 'code:missing'], free: ['category'] },
  { name: '... and nothing where only these are kept, but its text', rows: ['Observation, code, keep:coding'], type: 'Observation', touched: ['code:text'], free: ['code'] },
  // allow-lists
  { name: 'by an allow-list everything that it does not name', rows: ['Patient, name, only'], touched: ['birthdate', 'address', 'identifier', 'deceased', '_tag', '_security', '_profile'], free: ['name', 'family', '_id', '_lastUpdated'] },
  { name: '... what contains the part that it names', rows: ['Patient, name.family, only'], touched: ['name', 'given'], free: ['family'] },
  // what every type has
  { name: '`meta` and all that searches it', rows: ['*, meta, remove'], touched: ['_lastUpdated', '_tag', '_security', '_profile'], free: ['_id', 'name'] },
  { name: '... or a part of it', rows: ['*, meta.tag, remove'], touched: ['_tag'], free: ['_lastUpdated', '_security'] },
  // what is hidden without a row
  { name: 'extensions that no row names', rows: ['Patient, photo, remove'], touched: ['race', 'ethnicity'], free: ['name'] },
  { name: '... and not those that one names', rows: [`Patient, extension:${race}, keep`], touched: ['ethnicity'], free: ['race'] },
  { name: 'the address of an Attachment', rows: ['Patient, name, remove'], type: 'DocumentReference', touched: ['location'], free: ['type', 'contenttype'] },
  { name: '... and not where a row names it', rows: ['DocumentReference, content.attachment.url, keep'], type: 'DocumentReference', touched: [], free: ['location'] },
];

const paramOf = (type: ResourceType, name: string): SearchParam => {
  const param = searchParamOf(type, name);
  if (param === undefined) throw new Error(`${type} has no ${name}`);
  return param;
};

describe('maskTouches', () => {
  for (const { name, rows, type = 'Patient', touched, free } of cases) {
    it(name, () => {
      const mask = maskOf(rows);
      const found = [...touched, ...free].filter((each) => {
        const [code = '', modifier] = each.split(':');
        return maskTouches(mask, type, paramOf(type, code), modifier);
      });
      assert.deepEqual(found, touched);
    });
  }

  it('touches a parameter of a deployment like any other, and a composite whose part there is not', () => {
    const mask = maskOf(['Patient, name, remove']);
    const own = (components: readonly string[]): SearchParam => ({ ...paramOf('Patient', 'gender'), name: 'own', paths: [], components });
    const custom = new Map([['Patient.city', { ...paramOf('Patient', 'family'), name: 'city' }]]);
    assert.ok(!maskTouches(mask, 'Patient', own(['gender', 'birthdate']), undefined, custom));
    assert.ok(maskTouches(mask, 'Patient', own(['gender', 'city']), undefined, custom));
    assert.ok(maskTouches(mask, 'Patient', own(['gender', 'city']), undefined));
  });
});

describe('hidesWhole', () => {
  const hidden = (rows: readonly string[], type: ResourceType = 'Binary'): boolean => hidesWhole(maskOf(rows), type);

  it('is for every Binary, unless a row names its data, and for nothing else', () => {
    assert.ok(hidden(['*, text, remove']));
    assert.ok(hidden(['Binary, contentType, only']));
    assert.ok(hidden(['*, Attachment.data, keep']));
    assert.ok(!hidden(['Binary, data, keep']));
    assert.ok(!hidden(['Binary, data, only', 'Binary, contentType, only']));
    assert.ok(!hidden(['*, text, remove'], 'DocumentReference'));
  });
});

describe('pseudonymises', () => {
  it('is said of masks with the rule `pseudonym`', () => {
    assert.ok(pseudonymises(maskOf(['Patient, id, pseudonym'])));
    assert.ok(!pseudonymises(maskOf(['Patient, name, remove'])));
  });
});
