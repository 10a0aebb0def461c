// The library ships no types; these are the parts that src/demo/issuer.ts uses, as oidc-provider 9.13 has them.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export type Client = { readonly clientId: string; readonly scope?: string };
  export type ResourceServer = object;

  /** What `getResourceServerInfo` gives and `ResourceServer` takes. */
  export type ResourceServerInfo = {
    readonly audience: string;
    readonly scope: string;
    readonly accessTokenFormat: 'jwt';
    readonly accessTokenTTL: number;
    readonly jwt: { readonly sign: { readonly alg: string } };
  };

  export type TokenInput = { readonly client: Client; readonly scope: string; readonly resourceServer: ResourceServer };
  export type Token = { save(): Promise<string> };

  export type Provider = {
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    readonly Client: { find(id: string): Promise<Client | undefined> };
    readonly ResourceServer: new (identifier: string, info: ResourceServerInfo) => ResourceServer;
    readonly AccessToken: new (input: TokenInput & { readonly accountId: string }) => Token;
    readonly ClientCredentials: new (input: TokenInput) => Token;
  };

  export type ErrorClasses = { readonly InvalidTarget: new () => Error };
  export const errors: ErrorClasses;
  export const Provider: new (issuer: string, configuration: Readonly<Record<string, unknown>>) => Provider;
}
