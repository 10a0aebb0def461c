import { randomUUID } from 'node:crypto';
import { bundleText } from './bundle-text.ts';
import type { Link } from './link-url.ts';
import { linkUrl, wholeNumber } from './link-url.ts';
import type { BackendRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { jsonAnswer, outcome } from './responses.ts';
import { takeElements } from './take-elements.ts';
import type { StoredVersion } from './version.ts';
import { documentOf, instantOf } from './version.ts';

/** What a search found, kept as it was found. */
export type Snapshot = {
  readonly id: string;
  readonly matches: readonly StoredVersion[];
  /** The `_elements` of the search. */
  readonly elements: string | undefined;
  readonly alwaysTotal: boolean;
};

/** The snapshots that page links lead to; whoever knows an id may use it, as with HAPI. */
export type Pages = {
  readonly keep: (found: Omit<Snapshot, 'id'>) => Snapshot;
  /** Undefined if it never was, is an hour old, or a thousand searches lie between. */
  readonly find: (id: string) => Snapshot | undefined;
};

export const defaultCount = 20;
const largestCount = 1000;
const mostKept = 1000;
const keptFor = 3_600_000;
// HAPI fetches that many matches before it answers, so up to here it knows their number (measured: docs/hapi-notes.md).
const fetchedAtOnce = 13;

/** No snapshots; `now` gives milliseconds. */
export const createPages = (now: () => number): Pages => {
  const kept = new Map<string, { readonly snapshot: Snapshot; readonly at: number }>();
  return {
    keep: (found) => {
      const snapshot = { id: randomUUID(), ...found };
      kept.set(snapshot.id, { snapshot, at: now() });
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return snapshot;
    },
    find: (id) => {
      const found = kept.get(id);
      return found !== undefined && now() - found.at < keptFor ? found.snapshot : undefined;
    },
  };
};

const entryText = (version: StoredVersion, elements: string | undefined, base: string): string => {
  const resource = elements === undefined ? version.text : takeElements(documentOf(version), elements.split(','), version.type);
  return `{"fullUrl":${JSON.stringify(`${base}/${version.type}/${version.id}`)},"resource":${resource},"search":{"mode":"match"}}`;
};

const pageUrl = ({ id, elements }: Snapshot, base: string, offset: number, count: number): string =>
  linkUrl(base, [
    ['_getpages', id],
    ['_getpagesoffset', offset],
    ['_count', count],
    ...(elements === undefined ? [] : [['_elements', elements] as const]),
    ['_bundletype', 'searchset'],
  ]);

/** One page of a snapshot; of the first, `self` is the search itself. */
export const pageOf = (snapshot: Snapshot, request: BackendRequest, from: { readonly offset: number; readonly count: number; readonly self?: string }): Answer => {
  const { matches, elements, alwaysTotal } = snapshot;
  const { base } = request.exchange;
  const count = Math.min(from.count, largestCount);
  const behind = from.offset + count;
  const links: readonly Link[] = [
    { relation: 'self', url: from.self ?? pageUrl(snapshot, base, from.offset, count) },
    ...(behind < matches.length ? [{ relation: 'next', url: pageUrl(snapshot, base, behind, count) } as const] : []),
    ...(from.offset > 0 ? [{ relation: 'previous', url: pageUrl(snapshot, base, Math.max(0, from.offset - count), count) } as const] : []),
  ];
  const knowsTotal = alwaysTotal || behind >= matches.length || matches.length <= fetchedAtOnce;
  const text = bundleText({
    id: snapshot.id,
    type: 'searchset',
    lastUpdated: instantOf(request.now()),
    ...(knowsTotal ? { total: matches.length } : {}),
    links,
    entries: matches.slice(from.offset, behind).map((version) => entryText(version, elements, base)),
  });
  return jsonAnswer(200, text);
};

/** `GET [base]?_getpages=…`: any page of a search that was made before. */
export const nextPage = (request: BackendRequest): Answer => {
  const { params, pages } = request;
  const id = params.get('_getpages') ?? '';
  const snapshot = pages.find(id);
  if (snapshot === undefined) return outcome(410, `HAPI-0417: Search ID "${id}" does not exist and may have expired`);
  const offset = wholeNumber(params.get('_getpagesoffset'), 0);
  const count = wholeNumber(params.get('_count'), defaultCount);
  if (offset === undefined || count === undefined || count === 0) return outcome(400, 'a page needs a whole offset and a count above zero');
  return pageOf(snapshot, request, { offset, count });
};
