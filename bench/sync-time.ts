import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { spreadOf } from './spread.ts';

/** Median milliseconds that the volume of a directory takes to make 1 KB durable: the floor of what a durable record adds to a lone request. */
export const syncTime = (directory: string): number => {
  const file = path.join(directory, 'sync');
  const fd = openSync(file, 'w');
  const bytes = Buffer.alloc(1024, 'x');
  const times = Array.from({ length: 200 }, () => {
    const begun = performance.now();
    writeSync(fd, bytes);
    fdatasyncSync(fd);
    return performance.now() - begun;
  });
  closeSync(fd);
  rmSync(file);
  return spreadOf(times).median;
};
