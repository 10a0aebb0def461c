import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { compileCustom } from '../../src/fhir/custom-search-params.ts';
import { searchParamNames, searchParamOf } from '../../src/fhir/search-param.ts';
import { seed } from '../support/crossing-data.ts';
import { seedUsCore } from '../support/us-core-data.ts';
import { features, usCoreFeatures } from './features.ts';
import { runFeatures } from './run-cases.ts';

// What the SearchParameter resources of crossing-data.ts tell HAPI.
const custom = compileCustom([
  { type: 'DiagnosticReport', code: 'form-url', kind: 'uri', expression: 'DiagnosticReport.presentedForm.url' },
  { type: 'Patient', code: 'ward', kind: 'token', expression: "Patient.extension('https://example.org/ward').value.ofType(Coding)" },
]);

describe('end to end, before the embedded FHIR server', () => {
  let backend: Backend;

  before(async () => {
    backend = await startBackend({ port: 0, searchParamOf: (type, name) => searchParamOf(type, name, custom), searchParamNames: (type) => searchParamNames(type, custom) });
    await seed(backend.url);
  });
  after(() => backend.close());

  runFeatures(features, () => backend);

  describe('with the data of US Core', () => {
    before(() => seedUsCore(backend.url));
    runFeatures(usCoreFeatures, () => backend);
  });
});
