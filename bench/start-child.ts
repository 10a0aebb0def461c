import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

/** A program under measurement, with the time at which it was started (milliseconds of `performance.now`). */
export type Child = { readonly pid: number; readonly port: number; readonly spawned: number; readonly stop: () => Promise<void> };

const patience = 20_000;

/** Starts Node with these arguments and waits until it says on which port it listens; what it printed is in the error where it does not. */
export const startChild = async (args: readonly string[]): Promise<Child> => {
  const spawned = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (why: string): void => { reject(new Error(`\`${args.join(' ')}\` ${why}:\n${printed}`)); };
    const timer = setTimeout(() => { fail('is not ready in time'); }, patience);
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-10_000);
      const found = /on port (\d+)/.exec(printed)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(Number(found));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended');
    });
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { pid: child.pid ?? 0, port, spawned, stop };
};
