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

// More than that of a backend's own cursor does not fit into a link of 2 kB.
const longestCursor = 700;

/** A sealed link of the gateway's own, bound to this caller and to what was decided (docs/decisions.md, 9). */
export const linkTo = (call: Call, permit: Permit, place: Place, before: PageLink | undefined): Result<string> => {
  const { ports, principal, request, parsed, interaction } = call;
  const carried = before ?? carriedAsk(parsed.interaction.kind === 'page' ? interaction : parsed.interaction);
  if (carried === undefined || place.cursor.length > longestCursor) return no('too-costly');
  const { ask, whole } = carried;
  const emergency = before?.emergency ?? (parsed.emergency === undefined ? undefined : request.id);
  const link: PageLink = {
    ...place, ask, whole, emergency, who: ports.sha256(identityOf(principal)), issued: request.received, key: ports.sha256(confinementKey(permit, whole)),
  };
  return ok(`${ports.parse.bases.own}?_page=${ports.seal(printPageLink(link))}`);
};
