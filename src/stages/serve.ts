import type { Permit } from '../decision/decide.ts';
import type { PageLink } from '../decision/page-link.ts';
import { refuse } from '../refusal.ts';
import { notServed, type Call, type Served } from './call.ts';
import { serveLink } from './open-page.ts';
import { serveBinary } from './serve-binary.ts';
import { serveCreate } from './serve-create.ts';
import { serveHistory } from './serve-history.ts';
import { serveRead, serveVread } from './serve-instance.ts';
import { serveSearch } from './serve-search.ts';

const serveByKind = async (call: Call, permit: Permit, link: PageLink | undefined): Promise<Served> => {
  const { interaction } = call.parsed;
  switch (interaction.kind) {
    case 'read':
      return interaction.raw === true ? serveBinary(call, permit, interaction.id) : serveRead(call, permit, interaction.type, interaction.id);
    case 'vread':
      return serveVread(call, permit, interaction.type, interaction.id, interaction.versionId);
    case 'history-instance':
      return serveHistory(call, permit, { type: interaction.type, id: interaction.id }, interaction.history);
    case 'search-type':
    case 'search-compartment':
      return serveSearch(call, permit, interaction);
    case 'create':
      return serveCreate(call, permit, interaction);
    case 'page':
      return link === undefined ? notServed(refuse('decision-failed')) : serveLink(call, permit, link, interaction.sealed);
    default:
      return notServed(refuse('decision-failed'));
  }
};

/** Serves a permit by its kind: judge what is stored, print, forward, check. A check that fails, fails closed, also after the backend said 200. */
export const serve = async (call: Call, permit: Permit, link: PageLink | undefined): Promise<Served> => {
  try {
    return await serveByKind(call, permit, link);
  } catch (thrown) {
    call.ports.log('error', 'serving failed', { requestId: call.request.id, error: thrown instanceof Error ? thrown.name : 'unknown' });
    return notServed(refuse('internal-error'));
  }
};
