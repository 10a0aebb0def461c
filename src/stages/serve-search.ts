import type { Permit } from '../decision/decide.ts';
import { criteriaOf } from '../decision/decide.ts';
import { namedPatients } from '../decision/narrow.ts';
import type { Resource } from '../decision/owners.ts';
import { entriesOf, isBundle, printBundle, resourceAt, totalOf, type BundleEntry } from '../fhir/bundle.ts';
import type { SearchInteraction } from '../fhir/interaction.ts';
import { memberOf, rawOf, scan, stringMember, isFault, type JsonDocument } from '../fhir/json.ts';
import { printJson } from '../fhir/print-json.ts';
import { printQuery, printSearch, type UpstreamRequest } from '../fhir/print.ts';
import type { PatientId } from '../fhir/reference.ts';
import type { PolicyRow } from '../policy/policy.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, refuse, type Result } from '../refusal.ts';
import { exchange, notServed, type Call, type Served } from './call.ts';
import { evenOut } from './even-out.ts';
import { linkTo, nextCursor, type LinkPlan } from './link-to.ts';
import { settle } from './settle.ts';
import { documentOf } from './upstream-fault.ts';

// Where a client names no number: HAPI FHIR's own default.
const defaultCount = 20;
// Upstream pages that one page of a client may cost, where what is found is not what is visible.
const mostPages = 10;

/** One page of a list, as far as it is filled. */
type Filling = {
  readonly entries: BundleEntry[];
  readonly patients: Set<PatientId>;
  readonly rows: Set<PolicyRow>;
  found: number;
  total: number | undefined;
};

/** Where to read next: a request, and how many of its entries were given out before. */
export type Position = { readonly request: UpstreamRequest; readonly skip: number };

const readPage = (reply: UpstreamReply): Result<JsonDocument> => {
  if (reply.status === 410) return no('page-expired');
  const doc = documentOf(reply);
  if (!doc.ok) return doc.refusal.code === 'not-found' ? no('backend-failed', { detail: 'the backend did not find the search' }) : doc;
  return isBundle(doc.value, 'searchset') ? doc : no('backend-failed', { detail: 'the backend did not answer with a searchset' });
};

/** The matches of a page: of the type that was asked for. Whatever else stands there counts as found and is never given out (A-189). */
const matchesOf = (doc: JsonDocument, permit: Permit): readonly (Resource | undefined)[] =>
  entriesOf(doc).flatMap((entry) => {
    const node = memberOf(doc, entry, 'resource');
    if (stringMember(doc, node, 'resourceType') === 'OperationOutcome') return [];
    const resource = resourceAt(doc, node);
    return [resource?.type === permit.ask.type ? { doc, ...resource } : undefined];
  });

/** Takes what is visible of a page's matches, from `skip` until the client's page is full; gives back how many were looked at. */
const take = async (call: Call, permit: Permit, filling: Filling, matches: readonly (Resource | undefined)[], skip: number, most: number): Promise<Result<number>> => {
  const rest = matches.slice(skip);
  const shown = await settle(call, permit.ask, permit.grants, rest.filter((one) => one !== undefined));
  if (!shown.ok) return shown;
  let judged = 0;
  let seen = skip;
  for (const resource of rest) {
    if (filling.entries.length === most) break;
    seen += 1;
    filling.found += 1;
    const seenBy = resource === undefined ? undefined : shown.value[judged];
    if (resource !== undefined) judged += 1;
    if (resource?.id === undefined || seenBy === undefined) continue;
    filling.entries.push({ type: resource.type, id: resource.id, json: rawOf(resource.doc, resource.node) });
    filling.rows.add(seenBy.by.row);
    for (const patient of seenBy.patients) filling.patients.add(patient);
  }
  return ok(seen);
};

/** Follows upstream pages until the client's page is full; the cursor and skip where it goes on, or undefined at the end. */
const fill = async (call: Call, permit: Permit, plan: LinkPlan, filling: Filling, from: Position): Promise<Result<{ readonly cursor: string; readonly skip: number } | undefined>> => {
  let { request, skip } = from;
  for (let pages = 1; ; pages += 1) {
    const reply = await exchange(call, request);
    if (!reply.ok) return reply;
    const doc = readPage(reply.value);
    if (!doc.ok) return doc;
    if (pages === 1) filling.total = totalOf(doc.value);
    const matches = matchesOf(doc.value, permit);
    // A page that came by a form cannot be asked for again in a link, so all of it is taken.
    const most = plan.exact || request.method === 'POST' ? Number.POSITIVE_INFINITY : plan.count;
    const seen = await take(call, permit, filling, matches, skip, most);
    if (!seen.ok) return seen;
    if (seen.value < matches.length) return ok({ cursor: request.path, skip: seen.value });
    const cursor = nextCursor(call, doc.value);
    if (cursor === undefined) return ok(undefined);
    if (plan.exact || filling.entries.length >= plan.count || pages === mostPages) return ok({ cursor, skip: 0 });
    request = { method: 'GET', path: cursor };
    skip = 0;
  }
};

/** Fills, checks and prints one page; first pages and followed links alike (deciding.md, rows "search" and "counts, pages"). */
export const servePage = async (call: Call, permit: Permit, plan: LinkPlan, from: Position, self: string): Promise<Served> => {
  const filling: Filling = { entries: [], patients: new Set(), rows: new Set(), found: 0, total: undefined };
  const end = await fill(call, permit, plan, filling, from);
  if (!end.ok) return notServed(end.refusal);
  await evenOut(call, permit, call.request.id);
  const dropped = filling.found - filling.entries.length;
  const next = end.value === undefined ? undefined : linkTo(call, permit, plan, end.value.cursor, end.value.skip);
  // A total is told where narrowing equals visibility, and not where the backend just broke that (deciding.md, invariant 5).
  const total = plan.exact && dropped === 0 ? filling.total : undefined;
  const bundle = printBundle({ bundleType: 'searchset', self, next, total, base: call.ports.parse.bases.own, entries: filling.entries });
  return {
    result: ok({ status: 200, body: call.parsed.pretty ? prettyOf(bundle) : bundle }),
    returned: { count: filling.entries.length, filtered: plan.exact ? 0 : dropped, breach: plan.exact ? dropped : 0 },
    patients: filling.patients,
    rows: [...filling.rows],
  };
};

/** A Bundle of ours for people to read. */
export const prettyOf = (bundle: string): string => {
  const doc = scan(bundle, 160);
  return isFault(doc) ? bundle : printJson(doc, 0);
};

const selfOf = (own: string, interaction: SearchInteraction): string => {
  const place = interaction.kind === 'search-type' ? interaction.type : `${interaction.compartment}/${interaction.id}/${interaction.type}`;
  const query = printQuery(interaction.params, interaction.result);
  return `${own}/${place}${query === '' ? '' : `?${query}`}`;
};

/** search: the narrowed query upstream, every match checked, the links the gateway's own (R4 http section 3.1.0.9). */
export const serveSearch = async (call: Call, permit: Permit, interaction: SearchInteraction): Promise<Served> => {
  const { narrowing } = permit;
  const { bases } = call.ports.parse;
  if (narrowing === undefined) return notServed(refuse('decision-failed'));
  const { result } = interaction;
  const count = Math.min(result.count ?? defaultCount, call.ports.limits.page);
  const { total, sort } = result;
  const request = printSearch(interaction.type, narrowing.params, {
    count,
    ...(narrowing.exact && total !== undefined ? { total } : {}),
    ...(sort === undefined ? {} : { sort }),
  });
  const plan: LinkPlan = {
    kind: 'search', id: undefined, count, exact: narrowing.exact, named: namedPatients(interaction.type, criteriaOf(interaction).params, bases),
  };
  return servePage(call, permit, plan, { request, skip: 0 }, selfOf(bases.own, interaction));
};
