import { randomUUID } from 'node:crypto';
import { isFormType } from '../fhir/media-type.ts';
import { bundleText } from './bundle-text.ts';
import { findMatches } from './find-matches.ts';
import { linkUrl, sortedPairs } from './link-url.ts';
import { pageOf } from './paging.ts';
import { readSearch } from './read-search.ts';
import type { TypeRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { isProblem, jsonAnswer, outcome, refuse } from './responses.ts';
import { sortMatches } from './sort-matches.ts';
import { instantOf } from './version.ts';

const answer = (request: TypeRequest, params: URLSearchParams, self: string): Answer => {
  const { store, pages, type, now } = request;
  const search = readSearch(type, params, now());
  if (isProblem(search)) return refuse(search);
  const matches = findMatches(store, type, search.criteria);
  if (search.count === 0) {
    return jsonAnswer(200, bundleText({ id: randomUUID(), type: 'searchset', lastUpdated: instantOf(now()), total: matches.length, links: [], entries: [] }));
  }
  const snapshot = pages.keep({ matches: sortMatches(matches, search.sort), elements: search.elements, alwaysTotal: search.alwaysTotal });
  return pageOf(snapshot, request, { offset: 0, count: search.count, self });
};

/** `GET Type?…`; HAPI answers 400 to HEAD. */
export const search = (request: TypeRequest): Answer => {
  const { exchange, type, params } = request;
  if (exchange.method !== 'GET') return outcome(400, 'HAPI-0446: a search is a GET, or a POST to `_search`');
  return answer(request, params, linkUrl(`${exchange.base}/${type}`, sortedPairs(params)));
};

/** `POST Type/_search`: the parameters of the form and those of the address. `self` names none of them. */
export const searchByForm = (request: TypeRequest): Answer => {
  const { exchange, type, params } = request;
  if (!isFormType(exchange.headers['content-type'] ?? '')) return outcome(400, 'a search by POST needs the body of a form');
  return answer(request, new URLSearchParams([...params, ...new URLSearchParams(exchange.body)]), `${exchange.base}/${type}/_search`);
};
