import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Answer } from '../../../src/ports.ts';
import { replyAnswer, type ReplySettings } from '../../../src/shell/reply.ts';

const settings: ReplySettings = { realm: 'https://gw.example/fhir', allowOrigin: () => undefined, corsMaxAge: 0, hsts: false };
const long = JSON.stringify({ resourceType: 'Bundle', text: 'ä'.repeat(2000) });

type Got = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly bytes: Buffer };

describe('replyAnswer', () => {
  let server: Server;
  let answer: Answer;
  let answered: Promise<void>;
  let port: number;
  before(async () => {
    server = createServer((message, response) => {
      answered = new Promise((resolve) => { response.once('close', resolve); });
      if (message.url === '/gone') {
        replyAnswer(response, { requestId: 'r', origin: undefined, acceptEncoding: 'gzip', settings }, answer, false);
        message.socket.destroy();
        return;
      }
      replyAnswer(response, { requestId: 'r', origin: undefined, acceptEncoding: message.headers['accept-encoding'], settings }, answer, message.method === 'HEAD');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => { answer = { status: 200, body: long, etag: 'W/"1"' }; });
  after(() => server.close());

  const ask = async (method: string, path: string, acceptEncoding: string | undefined): Promise<Got> => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers: acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding } }).end();
    const [response] = await once(sent, 'response') as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) };
  };

  it('encodes a long answer for a client that takes gzip, with its exact length', async () => {
    const { headers, bytes } = await ask('GET', '/', 'gzip, deflate');
    assert.deepEqual([headers['content-encoding'], headers['content-length'], headers['vary'], headers['etag']], ['gzip', String(bytes.length), 'Authorization, Origin, Accept-Encoding', 'W/"1"']);
    assert.equal(gunzipSync(bytes).toString(), long);
    assert.ok(bytes.length < long.length / 10);
  });

  it('leaves it as it is for a client that does not, and says that it depends', async () => {
    for (const header of [undefined, 'identity', 'gzip;q=0']) {
      const { headers, bytes } = await ask('GET', '/', header);
      assert.deepEqual([headers['content-encoding'], headers['content-length'], headers['vary']], [undefined, String(Buffer.byteLength(long)), 'Authorization, Origin, Accept-Encoding']);
      assert.equal(bytes.toString(), long);
    }
  });

  it('answers HEAD with the headers of GET and nothing else', async () => {
    for (const header of ['gzip', 'identity']) {
      const [get, head] = [await ask('GET', '/', header), await ask('HEAD', '/', header)];
      assert.deepEqual({ ...head.headers, date: '' }, { ...get.headers, date: '' });
      assert.equal(head.bytes.length, 0);
    }
  });

  it('does not encode what is short', async () => {
    answer = { status: 200, body: `"${'x'.repeat(1021)}"` };
    assert.equal((await ask('GET', '/', 'gzip')).headers['content-encoding'], undefined);
    answer = { status: 200, body: `"${'x'.repeat(1022)}"` };
    assert.equal((await ask('GET', '/', 'gzip')).headers['content-encoding'], 'gzip');
  });

  it('makes a strong tag weak where it encodes, as the bytes are others', async () => {
    answer = { status: 200, body: long, etag: '"1"' };
    assert.deepEqual([(await ask('GET', '/', 'gzip')).headers['etag'], (await ask('GET', '/', 'identity')).headers['etag']], ['W/"1"', '"1"']);
  });

  it('gives 304 and 204 neither content nor length (RFC 9110 section 8.6)', async () => {
    for (const status of [304, 204]) {
      answer = { status, etag: 'W/"1"', lastModified: 'Thu, 26 Nov 2026 01:40:13 GMT' };
      const { status: got, headers, bytes } = await ask('GET', '/', 'gzip');
      assert.deepEqual([got, headers['content-length'], headers['content-type'], headers['content-encoding'], headers['etag'], bytes.length], [status, undefined, undefined, undefined, 'W/"1"', 0]);
    }
  });

  it('gives an answer without a body the length 0', async () => {
    answer = { status: 201, location: 'https://gw.example/fhir/Patient/1/_history/1' };
    assert.equal((await ask('GET', '/', 'gzip')).headers['content-length'], '0');
  });

  it('writes nothing to a client that has gone', async () => {
    await assert.rejects(ask('GET', '/gone', 'gzip'));
    await answered;
    assert.equal((await ask('GET', '/', 'gzip')).status, 200);
  });
});
