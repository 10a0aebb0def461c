import assert from 'node:assert/strict';
import { isResourceType, resourceTypes } from '../../../src/fhir/resource-types.ts';

describe('resourceTypes', () => {
  it('holds the 146 concrete types of FHIR R4, sorted, each once', () => {
    assert.equal(resourceTypes.length, 146);
    assert.deepEqual(resourceTypes, [...new Set(resourceTypes)].sort());
  });

  const cases: readonly { readonly name: string; readonly text: string; readonly is: boolean }[] = [
    { name: 'a clinical type', text: 'Observation', is: true },
    { name: 'a type without an endpoint', text: 'Parameters', is: true },
    { name: 'an infrastructure type', text: 'OperationOutcome', is: true },
    { name: 'another case', text: 'observation', is: false },
    { name: 'a trailing blank', text: 'Observation ', is: false },
    { name: 'nothing', text: '', is: false },
    { name: 'an abstract type', text: 'Resource', is: false },
    { name: 'the other abstract type', text: 'DomainResource', is: false },
    { name: 'a data type', text: 'HumanName', is: false },
    { name: 'a type of R4B', text: 'SubscriptionStatus', is: false },
    { name: "a type of Medplum's own", text: 'ProjectMembership', is: false },
    { name: 'an inherited name (A-081)', text: 'constructor', is: false },
    { name: 'another inherited name (A-081)', text: '__proto__', is: false },
  ];
  for (const { name, text, is } of cases) {
    it(`${is ? 'knows' : 'does not know'} ${name}`, () => {
      assert.equal(isResourceType(text), is);
    });
  }
});
