import assert from 'node:assert/strict';
import type { Exchange } from '../../src/demo/exchange.ts';
import { expectCreate, expectFound, expectInstance, isVisible, patientsIn, refusesSearch, type Deciding, type Refused } from './differential-oracle.ts';
import { ownedRow, type CreateRequest, type DifferentialRequest, type InstanceRequest, type SearchRequest } from './differential-requests.ts';
import { foundBy, send, wireOf, type Place, type Sent } from './differential-send.ts';
import { aliasBase, ownBase, type Json, type World } from './differential-world.ts';
import { oracleOwners } from './oracle.ts';

/** Somebody's requests before a gateway. */
export type Asking = { readonly place: Place; readonly deciding: Deciding; readonly token: string };

/** What a request came to, for whoever counts. */
export type Outcome = { readonly status: number; readonly given: number; readonly hidden: number };

type Bundle = { readonly type: string; readonly total?: number; readonly link?: readonly { readonly relation: string; readonly url: string }[]; readonly entry?: readonly { readonly fullUrl: string; readonly resource?: Json; readonly response?: { readonly etag?: string } }[] };

/** By these the gateway finds out who the caller's patients are; they may come before the decision, and what they find is kept for a while. */
export const isReachLookUp = ({ path, query }: Exchange): boolean => /\/RelatedPerson\/[^/]+$/.test(path) || (path.endsWith('/CareTeam') && query.includes('participant='));

type Recorded = { readonly count: number; readonly given?: ReturnType<typeof patientsIn>; readonly breach?: true };

/** One decision, and one outcome for a permit, both saying what was answered (docs/audit.md, "Laws"). */
const checkAudit = ({ place }: Asking, { status, headers }: Sent, recorded: Recorded): void => {
  const records = place.audit.of(headers['x-request-id'] ?? '');
  const [decision, ...more] = records.filter(({ kind }) => kind === 'decision');
  assert.ok(decision !== undefined && more.length === 0, 'exactly one decision');
  const outcomes = records.filter(({ kind }) => kind === 'outcome');
  if (decision['decision'] === 'deny') {
    assert.deepEqual([outcomes.length, decision['status']], [0, status], 'a denial has no outcome, and its status is the answer\'s');
    return;
  }
  assert.equal(outcomes.length, 1, 'exactly one outcome of a permit');
  const [outcome] = outcomes;
  assert.equal(outcome?.['status'], status, 'the status in the outcome');
  assert.equal(outcome['refusal'] !== undefined, status >= 400, 'a refusal in the outcome');
  const { count, breach } = outcome['returned'] as { readonly count: number; readonly breach: number };
  assert.equal(count, recorded.count, 'returned.count');
  if (recorded.breach !== true) assert.equal(breach, 0, 'returned.breach');
  const named = new Set((outcome['patients'] ?? []) as readonly string[]);
  const { patients, all } = recorded.given ?? { patients: new Set(), all: true };
  assert.deepEqual([...(all ? named : named.difference(patients))].sort(), all ? [...patients].sort() : [], 'the patients in the outcome');
};

/** A refusal: its status and gate; what a gate refused never went upstream, what was refused afterwards was permitted. */
const checkRefused = (asking: Asking, sent: Sent, { status, or, gate }: Refused): void => {
  assert.equal(sent.status, sent.status === or ? or : status, `the status: ${sent.text}`);
  checkAudit(asking, sent, { count: 0 });
  const decision = asking.place.audit.of(sent.headers['x-request-id'] ?? '').find(({ kind }) => kind === 'decision');
  if (gate === undefined) {
    assert.equal(decision?.['decision'], 'permit', 'what the data alone can refuse is permitted first');
    return;
  }
  assert.deepEqual([decision?.['decision'], decision?.['gate']], ['deny', gate]);
  assert.deepEqual(sent.exchanges.filter((exchange) => !isReachLookUp(exchange)).map(({ path, query }) => `${path}?${query}`), [], 'what is denied never goes upstream');
};

const bundleOf = ({ status, text }: Sent): Bundle => {
  assert.equal(status, 200, text);
  return JSON.parse(text) as Bundle;
};

/** All pages from the first on. */
const pagesFrom = async ({ place, token }: Asking, first: Sent): Promise<readonly Sent[]> => {
  const pages = [first];
  for (let next = bundleOf(first).link?.find(({ relation }) => relation === 'next'); next !== undefined; ) {
    assert.ok(next.url.startsWith(`${ownBase}?_page=`), `a link of the gateway's own: ${next.url}`);
    assert.ok(pages.length < 300, 'the pages come to an end');
    const page = await send(place, { method: 'GET', path: next.url.slice(ownBase.length), headers: {} }, token);
    pages.push(page);
    next = bundleOf(page).link?.find(({ relation }) => relation === 'next');
  }
  return pages;
};

/** `total` only where it is the number that is given out, over all pages; no page longer than was asked for. */
const checkPages = (pages: readonly Sent[], given: number, count: number, doubtful = false): void => {
  for (const page of pages) {
    const { total, entry = [] } = bundleOf(page);
    if (!doubtful) assert.equal(total ?? given, given, 'Bundle.total');
    assert.ok(entry.length <= count, 'no page is longer than `_count`');
  }
};

const countIn = (shape: readonly { readonly name: string; readonly value: string }[]): number => Math.min(Number(shape.find(({ name }) => name === '_count')?.value ?? 20), 100);

const entryOf = (place: string, text: string): string => `{"fullUrl":"${ownBase}/${place}","resource":${text},"search":{"mode":"match"}}`;

const checkSearch = async (asking: Asking, request: SearchRequest, first: Sent): Promise<Outcome> => {
  const { deciding, place: { world } } = asking;
  const refused = refusesSearch(deciding, request);
  if (typeof refused === 'object') {
    checkRefused(asking, first, refused);
    return { status: first.status, given: 0, hidden: 0 };
  }
  if (refused === 'may-count' && (first.status === 403 || first.status === 401)) {
    checkRefused(asking, first, { status: first.status, gate: 'confinement' });
    return { status: first.status, given: 0, hidden: 0 };
  }
  const found = await foundBy(world, request);
  const { shown, maybe, countOnly } = expectFound(deciding, request, found);
  // Owner elements that no reader can be sure of are found by the backend and hidden here, so it seems to break its word.
  const doubtful = found.some((place) => ownedRow(request.type)?.exact === true && oracleOwners(world.read(world.currentOf(place) ?? '{}')).length === 0);
  if (countOnly) {
    const { total, entry } = bundleOf(first);
    assert.deepEqual([doubtful || total, entry], [doubtful || shown.length, undefined], 'a count of what may be seen');
    checkAudit(asking, first, { count: 0 });
    return { status: 200, given: 0, hidden: found.length - shown.length };
  }
  const pages = await pagesFrom(asking, first);
  const given = pages.map((page) => (bundleOf(page).entry ?? []).map(({ resource }) => `${String(resource?.['resourceType'])}/${String(resource?.['id'])}`));
  const all = given.flat();
  assert.deepEqual(all.filter((place) => !shown.includes(place)), [], 'A LEAK: what the oracle hides is given out');
  assert.deepEqual(all, shown.filter((place) => !maybe.has(place) || all.includes(place)), 'what the oracle shows is given out, once, in the backend\'s order');
  checkPages(pages, all.length, countIn(request.shape), doubtful);
  for (const [index, page] of pages.entries()) {
    const places = given[index] ?? [];
    const texts = places.map((place) => world.currentOf(place) ?? '');
    const entries = places.map((place, at) => entryOf(place, texts[at] ?? ''));
    assert.ok(page.text.endsWith(entries.length === 0 ? ']}' : `"entry":[${entries.join(',')}]}`), 'the bytes of each resource are the backend\'s');
    checkAudit(asking, page, { count: places.length, given: patientsIn(deciding, texts, 'search', 's'), ...(doubtful ? { breach: true } : {}) });
  }
  return { status: 200, given: all.length, hidden: found.length - shown.length };
};

type HistoryEntry = { readonly response: { readonly etag: string } };

const historyOf = async (world: World, { type, id }: InstanceRequest, since: string | undefined): Promise<readonly number[]> => {
  const { text } = await world.ask(`${type}/${id}/_history?${since === undefined ? '' : `_since=${encodeURIComponent(since)}&`}_count=1000`);
  return ((JSON.parse(text) as { readonly entry?: readonly HistoryEntry[] }).entry ?? []).map(({ response }) => Number(/\d+/.exec(response.etag)?.[0]));
};

const checkHistory = async (asking: Asking, request: InstanceRequest & { readonly kind: 'history' }, visible: readonly number[], first: Sent): Promise<Outcome> => {
  const { world } = asking.place;
  const found = await historyOf(world, request, request.params.find(({ name }) => name === '_since')?.value);
  const wanted = found.filter((version) => visible.includes(version));
  const pages = await pagesFrom(asking, first);
  const given = pages.map((page) => (bundleOf(page).entry ?? []).map(({ response }) => Number(/\d+/.exec(response?.etag ?? '')?.[0])));
  const all = given.flat();
  assert.deepEqual(all.filter((version) => !visible.includes(version)), [], 'A LEAK: a version that the oracle hides is given out');
  assert.deepEqual(all, wanted, 'every version that the oracle shows is given out, once, in the backend\'s order');
  checkPages(pages, all.length, countIn(request.params));
  const place = `${request.type}/${request.id}`;
  for (const [index, page] of pages.entries()) {
    let at = 0;
    const texts = (given[index] ?? []).map((version) => world.versionsOf(place)[version - 1]);
    for (const text of texts) {
      const entry = `{"fullUrl":"${ownBase}/${place}"${text === undefined ? '' : `,"resource":${text}`},"request":`;
      at = page.text.indexOf(entry, at) + entry.length;
      assert.ok(at >= entry.length, 'the bytes of each version are the backend\'s');
    }
    checkAudit(asking, page, { count: texts.length, given: patientsIn(asking.deciding, texts, 'history', 'r') });
  }
  return { status: 200, given: all.length, hidden: found.length - wanted.length };
};

const checkOne = (asking: Asking, { kind, type, id, ...request }: InstanceRequest, version: number, sent: Sent): Outcome => {
  const { world } = asking.place;
  const text = world.versionsOf(`${type}/${id}`)[version - 1] ?? '';
  assert.equal(sent.status, 200, sent.text);
  if (kind === 'raw') {
    assert.deepEqual(sent.bytes, Buffer.from((world.read(text)['data'] ?? '') as string, 'base64'), 'the content is the backend\'s');
    assert.equal(sent.headers['content-type'], world.read(text)['contentType']);
  } else {
    assert.equal(sent.text, 'head' in request ? '' : text, 'the bytes are the backend\'s');
    assert.deepEqual([sent.headers['etag'], sent.headers['content-location']], [`W/"${version}"`, `${ownBase}/${type}/${id}/_history/${version}`]);
  }
  checkAudit(asking, sent, { count: 1, given: patientsIn(asking.deciding, [text], kind === 'vread' ? 'vread' : 'read', 'r') });
  return { status: 200, given: 1, hidden: 0 };
};

const checkInstance = async (asking: Asking, request: InstanceRequest, sent: Sent): Promise<Outcome> => {
  const expected = expectInstance(asking.deciding, request);
  if ('status' in expected) {
    if (sent.status === 200 && expected.gate === undefined) assert.fail(`A LEAK: what the oracle hides is given out: ${sent.text}`);
    checkRefused(asking, sent, expected);
    return { status: sent.status, given: 0, hidden: expected.foreign === true ? 1 : 0 };
  }
  return request.kind === 'history' ? checkHistory(asking, request, expected.versions, sent) : checkOne(asking, request, expected.versions[0] ?? 0, sent);
};

const withoutMeta = ({ id: _id, meta, ...rest }: Json): Json => {
  const { versionId: _version, lastUpdated: _updated, ...tags } = (meta ?? {}) as Json;
  return { ...rest, ...tags };
};

/** References on a base of this server go upstream as relative ones. */
const asStored = (body: Json): Json =>
  JSON.parse(JSON.stringify(body), (name, value: unknown) => (name === 'reference' && typeof value === 'string' ? [ownBase, aliasBase].reduce((text, base) => text.replace(`${base}/`, ''), value) : value)) as Json;

const checkCreate = async (asking: Asking, request: CreateRequest, sent: Sent): Promise<Outcome> => {
  const { deciding, place: { world } } = asking;
  const expected = expectCreate(deciding, request);
  if (expected !== 'created') {
    checkRefused(asking, sent, expected);
    assert.ok(!sent.exchanges.some(({ method, path }) => method === 'POST' && !path.endsWith('/_search')), 'what is refused is not written');
    return { status: sent.status, given: 0, hidden: 0 };
  }
  assert.equal(sent.status, 201, sent.text);
  const [, id = ''] = /^https:\/\/gw\.example\/fhir\/\w+\/([^/]+)\/_history\/1$/.exec(sent.headers['location'] ?? '') ?? [];
  const text = await world.learn(`${request.type}/${id}`);
  const stored = world.read(text);
  assert.deepEqual(withoutMeta(stored), withoutMeta(asStored(world.read(JSON.stringify(request.body)))), 'what was submitted is stored');
  if (request.prefer === 'OperationOutcome') assert.match(sent.text, /OperationOutcome/);
  else assert.equal(sent.text, request.prefer !== 'minimal' && isVisible(deciding, stored, 'read', 'r') ? text : '', 'the answer is what the caller may read');
  checkAudit(asking, sent, { count: 1, given: patientsIn(deciding, [text], 'create', 'c') });
  return { status: 201, given: 1, hidden: 0 };
};

/** Sends a request and holds all that came of it against the oracle. */
export const checkRequest = async (asking: Asking, asked: DifferentialRequest): Promise<Outcome> => {
  const request = JSON.parse(asking.place.world.addressed(JSON.stringify(asked))) as DifferentialRequest;
  const sent = await send(asking.place, wireOf(request), asking.token);
  switch (request.kind) {
    case 'search':
      return checkSearch(asking, request, sent);
    case 'create':
      return checkCreate(asking, request, sent);
    default:
      return checkInstance(asking, request, sent);
  }
};
