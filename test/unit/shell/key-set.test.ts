import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { pickKey, readKeySet } from '../../../src/shell/key-set.ts';
import { makeKey } from '../../support/tokens.ts';

const rsa = makeKey('RS256', 'rsa').jwk;
const ec = makeKey('ES256', 'ec').jwk;
const weak = { ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256' };
const secret = { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }), kid: 'secret', alg: 'ES256' };
const p384 = makeKey('ES384', 'p384').jwk;
const p521 = { ...generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey.export({ format: 'jwk' }), kid: 'p521' };

const without = (jwk: object, name: string): object => Object.fromEntries(Object.entries(jwk).filter(([key]) => key !== name));
const anyRsa = without(rsa, 'alg');

describe('readKeySet', () => {
  const cases: readonly { sentence: string; jwks: readonly unknown[]; kids: readonly (string | undefined)[] }[] = [
    { sentence: 'takes RSA keys of 2048 bits and the three curves', jwks: [rsa, ec, p384, p521], kids: ['rsa', 'ec', 'p384', 'p521'] },
    { sentence: 'A-210: skips an RSA key of 1024 bits, and takes the others', jwks: [weak, rsa], kids: ['rsa'] },
    { sentence: 'A-210: skips a key for encryption', jwks: [{ ...rsa, use: 'enc' }, ec], kids: ['ec'] },
    { sentence: 'takes a key that says nothing of its use', jwks: [without(rsa, 'use')], kids: ['rsa'] },
    { sentence: 'A-210: skips a key whose operations lack verify', jwks: [{ ...rsa, key_ops: ['encrypt'] }, { ...ec, key_ops: 'verify' }], kids: [] },
    { sentence: 'takes a key whose operations have verify', jwks: [{ ...rsa, key_ops: ['verify'] }], kids: ['rsa'] },
    { sentence: 'A-210: skips a private key', jwks: [secret, ec], kids: ['ec'] },
    { sentence: 'takes the public half of the same key', jwks: [without(secret, 'd')], kids: ['secret'] },
    { sentence: 'A-198: skips a symmetric key', jwks: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'oct', alg: 'HS256' }, ec], kids: ['ec'] },
    { sentence: 'skips other kinds of keys', jwks: [makeKey('EdDSA').jwk, { kty: 'AKP', kid: 'x', pub: 'AA' }, { ...ec, crv: 'secp256k1' }, ec], kids: ['ec'] },
    { sentence: 'skips a point off its curve', jwks: [{ ...ec, y: ec.x }], kids: [] },
    { sentence: 'skips what is no key', jwks: [null, 7, 'x', [], {}, ec], kids: ['ec'] },
    { sentence: 'A-200: skips a kid that is no text', jwks: [{ ...ec, kid: 7 }, { ...ec, kid: ['ec'] }, { ...ec, kid: '' }, rsa], kids: ['rsa'] },
    { sentence: 'A-200: skips both of one kid', jwks: [rsa, { ...ec, kid: 'rsa' }, p384], kids: ['p384'] },
    { sentence: 'takes a kid that only an encryption key has too', jwks: [{ ...ec, kid: 'rsa', use: 'enc' }, rsa], kids: ['rsa'] },
    { sentence: 'takes keys without a kid', jwks: [without(rsa, 'kid'), without(ec, 'kid')], kids: [undefined, undefined] },
    { sentence: 'takes an empty set for what it is', jwks: [], kids: [] },
  ];
  for (const { sentence, jwks, kids } of cases) {
    it(sentence, () => {
      assert.deepEqual(readKeySet(jwks, []).map(({ kid }) => kid), kids);
    });
  }

  it('keeps the objects of keys that are still there, and of no others', () => {
    const before = readKeySet([rsa, ec, p384], []);
    const after = readKeySet([{ ...p384, kid: 'ec' }, { ...rsa, alg: 'PS256' }, { ...p384 }], before);
    assert.deepEqual(after.map((key) => before.includes(key)), [false, false, true]);
    assert.equal(before.includes(readKeySet([{ ...makeKey('ES256').jwk, kid: 'ec' }], before)[0]!), false, 'another key under the same kid');
  });
});

describe('pickKey', () => {
  const set = readKeySet([anyRsa, ec, p384, without({ ...p521, alg: 'ES512' }, 'kid')], []);
  const cases = [
    { sentence: 'finds a key by its kid', alg: 'ES256', kid: 'ec', form: 'prime256v1' },
    { sentence: 'A-198: finds a key that fits, for any algorithm of its form unless it names one', alg: 'PS384', kid: 'rsa', form: 'rsa' },
    { sentence: 'A-198: refuses a key of another form', alg: 'ES256', kid: 'rsa', form: 'unfit' },
    { sentence: 'A-198: refuses a key of another curve', alg: 'ES256', kid: 'p384', form: 'unfit' },
    { sentence: 'does not know another kid', alg: 'ES256', kid: 'EC', form: undefined },
    { sentence: 'A-200: without a kid, finds the only key that fits', alg: 'ES512', kid: undefined, form: 'secp521r1' },
  ] as const;
  for (const { sentence, alg, kid, form } of cases) {
    it(sentence, () => {
      const key = pickKey(set, alg, kid);
      assert.equal(typeof key === 'object' ? key.form : key, form);
    });
  }

  it('A-200: without a kid, refuses to choose between keys that fit', () => {
    const two = readKeySet([anyRsa, makeKey('RS256', 'second').jwk], []);
    assert.equal(pickKey(two, 'RS256', undefined), 'unfit');
    assert.equal(pickKey(two.slice(0, 1), 'RS256', undefined), two[0]);
  });

  it('without a kid, does not know a key for an algorithm that none fits', () => {
    assert.equal(pickKey(readKeySet([ec], []), 'RS256', undefined), undefined);
  });
});
