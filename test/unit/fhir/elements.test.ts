import assert from 'node:assert/strict';
import { elementNames, elementOf, elementsNamed, waysTo, type Element } from '../../../src/fhir/elements.ts';
import { elementsTable } from '../../../src/fhir/elements-table.ts';
import { resourceTypes } from '../../../src/fhir/resource-types.ts';

describe('elementOf', () => {
  const cases: readonly { readonly name: string; readonly of: readonly [string, string]; readonly element: Element | undefined }[] = [
    { name: 'an element of a resource', of: ['Patient', 'name'], element: { name: 'name', type: 'HumanName', container: 'HumanName', choice: false } },
    { name: 'one that every resource has', of: ['Patient', 'meta'], element: { name: 'meta', type: 'Meta', container: 'Meta', choice: false } },
    { name: '... and one that a Binary has not', of: ['Binary', 'text'], element: undefined },
    { name: 'a backbone element', of: ['Patient', 'contact'], element: { name: 'contact', type: 'BackboneElement', container: 'Patient.contact', choice: false } },
    { name: '... and one in it', of: ['Patient.contact', 'telecom'], element: { name: 'telecom', type: 'ContactPoint', container: 'ContactPoint', choice: false } },
    { name: '... and one that every backbone element has', of: ['Patient.contact', 'modifierExtension'], element: { name: 'modifierExtension', type: 'Extension', container: 'Extension', choice: false } },
    { name: 'a form of a choice', of: ['Observation', 'valueQuantity'], element: { name: 'valueQuantity', type: 'Quantity', container: 'Quantity', choice: true } },
    { name: '... and not the choice by itself, as JSON has no such member', of: ['Observation', 'value'], element: undefined },
    { name: '... nor one that it has not', of: ['Observation', 'valueAddress'], element: undefined },
    { name: 'any data type', of: ['Extension', 'valueAddress'], element: { name: 'valueAddress', type: 'Address', container: 'Address', choice: true } },
    { name: 'what is defined elsewhere', of: ['Observation.component', 'referenceRange'], element: { name: 'referenceRange', type: 'BackboneElement', container: 'Observation.referenceRange', choice: false } },
    { name: 'what repeats an element above', of: ['QuestionnaireResponse.item.answer', 'item'], element: { name: 'item', type: 'BackboneElement', container: 'QuestionnaireResponse.item', choice: false, again: ['item'] } },
    { name: 'nothing of Medplum\'s own', of: ['Meta', 'project'], element: undefined },
    { name: 'nothing that only Object.prototype has', of: ['Patient', 'constructor'], element: undefined },
    { name: 'nothing in no container', of: ['constructor', 'name'], element: undefined },
    { name: 'nothing in a primitive', of: ['string', 'value'], element: undefined },
  ];
  for (const { name, of: [container, jsonName], element } of cases) {
    it(`finds ${name}`, () => {
      assert.deepEqual(elementOf(container, jsonName), element);
    });
  }
});

describe('elementsNamed', () => {
  it('gives every form of a choice for its name', () => {
    assert.deepEqual(elementsNamed('Patient', 'deceased').map(({ name }) => name), ['deceasedBoolean', 'deceasedDateTime']);
    assert.deepEqual(elementsNamed('Patient', 'deceasedBoolean').map(({ type }) => type), ['boolean']);
    assert.equal(elementsNamed('Extension', 'value').length, 50);
  });
});

describe('waysTo', () => {
  const cases: readonly { readonly of: readonly [string, string]; readonly ways: readonly string[] }[] = [
    { of: ['Patient', 'contact.name.family'], ways: ['contact.name.family: string in HumanName'] },
    { of: ['Observation', 'component.value.unit'], ways: ['component.valueQuantity.unit: string in Quantity'] },
    { of: ['Patient', 'deceased'], ways: ['deceasedBoolean: boolean in Patient', 'deceasedDateTime: dateTime in Patient'] },
    { of: ['Patient', 'name.familie'], ways: [] },
    { of: ['Patient', 'birthDate.id'], ways: [] },
    { of: ['Patient', 'contained'], ways: ['contained: Resource in Patient'] },
    { of: ['Patient', 'contained.id'], ways: [] },
    { of: ['Questionnaire', 'item.item'], ways: ['item.item: BackboneElement in Questionnaire.item'] },
    { of: ['Questionnaire', 'item.item.text'], ways: [] },
    { of: ['Patient', ''], ways: [] },
  ];
  for (const { of: [type, path], ways } of cases) {
    it(`leads ${ways.length === 0 ? 'nowhere' : `to ${ways.join(' and ')}`} by \`${path}\` of ${type}`, () => {
      assert.deepEqual(waysTo(type, path.split('.')).map(({ steps, end, parent }) => `${steps.join('.')}: ${end.type} in ${parent}`), ways);
    });
  }
});

describe('the elements', () => {
  it('are there for each resource type, and each leads to a container that is there or to a primitive', () => {
    for (const type of resourceTypes) assert.ok(Object.hasOwn(elementsTable, type), type);
    for (const container of Object.keys(elementsTable)) {
      for (const name of elementNames(container)) {
        for (const { type, container: below } of elementsNamed(container, name)) assert.ok(/^[a-z]/.test(type) || Object.hasOwn(elementsTable, below), `${container}.${name}`);
      }
    }
  });
});
