import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

/** What the load generator is told to do; `request` are the exact bytes of one request. `stall`: it stops reading for so many milliseconds once an answer has begun. */
export type LoadOrder = { readonly port: number; readonly request: string; readonly connections: number; readonly requests: number; readonly stall?: number };

/** Latencies in milliseconds, and the bytes of each body. */
export type LoadResult = { readonly p50: number; readonly p99: number; readonly perSecond: number; readonly bytes: number };

export type LoadReport = { readonly result: LoadResult } | { readonly failed: string };

type Run = { readonly order: LoadOrder; readonly bytes: Buffer; readonly latencies: Float64Array; sent: number; done: number; length: number };

const headEnd = Buffer.from('\r\n\r\n');

/** The length of a response's body, from its head: 200 with a Content-Length is what every party here answers. */
const lengthOf = (head: string): number => {
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) throw new Error(`unexpected answer: ${head.split('\r\n', 1).join('')}`);
  return Number(length);
};

const stall = (socket: Socket, milliseconds: number): void => {
  socket.pause();
  setTimeout(() => { socket.resume(); }, milliseconds);
};

/** One kept connection that asks, reads the answer to its end, and asks again, until the run's requests are used up. */
const ask = (run: Run): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port: run.order.port, host: '127.0.0.1', noDelay: true });
    let asked = 0;
    let head: Buffer = Buffer.alloc(0);
    let rest = -1;

    const next = (): void => {
      if (run.sent === run.order.requests) {
        socket.end();
        resolve();
        return;
      }
      run.sent += 1;
      asked = performance.now();
      socket.write(run.bytes);
    };
    const finish = (): void => {
      run.latencies[run.done] = performance.now() - asked;
      run.done += 1;
      rest = -1;
      next();
    };
    const take = (chunk: Buffer): void => {
      if (rest >= 0) rest -= chunk.length;
      else {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        const end = head.indexOf(headEnd);
        if (end < 0) return;
        run.length = lengthOf(head.toString('latin1', 0, end));
        rest = run.length - (head.length - end - headEnd.length);
        head = Buffer.alloc(0);
        if (run.order.stall !== undefined) stall(socket, run.order.stall);
      }
      if (rest < 0) throw new Error('more bytes than Content-Length says');
      if (rest === 0) finish();
    };
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    socket.on('connect', next);
    socket.on('error', fail);
    socket.on('close', () => { fail(new Error('the connection was closed before the answer ended')); });
    socket.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        fail(error);
      }
    });
  });

const runLoad = async (order: LoadOrder): Promise<LoadResult> => {
  const run: Run = { order, bytes: Buffer.from(order.request, 'latin1'), latencies: new Float64Array(order.requests), sent: 0, done: 0, length: 0 };
  const begun = performance.now();
  await Promise.all(Array.from({ length: order.connections }, () => ask(run)));
  const seconds = (performance.now() - begun) / 1000;
  const sorted = run.latencies.toSorted();
  const quantile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return { p50: quantile(0.5), p99: quantile(0.99), perSecond: order.requests / seconds, bytes: run.length };
};

// A process of its own, so that its time is nobody else's; it is told over the channel of `fork` and answers there.
process.on('message', (order: LoadOrder) => {
  const report = (answer: LoadReport): void => { process.send?.(answer); };
  runLoad(order).then((result) => { report({ result }); }, (error: unknown) => { report({ failed: error instanceof Error ? error.message : 'unknown' }); });
});
