import assert from 'node:assert/strict';
import { emergencyOf } from '../../../src/decision/emergency.ts';
import { bases, parsed } from '../../support/deciding.ts';

const instances = ['Observation/o', 'Patient/A', 'Observation/o/_history/1', 'Observation/o/_history'];
const ofA = ['Observation?patient=A', 'Observation?subject=Patient/A&code=x', 'Observation?patient=A,B&subject=Patient/A', 'Patient?_id=A', 'Provenance?patient=A',
  'Patient/A/Observation', 'Patient/A/Schedule', 'Patient/A/Provenance', 'Patient/A/*', 'Patient/A/*?_type=Condition,Schedule'];
const closed = ['Observation', 'Observation?patient=A,B', 'Observation?patient=A&patient=B', 'Observation?patient=Group/A', 'Observation?subject=Patient/A,Group/A', 'Observation?performer=Patient/A', 'Observation?_id=o', 'Observation?patient.name=x', 'Practitioner?_id=77', 'Patient?name=x',
  'Patient/A/Observation?patient=B', 'Encounter/e/Observation', '?_type=Patient,Observation', '?_type=Patient,Practitioner&_id=A', '_search', 'Observation/_history', '_history', 'metadata', 'Patient/A/$everything'];

describe('emergencyOf', () => {
  for (const request of instances) it(`opens \`${request}\`, which is one instance`, () => { assert.equal(emergencyOf(parsed(`GET ${request}`).interaction, true, bases), 'open'); });
  for (const request of ofA) it(`opens \`${request}\` for the one patient whom it names`, () => { assert.deepEqual(emergencyOf(parsed(`GET ${request}`).interaction, true, bases), { patient: 'A' }); });
  for (const request of closed) it(`does not open \`${request}\``, () => { assert.equal(emergencyOf(parsed(`GET ${request}`).interaction, true, bases), 'not-here'); });
  for (const request of ['PUT Observation/o', 'PATCH Observation/o', 'DELETE Observation/o', 'DELETE Observation?patient=A']) it(`does not open \`${request}\``, () => { assert.equal(emergencyOf(parsed(request).interaction, true, bases), 'not-here'); });
  it('is none where none was declared', () => { assert.equal(emergencyOf(parsed('GET Observation/o').interaction, false, bases), 'none'); });
});
