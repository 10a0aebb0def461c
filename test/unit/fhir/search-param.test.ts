import assert from 'node:assert/strict';
import { resourceTypes } from '../../../src/fhir/resource-types.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { searchParamTable } from '../../../src/fhir/search-param-table.ts';
import { searchParamNames, searchParamOf } from '../../../src/fhir/search-param.ts';
import type { SearchParamRow } from '../../../src/fhir/search-param.ts';

const extension = (url: string): string => `extension[url=http://hl7.org/fhir/${url}]`;

describe('searchParamTable', () => {
  const cases: readonly { readonly name: string; readonly type: ResourceType; readonly param: string; readonly row: SearchParamRow }[] = [
    { name: 'casts of a choice', type: 'Observation', param: 'value-quantity', row: { kind: 'quantity', paths: ['valueQuantity', 'valueSampledData'] } },
    { name: 'a step after a cast', type: 'Observation', param: 'value-string', row: { kind: 'string', paths: ['valueString', 'valueCodeableConcept.text'] } },
    { name: 'a union within one type', type: 'Observation', param: 'combo-code', row: { kind: 'token', paths: ['code', 'component.code'] } },
    {
      name: 'of a union over types, the alternative of this type',
      type: 'Observation',
      param: 'patient',
      row: { kind: 'reference', paths: ['subject->Patient'], targets: ['Patient'], single: true },
    },
    {
      name: 'an uncast choice, each of its types that a date can index',
      type: 'Observation',
      param: 'date',
      row: { kind: 'date', paths: ['effectiveDateTime', 'effectivePeriod', 'effectiveTiming', 'effectiveInstant'] },
    },
    { name: 'an uncast choice without its string', type: 'Procedure', param: 'date', row: { kind: 'date', paths: ['performedDateTime', 'performedPeriod'] } },
    { name: 'an uncast choice of canonical and uri', type: 'PlanDefinition', param: 'definition', row: { kind: 'reference', paths: ['action.definitionCanonical', 'action.definitionUri'], targets: ['ActivityDefinition', 'PlanDefinition', 'Questionnaire'] } },
    { name: 'a filter', type: 'Patient', param: 'phone', row: { kind: 'token', paths: ['telecom[system=phone]'] } },
    { name: 'a reference to any type, without targets', type: 'Library', param: 'depends-on', row: { kind: 'reference', paths: ['relatedArtifact[type=depends-on].resource'] } },
    { name: 'nothing of an expression that says more than paths', type: 'Patient', param: 'deceased', row: { kind: 'token', paths: [], opaque: true } },
    { name: 'nothing of an indexed step', type: 'Bundle', param: 'composition', row: { kind: 'reference', paths: [], targets: ['Composition'], opaque: true } },
    {
      name: 'a reference to several types',
      type: 'Patient',
      param: 'general-practitioner',
      row: { kind: 'reference', paths: ['generalPractitioner'], targets: ['Organization', 'Practitioner', 'PractitionerRole'] },
    },
    { name: 'a cast of a choice of concept and reference', type: 'MedicationRequest', param: 'code', row: { kind: 'token', paths: ['medicationCodeableConcept'] } },
    {
      name: 'an extension of US Core, the choice named in full',
      type: 'Condition',
      param: 'asserted-date',
      row: { kind: 'date', paths: [`${extension('StructureDefinition/condition-assertedDate')}.valueDateTime`], set: 'us-core' },
    },
    {
      name: 'an extension of US Core with a choice on the way',
      type: 'Patient',
      param: 'race',
      row: { kind: 'token', paths: [`${extension('us/core/StructureDefinition/us-core-race')}.extension.valueCoding.code`], set: 'us-core' },
    },
    { name: 'US Core beside R4', type: 'CareTeam', param: 'role', row: { kind: 'token', paths: ['participant.role'], set: 'us-core' } },
    { name: 'the patient of an encounter', type: 'Encounter', param: 'patient', row: { kind: 'reference', paths: ['subject->Patient'], targets: ['Patient'], single: true } },
    { name: 'the patients of an appointment', type: 'Appointment', param: 'patient', row: { kind: 'reference', paths: ['participant.actor->Patient'], targets: ['Patient'] } },
    {
      name: 'all who take part in an appointment',
      type: 'Appointment',
      param: 'actor',
      row: { kind: 'reference', paths: ['participant.actor'], targets: ['Device', 'HealthcareService', 'Location', 'Patient', 'Practitioner', 'PractitionerRole', 'RelatedPerson'] },
    },
    { name: 'an expression that does not begin with its type', type: 'InsurancePlan', param: 'name', row: { kind: 'string', paths: ['name', 'alias'] } },
    {
      name: 'a composite over the resource and a part of it',
      type: 'Observation',
      param: 'combo-code-value-quantity',
      row: { kind: 'composite', paths: ['', 'component'], components: ['combo-code', 'combo-value-quantity'] },
    },
    { name: 'the one special parameter', type: 'Location', param: 'near', row: { kind: 'special', paths: ['position'] } },
  ];
  for (const { name, type, param, row } of cases) {
    it(`has ${name}: ${type} ${param}`, () => {
      assert.deepEqual(searchParamTable[type][param], row);
    });
  }

  it('has a path for every parameter that is not opaque, and three that are', () => {
    const all = resourceTypes.flatMap((type) => searchParamNames(type).map((name) => ({ at: `${type} ${name}`, param: searchParamOf(type, name)! })));
    assert.deepEqual(all.filter(({ param }) => (param.paths.length === 0) !== param.opaque), []);
    assert.deepEqual(all.filter(({ param }) => param.opaque).map(({ at }) => at), ['Bundle composition', 'Bundle message', 'Patient deceased']);
  });

  it('names as the parts of a composite only parameters of its type', () => {
    const wrong = resourceTypes.flatMap((type) =>
      Object.values(searchParamTable[type]).flatMap(({ components = [] }) => components.filter((name) => searchParamOf(type, name) === undefined)),
    );
    assert.deepEqual(wrong, []);
  });
});

describe('searchParamOf', () => {
  it('gives a parameter with its paths read', () => {
    assert.deepEqual(searchParamOf('Patient', 'phone'), {
      name: 'phone',
      kind: 'token',
      paths: [{ steps: [{ name: 'telecom', where: { name: 'system', value: 'phone' } }] }],
      targets: [],
      components: [],
      opaque: false,
      single: false,
    });
  });

  it('reads the paths of a parameter once', () => {
    assert.equal(searchParamOf('Patient', 'birthdate'), searchParamOf('Patient', 'birthdate'));
  });

  it('spells out the targets of a reference to any type, which are all that have an endpoint', () => {
    assert.deepEqual(searchParamOf('Observation', 'focus')?.targets, resourceTypes.filter((type) => type !== 'Parameters'));
  });

  const names: readonly { readonly name: string; readonly known: boolean; readonly why: string }[] = [
    { name: 'code', known: true, why: 'a parameter of the type' },
    { name: 'Code', known: false, why: 'another case' },
    { name: 'code:text', known: false, why: 'a modifier is not part of the name' },
    { name: 'patient.name', known: false, why: 'nor is a chain' },
    { name: 'birthdate', known: false, why: 'a parameter of another type' },
    { name: '', known: false, why: 'no name' },
    { name: '_id', known: true, why: 'common to all types' },
    { name: '_lastUpdated', known: true, why: 'common to all types' },
    { name: '_tag', known: true, why: 'common to all types' },
    { name: '_profile', known: true, why: 'common to all types' },
    { name: '_security', known: true, why: 'common to all types' },
    { name: '_ID', known: false, why: 'HAPI ignores it' },
    ...['_text', '_content', '_list', '_query', '_filter', '_has', '_type', '_source', '_language', '_pid', '_contained'].map((name) => ({ name, known: false, why: 'A-069' })),
    ...['constructor', '__proto__', 'hasOwnProperty', 'toString', 'prototype'].map((name) => ({ name, known: false, why: 'A-081' })),
  ];
  for (const { name, known, why } of names) {
    it(`${known ? 'knows' : 'does not know'} \`${name}\` of an Observation (${why})`, () => {
      assert.equal(searchParamOf('Observation', name) !== undefined, known);
    });
  }
});

describe('searchParamNames', () => {
  it('lists the common parameters of a type that has no others', () => {
    assert.deepEqual(searchParamNames('Binary'), ['_id', '_lastUpdated', '_profile', '_security', '_tag']);
  });

  it('lists those of the type first', () => {
    assert.deepEqual(searchParamNames('Slot').slice(0, 3), ['appointment-type', 'identifier', 'schedule']);
  });
});
