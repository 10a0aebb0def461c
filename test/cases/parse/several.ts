import { get, postForm, refused, understood, type ParseCase } from './parse-case.ts';

const plain = (name: string, ...values: readonly string[]) => ({ name, values });
const each = (types: readonly string[], params: readonly unknown[] = [], result: object = {}) => types.map((type) => ({ type, params, joins: [], includes: [], result }));
const several = (types: readonly string[], params: readonly unknown[] = [], result: object = {}) => ({ kind: 'search-system', all: false, searches: each(types, params, result) }) as const;

/** Searches of several types: at the base, or in a compartment (R4 search section 3.1.1.1; ). */
export const severalCases: readonly ParseCase[] = [
  understood('two types by `_type` (R-132)', get('/fhir?_type=Patient,Observation&_tag=x'), several(['Patient', 'Observation'], [plain('_tag', 'x')])),
  understood('... by a form', postForm('/fhir/_search', '_type=Patient,Observation&_lastUpdated=ge2020'), several(['Patient', 'Observation'], [plain('_lastUpdated', 'ge2020')])),
  understood('... in URL and form together', postForm('/fhir/_search?_type=Patient', '_type=Observation'), several(['Patient', 'Observation'])),
  understood('... with a name that both have', get('/fhir?_type=Patient,Practitioner&name=x'), several(['Patient', 'Practitioner'], [plain('name', 'x')])),
  understood('... of ids, a page and a part', get('/fhir?_type=Patient,Practitioner&_id=1,2&_count=5&_elements=name'), several(['Patient', 'Practitioner'], [plain('_id', '1', '2')], { count: 5, projection: { kind: 'elements', names: ['name'] } })),
  understood('a type named twice, once', get('/fhir?_type=Patient,Observation,Patient'), several(['Patient', 'Observation'])),
  understood('one type alone is the search of that type', get('/fhir?_type=Patient&family=x&_sort=family'), { kind: 'search-type', type: 'Patient', params: [plain('family', 'x')], result: { sort: ['family'] } }),
  understood('a type without a value as none', get('/fhir?_type=&_tag=x'), { kind: 'search-system', all: true }),
  refused('a type that is none (A-078)', get('/fhir?_type=Patient,Nothing'), 'parameter-value', get('/fhir?_type=Patient,Observation'), '_type'),
  refused('a blank among types', get('/fhir?_type=Patient,'), 'parameter-value', get('/fhir?_type=Patient'), '_type'),
  refused('a parameter that one of the types has not', get('/fhir?_type=Patient,Observation&family=x'), 'parameter-unknown', get('/fhir?_type=Patient,Person&name=x'), 'family'),
  refused('a parameter over all types that only some have', get('/fhir/_search?patient=A'), 'parameter-unknown', get('/fhir/_search?_tag=x'), 'patient'),
  refused('an order over several types', get('/fhir?_type=Patient,Practitioner&_sort=name'), 'parameter-not-here', get('/fhir?_type=Patient&_sort=name'), '_sort'),
  refused('an include over several types', get('/fhir?_type=Patient,Observation&_include=Observation:subject'), 'parameter-not-here', get('/fhir?_type=Observation&_include=Observation:subject'), '_include'),
  refused('a chain over several types', get('/fhir?_type=Condition,Observation&patient.name=x'), 'parameter-not-here', get('/fhir?_type=Observation&patient.name=x'), 'patient'),
  refused('a reverse chain over several types', get('/fhir?_type=Patient,Practitioner&_has:Observation:performer:code=x'), 'parameter-not-here', get('/fhir?_type=Patient&_has:Observation:performer:code=x'), '_has'),
  refused('`_type` on a search of one type', get('/fhir/Patient?_type=Patient'), 'parameter-unknown', get('/fhir?_type=Patient'), '_type'),
  refused('`_type` by a modifier', get('/fhir?_type:not=Patient'), 'parameter-unknown', get('/fhir?_type=Patient')),
  refused('nothing at the base, which is no search', get('/fhir'), 'path-unknown', get('/fhir/_search')),

  understood('several types in a compartment (R-102)', get('/fhir/Patient/A/*?_type=Condition,Observation&_tag=x'), { ...several(['Condition', 'Observation'], [plain('_tag', 'x')]), within: { compartment: 'Patient', id: 'A' } }),
  understood('... one alone is the search of that type there', get('/fhir/Patient/A/*?_type=Condition&code=x'), { kind: 'search-compartment', compartment: 'Patient', id: 'A', type: 'Condition', params: [plain('code', 'x')] }),
  understood('... all of them', postForm('/fhir/Patient/A/*/_search', '_lastUpdated=ge2020'), { kind: 'search-system', all: true, within: { compartment: 'Patient', id: 'A' } }),
  refused('a type that no patient has in a compartment', get('/fhir/Patient/A/*?_type=Condition,Organization'), 'parameter-value', get('/fhir/Patient/A/*?_type=Condition,Observation'), '_type'),
  refused('a type of the whole compartment that is none', get('/fhir/Patient/A/*?_type=Nothing'), 'parameter-value', get('/fhir/Patient/A/*?_type=Condition')),
];
