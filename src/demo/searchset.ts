import { bundleText } from './bundle-text.ts';
import { collectIncluded } from './collect-included.ts';
import type { Include } from './include.ts';
import type { Link } from './link-url.ts';
import type { BackendRequest } from './request.ts';
import type { Answer } from './responses.ts';
import { isProblem, jsonAnswer, refuse } from './responses.ts';
import { marksBundle, readShowing, show } from './showing.ts';
import type { StoredVersion } from './version.ts';
import { instantOf } from './version.ts';

/** One page of a search. */
export type PageParts = {
  readonly id: string;
  readonly matches: readonly StoredVersion[];
  readonly includes: readonly Include[];
  readonly total: number | undefined;
  readonly links: readonly Link[];
};

/**
 * Prints a page with what goes with its matches, as far as this very request wants to see it: `_summary` and `_elements` are not kept with
 * the search. By a page link, which names no type, bare `_elements` cut what is included too.
 */
export const searchset = (request: BackendRequest, { id, matches, includes, total, links }: PageParts): Answer => {
  const showing = readShowing(request.params);
  if (isProblem(showing)) return refuse(showing);
  const entry = (version: StoredVersion, mode: 'match' | 'include'): string => {
    const fullUrl = JSON.stringify(`${request.exchange.base}/${version.type}/${version.id}`);
    return `{"fullUrl":${fullUrl},"resource":${show(version, showing, mode === 'include' && 'type' in request)},"search":{"mode":"${mode}"}}`;
  };
  const entries = [
    ...matches.map((version) => entry(version, 'match')),
    ...collectIncluded(request, matches, includes).map((version) => entry(version, 'include')),
  ];
  return jsonAnswer(200, bundleText({ id, type: 'searchset', lastUpdated: instantOf(request.now()), marked: marksBundle(showing), total, links, entries }));
};
