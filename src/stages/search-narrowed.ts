import type { Permit } from '../decision/decide.ts';
import type { Ask } from '../decision/grant.ts';
import { narrow, type Narrowing } from '../decision/narrow.ts';
import type { Resource } from '../decision/owners.ts';
import { searchGrants } from '../decision/plan-joins.ts';
import type { AskedParam, Criterion } from '../fhir/interaction.ts';
import { printSearch, type UpstreamRequest } from '../fhir/print.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { no, ok, type Result } from '../refusal.ts';
import { exchange, type Call } from './call.ts';
import { nextCursor } from './link-to.ts';
import { foundIn, readSearchset } from './read-searchset.ts';
import { settle, type Judged, type Shown } from './settle.ts';

/** A resource that is shown, and why. */
export type Kept = { readonly resource: Resource; readonly shown: NonNullable<Shown> };

// More than these no join follows: a search that needs more is too costly (deciding.md, row "counts, pages").
export const mostJoined = 1000;
const pageSize = 200;
const mostPages = 20;

export const keyOf = ({ type, id }: Resource): string => `${type}/${id ?? ''}`;

type Search = { readonly ask: Ask; readonly type: ResourceType; readonly narrowing: Narrowing; readonly more: readonly Criterion[]; readonly judged: Judged | undefined };

/** All pages of one narrowed search, each resource checked. */
const searchOne = async (call: Call, permit: Permit, { ask, type, narrowing, more, judged }: Search, room: number): Promise<Result<readonly Kept[]>> => {
  const kept: Kept[] = [];
  const { spent } = call;
  let request: UpstreamRequest = printSearch(type, [...narrowing.params, ...more], [], { count: pageSize });
  for (let pages = 1; ; pages += 1) {
    const reply = await exchange(call, request);
    const doc = reply.ok ? readSearchset(reply.value) : reply;
    if (!doc.ok) return doc.refusal.code === 'reply-too-large' ? no('too-costly') : doc;
    const found = foundIn(doc.value);
    const resources = found.flatMap(({ resource }) => (resource?.type === type ? [resource] : []));
    const shown = await settle(call, ask, searchGrants(permit.gated, type), resources, judged);
    if (!shown.ok) return shown;
    for (const [index, resource] of resources.entries()) {
      const by = shown.value[index];
      if (by !== undefined) kept.push({ resource, shown: by });
    }
    spent[narrowing.exact ? 'breach' : 'filtered'] += found.length - shown.value.filter((one) => one !== undefined).length;
    const cursor = nextCursor(call, doc.value);
    if (cursor === undefined) return ok(kept);
    if (kept.length > room || pages === mostPages) return no('too-costly');
    request = { method: 'GET', path: cursor };
  }
};

/**
 * What remains of a search that narrowing leaves nothing of: of an owned or shared type nothing. A Provenance, whose patients its targets
 * say, may be looked for by what is shown already, as an include does; else it would have to be searched whole (deciding.md, row Provenance).
 */
const unnarrowed = (type: ResourceType, params: readonly AskedParam[], isInclude: boolean): Result<readonly Narrowing[]> => {
  const { class: kind } = compartmentOf(type);
  if (kind === 'owned' || kind === 'shared') return ok([]);
  return isInclude ? ok([{ params, by: undefined, exact: false, confined: undefined }]) : no('outside-confinement');
};

/**
 * A search that the gateway makes for itself, to join what it finds: narrowed like any, and every resource checked (docs/decisions.md, 8).
 * What names nobody whom the caller reaches finds nothing. `included`: it follows an include from these.
 */
export const searchNarrowed = async (
  call: Call, permit: Permit, type: ResourceType, params: readonly AskedParam[], more: readonly Criterion[], included?: Judged,
): Promise<Result<readonly Kept[]>> => {
  const found = narrow(type, params, searchGrants(permit.gated, type), call.ports.parse.bases);
  const narrowings = found.length > 0 ? ok(found) : unnarrowed(type, params, included !== undefined);
  if (!narrowings.ok) return narrowings;
  const ask: Ask = { type, action: 'search', letter: 's' };
  const kept = new Map<string, Kept>();
  for (const narrowing of narrowings.value) {
    const some = await searchOne(call, permit, { ask, type, narrowing, more, judged: included }, mostJoined - kept.size);
    if (!some.ok) return some;
    for (const one of some.value) kept.set(keyOf(one.resource), one);
    if (kept.size > mostJoined) return no('too-costly');
  }
  return ok([...kept.values()]);
};
