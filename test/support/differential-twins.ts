import assert from 'node:assert/strict';
import { expectCreate, expectInstance, isVisible, refusesSearch } from './differential-oracle.ts';
import { ownerParamsOf, type DifferentialRequest, type SearchRequest } from './differential-requests.ts';
import { send, wireOf, type Sent } from './differential-send.ts';
import { isReachLookUp, type Asking } from './differential-check.ts';
import type { Json } from './differential-world.ts';

const absentLike = (id: string): string => 'zz-nothing-is-here'.padEnd(id.length, '0').slice(0, Math.max(id.length, 4));

const isDerived = (type: string): boolean => type === 'Binary' || type === 'Provenance';

/** The same search with the patients that it names being nobody. */
const ofNobody = (request: SearchRequest): SearchRequest => ({
  ...request,
  params: request.params.map((param) => (ownerParamsOf(request.type).includes(param.name.replace(':Patient', '')) ? { ...param, value: 'nobody-at-all' } : param)),
  ...(request.patient === undefined ? {} : { patient: 'nobody-at-all' }),
});

type Twins = { readonly foreign: DifferentialRequest; readonly absent: DifferentialRequest; /** What differs in what they say. */ readonly ids?: readonly [string, string] };

/** A reference of a body to something that stands there, and names no owner. */
const foreignReference = ({ deciding }: Asking, body: Json): string | undefined => {
  const places = [...JSON.stringify(body).matchAll(/"reference":"([A-Z]\w+\/[\w.-]+)"/g)].map(([, place = '']) => place);
  return places.find((place) => deciding.world.currentOf(place) !== undefined && !place.startsWith('Patient/'));
};

const twinsOf = (asking: Asking, request: DifferentialRequest): Twins | undefined => {
  const { deciding } = asking;
  switch (request.kind) {
    case 'create': {
      if (isDerived(request.type) || JSON.stringify(expectCreate(deciding, request)) !== '{"status":422}') return undefined;
      const place = foreignReference(asking, request.body);
      if (place === undefined) return undefined;
      const [type = '', id = ''] = place.split('/');
      return { foreign: request, absent: { ...request, body: JSON.parse(JSON.stringify(request.body).replaceAll(`"${place}"`, `"${type}/${absentLike(id)}"`)) as Json } };
    }
    case 'search': {
      const refused = refusesSearch(deciding, request);
      if (typeof refused === 'object' && refused.status === 403 && refused.gate === 'confinement') return { foreign: request, absent: ofNobody(request) };
      return undefined;
    }
    default: {
      const expected = expectInstance(deciding, request);
      if (!('foreign' in expected) || !expected.foreign) return undefined;
      return { foreign: request, absent: { ...request, id: absentLike(request.id) } };
    }
  }
};

/** A search for one resource that is hidden, and for one that is not there. */
const searchTwins = ({ deciding }: Asking, request: DifferentialRequest): Twins | undefined => {
  if (request.kind !== 'read' || request.id.length < 4) return undefined;
  const text = deciding.world.currentOf(`${request.type}/${request.id}`);
  const absent = absentLike(request.id);
  if (text === undefined || absent.length !== request.id.length || isVisible(deciding, deciding.world.read(text), 'search', 's')) return undefined;
  const search = (id: string): SearchRequest => ({ kind: 'search', type: request.type, params: [{ name: '_id', value: id }], shape: [], by: 'get' });
  return { foreign: search(request.id), absent: search(absent), ids: [request.id, absent] };
};

const comparable = ({ status, headers, text }: Sent, id: string | undefined): unknown => [
  status, Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'date').sort(), id === undefined ? text : text.replaceAll(id, '<id>'),
];

// What a resource is judged by is looked up in one exchange per type; of which type cannot be known of what is absent.
const kindsOf = ({ exchanges }: Sent, place: string): readonly string[] =>
  exchanges.filter((exchange) => !isReachLookUp(exchange)).map(({ method, path, query }) => (query.endsWith('_count=1000') ? 'a look-up' : `${method} ${path.replace(place, '<place>')} ${[...new URLSearchParams(query).keys()].join()}`)).sort();

const placeOf = (request: DifferentialRequest): string => ('id' in request ? `${request.type}/${request.id}` : request.type);

/** Whether a derived resource depends on several types, or on what depends on others: each costs an exchange of its own, of which an absent one cannot know. */
const costsMore = ({ deciding: { world } }: Asking, request: DifferentialRequest): boolean => {
  if (!isDerived(request.type) || !('id' in request)) return false;
  const references = world.versionsOf(`${request.type}/${request.id}`).flatMap((text) => {
    const { target = [], securityContext = [] } = world.read(text ?? '{}') as { readonly target?: readonly Json[]; readonly securityContext?: Json };
    return [...target, securityContext].flat().map(({ reference }) => String(reference));
  });
  const types = new Set(references.map((reference) => /([A-Z]\w+)\/[\w.-]+(?:\/_history\/\d+)?$/.exec(reference)?.[1] ?? ''));
  return types.size > 1 || types.has('Provenance') || types.has('Binary');
};

/** deciding.md, invariant 3: where a request is about something hidden, the same about nothing is answered by the same bytes at the same cost. True if there was such a pair. */
export const checkTwins = async (asking: Asking, request: DifferentialRequest): Promise<boolean> => {
  const twins = twinsOf(asking, request) ?? searchTwins(asking, request);
  if (twins === undefined) return false;
  const { foreign, absent, ids } = twins;
  const [one, other] = [await send(asking.place, wireOf(foreign), asking.token), await send(asking.place, wireOf(absent), asking.token)];
  assert.deepEqual(comparable(one, ids?.[0]), comparable(other, ids?.[1]), 'foreign and absent: the same bytes');
  if (!costsMore(asking, request)) assert.deepEqual(kindsOf(one, placeOf(foreign)), kindsOf(other, placeOf(absent)), 'foreign and absent: the same exchanges');
  return true;
};
