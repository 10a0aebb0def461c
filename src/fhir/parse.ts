import { no, ok, refuse, type Refusal, type Result } from '../refusal.ts';
import type { FhirInteraction, HistoryParams, ParsedRequest } from './interaction.ts';
import { isFault, kindOf, scan, stringMember, type JsonDocument } from './json.ts';
import { acceptsJson, acceptsResource, isFormType, isJsonFormat, isJsonType } from './media-type.ts';
import { readEmergency, readHeaders, readPrefer, refusedHeader, type Headers, type RawHeaders } from './parse-headers.ts';
import { parsePath, type Method, type Route } from './parse-path.ts';
import { parseCount, parseCriteria } from './parse-search.ts';
import { compartmentOf } from './patient-compartment.ts';
import type { Bases } from './reference.ts';
import type { ResourceType } from './resource-types.ts';
import { parsePairs, parseTarget, type Pair } from './url.ts';

/** A request as it came over the wire: nothing decoded, nothing merged. */
export type RawRequest = {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly headers: RawHeaders;
  /** The body as text; undefined where there is none; null where its bytes are not UTF-8. */
  readonly body: string | null | undefined;
};

/** What parsing goes by besides the request. */
export type ParseSettings = { readonly basePath: string; readonly bases: Bases; readonly maxParams: number };

type Input = {
  readonly settings: ParseSettings;
  readonly headers: Headers;
  /** The parameters of the URL, less the general ones. */
  readonly pairs: readonly Pair[];
  readonly body: RawRequest['body'];
  /** The answer was asked for in a format by `_format`. */
  readonly format: boolean;
};

const methods: Readonly<Record<string, Method>> = { GET: 'GET', HEAD: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' };

// Parameters that shape any answer and no interaction sees.
const general: ReadonlySet<string> = new Set(['_format', '_pretty']);

const noPairs = (input: Input): Refusal | undefined => {
  const [first] = input.pairs;
  return first === undefined ? undefined : refuse('parameter-not-here', { at: first.name });
};

const bare = (input: Input, interaction: FhirInteraction): Result<FhirInteraction> => {
  const refusal = noPairs(input);
  return refusal === undefined ? ok(interaction) : { ok: false, refusal };
};

/** The resource in the body, of the type in the path: strict JSON, no name twice, no prototype names. */
const readResource = (input: Input, type: ResourceType): Result<JsonDocument> => {
  const contentType = input.headers.get('content-type');
  if (contentType === undefined || !isJsonType(contentType)) return no('unsupported-media-type', { at: 'content-type' });
  const { body } = input;
  if (body === undefined || body === '') return no('body-missing');
  if (body === null) return no('body-malformed', { detail: 'the body is not UTF-8' });
  const doc = scan(body);
  if (isFault(doc)) return no('body-malformed', { detail: `${doc.reason} at offset ${doc.offset}` });
  const found = kindOf(doc, 0) === 'object' ? stringMember(doc, 0, 'resourceType') : undefined;
  if (found === undefined) return no('body-not-a-resource');
  return found === type ? ok(doc) : no('body-type-differs');
};

/** The pairs of a query or a form; a token does not belong there. */
const readPairs = (text: string, limit: number): Result<readonly Pair[]> => {
  const pairs = parsePairs(text, limit);
  return pairs.ok && pairs.value.some(({ name }) => name === 'access_token') ? no('token-in-parameters') : pairs;
};

/** The pairs of a `_search` form, after those of the URL: both count, as FHIR says. */
const readForm = (input: Input): Result<readonly Pair[]> => {
  const contentType = input.headers.get('content-type');
  if (contentType === undefined || !isFormType(contentType)) return no('unsupported-media-type', { at: 'content-type' });
  const { body } = input;
  // eslint-disable-next-line no-control-regex -- printable ASCII is what a form is made of
  if (body === null || (body !== undefined && !/^[\x21-\x7e]*$/.test(body))) return no('body-malformed-form');
  const form = readPairs(body ?? '', input.settings.maxParams - input.pairs.length);
  return form.ok ? ok([...input.pairs, ...form.value]) : form;
};

const searchOf = (input: Input, type: ResourceType, pairs: Result<readonly Pair[]>): Result<FhirInteraction> => {
  if (!pairs.ok) return pairs;
  const refusal = checkGeneral(pairs.value);
  if (refusal !== undefined) return { ok: false, refusal };
  const criteria = parseCriteria(type, pairs.value.filter(({ name }) => !general.has(name)), input.settings.bases);
  return criteria.ok ? ok({ kind: 'search-type', type, ...criteria.value }) : criteria;
};

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;
const dateTimePattern = /^(?:ge|le|gt|lt|eq)?\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;

const historyOf = (input: Input): Result<HistoryParams> => {
  let history: HistoryParams = {};
  const seen = new Set<string>();
  for (const { name, value } of input.pairs) {
    if (seen.has(name)) return no('parameter-repeated', { at: name });
    seen.add(name);
    const count = name === '_count' ? parseCount(value) : undefined;
    if (count !== undefined) history = { ...history, count };
    else if (name === '_since' && instantPattern.test(value)) history = { ...history, since: value };
    else if (name === '_at' && dateTimePattern.test(value)) history = { ...history, at: value };
    else return no(['_count', '_since', '_at'].includes(name) ? 'parameter-value' : 'parameter-not-here', { at: name });
  }
  return ok(history);
};

const withHistory = (input: Input, make: (history: HistoryParams) => FhirInteraction): Result<FhirInteraction> => {
  const history = historyOf(input);
  return history.ok ? ok(make(history.value)) : history;
};

const rootOf = (input: Input, route: Extract<Route, { kind: 'root' }>): Result<FhirInteraction> => {
  const [first, ...others] = input.pairs;
  if (route.method === 'POST') {
    if (first !== undefined) return no('parameter-not-here', { at: first.name });
    return bundleOf(input);
  }
  if (first?.name === '_page') return others.length === 0 && first.value !== '' ? ok({ kind: 'page', sealed: first.value }) : no('page-malformed', { at: '_page' });
  if (first === undefined) return no('path-unknown');
  return input.pairs.some(({ name }) => name === '_type') ? ok({ kind: 'search-system' }) : no('parameter-unknown', { at: first.name });
};

/** A Bundle at the base is a batch or a transaction by its own word; without one HAPI would take it for a transaction. */
const bundleOf = (input: Input): Result<FhirInteraction> => {
  const bundle = readResource(input, 'Bundle');
  if (!bundle.ok) return bundle;
  const kind = stringMember(bundle.value, 0, 'type');
  return kind === 'batch' || kind === 'transaction' ? ok({ kind }) : no('body-not-a-resource', { at: 'Bundle.type' });
};

const createOf = (input: Input, type: ResourceType): Result<FhirInteraction> => {
  const refusal = noPairs(input);
  if (refusal !== undefined) return { ok: false, refusal };
  if (input.headers.has('if-none-exist')) return ok({ kind: 'conditional-create', type });
  const body = readResource(input, type);
  return body.ok ? ok({ kind: 'create', type, body: body.value }) : body;
};

const typeOf = (input: Input, { type, method }: Extract<Route, { kind: 'type' }>): Result<FhirInteraction> => {
  switch (method) {
    case 'GET':
      return searchOf(input, type, ok(input.pairs));
    case 'POST':
      return createOf(input, type);
    case 'PUT':
      return ok({ kind: 'conditional-update', type });
    case 'PATCH':
      return ok({ kind: 'conditional-patch', type });
    case 'DELETE':
      return ok({ kind: 'conditional-delete', type });
  }
};

const wantsRaw = (input: Input, type: ResourceType): boolean => type === 'Binary' && !input.format && !acceptsResource(input.headers.get('accept'));

const instanceOf = (input: Input, { type, id, method }: Extract<Route, { kind: 'instance' }>): Result<FhirInteraction> => {
  switch (method) {
    case 'GET':
      return bare(input, { kind: 'read', type, id, ...(wantsRaw(input, type) ? { raw: true } : {}) });
    case 'PUT':
      return bare(input, { kind: 'update', type, id });
    case 'PATCH':
      return bare(input, { kind: 'patch', type, id });
    case 'DELETE':
      return bare(input, { kind: 'delete', type, id });
  }
};

const compartmentSearch = (input: Input, route: Extract<Route, { kind: 'compartment' }>): Result<FhirInteraction> => {
  const { compartment, id, type } = route;
  if (type === '*') return ok({ kind: 'search-compartment-all', compartment, id });
  // What belongs to no patient is in no patient's compartment.
  if (compartment === 'Patient' && compartmentOf(type).class !== 'owned' && type !== 'Provenance') return no('path-unknown');
  const search = searchOf(input, type, route.form ? readForm(input) : ok(input.pairs));
  if (!search.ok || search.value.kind !== 'search-type') return search;
  return ok({ ...search.value, kind: 'search-compartment', compartment, id });
};

const interactionOf = (input: Input, route: Route): Result<FhirInteraction> => {
  switch (route.kind) {
    case 'capabilities':
      return input.pairs.some(({ name }) => name !== 'mode') ? no('parameter-not-here') : ok({ kind: 'capabilities' });
    case 'root':
      return rootOf(input, route);
    case 'search-form-system':
      return ok({ kind: 'search-system' });
    case 'type':
      return typeOf(input, route);
    case 'search-url':
      return searchOf(input, route.type, ok(input.pairs));
    case 'search-form':
      return searchOf(input, route.type, readForm(input));
    case 'instance':
      return instanceOf(input, route);
    case 'vread':
      return bare(input, route);
    case 'compartment':
      return compartmentSearch(input, route);
    case 'operation':
      return ok(route);
    case 'history-instance':
      return withHistory(input, (history) => ({ ...route, history }));
    case 'history-type':
      return withHistory(input, (history) => ({ kind: 'history-type', type: route.type, history }));
    case 'history-system':
      return withHistory(input, (history) => ({ kind: 'history-system', history }));
  }
};

const checkGeneral = (pairs: readonly Pair[]): Refusal | undefined => {
  const formats = pairs.filter(({ name }) => name === '_format');
  if (formats.length > 1) return refuse('parameter-repeated', { at: '_format' });
  const [format] = formats;
  if (format !== undefined && !isJsonFormat(format.value)) return refuse('not-acceptable', { at: '_format' });
  const pretty = pairs.filter(({ name }) => name === '_pretty');
  if (pretty.length > 1) return refuse('parameter-repeated', { at: '_pretty' });
  return pretty.some(({ value }) => value !== 'true' && value !== 'false') ? refuse('parameter-value', { at: '_pretty' }) : undefined;
};

const bodyAllowed = (route: Route): boolean =>
  route.kind === 'search-form' || route.kind === 'search-form-system' || route.kind === 'operation' || (route.kind === 'compartment' && route.form) ||
  (route.kind === 'root' && route.method === 'POST') || ((route.kind === 'type' || route.kind === 'instance') && route.method !== 'GET' && route.method !== 'DELETE');

/** From a raw request to the one thing that it asks, or to the refusal that says why there is none. Pure: the same bytes, the same answer. */
export const parseInteraction = (raw: RawRequest, settings: ParseSettings): Result<ParsedRequest> => {
  const method = methods[raw.method];
  const target = parseTarget(raw.target, settings.basePath);
  if (!target.ok) return target;
  if (method === undefined) return no('method-not-allowed');
  const headers = readHeaders(raw.headers);
  if (!headers.ok) return headers;
  const route = parsePath(method, target.value.segments);
  if (!route.ok) return route;
  const refused = refusedHeader(headers.value);
  if (refused !== undefined) return { ok: false, refusal: refused };
  if (raw.body !== undefined && raw.body !== '' && !bodyAllowed(route.value)) return no('body-unexpected');
  const pairs = readPairs(target.value.query, settings.maxParams);
  if (!pairs.ok) return pairs;
  const badFormat = checkGeneral(pairs.value);
  if (badFormat !== undefined) return { ok: false, refusal: badFormat };
  const input: Input = {
    settings, headers: headers.value, body: raw.body,
    pairs: pairs.value.filter(({ name }) => !general.has(name)),
    format: pairs.value.some(({ name }) => name === '_format'),
  };
  const interaction = interactionOf(input, route.value);
  if (!interaction.ok) return interaction;
  return shapeOf(input, raw.method === 'HEAD', pairs.value, interaction.value);
};

const isRaw = (interaction: FhirInteraction): boolean => interaction.kind === 'read' && interaction.raw === true;

const shapeOf = (input: Input, head: boolean, pairs: readonly Pair[], interaction: FhirInteraction): Result<ParsedRequest> => {
  if (!input.format && !isRaw(interaction) && acceptsJson(input.headers.get('accept')) === 'neither') return no('not-acceptable', { at: 'accept' });
  const emergency = readEmergency(input.headers);
  if (!emergency.ok) return emergency;
  const prefer = readPrefer(input.headers);
  return ok({
    interaction, head,
    pretty: pairs.some(({ name, value }) => name === '_pretty' && value === 'true'),
    ...(prefer === undefined ? {} : { prefer }),
    ...(emergency.value === undefined ? {} : { emergency: emergency.value }),
  });
};
