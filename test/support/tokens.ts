import type { JsonWebKey, KeyObject } from 'node:crypto';
import { constants, createHmac, generateKeyPairSync, randomUUID, sign as signature } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The FHIR base of the gateway under test, unless a test says otherwise. */
export const testAudience = 'http://localhost:8080/fhir';

/** A key of a fake issuer; `jwk` is its public half as the key set shows it, and may be changed to show it wrongly. */
export type TestKey = { readonly kid: string; readonly alg: Asymmetric; readonly privateKey: KeyObject; readonly publicKey: KeyObject; jwk: JsonWebKey };

const rsa = (hash: string) => ({
  make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  sign: (data: Buffer, key: KeyObject) => signature(hash, data, key),
});
const pss = (hash: string, saltLength: number) => ({
  make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  sign: (data: Buffer, key: KeyObject) => signature(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
});
const ecdsa = (hash: string, namedCurve: string) => ({
  make: () => generateKeyPairSync('ec', { namedCurve }),
  sign: (data: Buffer, key: KeyObject) => signature(hash, data, { key, dsaEncoding: 'ieee-p1363' }),
});

// RFC 7518 section 3.1, RFC 8037 section 3.1
const algorithms = {
  RS256: rsa('sha256'),
  RS384: rsa('sha384'),
  RS512: rsa('sha512'),
  PS256: pss('sha256', 32),
  ES256: ecdsa('sha256', 'P-256'),
  ES384: ecdsa('sha384', 'P-384'),
  EdDSA: { make: () => generateKeyPairSync('ed25519'), sign: (data: Buffer, key: KeyObject) => signature(null, data, key) },
} as const;

/** The algorithms that `makeKey` has keys for. */
export type Asymmetric = keyof typeof algorithms;

/** Makes a key pair; RSA ones (2048 bits) take a tenth of a second, so tests that do not care should ask for ES256. */
export const makeKey = (alg: Asymmetric, kid: string = randomUUID()): TestKey => {
  const { privateKey, publicKey } = algorithms[alg].make();
  return { kid, alg, privateKey, publicKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
};

/** How `sign` departs from a plain access token of `key`. */
export type SignOptions = {
  readonly key: TestKey;
  /** What the header says and the signature follows: another asymmetric one fits only a key of its kind; `HS256` signs with the public key's PEM; `none`, in any case, leaves the signature empty. */
  readonly alg?: string;
  /** `undefined` leaves it out. */
  readonly kid?: string | undefined;
  /** Members laid over the header, `undefined` removing one; or the header's whole text. */
  readonly header?: Readonly<Record<string, unknown>> | string;
  /** Bytes in place of the signature. */
  readonly signature?: Buffer;
};

const encode = (text: string): string => Buffer.from(text).toString('base64url');

const signatureOf = (data: Buffer, alg: string, key: TestKey): Buffer => {
  if (alg.toLowerCase() === 'none') return Buffer.alloc(0);
  if (alg === 'HS256') return createHmac('sha256', key.publicKey.export({ type: 'spki', format: 'pem' })).update(data).digest();
  return algorithms[Object.hasOwn(algorithms, alg) ? (alg as Asymmetric) : key.alg].sign(data, key.privateKey);
};

/** A compact JWS over a payload's raw text: for duplicate members, and text that is no JSON. */
export const signText = (payload: string, options: SignOptions): string => {
  const { key, alg = key.alg, header = {} } = options;
  const kid = 'kid' in options ? options.kid : key.kid;
  const head = typeof header === 'string' ? header : JSON.stringify({ alg, typ: 'at+jwt', kid, ...header });
  const input = `${encode(head)}.${encode(payload)}`;
  return `${input}.${(options.signature ?? signatureOf(Buffer.from(input), alg, key)).toString('base64url')}`;
};

/** A compact JWS over the claims, those that are `undefined` left out; valid unless the options make it wrong. */
export const sign = (claims: Readonly<Record<string, unknown>>, options: SignOptions): string => signText(JSON.stringify(claims), options);

/** The same token with one bit of its signature turned. */
export const tamper = (token: string): string => {
  const [head = '', payload = '', old = ''] = token.split('.');
  const bytes = Buffer.from(old, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
  return `${head}.${payload}.${bytes.toString('base64url')}`;
};

/** What a path of the fake issuer can be told to do instead of answering. */
export type Fault = 'down' | 'stall' | 'error' | 'html' | 'truncated' | 'huge' | 'redirect';

/** The two documents that an issuer serves. */
export type IssuerPath = 'discovery' | 'jwks';

const paths: Readonly<Record<string, IssuerPath>> = { '/.well-known/openid-configuration': 'discovery', '/jwks': 'jwks' };

const hugeBytes = 16 * 1024 * 1024;

const faults: Readonly<Record<Fault, (response: ServerResponse, document: string) => void>> = {
  down: (response) => response.destroy(),
  stall: () => undefined,
  error: (response) => response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"server_error"}'),
  html: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>'),
  truncated: (response, document) => response.writeHead(200, { 'content-type': 'application/json' }).end(document.slice(0, -2)),
  // Valid to the last byte, so that only a bound on the size refuses it.
  huge: (response, document) => response.writeHead(200, { 'content-type': 'application/json' }).end(document + ' '.repeat(hugeBytes)),
  // The copy under /moved answers well, so that only following is at fault.
  redirect: (response) => response.writeHead(302, { location: `/moved${response.req.url ?? ''}` }).end(),
};

/** An issuer of this process on a free loopback port; its fields are the switches, read anew at each request. */
export type FakeIssuer = {
  readonly issuer: string;
  readonly port: number;
  /** What the key set shows, and what `token` signs with (the first). Push, splice and assign as the test needs. */
  keys: TestKey[];
  /** What each path does wrong, if anything. */
  readonly faults: { discovery?: Fault | undefined; jwks?: Fault | undefined };
  /** Members laid over the discovery document, such as a wrong `issuer` or `jwks_uri`; `undefined` removes one. */
  discovery: Readonly<Record<string, unknown>>;
  /** JWKs shown after those of `keys`, whatever they are (symmetric, `use: enc`, private, no JWK at all). */
  extraJwks: unknown[];
  /** Milliseconds before each answer. */
  delay: number;
  /** Requests that arrived at each path, faults included; `moved` counts followed redirects. */
  readonly fetches: Record<IssuerPath | 'moved', number>;
  /** Claims of a valid access token for `testAudience`, five minutes long, with `overrides` laid over them. */
  readonly claims: (overrides?: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** Such a token; the options as `sign` takes them, the first key unless one is given. */
  readonly token: (overrides?: Readonly<Record<string, unknown>>, options?: Partial<SignOptions>) => string;
  /** Replaces all keys by new ones of the same algorithms, or puts those first and keeps the old. */
  readonly rotate: (options?: { readonly keepOld?: boolean }) => void;
  readonly close: () => Promise<void>;
};

/** Starts a fake issuer, with one RS256 and one ES256 key unless told otherwise; `port` is for one that comes back where it was. */
export const makeIssuer = async (options: { readonly algorithms?: readonly Asymmetric[]; readonly port?: number } = {}): Promise<FakeIssuer> => {
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;

  const claims: FakeIssuer['claims'] = (overrides = {}) => {
    const iat = Math.floor(Date.now() / 1000);
    const usual = { iss: issuer, aud: testAudience, sub: 'u1', client_id: 'app', scope: 'user/*.rs', iat, exp: iat + 300, jti: randomUUID() };
    return { ...usual, ...overrides };
  };
  const fake: FakeIssuer = {
    issuer,
    port,
    keys: (options.algorithms ?? ['RS256', 'ES256']).map((alg) => makeKey(alg)),
    faults: {},
    discovery: {},
    extraJwks: [],
    delay: 0,
    fetches: { discovery: 0, jwks: 0, moved: 0 },
    claims,
    token: (overrides, signing = {}) => sign(claims(overrides), { ...signing, key: signing.key ?? fake.keys[0]! }),
    rotate: ({ keepOld = false } = {}) => {
      const fresh = [...new Set(fake.keys.map(({ alg }) => alg))].map((alg) => makeKey(alg));
      fake.keys = keepOld ? [...fresh, ...fake.keys] : fresh;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };

  const documents: Readonly<Record<IssuerPath, () => unknown>> = {
    discovery: () => ({ issuer, jwks_uri: `${issuer}/jwks`, ...fake.discovery }),
    jwks: () => ({ keys: [...fake.keys.map(({ jwk }) => jwk), ...fake.extraJwks] }),
  };
  server.on('request', ({ url = '/' }, response) => {
    const moved = url.startsWith('/moved');
    const path = paths[url.replace(/^\/moved/, '')];
    if (path === undefined) {
      response.writeHead(404).end();
      return;
    }
    fake.fetches[moved ? 'moved' : path] += 1;
    const answer = (): void => {
      const fault = moved ? undefined : fake.faults[path];
      const document = JSON.stringify(documents[path]());
      if (fault !== undefined) faults[fault](response, document);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(document);
    };
    if (fake.delay === 0) answer();
    else setTimeout(answer, fake.delay).unref();
  });
  return fake;
};
