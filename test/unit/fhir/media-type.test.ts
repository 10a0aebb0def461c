import assert from 'node:assert/strict';
import { acceptsJson, acceptsResource, isFormType, isJsonFormat, isJsonType, parseMediaType } from '../../../src/fhir/media-type.ts';

describe('parseMediaType', () => {
  const cases: readonly { readonly text: string; readonly parsed: ReturnType<typeof parseMediaType> }[] = [
    { text: 'text/plain', parsed: { type: 'text/plain', charset: undefined } },
    { text: ' Application/FHIR+JSON ; Charset="UTF-8" ', parsed: { type: 'application/fhir+json', charset: 'utf-8' } },
    { text: 'application/json;charset=utf-16', parsed: { type: 'application/json', charset: 'utf-16' } },
    { text: 'application/json; profile="http://x.example/a,b"; v=1', parsed: { type: 'application/json', charset: undefined } },
    { text: 'application/json;', parsed: { type: 'application/json', charset: undefined } },
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
      assert.deepEqual(parseMediaType(text), parsed);
    });
  }
});

describe('the media types of bodies', () => {
  const json = ['application/fhir+json', 'application/json', 'application/fhir+json; charset=UTF-8', 'application/fhir+json; fhirVersion=4.0'];
  const form = ['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded; charset=utf-8'];
  const neither = ['application/fhir+json; charset=utf-16', 'application/fhir+xml', 'application/json-patch+json', 'application/fhir+ndjson', 'text/json', 'application/x-www-form-urlencoded; charset=iso-8859-1', 'multipart/form-data', 'x'];
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
    { accept: 'application/fhir+xml', json: 'neither', resource: true },
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
  for (const format of ['json', 'application/json', 'application/fhir+json', 'application/fhir json']) {
    it(`knows \`${format}\``, () => { assert.ok(isJsonFormat(format)); });
  }
  for (const format of ['', 'JSON', 'xml', 'html/json', 'ttl', 'application/fhir+xml', 'json,xml']) {
    it(`does not know \`${format}\` (A-048)`, () => { assert.ok(!isJsonFormat(format)); });
  }
});
