import { randomUUID } from 'node:crypto';
import { bundleText } from './bundle-text.ts';
import type { Moments } from './history-moments.ts';
import { readMoments } from './history-moments.ts';
import { linkUrl, sortedPairs, wholeNumber } from './link-url.ts';
import { offsetLinks } from './offset-links.ts';
import { defaultCount, largestCount } from './paging.ts';
import { unknownInstance } from './read.ts';
import type { BackendRequest, InstanceRequest, TypeRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { isProblem, jsonAnswer, outcome, refuse, versionUrl } from './responses.ts';
import type { Showing } from './showing.ts';
import { marksBundle, readShowing, show } from './showing.ts';
import type { Version } from './version.ts';
import { instantOf, isStored } from './version.ts';

// HAPI calls the first version a POST, however it came.
const madeBy = ({ versionId, text }: Version): { readonly method: string; readonly status: string } => {
  if (text === undefined) return { method: 'DELETE', status: '200 OK' };
  return versionId === 1 ? { method: 'POST', status: '201 Created' } : { method: 'PUT', status: '200 OK' };
};

const entryText = (version: Version, showing: Showing, base: string): string => {
  const { type, id, versionId } = version;
  const { method, status } = madeBy(version);
  const told = [
    `"fullUrl":${JSON.stringify(`${base}/${type}/${id}`)}`,
    ...(isStored(version) ? [`"resource":${show(version, showing)}`] : []),
    `"request":${JSON.stringify({ method, url: versionUrl(version, '').slice(1) })}`,
    `"response":${JSON.stringify({ status, etag: `W/"${versionId}"` })}`,
  ];
  return `{${told.join()}}`;
};

/** A page of versions, newest first. HAPI counts them only where no time is asked for, and then takes a full page for a sign of more. */
const page = (request: BackendRequest, place: string, versions: readonly Version[], timed: boolean): Answer => {
  const { exchange, params, now } = request;
  const showing = readShowing(params);
  const offset = wholeNumber(params.get('_offset'), 0);
  if (isProblem(showing)) return refuse(showing);
  if (offset === undefined) return outcome(400, `HAPI-0461: Invalid _offset value: ${params.get('_offset') ?? ''}`);
  // What is no number is taken no notice of.
  const asked = showing.summary === 'count' ? 0 : (wholeNumber(params.get('_count'), defaultCount) ?? defaultCount);
  const count = Math.min(asked, largestCount);
  const shown = versions.slice(offset, offset + count);
  const path = `${exchange.base}/${place}_history`;
  const more = timed ? shown.length === count : offset + count < versions.length;
  const id = randomUUID();
  const text = bundleText({
    id,
    type: 'history',
    lastUpdated: instantOf(now()),
    marked: marksBundle(showing),
    total: timed ? undefined : versions.length,
    links: count === 0 ? [] : offsetLinks({ path, self: linkUrl(path, sortedPairs(params)), params, offset, count, more }),
    entries: shown.map((version) => entryText(version, showing, exchange.base)),
  });
  return jsonAnswer(200, text, { 'Content-Location': `${exchange.base}/Bundle/${id}` });
};

const madeWithin = (versions: readonly Version[], { from, until }: Moments): readonly Version[] =>
  versions.filter(({ lastUpdated }) => lastUpdated >= from && lastUpdated < until).toReversed();

/** `GET Type/id/_history`: every version, deletions and other owners' included (R4 http section 3.1.0.12); `_at` also finds the one that stood when its time began. */
export const history = (request: InstanceRequest): Answer => {
  const { store, type, id, params } = request;
  const instance = store.find(type, id);
  if (instance === undefined) return unknownInstance(request);
  const moments = readMoments(params);
  if (isProblem(moments)) return refuse(moments);
  const { from, until, timed, standing } = moments;
  const { versions } = instance;
  const stood = standing ? versions.findLastIndex(({ lastUpdated }) => lastUpdated <= from && lastUpdated < until) : -1;
  const within = madeWithin(stood < 0 ? versions : versions.slice(stood), { ...moments, from: stood < 0 ? from : -Infinity });
  return page(request, `${type}/${id}/`, within, timed);
};

/** `GET Type/_history`, `GET [base]/_history`: every version of everything, in the opposite order of how they came; `_at` finds only what was made within its time. Other parameters are taken no notice of. */
export const historyOfAll = (request: BackendRequest | TypeRequest): Answer => {
  const moments = readMoments(request.params);
  if (isProblem(moments)) return refuse(moments);
  const { log } = request.store;
  if (!('type' in request)) return page(request, '', madeWithin(log, moments), moments.timed);
  return page(request, `${request.type}/`, madeWithin(log.filter(({ type }) => type === request.type), moments), moments.timed);
};
