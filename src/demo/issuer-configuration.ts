import type { JsonWebKey } from 'node:crypto';
import type { Client, ErrorClasses, ResourceServerInfo } from 'oidc-provider';
import type { Persona } from './personas.ts';
import { personas } from './personas.ts';

/** Seconds that a demo token is good for; short, as a token on a command line should be, and inside the default `mfa.maxAge`. */
export const tokenSeconds = 600;

/** Claims by name; one that is `undefined` is left out of the token. */
export type Claims = Readonly<Record<string, unknown>>;

/** What the provider needs to know of the gateway to make a JWT for it (RFC 8707, RFC 9068). */
export const resourceServer = (audience: string, { alg, scope }: Pick<Persona, 'alg' | 'scope'>): ResourceServerInfo => ({
  audience,
  scope,
  accessTokenFormat: 'jwt',
  accessTokenTTL: tokenSeconds,
  jwt: { sign: { alg } },
});

const listed = Object.values(personas);

// The users' apps have no grant type: their tokens are made in the process, and no request can ask for one.
const clients = (secret: string): readonly Claims[] =>
  [...new Map(listed.map((persona) => [persona.clientId, persona])).values()].map(({ clientId, sub, scope }) => ({
    client_id: clientId,
    redirect_uris: [],
    response_types: [],
    ...(sub === undefined
      ? { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', client_secret: secret, scope }
      : { grant_types: [], token_endpoint_auth_method: 'none' }),
  }));

// JWTs carry their own state and no flow that keeps any is offered, so there is nothing to store.
const storeNothing = (): Readonly<Record<string, () => Promise<undefined>>> => {
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  return { upsert: nothing, find: nothing, findByUid: nothing, findByUserCode: nothing, consume: nothing, destroy: nothing, revokeByGrantId: nothing };
};

const off = { enabled: false };

/** The configuration of oidc-provider: `keys` newest first (it signs with the first of an algorithm), `claimsOf` what a token says beyond or instead of what the provider puts in it. */
export const issuerConfiguration = (options: {
  readonly keys: readonly JsonWebKey[];
  readonly audience: string;
  readonly secret: string;
  readonly claimsOf: (token: object) => Claims;
  readonly errors: ErrorClasses;
}): Readonly<Record<string, unknown>> => ({
  adapter: storeNothing,
  clients: clients(options.secret),
  jwks: { keys: options.keys },
  scopes: [...new Set(listed.flatMap(({ scope }) => scope.split(' ')))],
  responseTypes: [],
  clientAuthMethods: ['none', 'client_secret_basic'],
  ttl: { AccessToken: tokenSeconds, ClientCredentials: tokenSeconds },
  renderError: (context: { body: unknown }, out: unknown): void => {
    context.body = out;
  },
  routes: { jwks: '/jwks', token: '/token' },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: off,
    userinfo: off,
    rpInitiatedLogout: off,
    pushedAuthorizationRequests: off,
    dPoP: off,
    resourceIndicators: {
      enabled: true,
      defaultResource: (): string => options.audience,
      getResourceServerInfo: (_context: unknown, resource: string, client: Client): ResourceServerInfo => {
        if (resource !== options.audience) throw new options.errors.InvalidTarget();
        return resourceServer(options.audience, { alg: personas['nightly-etl'].alg, scope: client.scope ?? '' });
      },
    },
  },
  formats: {
    customizers: {
      jwt: (_context: unknown, token: object, jwt: { payload: Record<string, unknown> }): void => {
        Object.assign(jwt.payload, options.claimsOf(token));
      },
    },
  },
});
