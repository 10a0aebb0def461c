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

// Upstream pages that one page of a client may cost, where what is found is not what is visible; and how large these are then at least.
const mostPages = 10;
const largePage = 100;

type At = { readonly call: Call; readonly permit: Permit; readonly plan: FillPlan; readonly filling: Filling; readonly index: number; readonly part: SearchPart };

const count = ({ filling, part }: At, dropped: number): void => {
  if (part.narrowing.exact) filling.breach += dropped;
  else filling.filtered += dropped;
};

const isMatch = ({ part }: At, { resource }: FoundEntry): boolean => resource?.type === part.search.ask.type;

/** How many of a page's matches were looked at, and whether one that is visible stands there and did not fit. */
type Taken = { readonly seen: number; readonly more: boolean };

/** Takes what is visible of a page's matches, from `skip`, until one more would be too many. */
const take = async (at: At, matches: readonly FoundEntry[], skip: number, most: number): Promise<Result<Taken>> => {
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
    const by = isMatch(at, one) ? shown.value[judged] : undefined;
    if (isMatch(at, one)) judged += 1;
    if (one.resource === undefined || by === undefined) count(at, 1);
    else if (!wasFound(part, one.resource, call)) {
      if (filling.kept.length >= most) return ok({ seen, more: true });
      const kept = { resource: one.resource, shown: by };
      filling.kept.push(kept);
      ofPart.push(kept);
    }
    seen += 1;
  }
  return ok({ seen, more: false });
};

/** Where an upstream page leads: the next one, within the part or at the next part; undefined at the end. */
const after = (at: At, doc: JsonDocument): Spot | undefined => {
  const cursor = nextCursor(at.call, doc);
  return cursor === undefined ? nextPart(at) : { part: at.index, cursor, skip: 0 };
};

const readPage = async (at: At, request: UpstreamRequest): Promise<Result<JsonDocument>> => {
  const reply = await exchange(at.call, request);
  return reply.ok ? readSearchset(reply.value) : reply;
};

/** Sets aside what the backend included; what nobody asked it to is none of the search's. */
const takeIncluded = ({ filling, index, part }: At, entries: readonly FoundEntry[]): void => {
  const included = entries.filter((one) => one.included);
  if (part.search.includes.sent.length === 0) filling.breach += included.length;
  else filling.candidates.set(index, [...(filling.candidates.get(index) ?? []), ...included.flatMap(({ resource }) => resource ?? [])]);
};

/** What fills the page by itself is taken whole, and so is what cannot be asked for again in a link. */
const mostOf = ({ plan, part }: At, { cursor }: Spot): number =>
  isAlone(plan, part) || (cursor === '' && !plan.repeatable) ? Number.POSITIVE_INFINITY : plan.count;

/** One search, of which the backend finds what is visible: its pages are the client's. */
const isAlone = ({ parts }: FillPlan, { narrowing }: SearchPart): boolean => narrowing.exact && parts.length === 1;

type Spot = Omit<Place, 'count'>;

/** A page's end: where the next begins, or undefined; or that the page is not full yet, and where it goes on. */
type Step = { readonly end: Spot | undefined } | { readonly on: Spot };

const nextPart = ({ plan, index }: At): Spot | undefined => (index + 1 < plan.parts.length ? { part: index + 1, cursor: '', skip: 0 } : undefined);

const stepOf = (spot: Spot | undefined): Step => (spot === undefined ? { end: undefined } : { on: spot });

/** The upstream page at a spot; undefined: nothing can match. One that is too large to read is asked for as large as the client's own. */
const pageAt = async (at: At, spot: Spot): Promise<Result<JsonDocument | undefined>> => {
  const { call, permit, plan, part } = at;
  if (spot.cursor !== '') return readPage(at, { method: 'GET', path: spot.cursor });
  const large = !part.narrowing.exact && plan.repeatable && plan.count > 0;
  const sizes = new Set([large ? Math.max(plan.count, largePage) : plan.count, plan.count]);
  let read: Result<JsonDocument | undefined> = ok(undefined);
  for (const size of sizes) {
    const begun = await beginPart(call, permit, part, size);
    if (!begun.ok) return begun;
    read = begun.value === undefined ? ok(undefined) : await readPage(at, begun.value);
    if (read.ok || read.refusal.code !== 'reply-too-large') return read;
  }
  return part.search.includes.sent.length > 0 ? no('too-costly', { at: '_include' }) : read;
};

/** Reads one upstream page and takes of it. */
const step = async (at: At, spot: Spot, first: boolean): Promise<Result<Step>> => {
  const { plan, part, filling } = at;
  const doc = await pageAt(at, spot);
  if (!doc.ok) return doc;
  if (doc.value === undefined) {
    filling.total ??= 0;
    return ok(stepOf(nextPart(at)));
  }
  if (first) filling.total = totalOf(doc.value);
  const entries = foundIn(doc.value);
  takeIncluded(at, entries);
  const taken = await take(at, entries.filter(({ included }) => !included), spot.skip, mostOf(at, spot));
  if (!taken.ok) return taken;
  if (taken.value.more) return ok({ end: { ...spot, skip: taken.value.seen } });
  const next = after(at, doc.value);
  return ok(isAlone(plan, part) ? { end: next } : stepOf(next));
};

/**
 * Follows upstream pages and parts until the client's page is full and one more is visible; the place where the next page begins,
 * undefined at the end. So a link says that something visible follows, and nothing of what is not (deciding.md, row "counts, pages"; A-090).
 */
export const fillPage = async (call: Call, permit: Permit, plan: FillPlan, from: Spot, filling: Filling): Promise<Result<Spot | undefined>> => {
  let spot = from;
  const mostUpstream = mostPages + plan.parts.length;
  for (let pages = 1; ; pages += 1) {
    const part = plan.parts[spot.part];
    if (part === undefined) return no('page-expired');
    const taken = await step({ call, permit, plan, filling, part, index: spot.part }, spot, pages === 1);
    if (!taken.ok) return taken;
    if ('end' in taken.value) return ok(taken.value.end);
    spot = taken.value.on;
    if (pages === mostUpstream) return ok(spot);
  }
};
