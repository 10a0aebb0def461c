import assert from 'node:assert/strict';
import type { Result } from '../../../src/refusal.ts';
import { readTokenHeader } from '../../../src/shell/read-token-header.ts';
import { readToken } from '../../../src/shell/read-token.ts';

const detailOf = (result: Result<unknown>): string | undefined => (result.ok ? undefined : `${result.refusal.code}: ${result.refusal.detail}`);
const encode = (bytes: string | Buffer): string => Buffer.from(bytes).toString('base64url');
const head = encode('{"alg":"ES256"}');
const body = encode('{"sub":"u"}');

// Whatever is wrong here is found before any key is looked for.
describe('readToken', () => {
  const shape = 'token-invalid: not a compact JWS';
  const header = 'token-invalid: the header is not a JSON object without duplicate members';
  const payload = 'token-invalid: the payload is not a JSON object without duplicate members';
  const cases = [
    { sentence: 'takes three parts', token: `${head}.${body}.AA`, detail: undefined },
    { sentence: 'A-197: refuses an empty signature', token: `${head}.${body}.`, detail: shape },
    { sentence: 'A-208: refuses five parts', token: `${head}.${body}.AA.AA.AA`, detail: shape },
    { sentence: 'A-208: refuses padding', token: `${head}.${body}.AA==`, detail: shape },
    { sentence: 'A-208: refuses bits that mean nothing', token: `${head}.${body}.AB`, detail: shape },
    { sentence: 'A-208: refuses base64 that is not base64url', token: `${head}.${body}.+/+/`, detail: shape },
    { sentence: 'takes text that is UTF-8', token: `${head}.${encode('{"sub":"Müller"}')}.AA`, detail: undefined },
    { sentence: 'refuses a payload that is not UTF-8', token: `${head}.${encode(Buffer.from('{"sub":"Müller"}', 'latin1'))}.AA`, detail: payload },
    { sentence: 'refuses a header that is not UTF-8', token: `${encode(Buffer.from('{"alg":"ü"}', 'latin1'))}.${body}.AA`, detail: header },
    { sentence: 'R-050: refuses a header member that stands twice', token: `${encode('{"alg":"ES256","alg":"none"}')}.${body}.AA`, detail: header },
    { sentence: 'A-209: refuses a claim that stands twice', token: `${head}.${encode('{"sub":"u","s\\u0075b":"v"}')}.AA`, detail: payload },
  ];
  for (const { sentence, token, detail } of cases) {
    it(sentence, () => {
      assert.equal(detailOf(readToken(token)), detail);
    });
  }
});

describe('readTokenHeader', () => {
  const rules = {
    issuer: 'https://idp.example', audience: [], jwks: { maxAge: 1, cooldown: 1, maxStale: 1 }, algorithms: ['ES256'], tokenType: 'any', required: [], maxLifetime: 1, clockTolerance: 0,
  } as const;
  const kid = 'token-invalid: `kid` is not a string of 1 to 128 characters';
  const cases = [
    { sentence: 'takes a kid of 128 characters', header: { kid: 'x'.repeat(128) }, detail: undefined },
    { sentence: 'A-200: refuses a kid of 129 characters', header: { kid: 'x'.repeat(129) }, detail: kid },
    { sentence: 'A-200: refuses an empty kid', header: { kid: '' }, detail: kid },
    { sentence: 'A-200: refuses a kid that is a number', header: { kid: 1 }, detail: kid },
    { sentence: 'A-200: takes no kid', header: {}, detail: undefined },
    { sentence: 'R-042: refuses an algorithm that is not on the list', header: { alg: 'RS256' }, detail: 'token-invalid: `alg` is not one that is allowed for this issuer' },
    { sentence: 'R-044: refuses a place of keys', header: { jku: 'https://evil.example' }, detail: 'token-invalid: `jku` is not accepted in a header' },
  ];
  for (const { sentence, header, detail } of cases) {
    it(sentence, () => {
      assert.equal(detailOf(readTokenHeader({ alg: 'ES256', ...header }, rules)), detail);
    });
  }
});
