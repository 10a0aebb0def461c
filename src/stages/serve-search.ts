import { pageOf } from '../decision/grant.ts';
import type { Permit } from '../decision/decide.ts';
import type { PageLink } from '../decision/page-link.ts';
import { carriedAsk } from '../decision/page-link.ts';
import { printBundle, type BundleEntry } from '../fhir/bundle.ts';
import type { Criteria, FhirInteraction, ResultParams } from '../fhir/interaction.ts';
import { printAsk } from '../fhir/print-ask.ts';
import { projectionOfIncluded, type Projection } from '../fhir/project.ts';
import type { PatientId } from '../fhir/reference.ts';
import type { PolicyRow } from '../policy/policy.ts';
import { ok, type Result } from '../refusal.ts';
import { prettyOf } from './answer-with.ts';
import { notServed, type Call, type Served } from './call.ts';
import { evenOut } from './even-out.ts';
import { fillPage, type FillPlan, type Filling } from './fill-page.ts';
import { followIncludes } from './follow-includes.ts';
import { linkTo, type Place } from './link-to.ts';
import { present } from './present.ts';
import { partsOf, type SearchPart } from './search-parts.ts';
import type { Kept } from './search-narrowed.ts';

// Where a client names no number: HAPI FHIR's own default.
const defaultCount = 20;

const resultOf = (interaction: FhirInteraction): ResultParams => {
  if (interaction.kind === 'search-system') return interaction.searches[0]?.result ?? {};
  return 'result' in interaction ? interaction.result : {};
};

/** How many matches a page has: what was asked for, within what the deployment and some row of each type allow. */
const countOf = (call: Call, { searches }: Permit): number => {
  const largest = searches.flatMap(({ grants }) => pageOf(grants) ?? []);
  return Math.min(resultOf(call.interaction).count ?? defaultCount, call.ports.limits.page, ...largest);
};

/** Everything that a page shows, and what it took. */
type Shown = {
  readonly entries: BundleEntry[];
  readonly patients: Set<PatientId>;
  readonly rows: Set<PolicyRow>;
  readonly masked: Set<string>;
};

const show = (call: Call, into: Shown, { resource, shown }: Kept, mode: 'match' | 'include', projection: Projection | undefined): void => {
  const { json, id, masked } = present(call, resource, shown, projection);
  if (id === undefined) return;
  into.entries.push({ type: resource.type, id, json, mode });
  into.rows.add(shown.by.row);
  for (const patient of shown.patients) into.patients.add(patient);
  for (const path of masked) into.masked.add(path);
};

/** What the includes of each part bring to the page. */
const include = async (call: Call, permit: Permit, parts: readonly SearchPart[], filling: Filling): Promise<Result<readonly Kept[]>> => {
  const brought: Kept[] = [];
  for (const [index, matches] of filling.matchesOf) {
    const part = parts[index];
    if (part === undefined || part.search.includes.rules.length === 0) continue;
    const including = { includes: part.search.includes, exact: part.narrowing.exact };
    const found = await followIncludes(call, permit, including, matches, filling.candidates.get(index) ?? []);
    if (!found.ok) return found;
    brought.push(...found.value);
  }
  return ok(brought);
};

/** The count alone: of several types together (R4 search section 3.1.1.5.7). */
const countAll = async (call: Call, permit: Permit, plan: FillPlan, filling: Filling): Promise<Result<undefined>> => {
  let total = 0;
  for (const part of plan.parts.keys()) {
    const filled = await fillPage(call, permit, { ...plan, parts: plan.parts.slice(0, part + 1) }, { part, cursor: '', skip: 0 }, filling);
    if (!filled.ok) return filled;
    total += filling.total ?? 0;
  }
  filling.total = total;
  return ok(undefined);
};

/** Behind a link that does not carry all that was asked, the narrowing of the first page is not known, so nothing is counted on. */
const uncertain = (part: SearchPart): SearchPart => ({ ...part, narrowing: { ...part.narrowing, exact: false } });

const withCount = <T extends Criteria>(search: T, count: number): T => (search.result.count === undefined ? search : { ...search, result: { ...search.result, count } });

// Longer than that is no address to follow; it came as a form (R4 search section 3.1.1.1.2).
const longestSelf = 2048;

/** What was done, as an address: with the page size that was used (R4 search section 3.1.1.1.1). */
const selfOf = (asked: FhirInteraction, count: number): string => {
  const counted = asked.kind === 'search-system' ? { ...asked, searches: asked.searches.map((search) => withCount(search, count)) } : 'result' in asked ? withCount(asked, count) : asked;
  const whole = printAsk(counted) ?? '';
  return whole.length <= longestSelf ? whole : `${whole.split('?')[0] ?? ''}${asked.kind === 'search-system' ? '' : '/_search'}`;
};

const begin: Omit<Place, 'count'> = { part: 0, cursor: '', skip: 0 };

/** Where the page ends: the place where the next begins. */
const fill = (call: Call, permit: Permit, plan: FillPlan, from: Omit<Place, 'count'>, filling: Filling): Promise<Result<Omit<Place, 'count'> | undefined>> =>
  plan.count === 0 ? countAll(call, permit, plan, filling) : fillPage(call, permit, plan, from, filling);

/** A total is told where narrowing equals visibility, and not where the backend just broke that (deciding.md, invariant 5; A-090). */
const totalOf = ({ parts, count }: FillPlan, { total, breach }: Filling): number | undefined =>
  breach === 0 && parts.every(({ narrowing }) => narrowing.exact) && (parts.length === 1 || count === 0) ? total : undefined;

/** search: each page filled, checked, with what it includes, the links the gateway's own; first pages and followed links alike (R4 http section 3.1.0.9). */
export const serveSearch = async (call: Call, permit: Permit, link: PageLink | undefined): Promise<Served> => {
  const { own } = call.ports.parse.bases;
  const asked = call.parsed.interaction;
  const count = link?.count ?? countOf(call, permit);
  const plan: FillPlan = { parts: link?.whole === false ? partsOf(permit).map(uncertain) : partsOf(permit), count, repeatable: link?.whole ?? carriedAsk(call.interaction)?.whole === true };
  const filling: Filling = { kept: [], candidates: new Map(), matchesOf: new Map(), filtered: 0, breach: 0, total: undefined };
  const end = await fill(call, permit, plan, link ?? begin, filling);
  if (!end.ok) return notServed(end.refusal);
  const included = await include(call, permit, plan.parts, filling);
  if (!included.ok) return notServed(included.refusal);
  filling.filtered += call.spent.filtered;
  filling.breach += call.spent.breach;
  await evenOut(call, permit, call.request.id);
  const next = end.value === undefined ? ok(undefined) : linkTo(call, permit, { part: end.value.part, cursor: end.value.cursor, skip: end.value.skip, count }, link);
  if (!next.ok) return notServed(next.refusal);
  const shown: Shown = { entries: [], patients: new Set(), rows: new Set(), masked: new Set() };
  const { projection } = resultOf(call.interaction);
  for (const kept of filling.kept) show(call, shown, kept, 'match', projection);
  for (const kept of included.value) show(call, shown, kept, 'include', projection === undefined ? undefined : projectionOfIncluded(projection));
  const self = asked.kind === 'page' ? `?_page=${asked.sealed}` : `/${selfOf(asked, count)}`;
  const bundle = printBundle({ bundleType: 'searchset', self: `${own}${self}`, next: next.value, total: totalOf(plan, filling), base: own, entries: shown.entries });
  return {
    result: ok({ status: 200, body: call.parsed.pretty ? prettyOf(bundle) : bundle }),
    returned: { count: shown.entries.length, filtered: filling.filtered, breach: filling.breach },
    patients: shown.patients,
    rows: [...shown.rows],
    masked: shown.masked,
  };
};
