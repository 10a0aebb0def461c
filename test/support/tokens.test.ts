import assert from 'node:assert/strict';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Asymmetric, Fault, FakeIssuer } from './tokens.ts';
import { makeIssuer, makeKey, sign, signText, tamper, testAudience } from './tokens.ts';

const algorithms: readonly Asymmetric[] = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'EdDSA'];

describe('sign', () => {
  for (const alg of algorithms) {
    it(`makes ${alg} tokens that jose verifies, and tampered ones that it does not`, async () => {
      const key = makeKey(alg);
      const keys = createLocalJWKSet({ keys: [key.jwk] });
      const token = sign({ sub: 'u1' }, { key });
      assert.deepEqual((await jwtVerify(token, keys, { typ: 'at+jwt' })).payload, { sub: 'u1' });
      await assert.rejects(jwtVerify(tamper(token), keys), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    });
  }

  const key = makeKey('ES256', 'k1');
  const headers = [
    { sentence: 'an algorithm none with an empty signature', options: { alg: 'nOnE' }, header: { alg: 'nOnE', typ: 'at+jwt', kid: 'k1' } },
    { sentence: 'no kid', options: { kid: undefined }, header: { alg: 'ES256', typ: 'at+jwt' } },
    { sentence: 'an unknown crit', options: { header: { crit: ['x'], x: 1 } }, header: { alg: 'ES256', typ: 'at+jwt', kid: 'k1', crit: ['x'], x: 1 } },
    { sentence: 'no typ', options: { header: { typ: undefined } }, header: { alg: 'ES256', kid: 'k1' } },
    { sentence: 'a header\'s own text', options: { header: '{"alg":"ES256","alg":"none"}' }, header: { alg: 'none' } },
    { sentence: 'HS256 with the public key', options: { alg: 'HS256' }, header: { alg: 'HS256', typ: 'at+jwt', kid: 'k1' } },
  ];
  for (const { sentence, options, header } of headers) {
    it(`can say ${sentence}`, () => {
      assert.deepEqual(decodeProtectedHeader(sign({}, { key, ...options })), header);
    });
  }

  it('really uses the public key as the secret for HS256, and nothing for none', async () => {
    const secret = Buffer.from(key.publicKey.export({ type: 'spki', format: 'pem' }));
    await jwtVerify(sign({ sub: 'u1' }, { key, alg: 'HS256' }), secret);
    assert.ok(sign({}, { key, alg: 'none' }).endsWith('.'));
  });

  it('keeps a payload\'s text, duplicates included', () => {
    const text = '{"sub":"a","sub":"b"}';
    assert.equal(Buffer.from(signText(text, { key }).split('.')[1]!, 'base64url').toString(), text);
  });
});

describe('makeIssuer', () => {
  let fake: FakeIssuer;
  before(async () => {
    fake = await makeIssuer({ algorithms: ['ES256'] });
  });
  after(() => fake.close());
  afterEach(() => {
    fake.faults.jwks = undefined;
  });

  const getKeys = async (): Promise<Response> => fetch(`${fake.issuer}/jwks`, { redirect: 'manual', signal: AbortSignal.timeout(100) });

  it('shows the keys that its tokens verify with', async () => {
    const discovery = (await (await fetch(`${fake.issuer}/.well-known/openid-configuration`)).json()) as { jwks_uri: string };
    const keys = (await (await fetch(discovery.jwks_uri)).json()) as Parameters<typeof createLocalJWKSet>[0];
    await jwtVerify(fake.token(), createLocalJWKSet(keys), { issuer: fake.issuer, audience: testAudience });
    assert.equal(decodeJwt(fake.token({ sub: 'u2', exp: undefined })).sub, 'u2');
    assert.ok(!('exp' in decodeJwt(fake.token({ exp: undefined }))));
  });

  const answers: readonly { fault: Fault; expect: (response: Response) => unknown }[] = [
    { fault: 'error', expect: ({ status }) => { assert.equal(status, 500); } },
    { fault: 'html', expect: ({ headers }) => { assert.equal(headers.get('content-type'), 'text/html'); } },
    { fault: 'redirect', expect: ({ headers }) => { assert.equal(headers.get('location'), '/moved/jwks'); } },
    { fault: 'truncated', expect: (response) => assert.rejects(response.json(), SyntaxError) },
    { fault: 'huge', expect: async (response) => { assert.ok((await response.text()).length > 16 * 1024 * 1024); } },
  ];
  for (const { fault, expect } of answers) {
    it(`can be told \`${fault}\``, async () => {
      fake.faults.jwks = fault;
      await expect(await fetch(`${fake.issuer}/jwks`, { redirect: 'manual' }));
    });
  }

  for (const fault of ['down', 'stall'] as const) {
    it(`can be told \`${fault}\`, and to come back`, async () => {
      const before = fake.fetches.jwks;
      fake.faults.jwks = fault;
      await assert.rejects(getKeys());
      fake.faults.jwks = undefined;
      assert.equal((await getKeys()).status, 200);
      assert.equal(fake.fetches.jwks, before + 2);
    });
  }

  it('rotates, keeping the old keys or not', () => {
    const [old] = fake.keys;
    fake.rotate({ keepOld: true });
    assert.equal(fake.keys[1], old);
    fake.rotate();
    assert.equal(fake.keys.length, 1);
  });
});
