import assert from 'node:assert/strict';
import type { Exchange } from '../../../src/demo/exchange.ts';
import { evaluate } from './definitions.ts';
import { pairsFor, type Ask, type Deciding, type Grant, type Refused } from './grants.ts';
import { asStored, askOfInstance, expectCreate, expectInstance, refusesWideHistory, type Version } from './oracle.ts';
import { checkProjected, isProjected } from './projected.ts';
import { textOf } from './references.ts';
import type { CreateRequest, DifferentialRequest, InstanceRequest, Param, SearchRequest, WideHistoryRequest } from './requests.ts';
import { expectFound, hasIncludes, includedWith, isCounting, mayCloseJoins, mayCostTooMuch, refusesSearch, searchingOf, type Found, type Searching } from './search-oracle.ts';
import { send, wireOf, type Place, type Sent } from './send.ts';
import { classOf, ownedTypes } from './types.ts';
import { nameOf, ownersDeep, ownersOf, showing, shownAs } from './visible.ts';
import { aliasBase, ownBase, type Json } from './world.ts';

/** What was given out of each kind that is worth a test, counted. */
export type Counted = { masked: number; projected: number; included: number; joined: number; granular: number; declared: number };

/** Somebody's requests before a gateway. */
export type Asking = { readonly place: Place; readonly deciding: Deciding; readonly token: string; readonly counted: Counted };

/** What a request came to, for whoever counts. */
export type Outcome = { readonly status: number; readonly given: number; readonly hidden: number };

type Entry = { readonly fullUrl: string; readonly resource?: Json; readonly search?: { readonly mode: string }; readonly response?: { readonly etag?: string } };
type Bundle = { readonly type: string; readonly total?: number; readonly link?: readonly { readonly relation: string; readonly url: string }[]; readonly entry?: readonly Entry[] };

/** By these the gateway finds out who the caller's patients are; they may come before the decision, and what they find is kept for a while. */
export const isReachLookUp = ({ path, query }: Exchange): boolean => /\/(?:RelatedPerson|Group)\/[^/]+$/.test(path) || (path.endsWith('/CareTeam') && query.includes('participant='));

/** The request as it is sent to this gateway: with the addresses of this world, and the pseudonyms of this gateway. */
export const addressed = ({ place: { world }, deciding }: Asking, request: DifferentialRequest): DifferentialRequest =>
  JSON.parse(world.addressed(JSON.stringify(request)).replace(/~([A-Za-z0-9.-]+)~/g, (_, patient: string) => deciding.pseudonymOf(patient))) as DifferentialRequest;

// ---- The audit log

type Shown = { readonly resource: Json | undefined };

/** One decision, and one outcome for a permit, both saying what was answered (docs/audit.md, "Laws"). */
const checkAudit = ({ place, deciding }: Asking, { status, headers }: Sent, shown: readonly Shown[], breach = false): void => {
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
  const { count, breach: counted } = outcome['returned'] as { readonly count: number; readonly breach: number };
  assert.equal(count, shown.length, 'returned.count');
  if (!breach) assert.equal(counted, 0, 'returned.breach');
  const recorded = new Set((outcome['patients'] ?? []) as readonly string[]);
  const resources = shown.map(({ resource }) => resource).filter((one) => one !== undefined);
  const mayBe = new Set(resources.flatMap((resource) => ownersDeep(place.world, resource)));
  assert.deepEqual([...recorded.difference(mayBe)], [], 'nobody else is recorded');
  assert.deepEqual([...new Set(resources.flatMap(ownersOf)).difference(recorded)], [], `everybody whose data is given out is recorded for ${String(deciding.caller.fhirUser)}`);
};

/** A refusal: its status and gate; what a gate refused never went upstream, what was refused afterwards was permitted. */
const checkRefused = (asking: Asking, sent: Sent, refused: readonly Refused[]): Outcome => {
  const none: Outcome = { status: sent.status, given: 0, hidden: 0 };
  assert.ok(refused.some(({ status }) => status === sent.status), `refused with ${[...new Set(refused.map(({ status, gate }) => `${status} ${gate ?? ''}`))].join(' or ')}, not ${sent.status}: ${sent.text.slice(0, 600)}`);
  const decision = asking.place.audit.of(sent.headers['x-request-id'] ?? '').find(({ kind }) => kind === 'decision');
  // What does not parse is nothing that could be decided.
  if (sent.status === 400 && refused.some(({ status, gate }) => status === 400 && gate === undefined)) return none;
  checkAudit(asking, sent, []);
  const [possible] = refused.filter(({ status }) => status === sent.status);
  if (possible?.gate === undefined) {
    assert.equal(decision?.['decision'], 'permit', 'what the data alone can refuse is permitted first');
    return none;
  }
  assert.equal(decision?.['decision'], 'deny');
  assert.ok(refused.some(({ status, gate }) => status === sent.status && gate === decision['gate']), `refused by ${[...new Set(refused.map(({ gate }) => gate ?? ''))].join(' or ')}, not by ${String(decision['gate'])}`);
  assert.deepEqual(sent.exchanges.filter((exchange) => !isReachLookUp(exchange)).map(({ path, query }) => `${path}?${query}`), [], 'what is denied never goes upstream');
  return none;
};

// ---- What is shown

/** As the oracle reads JSON: the backend's own address, which changes, under a base that it knows. */
const parsed = ({ place: { world } }: Asking, text: string): Json => JSON.parse(text.replaceAll(world.backend.url, aliasBase)) as Json;

/** Holds one resource against what the caller may see of it: byte for byte, or what masks and projections leave. */
const checkShown = (asking: Asking, text: string, given: Json | undefined, grants: readonly Grant[], params: readonly Param[], raw: string): void => {
  const stored = asking.place.world.read(text);
  const shown = shownAs(asking.deciding, stored, grants);
  const { counted } = asking;
  if (shown !== undefined) counted.masked += 1;
  if (isProjected(params)) counted.projected += 1;
  if (grants.length > 0 && grants.every(({ clause }) => clause.query.length > 0)) counted.granular += 1;
  if (grants.length > 0 && grants.every(({ row }) => row.terms.includes('break-glass'))) counted.declared += 1;
  if (isProjected(params)) checkProjected(given ?? {}, shown ?? stored, params);
  else if (shown !== undefined) assert.deepEqual(given, shown, 'what the masks leave');
  else assert.ok(raw.includes(text), `the bytes of ${String(stored['resourceType'])}/${String(stored['id'])} are the backend's`);
};

const bundleOf = (asking: Asking, { status, text }: Sent): Bundle => {
  assert.equal(status, 200, text);
  return parsed(asking, text) as unknown as Bundle;
};

/** All pages from the first on. */
const pagesFrom = async (asking: Asking, first: Sent): Promise<readonly Sent[]> => {
  const pages = [first];
  const seen = new Set<string>();
  for (let next = bundleOf(asking, first).link?.find(({ relation }) => relation === 'next'); next !== undefined; ) {
    assert.ok(next.url.startsWith(`${ownBase}?_page=`), `a link of the gateway's own: ${next.url}`);
    assert.ok(pages.length < 1500 && !seen.has(next.url), 'the pages come to an end');
    seen.add(next.url);
    const page = await send(asking.place, { method: 'GET', path: next.url.slice(ownBase.length), headers: {} }, asking.token);
    pages.push(page);
    next = bundleOf(asking, page).link?.find(({ relation }) => relation === 'next');
  }
  return pages;
};

const mostOf = (grants: readonly Grant[]): number => Math.max(...grants.map(({ row }) => Number(row.terms.find((term) => term.startsWith('max:'))?.slice(4) ?? Infinity)));

const countIn = (params: readonly Param[], grantsOf: readonly (readonly Grant[])[]): number => Math.min(Number(params.find(({ name }) => name === '_count')?.value ?? 20), 100, ...grantsOf.map(mostOf));

// ---- Instances

const versionIn = ({ response }: Entry): number => Number(/\d+/.exec(response?.etag ?? '')?.[0]);

const checkHistory = async (asking: Asking, request: Extract<InstanceRequest, { kind: 'history' }>, versions: readonly Version[], id: string, first: Sent): Promise<Outcome> => {
  const { place: { world }, deciding } = asking;
  const { type, params } = request;
  const since = params.filter(({ name }) => name === '_since');
  const { text: whole } = await world.ask(`${type}/${id}/_history?${since.map(({ value }) => `_since=${encodeURIComponent(value)}&`).join('')}_count=1000`);
  const found = ((JSON.parse(whole) as Bundle).entry ?? []).map(versionIn);
  const wanted = found.filter((version) => versions.some((one) => one.version === version));
  const pages = await pagesFrom(asking, first);
  const given = pages.map((page) => bundleOf(asking, page).entry ?? []);
  const all = given.flat().map(versionIn);
  assert.deepEqual(all.filter((version) => !wanted.includes(version)), [], 'A LEAK: a version that the oracle hides is given out');
  assert.deepEqual(all, wanted, 'every version that the oracle shows is given out, once, in the backend\'s order');
  for (const [index, page] of pages.entries()) {
    const { total, entry = [] } = bundleOf(asking, page);
    assert.equal(total ?? all.length, all.length, 'Bundle.total');
    assert.ok(entry.length <= countIn(params, [pairsFor(deciding, askOfInstance(request)).open]), 'no page is longer than `_count`');
    const shown = (given[index] ?? []).map((one) => {
      const text = world.versionsOf(`${type}/${id}`)[versionIn(one) - 1];
      const grants = versions.find(({ version }) => version === versionIn(one))?.grants ?? [];
      assert.equal(one.fullUrl, `${ownBase}/${type}/${text === undefined ? id : nameOf(deciding, world.read(text), grants)}`);
      if (text === undefined) assert.equal(one.resource, undefined);
      else checkShown(asking, text, one.resource, grants, [], page.text);
      return { resource: text === undefined ? undefined : world.read(text) };
    });
    checkAudit(asking, page, shown);
  }
  return { status: 200, given: all.length, hidden: found.length - wanted.length };
};

const notModified = (request: InstanceRequest, version: number): boolean =>
  request.kind === 'read' && request.ifNoneMatch !== undefined && (request.ifNoneMatch === '*' || new RegExp(`"${version}"`).test(request.ifNoneMatch));

const checkOne = (asking: Asking, request: Exclude<InstanceRequest, { kind: 'history' }>, { version, grants }: Version, id: string, sent: Sent): Outcome => {
  const { place: { world }, deciding } = asking;
  const { type } = request;
  const text = world.versionsOf(`${type}/${id}`)[version - 1] ?? '';
  const stored = world.read(text);
  const unchanged = notModified(request, version);
  assert.equal(sent.status, unchanged ? 304 : 200, sent.text);
  if (request.kind === 'raw') {
    if (request.head !== true) assert.deepEqual(sent.bytes, Buffer.from((stored['data'] ?? '') as string, 'base64'), 'the content is the backend\'s');
    assert.equal(sent.headers['content-type'], stored['contentType']);
  } else {
    if (request.head === true || unchanged) assert.equal(sent.text, '');
    else {
      const shown = shownAs(deciding, stored, grants);
      if (shown === undefined && !isProjected(request.params)) assert.equal(sent.text, text, 'the bytes are the backend\'s');
      else checkShown(asking, text, parsed(asking, sent.text), grants, request.params, sent.text);
    }
    assert.deepEqual([sent.headers['etag'], sent.headers['content-location']], [`W/"${version}"`, `${ownBase}/${type}/${nameOf(deciding, stored, grants)}/_history/${version}`]);
  }
  checkAudit(asking, sent, [{ resource: stored }]);
  return { status: sent.status, given: 1, hidden: 0 };
};

const checkInstance = async (asking: Asking, request: InstanceRequest, sent: Sent): Promise<Outcome> => {
  const expected = expectInstance(asking.deciding, request);
  if ('refused' in expected) {
    if (sent.status === 200 && expected.refused.every(({ gate }) => gate === undefined)) assert.fail(`A LEAK: what the oracle hides is given out: ${sent.text}`);
    return { ...checkRefused(asking, sent, expected.refused), hidden: expected.foreign === true ? 1 : 0 };
  }
  const { versions, id } = expected;
  if (request.kind !== 'history') return checkOne(asking, request, versions[0] ?? { version: 0, grants: [] }, id, sent);
  if (request.head !== true) return checkHistory(asking, request, versions, id, sent);
  assert.deepEqual([sent.status, sent.text], [200, '']);
  return { status: 200, given: 0, hidden: 0 };
};

const isDenied = ({ caller, rows }: Deciding, type: string): boolean => rows(type, 'history').some(({ effect, subject }) => effect === 'deny' && caller.subjects.includes(subject));

const checkWideHistory = async (asking: Asking, request: WideHistoryRequest, first: Sent): Promise<Outcome> => {
  const refused = refusesWideHistory(asking.deciding, request);
  if (refused.length > 0) return checkRefused(asking, first, refused);
  const { place: { world } } = asking;
  const place = `${request.type === undefined ? '' : `${request.type}/`}_history?${request.params.filter(({ name }) => name === '_since').map(({ value }) => `_since=${encodeURIComponent(value)}&`).join('')}`;
  const wanted: Entry[] = [];
  for (let offset = 0, more = true; more; offset += 1000) {
    const { entry = [] } = JSON.parse((await world.ask(`${place}_count=1000&_offset=${offset}`)).text.replaceAll(world.backend.url, ownBase)) as Bundle;
    // A deny row on (type, history) holds here, too.
    wanted.push(...entry.filter(({ fullUrl }) => !isDenied(asking.deciding, fullUrl.slice(ownBase.length + 1).split('/')[0] ?? '')));
    more = entry.length === 1000;
  }
  const pages = await pagesFrom(asking, first);
  const keyOf = (one: Entry): string => `${one.fullUrl} ${versionIn(one)}`;
  assert.deepEqual(pages.flatMap((page) => bundleOf(asking, page).entry ?? []).map(keyOf), wanted.map(keyOf), 'every version, once, in the backend\'s order');
  for (const page of pages) {
    const { total, entry = [] } = bundleOf(asking, page);
    assert.equal(total ?? wanted.length, wanted.length, 'Bundle.total');
    const shown = entry.map((one) => {
      const text = world.versionsOf(one.fullUrl.slice(ownBase.length + 1))[versionIn(one) - 1];
      if (text !== undefined) checkShown(asking, text, one.resource, [], [], page.text);
      return { resource: text === undefined ? undefined : world.read(text) };
    });
    checkAudit(asking, page, shown);
  }
  return { status: 200, given: wanted.length, hidden: 0 };
};

// ---- Searches

const placeOf = ({ resource }: Entry): string => `${String(resource?.['resourceType'])}/${String(resource?.['id'])}`;

/** The place in the world of what an entry calls by a pseudonym. */
const realPlace = ({ deciding: { pseudonymOf }, place: { world } }: Asking, entry: Entry): string => {
  const named = entry.fullUrl.slice(ownBase.length + 1);
  if (!named.startsWith('Patient/') || world.versionsOf(named).length > 0) return named;
  return `Patient/${world.idsOf('Patient').find((id) => `Patient/${pseudonymOf(id)}` === named) ?? '?'}`;
};

/** An owner with a version is found by the backend and hidden here, so it seems to break its word (limits.ts, unclear-owner). */
const isDoubtful = ({ place: { world } }: Asking, request: SearchRequest, found: readonly Found[]): boolean => {
  // limits.ts, odd-references.
  if (request.includes.length > 0) return true;
  const isJoined = request.criteria.some(({ name }) => name.includes('.') || name.startsWith('_has:'));
  const types = isJoined ? Object.keys(ownedTypes) : found.map(({ type }) => type);
  return types.some((type) => ownedTypes[type]?.single === true && world.idsOf(type).some((id) => {
    const text = world.currentOf(`${type}/${id}`);
    return text !== undefined && evaluate(world.read(text), ownedTypes[type]?.owner ?? '').some((element) => /\/_history\//.test(textOf(element) ?? ''));
  }));
};

const checkIncluded = (asking: Asking, searching: Searching, page: readonly Entry[]): void => {
  const [matches, included] = ['match', 'include'].map((mode) => page.filter(({ search }) => search?.mode === mode).map((entry) => realPlace(asking, entry)));
  const { world } = asking.place;
  asking.counted.included += included?.length ?? 0;
  const strict = includedWith(searching, matches ?? [], false);
  const loose = new Set([...(world.aliased ? includedWith(searching, matches ?? [], true, 100) : []), ...includedWith(searching, matches ?? [], false, 100)]);
  const leaked = (included ?? []).filter((place) => !loose.has(place)).sort();
  assert.deepEqual(leaked, [], `A LEAK: something is included that the oracle does not include:${storedAs(asking, leaked)}`);
  const lacking = [...strict].filter((place) => included?.includes(place) !== true).sort();
  assert.deepEqual(lacking, [], `everything that the oracle includes is included, this too:${storedAs(asking, lacking)}`);
  assert.equal(new Set(included).size, included?.length, 'nothing is included twice');
};

const checkPage = (asking: Asking, searching: Searching, page: Sent, breach: boolean): void => {
  const { deciding, place: { world } } = asking;
  const { request, askOf } = searching;
  const { entry = [] } = bundleOf(asking, page);
  const shown = entry.map((one) => {
    const place = realPlace(asking, one);
    const text = world.currentOf(place) ?? '{}';
    const grants = showing(deciding, world.read(text), askOf(place.split('/')[0] ?? ''));
    assert.equal(one.fullUrl, `${ownBase}/${place.split('/')[0] ?? ''}/${nameOf(deciding, world.read(text), grants)}`);
    assert.equal(`${ownBase}/${placeOf(one)}`, one.fullUrl);
    const isIncluded = one.search?.mode === 'include';
    checkShown(asking, text, one.resource, grants, request.shape.filter(({ name }) => !isIncluded || name === '_summary'), page.text);
    return { resource: world.read(text) };
  });
  if (hasIncludes(searching)) checkIncluded(asking, searching, entry);
  checkAudit(asking, page, shown, breach);
};

const storedAs = ({ place: { world } }: Asking, places: readonly string[]): string => places.slice(0, 3).map((place) => `\n  ${world.currentOf(place) ?? ''}`).join('');

const checkMatches = (asking: Asking, matches: readonly string[], found: readonly Found[]): void => {
  const may = found.flatMap((one) => one.may);
  const must = new Set(found.flatMap((one) => [...one.must]));
  const leaked = matches.filter((place) => !may.includes(place));
  assert.deepEqual(leaked, [], `A LEAK: what the oracle hides is given out:${storedAs(asking, leaked)}`);
  assert.equal(new Set(matches).size, matches.length, 'nothing is given out twice');
  const wanted = may.filter((place) => must.has(place) || matches.includes(place));
  const inOrder = found.every(({ ownIsBeside }) => !ownIsBeside);
  const lacking = wanted.filter((place) => !matches.includes(place));
  assert.deepEqual(lacking, [], `everything that the oracle shows is given out, this too:${storedAs(asking, lacking)}`);
  assert.deepEqual(inOrder ? matches : [...matches].sort(), inOrder ? wanted : [...wanted].sort(), 'what the oracle shows is given out, in the backend\'s order');
};

const checkSearch = async (asking: Asking, request: SearchRequest, first: Sent): Promise<Outcome> => {
  if (first.status === 400 && mayCostTooMuch(request) && (request.by === 'head' || first.text.includes('"too-costly"'))) return { status: 400, given: 0, hidden: 0 };
  const searching = searchingOf(asking.deciding, request);
  const { refused, mayCount } = refusesSearch(searching);
  if (refused.length > 0) return checkRefused(asking, first, refused);
  if (mayCount && (first.status === 403 || first.status === 401)) return checkRefused(asking, first, (request.types === 'all' ? ['confinement', 'scope', 'policy'] : ['confinement']).map((gate) => ({ status: first.status, gate })));
  if (first.status === 403 && mayCloseJoins(searching)) {
    checkAudit(asking, first, []);
    return { status: 403, given: 0, hidden: 0 };
  }
  if (request.by === 'head') {
    assert.deepEqual([first.status, first.text], [200, '']);
    return { status: 200, given: 0, hidden: 0 };
  }
  const found = await expectFound(searching);
  const breach = isDoubtful(asking, request, found);
  const hidden = found.reduce((sum, { all, may }) => sum + all - may.length, 0);
  if (isCounting(request)) {
    const { total, entry } = bundleOf(asking, first);
    const [least, most] = [found.reduce((sum, { must }) => sum + must.size, 0), found.reduce((sum, { may }) => sum + may.length, 0)];
    assert.ok(breach || (total !== undefined && total >= least && total <= most), `a count of what may be seen: ${String(total)}, not ${least}${most === least ? '' : ` to ${most}`}`);
    assert.equal(entry, undefined);
    checkAudit(asking, first, [], breach);
    return { status: 200, given: 0, hidden };
  }
  const pages = await pagesFrom(asking, first);
  const matches = pages.map((page) => (bundleOf(asking, page).entry ?? []).filter(({ search }) => search?.mode === 'match').map((entry) => realPlace(asking, entry)));
  checkMatches(asking, matches.flat(), found);
  const most = countIn(request.shape, searching.searches.filter(({ type }) => found.some((one) => one.type === type)).map(({ type }) => pairsFor(asking.deciding, searching.askOf(type)).open));
  for (const [index, page] of pages.entries()) {
    const { total } = bundleOf(asking, page);
    if (!breach) assert.equal(total ?? matches.flat().length, matches.flat().length, 'Bundle.total');
    assert.ok((matches[index]?.length ?? 0) <= most, `no page is longer than ${most}`);
    checkPage(asking, searching, page, breach);
  }
  if (request.criteria.some(({ name }) => name.includes('.') || name.startsWith('_has:'))) asking.counted.joined += matches.flat().length;
  return { status: 200, given: matches.flat().length, hidden };
};

// ---- Creates

const withoutMeta = ({ id: _id, meta, ...rest }: Json): Json => {
  const { versionId: _version, lastUpdated: _updated, ...tags } = (meta ?? {}) as Json;
  return { ...rest, ...tags };
};

const checkCreate = async (asking: Asking, request: CreateRequest, sent: Sent): Promise<Outcome> => {
  const { deciding, place: { world } } = asking;
  const refused = expectCreate(deciding, request);
  if (refused.length > 0) {
    const outcome = checkRefused(asking, sent, refused);
    assert.ok(!sent.exchanges.some(({ method, path }) => method === 'POST' && !path.endsWith('/_search')), 'what is refused is not written');
    return outcome;
  }
  assert.equal(sent.status, 201, sent.text);
  const [, id = ''] = /^https:\/\/gw\.example\/fhir\/\w+\/([^/]+)\/_history\/1$/.exec(sent.headers['location'] ?? '') ?? [];
  const text = await world.learn(`${request.type}/${id}`);
  const stored = world.read(text);
  assert.deepEqual(withoutMeta(stored), withoutMeta(asStored(world.read(JSON.stringify(request.body)))), 'what was submitted is stored');
  const ask: Ask = { type: request.type, action: 'read', letter: 'r', emergency: request.emergency === undefined ? 'none' : 'not-here' };
  const grants = showing(deciding, stored, ask);
  if (request.prefer === 'OperationOutcome') assert.match(sent.text, /OperationOutcome/);
  else if (request.prefer === 'minimal' || grants.length === 0) assert.equal(sent.text, '', 'the answer is what the caller may read');
  else checkShown(asking, text, parsed(asking, sent.text), grants, [], sent.text);
  checkAudit(asking, sent, [{ resource: stored }]);
  return { status: 201, given: 1, hidden: 0 };
};

const checkSent = (asking: Asking, request: DifferentialRequest, sent: Sent): Outcome | Promise<Outcome> => {
  switch (request.kind) {
    case 'search': return checkSearch(asking, request, sent);
    case 'create': return checkCreate(asking, request, sent);
    case 'wide-history': return checkWideHistory(asking, request, sent);
    case 'malformed':
      assert.equal(sent.status, 400, `${request.place}: ${sent.text.slice(0, 200)}`);
      assert.equal(sent.exchanges.length, 0, 'what does not parse never goes upstream');
      return { status: 400, given: 0, hidden: 0 };
    default: return checkInstance(asking, request, sent);
  }
};

// Of many the first and the last.
const upstream = ({ exchanges }: Sent): string => exchanges.filter((_, index) => index < 8 || index >= exchanges.length - 2).map(({ method, path, query }) => `\n  ${method} ${path.replace('/fhir', '')}?${decodeURIComponent(query)}`).join('');

/** Sends a request and holds all that came of it against the oracle. */
export const checkRequest = async (asking: Asking, written: DifferentialRequest): Promise<Outcome> => {
  const request = addressed(asking, written);
  const sent = await send(asking.place, wireOf(request), asking.token);
  try {
    return await checkSent(asking, request, sent);
  } catch (error) {
    if (error instanceof Error) error.message = `${error.message}\nanswered: ${sent.status}, after${upstream(sent)}`;
    throw error;
  }
};

/** Whether a type is judged by others. */
export const isDerived = (type: string): boolean => classOf(type) === 'derived';
