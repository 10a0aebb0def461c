import assert from 'node:assert/strict';
import type { Asking, Bundle } from './asking.ts';
import type { Grant } from './grants.ts';
import { checkProjected, isProjected } from './projected.ts';
import type { Param } from './requests.ts';
import { send, type Sent } from './send.ts';
import { shownAs } from './visible.ts';
import { aliasBase, ownBase, type Json } from './world.ts';

/** As the oracle reads JSON: the backend's own address, which changes, under a base that it knows. */
export const parsed = ({ place: { world } }: Asking, text: string): Json => JSON.parse(text.replaceAll(world.backend.url, aliasBase)) as Json;

/** Holds one resource against what the caller may see of it: byte for byte, or what masks and projections leave. */
export const checkShown = (asking: Asking, text: string, given: Json | undefined, grants: readonly Grant[], params: readonly Param[], raw: string): void => {
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

/** The Bundle of an answer that must be one. */
export const bundleOf = (asking: Asking, { status, text }: Sent): Bundle => {
  assert.equal(status, 200, text);
  return parsed(asking, text) as unknown as Bundle;
};

/** All pages from the first on. */
export const pagesFrom = async (asking: Asking, first: Sent): Promise<readonly Sent[]> => {
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

/** The most matches that a page may have: `_count`, `limits.page`, and the largest `max` of each type. */
export const countIn = (params: readonly Param[], grantsOf: readonly (readonly Grant[])[]): number => Math.min(Number(params.find(({ name }) => name === '_count')?.value ?? 20), 100, ...grantsOf.map(mostOf));
