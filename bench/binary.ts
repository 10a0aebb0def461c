import { setTimeout as wait } from 'node:timers/promises';
import { firstAnswer } from './first-answer.ts';
import type { Party } from './parties.ts';
import type { LoadProcess } from './start-load.ts';
import { forgetPeak, peakOf, residentOf, usageOf } from './usage-of.ts';
import { requestOf } from './works.ts';

/** Bytes of the content that is streamed. */
export const binaryBytes = 100_000_000;

/** How it is asked for: so many at once, so many in all; `stall`: clients that stop reading for so many milliseconds in the middle. */
type Way = { readonly name: string; readonly connections: number; readonly requests: number; readonly stall?: number };

/** The ways, from the mildest to the worst. */
export const ways: readonly Way[] = [
  { name: 'one after the other', connections: 1, requests: 3 },
  { name: '8 at once', connections: 8, requests: 8 },
  { name: '8 at once, readers stall 1 s', connections: 8, requests: 8, stall: 1000 },
];

/** `before`: resident memory of a process that has streamed nothing but small content; `peak`: the most while it streamed; both in bytes. `cpu`: microseconds a request. */
export type Streamed = { readonly party: string; readonly way: string; readonly repeat: number; readonly before: number; readonly peak: number; readonly cpu: number };

// Reads of small content, so that what is loaded, compiled and connected once is not taken for what a stream holds.
const rehearsals = 300;

/** Streams a Binary of 100 MB through a fresh process of a party in every way. */
export const streamBinary = async (load: LoadProcess, { name, start }: Party, token: string, how: { readonly repeat: number; readonly share: number }): Promise<readonly Streamed[]> => {
  const child = await start();
  try {
    const ask = (id: string, way: Omit<Way, 'name'>) => load.run({ port: child.port, request: requestOf(`Binary/${id}`, token, 'application/pdf'), ...way });
    await firstAnswer(child, 'Binary/small', token);
    await ask('small', { connections: 8, requests: Math.ceil(rehearsals * how.share) });
    await wait(500 * how.share);
    const before = residentOf(child.pid);
    const streamed: Streamed[] = [];
    for (const { name: way, connections, requests, stall } of ways) {
      const some = Math.ceil(requests * how.share);
      forgetPeak(child.pid);
      const { cpu } = usageOf(child.pid);
      const { bytes } = await ask('large', { connections, requests: some, ...(stall === undefined ? {} : { stall: stall * how.share }) });
      if (bytes !== binaryBytes) throw new Error(`${name} answers a Binary with ${bytes} bytes`);
      streamed.push({ party: name, way, repeat: how.repeat, before, peak: peakOf(child.pid), cpu: (usageOf(child.pid).cpu - cpu) / some });
    }
    return streamed;
  } finally {
    await child.stop();
  }
};
