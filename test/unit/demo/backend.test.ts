import assert from 'node:assert/strict';
import { get as httpGet } from 'node:http';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';
import { owners, seed } from '../../support/crossing-data.ts';

const fhir = 'application/fhir+json';
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

type Bundle = {
  readonly id: string;
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource?: { readonly id: string; readonly meta: { readonly versionId: string } };
    readonly request?: { readonly method: string; readonly url: string };
    readonly response?: { readonly status: string; readonly etag: string };
    readonly search?: { readonly mode: string };
  }[];
};

describe('startBackend', () => {
  let backend: Backend;
  let time = Date.UTC(2026, 0, 15, 8);

  beforeEach(async () => {
    backend = await startBackend({ port: 0, now: () => time });
  });
  afterEach(() => backend.close());

  type Ask = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };
  const ask = (target: string, init: Ask = {}): Promise<Response> => fetch(`${backend.url}${target}`, { redirect: 'manual', ...init, headers: { accept: fhir, ...init.headers } });
  const write = (method: 'POST' | 'PUT', target: string, body: string | object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    ask(target, { method, body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': fhir, ...headers } });
  const bundle = async (target: string): Promise<Bundle> => (await (await ask(target)).json()) as Bundle;
  const link = ({ link: links = [] }: Bundle, relation: string): string | undefined => links.find((each) => each.relation === relation)?.url.slice(backend.url.length);
  const diagnostics = async (response: Response): Promise<string> => {
    const { resourceType, issue } = (await response.json()) as { resourceType: string; issue: readonly { diagnostics: string }[] };
    assert.deepEqual([resourceType, response.headers.get('content-type')], ['OperationOutcome', 'application/fhir+json;charset=utf-8']);
    return issue[0]?.diagnostics ?? '';
  };
  const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

  describe('on its address', () => {
    it('serves loopback alone, and says when a port is taken', async () => {
      await assert.rejects(startBackend({ host: '0.0.0.0', port: 0 }), /loopback addresses only/);
      await assert.rejects(startBackend({ port: backend.port }), { message: `port \`${backend.port}\` on \`127.0.0.1\` is taken` });
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
      assert.deepEqual(backend.exchanges.map(({ method, path, query, headers, body }) => [method, path, query, headers['x-mark'], body]), [
        ['GET', '/fhir/Patient', '_id=a', '1', ''],
        ['POST', '/fhir/Patient/_search', '', undefined, '_id=a'],
      ]);
      backend.exchanges.length = 0;
      await ask('/metadata');
      assert.deepEqual(backend.exchanges.map(({ path }) => path), ['/fhir/metadata']);
    });
  });

  describe('put and load', () => {
    it('stores without asking where references lead, under a random id if there is none', () => {
      const stored = backend.put({ resourceType: 'Observation', subject: { reference: 'Patient/nobody' } });
      assert.match(stored.id, new RegExp(`^${uuid}$`));
      assert.deepEqual([stored.type, stored.versionId, backend.size()], ['Observation', 1, 1]);
      backend.load(['{"resourceType":"Basic","id":"a"}', '{"resourceType":"Basic","id":"b"}']);
      assert.equal(backend.size(), 3);
    });

    for (const text of ['{', '{"id":"a"}', '{"resourceType":"Nonsense"}', '[]']) {
      it(`throws at ${text}`, () => {
        assert.throws(() => backend.put(text), /^Error: a resource to store is/);
      });
    }
  });

  it('takes the crossing data, by the same requests as HAPI', async () => {
    await seed(backend.url);
    assert.equal(backend.size(), Object.keys(owners).length);
    assert.match(await (await ask('/Observation/a2')).text(), /"valueDecimal":0\.123456789012345678901234567890\}[^]*"value":123456789012345678\.901234567890,/);
  });

  describe('read, vread and history', () => {
    it('answers a read with the version\'s headers', async () => {
      backend.put(patient('a'));
      const reply = await ask('/Patient/a');
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('content-type'), 'application/fhir+json;charset=utf-8');
      assert.equal(reply.headers.get('etag'), 'W/"1"');
      assert.equal(reply.headers.get('last-modified'), 'Thu, 15 Jan 2026 08:00:00 GMT');
      assert.equal(reply.headers.get('content-location'), `${backend.url}/Patient/a/_history/1`);
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
      backend.put(patient('a'));
      const [own, elsewhere] = [`${backend.url}/Patient/a`, 'http://elsewhere.example.org/fhir/Patient/a'];
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
      { target: '', status: 400, says: /^HAPI-0446/, location: false },
    ];
    for (const { target, status, says, location } of absences) {
      it(`answers ${status} to GET ${target === '' ? 'the base' : target}`, async () => {
        backend.put(patient('gone'));
        await ask('/Patient/gone', { method: 'DELETE' });
        const reply = await ask(target);
        assert.equal(reply.status, status);
        assert.match(await diagnostics(reply), says);
        assert.equal(reply.headers.get('location'), location ? `${backend.url}/Patient/gone/_history/2` : null);
        assert.equal((await ask('/Patient/gone/_history/1')).status, 200);
      });
    }

    it('answers 304 to If-None-Match on whatever exists', async () => {
      backend.put(patient('a'));
      const reply = await ask('/Patient/a', { headers: { 'if-none-match': 'W/"9"' } });
      assert.deepEqual([reply.status, reply.headers.get('etag')], [304, null]);
    });

    it('lists versions newest first, a deletion without a resource', async () => {
      backend.put(patient('a'));
      backend.put(patient('a', { active: true }));
      await ask('/Patient/a', { method: 'DELETE' });
      const { total, entry = [] } = await bundle('/Patient/a/_history');
      assert.equal(total, 3);
      assert.deepEqual(entry.map((each) => [each.resource?.meta.versionId, each.request?.method, each.request?.url, each.response?.status, each.response?.etag]), [
        [undefined, 'DELETE', 'Patient/a/_history/3', '200 OK', 'W/"3"'],
        ['2', 'PUT', 'Patient/a/_history/2', '200 OK', 'W/"2"'],
        ['1', 'POST', 'Patient/a/_history/1', '201 Created', 'W/"1"'],
      ]);
      assert.ok(entry.every(({ fullUrl }) => fullUrl === `${backend.url}/Patient/a`));
    });

    const moments = [
      { query: '_since=2026-01-15T09:00:00Z', versions: ['3', '2'] },
      { query: '_since=2026-01-15T09:00:00.001Z', versions: ['3'] },
      { query: '_since=2030-01-01T00:00:00Z', versions: [] },
      { query: '_at=2026-01-15T08:30:00Z', versions: ['1'] },
      { query: '_at=2026-01-15T09:00', versions: ['2'] },
      { query: '_at=2026-01-15', versions: ['3', '2', '1'] },
      { query: '_at=2025', versions: [] },
      { query: '_count=2', versions: ['3', '2'], next: '/Patient/a/_history?_count=2&_offset=2' },
      { query: '_count=2&_offset=2', versions: ['1'], previous: '/Patient/a/_history?_count=2&_offset=0' },
    ];
    for (const { query, versions, next, previous } of moments) {
      it(`gives of a history with ${query} the versions ${versions.join(', ') || 'that are not'}`, async () => {
        const start = time;
        for (const active of [1, 2, 3]) {
          backend.put(patient('a', { active }));
          time += 3_600_000;
        }
        time = start;
        const found = await bundle(`/Patient/a/_history?${query}`);
        assert.deepEqual((found.entry ?? []).map(({ resource }) => resource?.meta.versionId), versions);
        assert.deepEqual([link(found, 'next'), link(found, 'previous')], [next, previous]);
      });
    }

    for (const query of ['_since=2030-01-01', '_since=x', '_at=x', '_count=x', '_count=-1', '_sort=_lastUpdated']) {
      it(`answers 400 to a history with ${query}`, async () => {
        backend.put(patient('a'));
        assert.equal((await ask(`/Patient/a/_history?${query}`)).status, 400);
      });
    }
  });

  describe('writes', () => {
    it('creates under an id of its own, with Location', async () => {
      const reply = await write('POST', '/Patient', patient('mine'));
      const { id } = (await reply.json()) as { id: string };
      assert.equal(reply.status, 201);
      assert.match(id, new RegExp(`^${uuid}$`));
      assert.equal(reply.headers.get('location'), `${backend.url}/Patient/${id}/_history/1`);
      assert.equal(reply.headers.get('content-location'), reply.headers.get('location'));
      assert.equal(reply.headers.get('etag'), 'W/"1"');
    });

    it('answers a PUT with Content-Location and no Location: 201, then 200, and 201 for what comes back', async () => {
      const statuses: number[] = [];
      for (const active of [true, false]) statuses.push((await write('PUT', '/Patient/a', patient('a', { active }))).status);
      await ask('/Patient/a', { method: 'DELETE' });
      const reply = await write('PUT', '/Patient/a', patient('a'));
      assert.deepEqual([...statuses, reply.status], [201, 200, 201]);
      assert.deepEqual([reply.headers.get('content-location'), reply.headers.get('location')], [`${backend.url}/Patient/a/_history/4`, null]);
    });

    it('answers as Prefer says', async () => {
      const minimal = await write('POST', '/Patient', patient('a'), { prefer: 'return=minimal' });
      assert.deepEqual([minimal.status, await minimal.text(), minimal.headers.get('content-type'), minimal.headers.get('content-length')], [201, '', null, '0']);
      const told = await write('POST', '/Patient', patient('a'), { prefer: 'return=OperationOutcome' });
      assert.match(await diagnostics(told), /^wrote `Patient\//);
    });

    const matches = [
      { sentence: 'the current version', match: 'W/"2"', status: 200 },
      { sentence: 'a stale version', match: 'W/"1"', status: 409 },
      { sentence: 'a version to come', match: 'W/"3"', status: 409 },
    ];
    for (const { sentence, match, status } of matches) {
      it(`answers ${status} to an update with If-Match of ${sentence}`, async () => {
        backend.put(patient('a'));
        backend.put(patient('a', { active: true }));
        assert.equal((await write('PUT', '/Patient/a', patient('a'), { 'if-match': match })).status, status);
        assert.equal((await write('PUT', '/Patient/new', patient('new'), { 'if-match': match })).status, 201);
      });
    }

    const bad = [
      { sentence: 'no JSON', target: '/Patient/a', body: '{', says: /^HAPI-1861/ },
      { sentence: 'a duplicate member', target: '/Patient/a', body: '{"resourceType":"Patient","id":"a","id":"b"}', says: /^HAPI-1861/ },
      { sentence: 'another type', target: '/Patient/a', body: { resourceType: 'Group', id: 'a' }, says: /^HAPI-0450/ },
      { sentence: 'another id', target: '/Patient/a', body: patient('b'), says: /^HAPI-0420/ },
      { sentence: 'no id', target: '/Patient/a', body: { resourceType: 'Patient' }, says: /^HAPI-0419/ },
      { sentence: 'no FHIR id', target: '/Patient/a_b', body: patient('a_b'), says: /^HAPI-0521/ },
      { sentence: 'another media type', target: '/Patient/a', body: patient('a'), type: 'application/fhir+xml', says: /^HAPI-0449/ },
    ];
    for (const { sentence, target, body, type = fhir, says } of bad) {
      it(`answers 400 to a body with ${sentence}`, async () => {
        const reply = await write('PUT', target, body, { 'content-type': type });
        assert.equal(reply.status, 400);
        assert.match(await diagnostics(reply), says);
        assert.equal(backend.size(), 0);
      });
    }

    const absentSubject = { resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/nobody' } };
    const references = [
      { sentence: 'to what is there', body: { ...absentSubject, subject: { reference: 'Patient/here' } }, status: 201 },
      { sentence: 'to what is not there', body: absentSubject, status: 400 },
      { sentence: 'to what was deleted', body: { ...absentSubject, subject: { reference: 'Patient/gone' } }, status: 400 },
      { sentence: 'to what is contained, elsewhere or named by identifier only', body: { ...absentSubject, subject: { reference: '#p' }, focus: [{ reference: 'http://e.org/Patient/1' }, { identifier: { value: '1' } }] }, status: 201 },
      { sentence: 'to what is not there, from an element that nothing indexes', body: { ...absentSubject, subject: undefined, extension: [{ url: 'x', valueReference: { reference: 'Patient/nobody' } }] }, status: 201 },
      { sentence: 'of a Binary\'s securityContext to what is not there', body: { resourceType: 'Binary', id: 'o', contentType: 'text/plain', securityContext: { reference: 'Patient/nobody' } }, status: 201 },
      { sentence: 'of a resource to itself', body: patient('o', { link: [{ other: { reference: 'Patient/o' }, type: 'seealso' }] }), status: 201 },
    ];
    for (const { sentence, body, status } of references) {
      it(`answers ${status} to a reference ${sentence}`, async () => {
        backend.put(patient('here'));
        backend.put(patient('gone'));
        await ask('/Patient/gone', { method: 'DELETE' });
        const reply = await write('PUT', `/${body.resourceType}/o`, body);
        assert.equal(reply.status, status);
        if (status === 400) assert.match(await diagnostics(reply), /^HAPI-1094: Resource Patient\/(?:nobody|gone) not found, specified in path: Observation\./);
      });
    }

    it('lets references lead anywhere without integrity', async () => {
      const loose = await startBackend({ port: 0, integrity: false });
      const reply = await fetch(`${loose.url}/Observation/o`, { method: 'PUT', body: JSON.stringify(absentSubject), headers: { 'content-type': fhir } });
      assert.equal(reply.status, 201);
      await loose.close();
    });

    it('deletes with 200, once and again, but not what something refers to', async () => {
      backend.put(patient('a'));
      backend.put({ resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/a' } });
      const refused = await ask('/Patient/a', { method: 'DELETE' });
      assert.equal(refused.status, 409);
      assert.match(await diagnostics(refused), /^HAPI-0550: .*Observation\/o$/);
      for (const target of ['/Observation/o', '/Observation/o', '/Patient/a', '/Patient/never']) {
        const reply = await ask(target, { method: 'DELETE', headers: { 'if-match': 'W/"9"' } });
        assert.equal(reply.status, 200, target);
        await diagnostics(reply);
      }
      assert.equal(backend.size(), 0);
      assert.equal((await bundle('/Observation?subject=Patient/a')).total, 0);
    });

    it('answers 405 to a method that the path does not take', async () => {
      for (const [method, target] of [['PATCH', '/Patient/a'], ['DELETE', '/Patient'], ['POST', '/Patient/a'], ['DELETE', '/Patient/a/_history/1']] as const) {
        assert.equal((await ask(target, { method })).status, 405, `${method} ${target}`);
      }
    });
  });

  describe('Binary', () => {
    beforeEach(() => {
      backend.put({ resourceType: 'Binary', id: 'b', contentType: 'text/csv', securityContext: { reference: 'Patient/a' }, data: btoa('1,2') });
    });

    const answers = [
      { sentence: 'the resource', target: '/Binary/b', accept: fhir, type: 'application/fhir+json;charset=utf-8', body: /^\{"resourceType":"Binary".*"data":"MSwy"\}$/ },
      { sentence: 'its securityContext alone', target: '/Binary/b?_elements=securityContext', accept: fhir, type: 'application/fhir+json;charset=utf-8', body: /^\{"resourceType":"Binary","id":"b","meta":\{.*"SUBSETTED".*\},"securityContext":\{"reference":"Patient\/a"\}\}$/ },
      { sentence: 'its content to `*/*`, `_elements` or not', target: '/Binary/b?_elements=securityContext', accept: '*/*', type: 'text/csv', body: /^1,2$/ },
      { sentence: 'its content to its own media type, of a version too', target: '/Binary/b/_history/1', accept: 'text/csv', type: 'text/csv', body: /^1,2$/ },
      { sentence: 'its content even to `application/json`', target: '/Binary/b', accept: 'application/json', type: 'text/csv', body: /^1,2$/ },
    ];
    for (const { sentence, target, accept, type, body } of answers) {
      it(`gives ${sentence}`, async () => {
        const reply = await ask(target, { headers: { accept } });
        assert.deepEqual([reply.status, reply.headers.get('content-type'), reply.headers.get('etag')], [200, type, 'W/"1"']);
        assert.match(await reply.text(), body);
      });
    }

    it('never sends a media type that is no header', async () => {
      backend.put({ resourceType: 'Binary', id: 'c', contentType: 'text/plain\r\nx-evil: 1', data: '' });
      assert.equal((await ask('/Binary/c', { headers: { accept: '*/*' } })).headers.get('content-type'), 'application/octet-stream');
    });
  });

  describe('paging', () => {
    beforeEach(() => {
      for (let number = 10; number < 40; number += 1) backend.put(patient(`p${number}`, { active: number < 20 }));
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
      assert.ok([...(first.entry ?? []), ...(second.entry ?? [])].every(({ search, fullUrl, resource }) => search?.mode === 'match' && fullUrl === `${backend.url}/Patient/${resource?.id ?? ''}`));
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
      const start = time;
      const { id } = await bundle('/Patient?_count=2');
      assert.equal((await ask(`?_getpages=${id}`)).status, 200);
      time += 3_600_000;
      const late = await ask(`?_getpages=${id}`);
      time = start;
      assert.equal(late.status, 410);
      assert.match(await diagnostics(late), /^HAPI-0417/);
      assert.equal((await ask('?_getpages=11111111-1111-1111-1111-111111111111')).status, 410);
    });

    it('caps a page at a thousand', async () => {
      for (let number = 0; number < 1000; number += 1) backend.put(patient(`q${number}`));
      assert.equal(idsOf(await bundle('/Patient?_count=5000')).length, 1000);
    });
  });

  it('describes itself', async () => {
    const { fhirVersion, rest } = (await (await ask('/metadata')).json()) as { fhirVersion: string; rest: readonly { resource: readonly { type: string; searchParam: readonly { name: string; type: string }[] }[] }[] };
    assert.equal(fhirVersion, '4.0.1');
    const params = rest[0]?.resource.find(({ type }) => type === 'Observation')?.searchParam ?? [];
    assert.deepEqual(params.find(({ name }) => name === 'patient'), { name: 'patient', type: 'reference' });
    assert.ok(!params.some(({ type }) => type === 'composite'));
  });

  describe('told to misbehave', () => {
    const foreign = '{"resourceType":"Patient","id":"foreign"}';
    beforeEach(() => {
      backend.put(patient('a', { text: { div: 'x'.repeat(1000) } }));
    });

    it('does so once, for what it is told for, or until cleared', async () => {
      backend.faults.once({ kind: 'status', status: 500 }, ({ path }) => path.endsWith('/Patient/a'));
      assert.deepEqual([(await ask('/metadata')).status, (await ask('/Patient/a')).status, (await ask('/Patient/a')).status], [200, 500, 200]);
      backend.faults.always({ kind: 'status', status: 429, headers: { 'Retry-After': '7' } });
      for (const target of ['/Patient/a', '/metadata']) {
        const reply = await ask(target);
        assert.deepEqual([reply.status, reply.headers.get('retry-after')], [429, '7']);
      }
      backend.faults.clear();
      assert.equal((await ask('/Patient/a')).status, 200);
    });

    for (const query of ['_id=a', '_id=none']) {
      it(`leaks a foreign entry into a searchset of ${query}`, async () => {
        backend.faults.once({ kind: 'leak', resource: foreign });
        const [entry] = (await bundle(`/Patient?${query}`)).entry ?? [];
        assert.deepEqual([entry?.fullUrl, entry?.resource?.id, entry?.search?.mode], [`${backend.url}/Patient/foreign`, 'foreign', 'match']);
      });
    }

    it('answers with another resource', async () => {
      backend.faults.once({ kind: 'swap', resource: foreign });
      assert.equal(await (await ask('/Patient/never')).text(), foreign);
    });

    it('sends JSON that ends half way, well framed', async () => {
      backend.faults.once({ kind: 'truncate' });
      await assert.rejects((await ask('/Patient/a')).json(), SyntaxError);
    });

    it('sends what is no JSON, and a page for people', async () => {
      backend.faults.once({ kind: 'not-json' });
      await assert.rejects((await ask('/Patient/a')).json(), SyntaxError);
      backend.faults.once({ kind: 'html' });
      assert.equal((await ask('/Patient/a')).headers.get('content-type'), 'text/html;charset=utf-8');
    });

    it('says one thing twice', async () => {
      backend.faults.once({ kind: 'duplicate-key' });
      assert.equal((await (await ask('/Patient/a')).text()).split('"resourceType"').length, 3);
    });

    it('redirects', async () => {
      backend.faults.once({ kind: 'redirect', to: 'http://127.0.0.1:1/fhir/Patient/b' });
      const reply = await ask('/Patient/a');
      assert.deepEqual([reply.status, reply.headers.get('location')], [302, 'http://127.0.0.1:1/fhir/Patient/b']);
    });

    it('sends more than anybody should hold, and outlives a client that leaves', async () => {
      backend.faults.always({ kind: 'oversize' });
      const reply = await ask('/Patient/a');
      assert.equal(reply.headers.get('content-length'), null);
      assert.ok((await reply.text()).length > 10 * 1024 * 1024);
      await (await ask('/Patient/a')).body?.cancel();
      backend.faults.clear();
      assert.equal((await ask('/Patient/a')).status, 200);
    });

    it('closes half way through an announced length', async () => {
      backend.faults.once({ kind: 'cut' });
      const seen = await new Promise<readonly [announced: number, received: number, complete: boolean]>((resolve) => {
        httpGet(`${backend.url}/Patient/a`, (response) => {
          let received = 0;
          response.on('data', (chunk: Buffer) => (received += chunk.length));
          response.on('error', () => undefined);
          response.on('close', () => { resolve([Number(response.headers['content-length']), received, response.complete]); });
        });
      });
      assert.ok(seen[1] > 0 && seen[1] < seen[0] && !seen[2]);
    });

    it('drops the connection', async () => {
      backend.faults.once({ kind: 'drop' });
      await assert.rejects(ask('/Patient/a'));
    });

    for (const at of ['start', 'middle'] as const) {
      it(`stalls at the ${at}`, async () => {
        backend.faults.once({ kind: 'stall', at });
        await assert.rejects(ask('/Patient/a', { signal: AbortSignal.timeout(60) }).then((reply) => reply.text()), { name: 'TimeoutError' });
      });
    }
  });
});
