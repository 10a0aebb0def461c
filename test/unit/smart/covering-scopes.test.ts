import assert from 'node:assert/strict';
import type { Action, ScopeLetter } from '../../../src/fhir/interaction-table.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { coveringScopes } from '../../../src/smart/covering-scopes.ts';
import { soundCaller } from '../../support/deciding.ts';

const caller = soundCaller({ scope: 'openid fhirUser patient/Observation.rs user/*.r user/Practitioner.s', patient: 'A', fhirUser: 'Practitioner/77' });

describe('coveringScopes', () => {
  const cases: readonly { readonly sentence: string; readonly ask: readonly [ResourceType, Action, ScopeLetter]; readonly count: number }[] = [
    { sentence: 'the type itself and `*`', ask: ['Observation', 'read', 'r'], count: 2 },
    { sentence: 'R-092 `*` covers every type', ask: ['Task', 'read', 'r'], count: 1 },
    { sentence: 'R-097 no letter, no scope', ask: ['Observation', 'create', 'c'], count: 0 },
    { sentence: 'R-113 the caller\'s own read', ask: ['Practitioner', 'read', 'r'], count: 2 },
    { sentence: 'R-113 ... and neither vread nor history', ask: ['Practitioner', 'vread', 'r'], count: 1 },
    { sentence: 'R-113 ... nor search', ask: ['Practitioner', 'search', 's'], count: 1 },
    { sentence: 'R-113 ... nor another type', ask: ['Patient', 'read', 'r'], count: 1 },
  ];
  for (const { sentence, ask, count } of cases) it(sentence, () => { assert.equal(coveringScopes(caller, ...ask).length, count); });
});
