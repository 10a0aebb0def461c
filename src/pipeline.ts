import { parseInteraction } from './fhir/parse.ts';
import type { Ports, Reply, Request } from './ports.ts';
import { unspent, type Call } from './stages/call.ts';
import { decideCall } from './stages/decide-call.ts';
import { recordDecision, recordOutcome, recordRefusal, replyDenied } from './stages/record.ts';
import { serveCapabilities } from './stages/serve-capabilities.ts';
import { serve } from './stages/serve.ts';

/** One request, top to bottom: understood, authenticated, decided, recorded, served from a printed request, checked, recorded, answered. */
export const handle = async (ports: Ports, request: Request): Promise<Reply> => {
  if (request.fault !== undefined) return recordRefusal(ports, request, request.fault);
  const parsed = parseInteraction(request, ports.parse);
  if (!parsed.ok) return recordRefusal(ports, request, parsed.refusal);
  const { interaction } = parsed.value;
  if (interaction.kind === 'capabilities') return serveCapabilities(ports, parsed.value);

  const authenticated = ports.authenticate(request.authorization);
  const principal = authenticated instanceof Promise ? await authenticated : authenticated;
  if (!principal.ok) return recordRefusal(ports, request, principal.refusal, parsed.value);

  const asked: Call = { ports, request, parsed: parsed.value, interaction, emergency: 'none', principal: principal.value, policy: ports.policy(), spent: unspent() };
  const decided = await decideCall(asked);
  const { call, decision, link } = decided;
  const unrecorded = await recordDecision(decided);
  if (unrecorded !== undefined) return replyDenied(call, unrecorded);
  if (decision.effect === 'deny') return replyDenied(call, decision.refusal);

  return recordOutcome(call, decision, await serve(call, decision, link));
};
