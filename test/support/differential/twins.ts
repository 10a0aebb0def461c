import assert from 'node:assert/strict';
import { addressed, isDerived, isReachLookUp, type Asking } from './asking.ts';
import type { Refused } from './grants.ts';
import { expectCreate, expectInstance } from './oracle.ts';
import type { DifferentialRequest, SearchRequest } from './requests.ts';
import { refusesSearch } from './refuses-search.ts';
import { searchingOf } from './searching.ts';
import { send, wireOf, type Sent } from './send.ts';
import { namesOf } from './types.ts';
import { showing } from './visible.ts';
import type { Json } from './world.ts';

const absentLike = (id: string): string => 'zz-nothing-is-here'.padEnd(id.length, '0').slice(0, Math.max(id.length, 4));

const bareId = (value: string): string => value.replace(/^.*\//, '');

/** The same search with the patients that it names being nobody, each another. */
const ofNobody = (request: SearchRequest, type: string): SearchRequest => {
  const isName = ({ name }: { readonly name: string }): boolean => namesOf(type).includes(name.replace(':Patient', ''));
  const named = [...new Set([...request.criteria.filter(isName).flatMap(({ value }) => value.split(',').map(bareId)), request.patient ?? ''])];
  const nobodyFor = (value: string): string => `nobody-${named.indexOf(bareId(value))}`;
  return {
    ...request,
    criteria: request.criteria.map((param) => (isName(param) ? { ...param, value: param.value.split(',').map((value) => (value.startsWith('https://elsewhere') ? value : nobodyFor(value))).join(',') } : param)),
    ...(request.patient === undefined ? {} : { patient: nobodyFor(request.patient) }),
  };
};

type Twins = { readonly foreign: DifferentialRequest; readonly absent: DifferentialRequest; /** What differs in what they say. */ readonly ids?: readonly [string, string] };

/** A reference of a body to something that stands there, and names no owner. */
const foreignReference = ({ deciding }: Asking, body: Json): string | undefined => {
  const places = [...JSON.stringify(body).matchAll(/"reference":"([A-Z]\w+\/[\w.-]+)"/g)].map(([, place = '']) => place);
  return places.find((place) => deciding.world.currentOf(place) !== undefined && !place.startsWith('Patient/'));
};

const isConfined = (refused: readonly Refused[]): boolean => refused.length > 0 && refused.every(({ status, gate }) => status === 403 && gate === 'confinement');

const createTwins = (asking: Asking, request: Extract<DifferentialRequest, { kind: 'create' }>): Twins | undefined => {
  const place = foreignReference(asking, request.body);
  if (isDerived(request.type) || place === undefined || JSON.stringify(expectCreate(asking.deciding, request)) !== '[{"status":422}]') return undefined;
  const [type = '', id = ''] = place.split('/');
  const absent = { ...request, body: JSON.parse(JSON.stringify(request.body).replaceAll(`"${place}"`, `"${type}/${absentLike(id)}"`)) as Json };
  // A granular scope may ask for the very reference.
  return JSON.stringify(expectCreate(asking.deciding, absent)) === '[{"status":422}]' ? { foreign: request, absent } : undefined;
};

const twinsOf = (asking: Asking, request: DifferentialRequest): Twins | undefined => {
  const { deciding } = asking;
  switch (request.kind) {
    case 'malformed': case 'wide-history': return undefined;
    case 'create': return createTwins(asking, request);
    case 'search': {
      const [type, ...more] = request.types === 'all' ? [] : request.types;
      if (type === undefined || more.length > 0 || !isConfined(refusesSearch(searchingOf(deciding, request)).refused)) return undefined;
      return { foreign: request, absent: ofNobody(request, type) };
    }
    default: {
      const expected = expectInstance(deciding, request);
      return 'refused' in expected && expected.foreign === true ? { foreign: request, absent: { ...request, id: absentLike(request.id) } } : undefined;
    }
  }
};

/** A search for one resource that is hidden, and for one that is not there. */
const searchTwins = ({ deciding }: Asking, request: DifferentialRequest): Twins | undefined => {
  if (request.kind !== 'read' || request.id.length < 4 || request.id.length > 30) return undefined;
  const text = deciding.world.currentOf(`${request.type}/${request.id}`);
  const absent = absentLike(request.id);
  const ask = { type: request.type, action: 'search', letter: 's', emergency: 'none', by: [{ name: '_id' }] } as const;
  if (text === undefined || absent.length !== request.id.length || showing(deciding, deciding.world.read(text), ask).length > 0) return undefined;
  const search = (id: string): SearchRequest => ({ kind: 'search', types: [request.type], criteria: [{ name: '_id', value: id }], includes: [], shape: [], by: 'get' });
  return { foreign: search(request.id), absent: search(absent), ids: [request.id, absent] };
};

const comparable = ({ status, headers, text }: Sent, id: string | undefined): unknown => [
  status, Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'date').sort(), id === undefined ? text : text.replaceAll(id, '<id>'),
];

// What a resource is judged by is looked up in one exchange per type; of which type cannot be known of what is absent.
const kindsOf = ({ exchanges }: Sent, place: string): readonly string[] =>
  exchanges.filter((exchange) => !isReachLookUp(exchange)).map(({ method, path, query }) => (query.endsWith('_count=1000') ? 'a look-up' : `${method} ${path.replace(place.startsWith('Patient/') ? /Patient\/[^/]+/ : place, '<place>')} ${[...new URLSearchParams(query).keys()].join()}`)).sort();

const placeOf = (request: DifferentialRequest): string => ('id' in request ? `${request.type}/${request.id}` : 'type' in request ? (request.type ?? '') : '');

/** Whether a derived resource depends on several types, or on what depends on others: each costs an exchange of its own, of which an absent one cannot know. */
const costsMore = ({ deciding: { world } }: Asking, request: DifferentialRequest): boolean => {
  if (!('id' in request) || !isDerived(request.type)) return false;
  const references = world.versionsOf(`${request.type}/${request.id}`).flatMap((text) => {
    const { target = [], securityContext = [] } = world.read(text ?? '{}') as { readonly target?: readonly Json[]; readonly securityContext?: Json };
    return [...target, securityContext].flat().map(({ reference }) => String(reference));
  });
  const types = new Set(references.map((reference) => /([A-Z]\w+)\/[\w.-]+(?:\/_history\/\d+)?$/.exec(reference)?.[1] ?? ''));
  return types.size > 1 || types.has('Provenance') || types.has('Binary');
};

/** deciding.md, invariant 3: where a request is about something hidden, the same about nothing is answered by the same bytes at the same cost. True if there was such a pair. */
export const checkTwins = async (asking: Asking, written: DifferentialRequest): Promise<boolean> => {
  const request = addressed(asking, written);
  const twins = twinsOf(asking, request) ?? searchTwins(asking, request);
  if (twins === undefined) return false;
  const { foreign, absent, ids } = twins;
  const [one, other] = [await send(asking.place, wireOf(foreign), asking.token), await send(asking.place, wireOf(absent), asking.token)];
  const said = `foreign and absent: ${JSON.stringify(wireOf(foreign))}`;
  assert.deepEqual(comparable(one, ids?.[0]), comparable(other, ids?.[1]), `${said}: the same bytes`);
  if (!costsMore(asking, request)) assert.deepEqual(kindsOf(one, placeOf(foreign)), kindsOf(other, placeOf(absent)), `${said}: the same exchanges`);
  return true;
};
