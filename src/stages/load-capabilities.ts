import { printCapabilities, type CapabilitySettings } from '../fhir/capabilities.ts';
import type { Ports } from '../ports.ts';
import { no, ok, type Result } from '../refusal.ts';

/** Asks the backend what it offers, and says it as the gateway does; its statement belongs to nobody, so that it can be kept. */
export const loadCapabilities = async (exchange: Ports['exchange'], settings: CapabilitySettings): Promise<Result<string>> => {
  const reply = await exchange({ method: 'GET', path: 'metadata' });
  if (!reply.ok) return reply;
  const { status, text } = reply.value;
  const statement = status === 200 && text !== undefined ? printCapabilities(text, settings) : undefined;
  return statement === undefined ? no('backend-failed', { detail: 'the backend gave no CapabilityStatement' }) : ok(statement);
};
