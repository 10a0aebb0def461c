import type { Link } from './link-url.ts';
import { linkUrl, wholeNumber } from './link-url.ts';
import type { BackendRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { outcome } from './responses.ts';
import { searchset } from './searchset.ts';
import type { Snapshot } from './snapshots.ts';

/** Entries a page where nobody says otherwise. */
export const defaultCount = 20;
/** Entries a page whatever anybody says. */
export const largestCount = 1000;
// HAPI fetches that many matches before it answers, so up to here it knows their number (measured: docs/hapi-notes.md).
const fetchedAtOnce = 13;

const pairOf = (params: URLSearchParams, name: string): readonly (readonly [string, string])[] =>
  params.getAll(name).filter((value) => value !== '').slice(0, 1).map((value) => [name, value] as const);

/**
 * A page's address, made of what this request says, as HAPI does it: `_include`s lose their modifier, and `_revinclude`s and `_summary`
 * are not carried. The former come with the snapshot all the same; the latter is gone.
 */
const pageUrl = (id: string, { exchange, params }: BackendRequest, offset: number, count: number): string =>
  linkUrl(exchange.base, [
    ['_getpages', id],
    ['_getpagesoffset', offset],
    ['_count', count],
    ...pairOf(params, '_format'),
    ...pairOf(params, '_pretty').filter(([, value]) => value === 'true'),
    ...[...params].filter(([name, value]) => /^_include(?::|$)/.test(name) && value !== '').map(([, value]) => ['_include', value] as const),
    ['_bundletype', 'searchset'],
    ...pairOf(params, '_elements'),
  ]);

/** One page of a snapshot; of the first, `self` is the search itself. `params` of the request are all that it was asked with, a form's too. */
export const pageOf = (snapshot: Snapshot, request: BackendRequest, from: { readonly offset: number; readonly count: number; readonly self?: string }): Answer => {
  const { id, matches, includes, alwaysTotal } = snapshot;
  const count = Math.min(from.count, largestCount);
  const behind = from.offset + count;
  const links: readonly Link[] = [
    { relation: 'self', url: from.self ?? pageUrl(id, request, from.offset, count) },
    ...(behind < matches.length ? [{ relation: 'next', url: pageUrl(id, request, behind, count) } as const] : []),
    ...(from.offset > 0 ? [{ relation: 'previous', url: pageUrl(id, request, Math.max(0, from.offset - count), count) } as const] : []),
  ];
  const knowsTotal = alwaysTotal || behind >= matches.length || matches.length <= fetchedAtOnce;
  return searchset(request, { id, matches: matches.slice(from.offset, behind), includes, total: knowsTotal ? matches.length : undefined, links });
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
