import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeExchange, type Exchange } from '../../../src/shell/exchange.ts';

describe('exchange', () => {
  let server: Server;
  let exchange: Exchange;
  before(async () => {
    server = createServer((message, response) => {
      const size = Number(/\d+$/.exec(message.url ?? '')?.[0] ?? 0);
      response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
      response.write('"'.padEnd(size - 1, 'x'));
      response.end('"');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    exchange = makeExchange({ url: `http://127.0.0.1:${port}/fhir`, authorization: undefined, timeout: 2000, maxReply: 1000, connections: 1 }, () => 7);
  });
  after(async () => {
    await exchange.close();
    server.close();
  });

  it('takes a reply of exactly `maxReply` bytes', async () => {
    const reply = await exchange.exchange({ method: 'GET', path: 'Patient/1000' });
    assert.ok(reply.ok);
    assert.equal(reply.value.text?.length, 1000);
    assert.equal(exchange.answered(), 7);
  });

  it('refuses a larger one by its own name, passes nothing of it on, and goes on (A-188)', async () => {
    const reply = await exchange.exchange({ method: 'GET', path: 'Patient/1001' });
    assert.deepEqual(reply, { ok: false, refusal: { code: 'reply-too-large', detail: 'the reply is larger than backend.maxReply' } });
    assert.ok((await exchange.exchange({ method: 'GET', path: 'Patient/999' })).ok);
  });
});
