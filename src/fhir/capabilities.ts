import { childrenOf, isFault, kindOf, memberOf, scan, stringMember, stringOf, type JsonDocument } from './json.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';
import { searchParamOf, type CustomSearchParams } from './search-param.ts';

export type CapabilitySettings = { readonly base: string; readonly version: string; readonly custom?: CustomSearchParams | undefined };

// What this server lets through, in the words of R4 restful-interaction; what the backend offers besides is not listed.
const offered: readonly string[] = ['read', 'vread', 'history-instance', 'history-type', 'search-type', 'create'];

const searchParams = (doc: JsonDocument, node: number, type: ResourceType, custom: CustomSearchParams | undefined): readonly object[] =>
  childrenOf(doc, memberOf(doc, node, 'searchParam')).flatMap((one) => {
    const name = stringMember(doc, one, 'name') ?? '';
    const param = searchParamOf(type, name, custom);
    return param === undefined || param.kind === 'special' ? [] : [{ name, type: param.kind }];
  });

// Canonicals of profiles and guides, and the includes: they name types and parameters, and no address of the backend.
const listed: readonly (readonly [string, RegExp])[] = [
  ['supportedProfile', /^https?:\/\/[^\s"]{1,500}$/], ['searchInclude', /^(?:\*|[A-Za-z]+:[\w*-]+(?::[A-Za-z]+)?)$/], ['searchRevInclude', /^(?:\*|[A-Za-z]+:[\w*-]+(?::[A-Za-z]+)?)$/],
];

const texts = (doc: JsonDocument, node: number, name: string, pattern: RegExp): Readonly<Record<string, readonly string[]>> => {
  const found = childrenOf(doc, memberOf(doc, node, name)).flatMap((one) => stringOf(doc, one) ?? []).filter((text) => pattern.test(text));
  return found.length === 0 ? {} : { [name]: found };
};

const resource = (doc: JsonDocument, node: number, custom: CustomSearchParams | undefined): readonly object[] => {
  const type = stringMember(doc, node, 'type') ?? '';
  if (!isResourceType(type)) return [];
  const there = childrenOf(doc, memberOf(doc, node, 'interaction')).flatMap((one) => stringMember(doc, one, 'code') ?? []);
  const interaction = offered.filter((code) => there.includes(code)).map((code) => ({ code }));
  if (interaction.length === 0) return [];
  const more = listed.map(([name, pattern]) => texts(doc, node, name, pattern));
  return [more.reduce<object>((all, one) => ({ ...all, ...one }), { type, interaction, versioning: 'versioned', readHistory: true, searchParam: searchParams(doc, node, type, custom) })];
};

const smart = {
  cors: true,
  service: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }] }],
};

/** The CapabilityStatement of the gateway, from the backend's: its own name and base, and of the rest what it lets through. Undefined where the text is none. */
export const printCapabilities = (text: string, { base, version, custom }: CapabilitySettings): string | undefined => {
  const doc = scan(text, 128);
  if (isFault(doc) || kindOf(doc, 0) !== 'object' || stringMember(doc, 0, 'resourceType') !== 'CapabilityStatement') return undefined;
  const rest = childrenOf(doc, memberOf(doc, 0, 'rest')).find((node) => stringMember(doc, node, 'mode') === 'server') ?? -1;
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: stringMember(doc, 0, 'date') ?? '2026-01-01',
    kind: 'instance',
    software: { name: 'Wardgate', version },
    implementation: { description: 'A FHIR server behind Wardgate', url: base },
    ...texts(doc, 0, 'instantiates', /^https?:\/\/[^\s"]{1,500}$/),
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [{ mode: 'server', security: smart, resource: childrenOf(doc, memberOf(doc, rest, 'resource')).flatMap((node) => resource(doc, node, custom)), interaction: [{ code: 'search-system' }, { code: 'history-system' }] }],
  });
};
