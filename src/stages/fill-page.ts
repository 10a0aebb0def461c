import type { Permit } from '../decision/decide.ts';
import type { Resource } from '../decision/owners.ts';
import { totalOf } from '../fhir/bundle.ts';
import type { JsonDocument } from '../fhir/json.ts';
import type { UpstreamRequest } from '../fhir/print.ts';
import { no, ok, type Result } from '../refusal.ts';
import { exchange, type Call } from './call.ts';
import { nextCursor, type Place } from './link-to.ts';
import { foundIn, readSearchset, type FoundEntry } from './read-searchset.ts';
import { beginPart, wasFound, type SearchPart } from './search-parts.ts';
import type { Kept } from './search-narrowed.ts';
import { settle } from './settle.ts';

/** The page of a client, as far as it is filled. */
export type Filling = {
  readonly kept: Kept[];
  /** What the backend included, by part. */
  readonly candidates: Map<number, Resource[]>;
  readonly matchesOf: Map<number, Kept[]>;
  filtered: number;
  breach: number;
  total: number | undefined;
};

export type FillPlan = {
  readonly parts: readonly SearchPart[];
  readonly count: number;
  /** The first page of a part can be asked for again by its link. */
  readonly repeatable: boolean;
};

// Upstream pages that one page of a client may cost, where what is found is not what is visible.
const mostPages = 10;

type At = { readonly call: Call; readonly permit: Permit; readonly plan: FillPlan; readonly filling: Filling; readonly index: number; readonly part: SearchPart };

const count = ({ filling, part }: At, dropped: number): void => {
  if (part.narrowing.exact) filling.breach += dropped;
  else filling.filtered += dropped;
};

const isMatch = ({ part }: At, { resource }: FoundEntry): boolean => resource?.type === part.search.ask.type;

/** Takes what is visible of a page's matches, from `skip` until the client's page is full; gives back how many were looked at. */
const take = async (at: At, matches: readonly FoundEntry[], skip: number, most: number): Promise<Result<number>> => {
  const { call, filling, part, index } = at;
  const rest = matches.slice(skip);
  const resources = rest.flatMap((one) => (isMatch(at, one) && one.resource !== undefined ? [one.resource] : []));
  const shown = await settle(call, part.search.ask, part.search.grants, resources);
  if (!shown.ok) return shown;
  const ofPart = filling.matchesOf.get(index) ?? [];
  filling.matchesOf.set(index, ofPart);
  let judged = 0;
  let seen = skip;
  for (const one of rest) {
    if (filling.kept.length >= most) break;
    seen += 1;
    const by = isMatch(at, one) ? shown.value[judged] : undefined;
    if (isMatch(at, one)) judged += 1;
    if (one.resource === undefined || by === undefined) count(at, 1);
    else if (!wasFound(part, one.resource, call)) {
      const kept = { resource: one.resource, shown: by };
      filling.kept.push(kept);
      ofPart.push(kept);
    }
  }
  return ok(seen);
};

/** Where an upstream page leads: the next one, within the part or at the next part; undefined at the end. */
const after = ({ call, plan, index }: At, doc: JsonDocument): Pick<Place, 'part' | 'cursor' | 'skip'> | undefined => {
  const cursor = nextCursor(call, doc);
  if (cursor !== undefined) return { part: index, cursor, skip: 0 };
  return index + 1 < plan.parts.length ? { part: index + 1, cursor: '', skip: 0 } : undefined;
};

const readPage = async (at: At, request: UpstreamRequest): Promise<Result<JsonDocument>> => {
  const reply = await exchange(at.call, request);
  if (!reply.ok) return reply.refusal.code === 'reply-too-large' && at.part.search.includes.sent.length > 0 ? no('too-costly', { at: '_include' }) : reply;
  return readSearchset(reply.value);
};

/** Sets aside what the backend included; what nobody asked it to is none of the search's. */
const takeIncluded = ({ filling, index, part }: At, entries: readonly FoundEntry[]): void => {
  const included = entries.filter((one) => one.included);
  if (part.search.includes.sent.length === 0) filling.breach += included.length;
  else filling.candidates.set(index, [...(filling.candidates.get(index) ?? []), ...included.flatMap(({ resource }) => resource ?? [])]);
};

/** Follows upstream pages and parts until the client's page is full; the place where the next begins, undefined at the end (deciding.md, row "counts, pages"). */
export const fillPage = async (call: Call, permit: Permit, plan: FillPlan, from: Omit<Place, 'count'>, filling: Filling): Promise<Result<Omit<Place, 'count'> | undefined>> => {
  let place: Omit<Place, 'count'> = from;
  const mostUpstream = mostPages + plan.parts.length;
  for (let pages = 1; ; pages += 1) {
    const part = plan.parts[place.part];
    if (part === undefined) return no('page-expired');
    const at: At = { call, permit, plan, filling, part, index: place.part };
    const begun = place.cursor === '' ? await beginPart(call, permit, part, plan.count) : ok<UpstreamRequest | undefined>({ method: 'GET', path: place.cursor });
    if (!begun.ok) return begun;
    let next: Omit<Place, 'count'> | undefined = place.part + 1 < plan.parts.length ? { part: place.part + 1, cursor: '', skip: 0 } : undefined;
    if (begun.value === undefined) filling.total ??= 0;
    else {
      const doc = await readPage(at, begun.value);
      if (!doc.ok) return doc;
      if (pages === 1) filling.total = totalOf(doc.value);
      const entries = foundIn(doc.value);
      const matches = entries.filter(({ included }) => !included);
      takeIncluded(at, entries);
      // What fills the page by itself is taken whole, and so is what cannot be asked for again in a link.
      const alone = part.narrowing.exact && plan.parts.length === 1;
      const most = alone || (place.cursor === '' && !plan.repeatable) ? Number.POSITIVE_INFINITY : plan.count;
      const seen = await take(at, matches, place.skip, most);
      if (!seen.ok) return seen;
      if (seen.value < matches.length) return ok({ ...place, skip: seen.value });
      next = after(at, doc.value);
      if (next === undefined) return ok(undefined);
      if (part.narrowing.exact && plan.parts.length === 1) return ok(next);
    }
    if (next === undefined || filling.kept.length >= plan.count || pages === mostUpstream) return ok(next);
    place = next;
  }
};
