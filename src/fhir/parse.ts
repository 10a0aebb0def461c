import { no, ok, refuse, type Refusal, type Result } from '../refusal.ts';
import type { FhirInteraction, HistoryParams, ParsedRequest } from './interaction.ts';
import { stringMember } from './json.ts';
import { acceptsJson, acceptsResource, isJsonFormat } from './media-type.ts';
import { readForm, readResource, type RawBody } from './parse-body.ts';
import { readConditional, readEmergency, readHeaders, readPrefer, refusedHeader, type Headers, type RawHeaders } from './parse-headers.ts';
import { parseHistory } from './parse-history.ts';
import { parsePath, type Method, type Route } from './parse-path.ts';
import { readProjection } from './parse-result.ts';
import { isInCompartment, parseCriteria, parseSeveral } from './parse-search.ts';
import type { Projection } from './project.ts';
import type { Bases } from './reference.ts';
import type { ResourceType } from './resource-types.ts';
import { parsePairs, parseTarget, type Pair } from './url.ts';

/** A request as it came over the wire: nothing decoded, nothing merged. */
export type RawRequest = {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly headers: RawHeaders;
  readonly body: RawBody;
};

/** What parsing goes by besides the request. */
export type ParseSettings = { readonly basePath: string; readonly bases: Bases; readonly maxParams: number };

/** What `_format` and `_pretty` say: parameters that shape any answer and no interaction sees. */
type Shape = { readonly json: boolean; readonly pretty: boolean };

type Input = {
  readonly settings: ParseSettings;
  readonly headers: Headers;
  /** The parameters of the URL and, of a search by form, of the form after them, less those of the shape. */
  readonly pairs: readonly Pair[];
  readonly body: RawBody;
  readonly shape: Shape;
};

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['GET', 'GET'], ['HEAD', 'GET'], ['POST', 'POST'], ['PUT', 'PUT'], ['PATCH', 'PATCH'], ['DELETE', 'DELETE'],
]);

const noPairs = (input: Input): Refusal | undefined => {
  const [first] = input.pairs;
  return first === undefined ? undefined : refuse('parameter-not-here', { at: first.name });
};

const bare = (input: Input, interaction: FhirInteraction): Result<FhirInteraction> => {
  const refusal = noPairs(input);
  return refusal === undefined ? ok(interaction) : { ok: false, refusal };
};

/** An instance takes no parameters but those that leave some of it out (R4 search sections 3.1.1.5.8 and 3.1.1.5.9). */
const shaped = (input: Input, make: (projection: { readonly projection?: Projection }) => FhirInteraction): Result<FhirInteraction> => {
  const other = input.pairs.find(({ name, value }) => !isShaping(name) || (name === '_summary' && value === 'count'));
  if (other !== undefined) return no('parameter-not-here', { at: other.name });
  const projection = readProjection(input.pairs);
  if (!projection.ok) return projection;
  return ok(make(projection.value === undefined ? {} : { projection: projection.value }));
};

const isShaping = (name: string): boolean => name === '_summary' || name === '_elements';

const searchOf = (input: Input, type: ResourceType): Result<FhirInteraction> => {
  const criteria = parseCriteria(type, input.pairs, input.settings.bases);
  return criteria.ok ? ok({ kind: 'search-type', type, ...criteria.value }) : criteria;
};

const withHistory = (input: Input, make: (history: HistoryParams) => FhirInteraction): Result<FhirInteraction> => {
  const history = parseHistory(input.pairs);
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
  return parseSeveral(input.pairs, input.settings.bases);
};

/** A Bundle at the base is a batch or a transaction by its own word; without one HAPI would take it for a transaction. */
const bundleOf = (input: Input): Result<FhirInteraction> => {
  const bundle = readResource(input.headers, input.body, 'Bundle');
  if (!bundle.ok) return bundle;
  const kind = stringMember(bundle.value, 0, 'type');
  return kind === 'batch' || kind === 'transaction' ? ok({ kind }) : no('body-not-a-resource', { at: 'Bundle.type' });
};

const createOf = (input: Input, type: ResourceType): Result<FhirInteraction> => {
  const refusal = noPairs(input);
  if (refusal !== undefined) return { ok: false, refusal };
  if (input.headers.has('if-none-exist')) return ok({ kind: 'conditional-create', type });
  const body = readResource(input.headers, input.body, type);
  return body.ok ? ok({ kind: 'create', type, body: body.value }) : body;
};

const typeOf = (input: Input, { type, method }: Extract<Route, { kind: 'type' }>): Result<FhirInteraction> => {
  switch (method) {
    case 'GET':
      return searchOf(input, type);
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

const wantsRaw = (input: Input, type: ResourceType): boolean => type === 'Binary' && !input.shape.json && !acceptsResource(input.headers.get('accept'));

const instanceOf = (input: Input, { type, id, method }: Extract<Route, { kind: 'instance' }>): Result<FhirInteraction> => {
  switch (method) {
    case 'GET':
      return wantsRaw(input, type) ? bare(input, { kind: 'read', type, id, raw: true }) : shaped(input, (projection) => ({ kind: 'read', type, id, ...projection }));
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
  if (type === '*') return parseSeveral(input.pairs, input.settings.bases, { compartment, id });
  if (!isInCompartment(compartment, type)) return no('path-unknown');
  const search = searchOf(input, type);
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
      return parseSeveral(input.pairs, input.settings.bases);
    case 'type':
      return typeOf(input, route);
    case 'search-url':
    case 'search-form':
      return searchOf(input, route.type);
    case 'instance':
      return instanceOf(input, route);
    case 'vread':
      return shaped(input, (projection) => ({ ...route, ...projection }));
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

/** The value of a parameter that may stand once; undefined where it has none, as such a parameter asks nothing (R4 search section 3.1.1.3). */
const once = (pairs: readonly Pair[], name: string): Result<string | undefined> => {
  const found = pairs.filter((pair) => pair.name === name);
  return found.length > 1 ? no('parameter-repeated', { at: name }) : ok(found[0]?.value === '' ? undefined : found[0]?.value);
};

const readShape = (pairs: readonly Pair[]): Result<Shape> => {
  const format = once(pairs, '_format');
  if (!format.ok) return format;
  if (format.value !== undefined && !isJsonFormat(format.value)) return no('not-acceptable', { at: '_format' });
  const pretty = once(pairs, '_pretty');
  if (!pretty.ok) return pretty;
  if (pretty.value !== undefined && pretty.value !== 'true' && pretty.value !== 'false') return no('parameter-value', { at: '_pretty' });
  return ok({ json: format.value !== undefined, pretty: pretty.value === 'true' });
};

const takesForm = (method: Method, { kind }: Route): boolean => method === 'POST' && (kind === 'search-form' || kind === 'search-form-system' || kind === 'compartment');

/** The parameters of the URL, and of a form after them: both count, as FHIR says. */
const readPairs = (query: string, form: string | undefined, limit: number): Result<readonly Pair[]> => {
  const inUrl = parsePairs(query, limit);
  if (!inUrl.ok) return inUrl;
  const inForm = parsePairs(form ?? '', limit - inUrl.value.length);
  if (!inForm.ok) return inForm;
  const pairs = inForm.value.length === 0 ? inUrl.value : [...inUrl.value, ...inForm.value];
  return pairs.some(({ name }) => name === 'access_token') ? no('token-in-parameters') : ok(pairs);
};

const hasBody = ({ body }: RawRequest): boolean => body !== undefined && body !== '';

/** From a raw request to the one thing that it asks, or to the refusal that says why there is none. Pure: the same bytes, the same answer. */
export const parseInteraction = (raw: RawRequest, settings: ParseSettings): Result<ParsedRequest> => {
  const { body } = raw;
  const target = parseTarget(raw.target, settings.basePath);
  if (!target.ok) return target;
  const method = methods.get(raw.method);
  if (method === undefined) return no('method-not-allowed');
  const headers = readHeaders(raw.headers);
  if (!headers.ok) return headers;
  const route = parsePath(method, target.value.segments);
  if (!route.ok) return route;
  const refused = refusedHeader(headers.value);
  if (refused !== undefined) return { ok: false, refusal: refused };
  if ((method === 'GET' || method === 'DELETE') && hasBody(raw)) return no('body-unexpected');
  const form = takesForm(method, route.value) ? readForm(headers.value, body) : ok(undefined);
  if (!form.ok) return form;
  const pairs = readPairs(target.value.query, form.value, settings.maxParams);
  if (!pairs.ok) return pairs;
  const shape = readShape(pairs.value);
  if (!shape.ok) return shape;
  const others = pairs.value.filter(({ name }) => name !== '_format' && name !== '_pretty');
  const input: Input = { settings, headers: headers.value, body, pairs: others, shape: shape.value };
  const interaction = interactionOf(input, route.value);
  return interaction.ok ? requestOf(input, raw.method === 'HEAD', interaction.value) : interaction;
};

const isRaw = (interaction: FhirInteraction): boolean => interaction.kind === 'read' && interaction.raw === true;

const requestOf = ({ headers, shape }: Input, head: boolean, interaction: FhirInteraction): Result<ParsedRequest> => {
  if (!shape.json && !isRaw(interaction) && acceptsJson(headers.get('accept')) === 'neither') return no('not-acceptable', { at: 'accept' });
  const emergency = readEmergency(headers);
  if (!emergency.ok) return emergency;
  const conditional = interaction.kind === 'read' ? readConditional(headers) : ok(undefined);
  if (!conditional.ok) return conditional;
  const prefer = readPrefer(headers);
  return ok({
    interaction, head, pretty: shape.pretty,
    ...(prefer === undefined ? {} : { prefer }),
    ...(conditional.value === undefined ? {} : { conditional: conditional.value }),
    ...(emergency.value === undefined ? {} : { emergency: emergency.value }),
  });
};
