import type { ParseSettings } from '../../../src/fhir/parse.ts';

/** The gateway of the parse cases, and the backend behind it. */
export const parseSettings: ParseSettings = { basePath: '/fhir', bases: { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir'] }, maxParams: 100 };
