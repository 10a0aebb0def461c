import { get, post, refused, send, understood, type ParseCase } from './parse-case.ts';

const target = '/fhir/Observation';
const observation = '{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/A"}}';
const create = post(target, observation);
const body = (text: string | null | undefined) => post(target, text);
const bundle = (text: string) => post('/fhir', text);
const nested = (depth: number): string => `{"resourceType":"Observation","extension":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
const withValue = (number: string) => body(`{"resourceType":"Observation","valueQuantity":{"value":${number}}}`);

/** Bodies: strict JSON of the type in the path, or none at all (threats 9 to 13, 15). */
export const bodies: readonly ParseCase[] = [
  understood('a resource', create, { kind: 'create', type: 'Observation' }),
  refused('a body on a GET (A-026, A-077)', send('GET', target, [], 'patient=B'), 'body-unexpected', get(target)),
  refused('a form on a GET (A-077)', send('GET', target, ['Content-Type', 'application/x-www-form-urlencoded'], 'patient=B'), 'body-unexpected', get(`${target}?patient=B`)),
  refused('a body on a HEAD (A-026)', send('HEAD', target, [], 'x'), 'body-unexpected', send('HEAD', target)),
  refused('a request within the body of a DELETE (A-026)', send('DELETE', '/fhir/Observation/1', ['Transfer-Encoding', 'chunked'], 'GET /fhir/Patient/B HTTP/1.1\r\n\r\n'), 'body-unexpected', send('DELETE', '/fhir/Observation/1')),
  refused('a body on a GET of an operation (A-077)', send('GET', '/fhir/Patient/A/$everything', [], 'x'), 'body-unexpected', get('/fhir/Patient/A/$everything')),
  refused('bytes that are no text on a GET (A-077)', send('GET', target, [], null), 'body-unexpected', get(target)),
  understood('an empty body on a GET', send('GET', target, [], ''), { kind: 'search-type' }),
  refused('a create without a body', body(undefined), 'body-missing', create),
  refused('a create with an empty body', body(''), 'body-missing', create),
  refused('a resource of another type (A-144, A-163, R-150)', body('{"resourceType":"Patient"}'), 'body-type-differs', create),
  refused('a type in another case (A-021, A-181)', body('{"resourceType":"observation"}'), 'body-type-differs', create),
  refused('the name of the type in another case (A-181)', body('{"resourcetype":"Observation"}'), 'body-not-a-resource', create),
  refused('a type that is no string (A-144)', body('{"resourceType":["Observation"]}'), 'body-not-a-resource', create),
  refused('a list of resources', body(`[${observation}]`), 'body-not-a-resource', create),
  refused('a string', body('"Observation"'), 'body-not-a-resource', create),
  refused('XML (A-179, R-173)', post(target, '<Observation xmlns="http://hl7.org/fhir"/>', 'application/fhir+xml'), 'unsupported-media-type', create, 'content-type'),
  refused('XML by its old name (A-179)', post(target, '<Observation/>', 'application/xml+fhir'), 'unsupported-media-type', create),
  refused('XML with a document type (A-184)', post(target, '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><Observation/>', 'text/xml'), 'unsupported-media-type', create),
  refused('Turtle (A-179)', post(target, '[] a fhir:Observation .', 'text/turtle'), 'unsupported-media-type', create),
  refused('JSON without a content type (A-179)', send('POST', target, [], observation), 'unsupported-media-type', create),
  refused('JSON as a patch (A-148)', post(target, observation, 'application/json-patch+json'), 'unsupported-media-type', create),
  refused('a page of a browser (A-175)', post('/fhir/Binary', '<script/>', 'text/html'), 'unsupported-media-type', post('/fhir/Binary', '{"resourceType":"Binary","contentType":"text/html"}')),
  refused('single quotation marks, which HAPI reads (A-180)', body("{'resourceType':'Observation'}"), 'body-malformed', create),
  refused('a plus sign before a number, which HAPI reads (A-180)', withValue('+1'), 'body-malformed', withValue('1')),
  refused('text behind the resource (A-180)', body(`${observation}{}`), 'body-malformed', create),
  refused('a comment (A-180)', body(`/* */${observation}`), 'body-malformed', create),
  refused('NaN (A-180)', withValue('NaN'), 'body-malformed', withValue('null')),
  refused('a comma at the end (A-180)', body('{"resourceType":"Observation",}'), 'body-malformed', create),
  refused('two subjects (A-181)', body('{"resourceType":"Observation","subject":{"reference":"Patient/B"},"subject":{"reference":"Patient/A"}}'), 'body-malformed', create),
  refused('two subjects, one spelled with an escape (A-181)', body('{"resourceType":"Observation","subject":{},"\\u0073ubject":{}}'), 'body-malformed', body('{"resourceType":"Observation","\\u0073ubject":{}}')),
  refused('two types (A-144, A-181)', body('{"resourceType":"Observation","resourceType":"Observation"}'), 'body-malformed', create),
  refused('a name twice far below (A-181)', body('{"resourceType":"Observation","component":[{"code":{"text":"a","text":"b"}}]}'), 'body-malformed', body('{"resourceType":"Observation","component":[{"code":{"text":"a"}},{"code":{"text":"b"}}]}')),
  refused('the prototype as a name (A-181)', body('{"resourceType":"Observation","__proto__":{"status":"final"}}'), 'body-malformed', create),
  refused('the prototype as a name spelled with an escape (A-181)', body('{"resourceType":"Observation","\\u005f_proto__":{}}'), 'body-malformed', create),
  refused('the constructor as a name (A-181)', body('{"resourceType":"Observation","constructor":{"prototype":{}}}'), 'body-malformed', create),
  refused('UTF-16 (A-182)', post(target, observation, 'application/fhir+json; charset=utf-16'), 'unsupported-media-type', post(target, observation, 'application/fhir+json; charset=utf-8')),
  refused('UTF-7 (A-182)', post(target, observation, 'application/fhir+json; charset=utf-7'), 'unsupported-media-type', post(target, observation, 'application/fhir+json;charset="UTF-8"')),
  refused('bytes that are not UTF-8 (A-182)', body(null), 'body-malformed', create),
  refused('a byte order mark (A-182)', body(`\ufeff${observation}`), 'body-malformed', create),
  refused('two media types in one header (A-179)', post(target, observation, 'application/fhir+json, application/fhir+xml'), 'unsupported-media-type', create),
  refused('a second media type within a parameter (A-179)', post(target, observation, 'application/fhir+json; x=1, application/fhir+xml'), 'unsupported-media-type', post(target, observation, 'application/fhir+json; x=1')),
  understood('JSON by its plain name', post(target, observation, 'application/json'), { kind: 'create' }),
  understood('a media type with a version, and a semicolon at its end', post(target, observation, 'application/fhir+json; fhirVersion=4.0;'), { kind: 'create' }),
  refused('65 levels (A-185)', body(nested(65)), 'body-malformed', body(nested(64))),
  refused('a number that HAPI stores and can never read again (A-185)', withValue('1e1000'), 'body-number-too-long', withValue('1e99')),
  refused('a number that takes the backend minutes (A-185)', withValue('1E+1000000'), 'body-number-too-long', withValue('1E+10')),
  refused('such a small number (A-185)', withValue('1e-1000'), 'body-number-too-long', withValue('1e-10')),
  refused('such a number in quotation marks, which HAPI takes for it (A-185)', withValue('"1e1000000"'), 'body-number-too-long', withValue('"1e10"')),
  refused('a number of a thousand digits (A-185)', withValue('1'.repeat(1000)), 'body-number-too-long', withValue('1'.repeat(100))),
  understood('a number of 39 digits', withValue('123456789012345678.901234567890123456789'), { kind: 'create' }),

  understood('a batch (R-163)', bundle('{"resourceType":"Bundle","type":"batch","entry":[]}'), { kind: 'batch' }),
  understood('a transaction', bundle('{"resourceType":"Bundle","type":"transaction"}'), { kind: 'transaction' }),
  refused('a Bundle without a type, which HAPI takes for a transaction (A-164)', bundle('{"resourceType":"Bundle"}'), 'body-not-a-resource', bundle('{"resourceType":"Bundle","type":"batch"}'), 'Bundle.type'),
  refused('a Bundle of another type at the base (A-164, R-168)', bundle('{"resourceType":"Bundle","type":"collection"}'), 'body-not-a-resource', bundle('{"resourceType":"Bundle","type":"transaction"}')),
  refused('a Bundle whose type is in capitals (A-164)', bundle('{"resourceType":"Bundle","type":"Transaction"}'), 'body-not-a-resource', bundle('{"resourceType":"Bundle","type":"transaction"}')),
  refused('another resource at the base', bundle(observation), 'body-type-differs', bundle('{"resourceType":"Bundle","type":"batch"}')),
  understood('a Bundle to be stored, which is a create (A-172)', post('/fhir/Bundle', '{"resourceType":"Bundle","type":"collection"}'), { kind: 'create', type: 'Bundle' }),
];
