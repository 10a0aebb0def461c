import { randomUUID } from 'node:crypto';
import { bundleText } from './bundle-text.ts';
import { dateRange } from './date-range.ts';
import type { Link } from './link-url.ts';
import { linkUrl, sortedPairs, wholeNumber } from './link-url.ts';
import { defaultCount } from './paging.ts';
import { unknownInstance } from './read.ts';
import type { InstanceRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { jsonAnswer, outcome, versionUrl } from './responses.ts';
import type { Instance, Version } from './version.ts';
import { instantOf } from './version.ts';

const known: ReadonlySet<string> = new Set(['_count', '_offset', '_since', '_at', '_format', '_pretty']);

// HAPI calls the first version a POST, however it came.
const madeBy = ({ versionId, text }: Version): { readonly method: string; readonly status: string } => {
  if (text === undefined) return { method: 'DELETE', status: '200 OK' };
  return versionId === 1 ? { method: 'POST', status: '201 Created' } : { method: 'PUT', status: '200 OK' };
};

const entryText = (version: Version, base: string): string => {
  const { type, id, versionId, text } = version;
  const { method, status } = madeBy(version);
  const told = [
    `"fullUrl":${JSON.stringify(`${base}/${type}/${id}`)}`,
    ...(text === undefined ? [] : [`"resource":${text}`]),
    `"request":${JSON.stringify({ method, url: versionUrl(version, '').slice(1) })}`,
    `"response":${JSON.stringify({ status, etag: `W/"${versionId}"` })}`,
  ];
  return `{${told.join()}}`;
};

/** The versions that were made since then, or stood at some moment of that time; newest first. Undefined where a time is malformed. */
const select = ({ versions }: Instance, params: URLSearchParams): readonly Version[] | undefined => {
  const since = params.get('_since');
  const at = params.get('_at');
  const from = since === null ? -Infinity : /T.*(?:Z|[+-]\d\d:\d\d)$/.test(since) ? dateRange(since)?.from : undefined;
  const during = at === null ? { from: -Infinity, until: Infinity } : dateRange(at);
  if (from === undefined || during === undefined) return undefined;
  return versions
    .filter(({ lastUpdated }, index) => {
      const replaced = versions[index + 1]?.lastUpdated ?? Infinity;
      return lastUpdated >= from && lastUpdated < during.until && replaced > during.from;
    })
    .toReversed();
};

const linksOf = (request: InstanceRequest, total: number, offset: number, count: number): readonly Link[] => {
  const { exchange, type, id, params } = request;
  const path = `${exchange.base}/${type}/${id}/_history`;
  const page = (at: number): string => {
    const kept = [...params].filter(([name]) => name !== '_count' && name !== '_offset');
    return linkUrl(path, [...kept, ['_count', count], ['_offset', at]]);
  };
  return [
    { relation: 'self', url: linkUrl(path, sortedPairs(params)) },
    ...(offset + count < total ? [{ relation: 'next', url: page(offset + count) } as const] : []),
    ...(offset > 0 ? [{ relation: 'previous', url: page(Math.max(0, offset - count)) } as const] : []),
  ];
};

/** `GET Type/id/_history`: every version, deletions and other owners' included (R4 http section 3.1.0.12). */
export const history = (request: InstanceRequest): Answer => {
  const { store, exchange, type, id, params, now } = request;
  const instance = store.find(type, id);
  if (instance === undefined) return unknownInstance(request);
  const odd = [...params.keys()].find((name) => !known.has(name));
  if (odd !== undefined) return outcome(400, `a history takes no parameter \`${odd}\``);
  const versions = select(instance, params);
  const count = wholeNumber(params.get('_count'), defaultCount);
  const offset = wholeNumber(params.get('_offset'), 0);
  if (versions === undefined || count === undefined || offset === undefined) return outcome(400, 'HAPI-1885: a parameter of the history is malformed');
  const bundle = randomUUID();
  const text = bundleText({
    id: bundle,
    type: 'history',
    lastUpdated: instantOf(now()),
    total: versions.length,
    links: linksOf(request, versions.length, offset, count),
    entries: versions.slice(offset, offset + count).map((version) => entryText(version, exchange.base)),
  });
  return jsonAnswer(200, text, { 'Content-Location': `${exchange.base}/Bundle/${bundle}` });
};
