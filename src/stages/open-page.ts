import { deny, permitOf, type Decision, type Permit } from '../decision/decide.ts';
import type { Gated } from '../decision/gates.ts';
import { confinementKey, identityOf, parsePageLink, refusedLink, type PageLink } from '../decision/page-link.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { notServed, type Call, type Served } from './call.ts';
import { serveHistoryPage } from './serve-history.ts';
import { servePage } from './serve-search.ts';
import type { LinkPlan } from './link-to.ts';

/** Opens a sealed page link for this caller; a link is never a grant, so what it asks is decided anew. */
export const openPage = ({ ports, principal, request }: Call, sealed: string): Result<PageLink> => {
  const text = ports.unseal(sealed);
  const link = text === undefined ? undefined : parsePageLink(text);
  if (link === undefined) return { ok: false, refusal: refuse('page-malformed', { at: '_page' }) };
  const refusal = refusedLink(link, ports.sha256(identityOf(principal)), request.received, ports.limits.linkAge);
  return refusal === undefined ? ok(link) : { ok: false, refusal };
};

/** Decides a page as its first page was decided; another confinement than then starts the search again. */
export const decidePage = (call: Call, link: PageLink, gated: Gated): Decision => {
  const decision = permitOf(gated);
  if (decision.effect === 'deny') return decision;
  return call.ports.sha256(confinementKey(link.type, decision.grants, link.named)) === link.key ? decision : deny(refuse('page-expired'));
};

/** Serves the page that a link leads to, checked like the first one. */
export const serveLink = async (call: Call, permit: Permit, link: PageLink, sealed: string): Promise<Served> => {
  const self = `${call.ports.parse.bases.own}?_page=${sealed}`;
  const plan: LinkPlan = { kind: link.kind, id: link.id, count: link.count, exact: link.exact, named: link.named === undefined ? undefined : new Set(link.named) };
  const request = { method: 'GET', path: link.cursor } as const;
  if (link.kind === 'search') return servePage(call, permit, plan, { request, skip: link.skip }, self);
  if (link.id === undefined) return notServed(refuse('page-malformed', { at: '_page' }));
  return serveHistoryPage(call, permit, { instance: { type: link.type, id: link.id }, plan, request, self, first: false });
};
