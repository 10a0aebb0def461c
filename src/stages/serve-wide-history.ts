import type { Permit } from '../decision/decide.ts';
import type { Resource } from '../decision/owners.ts';
import type { PageLink } from '../decision/page-link.ts';
import { entriesOf, isBundle, printBundle, resourceAt, totalOf, type BundleEntry } from '../fhir/bundle.ts';
import type { HistoryParams } from '../fhir/interaction.ts';
import { memberOf, stringMember, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { printHistory, type UpstreamRequest } from '../fhir/print.ts';
import { parseReference, type Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { ok } from '../refusal.ts';
import { patientsOf, prettyOf } from './answer-with.ts';
import { exchange, notServed, type Call, type Served } from './call.ts';
import { historyEntry, isDeletion } from './history-entry.ts';
import { linkTo, nextCursor } from './link-to.ts';
import { present } from './present.ts';
import { historyCount, selfOf } from './serve-history.ts';
import { documentOf } from './upstream-fault.ts';

type Version = { readonly entry: JsonNode; readonly resource: Resource };

/** What was deleted, as the entry's request names it: `Type/id`, with the version that is its deletion. */
const deletedAt = (doc: JsonDocument, entry: JsonNode, bases: Bases): { readonly type: ResourceType; readonly id: string } | undefined => {
  if (!isDeletion(doc, entry)) return undefined;
  const form = parseReference(stringMember(doc, memberOf(doc, entry, 'request'), 'url') ?? '', bases);
  return form.kind === 'local' ? form : undefined;
};

const versionsIn = (doc: JsonDocument, type: ResourceType | undefined, denied: Permit['denied']): readonly Version[] =>
  entriesOf(doc).flatMap((entry) => {
    const resource = resourceAt(doc, memberOf(doc, entry, 'resource'));
    return resource !== undefined && (type === undefined || resource.type === type) && !denied.has(resource.type) ? [{ entry, resource: { doc, ...resource } }] : [];
  });

/** The entries of a page in their order, deletions among them; whatever is neither is left out. */
const list = (call: Call, permit: Permit, doc: JsonDocument, versions: readonly Version[], type: ResourceType | undefined): readonly BundleEntry[] => {
  const { interaction, ports: { parse: { bases } } } = call;
  const projection = 'history' in interaction ? interaction.history.projection : undefined;
  const isOf = (one: ResourceType): boolean => (type === undefined || one === type) && !permit.denied.has(one);
  const byEntry = new Map(versions.map(({ entry, resource }) => [entry, resource]));
  return entriesOf(doc).flatMap((entry): readonly BundleEntry[] => {
    const resource = byEntry.get(entry);
    if (resource?.id !== undefined) {
      const place = { type: resource.type, id: resource.id };
      return [{ ...place, json: present(call, resource, { by: permit.grants[0], patients: [] }, projection).json, more: historyEntry(doc, entry, place) }];
    }
    const deleted = deletedAt(doc, entry, bases);
    return deleted === undefined || !isOf(deleted.type) ? [] : [{ type: deleted.type, id: deleted.id, json: '', more: historyEntry(doc, entry, deleted) }];
  });
};

/** history of a type or of the server, for whoever reaches everyone: its order, paging and total are the backend's (R4 http section 3.1.0.12). */
export const serveWideHistory = async (call: Call, permit: Permit, type: ResourceType | undefined, history: HistoryParams, link: PageLink | undefined): Promise<Served> => {
  const { bases } = call.ports.parse;
  const count = link?.count ?? historyCount(call, permit, history);
  const { projection: _projection, ...asked } = history;
  const request: UpstreamRequest = link === undefined ? printHistory(type === undefined ? undefined : { type }, { ...asked, count }) : { method: 'GET', path: link.cursor };
  const reply = await exchange(call, request);
  if (!reply.ok) return notServed(reply.refusal);
  const doc = documentOf(reply.value);
  if (!doc.ok) return notServed(doc.refusal);
  if (!isBundle(doc.value, 'history')) return notServed({ code: 'backend-failed', detail: 'the backend did not answer with a history' });
  const versions = versionsIn(doc.value, type, permit.denied);
  const entries = list(call, permit, doc.value, versions, type);
  const cursor = nextCursor(call, doc.value);
  const next = cursor === undefined ? ok(undefined) : linkTo(call, permit, { part: 0, cursor, skip: 0, count }, link);
  if (!next.ok) return notServed(next.refusal);
  const all = permit.denied.size === 0;
  // The backend counts what a deny row keeps away, so its number is told only where there is none such.
  const total = all ? totalOf(doc.value) : undefined;
  const bundle = printBundle({ bundleType: 'history', self: selfOf(call), base: bases.own, entries, next: next.value, total });
  const dropped = entriesOf(doc.value).length - entries.length;
  return {
    result: ok({ status: 200, body: call.parsed.pretty ? prettyOf(bundle) : bundle }),
    returned: { count: entries.length, filtered: all ? 0 : dropped, breach: all ? dropped : 0 },
    patients: new Set(versions.flatMap(({ resource }) => patientsOf(resource, bases))),
    rows: entries.length === 0 ? [] : [permit.grants[0].row],
  };
};
