import { constants } from 'node:fs';
import path from 'node:path';
import { syncDirectory } from './audit-fs.ts';
import type { AuditFs } from './audit-fs.ts';

/**
 * The segment that is being written. Bytes go to explicit places, so what a failed write left behind is cut off or written over, and
 * never becomes a record.
 */
export type Segment = {
  readonly path: () => string;
  /** Bytes that count. */
  readonly length: () => number;
  /** Whether something counts that is not known to be durable. */
  readonly dirty: () => boolean;
  /** Writes bytes; on a failure they do not count. */
  readonly append: (bytes: Buffer) => void;
  /** Writes bytes and makes the segment durable; on a failure they do not count. */
  readonly commit: (bytes: Buffer) => void;
  readonly sync: () => void;
  /** Closes this file for good and begins the next, whose first record is `seq`; on a failure this one goes on. */
  readonly roll: (seq: number) => void;
  /** Cuts off what does not count, as far as the file allows it now. */
  readonly tidy: () => void;
  /** Cuts off what does not count, writes again what counts and may have been lost, and makes it durable; throws where that cannot be. */
  readonly mend: () => void;
  /** Throws where the open file is no longer the one in the directory. */
  readonly checkInPlace: () => void;
  readonly close: () => void;
};

/** `<first sequence, 12 digits>.jsonl`. */
export const segmentName = (seq: number): string => `${String(seq).padStart(12, '0')}.jsonl`;

const writeAll = (fs: AuditFs, fd: number, bytes: Buffer, position: number): void => {
  for (let done = 0; done < bytes.length; ) {
    const written = fs.writeSync(fd, bytes, done, bytes.length - done, position + done);
    if (written === 0) throw new Error('the volume took no bytes');
    done += written;
  }
};

const openOrCreate = (fs: AuditFs, file: string, most: number): number => {
  const fd = fs.openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o640);
  try {
    if (fs.fstatSync(fd).size > most) throw new Error(`\`${file}\` already holds records`);
    syncDirectory(fs, path.dirname(file));
    return fd;
  } catch (error) {
    fs.closeSync(fd);
    throw error;
  }
};

const sameFile = (fs: AuditFs, fd: number, file: string): boolean => {
  try {
    const open = fs.fstatSync(fd);
    const there = fs.statSync(file);
    return open.ino === there.ino && open.dev === there.dev;
  } catch {
    return false;
  }
};

/** Opens the segment that begins with `seq`, of which the first `size` bytes count, and makes it where there is none. */
export const openSegment = (fs: AuditFs, folder: string, seq: number, size: number): Segment => {
  let file = path.join(folder, segmentName(seq));
  let fd = openOrCreate(fs, file, Infinity);
  let length = size;
  let durable = size;
  // What stands between `durable` and `length`: after a failed fdatasync the kernel may have dropped it, and only this has it still.
  let kept: Buffer[] = [];

  const settle = (): void => {
    durable = length;
    if (kept.length > 0) kept = [];
  };
  const append = (bytes: Buffer): void => {
    writeAll(fs, fd, bytes, length);
    length += bytes.length;
    kept.push(bytes);
  };
  const commit = (bytes: Buffer): void => {
    writeAll(fs, fd, bytes, length);
    fs.fdatasyncSync(fd);
    length += bytes.length;
    settle();
  };
  const sync = (): void => {
    fs.fdatasyncSync(fd);
    settle();
  };
  const roll = (next: number): void => {
    sync();
    const nextFile = path.join(folder, segmentName(next));
    const nextFd = openOrCreate(fs, nextFile, 0);
    fs.closeSync(fd);
    [file, fd, length, durable] = [nextFile, nextFd, 0, 0];
  };
  const tidy = (): void => {
    try {
      fs.ftruncateSync(fd, length);
    } catch {
      // `mend` tries again, and says why it cannot.
    }
  };
  const mend = (): void => {
    // The old number is not closed: if it is not this file's, it may by now be somebody else's.
    if (!sameFile(fs, fd, file)) fd = fs.openSync(file, constants.O_WRONLY);
    if (fs.fstatSync(fd).size < durable) throw new Error(`\`${file}\` is shorter than what was written to it`);
    fs.ftruncateSync(fd, length);
    writeAll(fs, fd, Buffer.concat(kept), durable);
    sync();
  };
  const checkInPlace = (): void => {
    if (!sameFile(fs, fd, file)) throw new Error(`\`${file}\` was removed or replaced`);
  };
  return {
    path: () => file,
    length: () => length,
    dirty: () => length > durable,
    append, commit, sync, roll, tidy, mend, checkInPlace,
    close: () => { fs.closeSync(fd); },
  };
};
