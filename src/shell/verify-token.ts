import type { Request, Response } from 'express';
import { expressjwt, type Params } from 'express-jwt';
import { no, ok, type Result } from '../refusal.ts';
import type { VerificationKey } from './key-set.ts';
import type { TokenHeader } from './read-token-header.ts';
import type { TokenRules } from './token-rules.ts';

type Fault = { readonly name?: unknown; readonly message?: unknown };

// Messages of the library's own errors are fixed or speak of the configuration; others may quote the token.
const detailOf = ({ name, message }: Fault): string =>
  (name === 'JsonWebTokenError' || name === 'NotBeforeError') && typeof message === 'string' ? message : 'the signature cannot be verified';

const refusalOf = (error: unknown): Result<never> => {
  const fault = ((error as { readonly inner?: Fault }).inner ?? error) as Fault;
  return fault.name === 'TokenExpiredError' ? no('token-expired') : no('token-invalid', { detail: detailOf(fault) });
};

/** Verifies signature, issuer, audience, `exp` and `nbf` with express-jwt; `now` is in milliseconds. */
export const verifyToken = (token: string, { alg }: TokenHeader, { key }: VerificationKey, rules: TokenRules, now: number): Promise<Result<void>> =>
  new Promise((resolve) => {
    const verify = expressjwt({
      secret: key,
      algorithms: [alg],
      issuer: rules.issuer,
      audience: [...rules.audience] as Extract<Params['audience'], readonly unknown[]>,
      clockTimestamp: now / 1000,
      clockTolerance: rules.clockTolerance / 1000,
      getToken: () => token,
    });
    // All of a request that it looks at; it leaves the claims there, which were read more strictly before.
    const request: unknown = { method: 'GET', headers: {} };
    const response: unknown = {};
    void verify(request as Request, response as Response, (error: unknown) => {
      resolve(error === undefined ? ok(undefined) : refusalOf(error));
    });
  });
