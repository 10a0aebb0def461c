import { features, usCoreFeatures } from '../e2e/features.ts';
import { runFeatures } from '../e2e/run-cases.ts';
import { seed } from '../support/crossing-data.ts';
import { seedUsCore } from '../support/us-core-data.ts';
import { startHapi, type Hapi } from './hapi-server.ts';
import { putUsCoreSearchParameters } from './us-core-search-parameters.ts';

// The same list as in `npm test`: what the backend received is looked at there alone.
describe('end to end, before HAPI FHIR', () => {
  let hapi: Hapi;

  before(async () => {
    hapi = await startHapi();
    await seed(hapi.url);
  });
  after(() => hapi.stop());

  runFeatures(features, () => ({ url: hapi.url }));

  describe('with the data of US Core', () => {
    before(async () => {
      await putUsCoreSearchParameters(hapi.url);
      await seedUsCore(hapi.url);
    });
    runFeatures(usCoreFeatures, () => ({ url: hapi.url }));
  });
});
