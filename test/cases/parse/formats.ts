import { get, postForm, refused, send, understood, type ParseCase } from './parse-case.ts';

const patient = '/fhir/Patient/A';
const binary = '/fhir/Binary/1';
const accept = (target: string, value: string) => get(target, 'Accept', value);
const asJson = { kind: 'read', type: 'Binary', id: '1', raw: undefined } as const;
const asContent = { kind: 'read', type: 'Binary', id: '1', raw: true } as const;

/** In which format a client wants its answer: FHIR JSON, or the content of a Binary (R-173, R4 http section 3.1.0.1.11). */
export const formats: readonly ParseCase[] = [
  ...['application/fhir+json', 'application/json', '*/*', 'application/*', 'Application/FHIR+JSON; charset=utf-8', 'text/html, application/xhtml+xml, */*;q=0.8', 'application/fhir+xml;q=1.0, application/fhir+json;q=1.0', 'application/fhir+json; fhirVersion=4.0', 'application/fhir+xml, application/fhir+json;q=0.5', 'text/json', 'application/json+fhir', 'APPLICATION/JSON', ''].map((value) =>
    understood(`\`Accept: ${value}\``, accept(patient, value), { kind: 'read', id: 'A' })),
  ...['json', 'application/json', 'application/fhir%2Bjson', 'application/fhir+json', 'text/json', 'application/json%2Bfhir', 'application/fhir%2Bjson;%20fhirVersion=4.0', 'APPLICATION/JSON'].map((value) =>
    understood(`\`_format=${value}\`, which goes before Accept (R-173)`, accept(`${patient}?_format=${value}`, 'application/fhir+xml'), { kind: 'read', id: 'A' })),
  understood('`_format` in a form', send('POST', '/fhir/Patient/_search', ['Content-Type', 'application/x-www-form-urlencoded', 'Accept', 'application/fhir+xml'], 'gender=female&_format=json'), { kind: 'search-type', params: [{ name: 'gender', values: ['female'] }] }),
  understood('a wish for a readable answer', get(`${patient}?_pretty=true`), { kind: 'read' }, { pretty: true }),
  understood('a wish for a readable answer in a form', postForm('/fhir/Patient/_search', '_pretty=true'), { kind: 'search-type', params: [] }, { pretty: true }),
  understood('wishes without a value, which ask nothing', get(`${patient}?_format=&_pretty=`), { kind: 'read' }, { pretty: false }),
  understood('no wish for a readable answer', get(`${patient}?_pretty=false`), { kind: 'read' }, { pretty: false }),
  refused('XML (A-048, A-179)', accept(patient, 'application/fhir+xml'), 'not-acceptable', accept(patient, 'application/fhir+json'), 'accept'),
  refused('a page for a browser (A-048)', accept(patient, 'text/html'), 'not-acceptable', accept(patient, 'text/html, */*')),
  refused('anything but JSON', accept(patient, 'application/fhir+json;q=0, application/fhir+xml'), 'not-acceptable', accept(patient, 'application/fhir+json;q=0.1, application/fhir+xml')),
  refused('a quality that is no number', accept(patient, 'application/json;q=.'), 'not-acceptable', accept(patient, 'application/json;q=.1')),
  refused('another version of FHIR (R4 versioning)', accept(patient, 'application/fhir+json; fhirVersion=3.0'), 'not-acceptable', accept(patient, 'application/fhir+json; fhirVersion=4.0'), 'accept'),
  refused('another version of FHIR by `_format`', accept(`${patient}?_format=application/fhir%2Bjson;fhirVersion=3.0`, '*/*'), 'not-acceptable', get(`${patient}?_format=application/fhir%2Bjson;fhirVersion=4.0`), '_format'),
  refused('a Binary in another version of FHIR', accept(binary, 'application/fhir+json; fhirVersion=3.0'), 'not-acceptable', accept(binary, 'application/fhir+json; fhirVersion=4.0')),
  refused('Turtle (A-048)', accept(patient, 'application/fhir+turtle, text/turtle'), 'not-acceptable', accept(patient, 'application/fhir+turtle, */*;q=0.1')),
  refused('anything but JSON, by its exclusion', accept(patient, 'application/fhir+json;q=0, */*'), 'not-acceptable', accept(patient, 'application/fhir+xml;q=0, */*')),
  refused('XML by `_format` (A-048)', accept(`${patient}?_format=xml`, 'application/fhir+json'), 'not-acceptable', get(`${patient}?_format=json`), '_format'),
  refused('a page by `_format` (A-048)', get(`${patient}?_format=html/json`), 'not-acceptable', get(`${patient}?_format=json`)),
  refused('Turtle by `_format` (A-048)', get(`${patient}?_format=ttl`), 'not-acceptable', get(`${patient}?_format=json`)),
  refused('two formats (A-048)', get(`${patient}?_format=json&_format=xml`), 'parameter-repeated', get(`${patient}?_format=json`), '_format'),
  refused('a format in the URL and another in the form (A-048, A-070)', postForm('/fhir/Patient/_search?_format=json', '_format=xml'), 'parameter-repeated', postForm('/fhir/Patient/_search?_format=json', 'gender=male')),
  refused('two wishes for a readable answer', get(`${patient}?_pretty=true&_pretty=false`), 'parameter-repeated', get(`${patient}?_pretty=true`), '_pretty'),
  refused('a wish for a readable answer in another word', get(`${patient}?_pretty=yes`), 'parameter-value', get(`${patient}?_pretty=true`), '_pretty'),

  understood('the content of a Binary (R-175)', get(binary), asContent),
  understood('the content of a Binary by its own type', accept(binary, 'application/pdf'), asContent),
  understood('a Binary as a resource', accept(binary, 'application/fhir+json'), asJson),
  understood('a Binary as a resource by `_format`', accept(`${binary}?_format=json`, 'application/pdf'), asJson),
  refused('a Binary as a resource in XML', accept(binary, 'application/fhir+xml'), 'not-acceptable', accept(binary, 'application/fhir+json')),
];
