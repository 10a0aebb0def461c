import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { tokenSeconds } from '../../../src/demo/issuer-configuration.ts';
import type { Issuer } from '../../../src/demo/issuer.ts';
import { startIssuer } from '../../../src/demo/issuer.ts';
import type { PersonaName } from '../../../src/demo/personas.ts';
import { personas } from '../../../src/demo/personas.ts';

const audience = 'http://localhost:8080/fhir';
const names = Object.keys(personas) as PersonaName[];

const getJson = async (url: string): Promise<Record<string, unknown>> => (await (await fetch(url)).json()) as Record<string, unknown>;

type KeySet = { keys: { kid: string; kty: string; alg: string; use: string }[] };
const keySetOf = async ({ issuer }: Issuer): Promise<KeySet> => (await getJson(`${issuer}/jwks`)) as KeySet;

describe('personas', () => {
  it('gives one person one sub, one fhirUser and no other person\'s', () => {
    const people = names.flatMap((name) => (personas[name].sub === undefined ? [] : [`${personas[name].sub} ${personas[name].claims.fhirUser ?? ''}`]));
    const distinct = [...new Set(people)];
    assert.equal(new Set(distinct.map((person) => person.split(' ')[0])).size, distinct.length);
    assert.equal(new Set(distinct.map((person) => person.split(' ')[1])).size, distinct.length);
    assert.equal(distinct.length, people.length - 1, 'only the privacy officer comes twice');
  });

  it('tells each from all others by claims, client or scope', () => {
    assert.equal(new Set(names.map((name) => JSON.stringify({ ...personas[name], sentence: '' }))).size, names.length);
    assert.equal(new Set(names.map((name) => personas[name].sentence)).size, names.length);
  });

  it('uses both algorithms', () => {
    assert.deepEqual([...new Set(names.map((name) => personas[name].alg))].sort(), ['ES256', 'RS256']);
  });

  it('never takes a user for the client that acts for itself', () => {
    assert.deepEqual(names.filter((name) => personas[name].sub === personas[name].clientId), []);
    assert.deepEqual(names.filter((name) => personas[name].sub === undefined), ['nightly-etl']);
  });
});

describe('startIssuer', () => {
  let issuer: Issuer;
  const said: string[] = [];
  const loud = { info: console.info, warn: console.warn };

  before(async () => {
    console.info = console.warn = (line: string) => void said.push(line);
    issuer = await startIssuer({ port: 0, audience });
  });

  after(async () => {
    await issuer.close();
    Object.assign(console, loud);
  });

  it('serves discovery with its own issuer and keys', async () => {
    const document = await getJson(`${issuer.issuer}/.well-known/openid-configuration`);
    assert.equal(document['issuer'], issuer.issuer);
    assert.equal(document['jwks_uri'], `${issuer.issuer}/jwks`);
    assert.equal(issuer.issuer, `http://127.0.0.1:${issuer.port}`);
  });

  it('shows the public halves of one RSA and one EC key, and nothing private', async () => {
    const { keys } = await keySetOf(issuer);
    assert.deepEqual(keys.map(({ kty, alg, use }) => `${kty} ${alg} ${use}`), ['RSA RS256 sig', 'EC ES256 sig']);
    assert.deepEqual(keys.flatMap((key) => Object.keys(key).filter((member) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(member))), []);
  });

  for (const name of names) {
    it(`makes a token of ${name} that verifies and says what the persona says`, async () => {
      const { alg, clientId, sub, scope, claims, signedInFor } = personas[name];
      const keys = createRemoteJWKSet(new URL(`${issuer.issuer}/jwks`));
      const { payload, protectedHeader } = await jwtVerify(await issuer.token(name), keys, { issuer: issuer.issuer, audience, typ: 'at+jwt' });
      const { iat = 0, exp, jti, ...rest } = payload;
      assert.equal(protectedHeader.alg, alg);
      assert.equal(exp, iat + tokenSeconds);
      assert.ok(typeof jti === 'string' && jti.length > 20);
      const signedIn = signedInFor === undefined ? {} : { auth_time: iat - signedInFor };
      assert.deepEqual(rest, { iss: issuer.issuer, aud: audience, sub: sub ?? clientId, client_id: clientId, scope, ...claims, ...signedIn });
    });
  }

  it('lets overrides replace claims and remove them', async () => {
    const token = await issuer.token('clinician', { patient: 'tom-keller', roles: undefined, exp: 1, sub: 'else' });
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    const { patient, exp, sub } = payload;
    assert.deepEqual({ patient, exp, sub, roles: 'roles' in payload }, { patient: 'tom-keller', exp: 1, sub: 'else', roles: false });
  });

  const asEtl = (secret: string, form: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${issuer.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`nightly-etl:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
    });

  it('gives nightly-etl the same token at the token endpoint', async () => {
    const response = await asEtl(issuer.clientSecret, { scope: 'system/*.rs' });
    assert.equal(response.status, 200);
    const { access_token: token } = (await response.json()) as { access_token: string };
    const { payload } = await jwtVerify(token, createLocalJWKSet(await keySetOf(issuer)), { issuer: issuer.issuer, audience, typ: 'at+jwt' });
    assert.deepEqual({ sub: payload.sub, client: payload['client_id'], scope: payload['scope'] }, { sub: 'nightly-etl', client: 'nightly-etl', scope: 'system/*.rs' });
    assert.equal((payload.exp ?? 0) - (payload.iat ?? 0), tokenSeconds);
  });

  const refusedRequests = [
    { sentence: 'a wrong secret', secret: 'wrong', form: { scope: 'system/*.rs' }, status: 401, error: 'invalid_client' },
    { sentence: 'a scope that is another client\'s', form: { scope: 'patient/*.cruds' }, status: 400, error: 'invalid_scope' },
    { sentence: 'a resource that is not the gateway', form: { scope: 'system/*.rs', resource: 'http://localhost:1/fhir' }, status: 400, error: 'invalid_target' },
  ];
  for (const { sentence, secret, form, status, error } of refusedRequests) {
    it(`refuses ${sentence} at the token endpoint`, async () => {
      const response = await asEtl(secret ?? issuer.clientSecret, form);
      assert.equal(response.status, status);
      assert.equal(((await response.json()) as { error: string }).error, error);
    });
  }

  it('signs with new keys after a rotation, and verifies old tokens until their keys are withdrawn', async () => {
    const old = await issuer.token('clinician');
    await issuer.rotateKeys();
    const fresh = await issuer.token('clinician');
    assert.notEqual(decodeProtectedHeader(old).kid, decodeProtectedHeader(fresh).kid);
    const both = createLocalJWKSet(await keySetOf(issuer));
    await jwtVerify(old, both);
    await jwtVerify(fresh, both);
    await issuer.rotateKeys({ withdraw: true });
    const { keys } = await keySetOf(issuer);
    assert.equal(keys.length, 2);
    await assert.rejects(jwtVerify(fresh, createLocalJWKSet({ keys })), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
    await jwtVerify(await issuer.token('clinician'), createLocalJWKSet({ keys }));
  });

  it('answers what it does not serve without a word on the terminal', async () => {
    assert.equal((await fetch(`${issuer.issuer}/auth?client_id=ward-app`)).status, 400);
    assert.equal((await fetch(`${issuer.issuer}/absent`)).status, 404);
    assert.deepEqual(said, []);
  });

  it('says which port is taken', async () => {
    await assert.rejects(startIssuer({ port: issuer.port, audience }), { message: `port \`${issuer.port}\` on \`127.0.0.1\` is taken` });
  });

  it('takes the time from its clock', async () => {
    const then = await startIssuer({ host: '127.0.0.2', port: 0, audience, now: () => 1_700_000_000_999 });
    const [, payload = ''] = (await then.token('privacy-officer')).split('.');
    await then.close();
    const { iat, exp, auth_time } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, number>;
    assert.deepEqual({ iat, exp, auth_time }, { iat: 1_700_000_000, exp: 1_700_000_600, auth_time: 1_699_999_940 });
  });

  for (const host of ['0.0.0.0', '::', '', 'localhost', '10.0.0.1', '128.0.0.1', '127.0.0.1.example.org', 'example.org', '::2']) {
    it(`refuses to serve on \`${host}\``, async () => {
      await assert.rejects(startIssuer({ host, port: 0, audience }), {
        message: `the demo serves loopback addresses only: give it \`127.0.0.1\` or \`::1\`, not \`${host}\``,
      });
    });
  }

  it('says what is missing in a production install', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-issuer-'));
    try {
      cpSync(path.resolve(import.meta.dirname, '../../../src/demo'), path.join(directory, 'demo'), { recursive: true });
      writeFileSync(path.join(directory, 'package.json'), '{"type":"module"}');
      const alone = (await import(path.join(directory, 'demo/issuer.ts'))) as { startIssuer: typeof startIssuer };
      await assert.rejects(alone.startIssuer({ port: 0, audience }), { message: 'the demo needs the development dependencies; run it in a checkout' });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
