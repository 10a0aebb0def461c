import assert from 'node:assert/strict';
import { makeFetchJson } from '../../../src/shell/fetch-json.ts';
import { fetchKeySet } from '../../../src/shell/fetch-key-set.ts';
import { makeIssuerKeys } from '../../../src/shell/issuer-keys.ts';
import type { Result } from '../../../src/refusal.ts';
import { makeIssuer, makeKey, type FakeIssuer, type TestKey } from '../../support/tokens.ts';

const maxAge = 600_000;
const cooldown = 30_000;
const maxStale = 3_600_000;

const shown = <T>(result: Result<T>): string => (result.ok ? 'ok' : result.refusal.code);

/** The keys of an issuer that is a function: what it shows, whether it fails, how often it was asked. */
const open = (...shows: TestKey[]) => {
  const issuer = { keys: shows, down: false, fetches: 0 };
  const time = { now: 1_000_000_000 };
  const said: string[] = [];
  const log = { info: (message: string) => void said.push(message), warn: (message: string) => void said.push(message) };
  const fetchKeys = async (): Promise<readonly unknown[]> => {
    issuer.fetches += 1;
    await new Promise(setImmediate);
    if (issuer.down) throw new Error('no answer');
    return issuer.keys.map(({ jwk }) => jwk);
  };
  const keys = makeIssuerKeys({ issuer: 'https://idp.example', jwks: { maxAge, cooldown, maxStale } }, { fetchKeys, now: () => time.now, log });
  const find = async (kid: string): Promise<string> => shown(await keys.find({ alg: 'ES256', kid }));
  /** Waits for a fetch in the background. */
  const settle = async (): Promise<void> => {
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  };
  return { issuer, time, said, keys, find, settle };
};

let made = 0;
const stray = (): string => `stray-${(made += 1)}`;

describe('makeIssuerKeys', () => {
  const one = makeKey('ES256', 'one');
  const two = makeKey('ES256', 'two');

  it('fetches at the first token, once for all that wait', async () => {
    const { issuer, find, keys, said } = open(one);
    assert.equal(keys.ready(), false);
    assert.deepEqual(await Promise.all(['one', 'one', 'two'].map(find)), ['ok', 'ok', 'token-invalid']);
    assert.equal(issuer.fetches, 1);
    assert.equal(keys.ready(), true);
    assert.deepEqual(said, ['issuer `https://idp.example` shows 1 keys, 1 of them usable']);
  });

  it('R-051: finds a new key at once', async () => {
    const { issuer, find } = open(one);
    await find('one');
    issuer.keys = [two, one];
    assert.equal(await find('two'), 'ok');
    assert.equal(await find('one'), 'ok');
    assert.equal(issuer.fetches, 2);
  });

  it('A-201: a flood of unknown kids costs three fetches and then one per cooldown', async () => {
    const { issuer, find, time } = open(one);
    await find('one');
    for (let times = 0; times < 500; times += 1) assert.equal(await find(stray()), 'token-invalid');
    assert.equal(issuer.fetches, 1 + 3);
    for (let second = 0; second < 300; second += 1) {
      time.now += 1_000;
      await Promise.all([find(stray()), find(stray())]);
    }
    assert.equal(issuer.fetches, 1 + 3 + 10);
  });

  it('A-201: a flood of unknown kids does not lock out a real rotation for more than one cooldown', async () => {
    const { issuer, find, time } = open(one);
    for (let times = 0; times < 500; times += 1) await find(stray());
    issuer.keys = [two];
    assert.equal(await find('two'), 'token-invalid');
    time.now += cooldown - 1;
    assert.equal(await find('two'), 'token-invalid');
    time.now += 1;
    // Whoever asks first pays for all.
    assert.equal(await find(stray()), 'token-invalid');
    assert.equal(await find('two'), 'ok');
  });

  it('A-201: kids asked for at the same time cost one fetch', async () => {
    const { issuer, find } = open(one);
    await find('one');
    await Promise.all(Array.from({ length: 500 }, () => find(stray())));
    assert.equal(issuer.fetches, 2);
  });

  it('A-201: the allowance comes back while nobody asks', async () => {
    const { issuer, find, time } = open(one);
    for (let times = 0; times < 10; times += 1) await find(stray());
    time.now += 2 * cooldown;
    const before = issuer.fetches;
    for (let times = 0; times < 10; times += 1) await find(stray());
    assert.equal(issuer.fetches, before + 2);
  });

  it('A-198: a known kid under another algorithm costs no fetch', async () => {
    const { issuer, find, keys } = open(one);
    await find('one');
    for (let times = 0; times < 10; times += 1) assert.equal(shown(await keys.find({ alg: 'RS256', kid: 'one' })), 'token-invalid');
    assert.equal(issuer.fetches, 1);
  });

  const ages = [
    { sentence: 'one millisecond before maxAge nothing is fetched', passed: maxAge - 1, fetches: 1, after: 'ok' },
    { sentence: 'at maxAge the old set serves once more, and the new one then', passed: maxAge, fetches: 2, after: 'token-invalid' },
  ];
  for (const { sentence, passed, fetches, after } of ages) {
    it(`A-202: ${sentence}`, async () => {
      const { issuer, find, time, settle } = open(one);
      await find('one');
      issuer.keys = [two];
      time.now += passed;
      assert.equal(await find('one'), 'ok');
      await settle();
      assert.equal(issuer.fetches, fetches);
      assert.equal(await find('one'), after);
    });
  }

  const stale = [
    { sentence: 'at maxStale the last good set still serves', passed: maxStale, code: 'ok' },
    { sentence: 'one millisecond after maxStale it does not', passed: maxStale + 1, code: 'keys-unavailable' },
  ];
  for (const { sentence, passed, code } of stale) {
    it(`A-202: with the issuer down, ${sentence}`, async () => {
      const { issuer, find, time, keys, settle } = open(one);
      await find('one');
      issuer.down = true;
      time.now += maxAge;
      keys.refresh();
      await settle();
      time.now += passed - maxAge;
      assert.equal(await find('one'), code);
      assert.equal(keys.ready(), code === 'ok');
    });
  }

  it('A-201: known keys go on working while the issuer is down, unknown ones are 503 without waiting, and attempts are paced', async () => {
    const { issuer, find, time, said, settle } = open(one);
    await find('one');
    issuer.down = true;
    assert.equal(await find('two'), 'keys-unavailable');
    for (let times = 0; times < 100; times += 1) assert.equal(await find(stray()), 'keys-unavailable');
    assert.equal(await find('one'), 'ok');
    assert.equal(issuer.fetches, 2);
    for (let second = 0; second < 60; second += 1) {
      time.now += 1_000;
      assert.equal(await find(stray()), 'keys-unavailable');
      assert.equal(await find('one'), 'ok');
      await settle();
    }
    // After 1, 2, 4 and 8 s, then every 10 s.
    assert.equal(issuer.fetches, 2 + 8);
    assert.deepEqual(said.slice(1), ['the keys of issuer `https://idp.example` cannot be fetched: no answer']);

    issuer.down = false;
    issuer.keys = [two];
    time.now += 10_000;
    assert.equal(await find('two'), 'keys-unavailable', 'nobody waits for an issuer that failed');
    await settle();
    assert.equal(await find('two'), 'ok');
    assert.equal(await find('one'), 'token-invalid');

    issuer.down = true;
    const { fetches } = issuer;
    await find('one');
    time.now += 1_000;
    await find('one');
    await settle();
    assert.equal(issuer.fetches, fetches + 2, 'the pauses begin anew');
  });

  it('believes an issuer that shows no usable key any more', async () => {
    const { issuer, find, time, keys, settle } = open(one);
    await find('one');
    issuer.keys = [];
    time.now += maxAge;
    keys.refresh();
    await settle();
    assert.equal(await find('one'), 'keys-unavailable');
    assert.equal(keys.ready(), false);
  });

  it('goes on fetching when the clock is set back by a day', async () => {
    const { issuer, find, time, settle } = open(one);
    await find('one');
    time.now -= 86_400_000;
    issuer.keys = [two];
    assert.equal(await find('one'), 'ok');
    time.now += maxAge;
    assert.equal(await find('one'), 'ok');
    await settle();
    assert.equal(await find('one'), 'token-invalid');
  });
});

describe('fetchKeySet', () => {
  let fake: FakeIssuer;
  const { fetchJson, close } = makeFetchJson();
  before(async () => {
    fake = await makeIssuer({ algorithms: ['ES256'] });
  });
  after(async () => {
    await close();
    await fake.close();
  });
  afterEach(() => {
    Object.assign(fake, { discovery: {}, delay: 0 });
    Object.assign(fake.faults, { discovery: undefined, jwks: undefined });
    assert.equal(fake.fetches.moved, 0);
  });

  const fetch = (jwksUri?: string, timeout = 2_000): Promise<readonly unknown[]> =>
    fetchKeySet({ issuer: fake.issuer, ...(jwksUri === undefined ? {} : { jwksUri }) }, fetchJson, timeout);

  it('finds the keys through discovery', async () => {
    assert.deepEqual(await fetch(), [fake.keys[0]!.jwk]);
  });

  it('asks no discovery where the place is configured', async () => {
    const { discovery } = fake.fetches;
    assert.deepEqual(await fetch(`${fake.issuer}/jwks`), [fake.keys[0]!.jwk]);
    assert.equal(fake.fetches.discovery, discovery);
  });

  const discoveries: readonly { sentence: string; laid: Readonly<Record<string, unknown>>; reason: RegExp }[] = [
    { sentence: 'R-052: refuses a discovery document of another issuer', laid: { issuer: 'https://evil.example' }, reason: /that of another issuer/ },
    { sentence: 'R-052: refuses the same issuer with a slash more', laid: { issuer: 'SLASH' }, reason: /that of another issuer/ },
    { sentence: 'R-052: refuses a discovery document without an issuer', laid: { issuer: undefined }, reason: /that of another issuer/ },
    { sentence: 'A-213: refuses keys over http elsewhere', laid: { jwks_uri: 'http://evil.example/jwks' }, reason: /no https `jwks_uri`/ },
    { sentence: 'A-213: refuses keys in a file', laid: { jwks_uri: 'file:///etc/passwd' }, reason: /no https `jwks_uri`/ },
    { sentence: 'refuses a discovery document without a place of keys', laid: { jwks_uri: undefined }, reason: /no https `jwks_uri`/ },
    { sentence: 'refuses a place of keys that is no URL', laid: { jwks_uri: '/jwks' }, reason: /no https `jwks_uri`/ },
  ];
  for (const { sentence, laid, reason } of discoveries) {
    it(sentence, async () => {
      fake.discovery = laid['issuer'] === 'SLASH' ? { issuer: `${fake.issuer}/` } : laid;
      await assert.rejects(fetch(), reason);
    });
  }

  const faults = [
    { fault: 'down', reason: /./ },
    { fault: 'stall', reason: /timeout/ },
    { fault: 'error', reason: /answered with status 500/ },
    { fault: 'html', reason: /did not answer with a JSON object/ },
    { fault: 'truncated', reason: /did not answer with a JSON object/ },
    { fault: 'huge', reason: /exceeded/ },
    { fault: 'redirect', reason: /answered with status 302/ },
  ] as const;
  for (const place of ['discovery', 'jwks'] as const) {
    for (const { fault, reason } of faults) {
      it(`A-213: refuses ${place} with the fault \`${fault}\`, and takes it when that is over`, async () => {
        fake.faults[place] = fault;
        await assert.rejects(fetch(undefined, fault === 'stall' ? 100 : 2_000), reason);
        fake.faults[place] = undefined;
        assert.equal((await fetch()).length, 1);
      });
    }
  }

  it('counts its time for both documents together', async () => {
    fake.delay = 80;
    assert.equal((await fetch(undefined, 2_000)).length, 1);
    await assert.rejects(fetch(undefined, 120), /timeout/);
  });
});
