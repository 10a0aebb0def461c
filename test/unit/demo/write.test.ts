import assert from 'node:assert/strict';
import { startBackend } from '../../../src/demo/backend.ts';
import { fhir, patient, startedBackend, uuid } from './started-backend.ts';

describe('writes to the embedded backend', () => {
  const { backend, ask, write, bundle, diagnostics } = startedBackend();

  it('creates under an id of its own, with Location', async () => {
    const reply = await write('POST', '/Patient', patient('mine'));
    const { id } = (await reply.json()) as { id: string };
    assert.equal(reply.status, 201);
    assert.match(id, new RegExp(`^${uuid}$`));
    assert.equal(reply.headers.get('location'), `${backend().url}/Patient/${id}/_history/1`);
    assert.equal(reply.headers.get('content-location'), reply.headers.get('location'));
    assert.equal(reply.headers.get('etag'), 'W/"1"');
  });

  it('answers a PUT with Content-Location and no Location: 201, then 200, and 201 for what comes back', async () => {
    const statuses: number[] = [];
    for (const active of [true, false]) statuses.push((await write('PUT', '/Patient/a', patient('a', { active }))).status);
    await ask('/Patient/a', { method: 'DELETE' });
    const reply = await write('PUT', '/Patient/a', patient('a'));
    assert.deepEqual([...statuses, reply.status], [201, 200, 201]);
    assert.deepEqual([reply.headers.get('content-location'), reply.headers.get('location')], [`${backend().url}/Patient/a/_history/4`, null]);
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
      backend().put(patient('a'));
      backend().put(patient('a', { active: true }));
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
      assert.equal(backend().size(), 0);
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
      backend().put(patient('here'));
      backend().put(patient('gone'));
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
    backend().put(patient('a'));
    backend().put({ resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/a' } });
    const refused = await ask('/Patient/a', { method: 'DELETE' });
    assert.equal(refused.status, 409);
    assert.match(await diagnostics(refused), /^HAPI-0550: .*Observation\/o$/);
    for (const target of ['/Observation/o', '/Observation/o', '/Patient/a', '/Patient/never']) {
      const reply = await ask(target, { method: 'DELETE', headers: { 'if-match': 'W/"9"' } });
      assert.equal(reply.status, 200, target);
      await diagnostics(reply);
    }
    assert.equal(backend().size(), 0);
    assert.equal((await bundle('/Observation?subject=Patient/a')).total, 0);
  });

  it('answers 405 to a method that the path does not take', async () => {
    for (const [method, target] of [['PATCH', '/Patient/a'], ['DELETE', '/Patient'], ['POST', '/Patient/a'], ['DELETE', '/Patient/a/_history/1']] as const) {
      assert.equal((await ask(target, { method })).status, 405, `${method} ${target}`);
    }
  });
});
