import type { Permit } from '../decision/decide.ts';
import { carriedNames, confinementKey, cursorOf, identityOf, linkOf, printPageLink, type PageLink } from '../decision/page-link.ts';
import type { JsonDocument } from '../fhir/json.ts';
import type { Call } from './call.ts';

/** Where a list goes on, below the backend's base; undefined at its end. */
export const nextCursor = (call: Call, doc: JsonDocument): string | undefined => {
  const next = linkOf(doc, 'next');
  return next === undefined ? undefined : cursorOf(next, call.ports.parse.bases.backend);
};

/** What of a link is known before its cursor is. */
export type LinkPlan = Pick<PageLink, 'kind' | 'id' | 'count' | 'exact'> & { readonly named: ReadonlySet<string> | undefined };

/** A sealed link of the gateway's own, bound to this caller and to what was decided (docs/decisions.md, 9). */
export const linkTo = ({ ports, principal, request }: Call, permit: Permit, { named, ...plan }: LinkPlan, cursor: string, skip: number): string => {
  const names = carriedNames(named);
  const link: PageLink = {
    ...plan, type: permit.ask.type, who: ports.sha256(identityOf(principal)), issued: request.received, cursor, skip, named: names,
    key: ports.sha256(confinementKey(permit.ask.type, permit.grants, names)),
  };
  return `${ports.parse.bases.own}?_page=${ports.seal(printPageLink(link))}`;
};
