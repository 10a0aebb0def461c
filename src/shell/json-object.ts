import { isFault, kindOf, scan } from '../fhir/json.ts';

/** A JSON object whose members are its own: no duplicate and no prototype names. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a JSON object as strictly as the rest of the gateway does (RFC 7515 section 4; A-209); undefined for any other text. */
export const jsonObject = (text: string): JsonObject | undefined => {
  const doc = scan(text);
  return isFault(doc) || kindOf(doc, 0) !== 'object' ? undefined : (JSON.parse(text) as JsonObject);
};
