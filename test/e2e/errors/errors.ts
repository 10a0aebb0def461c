import type { Case, Feature } from '../case.ts';
import { having, patientA } from '../personas.ts';

const realm = 'Bearer realm="http://localhost:8080/fhir"';
const challenge = (error: string, description: string): string => `${realm}, error="${error}", error_description="${description}"`;
const invalid = { status: 401, refusal: 'token-invalid', upstream: 'nothing', headers: { 'www-authenticate': challenge('invalid_token', 'the access token is not valid') }, decision: { decision: 'deny', refusal: 'token-invalid' } } as const;
const malformed = { status: 401, refusal: 'authorization-malformed', upstream: 'nothing', headers: { 'www-authenticate': realm } } as const;
const withHeader = (Authorization: string) => ({ path: 'Observation/a1', headers: { Authorization } }) as const;
const now = (): number => Math.floor(Date.now() / 1000);

const tokens: readonly (readonly [sentence: string, claims: Readonly<Record<string, unknown>>])[] = [
  ['A-205 for another audience', { aud: 'http://localhost:9999/fhir' }],
  ['A-205 for the client', { aud: 'test-app' }],
  ['A-206 of an issuer that begins alike', { iss: 'http://127.0.0.1' }],
  ['A-203 without exp', { exp: undefined }],
  ['A-203 whose exp is text', { exp: '9999999999' }],
  ['A-203 without sub', { sub: undefined }],
  ['A-204 made in the future', { iat: now() + 600, exp: now() + 900 }],
  ['A-203 that lives longer than it may', { exp: now() + 86_400 }],
  ['A-204 not yet valid', { nbf: now() + 600 }],
  ['A-207 that is an ID token', { nonce: 'n' }],
  ['A-212 bound to a key', { cnf: { jkt: 'x' } }],
];

/** Tokens, and what WWW-Authenticate says of them (RFC 6750 section 3; ). */
export const authentication: Feature = {
  name: 'authentication',
  cases: [
    { name: 'R-180 without a token: the challenge without an error', request: { path: 'Observation/a1' }, expect: { status: 401, refusal: 'token-missing', upstream: 'nothing', headers: { 'www-authenticate': realm }, decision: { decision: 'deny', refusal: 'token-missing', status: 401 } } },
    { name: 'R-171 by HEAD as well', request: { method: 'HEAD', path: 'Observation/a1' }, expect: { status: 401, body: 'none', headers: { 'www-authenticate': realm } } },
    { name: 'R-181 what is no token at all', request: withHeader('Bearer x'), expect: invalid },
    { name: 'another scheme', request: withHeader('Basic YTpi'), expect: malformed },
    { name: 'A-051 two tokens in one header', request: withHeader('Bearer a, Bearer b'), expect: malformed },
    { name: 'a scheme without a token', request: withHeader('Bearer'), expect: malformed },
    { name: 'A-211 a token of more than 8 kB', request: withHeader(`Bearer ${'a'.repeat(9000)}`), expect: invalid },
    { name: 'R-030 the scheme in another case is the scheme', steps: [{ as: patientA, request: { path: 'Patient/A' }, expect: { status: 200 } }] },
    { name: 'R-032 a token in the query', as: patientA, request: { path: 'Observation?access_token=abcdef' }, expect: { status: 400, refusal: 'token-in-parameters', upstream: 'nothing', headers: { 'www-authenticate': challenge('invalid_request', 'the access token belongs in the Authorization header alone') } } },
    { name: 'R-033 and in a form', request: { method: 'POST', path: 'Observation/_search', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'access_token=abcdef' }, expect: { status: 400, refusal: 'token-in-parameters', upstream: 'nothing' } },
    { name: 'A-204 a token that has expired', as: having(patientA, { iat: now() - 600, exp: now() - 300 }), request: { path: 'Observation/a1' }, expect: { status: 401, refusal: 'token-expired', upstream: 'nothing', headers: { 'www-authenticate': challenge('invalid_token', 'the access token has expired') }, decision: { refusal: 'token-expired' } } },
    ...tokens.map(([name, claims]): Case => ({ name: `${name}: 401`, as: having(patientA, claims), request: { path: 'Observation/a1' }, expect: invalid })),
    { name: 'A-205 among other audiences ours is enough', as: having(patientA, { aud: ['http://localhost:8080/fhir', 'other'] }), request: { path: 'Observation/a1' }, expect: { status: 200 } },
    { name: 'A-214 an unverified token says nothing in the record', as: having(patientA, { aud: 'x', sub: 'forged' }), request: { path: 'Observation/a1' }, expect: { ...invalid, decision: { decision: 'deny', refusal: 'token-invalid', subject: undefined, issuer: undefined } } },
    { name: 'A-211 more than 200 scopes', as: having(patientA, { scope: Array.from({ length: 201 }, (_, at) => `x${at}`).join(' ') }), request: { path: 'Observation/a1' }, expect: invalid },
    { name: 'A-232 a role that nobody knows is no role', as: having(patientA, { fhirUser: undefined, roles: ['admin', '*', 'patient'] }), request: { path: 'Observation/a1' }, expect: { status: 403, refusal: 'policy-denied', upstream: 'nothing' } },
  ],
};

const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'GET', 'Access-Control-Request-Headers': 'authorization' };

/** Cross-origin requests: preflights answered here, headers on errors too, no credentials (Fetch standard; ). */
export const crossOrigin: Feature = {
  name: 'cross-origin requests',
  cases: [
    {
      name: 'R-020 a preflight is answered without a token, and not sent on', request: { method: 'OPTIONS', path: 'Observation', headers: preflight },
      expect: {
        status: 204, upstream: 'nothing', body: 'none', decision: 'none',
        headers: {
          'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE', 'access-control-max-age': '3600',
          'access-control-allow-headers': /Authorization, Content-Type.*If-Match, If-None-Match.*If-None-Exist, Prefer, DPoP/,
        },
      },
    },
    { name: 'R-021 an answer tells scripts its headers', as: patientA, request: { path: 'Observation/a1', headers: { Origin: 'https://app.example' } }, expect: { status: 200, headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': /WWW-Authenticate, ETag, Location, Content-Location, Last-Modified, Retry-After, X-Request-Id/ } } },
    { name: 'R-021 an error as well', request: { path: 'Observation/a1', headers: { Origin: 'https://app.example' } }, expect: { status: 401, headers: { 'access-control-allow-origin': '*', 'access-control-expose-headers': /WWW-Authenticate/ } } },
    { name: 'R-021 a malformed request as well', request: { path: 'Patient//B', headers: { Origin: 'https://app.example' } }, expect: { status: 400, headers: { 'access-control-allow-origin': '*' } } },
    { name: 'a streamed answer as well', as: patientA, request: { path: 'Binary/bin-a', headers: { Origin: 'https://app.example' } }, expect: { status: 200, headers: { 'access-control-allow-origin': '*' } } },
    { name: 'without an Origin there is nothing to say', as: patientA, request: { path: 'Observation/a1' }, expect: { status: 200, headers: { 'access-control-allow-origin': undefined } } },
    { name: 'R-177 OPTIONS that is no preflight is not offered', as: patientA, request: { method: 'OPTIONS', path: 'Observation' }, expect: { status: 405, refusal: 'method-not-allowed', upstream: 'nothing' } },
  ],
};

/** The same where origins are named. */
export const namedOrigins: Feature = {
  name: 'cross-origin requests, origins named',
  more: "cors: { origins: ['https://app.example'], maxAge: 10m }",
  cases: [
    { name: 'a named origin is let in by its name', request: { method: 'OPTIONS', path: 'Observation', headers: preflight }, expect: { status: 204, decision: 'none', headers: { 'access-control-allow-origin': 'https://app.example', 'access-control-max-age': '600', vary: /Origin/ } } },
    { name: 'another is not', request: { method: 'OPTIONS', path: 'Observation', headers: { ...preflight, Origin: 'https://evil.example' } }, expect: { status: 204, decision: 'none', headers: { 'access-control-allow-origin': undefined, 'access-control-allow-methods': undefined } } },
    { name: 'A-196 nor none', request: { method: 'OPTIONS', path: 'Observation', headers: { ...preflight, Origin: 'null' } }, expect: { status: 204, decision: 'none', headers: { 'access-control-allow-origin': undefined } } },
    { name: 'a named origin reads', as: patientA, request: { path: 'Observation/a1', headers: { Origin: 'https://app.example' } }, expect: { status: 200, headers: { 'access-control-allow-origin': 'https://app.example' } } },
    { name: 'another gets its answer without a word to its browser', as: patientA, request: { path: 'Observation/a1', headers: { Origin: 'https://evil.example' } }, expect: { status: 200, headers: { 'access-control-allow-origin': undefined, 'access-control-expose-headers': undefined } } },
  ],
};
