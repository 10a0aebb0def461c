import { compileCustom } from '../../../src/fhir/custom-search-params.ts';
import type { ParseSettings } from '../../../src/fhir/parse.ts';

/** The gateway of the parse cases, and the backend behind it. */
export const parseSettings: ParseSettings = { basePath: '/fhir', bases: { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir'] }, maxParams: 100 };

const custom = compileCustom([
  { type: 'Patient', code: 'ward', kind: 'token', expression: "Patient.extension('https://x.example/ward').value.ofType(Coding)" },
  { type: 'Patient', code: 'seen', kind: 'date', expression: "Patient.extension('https://x.example/seen').value.ofType(dateTime)" },
  { type: 'Patient', code: 'insurer', kind: 'reference', expression: "Patient.extension('https://x.example/insurer').value.ofType(Reference)", targets: ['Organization'] },
], []);

/** The same with search parameters of its own, and without any set. */
export const customSettings: ParseSettings = { ...parseSettings, bases: { ...parseSettings.bases, custom } };
