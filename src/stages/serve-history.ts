import type { Permit } from '../decision/decide.ts';
import { pageOf, reachesEveryone } from '../decision/grant.ts';
import type { Resource } from '../decision/owners.ts';
import type { PageLink } from '../decision/page-link.ts';
import { entriesOf, isBundle, printBundle, resourceAt, totalOf, type BundleEntry } from '../fhir/bundle.ts';
import type { HistoryParams } from '../fhir/interaction.ts';
import { memberOf, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { printAsk } from '../fhir/print-ask.ts';
import { printHistory, type UpstreamRequest } from '../fhir/print.ts';
import type { Projection } from '../fhir/project.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, type Result } from '../refusal.ts';
import { prettyOf } from './answer-with.ts';
import { exchange, notServed, type Call, type Served } from './call.ts';
import { historyEntry, isDeletion } from './history-entry.ts';
import { linkTo, nextCursor } from './link-to.ts';
import { newestOf } from './newest.ts';
import { notThere } from './not-there.ts';
import { present } from './present.ts';
import { faultOfVisible } from './serve-instance.ts';
import { settle, type Shown } from './settle.ts';
import { documentOf } from './upstream-fault.ts';

const defaultCount = 20;

type Instance = { readonly type: ResourceType; readonly id: string };
type Version = { readonly entry: JsonNode; readonly resource: Resource | undefined };

const readHistory = (reply: UpstreamReply): Result<JsonDocument> => {
  const doc = documentOf(reply);
  if (!doc.ok) return doc;
  return isBundle(doc.value, 'history') ? doc : no('backend-failed', { detail: 'the backend did not answer with a history' });
};

const versionsOf = (doc: JsonDocument, { type, id }: Instance): readonly Version[] =>
  entriesOf(doc).map((entry) => {
    const resource = resourceAt(doc, memberOf(doc, entry, 'resource'));
    return { entry, resource: resource?.type === type && resource.id === id ? { doc, ...resource } : undefined };
  });

type Listed = { readonly entries: readonly BundleEntry[]; readonly masked: ReadonlySet<string> };

/** The entries that are shown. That something was deleted is told to whom reaches everyone; other versions without content cannot be judged. */
const list = (call: Call, doc: JsonDocument, instance: Instance, versions: readonly Version[], shown: readonly Shown[], everyone: boolean): Listed => {
  const masked = new Set<string>();
  let judged = 0;
  const entries = versions.flatMap(({ entry, resource }): readonly BundleEntry[] => {
    if (resource === undefined) return everyone && isDeletion(doc, entry) ? [{ ...instance, json: '', more: historyEntry(doc, entry, instance) }] : [];
    const by = shown[judged];
    judged += 1;
    if (by === undefined) return [];
    const presented = present(call, resource, by, projectionOf(call));
    for (const path of presented.masked) masked.add(path);
    const named = { ...instance, id: presented.id ?? instance.id };
    return [{ ...named, json: presented.json, more: historyEntry(doc, entry, named) }];
  });
  return { entries, masked };
};

const projectionOf = ({ interaction }: Call): Projection | undefined => ('history' in interaction ? interaction.history.projection : undefined);

// As many as one page of a search may cost.
const mostAhead = 10;

/** The page on which a version is shown next, so that no link tells of versions that are not (deciding.md, row "counts, pages"). */
const firstVisible = async (call: Call, permit: Permit, instance: Instance, from: string): Promise<Result<string | undefined>> => {
  let cursor = from;
  for (let pages = 1; pages <= mostAhead; pages += 1) {
    const reply = await exchange(call, { method: 'GET', path: cursor });
    const doc = reply.ok ? readHistory(reply.value) : reply;
    if (!doc.ok) return doc;
    const resources = versionsOf(doc.value, instance).flatMap(({ resource }) => resource ?? []);
    const shown = await settle(call, permit.ask, permit.grants, resources);
    if (!shown.ok) return shown;
    if (shown.value.some((one) => one !== undefined)) return ok(cursor);
    const next = nextCursor(call, doc.value);
    if (next === undefined) return ok(undefined);
    cursor = next;
  }
  return ok(cursor);
};

type Page = { readonly instance: Instance; readonly request: UpstreamRequest; readonly self: string; readonly link: PageLink | undefined; readonly count: number };

/** One page of a history: the current version is judged anew each time, as it decides about all others. */
const servePage = async (call: Call, permit: Permit, { instance, request, self, link, count }: Page): Promise<Served> => {
  const { bases } = call.ports.parse;
  const first = link === undefined;
  const everyone = reachesEveryone(permit.grants);
  const [reply, current] = await Promise.all([exchange(call, request), exchange(call, printHistory(instance, { count: 2 }))]);
  if (!reply.ok) return notServed(reply.refusal);
  if (!current.ok) return notServed(current.refusal);
  if (reply.value.status === 404 || (first && reply.value.status === 410)) return notThere(call, permit, instance.id, 'absent');
  const newest = newestOf(current.value, instance.type, instance.id);
  if (newest === 'absent') return notThere(call, permit, instance.id, 'absent');
  const doc = reply.value.status === 410 ? no('page-expired') : readHistory(reply.value);
  if (!newest.ok) return notServed(newest.refusal);
  if (!doc.ok) return faultOfVisible(call, permit, newest.value, doc.refusal);
  const versions = versionsOf(doc.value, instance);
  const resources = versions.flatMap(({ resource }) => resource ?? []);
  const shown = await settle(call, permit.ask, permit.grants, [newest.value, ...resources]);
  if (!shown.ok) return notServed(shown.refusal);
  const [governing, ...others] = shown.value;
  if (governing === undefined) return notThere(call, permit, instance.id, 'foreign', resources.length);
  const { entries, masked } = list(call, doc.value, instance, versions, others, everyone);
  const following = nextCursor(call, doc.value);
  const leads = following === undefined || everyone ? ok(following) : await firstVisible(call, permit, instance, following);
  if (!leads.ok) return notServed(leads.refusal);
  const cursor = leads.value;
  const next = cursor === undefined ? ok(undefined) : linkTo(call, permit, { part: 0, cursor, skip: 0, count }, link);
  if (!next.ok) return notServed(next.refusal);
  const bundle = printBundle({
    bundleType: 'history', self, base: bases.own, entries, next: next.value,
    // Counted after the check: by the gateway where it saw the whole history, by the backend where nothing can be left out.
    total: first && cursor === undefined ? entries.length : everyone ? totalOf(doc.value) : undefined,
  });
  return {
    result: ok({ status: 200, body: call.parsed.pretty ? prettyOf(bundle) : bundle }),
    returned: { count: entries.length, filtered: versions.length - entries.length, breach: 0 },
    patients: new Set(others.flatMap((one) => one?.patients ?? [])),
    rows: [...new Set(others.flatMap((one) => one?.by.row ?? []))],
    masked,
  };
};

/** How many versions a page has. */
export const historyCount = (call: Call, permit: Permit, history: HistoryParams): number =>
  Math.min(history.count ?? defaultCount, call.ports.limits.page, pageOf(permit.grants) ?? Number.POSITIVE_INFINITY);

/** What `self` of a list says: the ask, or the page's own link. */
export const selfOf = ({ ports, parsed }: Call): string => {
  const { own } = ports.parse.bases;
  return parsed.interaction.kind === 'page' ? `${own}?_page=${parsed.interaction.sealed}` : `${own}/${printAsk(parsed.interaction) ?? ''}`;
};

/** history of an instance: its versions, each checked, newest first (R4 http section 3.1.0.12). */
export const serveHistory = async (call: Call, permit: Permit, instance: Instance, history: HistoryParams, link: PageLink | undefined): Promise<Served> => {
  const count = link?.count ?? historyCount(call, permit, history);
  const { projection: _projection, ...asked } = history;
  const request: UpstreamRequest = link === undefined ? printHistory(instance, { ...asked, count }) : { method: 'GET', path: link.cursor };
  return servePage(call, permit, { instance, request, self: selfOf(call), link, count });
};
