import { get, postForm, refused, send, understood, type ParseCase } from './parse-case.ts';

const observations = (query: string) => get(`/fhir/Observation?${query}`);
const read = (query: string) => get(`/fhir/Observation/1?${query}`);
const elements = (...names: readonly string[]) => ({ projection: { kind: 'elements', names } }) as const;
const summary = (of: string) => ({ projection: { kind: 'summary', of } }) as const;

/** The parameters that shape a result (R4 search section 3.1.1.5; ). */
export const resultCases: readonly ParseCase[] = [
  understood('all result parameters', observations('_count=50&_total=accurate&_sort=-date,status&_summary=false'), { params: [], result: { count: 50, total: 'accurate', sort: ['-date', 'status'] } }),
  refused('a count in words', observations('_count=all'), 'parameter-value', observations('_count=1000000'), '_count'),
  refused('a negative count (A-105)', observations('_count=-1'), 'parameter-value', observations('_count=0')),
  refused('a count of ten digits (A-105)', observations('_count=1000000000'), 'parameter-value', observations('_count=999999999')),
  refused('two counts (A-056)', observations('_count=1&_count=2'), 'parameter-repeated', observations('_count=1'), '_count'),
  refused('a total that there is not', observations('_total=exact'), 'parameter-value', observations('_total=estimate'), '_total'),
  refused('an order by a chain (A-088)', get('/fhir/Encounter?_sort=patient.family'), 'sort-unknown', get('/fhir/Encounter?_sort=patient'), '_sort'),
  refused('an order by a chain with a type (A-088)', get('/fhir/Encounter?_sort=Patient:subject.family'), 'sort-unknown', get('/fhir/Encounter?_sort=subject')),
  refused('an order by something unknown (A-088)', observations('_sort=-secret'), 'sort-unknown', observations('_sort=-date')),
  refused('A-248 an order by six keys', observations('_sort=code,status,date,category,method,subject'), 'too-costly', observations('_sort=code,status,date,category,method')),
  refused('an order by one key twice', observations('_sort=date,-date'), 'parameter-value', observations('_sort=-date')),
  refused('an order by nearness', get('/fhir/Location?_sort=near'), 'sort-unknown', get('/fhir/Location?_sort=name')),
  refused('an order by a modifier of old', observations('_sort:desc=date'), 'parameter-unknown', observations('_sort=-date')),
  understood('a count alone, whatever size is asked for besides', observations('_summary=count&_count=50'), { params: [], result: { count: 0 } }),
  refused('a count by a modifier', observations('_count:exact=1'), 'parameter-unknown', observations('_count=1')),

  // What is left of each resource
  ...['true', 'text', 'data'].map((of) => understood(`a summary: ${of} (A-115)`, observations(`_summary=${of}`), { params: [], result: summary(of) })),
  understood('elements (A-115)', observations('_elements=code,Observation.value,subject.reference'), { params: [], result: elements('code', 'Observation.value', 'subject.reference') }),
  understood('a count alone, without elements', observations('_summary=count&_elements=code'), { params: [], result: { count: 0 } }),
  understood('no summary and no element in particular', observations('_summary=false&_elements='), { params: [], result: {} }),
  understood('a summary of a form', postForm('/fhir/Observation/_search', '_summary=text'), { result: summary('text') }),
  refused('a summary that there is not', observations('_summary=some'), 'parameter-value', observations('_summary=text'), '_summary'),
  refused('two summaries', observations('_summary=text&_summary=data'), 'parameter-repeated', observations('_summary=text'), '_summary'),
  refused('two lists of elements', observations('_elements=code&_elements=value'), 'parameter-repeated', observations('_elements=code,value'), '_elements'),
  refused('an element that is no name', observations('_elements=code,a-b'), 'parameter-value', observations('_elements=code'), '_elements'),
  refused('elements by a modifier', observations('_elements:exclude=code'), 'parameter-unknown', observations('_elements=code')),

  understood('elements of a read (A-115)', read('_elements=code'), { kind: 'read', ...elements('code') }),
  understood('a summary of a read', read('_summary=true'), { kind: 'read', ...summary('true') }),
  understood('a read as a whole', read('_summary=false'), { kind: 'read', projection: undefined }),
  understood('elements of a vread', get('/fhir/Observation/1/_history/2?_elements=code'), { kind: 'vread', ...elements('code') }),
  understood('elements of a history', get('/fhir/Observation/1/_history?_count=2&_elements=code'), { kind: 'history-instance', history: { count: 2, ...elements('code') } }),
  understood('a summary of the history of a type', get('/fhir/Observation/_history?_summary=data'), { kind: 'history-type', history: summary('data') }),
  understood('a summary of the history of the server', get('/fhir/_history?_summary=text'), { kind: 'history-system', history: summary('text') }),
  refused('the count of a read', read('_summary=count'), 'parameter-not-here', read('_summary=true'), '_summary'),
  refused('the count of a history (A-113)', get('/fhir/Observation/1/_history?_summary=count'), 'parameter-not-here', get('/fhir/Observation/1/_history?_summary=true'), '_summary'),
  refused('two summaries of a read', read('_summary=true&_summary=text'), 'parameter-repeated', read('_summary=true')),
  refused('a summary of a read that there is not', read('_summary=all'), 'parameter-value', read('_summary=true')),
  refused('elements of something to be deleted', send('DELETE', '/fhir/Observation/1?_elements=code'), 'parameter-not-here', send('DELETE', '/fhir/Observation/1'), '_elements'),
  refused('elements of the content of a Binary, which has none', get('/fhir/Binary/1?_elements=data'), 'parameter-not-here', get('/fhir/Binary/1?_elements=data', 'Accept', 'application/fhir+json'), '_elements'),

  understood('no contained resources, which is what is searched anyway', observations('_contained=false&status=final'), { params: [{ name: 'status', values: ['final'] }], result: {} }),
  refused('contained resources (A-089)', observations('_contained=true'), 'parameter-not-here', observations('_contained=false'), '_contained'),
  refused('both (A-089)', observations('_contained=both'), 'parameter-not-here', observations('_contained=false')),
];
