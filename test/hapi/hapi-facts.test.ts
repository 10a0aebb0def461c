import assert from 'node:assert/strict';
import { seed } from '../support/crossing-data.ts';
import { startHapi } from './hapi-server.ts';
import type { Hapi } from './hapi-server.ts';

type Bundle = {
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource?: { readonly subject?: { readonly reference: string } };
    readonly request?: { readonly method: string; readonly url: string };
    readonly response?: { readonly status: string; readonly etag: string };
  }[];
};

// docs/hapi-notes.md: what the gateway counts on; a newer HAPI that answers otherwise shows here first.
describe('HAPI FHIR', () => {
  let hapi: Hapi;
  const get = (target: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${hapi.url}${target}`, { headers: { accept: 'application/fhir+json', ...headers } });
  const bundle = async (target: string): Promise<Bundle> => (await (await get(target)).json()) as Bundle;
  const link = ({ link: links = [] }: Bundle, relation: string): string | undefined => links.find((each) => each.relation === relation)?.url;

  before(async () => {
    hapi = await startHapi();
    await seed(hapi.url);
  });
  after(() => hapi.stop());

  it('keeps the digits of decimals', async () => {
    assert.match(await (await get('/Observation/a1')).text(), /"value":1\.00,/);
    assert.match(await (await get('/Observation/a2')).text(), /"valueDecimal":0\.123456789012345678901234567890\}.*"value":123456789012345678\.901234567890,/);
  });

  it('lists versions of every owner, newest first, and a deletion without a resource', async () => {
    const moved = await bundle('/Observation/moved/_history');
    assert.deepEqual(moved.entry?.map(({ resource, request, response }) => [resource?.subject?.reference, request?.method, request?.url, response?.status]), [
      ['Patient/A', 'PUT', 'Observation/moved/_history/2', '200 OK'],
      ['Patient/B', 'POST', 'Observation/moved/_history/1', '201 Created'],
    ]);
    const [deletion] = (await bundle('/Observation/deleted-a/_history')).entry ?? [];
    assert.deepEqual(deletion, {
      fullUrl: `${hapi.url}/Observation/deleted-a`,
      request: { method: 'DELETE', url: 'Observation/deleted-a/_history/2' },
      response: { status: '200 OK', etag: 'W/"2"' },
    });
  });

  it('pages a history by offset, in the instance\'s own path', async () => {
    const first = await bundle('/Observation/moved/_history?_count=1');
    assert.equal(first.total, 2);
    assert.equal(link(first, 'next'), `${hapi.url}/Observation/moved/_history?_count=1&_offset=1`);
  });

  it('pages a search by a cursor that names neither type nor owner', async () => {
    const first = await bundle('/Observation?patient=Patient/A&_count=2');
    assert.equal(link(first, 'self'), `${hapi.url}/Observation?_count=2&patient=Patient%2FA`);
    const next = link(first, 'next') ?? '';
    assert.match(next.slice(hapi.url.length), /^\?_getpages=[0-9a-f-]{36}&_getpagesoffset=2&_count=2&_bundletype=searchset$/);
    assert.equal((await bundle(next.slice(hapi.url.length))).entry?.length, 2);
  });

  it('takes a form of more than 3 kB', async () => {
    const absent = Array.from({ length: 300 }, (_, index) => `Patient/absent${index}`);
    const body = new URLSearchParams({ patient: [...absent, 'Patient/A'].join(), _count: '50' });
    assert.ok(body.toString().length > 3000);
    const reply = await fetch(`${hapi.url}/Observation/_search`, { method: 'POST', body, headers: { accept: 'application/fhir+json' } });
    const found = (await reply.json()) as Bundle;
    assert.deepEqual([reply.status, found.total, link(found, 'self')], [200, 7, `${hapi.url}/Observation/_search`]);
  });

  it('finds a patient by `_id`, bare and with its type', async () => {
    for (const id of ['A', 'Patient/A']) assert.deepEqual((await bundle(`/Patient?_id=${id}`)).entry?.map((each) => each.fullUrl), [`${hapi.url}/Patient/A`]);
  });

  const statuses = [
    { sentence: 'a deleted resource', target: '/Observation/deleted-a', status: 410 },
    { sentence: 'the version that was its deletion', target: '/Observation/deleted-a/_history/2', status: 410 },
    { sentence: 'the version before its deletion', target: '/Observation/deleted-a/_history/1', status: 200 },
    { sentence: 'an absent resource', target: '/Observation/absent', status: 404 },
    { sentence: 'an unknown version', target: '/Observation/a1/_history/9', status: 404 },
    { sentence: 'a search in a compartment', target: '/Patient/A/Observation', status: 400 },
    { sentence: 'an unknown cursor', target: '?_getpages=11111111-1111-1111-1111-111111111111&_getpagesoffset=2&_count=2&_bundletype=searchset', status: 410 },
  ];
  for (const { sentence, target, status } of statuses) {
    it(`answers ${status} to ${sentence}`, async () => {
      assert.equal((await get(target)).status, status);
    });
  }

  const binaries = [
    { sentence: 'its securityContext alone', target: '/Binary/bin-a?_elements=securityContext', accept: 'application/fhir+json', type: 'application/fhir+json;charset=utf-8', data: false },
    { sentence: 'the whole resource', target: '/Binary/bin-a', accept: 'application/fhir+json', type: 'application/fhir+json;charset=utf-8', data: true },
    { sentence: 'raw content to `*/*`, `_elements` or not', target: '/Binary/bin-a?_elements=securityContext', accept: '*/*', type: 'application/pdf', data: false },
    { sentence: 'raw content even to `application/json`', target: '/Binary/bin-a', accept: 'application/json', type: 'application/pdf', data: false },
  ];
  for (const { sentence, target, accept, type, data } of binaries) {
    it(`gives of a Binary ${sentence}`, async () => {
      const reply = await get(target, { accept });
      assert.deepEqual([reply.headers.get('content-type'), reply.headers.get('x-security-context')], [type, 'Patient/A']);
      assert.equal((await reply.text()).includes('"data":'), data);
    });
  }

  it('makes its own base from the Host header, so the gateway never passes the client\'s', async () => {
    const { hostname } = new URL(hapi.url);
    assert.equal(hostname, '127.0.0.1');
    const [entry] = (await bundle('/Observation?_id=a1')).entry ?? [];
    assert.equal(entry?.fullUrl, `${hapi.url}/Observation/a1`);
    const byName = (await (await fetch(`${hapi.url.replace(hostname, 'localhost')}/Observation?_id=a1`)).json()) as Bundle;
    assert.equal(byName.entry?.[0]?.fullUrl, `${hapi.url.replace(hostname, 'localhost')}/Observation/a1`);
  });
});
