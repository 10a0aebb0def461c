import type { JsonObject } from './json-object.ts';
import type { TokenRules } from './token-rules.ts';

/** `now` is in seconds, as the claims are. */
type Context = { readonly claims: JsonObject; readonly rules: TokenRules; readonly now: number };

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const has = (claims: JsonObject, name: string): boolean => Object.hasOwn(claims, name) && claims[name] !== null;

// OpenID Connect Core sections 2 and 3.3.2.11, RFC 8417 section 2.2: what marks an ID token, a logout token or another event, not an access token.
const foreignClaims = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'] as const;
// Keycloak says it in `typ`, Amazon Cognito in `token_use`.
const foreignTypes: ReadonlySet<unknown> = new Set(['ID', 'Refresh', 'Offline', 'Logout', 'id']);

// RFC 9068 section 2.2, R-045
const requiredBy: Readonly<Record<TokenRules['tokenType'], readonly string[]>> = { any: [], 'at+jwt': ['sub', 'client_id', 'iat', 'jti'] };

/** What express-jwt does not ask, in the order of asking; each says what is wrong, in the names of claims and never their values. */
const checks: readonly ((context: Context) => string | false | undefined)[] = [
  // RFC 9068 section 2.2, A-203
  ({ claims }) => !isTime(claims['exp']) && '`exp` is missing or not a number',
  ({ claims, rules }) => {
    const missing = [...rules.required, ...requiredBy[rules.tokenType]].find((name) => !has(claims, name));
    return missing !== undefined && `\`${missing}\` is missing`;
  },
  ({ claims }) => has(claims, 'sub') && !isText(claims['sub']) && '`sub` is not a string',
  // RFC 7519 section 4.1.3
  ({ claims: { aud } }) => !isText(aud) && !(Array.isArray(aud) && aud.every(isText)) && '`aud` is not a string or a list of strings',
  // A-204; FAPI 2.0 section 5.3.2.1
  ({ claims: { iat } }) => iat !== undefined && !isTime(iat) && '`iat` is not a number',
  ({ claims: { iat }, rules, now }) => isTime(iat) && iat > now + rules.clockTolerance / 1000 && '`iat` lies in the future',
  // Without `iat`, what is left of it.
  ({ claims: { iat, exp }, rules, now }) => isTime(exp) && exp - (isTime(iat) ? iat : now) > rules.maxLifetime / 1000 && 'the lifetime is longer than `maxLifetime`',
  ({ claims }) => {
    const foreign = foreignClaims.find((name) => name in claims);
    return foreign !== undefined && `\`${foreign}\` does not belong in an access token`;
  },
  ({ claims }) => (foreignTypes.has(claims['typ']) || foreignTypes.has(claims['token_use'])) && '`typ` or `token_use` is not that of an access token',
  // RFC 7800 section 3.1, A-212: a token bound to a key that nobody asks to be shown.
  ({ claims }) => 'cnf' in claims && '`cnf` asks for a proof of possession, and none is configured',
];

/** What is wrong with the claims of a token whose signature, issuer, audience, `exp` and `nbf` were verified, or undefined; `now` is in milliseconds. */
export const checkClaims = (claims: JsonObject, rules: TokenRules, now: number): string | undefined => {
  const context = { claims, rules, now: now / 1000 };
  for (const check of checks) {
    const wrong = check(context);
    if (typeof wrong === 'string') return wrong;
  }
  return undefined;
};
