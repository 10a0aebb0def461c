import assert from 'node:assert/strict';
import { no, ok } from '../../../src/refusal.ts';
import { readConditional, readHeaders } from '../../../src/fhir/parse-headers.ts';
import type { Conditional } from '../../../src/fhir/conditional-read.ts';

describe('readConditional', () => {
  const date = 'Thu, 26 Nov 2026 01:40:13 GMT';
  const time = Date.parse('2026-11-26T01:40:13Z');
  const cases: readonly { readonly headers: readonly string[]; readonly is: Conditional | undefined | 'malformed' }[] = [
    { headers: [], is: undefined },
    { headers: ['If-None-Match', 'W/"1"'], is: { ifNoneMatch: ['1'] } },
    { headers: ['If-None-Match', '"1"'], is: { ifNoneMatch: ['1'] } },
    { headers: ['If-None-Match', 'W/"1", "2" ,\tW/"a,b"'], is: { ifNoneMatch: ['1', '2', 'a,b'] } },
    { headers: ['If-None-Match', ', "1",, "2",'], is: { ifNoneMatch: ['1', '2'] } },
    { headers: ['If-None-Match', '""'], is: { ifNoneMatch: [''] } },
    { headers: ['If-None-Match', '"\u00e4"'], is: { ifNoneMatch: ['\u00e4'] } },
    { headers: ['If-None-Match', ' * '], is: { ifNoneMatch: '*' } },
    ...['1', 'W/1', 'w/"1"', 'W/ "1"', '"1', '"1" "2"', '"1"; "2"', '*, "1"', '"a b"', '', ' ', ','].map((list) => ({ headers: ['If-None-Match', list], is: 'malformed' as const })),
    { headers: ['If-Modified-Since', date], is: { ifModifiedSince: time } },
    { headers: ['If-Modified-Since', '2026-11-26'], is: undefined },
    { headers: ['If-None-Match', 'W/"1"', 'If-Modified-Since', date], is: { ifNoneMatch: ['1'], ifModifiedSince: time } },
    { headers: ['If-None-Match', 'W/"1"', 'If-Modified-Since', 'yesterday'], is: { ifNoneMatch: ['1'] } },
    { headers: ['If-None-Match', 'yesterday', 'If-Modified-Since', date], is: 'malformed' },
  ];
  for (const { headers, is } of cases) {
    it(`reads ${JSON.stringify(headers)} as ${is === undefined ? 'no condition' : JSON.stringify(is)}`, () => {
      const read = readHeaders(headers);
      assert.ok(read.ok);
      assert.deepEqual(readConditional(read.value), is === 'malformed' ? no('header-malformed', { at: 'if-none-match' }) : ok(is));
    });
  }
});
