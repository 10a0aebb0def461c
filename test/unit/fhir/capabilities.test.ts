import assert from 'node:assert/strict';
import { printCapabilities } from '../../../src/fhir/capabilities.ts';
import { compileCustom, type CustomSearchParam } from '../../../src/fhir/custom-search-params.ts';
import type { CustomSearchParams } from '../../../src/fhir/search-param.ts';

type Statement = {
  readonly implementation: { readonly url: string };
  readonly date: string;
  readonly software: { readonly name: string; readonly version: string };
  readonly format: readonly string[];
  readonly rest: readonly { readonly resource: readonly { readonly type: string; readonly interaction: readonly { readonly code: string }[]; readonly searchParam: readonly { readonly name: string; readonly type: string }[] }[] }[];
};

const settings = { base: 'https://gw.example/fhir', version: '1.2.3' };
const print = (statement: object): Statement | undefined => {
  const text = printCapabilities(JSON.stringify(statement), settings);
  return text === undefined ? undefined : (JSON.parse(text) as Statement);
};
const backend = {
  resourceType: 'CapabilityStatement', date: '2024-05-06', software: { name: 'HAPI FHIR Server' }, implementation: { url: 'http://hapi:8080/fhir' }, format: ['application/fhir+xml', 'xml', 'json'],
  rest: [
    { mode: 'client', resource: [{ type: 'Basic', interaction: [{ code: 'read' }] }] },
    {
      mode: 'server',
      resource: [
        { type: 'Patient', interaction: ['update', 'search-type', 'read', 'delete', 'history-type'].map((code) => ({ code })), searchParam: [{ name: '_id' }, { name: 'name' }, { name: '_text' }, { name: '_has' }], operation: [{ name: 'everything' }] },
        { type: 'Location', interaction: [{ code: 'create' }], searchParam: [{ name: 'near' }] },
        { type: 'Account', interaction: [{ code: 'delete' }] },
        { type: 'SubscriptionStatus', interaction: [{ code: 'read' }] },
      ],
      operation: [{ name: 'export' }],
    },
  ],
};

describe('printCapabilities', () => {
  it('speaks in the name and on the base of the gateway (R-016)', () => {
    const statement = print(backend);
    assert.deepEqual([statement?.implementation.url, statement?.software, statement?.format], [settings.base, { name: 'Wardgate', version: '1.2.3' }, ['application/fhir+json', 'json']]);
    assert.doesNotMatch(JSON.stringify(statement), /hapi|export|everything/i);
  });

  it('lists of the backend\'s types, interactions and parameters those that the gateway lets through (R-016)', () => {
    assert.deepEqual(print(backend)?.rest[0]?.resource.map(({ type, interaction, searchParam }) => [type, interaction.map(({ code }) => code), searchParam]), [
      ['Patient', ['read', 'history-type', 'search-type'], [{ name: '_id', type: 'token' }, { name: 'name', type: 'string' }]],
      ['Location', ['create'], []],
    ]);
  });

  it('lists a parameter of the deployment\'s own where the backend has it, and none of a set that it does without', () => {
    const statement = { ...backend, rest: [{ mode: 'server', resource: [{ type: 'Patient', interaction: [{ code: 'read' }], searchParam: [{ name: 'race' }, { name: 'ward' }] }] }] };
    const named = (custom: CustomSearchParams | undefined): readonly unknown[] => {
      const text = printCapabilities(JSON.stringify(statement), { ...settings, custom });
      return (JSON.parse(text ?? '') as Statement).rest[0]?.resource[0]?.searchParam ?? [];
    };
    const list = ['ward', 'bed'].map((code): CustomSearchParam => ({ type: 'Patient', code, kind: 'string', expression: "Patient.extension('u').value.ofType(string)" }));
    assert.deepEqual(named(undefined), [{ name: 'race', type: 'token' }]);
    assert.deepEqual(named(compileCustom(list)), [{ name: 'race', type: 'token' }, { name: 'ward', type: 'string' }]);
    assert.deepEqual(named(compileCustom(list, [])), [{ name: 'ward', type: 'string' }]);
  });

  it('says nothing of resources where the backend does not', () => {
    assert.deepEqual(print({ resourceType: 'CapabilityStatement' })?.rest[0]?.resource, []);
    assert.equal(print({ resourceType: 'CapabilityStatement' })?.date, '2026-01-01');
  });

  it('is nothing where the text is no CapabilityStatement', () => {
    for (const text of ['', '<html>', '{"resourceType":"Patient"}', '[]', '{"resourceType":"CapabilityStatement"']) assert.equal(printCapabilities(text, settings), undefined, text);
  });
});
