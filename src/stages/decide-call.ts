import { asksOf, decide, deny, type Decision } from '../decision/decide.ts';
import type { Gated } from '../decision/gates.ts';
import type { Ask, Grant } from '../decision/grant.ts';
import type { PageLink } from '../decision/page-link.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { authorize, grantsFor } from './authorize.ts';
import type { Call } from './call.ts';
import { decidePage, openPage } from './open-page.ts';

/** A decision, and of a page link what it held. */
export type Decided = { readonly decision: Decision; readonly link?: PageLink };

const authorizeAll = async (call: Call, asks: readonly Ask[]): Promise<Result<readonly Gated[]>> => {
  const gated: Gated[] = [];
  for (const ask of asks) {
    const one = await authorize(call, ask);
    if (!one.ok) return one;
    gated.push(one.value);
    if (!one.value.granted) break;
  }
  return ok(gated);
};

/** What shows the answer of a create: the grants to read what was made. */
const readingOf = async (call: Call): Promise<Result<readonly Grant[]>> => {
  const { interaction } = call.parsed;
  return interaction.kind === 'create' ? grantsFor(call, { type: interaction.type, action: 'read', letter: 'r' }) : ok([]);
};

const decidePageCall = async (call: Call, sealed: string): Promise<Decided> => {
  const link = openPage(call, sealed);
  if (!link.ok) return { decision: deny(link.refusal) };
  const { type, kind } = link.value;
  const gated = await authorize(call, kind === 'search' ? { type, action: 'search', letter: 's' } : { type, action: 'history', letter: 'r' });
  return gated.ok ? { decision: decidePage(call, link.value, gated.value), link: link.value } : { decision: deny(gated.refusal) };
};

const decideByKind = async (call: Call): Promise<Decided> => {
  const { interaction } = call.parsed;
  if (interaction.kind === 'page') return decidePageCall(call, interaction.sealed);
  const gated = await authorizeAll(call, asksOf(interaction));
  if (!gated.ok) return { decision: deny(gated.refusal) };
  const granted = gated.value.every((one) => one.granted);
  const reading = granted ? await readingOf(call) : ok([]);
  return { decision: reading.ok ? decide(call.parsed, gated.value, reading.value, call.ports.parse.bases) : deny(reading.refusal) };
};

/** Puts a request through the gates and plans what follows. An error while deciding is a denial (docs/decisions.md, 2). */
export const decideCall = async (call: Call): Promise<Decided> => {
  try {
    return await decideByKind(call);
  } catch (thrown) {
    call.ports.log('error', 'deciding failed', { requestId: call.request.id, error: thrown instanceof Error ? thrown.name : 'unknown' });
    return { decision: deny(refuse('decision-failed')) };
  }
};
