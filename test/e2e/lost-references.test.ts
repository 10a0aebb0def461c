import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { seed } from '../support/crossing-data.ts';
import { lostReferences } from './foreign/joined.ts';
import { runFeatures } from './run-cases.ts';

const subject = { subject: { reference: 'Patient/A' } };

describe('end to end, before a server without referential integrity', () => {
  let backend: Backend;

  before(async () => {
    backend = await startBackend({ port: 0, integrity: false });
    await seed(backend.url);
    const code = { coding: [{ system: 'http://loinc.org', code: '58410-2' }] };
    backend.put({ resourceType: 'DiagnosticReport', id: 'dr-a-of-zz', status: 'final', code, ...subject, result: [{ reference: 'Observation/zz' }] });
    const focus = { coding: [{ system: 'http://loinc.org', code: '8867-4' }] };
    const category = [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }];
    const valueQuantity = { value: 81, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' };
    for (const patient of ['B', 'Z']) {
      backend.put({ resourceType: 'Observation', id: `focus-on-${patient}`, status: 'final', code: focus, category, ...subject, focus: [{ reference: `Patient/${patient}` }], valueQuantity });
    }
  });
  after(() => backend.close());

  runFeatures([lostReferences], () => backend);
});
