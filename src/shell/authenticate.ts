import { hash } from 'node:crypto';
import { no, type Result } from '../refusal.ts';
import { checkClaims } from './check-claims.ts';
import { makeFetchJson } from './fetch-json.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import { makeIssuerKeys, type IssuerKeys, type KeyLog } from './issuer-keys.ts';
import type { JsonObject } from './json-object.ts';
import type { VerificationKey } from './key-set.ts';
import { readBearer } from './read-bearer.ts';
import { readTokenHeader } from './read-token-header.ts';
import { readToken } from './read-token.ts';
import { makeRecent } from './recent.ts';
import type { TokenRules } from './token-rules.ts';
import { verifyToken } from './verify-token.ts';

/** From an `Authorization` header to what `accept` makes of the verified claims. */
export type Authenticator<T> = {
  /** Answers at once for a token that is remembered and for what is no token; a promise otherwise. */
  readonly authenticate: (authorization: string | undefined) => Result<T> | Promise<Result<T>>;
  /** For each issuer whether any of its tokens can be verified now. */
  readonly ready: () => readonly { readonly issuer: string; readonly ok: boolean }[];
  /** Begins to fetch keys and keeps them fresh; an issuer that is down is tried again. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
};

export type AuthenticatorOptions<T> = {
  readonly issuers: readonly TokenRules[];
  /** Makes of the claims of a good token what later stages need; its refusals are passed on and not remembered. */
  readonly accept: (claims: JsonObject, issuer: string) => Result<T>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: KeyLog;
  /** How many tokens are remembered. */
  readonly remember?: number;
  /** Milliseconds that a fetch of keys may take in all. */
  readonly fetchTimeout?: number;
};

type Issuer = { readonly rules: TokenRules; readonly keys: IssuerKeys };
type Remembered<T> = { readonly result: Result<T>; /** Milliseconds. */ readonly exp: number; readonly keys: IssuerKeys; readonly key: VerificationKey };

const tick = 1_000;

/** Verifies bearer tokens of the configured issuers (RFC 6750, RFC 7515, RFC 9068), and remembers those that were good under their SHA-256. */
export const makeAuthenticator = <T>(options: AuthenticatorOptions<T>): Authenticator<T> => {
  const { accept, now, remember = 10_000, fetchTimeout = 5_000 } = options;
  const { fetchJson, close } = makeFetchJson();
  let closed = false;
  // A fetch that `close` ends is no trouble with the issuer.
  const log: KeyLog = { info: (message) => { options.log.info(message); }, warn: (message) => { if (!closed) options.log.warn(message); } };
  // found by exact string.
  const issuers = new Map<unknown, Issuer>(
    options.issuers.map((rules) => [rules.issuer, { rules, keys: makeIssuerKeys(rules, { fetchKeys: () => fetchKeySet(rules, fetchJson, fetchTimeout), now, log }) }]),
  );
  const recent = makeRecent<Remembered<T>>(remember);
  let timer: NodeJS.Timeout | undefined;

  /** Until `exp` itself, whatever the tolerance, and while the issuer still shows the key. */
  const recall = (id: string): Result<T> | undefined => {
    const known = recent.get(id);
    if (known === undefined) return undefined;
    known.keys.refresh();
    if (now() < known.exp && known.keys.holds(known.key)) return known.result;
    recent.delete(id);
    return undefined;
  };

  const verify = async (token: string, id: string): Promise<Result<T>> => {
    const read = readToken(token);
    if (!read.ok) return read;
    // Unverified, the claims choose whose rules and keys they are held against, and nothing else.
    const { claims } = read.value;
    const issuer = issuers.get(claims['iss']);
    if (issuer === undefined) return no('token-invalid', { detail: '`iss` is not a configured issuer' });
    const { rules, keys } = issuer;
    const header = readTokenHeader(read.value.header, rules);
    if (!header.ok) return header;
    const key = await keys.find(header.value);
    if (!key.ok) return key;
    const at = now();
    const verified = await verifyToken(token, header.value, key.value, rules, at);
    if (!verified.ok) return verified;
    const wrong = checkClaims(claims, rules, at);
    if (wrong !== undefined) return no('token-invalid', { detail: wrong });
    const result = accept(claims, rules.issuer);
    if (result.ok) recent.set(id, { result, exp: Number(claims['exp']) * 1000, keys, key: key.value });
    return result;
  };

  const refresh = (): void => {
    for (const { keys } of issuers.values()) keys.refresh();
  };

  return {
    authenticate: (authorization) => {
      const token = readBearer(authorization);
      if (!token.ok) return token;
      const id = hash('sha256', token.value, 'base64url');
      return recall(id) ?? verify(token.value, id);
    },
    ready: () => [...issuers.values()].map(({ rules, keys }) => ({ issuer: rules.issuer, ok: keys.ready() })),
    start: () => {
      refresh();
      timer ??= setInterval(refresh, tick).unref();
    },
    close: () => {
      closed = true;
      clearInterval(timer);
      return close();
    },
  };
};
