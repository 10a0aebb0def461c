import assert from 'node:assert/strict';
import { fhir, startedBackend } from './started-backend.ts';

describe('Binary of the embedded backend', () => {
  const { backend, ask } = startedBackend();

  beforeEach(() => {
    backend().put({ resourceType: 'Binary', id: 'b', contentType: 'text/csv', securityContext: { reference: 'Patient/a' }, data: btoa('1,2') });
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
    backend().put({ resourceType: 'Binary', id: 'c', contentType: 'text/plain\r\nx-evil: 1', data: '' });
    assert.equal((await ask('/Binary/c', { headers: { accept: '*/*' } })).headers.get('content-type'), 'application/octet-stream');
  });
});
