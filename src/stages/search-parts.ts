import type { Permit } from '../decision/decide.ts';
import type { Narrowing } from '../decision/narrow.ts';
import type { PlannedSearch } from '../decision/planned-search.ts';
import { satisfies } from '../decision/satisfies.ts';
import type { Resource } from '../decision/owners.ts';
import type { AskedParam } from '../fhir/interaction.ts';
import { printSearch, type UpstreamRequest } from '../fhir/print.ts';
import { ok, type Result } from '../refusal.ts';
import type { Call } from './call.ts';
import { resolveJoins } from './resolve-joins.ts';

/** One search upstream of those that an interaction comes to; they follow each other, and a page may span several. */
export type SearchPart = {
  readonly search: PlannedSearch;
  readonly narrowing: Narrowing;
  /** What the parts before it of the same type were confined by: what they found is not given again. */
  readonly before: readonly AskedParam[];
};

/** The parts of a search, in their order: of each type as many as its narrowing takes. */
export const partsOf = ({ searches }: Permit): readonly SearchPart[] =>
  searches.flatMap((search) =>
    search.narrowings.map((narrowing, at) => ({ search, narrowing, before: search.narrowings.slice(0, at).flatMap(({ by }) => by ?? []) })));

/** Whether a part before this one found the resource. */
export const wasFound = ({ search: { grants: [{ at }] }, before }: SearchPart, resource: Resource, call: Call): boolean =>
  before.some((by) => satisfies(resource, [by], { bases: call.ports.parse.bases, now: at }));

/** The first request of a part with pages of that many, its joins resolved; undefined: nothing can match. */
export const beginPart = async (call: Call, permit: Permit, { search, narrowing }: SearchPart, count: number): Promise<Result<UpstreamRequest | undefined>> => {
  const { type } = search.ask;
  const joined = await resolveJoins(call, permit, type, search.joins);
  if (!joined.ok) return joined;
  if (joined.value === undefined) return ok(undefined);
  const { total, sort } = search.result;
  return ok(printSearch(type, [...narrowing.params, ...joined.value], search.includes.sent, {
    count,
    ...(narrowing.exact && total !== undefined ? { total } : {}),
    ...(sort === undefined ? {} : { sort }),
  }));
};
