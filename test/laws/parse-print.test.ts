import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSettings } from '../cases/parse/parse-settings.ts';
import type { AskedParam, FhirInteraction, ResultParams } from '../../src/fhir/interaction.ts';
import { parseInteraction, type RawRequest } from '../../src/fhir/parse.ts';
import { compartmentOf } from '../../src/fhir/patient-compartment.ts';
import { printCreate, printHistory, printRead, printSearch, printVread, type UpstreamRequest } from '../../src/fhir/print.ts';
import { resourceTypes, type ResourceType } from '../../src/fhir/resource-types.ts';
import { searchParamNames, searchParamOf, type SearchParam } from '../../src/fhir/search-param.ts';

const types = fc.constantFrom(...resourceTypes);
const ids = fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/).filter((id) => !['.', '..', 'metadata'].includes(id));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** Any text that a client may ask for: what FHIR gives a meaning is escaped. */
const texts = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom('a,b', '100%', '%41', '+', '&x=y', 'a b', '#', '?', ';', '\\', '|', '$', '[]', '🚑', '٠', "'()*!"))
  .filter((text) => text.trim() !== '' && !/[\x00-\x1f\x7f]/.test(text))
  .map((text) => text.replace(/[,|$\\]/g, '\\$&'));
const codes = texts.filter((text) => /[^|\s]/.test(text));
const prefixes = fc.constantFrom('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap');
const dates = fc.tuple(prefixes, fc.constantFrom('2024', '2024-02', '2024-02-29', '2024-02-29T10:00', '2024-02-29T10:00:00Z', '2024-02-29T10:00:00.123+05:45', '2024-02-29T10:00:00-08:00')).map((parts) => parts.join(''));
const numbers = fc.tuple(prefixes, fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?$/)).map((parts) => parts.join(''));
const tokens = fc.oneof(codes, fc.tuple(fc.constantFrom('', 'http://loinc.org', 'urn:oid:1.2'), codes).map((parts) => parts.join('|')), fc.constant('http://loinc.org|'));
const quantities = fc.oneof(numbers, numbers.map((number) => `${number}|http://unitsofmeasure.org|mg`), numbers.map((number) => `${number}||mg`));

const referencesTo = (targets: readonly ResourceType[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom('', ...targets.flatMap((type) => [`${type}/`, `https://gw.example/fhir/${type}/`, `http://hapi:8080/fhir/${type}/`])), ids).map((parts) => parts.join(''));

const valuesOf = (type: ResourceType, param: SearchParam): fc.Arbitrary<string> => {
  switch (param.kind) {
    case 'date':
      return dates;
    case 'number':
      return numbers;
    case 'quantity':
      return quantities;
    case 'token':
      return param.name === '_id' ? ids : tokens;
    case 'reference':
      return referencesTo(param.targets);
    case 'composite':
      return fc.tuple(...param.components.map((name) => valuesOf(type, searchParamOf(type, name)!))).map((parts) => parts.join('$'));
    case 'string':
    case 'uri':
    case 'special':
      return texts;
  }
};

type Values = { readonly modifier?: string; readonly value: fc.Arbitrary<string> };

/** The modifiers that the parameter takes, each with its values. */
const spellingsOf = (type: ResourceType, param: SearchParam): readonly Values[] => {
  const row = compartmentOf(type);
  const owner = row.class === 'owned' && row.ownerParams.includes(param.name);
  const plain: Values = { value: valuesOf(type, param) };
  if (param.name === '_id') return [plain];
  const typed = param.kind === 'reference' ? param.targets.filter((target) => !owner || target === 'Patient').map((target): Values => ({ modifier: target, value: referencesTo([target]) })) : [];
  if (owner) return [plain, ...typed];
  const missing: Values = { modifier: 'missing', value: fc.constantFrom('true', 'false') };
  const more = { string: ['exact', 'contains'], token: ['not', 'text', 'of-type'], reference: ['identifier'] };
  const others = param.kind in more ? more[param.kind as keyof typeof more].map((modifier): Values => ({ modifier, value: param.kind === 'token' ? tokens : texts })) : [];
  return [plain, missing, ...typed, ...others];
};

const paramsOf = (type: ResourceType): fc.Arbitrary<AskedParam> =>
  fc.constantFrom(...searchParamNames(type)).filter((name) => searchParamOf(type, name)?.kind !== 'special').chain((name) =>
    fc.constantFrom(...spellingsOf(type, searchParamOf(type, name)!)).chain(({ modifier, value }) =>
      fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => ({ name, ...(modifier === undefined ? {} : { modifier }), values }))));

const resultsOf = (type: ResourceType): fc.Arbitrary<ResultParams> =>
  fc.record({
    count: fc.nat(999_999_999),
    total: fc.constantFrom('none', 'estimate', 'accurate'),
    sort: fc.array(fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...searchParamNames(type).filter((name) => searchParamOf(type, name)?.kind !== 'special'))).map((parts) => parts.join('')), { minLength: 1, maxLength: 3 }),
  }, { requiredKeys: [], noNullPrototype: true });

const searches: fc.Arbitrary<FhirInteraction> = types.chain((type) =>
  fc.record({ params: fc.array(paramsOf(type), { maxLength: 12 }), result: resultsOf(type) }, { noNullPrototype: true }).map((criteria) => ({ kind: 'search-type', type, ...criteria })));

const defined = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
const histories: fc.Arbitrary<FhirInteraction> = fc
  .tuple(types, ids, optional(fc.integer({ min: 1, max: 999_999_999 })), optional(fc.constantFrom('2024-02-29T10:00:00Z', '2024-02-29T10:00:00.5+05:45')), optional(fc.constantFrom('2024', 'ge2024-02-29')))
  .map(([type, id, count, since, at]) => ({ kind: 'history-instance', type, id, history: defined({ count, since, at }) as { count?: number } }));

const interactions: fc.Arbitrary<FhirInteraction> = fc.oneof(
  { weight: 6, arbitrary: searches },
  fc.tuple(types, ids).map(([type, id]): FhirInteraction => ({ kind: 'read', type, id })),
  fc.tuple(types, ids, ids).map(([type, id, versionId]): FhirInteraction => ({ kind: 'vread', type, id, versionId })),
  histories,
);

const print = (interaction: FhirInteraction): UpstreamRequest | undefined => {
  switch (interaction.kind) {
    case 'read':
      return printRead(interaction.type, interaction.id);
    case 'vread':
      return printVread(interaction.type, interaction.id, interaction.versionId);
    case 'history-instance':
      return printHistory(interaction.type, interaction.id, interaction.history);
    case 'search-type':
    case 'search-compartment':
      return printSearch(interaction.type, interaction.params, interaction.result);
    case 'create':
      return printCreate(interaction.type, interaction.body.text, 'minimal');
    default:
      return undefined;
  }
};

/** What was printed for the backend, sent to the gateway. */
const sentAgain = ({ method, path, body, contentType }: UpstreamRequest, accept: string): RawRequest => ({
  method, target: `/fhir/${path}`, headers: ['Accept', accept, ...(contentType === undefined ? [] : ['Content-Type', contentType])], body,
});

/** Upstream there are no compartments: a search in one is an ordinary search, narrowed (docs/deciding.md). */
const upstreamOf = (interaction: FhirInteraction): FhirInteraction =>
  interaction.kind === 'search-compartment' ? { kind: 'search-type', type: interaction.type, params: interaction.params, result: interaction.result } : interaction;

const assertPrintsBack = (interaction: FhirInteraction, accept: string): void => {
  const printed = print(interaction);
  if (printed === undefined) return;
  const again = parseInteraction(sentAgain(printed, accept), parseSettings);
  assert.ok(again.ok, again.ok ? '' : `\`${printed.path}\` ${JSON.stringify(again.refusal)}`);
  assert.deepEqual(again.value.interaction, upstreamOf(interaction));
};

describe('law 3: what is printed reads as what was meant', () => {
  it('parse(print(i)) is i, for reads, versions, histories and searches of every type with every parameter (A-023)', () => {
    fc.assert(fc.property(interactions, (interaction) => { assertPrintsBack(interaction, 'application/fhir+json'); }), { numRuns: 1500 });
  });

  const words = [
    'Patient', 'Observation', 'Binary', 'Provenance', 'metadata', '_history', '_search', '$everything', '_id', 'patient', 'subject', 'code', 'date', 'value-quantity', '_count', '_sort', '_format', '_page', '_type', 'missing', 'identifier',
    'A', '1', 'a1', '2024', 'json', 'true', 'https://gw.example/fhir/Patient/A', '/', '/', '/', '?', '?', '&', '&', '=', '=', '=', ':', '.', ',', '|', '$', '\\', '+', '-', ';', '#', '%', '%2F', '%2e', '%25', '%00', '%0a', '%C3%BC', '%FF', '%41', ' ', '..', '//', '[x]', '"', '`', 'ü', '\u0000', '\ud800',
  ];
  const mild = ['A', '1', 'a', '-b', '2024', '-05', 'T10:00', 'json', 'true', 'Patient/', 'https://gw.example/fhir/Patient/A', ',', ',', '|', '$', '\\', '+', '%2C', '%2F', '%25', '%C3%BC', '%41', ';', '.', ':', '=', '1e5', 'gt'];
  const pathNames = ['Patient', 'Observation', 'Observation/_search', 'Patient/A', 'Patient/A/Observation', 'Patient/A/_history', 'Binary/1', 'Patient/%41', '_history', 'metadata', 'Provenance'];
  const pairNames = ['code', 'patient', 'patient', '_id', 'date', 'status', 'value-quantity', 'code-value-quantity', 'family', 'subject:Patient', 'code:text', 'code:missing', 'patient:missing', 'encounter.class', '_count', '_sort', '_format', '_since', 'pati%65nt', 'x', ''];
  const pairs = fc.tuple(fc.constantFrom(...pairNames), fc.constantFrom('=', '=', '=', ''), fc.array(fc.constantFrom(...mild), { maxLength: 4 })).map(([name, equals, value]) => `${name}${equals}${value.join('')}`);
  const targets = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...pathNames), fc.array(pairs, { maxLength: 3 })).map(([path, query]) => `/fhir/${path}?${query.join('&')}`) },
    fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => `/fhir/${parts.join('')}`),
    fc.tuple(fc.constantFrom(...pathNames), fc.array(fc.constantFrom(...words), { maxLength: 6 })).map(([path, parts]) => `/fhir/${path}?${parts.join('')}`),
    fc.string({ unit: 'binary' }).map((text) => `/fhir/${text}`),
    fc.string({ unit: 'binary' }),
  );
  const bodies = fc.oneof(fc.constant(undefined), fc.constant(null), fc.string(), fc.constantFrom('{"resourceType":"Patient"}', '{"resourceType":"Bundle","type":"batch"}', 'patient=A&code=b', '_count=5&status=final', ''));
  const headers = fc.array(fc.oneof(
    fc.constantFrom(['Accept', '*/*'], ['Accept', 'application/fhir+json'], ['Content-Type', 'application/fhir+json'], ['Content-Type', 'application/x-www-form-urlencoded'], ['Prefer', 'return=minimal'], ['X-Break-Glass', 'an%20emergency'], ['X-Break-Glass', '%']),
    fc.tuple(fc.string(), fc.string()),
  ), { maxLength: 4 }).map((pairs) => pairs.flat());
  const methods = fc.oneof({ weight: 15, arbitrary: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE') }, fc.string(), fc.constantFrom('constructor', '__proto__'));
  const requests = methods.chain((method) => fc.record({
    method: fc.constant(method), target: targets, headers, body: method === 'GET' || method === 'HEAD' ? fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, bodies) : bodies,
  }));

  it('no request makes parsing throw, and what is understood prints to the same again', () => {
    fc.assert(fc.property(requests, (request) => {
      const parsed = parseInteraction(request, parseSettings);
      if (parsed.ok) assertPrintsBack(parsed.value.interaction, parsed.value.interaction.kind === 'read' && parsed.value.interaction.raw === true ? '*/*' : 'application/fhir+json');
    }), { numRuns: 20_000 });
  });

  it('only printable ASCII of known delimiters goes upstream, whatever was asked (A-194)', () => {
    fc.assert(fc.property(interactions, (interaction) => {
      const printed = print(interaction);
      assert.match(printed?.path ?? '', /^[A-Za-z0-9/?&=:._~%$-]*$/);
      assert.match(printed?.body ?? '', /^[A-Za-z0-9&=:._~%-]*$/);
    }), { numRuns: 300 });
  });
});
