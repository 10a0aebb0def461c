import assert from 'node:assert/strict';
import { printOutcome } from '../../../src/fhir/operation-outcome.ts';

describe('printOutcome', () => {
  it('prints one issue in fixed words', () => {
    assert.deepEqual(JSON.parse(printOutcome('error', 'not-found', 'no such resource')), {
      resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found', details: { text: 'no such resource' } }],
    });
  });

  it('says where in the request the issue lies, whatever stands there', () => {
    assert.deepEqual(JSON.parse(printOutcome('information', 'value', 'x', 'a"b')), {
      resourceType: 'OperationOutcome', issue: [{ severity: 'information', code: 'value', details: { text: 'x' }, expression: ['a"b'] }],
    });
  });
});
