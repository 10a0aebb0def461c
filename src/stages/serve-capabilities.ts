import type { ParsedRequest } from '../fhir/interaction.ts';
import type { Ports, Reply } from '../ports.ts';

/** capabilities: what the gateway offers, to anybody and whatever `Authorization` says; not recorded (R4 http section 3.1.0.6, docs/audit.md). */
export const serveCapabilities = async (ports: Ports, { head }: ParsedRequest): Promise<Reply> => {
  const body = await ports.capabilities();
  if (!body.ok) return { kind: 'refusal', refusal: body.refusal, head };
  return { kind: 'answer', answer: { status: 200, body: body.value, etag: `W/"${ports.sha256(body.value).slice(0, 16)}"` }, head };
};
