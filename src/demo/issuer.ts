import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type * as Oidc from 'oidc-provider';
import type { Claims } from './issuer-configuration.ts';
import { issuerConfiguration, resourceServer, tokenSeconds } from './issuer-configuration.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import type { PersonaName } from './personas.ts';
import { personas } from './personas.ts';
import { signingKeys } from './signing-keys.ts';

/** The development issuer while it serves. */
export type Issuer = {
  /** The issuer identifier, as in `iss` and in discovery. */
  readonly issuer: string;
  readonly port: number;
  /** What `nightly-etl` proves itself with at `POST /token` (client credentials, HTTP Basic); made anew at every start. */
  readonly clientSecret: string;
  /** A JWT access token of the persona, good for `tokenSeconds`; `overrides` replace its claims, `undefined` removes one. */
  readonly token: (persona: PersonaName, overrides?: Claims) => Promise<string>;
  /** Signs with new keys from now on; the keys before stay in the key set unless `withdraw` is set. */
  readonly rotateKeys: (options?: { readonly withdraw?: boolean }) => Promise<void>;
  readonly close: () => Promise<void>;
};

// The issuer is a development dependency, which a production install does not have.
const loadProvider = async (): Promise<typeof Oidc> => {
  try {
    return await import('oidc-provider');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new Error('the demo needs the development dependencies; run it in a checkout', { cause: error });
  }
};

/**
 * Serves discovery, keys and client-credentials tokens of a development issuer on loopback, and makes the personas' tokens.
 * `port` 0 takes a free one; `now` gives milliseconds. Rejects for a host that is not a loopback address, a taken port, and an install without development dependencies.
 */
export const startIssuer = async (options: {
  readonly host?: string;
  readonly port: number;
  /** The gateway's FHIR base, `aud` of every token. */
  readonly audience: string;
  readonly now?: () => number;
}): Promise<Issuer> => {
  const { host = '127.0.0.1', audience, now = Date.now } = options;
  const oidc = await loadProvider();
  let keys = await signingKeys();
  const server = createServer();
  const { origin: issuer, port } = await listenOnLoopback(server, host, options.port);
  const clientSecret = randomBytes(32).toString('base64url');
  const said = new WeakMap<object, Claims>();
  const build = (): Oidc.Provider => {
    const claimsOf = (token: object): Claims => said.get(token) ?? {};
    return new oidc.Provider(issuer, issuerConfiguration({ keys, audience, secret: clientSecret, claimsOf, errors: oidc.errors }));
  };
  let provider = build();
  server.on('request', (request, response) => void provider.callback()(request, response));

  const token = async (name: PersonaName, overrides: Claims = {}): Promise<string> => {
    const persona = personas[name];
    const { sub, scope, claims, signedInFor } = persona;
    const client = await provider.Client.find(persona.clientId);
    if (client === undefined) throw new Error(`the issuer has no client \`${persona.clientId}\``);
    const input = { client, scope, resourceServer: new provider.ResourceServer(audience, resourceServer(audience, persona)) };
    const made = sub === undefined ? new provider.ClientCredentials(input) : new provider.AccessToken({ ...input, accountId: sub });
    const iat = Math.floor(now() / 1000);
    const signedIn = signedInFor === undefined ? {} : { auth_time: iat - signedInFor };
    said.set(made, { ...claims, ...signedIn, iat, exp: iat + tokenSeconds, ...overrides });
    return made.save();
  };

  const rotateKeys: Issuer['rotateKeys'] = async ({ withdraw = false } = {}) => {
    const fresh = await signingKeys();
    keys = withdraw ? fresh : [...fresh, ...keys];
    provider = build();
  };

  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };

  return { issuer, port, clientSecret, token, rotateKeys, close };
};
