import { isUtf8 } from 'node:buffer';
import { no, ok, type Result } from '../refusal.ts';
import { jsonObject, type JsonObject } from './json-object.ts';

/** The two readable parts of a token. Nothing of them holds before the signature was verified. */
export type UnverifiedToken = { readonly header: JsonObject; readonly claims: JsonObject };

/** RFC 7515 section 2: base64url without padding, and only its one spelling. */
const decode = (part: string): Buffer | undefined => {
  const bytes = Buffer.from(part, 'base64url');
  return part !== '' && bytes.toString('base64url') === part ? bytes : undefined;
};

const objectIn = (bytes: Buffer | undefined): JsonObject | undefined => (bytes !== undefined && isUtf8(bytes) ? jsonObject(bytes.toString()) : undefined);

/** Takes a compact JWS apart (RFC 7515 section 7.1): three parts, none empty, header and payload each one JSON object without duplicate members. */
export const readToken = (token: string): Result<UnverifiedToken> => {
  const parts = token.split('.').map(decode);
  if (parts.length !== 3 || parts.includes(undefined)) return no('token-invalid', { detail: 'not a compact JWS' });
  const header = objectIn(parts[0]);
  if (header === undefined) return no('token-invalid', { detail: 'the header is not a JSON object without duplicate members' });
  const claims = objectIn(parts[1]);
  if (claims === undefined) return no('token-invalid', { detail: 'the payload is not a JSON object without duplicate members' });
  return ok({ header, claims });
};
