import { no, ok, type Result } from '../refusal.ts';

// RFC 6750 section 2.1: one scheme, whatever its case, and one token68 value.
const bearer = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

//
const longest = 8 * 1024;

/** The token of an `Authorization` header's value; anything but one bearer token is refused. */
export const readBearer = (authorization: string | undefined): Result<string> => {
  if (authorization === undefined) return no('token-missing');
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) return no('authorization-malformed');
  return token.length <= longest ? ok(token) : no('token-invalid', { detail: 'the token is longer than 8 KiB' });
};
