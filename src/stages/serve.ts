import type { Permit } from '../decision/decide.ts';
import type { PageLink } from '../decision/page-link.ts';
import { refuse } from '../refusal.ts';
import { notServed, type Call, type Served } from './call.ts';
import { serveBinary } from './serve-binary.ts';
import { serveCreate } from './serve-create.ts';
import { serveHistory } from './serve-history.ts';
import { serveRead, serveVread } from './serve-instance.ts';
import { serveSearch } from './serve-search.ts';
import { serveWideHistory } from './serve-wide-history.ts';

const serveByKind = async (call: Call, permit: Permit, link: PageLink | undefined): Promise<Served> => {
  const { interaction } = call;
  switch (interaction.kind) {
    case 'read':
      return interaction.raw === true ? serveBinary(call, permit, interaction.id) : serveRead(call, permit, interaction.type, interaction.id);
    case 'vread':
      return serveVread(call, permit, interaction.type, interaction.id, interaction.versionId);
    case 'history-instance':
      return serveHistory(call, permit, { type: interaction.type, id: interaction.id }, interaction.history, link);
    case 'history-type':
      return serveWideHistory(call, permit, interaction.type, interaction.history, link);
    case 'history-system':
      return serveWideHistory(call, permit, undefined, interaction.history, link);
    case 'search-type':
    case 'search-compartment':
    case 'search-system':
      return serveSearch(call, permit, link);
    case 'create':
      return serveCreate(call, permit, interaction);
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
