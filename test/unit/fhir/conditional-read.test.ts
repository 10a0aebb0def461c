import assert from 'node:assert/strict';
import { isNotModified, type Conditional } from '../../../src/fhir/conditional-read.ts';

const at = (text: string): number => Date.parse(text);
const answer = { etag: 'W/"7"', lastModified: 'Thu, 26 Nov 2026 01:40:13 GMT' };

describe('isNotModified', () => {
  const cases: readonly { readonly says: string; readonly conditional: Conditional; readonly answer?: Parameters<typeof isNotModified>[1]; readonly is: boolean }[] = [
    { says: 'the tag that the client has', conditional: { ifNoneMatch: ['7'] }, is: true },
    { says: 'one of the tags', conditional: { ifNoneMatch: ['6', '7'] }, is: true },
    { says: 'another tag', conditional: { ifNoneMatch: ['8'] }, is: false },
    { says: 'a strong tag of the answer, compared weakly', conditional: { ifNoneMatch: ['7'] }, answer: { etag: '"7"' }, is: true },
    { says: 'any tag', conditional: { ifNoneMatch: '*' }, is: true },
    { says: 'any tag, of an answer without one', conditional: { ifNoneMatch: '*' }, answer: {}, is: true },
    { says: 'a tag, of an answer without one', conditional: { ifNoneMatch: ['7'] }, answer: {}, is: false },
    { says: 'an empty tag, of an answer without one', conditional: { ifNoneMatch: [''] }, answer: {}, is: false },
    { says: 'a tag, of an answer whose tag is none', conditional: { ifNoneMatch: ['7'] }, answer: { etag: '7' }, is: false },
    { says: 'the same second', conditional: { ifModifiedSince: at('2026-11-26T01:40:13Z') }, is: true },
    { says: 'a later time', conditional: { ifModifiedSince: at('2026-11-26T01:40:14Z') }, is: true },
    { says: 'an earlier time', conditional: { ifModifiedSince: at('2026-11-26T01:40:12Z') }, is: false },
    { says: 'a time, of an answer without one', conditional: { ifModifiedSince: at('2026-11-26T01:40:13Z') }, answer: { etag: 'W/"7"' }, is: false },
    { says: 'a time, of an answer whose time is none', conditional: { ifModifiedSince: at('2026-11-26T01:40:13Z') }, answer: { lastModified: '2026-11-26' }, is: false },
    { says: 'another tag, and a later time that does not count', conditional: { ifNoneMatch: ['6'], ifModifiedSince: at('2030-01-01T00:00:00Z') }, is: false },
    { says: 'the tag, and an earlier time that does not count', conditional: { ifNoneMatch: ['7'], ifModifiedSince: at('2000-01-01T00:00:00Z') }, is: true },
    { says: 'nothing', conditional: {}, is: false },
  ];
  for (const { says, conditional, answer: given = answer, is } of cases) {
    it(`${is ? 'holds' : 'does not hold'} for ${says} (A-047, R-172)`, () => { assert.equal(isNotModified(conditional, given), is); });
  }
});
