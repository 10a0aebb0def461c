import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Fault } from './faults.ts';
import type { Answer } from './responses.ts';

const head = ({ status, headers }: Answer, response: ServerResponse, length?: number): ServerResponse =>
  response.writeHead(status, length === undefined || status === 304 ? headers : { ...headers, 'Content-Length': length });

const sendHalf = (answer: Answer, response: ServerResponse, then: () => void): void => {
  const bytes = Buffer.from(answer.body);
  head(answer, response, bytes.length).write(bytes.subarray(0, bytes.length >> 1), then);
};

const chunkBytes = 65_536;

const padded = function* (body: string | Buffer, bytes: number): Generator<string | Buffer> {
  yield body;
  for (let sent = 0; sent < bytes; sent += chunkBytes) yield ' '.repeat(Math.min(chunkBytes, bytes - sent));
};

/** Writes an answer, or does to it what a fault of delivery says. Rejects if the client leaves while much is being sent. */
export const deliver = async (answer: Answer, response: ServerResponse, fault: Fault | undefined): Promise<void> => {
  switch (fault?.kind) {
    case 'drop':
      response.destroy();
      return;
    case 'stall':
      if (fault.at === 'middle') sendHalf(answer, response, () => undefined);
      return;
    case 'cut':
      sendHalf(answer, response, () => response.destroy());
      return;
    case 'oversize':
      await pipeline(Readable.from(padded(answer.body, fault.bytes ?? 12 * 1024 * 1024)), head(answer, response));
      return;
    default:
      head(answer, response, Buffer.byteLength(answer.body)).end(answer.body);
  }
};
