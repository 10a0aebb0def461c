import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSettings } from '../cases/parse/parse-settings.ts';
import type { FhirInteraction } from '../../src/fhir/interaction.ts';
import { parseInteraction, type RawRequest } from '../../src/fhir/parse.ts';
import { printAsk } from '../../src/fhir/print-ask.ts';
import { printCreate, printHistory, printRead, printSearch, printVread, type UpstreamRequest } from '../../src/fhir/print.ts';
import { instanceArb, listArb } from '../support/ask-arbitraries.ts';

const interactions = fc.oneof({ weight: 1, arbitrary: instanceArb }, { weight: 6, arbitrary: listArb });

/** What goes upstream for an interaction: of several searches each by itself. */
const print = (interaction: FhirInteraction): readonly UpstreamRequest[] => {
  switch (interaction.kind) {
    case 'read':
      return [printRead(interaction.type, interaction.id)];
    case 'vread':
      return [printVread(interaction.type, interaction.id, interaction.versionId)];
    case 'history-instance':
    case 'history-type':
      return [printHistory(interaction, interaction.history)];
    case 'history-system':
      return [printHistory(undefined, interaction.history)];
    case 'search-type':
    case 'search-compartment':
      return [printSearch(interaction.type, [...interaction.params, ...interaction.joins], interaction.includes, interaction.result)];
    case 'search-system':
      return interaction.searches.map(({ type, params, joins, includes, result }) => printSearch(type, [...params, ...joins], includes, result));
    case 'create':
      return [printCreate(interaction.type, interaction.body.text, 'minimal')];
    default:
      return [];
  }
};

/** What was printed for the backend, sent to the gateway. */
const sentAgain = ({ method, path, body, contentType }: UpstreamRequest, accept: string): RawRequest => ({
  method, target: `/fhir/${path}`, headers: ['Accept', accept, ...(contentType === undefined ? [] : ['Content-Type', contentType])], body,
});

/** Upstream there are no compartments and no searches of several types: each is an ordinary search, narrowed (docs/deciding.md); and a read is whole. */
const upstreamOf = (interaction: FhirInteraction): readonly FhirInteraction[] => {
  switch (interaction.kind) {
    case 'search-compartment': {
      const { type, params, joins, includes, result } = interaction;
      return [{ kind: 'search-type', type, params, joins, includes, result }];
    }
    case 'search-system':
      return interaction.searches.map((search) => ({ kind: 'search-type', ...search }));
    case 'read':
    case 'vread': {
      const { projection: _projection, ...whole } = interaction;
      return [whole];
    }
    default:
      return [interaction];
  }
};

const understoodAgain = (request: RawRequest): FhirInteraction => {
  const again = parseInteraction(request, parseSettings);
  assert.ok(again.ok, again.ok ? '' : `\`${request.target}\` ${JSON.stringify(again.refusal)}`);
  return again.value.interaction;
};

const assertPrintsBack = (interaction: FhirInteraction, accept: string): void => {
  const printed = print(interaction);
  if (printed.length > 0) assert.deepEqual(printed.map((request) => understoodAgain(sentAgain(request, accept))), upstreamOf(interaction));
  const ask = printAsk(interaction);
  if (ask !== undefined) assert.deepEqual(understoodAgain({ method: 'GET', target: `/fhir/${ask}`, headers: [], body: undefined }), interaction);
};

describe('law 3: what is printed reads as what was meant', () => {
  it('parse(print(i)) is i, upstream and in links: reads, versions, histories, and searches of every type with every parameter, joins, includes (A-023)', () => {
    fc.assert(fc.property(interactions, (interaction) => { assertPrintsBack(interaction, 'application/fhir+json'); }), { numRuns: 1500 });
  });

  const words = [
    'Patient', 'Observation', 'Binary', 'Provenance', 'metadata', '_history', '_search', '$everything', '_id', 'patient', 'subject', 'code', 'date', 'value-quantity', '_count', '_sort', '_format', '_page', '_type', 'missing', 'identifier',
    'A', '1', 'a1', '2024', 'json', 'true', 'https://gw.example/fhir/Patient/A', '/', '/', '/', '?', '?', '&', '&', '=', '=', '=', ':', '.', ',', '|', '$', '\\', '+', '-', ';', '#', '%', '%2F', '%2e', '%25', '%00', '%0a', '%C3%BC', '%FF', '%41', ' ', '..', '//', '[x]', '"', '`', 'ü', '\u0000', '\ud800',
  ];
  const mild = ['Observation:subject', 'Provenance:target:Patient', '*', 'Patient,Observation', 'text', 'A', '1', 'a', '-b', '2024', '-05', 'T10:00', 'json', 'true', 'Patient/', 'https://gw.example/fhir/Patient/A', ',', ',', '|', '$', '\\', '+', '%2C', '%2F', '%25', '%C3%BC', '%41', ';', '.', ':', '=', '1e5', 'gt'];
  const pathNames = ['Patient', 'Observation', 'Observation/_search', 'Patient/A', 'Patient/A/Observation', 'Patient/A/_history', 'Binary/1', 'Patient/%41', '_history', 'metadata', 'Provenance', '_search', 'Patient/A/*'];
  const pairNames = ['code', 'patient', 'patient', '_id', 'date', 'status', 'value-quantity', 'code-value-quantity', 'family', 'subject:Patient', 'code:text', 'code:missing', 'patient:missing', 'encounter.class', 'subject.name', 'subject:Patient.name', '_has:Observation:patient:code', '_include', '_revinclude:iterate', '_type', '_elements', '_summary', '_count', '_sort', '_format', '_since', 'pati%65nt', 'x', ''];
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
      for (const printed of print(interaction)) {
        assert.match(printed.path, /^[A-Za-z0-9/?&=:._~%$-]*$/);
        assert.match(printed.body ?? '', /^[A-Za-z0-9&=:._~%-]*$/);
      }
      assert.match(printAsk(interaction) ?? '', /^[A-Za-z0-9/?&=:._~%$*-]*$/);
    }), { numRuns: 300 });
  });
});
