import assert from 'node:assert/strict';
import { acceptsGzip } from '../../../src/shell/accepts-gzip.ts';

describe('acceptsGzip', () => {
  const yes = ['gzip', 'GZIP', 'x-gzip', 'deflate, gzip;q=1.0, *;q=0.5', 'br , gzip ; q=0.001', '*', '*;q=0.1', 'gzip;q=0.5, identity;q=0.5', 'identity;q=0, gzip;q=0.1', 'gzip, *;q=0'];
  const no = [undefined, '', ' ', 'identity', 'br, deflate', 'gzip;q=0', 'gzip;q=0.000', 'gzip;q=0, *', '*;q=0', 'identity, gzip;q=0.5', 'gzip;q=x', 'gzip;q=', 'gzip;x=1', 'gzipped', 'identity;q=1, *;q=0'];
  for (const header of [...yes, ...no]) {
    it(`says ${yes.includes(header ?? '-') ? 'yes' : 'no'} to \`${header ?? 'nothing'}\` (RFC 9110 section 12.5.3)`, () => { assert.equal(acceptsGzip(header), yes.includes(header ?? '-')); });
  }
});
