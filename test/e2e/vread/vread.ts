import type { Feature } from '../case.ts';
import { clinician, having, officer, patientA, patientB, stranger } from '../personas.ts';

const notFound = { status: 404, refusal: 'not-found' } as const;

/** vread: the version and the current one decide (R4 http section 3.1.0.3; ). */
export const vread: Feature = {
  name: 'vread',
  cases: [
    {
      name: 'a patient reads a version of an own observation',
      as: patientA, request: { path: 'Observation/a1/_history/1' },
      expect: {
        status: 200, resources: ['Observation/a1'], contains: ['"value":1.00,'], upstream: ['GET Observation/a1/_history/1', 'GET Observation/a1/_history?_count=2'],
        headers: { etag: 'W/"1"', 'content-location': 'http://localhost:8080/fhir/Observation/a1/_history/1' },
        decision: { interaction: 'vread', type: 'Observation', id: 'a1' }, outcome: { patients: ['A'], returned: { count: 1 } },
      },
    },
    { name: 'and none of another patient\'s', as: patientA, request: { path: 'Observation/b1/_history/1' }, expect: { ...notFound, outcome: { returned: { filtered: 1 } } } },
    { name: 'A-111 the version that was B\'s is not shown to A, who has the resource now', as: patientA, request: { path: 'Observation/moved/_history/1' }, expect: notFound },
    { name: 'the one that is A\'s is', as: patientA, request: { path: 'Observation/moved/_history/2' }, expect: { status: 200, resources: ['Observation/moved'], headers: { etag: 'W/"2"' } } },
    { name: 'A-111 nor is it shown to B, who has lost the resource', as: patientB, request: { path: 'Observation/moved/_history/1' }, expect: notFound },
    { name: 'A-111 A\'s old version went with the resource', as: patientA, request: { path: 'Observation/moved-away/_history/1' }, expect: notFound },
    { name: 'A-111 and does not come to B', as: patientB, request: { path: 'Observation/moved-away/_history/1' }, expect: notFound },
    { name: 'who has the new one', as: patientB, request: { path: 'Observation/moved-away/_history/2' }, expect: { status: 200, resources: ['Observation/moved-away'] } },
    { name: 'A-114 of a deleted resource the last owner decides: A sees the version', as: patientA, request: { path: 'Observation/deleted-a/_history/1' }, expect: { status: 200, resources: ['Observation/deleted-a'] } },
    { name: 'A-114 and not that of a deleted one of B', as: patientA, request: { path: 'Observation/deleted-b/_history/1' }, expect: notFound },
    { name: 'the version that is the deletion is as absent to a patient', as: patientA, request: { path: 'Observation/deleted-a/_history/2' }, expect: notFound },
    { name: 'and gone to who reaches everyone', as: officer, request: { path: 'Observation/deleted-a/_history/2' }, expect: { status: 410, refusal: 'gone', headers: { location: undefined } } },
    { name: 'an unknown version is as an unknown resource', as: patientA, request: { path: 'Observation/a1/_history/9' }, expect: { ...notFound, upstream: ['GET Observation/a1/_history/9', 'GET Observation/a1/_history?_count=2'] } },
    { name: 'who reaches everyone sees every version', as: officer, request: { path: 'Observation/moved/_history/1' }, expect: { status: 200, resources: ['Observation/moved'] } },
    { name: 'a clinician reads versions of the launch patient', as: clinician, request: { path: 'Condition/cond-a/_history/1' }, expect: { status: 200, resources: ['Condition/cond-a'] } },
    { name: 'R-100 vread needs the letter r', as: having(patientA, { scope: 'patient/Observation.s' }), request: { path: 'Observation/a1/_history/1' }, expect: { status: 403, refusal: 'insufficient-scope', upstream: 'nothing' } },
    { name: 'and a row', as: stranger, request: { path: 'Observation/a1/_history/1' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
    { name: 'a version that is no id', as: patientA, request: { path: 'Observation/a1/_history/1%201' }, expect: { status: 400, refusal: 'target-malformed', upstream: 'nothing' } },
    { name: 'A-033 nobody writes a version', as: clinician, request: { method: 'PUT', path: 'Observation/a1/_history/1', body: { resourceType: 'Observation', id: 'a1' } }, expect: { status: 405, refusal: 'method-not-allowed', upstream: 'nothing' } },
    { name: 'nor deletes one', as: clinician, request: { method: 'DELETE', path: 'Observation/a1/_history/1' }, expect: { status: 405, refusal: 'method-not-allowed', upstream: 'nothing' } },
  ],
};
