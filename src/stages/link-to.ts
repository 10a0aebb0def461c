import type { Permit } from '../decision/decide.ts';
import { carriedAsk, confinementKey, cursorOf, identityOf, linkOf, printPageLink, type PageLink } from '../decision/page-link.ts';
import type { JsonDocument } from '../fhir/json.ts';
import { no, ok, type Result } from '../refusal.ts';
import type { Call } from './call.ts';

/** Where a list goes on, below the backend's base; undefined at its end. */
export const nextCursor = (call: Call, doc: JsonDocument): string | undefined => {
  const next = linkOf(doc, 'next');
  return next === undefined ? undefined : cursorOf(next, call.ports.parse.bases.backend);
};

/** Where the next page begins. */
export type Place = Pick<PageLink, 'part' | 'cursor' | 'skip' | 'count'>;

// What was asked and the backend's own cursor together, so that a sealed link stays below 2 kB.
const longestContent = 1250;

/** The patients that the caller may well mean, by the names that the caller uses. */
const meant = ({ ports }: Call, { searches }: Permit): ReadonlySet<string> => {
  const confined = searches.flatMap(({ narrowings }) => narrowings.flatMap((narrowing) => narrowing.confined ?? []));
  return new Set(confined.flatMap((patient) => [patient, ports.maskPseudonym(patient)]));
};

/** A sealed link of the gateway's own, bound to this caller and to what was decided (docs/decisions.md, 9). */
export const linkTo = (call: Call, permit: Permit, place: Place, before: PageLink | undefined): Result<string> => {
  const { ports, principal, request, parsed, interaction } = call;
  const carried = before ?? carriedAsk(parsed.interaction.kind === 'page' ? interaction : parsed.interaction, meant(call, permit));
  if (carried === undefined || carried.ask.length + place.cursor.length > longestContent) return no('too-costly');
  const { ask, whole } = carried;
  // A search that has yet to begin needs all that was asked.
  if (place.cursor === '' && !whole) return no('too-costly');
  const emergency = before?.emergency ?? (parsed.emergency === undefined ? undefined : request.id);
  const link: PageLink = {
    ...place, ask, whole, emergency, who: ports.sha256(identityOf(principal)), issued: request.received, key: ports.sha256(confinementKey(permit, whole)),
  };
  return ok(`${ports.parse.bases.own}?_page=${ports.seal(printPageLink(link))}`);
};
