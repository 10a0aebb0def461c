import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answersOf } from './answers.ts';

// The FHIR server of the bench, a process of its own: prepared bytes for what the bench asks.
const block = Buffer.alloc(65_536, 'x');

/** Writes so many bytes, never more at once than the socket takes. */
const stream = (response: ServerResponse, bytes: number): void => {
  let rest = bytes;
  const write = (): void => {
    while (rest > 0) {
      const some = Math.min(rest, block.length);
      rest -= some;
      if (!response.write(block.subarray(0, some))) {
        response.once('drain', write);
        return;
      }
    }
    response.end();
  };
  write();
};

const server = createServer();
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const answer = answersOf(`http://127.0.0.1:${port}/fhir`);
  server.on('request', ({ url = '' }, response) => {
    const found = answer(url);
    if ('bytes' in found) {
      response.writeHead(200, ['Content-Type', 'application/pdf', 'Content-Length', String(found.bytes)]);
      stream(response, found.bytes);
      return;
    }
    response.writeHead(found.status, [
      'Content-Type', 'application/fhir+json;charset=utf-8',
      'Last-Modified', 'Wed, 14 Jan 2026 09:30:11 GMT',
      'Content-Length', String(found.body.length),
    ]);
    response.end(found.body);
  });
  process.stdout.write(`static backend on port ${port}\n`);
});
