import assert from 'node:assert/strict';
import { startBackend } from '../../../src/demo/backend.ts';
import { parsePath } from '../../../src/fhir/element-path.ts';
import type { SearchParam } from '../../../src/fhir/search-param.ts';
import { searchParamNames, searchParamOf } from '../../../src/fhir/search-param.ts';
import { owners, seed } from '../../support/crossing-data.ts';
import { idsOf } from './search-data.ts';
import type { Bundle } from './started-backend.ts';
import { fhir, patient, startedBackend, uuid } from './started-backend.ts';

type Capabilities = {
  readonly fhirVersion: string;
  readonly rest: readonly {
    readonly resource: readonly { readonly type: string; readonly searchInclude: readonly string[]; readonly searchParam: readonly { readonly name: string; readonly type: string }[] }[];
    readonly interaction: readonly { readonly code: string }[];
  }[];
};

describe('startBackend', () => {
  const { backend, ask, write, diagnostics } = startedBackend();

  describe('on its address', () => {
    it('serves loopback alone, and says when a port is taken', async () => {
      await assert.rejects(startBackend({ host: '0.0.0.0', port: 0 }), /loopback addresses only/);
      await assert.rejects(startBackend({ port: backend().port }), { message: `port \`${backend().port}\` on \`127.0.0.1\` is taken` });
    });

    it('serves below the base path that it is given, and takes its base from the Host header', async () => {
      const other = await startBackend({ port: 0, basePath: '/r4' });
      other.put(patient('a'));
      assert.match(other.url, /^http:\/\/127\.0\.0\.1:\d+\/r4$/);
      const named = await fetch(`http://localhost:${other.port}/r4/Patient?_id=a`);
      assert.equal(((await named.json()) as Bundle).entry?.[0]?.fullUrl, `http://localhost:${other.port}/r4/Patient/a`);
      assert.equal((await fetch(`http://localhost:${other.port}/fhir/Patient/a`)).status, 404);
      await other.close();
    });

    it('keeps a log of what it received, which a test may empty', async () => {
      await ask('/Patient?_id=a', { headers: { 'x-mark': '1' } });
      await ask('/Patient/_search', { method: 'POST', body: new URLSearchParams({ _id: 'a' }) });
      assert.deepEqual(backend().exchanges.map(({ method, path, query, headers, body }) => [method, path, query, headers['x-mark'], body]), [
        ['GET', '/fhir/Patient', '_id=a', '1', ''],
        ['POST', '/fhir/Patient/_search', '', undefined, '_id=a'],
      ]);
      backend().exchanges.length = 0;
      await ask('/metadata');
      assert.deepEqual(backend().exchanges.map(({ path }) => path), ['/fhir/metadata']);
    });
  });

  describe('put and load', () => {
    it('stores without asking where references lead, under a random id if there is none', () => {
      const stored = backend().put({ resourceType: 'Observation', subject: { reference: 'Patient/nobody' } });
      assert.match(stored.id, new RegExp(`^${uuid}$`));
      assert.deepEqual([stored.type, stored.versionId, backend().size()], ['Observation', 1, 1]);
      backend().load(['{"resourceType":"Basic","id":"a"}', '{"resourceType":"Basic","id":"b"}']);
      assert.equal(backend().size(), 3);
    });

    for (const text of ['{', '{"id":"a"}', '{"resourceType":"Nonsense"}', '[]']) {
      it(`throws at ${text}`, () => {
        assert.throws(() => backend().put(text), /^Error: a resource to store is/);
      });
    }
  });

  it('takes the crossing data, by the same requests as HAPI', async () => {
    await seed(backend().url);
    assert.equal(backend().size(), Object.keys(owners).length);
    assert.match(await (await ask('/Observation/a2')).text(), /"valueDecimal":0\.123456789012345678901234567890\}[^]*"value":123456789012345678\.901234567890,/);
  });

  describe('read, vread and history', () => {
    it('answers a read with the version\'s headers', async () => {
      backend().put(patient('a'));
      const reply = await ask('/Patient/a');
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('content-type'), 'application/fhir+json;charset=utf-8');
      assert.equal(reply.headers.get('etag'), 'W/"1"');
      assert.equal(reply.headers.get('last-modified'), 'Thu, 15 Jan 2026 08:00:00 GMT');
      assert.equal(reply.headers.get('content-location'), `${backend().url}/Patient/a/_history/1`);
      assert.equal(reply.headers.get('location'), null);
    });

    const laidIn = [
      { sentence: 'no meta', submitted: '{ "resourceType":"Basic",\n "id":"x", "n":1.00 }', stored: '{ "resourceType":"Basic",\n "id":"x",META, "n":1.00 }' },
      { sentence: 'an empty meta', submitted: '{"resourceType":"Basic","id":"x","meta":{}}', stored: '{"resourceType":"Basic","id":"x",META}' },
      {
        sentence: 'a meta of its own',
        submitted: '{"id":"x","meta":{"profile":["p"],"versionId":"7"},"resourceType":"Basic"}',
        stored: '{"id":"x","meta":{"lastUpdated":"2026-01-15T08:00:00.000+00:00","profile":["p"],"versionId":"1"},"resourceType":"Basic"}',
      },
      { sentence: 'escapes and long numbers', submitted: '{"resourceType":"Basic","id":"x","t":"Gr\\u00f6\\/","n":[1e3,-0.0]}', stored: '{"resourceType":"Basic","id":"x",META,"t":"Gr\\u00f6\\/","n":[1e3,-0.0]}' },
    ];
    for (const { sentence, submitted, stored } of laidIn) {
      it(`lays id, version and time into ${sentence}, and leaves all other bytes`, async () => {
        assert.equal((await write('PUT', '/Basic/x', submitted)).status, 201);
        const meta = '"meta":{"versionId":"1","lastUpdated":"2026-01-15T08:00:00.000+00:00"}';
        assert.equal(await (await ask('/Basic/x')).text(), stored.replace('META', meta));
      });
    }

    it('makes references on its own base relative, as HAPI does, and leaves those elsewhere', async () => {
      backend().put(patient('a'));
      const [own, elsewhere] = [`${backend().url}/Patient/a`, 'http://elsewhere.example.org/fhir/Patient/a'];
      await write('PUT', '/Observation/o', { resourceType: 'Observation', id: 'o', subject: { reference: own }, focus: [{ reference: elsewhere }], note: [{ text: own }] });
      const { subject, focus, note } = (await (await ask('/Observation/o')).json()) as Record<string, unknown>;
      assert.deepEqual([subject, focus, note], [{ reference: 'Patient/a' }, [{ reference: elsewhere }], [{ text: own }]]);
    });

    const absences = [
      { target: '/Patient/never', status: 404, says: /^HAPI-2001: Resource Patient\/never is not known$/, location: false },
      { target: '/Patient/never/_history/1', status: 404, says: /^HAPI-2001/, location: false },
      { target: '/Patient/never/_history', status: 404, says: /^HAPI-2001/, location: false },
      { target: '/Patient/gone/_history/9', status: 404, says: /^HAPI-0979: Version "9" is not valid/, location: false },
      { target: '/Patient/gone', status: 410, says: /^Resource was deleted at 2026-/, location: true },
      { target: '/Patient/gone/_history/2', status: 410, says: /^Resource was deleted at 2026-/, location: true },
      { target: '/Patients/a', status: 404, says: /Unknown resource type 'Patients'/, location: false },
      { target: '/Patient/gone/Observation', status: 400, says: /^HAPI-0446/, location: false },
      { target: '/Patient/%E0', status: 400, says: /percent-encoded/, location: false },
      { target: '', status: 400, says: /^HAPI-0287/, location: false },
      { target: '?_type=Patient', status: 400, says: /^HAPI-0287/, location: false },
      { target: '?patient=a', status: 400, says: /^HAPI-0287/, location: false },
      { target: '/_search?_type=Patient', status: 404, says: /^HAPI-0302/, location: false },
      { target: '/Patient,Observation?_id=a', status: 404, says: /^HAPI-0302/, location: false },
    ];
    for (const { target, status, says, location } of absences) {
      it(`answers ${status} to GET ${target === '' ? 'the base' : target}`, async () => {
        backend().put(patient('gone'));
        await ask('/Patient/gone', { method: 'DELETE' });
        const reply = await ask(target);
        assert.equal(reply.status, status);
        assert.match(await diagnostics(reply), says);
        assert.equal(reply.headers.get('location'), location ? `${backend().url}/Patient/gone/_history/2` : null);
        assert.equal((await ask('/Patient/gone/_history/1')).status, 200);
      });
    }

    it('answers 304 to If-None-Match on whatever exists', async () => {
      backend().put(patient('a'));
      const reply = await ask('/Patient/a', { headers: { 'if-none-match': 'W/"9"' } });
      assert.deepEqual([reply.status, reply.headers.get('etag')], [304, null]);
    });
  });

  it('describes itself', async () => {
    const { fhirVersion, rest } = (await (await ask('/metadata')).json()) as Capabilities;
    assert.equal(fhirVersion, '4.0.1');
    const { searchParam = [], searchInclude } = rest[0]?.resource.find(({ type }) => type === 'Observation') ?? {};
    assert.deepEqual(searchParam.find(({ name }) => name === 'patient'), { name: 'patient', type: 'reference' });
    assert.deepEqual(searchParam.find(({ name }) => name === 'code-value-quantity'), { name: 'code-value-quantity', type: 'composite' });
    assert.deepEqual([rest[0]?.interaction, searchInclude], [[{ code: 'history-system' }], ['*']]);
  });

  it('knows the search parameters that it is told of, wherever it looks one up, and none besides', async () => {
    const friend: SearchParam = { name: 'friend', kind: 'reference', paths: [parsePath('extension[url=urn:friend].valueReference')], targets: ['Patient'], components: [], single: false, opaque: false };
    const told = await startBackend({
      port: 0,
      searchParamOf: (type, name) => (type === 'Patient' ? (name === 'friend' ? friend : name === 'link' ? undefined : searchParamOf(type, name)) : searchParamOf(type, name)),
      searchParamNames: (type) => [...searchParamNames(type), ...(type === 'Patient' ? ['friend'] : [])],
    });
    told.put(patient('a', { name: [{ family: 'One' }], link: [{ other: { reference: 'Patient/c' } }] }));
    told.put(patient('b', { extension: [{ url: 'urn:friend', valueReference: { reference: 'Patient/a' } }], link: [{ other: { reference: 'Patient/c' } }] }));
    told.put(patient('c'));
    const found = async (query: string): Promise<string> => idsOf(await fetch(`${told.url}/Patient?${query}`));
    assert.equal(await found('friend=a'), 'b');
    assert.equal(await found('friend.family=one'), 'b');
    assert.equal(await found('_has:Patient:friend:_id=b'), 'a');
    assert.equal(await found('friend:missing=true&_sort=-friend'), 'a c');
    for (const include of ['_include=Patient:friend', '_include=*']) assert.equal(await found(`_id=b&${include}`), 'b a', include);
    assert.equal(await found('_id=a&_revinclude=*'), 'a b');
    assert.equal(await found('_id=c&_revinclude=*'), 'c');
    assert.match(await (await fetch(`${told.url}/metadata`)).text(), /"name":"friend"/);
    const lost = await fetch(`${told.url}/Patient/d`, { method: 'PUT', headers: { 'content-type': fhir }, body: JSON.stringify(patient('d', { extension: [{ url: 'urn:friend', valueReference: { reference: 'Patient/nobody' } }] })) });
    assert.deepEqual([lost.status, (await fetch(`${told.url}/Patient?link=c`)).status], [400, 400]);
    await told.close();
  });
});
