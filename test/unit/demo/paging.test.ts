import assert from 'node:assert/strict';
import type { Bundle } from './started-backend.ts';
import { patient, startedBackend } from './started-backend.ts';

describe('pages of the embedded backend', () => {
  const { backend, clock, ask, bundle, link, diagnostics } = startedBackend();

  beforeEach(() => {
    for (let number = 10; number < 40; number += 1) backend().put(patient(`p${number}`, { active: number < 20 }));
  });
  const idsOf = ({ entry = [] }: Bundle): readonly string[] => entry.map(({ resource }) => resource?.id ?? '');

  it('gives twenty at first, and the rest through a link that names neither type nor parameters', async () => {
    const first = await bundle('/Patient?_sort=_id');
    assert.deepEqual([first.total, idsOf(first).length, idsOf(first)[0]], [undefined, 20, 'p10']);
    const next = link(first, 'next') ?? '';
    assert.equal(next, `?_getpages=${first.id}&_getpagesoffset=20&_count=20&_bundletype=searchset`);
    const second = await bundle(next);
    assert.deepEqual([second.id, idsOf(second).length, idsOf(second)[0], link(second, 'next')], [first.id, 10, 'p30', undefined]);
    assert.equal(link(second, 'previous'), `?_getpages=${first.id}&_getpagesoffset=0&_count=20&_bundletype=searchset`);
    assert.equal(link(second, 'self'), next);
    assert.ok([...(first.entry ?? []), ...(second.entry ?? [])].every(({ search, fullUrl, resource }) => search?.mode === 'match' && fullUrl === `${backend().url}/Patient/${resource?.id ?? ''}`));
  });

  it('answers any offset and count of a search, as it was when it was made', async () => {
    const { id } = await bundle('/Patient?_sort=_id&_count=2');
    await ask('/Patient/p15', { method: 'DELETE' });
    assert.deepEqual(idsOf(await bundle(`?_getpages=${id}&_getpagesoffset=4&_count=3`)), ['p14', 'p15', 'p16']);
    assert.deepEqual(idsOf(await bundle(`?_getpages=${id}&_getpagesoffset=40`)), []);
  });

  it('prints the parameters of `self` sorted and encoded, and none of a form', async () => {
    assert.equal(link(await bundle('/Patient?active=true&_count=2&_elements=id'), 'self'), '/Patient?_count=2&_elements=id&active=true');
    const reply = await ask('/Patient/_search?_count=5', { method: 'POST', body: new URLSearchParams({ active: 'true' }) });
    const found = (await reply.json()) as Bundle;
    assert.deepEqual([link(found, 'self'), idsOf(found).length, found.total], ['/Patient/_search', 5, 10]);
  });

  const totals = [
    { query: '_count=50', total: 30 },
    { query: '_count=29', total: undefined },
    { query: '_count=29&_total=accurate', total: 30 },
    { query: '_count=5&active=true', total: 10, sentence: 'as HAPI fetches thirteen at once' },
    { query: '_count=5&active=true&_total=none', total: 10, sentence: 'which does not take it away' },
  ];
  for (const { query, total, sentence } of totals) {
    it(`gives ${total === undefined ? 'no total' : `the total ${total}`} with ${query}${sentence === undefined ? '' : `, ${sentence}`}`, async () => {
      assert.equal((await bundle(`/Patient?${query}`)).total, total);
    });
  }

  for (const query of ['_summary=count', '_count=0']) {
    it(`gives nothing but the total with ${query}`, async () => {
      const { total, link: links, entry } = await bundle(`/Patient?${query}`);
      assert.deepEqual([total, links, entry], [30, undefined, undefined]);
    });
  }

  it('forgets a search after an hour, and never knew another: 410', async () => {
    const start = clock.now;
    const { id } = await bundle('/Patient?_count=2');
    assert.equal((await ask(`?_getpages=${id}`)).status, 200);
    clock.now += 3_600_000;
    const late = await ask(`?_getpages=${id}`);
    clock.now = start;
    assert.equal(late.status, 410);
    assert.match(await diagnostics(late), /^HAPI-0417/);
    assert.equal((await ask('?_getpages=11111111-1111-1111-1111-111111111111')).status, 410);
  });

  it('caps a page at a thousand', async () => {
    for (let number = 0; number < 1000; number += 1) backend().put(patient(`q${number}`));
    assert.equal(idsOf(await bundle('/Patient?_count=5000')).length, 1000);
  });

  const offsets = [
    { query: '_offset=2&_count=2', ids: 'p12 p13', total: undefined, next: '_count=2&_offset=4', previous: '_count=2&_offset=0' },
    { query: '_offset=7&_count=3', ids: 'p17 p18 p19', total: undefined, previous: '_count=3&_offset=4', sentence: 'a full page is not known to be the last' },
    { query: '_offset=8&_count=3', ids: 'p18 p19', total: 10, previous: '_count=3&_offset=5' },
    { query: '_offset=40&_count=3', ids: '', total: 40, previous: '_count=3&_offset=37', sentence: 'HAPI takes the offset for a number of matches' },
    { query: '_offset=0&_count=20', ids: 'p10 p11 p12 p13 p14 p15 p16 p17 p18 p19', total: 10 },
    { query: '_offset=2&_count=2&_total=accurate', ids: 'p12 p13', total: 10, next: '_count=2&_offset=4', previous: '_count=2&_offset=0' },
  ];
  for (const { query, ids, total, next, previous, sentence } of offsets) {
    it(`goes on in plain sight with ${query}${sentence === undefined ? '' : `: ${sentence}`}`, async () => {
      const found = await bundle(`/Patient?active=true&_sort=_id&${query}`);
      const address = (pair: string | undefined): string | undefined => pair && `/Patient?${pair}&_sort=_id${query.includes('_total') ? '&_total=accurate' : ''}&active=true`;
      assert.deepEqual([idsOf(found).join(' '), found.total, link(found, 'next'), link(found, 'previous')], [ids, total, address(next), address(previous)]);
    });
  }

  it('goes on by GET also from a form with `_offset`', async () => {
    const reply = await ask('/Patient/_search?_count=2&_offset=2', { method: 'POST', body: new URLSearchParams({ active: 'true' }) });
    const found = (await reply.json()) as Bundle;
    assert.deepEqual([link(found, 'self'), link(found, 'next')], ['/Patient/_search', '/Patient/_search?_count=2&_offset=4&active=true']);
  });

  it('carries the format to the next page, and what is true of `_pretty`', async () => {
    const next = link(await bundle('/Patient?_count=2&_format=json&_pretty=true'), 'next') ?? '';
    assert.ok(next.endsWith('&_count=2&_format=json&_pretty=true&_bundletype=searchset'), next);
    assert.ok(link(await bundle('/Patient?_count=2&_pretty=false'), 'next')?.endsWith('&_count=2&_bundletype=searchset'));
  });

  it('takes the first of several counts, and no notice of `_type`, `_containedType` and totals that it does not know', async () => {
    assert.equal(idsOf(await bundle('/Patient?_count=2&_count=3')).length, 2);
    assert.equal((await bundle('/Patient?active=true&_type=Observation&_containedType=container&_contained=false&_total=nonsense')).total, 10);
  });
});
