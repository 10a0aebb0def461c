import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';

const patients = 400;
const observationsEach = 44;
const encountersEach = 5;

const observation = (p: number, o: number): object => ({
  resourceType: 'Observation', id: `o${p}-${o}`, status: 'final', code: { coding: [{ system: 'http://loinc.org', code: `c${o % 20}` }] }, subject: { reference: `Patient/p${p}` },
  encounter: { reference: `Encounter/e${p}-${o % encountersEach}` }, effectiveDateTime: `2020-01-${String(1 + (o % 28)).padStart(2, '0')}`, valueQuantity: { value: o, unit: 'mg' },
});

const queries = [
  'Observation?patient=Patient/P',
  'Observation?patient=Patient/P&code=c3&date=ge2020-01-02&_sort=-date',
  'Observation?patient=Patient/P&encounter.status=finished',
  'Observation?patient=Patient/P&_has:Observation:derived-from:code=c3',
  'Patient?_id=P&_has:Observation:patient:code=c3',
  'Observation?patient=Patient/P&_include=Observation:encounter&_include=Observation:patient',
  'Patient?_id=P&_revinclude=Observation:patient',
  'Patient?_id=P&_revinclude=*',
];

describe('a patient\'s search at 20,000 resources', () => {
  let backend: Backend;
  before(async () => {
    backend = await startBackend({ port: 0, integrity: false });
    for (let p = 0; p < patients; p += 1) {
      backend.put({ resourceType: 'Patient', id: `p${p}` });
      for (let e = 0; e < encountersEach; e += 1) backend.put({ resourceType: 'Encounter', id: `e${p}-${e}`, status: 'finished', subject: { reference: `Patient/p${p}` } });
      for (let o = 0; o < observationsEach; o += 1) backend.put(observation(p, o));
    }
  });
  after(() => backend.close());

  // 2 ms is what is wanted, and measured at rest (docs/hapi-notes.md); looking at all resources would take over a hundred.
  for (const query of queries) {
    it(`${query} takes a few milliseconds, once its index is there`, async () => {
      const times: number[] = [];
      for (let number = 0; number < 41; number += 1) {
        const from = performance.now();
        await (await fetch(`${backend.url}/${query.replace(/P(?=&|$)/, `p${number}`)}`)).arrayBuffer();
        times.push(performance.now() - from);
      }
      const median = times.sort((a, b) => a - b)[20] ?? Infinity;
      assert.ok(median < 15, `${median.toFixed(1)} ms`);
    });
  }
});
