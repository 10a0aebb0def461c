import assert from 'node:assert/strict';
import { acceptsJson, acceptsResource, isFormType, isJsonFormat, isJsonType, parseMediaType, type MediaType } from '../../../src/fhir/media-type.ts';

describe('parseMediaType', () => {
  const cases: readonly { readonly text: string; readonly parsed: Partial<MediaType> | undefined }[] = [
    { text: 'text/plain', parsed: { type: 'text/plain' } },
    { text: ' Application/FHIR+JSON ; Charset="UTF-8" ', parsed: { type: 'application/fhir+json', charset: 'utf-8' } },
    { text: 'application/json;charset=utf-16', parsed: { type: 'application/json', charset: 'utf-16' } },
    { text: 'application/json; profile="http://x.example/a,b"; v=1', parsed: { type: 'application/json' } },
    { text: 'application/fhir+json; fhirVersion=4.0', parsed: { type: 'application/fhir+json', fhirVersion: '4.0' } },
    { text: 'application/fhir+json; fhirVersion=4.0; FHIRVERSION=3.0', parsed: undefined },
    { text: 'application/json;', parsed: { type: 'application/json' } },
    { text: 'application/json;; charset=utf-8', parsed: { type: 'application/json', charset: 'utf-8' } },
    { text: 'application/json; charset=', parsed: undefined },
    { text: 'application/json; charset', parsed: undefined },
    { text: 'application/json; charset="utf-8', parsed: undefined },
    { text: 'application/json; charset=utf-8"', parsed: undefined },
    { text: 'application/json; charset="utf\\-8"', parsed: undefined },
    { text: 'application/json; charset = utf-8', parsed: undefined },
    { text: 'application/json; charset=utf-8; charset=utf-8', parsed: undefined },
    { text: 'application/json, text/xml', parsed: undefined },
    { text: 'application/json; a=b, text/xml', parsed: undefined },
    { text: 'application', parsed: undefined },
    { text: 'application/', parsed: undefined },
    { text: 'a/b/c', parsed: undefined },
    { text: '', parsed: undefined },
  ];
  for (const { text, parsed } of cases) {
    it(`reads \`${text}\` as ${parsed === undefined ? 'malformed' : JSON.stringify(parsed)}`, () => {
      assert.deepEqual(parseMediaType(text), parsed === undefined ? undefined : { charset: undefined, fhirVersion: undefined, ...parsed });
    });
  }
});

describe('the media types of bodies', () => {
  const json = ['application/fhir+json', 'application/json', 'application/fhir+json; charset=UTF-8', 'application/fhir+json; fhirVersion=4.0', 'application/fhir+json; fhirVersion="4.0.1"; charset=utf-8'];
  const form = ['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded; charset=utf-8'];
  const neither = ['application/fhir+json; charset=utf-16', 'application/fhir+json; fhirVersion=3.0', 'application/fhir+json; fhirVersion=4.3', 'application/json+fhir', 'application/fhir+xml', 'application/json-patch+json', 'application/fhir+ndjson', 'text/json', 'application/x-www-form-urlencoded; charset=iso-8859-1', 'multipart/form-data', 'x'];
  for (const text of [...json, ...form, ...neither]) {
    it(`are ${json.includes(text) ? 'JSON' : form.includes(text) ? 'a form' : 'neither JSON nor a form'} for \`${text}\` (A-074, A-182)`, () => {
      assert.deepEqual([isJsonType(text), isFormType(text)], [json.includes(text), form.includes(text)]);
    });
  }
});

describe('what Accept asks for', () => {
  const cases: readonly { readonly accept: string | undefined; readonly json: ReturnType<typeof acceptsJson>; readonly resource: boolean }[] = [
    { accept: undefined, json: 'any', resource: false },
    { accept: ' ', json: 'any', resource: false },
    { accept: '*/*', json: 'any', resource: false },
    { accept: 'application/fhir+json', json: 'json', resource: true },
    { accept: 'text/html, application/json;q=0.2', json: 'json', resource: true },
    { accept: 'Application/FHIR+JSON', json: 'json', resource: true },
    { accept: 'APPLICATION/JSON; CHARSET=UTF-8', json: 'json', resource: true },
    { accept: 'text/json', json: 'json', resource: true },
    { accept: 'application/json+fhir', json: 'json', resource: true },
    { accept: 'application/fhir+json; fhirVersion=4.0', json: 'json', resource: true },
    { accept: 'application/fhir+json;fhirVersion="4.0"', json: 'json', resource: true },
    { accept: 'application/fhir+json; fhirVersion=4.0.1; q=0.9', json: 'json', resource: true },
    { accept: 'application/fhir+json; fhirVersion=3.0', json: 'neither', resource: true },
    { accept: 'application/fhir+json; fhirVersion=4.3', json: 'neither', resource: true },
    { accept: 'application/fhir+json; fhirVersion=3.0, application/fhir+json; fhirVersion=4.0', json: 'json', resource: true },
    { accept: 'application/fhir+json; fhirVersion=3.0, */*;q=0.1', json: 'any', resource: true },
    { accept: 'application/fhir+xml, application/fhir+json;q=0.5', json: 'json', resource: true },
    { accept: 'application/fhir+xml', json: 'neither', resource: true },
    { accept: 'application/xml, text/xml', json: 'neither', resource: false },
    { accept: 'application/fhir+turtle', json: 'neither', resource: true },
    { accept: 'text/turtle', json: 'neither', resource: false },
    { accept: 'application/fhir+ndjson', json: 'neither', resource: true },
    { accept: 'text/*', json: 'neither', resource: false },
    { accept: '*/*;q=0', json: 'neither', resource: false },
    { accept: 'application/*;q=0, */*', json: 'neither', resource: false },
    { accept: 'application/*, */*;q=0', json: 'any', resource: false },
    { accept: 'application/fhir+json;q=0, */*', json: 'neither', resource: false },
    { accept: 'application/fhir+xml, */*;q=0.1', json: 'any', resource: true },
    { accept: 'image/png', json: 'neither', resource: false },
    { accept: 'application/json; q=0, image/png', json: 'neither', resource: false },
    { accept: 'application/json;q=0.0', json: 'neither', resource: false },
    { accept: 'application/json;q=1.2.3', json: 'neither', resource: false },
    { accept: 'application/*;q=0.5', json: 'any', resource: false },
  ];
  for (const { accept, json, resource } of cases) {
    it(`is ${json}, ${resource ? 'a resource' : 'content'} of a Binary, for \`${accept ?? ''}\``, () => {
      assert.deepEqual([acceptsJson(accept), acceptsResource(accept)], [json, resource]);
    });
  }
});

describe('isJsonFormat', () => {
  const json = [
    'json', 'application/json', 'application/fhir+json', 'application/fhir json', 'text/json', 'application/json+fhir', 'application/json fhir', 'APPLICATION/FHIR+JSON', 'Application/FHIR JSON',
    'application/fhir+json; fhirVersion=4.0', 'application/fhir json;fhirVersion=4.0', 'application/json; charset=utf-8',
  ];
  for (const format of json) {
    it(`knows \`${format}\``, () => { assert.ok(isJsonFormat(format)); });
  }
  const others = [
    '', ' ', 'JSON', 'xml', 'html/json', 'ttl', 'text/turtle', 'text/xml', 'application/fhir+xml', 'application/fhir+turtle', 'application/fhir+ndjson', 'json,xml', 'application/json,xml', '*/*',
    'application/fhir+json; fhirVersion=3.0', 'application/fhir+json; fhirVersion=5.0', 'application/json; charset=utf-16', 'application/fhir  json',
  ];
  for (const format of others) {
    it(`does not know \`${format}\` (A-048)`, () => { assert.ok(!isJsonFormat(format)); });
  }
});
