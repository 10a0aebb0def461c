import assert from 'node:assert/strict';
import type { Asking, Bundle, Entry, Outcome } from './asking.ts';
import { checkAudit, checkRefused } from './check-audit.ts';
import { bundleOf, checkShown, countIn, pagesFrom, parsed } from './check-shown.ts';
import { pairsFor, type Deciding } from './grants.ts';
import { askOfInstance, expectInstance, refusesWideHistory, type Version } from './oracle.ts';
import { isProjected } from './projected.ts';
import type { InstanceRequest, WideHistoryRequest } from './requests.ts';
import type { Sent } from './send.ts';
import { nameOf, shownAs } from './visible.ts';
import { ownBase } from './world.ts';

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

/** Holds a read, vread or history of an instance against the oracle. */
export const checkInstance = async (asking: Asking, request: InstanceRequest, sent: Sent): Promise<Outcome> => {
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

/** Holds the history of a type or the server against the backend's own. */
export const checkWideHistory = async (asking: Asking, request: WideHistoryRequest, first: Sent): Promise<Outcome> => {
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
