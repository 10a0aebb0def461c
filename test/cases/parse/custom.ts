import { get, refused, understood, type ParseCase } from './parse-case.ts';

const patients = (query: string) => get(`/fhir/Patient?${query}`);
const plain = (name: string, ...values: readonly string[]) => ({ name, values });

/** Search parameters of a deployment's own, `ward`, `insurer` and `seen` of Patient, and without those of US Core (docs/configuration.md, `searchParameters`). */
export const customCases: readonly ParseCase[] = [
  understood('a parameter of the deployment', patients('ward=http://x|7'), { params: [plain('ward', 'http://x|7')] }),
  understood('... with a modifier of its kind', patients('ward:not=7'), { params: [{ name: 'ward', modifier: 'not', values: ['7'] }] }),
  understood('... as a date', patients('seen=ge2020'), { params: [plain('seen', 'ge2020')] }),
  understood('... in a chain', get('/fhir/Observation?subject:Patient.ward=7'), { joins: [{ join: 'chain', name: 'subject', typed: true, targets: [{ type: 'Patient', of: plain('ward', '7') }] }] }),
  understood('... as a chain', patients('insurer.name=x'), { joins: [{ join: 'chain', name: 'insurer', typed: false, targets: [{ type: 'Organization', of: plain('name', 'x') }] }] }),
  understood('... in a reverse chain', get('/fhir/Organization?_has:Patient:insurer:family=x'), { joins: [{ join: 'reverse', type: 'Patient', by: 'insurer', of: plain('family', 'x') }] }),
  understood('... as an include', patients('_include=Patient:insurer'), { includes: [{ reverse: false, iterate: false, source: 'Patient', name: 'insurer' }] }),
  understood('... as an order', patients('_sort=-seen'), { result: { sort: ['-seen'] } }),
  refused('... of another type', get('/fhir/Observation?ward=7'), 'parameter-unknown', patients('ward=7'), 'ward'),
  refused('... with a modifier of another kind', patients('ward:exact=7'), 'modifier-unknown', patients('ward:not=7'), 'ward'),
  refused('... with a value of another kind', patients('seen=yesterday'), 'parameter-value', patients('seen=2020'), 'seen'),
  refused('... to a type that it does not lead to', patients('insurer:Practitioner=1'), 'modifier-unknown', patients('insurer:Organization=1'), 'insurer'),
  refused('a parameter of a set that the deployment does without', patients('race=x'), 'parameter-unknown', patients('gender=female'), 'race'),
];
