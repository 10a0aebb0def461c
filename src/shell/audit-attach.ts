import path from 'node:path';
import type { StartRecord } from '../audit/record.ts';
import { makeDirectory } from './audit-fs.ts';
import type { AuditFs } from './audit-fs.ts';
import { loadSigningKey } from './audit-keys.ts';
import type { SigningKey } from './audit-keys.ts';
import { takeLock } from './audit-lock.ts';
import type { Lock } from './audit-lock.ts';
import { openSegment } from './audit-segment.ts';
import type { Segment } from './audit-segment.ts';
import { readTail } from './audit-tail.ts';
import type { Tail } from './audit-tail.ts';

/** A log that this process alone may write. */
export type Attached = {
  readonly key: SigningKey;
  readonly tail: Tail;
  readonly segment: Segment;
  /** The record that says how the log was found. */
  readonly start: StartRecord;
  readonly lock: Lock;
};

const startRecord = ({ torn, unfinished }: Tail): StartRecord => ({
  kind: 'start',
  ...(torn === undefined ? {} : { torn }),
  ...(unfinished.length === 0 ? {} : { unfinished }),
});

/** Takes the lock, the key and the end of a log. Throws, holding nothing, where one of them cannot be had. */
export const attachLog = (fs: AuditFs, folder: string, signingKeyFile: string): Attached => {
  makeDirectory(fs, folder);
  const lock = takeLock(fs, path.join(folder, 'lock'));
  try {
    const key = loadSigningKey(fs, signingKeyFile);
    const tail = readTail(fs, folder);
    if (tail.key !== undefined && tail.key !== key.id) {
      throw new Error(
        `the audit log \`${folder}\` was signed with key ${tail.key}, and \`${signingKeyFile}\` holds key ${key.id}: restore the key, or move the folder away to begin a new log`,
      );
    }
    return { key, tail, lock, start: startRecord(tail), segment: openSegment(fs, folder, tail.segment.seq, tail.segment.length) };
  } catch (error) {
    lock.release();
    throw error;
  }
};
