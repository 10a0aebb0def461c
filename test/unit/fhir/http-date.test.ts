import assert from 'node:assert/strict';
import { parseHttpDate } from '../../../src/fhir/http-date.ts';

describe('parseHttpDate', () => {
  const cases: readonly { readonly text: string; readonly is: string | undefined }[] = [
    { text: 'Sun, 06 Nov 1994 08:49:37 GMT', is: '1994-11-06T08:49:37.000Z' },
    { text: 'Sunday, 06-Nov-94 08:49:37 GMT', is: '1994-11-06T08:49:37.000Z' },
    { text: 'Sun Nov  6 08:49:37 1994', is: '1994-11-06T08:49:37.000Z' },
    { text: 'Sun Nov 16 08:49:37 1994', is: '1994-11-16T08:49:37.000Z' },
    { text: 'Thursday, 26-Nov-26 00:00:00 GMT', is: '2026-11-26T00:00:00.000Z' },
    { text: 'Thu, 29 Feb 2024 23:59:60 GMT', is: '2024-03-01T00:00:00.000Z' },
    { text: 'Thu, 29 Feb 2023 00:00:00 GMT', is: undefined },
    { text: 'Sun, 06 Foo 1994 08:49:37 GMT', is: undefined },
    { text: 'Sun, 00 Nov 1994 08:49:37 GMT', is: undefined },
    { text: 'Sun, 06 Nov 1994 24:00:00 GMT', is: undefined },
    { text: 'Sun, 06 Nov 1994 08:60:00 GMT', is: undefined },
    { text: 'Sun, 06 Nov 1994 08:49:61 GMT', is: undefined },
    { text: 'Sun, 6 Nov 1994 08:49:37 GMT', is: undefined },
    { text: 'Sun, 06 Nov 1994 08:49:37 CET', is: undefined },
    { text: 'sun, 06 nov 1994 08:49:37 gmt', is: undefined },
    { text: 'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT', is: undefined },
    { text: '1994-11-06T08:49:37Z', is: undefined },
    { text: '784111777', is: undefined },
    { text: '', is: undefined },
  ];
  for (const { text, is } of cases) {
    it(`reads \`${text}\` as ${is ?? 'no date'}`, () => {
      assert.equal(parseHttpDate(text), is === undefined ? undefined : Date.parse(is));
    });
  }
});
