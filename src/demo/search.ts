import { randomUUID } from 'node:crypto';
import { isFormType } from '../fhir/media-type.ts';
import { findMatches } from './find-matches.ts';
import { linkUrl, sortedPairs } from './link-url.ts';
import { offsetLinks } from './offset-links.ts';
import { largestCount, pageOf } from './paging.ts';
import type { Search } from './read-search.ts';
import { readSearch } from './read-search.ts';
import type { TypeRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { isProblem, outcome, refuse } from './responses.ts';
import { searchset } from './searchset.ts';
import { sortMatches } from './sort-matches.ts';
import type { StoredVersion } from './version.ts';

type Address = { readonly path: string; readonly self: string };

/** A page that the search names itself by `_offset`. HAPI looks one match further, and takes a page that is not full for the last, also far behind it. */
const offsetPage = (request: TypeRequest, search: Search, offset: number, found: readonly StoredVersion[], address: Address): Answer => {
  const count = Math.min(search.count, largestCount);
  const matches = found.slice(offset, offset + count);
  const counted = matches.length < count ? offset + matches.length : undefined;
  const links = offsetLinks({ ...address, params: request.params, offset, count, more: offset + count < found.length });
  return searchset(request, { id: randomUUID(), matches, includes: search.includes, total: search.alwaysTotal ? found.length : counted, links });
};

const answer = (request: TypeRequest, address: Address): Answer => {
  const { store, pages, type, params } = request;
  const search = readSearch(request, type, params);
  if (isProblem(search)) return refuse(search);
  const matches = findMatches(store, type, search.criteria);
  if (search.count === 0) return searchset(request, { id: randomUUID(), matches: [], includes: [], total: matches.length, links: [] });
  const sorted = sortMatches(matches, search.sort);
  if (search.offset !== undefined) return offsetPage(request, search, search.offset, sorted, address);
  const found = { matches: sorted, includes: search.includes, alwaysTotal: search.alwaysTotal };
  // What ends on its first page is never asked for again, and would push others out.
  const snapshot = sorted.length > search.count ? pages.keep(found) : { id: randomUUID(), ...found };
  return pageOf(snapshot, request, { offset: 0, count: search.count, self: address.self });
};

/** `GET Type?…`; HAPI answers 400 to HEAD. */
export const search = (request: TypeRequest): Answer => {
  const { exchange, type, params } = request;
  if (exchange.method !== 'GET') return outcome(400, 'HAPI-0446: a search is a GET, or a POST to `_search`');
  const path = `${exchange.base}/${type}`;
  return answer(request, { path, self: linkUrl(path, sortedPairs(params)) });
};

/** `POST Type/_search`: the parameters of the form and those of the address. `self` names none of them. */
export const searchByForm = (request: TypeRequest): Answer => {
  const { exchange, type, params } = request;
  if (!isFormType(exchange.headers['content-type'] ?? '')) return outcome(400, 'a search by POST needs the body of a form');
  const path = `${exchange.base}/${type}/_search`;
  return answer({ ...request, params: new URLSearchParams([...params, ...new URLSearchParams(exchange.body)]) }, { path, self: path });
};
