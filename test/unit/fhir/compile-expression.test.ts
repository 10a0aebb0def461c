import assert from 'node:assert/strict';
import { compileDefinition } from '../../../scripts/tables/compile-definition.ts';
import { readDefinitions, type Definitions } from '../../../scripts/tables/definitions.ts';
import { elementIndex, type ElementIndex } from '../../../scripts/tables/element-index.ts';
import { compileExpression, indexable } from '../../../src/fhir/compile-expression.ts';
import { elementsNamed } from '../../../src/fhir/elements.ts';
import { resourceTypes } from '../../../src/fhir/resource-types.ts';
import { searchParamTable } from '../../../src/fhir/search-param-table.ts';
import type { SearchParamKind } from '../../../src/fhir/search-param.ts';

describe('compileExpression', () => {
  const quantity = ['Quantity'];
  const url = 'https://example.org/fhir/StructureDefinition/ward';
  const cases: readonly { readonly type: string; readonly uncast?: readonly string[]; readonly expression: string; readonly paths: readonly string[] | 'opaque' | 'absent' }[] = [
    { type: 'Observation', expression: '(Observation.value as Quantity)', paths: ['valueQuantity'] },
    { type: 'Observation', expression: 'Observation.value.as(Quantity)', paths: ['valueQuantity'] },
    { type: 'Observation', expression: '(Observation.value as CodeableConcept).text', paths: ['valueCodeableConcept.text'] },
    { type: 'Observation', expression: '((Observation.value.ofType(CodeableConcept)).coding).code', paths: ['valueCodeableConcept.coding.code'] },
    { type: 'Observation', expression: 'Condition.code | Observation.code', paths: ['code'] },
    { type: 'Observation', expression: 'Observation.code | Observation.code', paths: ['code'] },
    { type: 'Observation', expression: 'Observation.effectiveDateTime', paths: ['effectiveDateTime'] },
    { type: 'Observation', expression: 'Observation.component.referenceRange.low', paths: ['component.referenceRange.low'] },
    { type: 'Observation', expression: 'Observation', paths: [''] },
    { type: 'Observation', expression: 'code', paths: ['code'] },
    { type: 'Observation', uncast: quantity, expression: 'Observation.value', paths: ['valueQuantity'] },
    { type: 'Observation', expression: 'Observation.value', paths: 'absent' },
    { type: 'Observation', expression: 'Observation.valueQuantity', paths: ['valueQuantity'] },
    { type: 'Observation', expression: 'Observation.subject.where(resolve() is Patient)', paths: ['subject->Patient'] },
    { type: 'Observation', expression: 'Observation.subject.where(resolve() is Patient).display', paths: 'opaque' },
    { type: 'Patient', expression: "Patient.telecom.where(system='phone')", paths: ['telecom[system=phone]'] },
    { type: 'Patient', expression: "Patient.telecom.where(system = 'phone').value", paths: ['telecom[system=phone].value'] },
    { type: 'Patient', expression: "Patient.identifier.where(system='http://a|b').value", paths: ['identifier[system=http://a|b].value'] },
    { type: 'Patient', expression: "Patient.identifier.where(value='a as b')", paths: ['identifier[value=a as b]'] },
    { type: 'Patient', expression: "Patient.telecom.where(system='phone').where(use='home')", paths: 'opaque' },
    { type: 'Patient', expression: "Patient.telecom.where(system='phone' and use='home')", paths: 'opaque' },
    { type: 'Patient', expression: "Patient.telecom.where(sytem='phone')", paths: 'absent' },
    { type: 'Patient', expression: "Patient.contact.where(relationship='N')", paths: 'absent' },
    { type: 'Patient', expression: `Patient.extension('${url}').value.ofType(string)`, paths: [`extension[url=${url}].valueString`] },
    { type: 'Patient', expression: `(Patient.extension('${url}').value as string)`, paths: [`extension[url=${url}].valueString`] },
    { type: 'Patient', expression: `Patient.extension.where(url='${url}').valueString`, paths: [`extension[url=${url}].valueString`] },
    { type: 'Patient', expression: `Patient.extension('${url}').value`, paths: 'absent' },
    { type: 'Patient', expression: `Patient.extension('${url}').extension('code').value.ofType(Coding).code`, paths: [`extension[url=${url}].extension[url=code].valueCoding.code`] },
    { type: 'Patient', expression: `Patient.contact.extension('${url}').value.ofType(Reference).where(resolve() is Organization)`, paths: [`contact.extension[url=${url}].valueReference->Organization`] },
    { type: 'Patient', expression: 'Patient.extension(%url).value.ofType(string)', paths: 'opaque' },
    { type: 'Patient', expression: 'Patient.active | Patient.deceased.exists() and Patient.deceased != false', paths: 'opaque' },
    { type: 'Bundle', expression: 'Bundle.entry[0].resource', paths: 'opaque' },
    { type: 'Patient', expression: 'Patient.telecom.where(system=%system)', paths: 'opaque' },
    { type: 'Patient', expression: 'Patient.name.first()', paths: 'opaque' },
    { type: 'Patient', expression: 'Patient.generalPractitioner.resolve().name', paths: 'opaque' },
    ...['', ' ', '|', 'Patient.name |', 'Patient..name', '.name', 'Patient.name.', "Patient.name'", 'Patient name', 'Patiënt', '(Patient.name', 'Patient.name)', "Patient.telecom.where(system='phone')value"].map((expression) => ({ type: 'Patient', expression, paths: 'opaque' as const })),
    ...['Patient.nam', 'Patient.contact.nam', 'Patient.deceased.ofType(Address)', 'Patient.name.ofType(Quantity)', 'Patient.constructor', 'Patient.__proto__', 'Patient.id.value', 'Observation.code'].map((expression) => ({ type: 'Patient', expression, paths: 'absent' as const })),
    { type: 'Patient', expression: 'Patent.name | Patient.name', paths: 'absent' },
  ];
  for (const { type, uncast = [], expression, paths } of cases) {
    it(`makes ${JSON.stringify(paths)} of \`${expression}\`${uncast.length === 0 ? '' : ` where a choice stands for ${uncast.join()}`}`, () => {
      const compiled = compileExpression({ children: elementsNamed }, type, uncast, expression);
      assert.deepEqual(typeof compiled === 'string' ? compiled : compiled.map(({ path }) => path), paths);
    });
  }

  it('A-234 takes time in proportion to the expression', () => {
    const begun = performance.now();
    for (const part of ['(', "'", ' as x', '|', '.name', "extension('u').", ' ', '()']) compileExpression({ children: elementsNamed }, 'Patient', [], part.repeat(2_000));
    assert.ok(performance.now() - begun < 1_000);
  });
});

describe('compileDefinition', () => {
  let definitions: Definitions;
  let index: ElementIndex;
  before(() => {
    definitions = readDefinitions();
    index = elementIndex(definitions.elements);
  });

  it('says by the definitions what the product says by its table of elements, of every parameter', () => {
    const parameters = definitions.searchParameters.flatMap(({ base, code, type, expression }) => base.map((on) => ({ on, code, type, expression })));
    for (const { on, code, type, expression } of parameters) {
      const row = resourceTypes.some((one) => one === on) ? searchParamTable[on as 'Patient'][code] : undefined;
      if (row === undefined || row.kind === 'composite') continue;
      const compiled = compileExpression({ children: elementsNamed }, on, indexable[type as SearchParamKind], expression ?? '');
      assert.deepEqual(typeof compiled === 'string' ? [] : compiled.map(({ path }) => path), row.paths, `${on} ${code}`);
    }
  });

  for (const expression of ['Observation.sbject', 'Observation.component.cod', 'Observation.value.ofType(Address)', 'Observation.subject.ofType(Quantity)']) {
    it(`throws on \`${expression}\`, which selects no element`, () => {
      assert.throws(() => compileDefinition(index, 'Observation', 'token', expression), /selects no element of Observation/);
    });
  }
});
