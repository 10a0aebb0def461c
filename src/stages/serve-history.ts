import type { Permit } from '../decision/decide.ts';
import { reachesEveryone } from '../decision/grant.ts';
import type { Resource } from '../decision/owners.ts';
import { entriesOf, isBundle, printBundle, resourceAt, totalOf, type BundleEntry } from '../fhir/bundle.ts';
import type { HistoryParams } from '../fhir/interaction.ts';
import { memberOf, rawOf, stringMember, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { printHistory, type UpstreamRequest } from '../fhir/print.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, type Result } from '../refusal.ts';
import { exchange, notServed, type Call, type Served } from './call.ts';
import { linkTo, nextCursor, type LinkPlan } from './link-to.ts';
import { newestOf } from './newest.ts';
import { notThere } from './not-there.ts';
import { prettyOf } from './serve-search.ts';
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

const word = (text: string | undefined, pattern: RegExp): string | undefined => (text !== undefined && pattern.test(text) ? text : undefined);

/** `request` and `response` of a version, printed from what is well-formed of the backend's own (R4 bundle, history). */
const moreOf = (doc: JsonDocument, entry: JsonNode, { type, id }: Instance): string => {
  const request = memberOf(doc, entry, 'request');
  const response = memberOf(doc, entry, 'response');
  const method = word(stringMember(doc, request, 'method'), /^(?:POST|PUT|PATCH|DELETE)$/) ?? 'PUT';
  const status = word(stringMember(doc, response, 'status'), /^\d{3}(?: [A-Za-z ]{1,40})?$/) ?? '200';
  const etag = word(stringMember(doc, response, 'etag'), /^W\/"[A-Za-z0-9.-]{1,64}"$/);
  const lastModified = word(stringMember(doc, response, 'lastModified'), /^[0-9T:.+Z-]{10,40}$/);
  const more = { status, ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
  return `,"request":${JSON.stringify({ method, url: method === 'POST' ? type : `${type}/${id}` })},"response":${JSON.stringify(more)}`;
};

const isDeletion = (doc: JsonDocument, entry: JsonNode): boolean => stringMember(doc, memberOf(doc, entry, 'request'), 'method') === 'DELETE';

/** The entries that are shown. That something was deleted is told to whom reaches everyone; other versions without content cannot be judged (A-112). */
const shownEntries = (doc: JsonDocument, instance: Instance, versions: readonly Version[], shown: readonly Shown[], everyone: boolean): readonly BundleEntry[] => {
  let judged = 0;
  return versions.flatMap(({ entry, resource }) => {
    if (resource === undefined) return everyone && isDeletion(doc, entry) ? [{ ...instance, json: '', more: moreOf(doc, entry, instance) }] : [];
    const by = shown[judged];
    judged += 1;
    return by === undefined ? [] : [{ ...instance, json: rawOf(doc, resource.node), more: moreOf(doc, entry, instance) }];
  });
};

type Page = { readonly instance: Instance; readonly plan: LinkPlan; readonly request: UpstreamRequest; readonly self: string; readonly first: boolean };

/** One page of a history: the current version is judged anew each time, as it decides about all others (A-111, A-114). */
export const serveHistoryPage = async (call: Call, permit: Permit, { instance, plan, request, self, first }: Page): Promise<Served> => {
  const { bases } = call.ports.parse;
  const [reply, current] = await Promise.all([exchange(call, request), exchange(call, printHistory(instance.type, instance.id, { count: 2 }))]);
  if (!reply.ok) return notServed(reply.refusal);
  if (!current.ok) return notServed(current.refusal);
  if (reply.value.status === 404 || (first && reply.value.status === 410)) return notThere(call, permit, instance.id, 'absent');
  const newest = newestOf(current.value, instance.type, instance.id);
  if (newest === 'absent') return notThere(call, permit, instance.id, 'absent');
  const doc = reply.value.status === 410 ? no('page-expired') : readHistory(reply.value);
  if (!doc.ok) return notServed(doc.refusal);
  if (!newest.ok) return notServed(newest.refusal);
  const versions = versionsOf(doc.value, instance);
  const resources = versions.flatMap(({ resource }) => resource ?? []);
  const shown = await settle(call, permit.ask, permit.grants, [newest.value, ...resources]);
  if (!shown.ok) return notServed(shown.refusal);
  const [governing, ...others] = shown.value;
  if (governing === undefined) return notThere(call, permit, instance.id, 'foreign', resources.length);
  const entries = shownEntries(doc.value, instance, versions, others, plan.exact);
  const cursor = nextCursor(call, doc.value);
  const bundle = printBundle({
    bundleType: 'history', self, base: bases.own, entries,
    next: cursor === undefined ? undefined : linkTo(call, permit, plan, cursor, 0),
    // Counted after the check: by the gateway where it saw the whole history, by the backend where nothing can be left out.
    total: first && cursor === undefined ? entries.length : plan.exact ? totalOf(doc.value) : undefined,
  });
  return {
    result: ok({ status: 200, body: call.parsed.pretty ? prettyOf(bundle) : bundle }),
    returned: { count: entries.length, filtered: versions.length - entries.length, breach: 0 },
    patients: new Set(others.flatMap((one) => one?.patients ?? [])),
    rows: [...new Set(others.flatMap((one) => one?.by.row ?? []))],
  };
};

const selfOf = (own: string, { type, id }: Instance, history: HistoryParams): string => `${own}/${printHistory(type, id, history).path}`;

/** history of an instance: its versions, each checked, newest first (R4 http section 3.1.0.12). */
export const serveHistory = async (call: Call, permit: Permit, instance: Instance, history: HistoryParams): Promise<Served> => {
  const count = Math.min(history.count ?? defaultCount, call.ports.limits.page);
  const plan: LinkPlan = { kind: 'history', id: instance.id, count, exact: reachesEveryone(permit.grants), named: undefined };
  const request = printHistory(instance.type, instance.id, { ...history, count });
  return serveHistoryPage(call, permit, { instance, plan, request, self: selfOf(call.ports.parse.bases.own, instance, history), first: true });
};
