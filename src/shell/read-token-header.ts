import { no, ok, type Result } from '../refusal.ts';
import type { JsonObject } from './json-object.ts';
import type { VerificationKey } from './key-set.ts';
import type { TokenRules } from './token-rules.ts';

type Algorithm = TokenRules['algorithms'][number];

/** Which key a token says it was signed with, and how. */
export type TokenHeader = { readonly alg: Algorithm; readonly kid?: NonNullable<VerificationKey['kid']> };

// Keys come from the issuer's key set alone (A-199, RFC 8725 section 3.10); extensions, unencoded payloads, encryption and compression are not offered.
const refused = ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'enc', 'zip'] as const;

// RFC 9068 section 2.1, RFC 8725 section 3.11. What else is signed with the same keys names itself otherwise: `logout+jwt`, `dpop+jwt`, `secevent+jwt`.
const types: Readonly<Record<TokenRules['tokenType'], readonly (string | undefined)[]>> = { any: [undefined, 'jwt', 'at+jwt'], 'at+jwt': ['at+jwt'] };

const isOfType = (typ: unknown, rules: TokenRules): boolean =>
  (typ === undefined || typeof typ === 'string') && types[rules.tokenType].includes(typ?.toLowerCase().replace(/^application\//, ''));

const longestKid = 128;

/** Reads a JWS header under the issuer's rules (RFC 7515 section 4.1). */
export const readTokenHeader = (header: JsonObject, rules: TokenRules): Result<TokenHeader> => {
  const { typ, kid } = header;
  const alg = rules.algorithms.find((allowed) => allowed === header['alg']);
  if (alg === undefined) return no('token-invalid', { detail: '`alg` is not one that is allowed for this issuer' });
  const member = refused.find((name) => name in header);
  if (member !== undefined) return no('token-invalid', { detail: `\`${member}\` is not accepted in a header` });
  if (!isOfType(typ, rules)) return no('token-invalid', { detail: '`typ` is not that of an access token' });
  if (kid === undefined) return ok({ alg });
  // an opaque string, compared and nothing else.
  return typeof kid === 'string' && kid !== '' && kid.length <= longestKid ? ok({ alg, kid }) : no('token-invalid', { detail: '`kid` is not a string of 1 to 128 characters' });
};
