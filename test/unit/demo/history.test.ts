import assert from 'node:assert/strict';
import { patient, startedBackend } from './started-backend.ts';

describe('histories of the embedded backend', () => {
  const { backend, clock, ask, bundle, link, diagnostics } = startedBackend();
  const versionsOf = async (target: string): Promise<string> => ((await bundle(target)).entry ?? []).map(({ request }) => `${request?.method ?? ''} ${request?.url.replace('/_history/', ':') ?? ''}`).join(', ');

  it('list versions newest first, a deletion without a resource', async () => {
    backend().put(patient('a'));
    backend().put(patient('a', { active: true }));
    await ask('/Patient/a', { method: 'DELETE' });
    const { total, entry = [] } = await bundle('/Patient/a/_history');
    assert.equal(total, 3);
    assert.deepEqual(entry.map((each) => [each.resource?.meta.versionId, each.request?.method, each.request?.url, each.response?.status, each.response?.etag]), [
      [undefined, 'DELETE', 'Patient/a/_history/3', '200 OK', 'W/"3"'],
      ['2', 'PUT', 'Patient/a/_history/2', '200 OK', 'W/"2"'],
      ['1', 'POST', 'Patient/a/_history/1', '201 Created', 'W/"1"'],
    ]);
    assert.ok(entry.every(({ fullUrl }) => fullUrl === `${backend().url}/Patient/a`));
  });

  describe('of three versions, an hour apart', () => {
    beforeEach(() => {
      const start = clock.now;
      for (const active of [1, 2, 3]) {
        backend().put(patient('a', { active }));
        clock.now += 3_600_000;
      }
      clock.now = start;
    });

    const moments = [
      { query: '_since=2026-01-15T09:00:00Z', versions: '3 2' },
      { query: '_since=2026-01-15T09:00:00.001Z', versions: '3' },
      { query: '_since=2026-01-15T10:00:00%2B01:00', versions: '3 2' },
      { query: '_since=2030-01-01T00:00:00Z', versions: '' },
      { query: '_since=', versions: '3 2 1', total: 3 },
      { query: '_at=2026-01-15T08:30:00Z', versions: '1', sentence: 'which stood then' },
      { query: '_at=2026-01-15T09:00', versions: '2' },
      { query: '_at=ge2026-01-15T08:59Z', versions: '3 2 1', sentence: 'what stood when it began, and what was made since' },
      { query: '_at=2026-01-15', versions: '3 2 1' },
      { query: '_at=2025', versions: '' },
      { query: '_at=ge2026-01-15T09:30Z', versions: '3 2' },
      { query: '_at=gt2026-01-15T10:00:00.000Z', versions: '3' },
      { query: '_at=le2026-01-15T09:00:00.000Z', versions: '2 1' },
      { query: '_at=lt2026-01-15T09:00Z', versions: '1' },
      { query: '_at=ge2026-01-15T08:30Z&_at=lt2026-01-15T10:00Z', versions: '2 1' },
      { query: '_at=ne2020', versions: '' },
      { query: '_count=2', versions: '3 2', total: 3, next: '?_count=2&_offset=2' },
      { query: '_count=2&_offset=2', versions: '1', total: 3, previous: '?_count=2&_offset=0' },
      { query: '_count=1&_offset=1', versions: '2', total: 3, next: '?_count=1&_offset=2', previous: '?_count=1&_offset=0' },
      { query: '_offset=30', versions: '', total: 3, previous: '?_count=20&_offset=10' },
      { query: '_count=2&_since=2026-01-15T09:00:00Z', versions: '3 2', next: '?_count=2&_offset=2&_since=2026-01-15T09%3A00%3A00Z', sentence: 'where a full page promises more' },
      { query: '_count=x', versions: '3 2 1', total: 3, sentence: 'what is no number is taken no notice of' },
      { query: 'patient=b&_sort=_lastUpdated&nonsense=1', versions: '3 2 1', total: 3, sentence: 'nor are parameters that a history does not have' },
    ];
    for (const { query, versions, total, next, previous, sentence } of moments) {
      it(`with ${query} is ${versions === '' ? 'empty' : versions}${sentence === undefined ? '' : `: ${sentence}`}`, async () => {
        for (const place of ['/Patient/a/_history', ...(query.includes('_at=') ? [] : ['/Patient/_history', '/_history'])]) {
          const found = await bundle(`${place}?${query}`);
          assert.deepEqual([found.type, (found.entry ?? []).map(({ resource }) => resource?.meta.versionId).join(' '), found.total], ['history', versions, total], place);
          const under = (address: string | undefined): string | undefined => address && place + address;
          assert.deepEqual([link(found, 'next'), link(found, 'previous')], [under(next), under(previous)]);
        }
      });
    }

    const within = [
      { query: '_at=2026-01-15T08:30:00Z', versions: '' },
      { query: '_at=2026-01-15T09:00', versions: '2' },
      { query: '_at=ge2026-01-15T08:30Z', versions: '3 2' },
    ];
    for (const { query, versions } of within) {
      it(`of the type and the server with ${query} has only what was made then: ${versions || 'nothing'}`, async () => {
        for (const place of ['/Patient/_history', '/_history']) {
          assert.equal(((await bundle(`${place}?${query}`)).entry ?? []).map(({ resource }) => resource?.meta.versionId).join(' '), versions);
        }
      });
    }

    const refused = [
      { query: '_since=2030-01-01', says: /^HAPI-1885/ },
      { query: '_since=x', says: /^HAPI-1882/ },
      { query: '_at=x', says: /^HAPI-1940/ },
      { query: '_at=2026&_since=2026-01-15T09:00:00Z', says: /^HAPI-0553/ },
      { query: '_offset=x', says: /^HAPI-0461/ },
      { query: '_summary=true&_elements=id', says: /^HAPI-0304/ },
    ];
    for (const { query, says } of refused) {
      it(`with ${query} is 400`, async () => {
        for (const place of ['/Patient/a/_history', '/Patient/_history', '/_history']) {
          const reply = await ask(`${place}?${query}`);
          assert.equal(reply.status, 400);
          assert.match(await diagnostics(reply), says);
        }
      });
    }
  });

  it('of a type and of the server hold everything of everybody, deletions too, the last first', async () => {
    backend().put(patient('a'));
    backend().put({ resourceType: 'Basic', id: 'x' });
    backend().put(patient('b'));
    backend().put(patient('a'));
    await ask('/Patient/b', { method: 'DELETE' });
    const ofPatients = 'DELETE Patient/b:2, PUT Patient/a:2, POST Patient/b:1, POST Patient/a:1';
    assert.equal(await versionsOf('/Patient/_history'), ofPatients);
    assert.equal(await versionsOf('/_history'), ofPatients.replace(', POST Patient/a', ', POST Basic/x:1, POST Patient/a'));
    assert.equal(await versionsOf('/Basic/_history'), 'POST Basic/x:1');
    assert.deepEqual(await bundle('/Group/_history').then(({ total, entry }) => [total, entry]), [0, undefined]);
    const { entry = [], total } = await bundle('/_history?_count=1');
    assert.deepEqual([total, entry.length, entry[0]?.resource, entry[0]?.fullUrl], [5, 1, undefined, `${backend().url}/Patient/b`]);
  });

  it('are counted alone with `_count=0` and `_summary=count`', async () => {
    backend().put(patient('a'));
    for (const query of ['_count=0', '_summary=count']) {
      const { total, entry, link: links } = await bundle(`/Patient/_history?${query}`);
      assert.deepEqual([total, entry, links], [1, undefined, undefined]);
    }
  });

  it('answer HEAD, and no other method', async () => {
    backend().put(patient('a'));
    for (const place of ['/Patient/a/_history', '/Patient/_history', '/_history']) {
      const head = await ask(place, { method: 'HEAD' });
      assert.deepEqual([head.status, await head.text()], [200, '']);
      assert.match(head.headers.get('content-location') ?? '', /\/Bundle\//);
      assert.equal((await ask(place, { method: 'DELETE' })).status, 405);
    }
    assert.equal((await ask('/Nonsense/_history')).status, 404);
  });
});
