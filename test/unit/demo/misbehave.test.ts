import assert from 'node:assert/strict';
import { get as httpGet } from 'node:http';
import type { Bundle } from './started-backend.ts';
import { patient, startedBackend } from './started-backend.ts';

describe('the embedded backend told to misbehave', () => {
  const { backend, ask, bundle, link } = startedBackend();

  const foreign = '{"resourceType":"Patient","id":"foreign"}';
  beforeEach(() => {
    backend().put(patient('a', { text: { div: 'x'.repeat(1000) } }));
  });

  it('does so once, for what it is told for, or until cleared', async () => {
    backend().faults.once({ kind: 'status', status: 500 }, ({ path }) => path.endsWith('/Patient/a'));
    assert.deepEqual([(await ask('/metadata')).status, (await ask('/Patient/a')).status, (await ask('/Patient/a')).status], [200, 500, 200]);
    backend().faults.always({ kind: 'status', status: 429, headers: { 'Retry-After': '7' } });
    for (const target of ['/Patient/a', '/metadata']) {
      const reply = await ask(target);
      assert.deepEqual([reply.status, reply.headers.get('retry-after')], [429, '7']);
    }
    backend().faults.clear();
    assert.equal((await ask('/Patient/a')).status, 200);
  });

  for (const query of ['_id=a', '_id=none']) {
    it(`leaks a foreign entry into a searchset of ${query}`, async () => {
      backend().faults.once({ kind: 'leak', resource: foreign });
      const [entry] = (await bundle(`/Patient?${query}`)).entry ?? [];
      assert.deepEqual([entry?.fullUrl, entry?.resource?.id, entry?.search?.mode], [`${backend().url}/Patient/foreign`, 'foreign', 'match']);
    });
  }

  it('answers with another resource', async () => {
    backend().faults.once({ kind: 'swap', resource: foreign });
    assert.equal(await (await ask('/Patient/never')).text(), foreign);
  });

  it('sends JSON that ends half way, well framed', async () => {
    backend().faults.once({ kind: 'truncate' });
    await assert.rejects((await ask('/Patient/a')).json(), SyntaxError);
  });

  it('sends what is no JSON, and a page for people', async () => {
    backend().faults.once({ kind: 'not-json' });
    await assert.rejects((await ask('/Patient/a')).json(), SyntaxError);
    backend().faults.once({ kind: 'html' });
    assert.equal((await ask('/Patient/a')).headers.get('content-type'), 'text/html;charset=utf-8');
  });

  it('says one thing twice', async () => {
    backend().faults.once({ kind: 'duplicate-key' });
    assert.equal((await (await ask('/Patient/a')).text()).split('"resourceType"').length, 3);
  });

  it('redirects', async () => {
    backend().faults.once({ kind: 'redirect', to: 'http://127.0.0.1:1/fhir/Patient/b' });
    const reply = await ask('/Patient/a');
    assert.deepEqual([reply.status, reply.headers.get('location')], [302, 'http://127.0.0.1:1/fhir/Patient/b']);
  });

  it('sends more than anybody should hold, and outlives a client that leaves', async () => {
    backend().faults.always({ kind: 'oversize' });
    const reply = await ask('/Patient/a');
    assert.equal(reply.headers.get('content-length'), null);
    assert.ok((await reply.text()).length > 10 * 1024 * 1024);
    await (await ask('/Patient/a')).body?.cancel();
    backend().faults.clear();
    assert.equal((await ask('/Patient/a')).status, 200);
  });

  it('closes half way through an announced length', async () => {
    backend().faults.once({ kind: 'cut' });
    const seen = await new Promise<readonly [announced: number, received: number, complete: boolean]>((resolve) => {
      httpGet(`${backend().url}/Patient/a`, (response) => {
        let received = 0;
        response.on('data', (chunk: Buffer) => (received += chunk.length));
        response.on('error', () => undefined);
        response.on('close', () => { resolve([Number(response.headers['content-length']), received, response.complete]); });
      });
    });
    assert.ok(seen[1] > 0 && seen[1] < seen[0] && !seen[2]);
  });

  it('drops the connection', async () => {
    backend().faults.once({ kind: 'drop' });
    await assert.rejects(ask('/Patient/a'));
  });

  for (const at of ['start', 'middle'] as const) {
    it(`stalls at the ${at}`, async () => {
      backend().faults.once({ kind: 'stall', at });
      await assert.rejects(ask('/Patient/a', { signal: AbortSignal.timeout(60) }).then((reply) => reply.text()), { name: 'TimeoutError' });
    });
  }

  const leaks = [
    { mode: 'include', resource: foreign, fullUrl: '/Patient/foreign' },
    { mode: 'match', resource: '{"resourceType":"Practitioner","id":"other"}', fullUrl: '/Practitioner/other' },
    { mode: 'outcome', resource: '{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"informational","diagnostics":"Patient/foreign was left out"}]}', fullUrl: undefined },
  ] as const;
  for (const { mode, resource, fullUrl } of leaks) {
    it(`leaks ${resource.slice(17, 33)}… as ${mode}`, async () => {
      backend().faults.once({ kind: 'leak', resource, mode });
      const { entry = [] } = await bundle('/Patient?_id=a');
      assert.deepEqual([entry.length, entry[0]?.resource, entry[0]?.search?.mode, entry[0]?.fullUrl], [2, JSON.parse(resource), mode, fullUrl && backend().url + fullUrl]);
    });
  }

  it('gives a Bundle of another type', async () => {
    backend().faults.once({ kind: 'bundle-type', type: 'collection' });
    assert.deepEqual([(await bundle('/Patient?_id=a')).type, (await bundle('/Patient?_id=a')).type], ['collection', 'searchset']);
    backend().faults.once({ kind: 'bundle-type', type: 'searchset' });
    assert.equal((await bundle('/Patient/a/_history')).type, 'searchset');
  });

  for (const query of ['_id=a', '_count=1', '_summary=count']) {
    it(`sends ${query} on to another host`, async () => {
      backend().put(patient('b'));
      const url = 'http://elsewhere.example.org/fhir?_getpages=1';
      backend().faults.once({ kind: 'next-link', url });
      const { link: links = [] } = await bundle(`/Patient?${query}`);
      assert.deepEqual(links.filter(({ relation }) => relation === 'next'), [{ relation: 'next', url }]);
      assert.equal(link({ id: '', type: '', meta: {}, link: links }, 'self'), query === '_summary=count' ? undefined : `/Patient?${query}`);
    });
  }

  it('answers in XML', async () => {
    backend().faults.once({ kind: 'xml' });
    const reply = await ask('/Patient/a');
    assert.deepEqual([reply.status, reply.headers.get('content-type'), await reply.text()], [200, 'application/fhir+xml;charset=utf-8', '<Patient xmlns="http://hl7.org/fhir"></Patient>']);
  });

  it('compresses what nobody wanted compressed', async () => {
    backend().faults.once({ kind: 'gzip' });
    const reply = await ask('/Patient/a', { headers: { 'accept-encoding': 'identity' } });
    assert.equal(reply.headers.get('content-encoding'), 'gzip');
    assert.equal(((await reply.json()) as { id: string }).id, 'a');
  });

  const ignored = [
    { param: '_id', query: '_id=a' },
    { param: 'link', query: 'link=Patient/a' },
    { param: 'link', query: 'link.family=x' },
    { param: 'family', query: 'family:exact=x' },
    { param: '_has', query: '_has:Observation:patient:code=x' },
  ];
  for (const { param, query } of ignored) {
    it(`answers everyone's to ${query}, taking no notice of ${param}`, async () => {
      backend().put(patient('b'));
      backend().faults.always({ kind: 'ignore', param });
      assert.equal((await bundle(`/Patient?${query}&gender:missing=true`)).total, 2);
      const form = await ask('/Patient/_search', { method: 'POST', body: new URLSearchParams(query) });
      assert.equal(((await form.json()) as Bundle).total, 2);
      assert.equal(backend().exchanges[0]?.query, `${query}&gender:missing=true`, 'the log has what was sent');
      backend().faults.clear();
      assert.ok(((await bundle(`/Patient?${query}`)).total ?? 0) < 2);
    });
  }
});
