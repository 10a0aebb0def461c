import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { personas, type PersonaName } from '../../../src/demo/personas.ts';
import { startIssuer } from '../../../src/demo/issuer.ts';
import { no, ok, type RefusalCode, type Result } from '../../../src/refusal.ts';
import { makeAuthenticator, type Authenticator, type AuthenticatorOptions } from '../../../src/shell/authenticate.ts';
import type { TokenRules } from '../../../src/shell/token-rules.ts';
import { makeIssuer, makeKey, sign, signText, tamper, testAudience, type FakeIssuer } from '../../support/tokens.ts';

type Claims = Readonly<Record<string, unknown>>;

const rulesOf = (issuer: string, more: Partial<TokenRules> = {}): TokenRules => ({
  issuer,
  audience: [testAudience],
  jwks: { maxAge: 600_000, cooldown: 30_000, maxStale: 86_400_000 },
  algorithms: ['RS256', 'PS256', 'ES256', 'ES384'],
  tokenType: 'any',
  required: ['sub', 'iat'],
  maxLifetime: 3_600_000,
  clockTolerance: 5_000,
  ...more,
});

// A second that began: the claims of the fake issuer are whole seconds too.
const start = Math.floor(Date.now() / 1000) * 1000;
const at = start / 1000;

/** An authenticator whose clock stands at `start` plus `time.passed`, that accepts every claim set. */
const open = (issuers: readonly TokenRules[], more: Partial<AuthenticatorOptions<Claims>> = {}) => {
  const time = { passed: 0 };
  const said: string[] = [];
  const log = { info: (message: string) => void said.push(message), warn: (message: string) => void said.push(message) };
  return { time, said, ...makeAuthenticator<Claims>({ issuers, accept: ok, now: () => start + time.passed, log, ...more }) };
};

const shown = <T>(result: Result<T>): string => (result.ok ? 'ok' : result.refusal.code);
const isHit = (answer: unknown): boolean => !(answer instanceof Promise);

describe('authenticate', () => {
  let fake: FakeIssuer;
  let other: FakeIssuer;
  let gate: Authenticator<Claims> & { readonly said: string[] };
  const spare = makeKey('ES256', 'spare');
  const edwards = makeKey('EdDSA', 'edwards');
  const p384 = makeKey('ES384', 'p384');
  const shared = makeKey('ES256', 'shared');

  const claims = (overrides: Claims = {}): Claims => fake.claims({ iat: at, exp: at + 300, ...overrides });
  const token = (overrides?: Claims, options: Parameters<FakeIssuer['token']>[1] = {}): string => fake.token(claims(overrides), { key: fake.keys[1]!, ...options });
  const ask = async (value: string | undefined): Promise<string> => {
    const result = await gate.authenticate(value);
    // Words for operators name claims and never quote the token.
    if (!result.ok) assert.doesNotMatch(result.refusal.detail ?? '', /secret-value|eyJ/);
    return shown(result);
  };

  before(async () => {
    fake = await makeIssuer();
    other = await makeIssuer({ algorithms: ['ES256'] });
    fake.keys = [...fake.keys, edwards, p384];
    other.keys = [...other.keys, shared];
    const jwksUri = `${other.issuer}/jwks`;
    const strange = [rulesOf(`${other.issuer}/strict`, { tokenType: 'at+jwt', jwksUri }), rulesOf(`${other.issuer}/loose`, { required: ['sub'], jwksUri })];
    gate = open([rulesOf(fake.issuer), rulesOf(other.issuer), ...strange]);
  });
  after(async () => {
    await gate.close();
    await fake.close();
    await other.close();
  });

  const headers: readonly { sentence: string; value: (good: string) => string | undefined; code: RefusalCode | 'ok' }[] = [
    { sentence: 'R-030: takes `Bearer` and one token', value: (good) => `Bearer ${good}`, code: 'ok' },
    { sentence: 'R-030: takes the scheme in lower case', value: (good) => `bearer ${good}`, code: 'ok' },
    { sentence: 'R-180: names no error where no token was sent', value: () => undefined, code: 'token-missing' },
    { sentence: 'A-051: refuses an empty header', value: () => '', code: 'authorization-malformed' },
    { sentence: 'A-051: refuses a scheme alone', value: () => 'Bearer', code: 'authorization-malformed' },
    { sentence: 'A-051: refuses a token alone', value: (good) => good, code: 'authorization-malformed' },
    { sentence: 'A-051: refuses two tokens', value: (good) => `Bearer ${good} ${good}`, code: 'authorization-malformed' },
    { sentence: 'A-051: refuses two joined headers', value: (good) => `bearer ${good}, Bearer ${good}`, code: 'authorization-malformed' },
    { sentence: 'A-051: refuses a tab for the space', value: (good) => `Bearer\t${good}`, code: 'authorization-malformed' },
    { sentence: 'A-051: refuses another scheme', value: (good) => `Basic ${good}`, code: 'authorization-malformed' },
    { sentence: 'A-051: refuses what no token68 has', value: (good) => `Bearer "${good}"`, code: 'authorization-malformed' },
    { sentence: 'refuses an opaque token', value: () => 'Bearer 2YotnFZFEjr1zCsicMWpAA', code: 'token-invalid' },
    { sentence: 'A-211: takes a token of less than 8 KiB', value: () => `Bearer ${token({ pad: 'x'.repeat(5_000) })}`, code: 'ok' },
    { sentence: 'A-211: refuses a token of more than 8 KiB', value: () => `Bearer ${token({ pad: 'x'.repeat(6_500) })}`, code: 'token-invalid' },
  ];
  for (const { sentence, value, code } of headers) {
    it(sentence, async () => {
      assert.equal(await ask(value(token())), code);
    });
  }

  const part = (text: string, index: number): string => text.split('.')[index]!;
  const es256 = (): (typeof fake.keys)[number] => fake.keys[1]!;
  const rs256 = (): (typeof fake.keys)[number] => fake.keys[0]!;
  const text = (overrides: Claims = {}): string => JSON.stringify(claims(overrides));
  const sub = 'secret-value';

  const tokens: readonly { sentence: string; token: () => string; code: RefusalCode | 'ok' }[] = [
    { sentence: 'takes an ES256 token', token: () => token({ sub }), code: 'ok' },
    { sentence: 'takes an RS256 token', token: () => token({ sub }, { key: rs256() }), code: 'ok' },
    { sentence: 'takes an ES384 token', token: () => token({ sub }, { key: p384 }), code: 'ok' },
    { sentence: 'refuses a tampered signature', token: () => tamper(token({ sub })), code: 'token-invalid' },
    { sentence: 'refuses another payload under the same signature', token: () => `${part(token(), 0)}.${part(token({ sub: 'admin' }), 1)}.${part(token(), 2)}`, code: 'token-invalid' },
    { sentence: 'refuses another key under the same kid', token: () => token({ sub }, { key: spare, kid: es256().kid }), code: 'token-invalid' },

    ...['none', 'None', 'nOnE'].map((alg) => ({ sentence: `A-197: refuses alg ${alg}`, token: () => token({ sub }, { alg }), code: 'token-invalid' as const })),
    { sentence: 'A-197: refuses an empty signature', token: () => token({ sub }, { signature: Buffer.alloc(0) }), code: 'token-invalid' },
    { sentence: 'A-197: refuses a token of two parts', token: () => token({ sub }).split('.').slice(0, 2).join('.'), code: 'token-invalid' },
    { sentence: 'A-197: refuses a missing alg', token: () => token({ sub }, { header: { alg: undefined } }), code: 'token-invalid' },
    { sentence: 'A-197: refuses an alg that is not on the list, though its key is shown', token: () => token({ sub }, { key: edwards }), code: 'token-invalid' },
    { sentence: 'A-198: refuses HS256 with the public key', token: () => token({ sub }, { alg: 'HS256', key: rs256() }), code: 'token-invalid' },
    { sentence: 'A-198: refuses the MAC of the public key under RS256', token: () => macAs(rs256(), text()), code: 'token-invalid' },
    { sentence: 'A-198: refuses PS256 with a key that is shown for RS256', token: () => token({ sub }, { key: rs256(), alg: 'PS256' }), code: 'token-invalid' },
    { sentence: 'A-198: refuses ES256 with the kid of an RSA key', token: () => token({ sub }, { kid: rs256().kid }), code: 'token-invalid' },
    { sentence: 'A-198: refuses ES256 with a key on another curve', token: () => token({ sub }, { key: p384, header: { alg: 'ES256' } }), code: 'token-invalid' },
    { sentence: 'A-210: refuses the ECDSA signature (0, 0)', token: () => token({ sub }, { signature: Buffer.alloc(64) }), code: 'token-invalid' },
    { sentence: 'A-210: refuses an ECDSA signature in DER', token: () => token({ sub }, { signature: Buffer.concat([Buffer.from('3044', 'hex'), Buffer.alloc(68, 1)]) }), code: 'token-invalid' },

    ...['jwk', 'jku', 'x5u', 'x5c'].map((member) => ({ sentence: `A-199: refuses ${member} in the header, though the signature is good`, token: () => token({ sub }, { header: { [member]: 'https://evil.example' } }), code: 'token-invalid' as const })),
    { sentence: 'A-199: refuses the attacker\'s own key in the header', token: () => token({ sub }, { key: spare, header: { jwk: spare.jwk } }), code: 'token-invalid' },
    { sentence: 'A-199: takes an unknown header member, unread', token: () => token({ sub }, { header: { x5t: 'AAAA' } }), code: 'ok' },

    ...['../../dev/null', '\' OR 1=1--', 'http://evil.example/key', 'x'.repeat(128)].map((kid) => ({ sentence: `A-200: finds no key ${kid.slice(0, 20)}`, token: () => token({ sub }, { kid }), code: 'token-invalid' as const })),
    ...[7, ['spare'], { kid: 'spare' }, '', 'x'.repeat(129), null].map((kid) => ({ sentence: `A-200: refuses kid ${JSON.stringify(kid).slice(0, 20)}`, token: () => token({ sub }, { header: { kid } }), code: 'token-invalid' as const })),
    { sentence: 'A-200: takes no kid where one key fits', token: () => token({ sub }, { kid: undefined }), code: 'ok' },
    { sentence: 'A-200: refuses no kid where several keys fit', token: () => sign(claims({ iss: other.issuer }), { key: shared, kid: undefined }), code: 'token-invalid' },
    { sentence: 'A-200: takes the same key by its kid', token: () => sign(claims({ iss: other.issuer }), { key: shared }), code: 'ok' },

    ...[undefined, String(at + 300), null, [at + 300]].map((exp) => ({ sentence: `A-203: refuses exp ${JSON.stringify(exp)}`, token: () => token({ exp }), code: 'token-invalid' as const })),
    { sentence: 'A-203: refuses exp beyond all numbers', token: () => signText(text().replace(/"exp":\d+/, '"exp":1e999'), { key: es256() }), code: 'token-invalid' },
    ...['sub', 'iat', 'iss', 'aud'].map((name) => ({ sentence: `A-203: refuses a token without ${name}`, token: () => token({ [name]: undefined }), code: 'token-invalid' as const })),
    ...[7, '', ['u1']].map((value) => ({ sentence: `A-203: refuses sub ${JSON.stringify(value)}`, token: () => token({ sub: value }), code: 'token-invalid' as const })),
    { sentence: 'A-203: refuses an iat that is text', token: () => token({ iat: String(at) }), code: 'token-invalid' },
    { sentence: 'A-203: takes a lifetime of exactly maxLifetime', token: () => token({ exp: at + 3600 }), code: 'ok' },
    { sentence: 'A-203: refuses a lifetime of more than maxLifetime', token: () => token({ exp: at + 3601 }), code: 'token-invalid' },

    { sentence: 'A-203: takes a token without iat that ends within maxLifetime, where iat is not required', token: () => loose({ exp: at + 3600 }), code: 'ok' },
    { sentence: 'A-203: refuses one that ends later', token: () => loose({ exp: at + 3601 }), code: 'token-invalid' },

    { sentence: 'A-204: takes a token that expired within the tolerance', token: () => token({ iat: at - 300, exp: at - 4 }), code: 'ok' },
    { sentence: 'A-204: says of one that expired at the tolerance that it has', token: () => token({ iat: at - 300, exp: at - 5 }), code: 'token-expired' },
    { sentence: 'A-204: takes nbf ahead by the tolerance', token: () => token({ nbf: at + 5 }), code: 'ok' },
    { sentence: 'A-204: refuses nbf further ahead', token: () => token({ nbf: at + 6 }), code: 'token-invalid' },
    { sentence: 'A-204: refuses nbf that is text', token: () => token({ nbf: String(at) }), code: 'token-invalid' },
    { sentence: 'A-204: takes iat ahead by the tolerance', token: () => token({ iat: at + 5 }), code: 'ok' },
    { sentence: 'A-204: refuses iat further ahead', token: () => token({ iat: at + 6 }), code: 'token-invalid' },

    ...[['app'], 'app', `${testAudience}/`, testAudience.toUpperCase(), []].map((aud) => ({ sentence: `A-205: refuses aud ${JSON.stringify(aud)}`, token: () => token({ aud }), code: 'token-invalid' as const })),
    { sentence: 'A-205: takes one audience of several that is ours', token: () => token({ aud: ['app', testAudience] }), code: 'ok' },
    { sentence: 'A-205: refuses audiences that are not all text', token: () => token({ aud: [testAudience, 7] }), code: 'token-invalid' },

    ...['/', '/realms/other', '.evil.example'].map((tail) => ({ sentence: `A-206: refuses an issuer with ${tail} behind it`, token: () => token({ iss: `${fake.issuer}${tail}` }), code: 'token-invalid' as const })),
    { sentence: 'A-206: refuses an issuer in another case', token: () => token({ iss: fake.issuer.toUpperCase() }), code: 'token-invalid' },
    { sentence: 'A-206: refuses an issuer that is a list', token: () => token({ iss: [fake.issuer] }), code: 'token-invalid' },
    { sentence: 'A-206: refuses a key of another configured issuer', token: () => token({ iss: other.issuer }), code: 'token-invalid' },
    { sentence: 'A-206: takes the other issuer\'s own key', token: () => sign(claims({ iss: other.issuer }), { key: other.keys[0]! }), code: 'ok' },

    ...['nonce', 'at_hash', 'c_hash', 'events'].map((name) => ({ sentence: `A-207: refuses a token with ${name}`, token: () => token({ [name]: 'x' }), code: 'token-invalid' as const })),
    ...['logout+jwt', 'dpop+jwt', 'application/logout+jwt', 'JWE', 'secevent+jwt', 7].map((typ) => ({ sentence: `A-207: refuses typ ${typ}`, token: () => token({ sub }, { header: { typ } }), code: 'token-invalid' as const })),
    ...[undefined, 'JWT', 'at+jwt', 'AT+JWT', 'application/at+jwt'].map((typ) => ({ sentence: `R-046: takes typ ${typ} where any will do`, token: () => token({ sub }, { header: { typ } }), code: 'ok' as const })),
    ...['ID', 'Refresh'].map((typ) => ({ sentence: `A-207: refuses the claim typ ${typ}`, token: () => token({ typ }), code: 'token-invalid' as const })),
    { sentence: 'A-207: refuses token_use id', token: () => token({ token_use: 'id' }), code: 'token-invalid' },
    { sentence: 'A-207: takes token_use access', token: () => token({ token_use: 'access' }), code: 'ok' },
    { sentence: 'A-207: takes the claim typ Bearer', token: () => token({ typ: 'Bearer' }), code: 'ok' },
    ...['at+jwt', 'Application/AT+JWT'].map((typ) => ({ sentence: `R-045: takes typ ${typ} where at+jwt is asked for`, token: () => strict({}, { header: { typ } }), code: 'ok' as const })),
    ...[undefined, 'JWT'].map((typ) => ({ sentence: `R-045: refuses typ ${typ} where at+jwt is asked for`, token: () => strict({}, { header: { typ } }), code: 'token-invalid' as const })),
    { sentence: 'R-045: refuses a token without client_id where at+jwt is asked for', token: () => strict({ client_id: undefined }), code: 'token-invalid' },
    { sentence: 'R-046: takes a token without client_id where any will do', token: () => token({ client_id: undefined }), code: 'ok' },

    { sentence: 'A-208: refuses crit', token: () => token({ sub }, { header: { crit: ['exp'] } }), code: 'token-invalid' },
    { sentence: 'A-208: refuses an empty crit', token: () => token({ sub }, { header: { crit: [] } }), code: 'token-invalid' },
    { sentence: 'A-208: refuses b64', token: () => token({ sub }, { header: { b64: false } }), code: 'token-invalid' },
    { sentence: 'A-208: refuses zip', token: () => token({ sub }, { header: { zip: 'DEF' } }), code: 'token-invalid' },
    { sentence: 'A-208: refuses a JWE of five parts', token: () => `${token()}.AAAA.AAAA`, code: 'token-invalid' },
    { sentence: 'A-208: refuses a nested JWT', token: () => signText(token(), { key: es256() }), code: 'token-invalid' },
    { sentence: 'A-208: refuses padding', token: () => `${token()}==`, code: 'token-invalid' },
    { sentence: 'A-208: refuses a second spelling of the signature', token: () => respelled(token()), code: 'token-invalid' },

    { sentence: 'A-209: refuses a claim that stands twice', token: () => signText(text().replace('{', '{"sub":"secret-value",'), { key: es256() }), code: 'token-invalid' },
    { sentence: 'A-209: takes the same claim once', token: () => signText(text(), { key: es256() }), code: 'ok' },
    { sentence: 'A-209: refuses a claim that stands twice, once escaped', token: () => signText(text().replace('{', '{"s\\u0075b":"secret-value",'), { key: es256() }), code: 'token-invalid' },
    { sentence: 'A-209: refuses a nested claim that stands twice', token: () => signText(text().replace('{', '{"ext":{"patient":"a","patient":"b"},'), { key: es256() }), code: 'token-invalid' },
    { sentence: 'A-209: refuses __proto__', token: () => signText(text().replace('{', '{"__proto__":{"patient":"a"},'), { key: es256() }), code: 'token-invalid' },
    { sentence: 'R-050: refuses a header member that stands twice', token: () => token({ sub }, { header: `{"alg":"ES256","alg":"ES256","kid":"${es256().kid}"}` }), code: 'token-invalid' },
    { sentence: 'R-050: takes the same header once', token: () => token({ sub }, { header: `{"alg":"ES256","kid":"${es256().kid}"}` }), code: 'ok' },
    ...['[]', '"x"', 'null', '', '{', 'secret-value'].map((payload) => ({ sentence: `refuses the payload ${payload}`, token: () => signText(payload, { key: es256() }), code: 'token-invalid' as const })),
    { sentence: 'A-212: refuses cnf, as no proof is configured', token: () => token({ cnf: { jkt: 'x' } }), code: 'token-invalid' },
  ];
  const strict = (overrides: Claims = {}, options: Parameters<FakeIssuer['token']>[1] = {}): string =>
    sign(claims({ iss: `${other.issuer}/strict`, ...overrides }), { key: shared, ...options });
  const loose = (overrides: Claims): string => sign(claims({ iss: `${other.issuer}/loose`, iat: undefined, ...overrides }), { key: shared });
  const macAs = (key: (typeof fake.keys)[number], payload: string): string => {
    const input = `${Buffer.from(JSON.stringify({ alg: 'RS256', kid: key.kid })).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
    return `${input}.${createHmac('sha256', key.publicKey.export({ type: 'spki', format: 'pem' })).update(input).digest('base64url')}`;
  };
  /** The same bytes: the last of 86 characters carries four bits that mean nothing. */
  const respelled = (good: string): string => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return good.slice(0, -1) + alphabet[alphabet.indexOf(good.at(-1)!) ^ 1]!;
  };
  for (const { sentence, token: made, code } of tokens) {
    it(sentence, async () => {
      assert.equal(await ask(`Bearer ${made()}`), code);
    });
  }

  it('hands the claims and the issuer to `accept`, and passes its refusal on without remembering it', async () => {
    const seen: unknown[] = [];
    const accept = (given: Claims, issuer: string): Result<Claims> => {
      seen.push([given, issuer]);
      return seen.length === 1 ? no('launch-invalid') : ok(given);
    };
    const picky = open([rulesOf(fake.issuer)], { accept });
    const header = `Bearer ${token({ sub, jti: 'j' })}`;
    assert.equal(shown(await picky.authenticate(header)), 'launch-invalid');
    assert.equal(shown(await picky.authenticate(header)), 'ok');
    assert.ok(isHit(picky.authenticate(header)));
    assert.deepEqual(seen, [1, 2].map(() => [claims({ sub, jti: 'j' }), fake.issuer]));
    await picky.close();
  });
});

describe('remembered tokens', () => {
  let fake: FakeIssuer;
  before(async () => {
    fake = await makeIssuer({ algorithms: ['ES256'] });
  });
  after(() => fake.close());
  const bearer = (overrides: Claims = {}): string => `Bearer ${fake.token({ iat: at, exp: at + 300, ...overrides })}`;

  it('answers at once for a token that was good, and never for one that was not', async () => {
    const gate = open([rulesOf(fake.issuer)]);
    const good = bearer();
    const bad = `Bearer ${tamper(good.slice(7))}`;
    assert.equal(shown(await gate.authenticate(good)), 'ok');
    assert.ok(isHit(gate.authenticate(good)));
    for (let times = 0; times < 2; times += 1) {
      const answer = gate.authenticate(bad);
      assert.ok(!isHit(answer));
      assert.equal(shown(await answer), 'token-invalid');
    }
    await gate.close();
  });

  const edges = [
    { sentence: 'is remembered one millisecond before exp', passed: 299_999, hit: true, code: 'ok' },
    { sentence: 'is verified anew at exp, and good within the tolerance', passed: 300_000, hit: false, code: 'ok' },
    { sentence: 'is good one millisecond before the tolerance ends', passed: 304_999, hit: false, code: 'ok' },
    { sentence: 'has expired when the tolerance ends', passed: 305_000, hit: false, code: 'token-expired' },
  ];
  for (const { sentence, passed, hit, code } of edges) {
    it(`A-202: ${sentence}`, async () => {
      const gate = open([rulesOf(fake.issuer)]);
      const good = bearer();
      assert.equal(shown(await gate.authenticate(good)), 'ok');
      gate.time.passed = passed;
      for (let times = 0; times < 2; times += 1) {
        const answer = gate.authenticate(good);
        assert.equal(isHit(answer), hit);
        assert.equal(shown(await answer), code);
      }
      await gate.close();
    });
  }

  it('are bounded, and the one not asked for the longest goes first', async () => {
    const gate = open([rulesOf(fake.issuer)], { remember: 2 });
    const [one, two, three] = [bearer(), bearer(), bearer()];
    await gate.authenticate(one);
    await gate.authenticate(two);
    assert.ok(isHit(gate.authenticate(one)));
    await gate.authenticate(three);
    assert.deepEqual([one, three, two].map((value) => isHit(gate.authenticate(value))), [true, true, false]);
    await gate.close();
  });

  it('are refused once their key was withdrawn, and those of keys that stay are not forgotten', async () => {
    const gate = open([rulesOf(fake.issuer)]);
    const [old] = fake.keys;
    fake.rotate({ keepOld: true });
    const withdrawn = `Bearer ${fake.token({ iat: at, exp: at + 3600 }, { key: old! })}`;
    const kept = `Bearer ${fake.token({ iat: at, exp: at + 3600 })}`;
    await gate.authenticate(withdrawn);
    await gate.authenticate(kept);
    fake.keys = fake.keys.slice(0, 1);
    gate.time.passed = 599_999;
    assert.ok(isHit(gate.authenticate(withdrawn)), 'no fetch was due');
    const { jwks } = fake.fetches;
    gate.time.passed = 600_000;
    assert.ok(isHit(gate.authenticate(withdrawn)), 'the last good set serves while the next is fetched');
    while (isHit(gate.authenticate(withdrawn))) await new Promise(setImmediate);
    assert.equal(shown(await gate.authenticate(withdrawn)), 'token-invalid');
    assert.ok(isHit(gate.authenticate(kept)));
    assert.equal(fake.fetches.jwks, jwks + 2, 'one in the background, one for the key that is not known any more');
    await gate.close();
  });
});

describe('start', () => {
  const loud = { info: console.info, warn: console.warn };
  afterEach(() => {
    Object.assign(console, loud);
  });
  const settled = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('A-201: works with an issuer that is down, and takes its tokens when it comes back', async () => {
    const first = await makeIssuer({ algorithms: ['ES256'] });
    await first.close();
    const healthy = await makeIssuer({ algorithms: ['ES256'] });
    const gate = open([rulesOf(first.issuer), rulesOf(healthy.issuer)]);
    gate.start();
    await settled(() => gate.said.length === 2);
    assert.deepEqual(gate.ready(), [{ issuer: first.issuer, ok: false }, { issuer: healthy.issuer, ok: true }]);
    assert.equal(gate.said.filter((line) => line.startsWith(`the keys of issuer \`${first.issuer}\` cannot be fetched: `)).length, 1);
    const header = `Bearer ${first.token({ iat: start / 1000, exp: start / 1000 + 300 })}`;
    assert.equal(shown(await gate.authenticate(header)), 'keys-unavailable');
    assert.equal(shown(await gate.authenticate(`Bearer ${healthy.token({ iat: start / 1000, exp: start / 1000 + 300 })}`)), 'ok');

    const back = await makeIssuer({ algorithms: ['ES256'], port: first.port });
    back.keys = first.keys;
    assert.equal(shown(await gate.authenticate(header)), 'keys-unavailable', 'the pause is not over');
    gate.time.passed = 1_000;
    // Nobody asks: the clock of `start` does.
    await settled(() => gate.ready().every((one) => one.ok));
    assert.equal(shown(await gate.authenticate(header)), 'ok');
    await Promise.all([gate.close(), healthy.close(), back.close()]);
  });

  it('ends a fetch that is under way when it is closed, and does not blame the issuer', async () => {
    const fake = await makeIssuer({ algorithms: ['ES256'] });
    fake.faults.jwks = 'stall';
    const gate = open([rulesOf(fake.issuer)]);
    const answer = gate.authenticate(`Bearer ${fake.token({ iat: start / 1000, exp: start / 1000 + 300 })}`);
    await settled(() => fake.fetches.jwks === 1);
    await gate.close();
    assert.equal(shown(await answer), 'keys-unavailable');
    assert.deepEqual(gate.said, []);
    await fake.close();
  });

  it('takes the tokens of a certified provider, and its new keys without a restart', async () => {
    console.info = console.warn = () => undefined;
    const issuer = await startIssuer({ port: 0, audience: testAudience, now: () => start });
    const gate = open([rulesOf(issuer.issuer, { tokenType: 'at+jwt', required: ['sub', 'iat', 'jti', 'scope'] })]);
    gate.start();
    for (const name of Object.keys(personas) as PersonaName[]) {
      const result = await gate.authenticate(`Bearer ${await issuer.token(name)}`);
      assert.ok(result.ok, name);
      assert.equal(result.value['scope'], personas[name].scope);
    }
    await issuer.rotateKeys();
    assert.equal(shown(await gate.authenticate(`Bearer ${await issuer.token('clinician')}`)), 'ok');
    assert.equal(shown(await gate.authenticate(`Bearer ${await issuer.token('clinician', { aud: 'elsewhere' })}`)), 'token-invalid');
    await Promise.all([gate.close(), issuer.close()]);
  });
});
