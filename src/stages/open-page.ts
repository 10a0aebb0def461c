import type { Permit } from '../decision/decide.ts';
import { confinementKey, identityOf, parsePageLink, refusedLink, type PageLink } from '../decision/page-link.ts';
import type { FhirInteraction } from '../fhir/interaction.ts';
import { parseInteraction } from '../fhir/parse.ts';
import { no, ok, type Result } from '../refusal.ts';
import type { Call } from './call.ts';

/** A page link, and what it goes on with. */
export type OpenedPage = { readonly link: PageLink; readonly interaction: FhirInteraction };

/** Opens a sealed page link for this caller; a link is never a grant, so what it asks is read and decided anew. */
export const openPage = ({ ports, principal, request }: Call, sealed: string): Result<OpenedPage> => {
  const text = ports.unseal(sealed);
  const link = text === undefined ? undefined : parsePageLink(text);
  if (link === undefined) return no('page-malformed', { at: '_page' });
  const refusal = refusedLink(link, ports.sha256(identityOf(principal)), request.received, ports.limits.linkAge);
  if (refusal !== undefined) return { ok: false, refusal };
  const parsed = parseInteraction({ method: 'GET', target: `${ports.parse.basePath}/${link.ask}`, headers: [], body: undefined }, ports.parse);
  // What was understood half an hour ago is not now: the deployment changed.
  return parsed.ok ? ok({ link, interaction: parsed.value.interaction }) : no('page-expired');
};

/** Whether a page is still confined to what its search was. */
export const isStillDecided = ({ ports }: Call, link: PageLink, permit: Permit): boolean => ports.sha256(confinementKey(permit, link.whole)) === link.key;
