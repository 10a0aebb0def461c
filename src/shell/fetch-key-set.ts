import jwksRsa from 'jwks-rsa';
import type { FetchJson } from './fetch-json.ts';
import type { TokenRules } from './token-rules.ts';

type Place = Pick<TokenRules, 'issuer' | 'jwksUri'>;

/** Https, or where the issuer itself is, whose URL the configuration has vouched for. */
const isSecure = (uri: string, issuer: string): boolean => {
  const url = URL.parse(uri);
  return url !== null && (url.protocol === 'https:' || url.origin === URL.parse(issuer)?.origin);
};

/** OpenID Connect Discovery 1.0 sections 4.1 and 4.3. */
const discover = async (issuer: string, fetchJson: FetchJson, signal: AbortSignal): Promise<string> => {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, signal);
  const uri = document['jwks_uri'];
  if (document['issuer'] !== issuer) throw new Error('the discovery document is that of another issuer');
  if (typeof uri !== 'string' || !isSecure(uri, issuer)) throw new Error('the discovery document has no https `jwks_uri`');
  return uri;
};

/** The members of the issuer's JWK Set as they stand in it, found through discovery unless configured. Throws where they cannot be had within `timeout` milliseconds. */
export const fetchKeySet = async ({ issuer, jwksUri }: Place, fetchJson: FetchJson, timeout: number): Promise<readonly unknown[]> => {
  const signal = AbortSignal.timeout(timeout);
  const uri = jwksUri ?? (await discover(issuer, fetchJson, signal));
  // Its own requests know no bound on the answer's size or the whole time, and its own cache no rotation that a flood cannot hide.
  const client = jwksRsa({ jwksUri: uri, cache: false, rateLimit: false, fetcher: async (url) => ({ keys: (await fetchJson(url, signal))['keys'] }) });
  const keys = await client.getKeys();
  if (!Array.isArray(keys)) throw new Error('the key set has no `keys`');
  return keys as readonly unknown[];
};
