import type { IssuerConfig } from '../config.ts';

/** What of an issuer's configuration decides whether its tokens are good (docs/configuration.md, `issuers`). Durations are milliseconds. */
export type TokenRules = Pick<
  IssuerConfig,
  'issuer' | 'audience' | 'jwksUri' | 'jwks' | 'algorithms' | 'tokenType' | 'required' | 'maxLifetime' | 'clockTolerance'
>;
