import { features } from '../e2e/features.ts';
import { runFeatures } from '../e2e/run-cases.ts';
describe('dev hapi', () => { runFeatures(features, () => ({ url: process.env['DEV_HAPI']! })); });
