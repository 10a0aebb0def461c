import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { seed } from '../support/crossing-data.ts';
import { features } from './features.ts';
import { runFeatures } from './run-cases.ts';

describe('end to end, before the embedded FHIR server', () => {
  let backend: Backend;

  before(async () => {
    backend = await startBackend({ port: 0 });
    await seed(backend.url);
  });
  after(() => backend.close());

  runFeatures(features, () => backend);
});
