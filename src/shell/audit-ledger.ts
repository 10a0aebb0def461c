import { hash } from 'node:crypto';
import path from 'node:path';
import type { Head, NextLine, Stamp } from '../audit/chain.ts';
import type { AuditRecord } from '../audit/record.ts';
import { attachLog } from './audit-attach.ts';
import type { AuditFs } from './audit-fs.ts';
import { openHeadFile } from './audit-head.ts';
import { publishKey } from './audit-keys.ts';
import type { AuditOptions } from './audit-options.ts';

/** The chain on the volume. Every call throws the system's error where it fails, and the log then counts as it was before; `recover` must come next. */
export type Ledger = {
  /** Writes records and makes them, and all before them, durable. */
  readonly commit: (records: readonly AuditRecord[]) => void;
  /** Writes a record, durable with the next commit. */
  readonly append: (record: AuditRecord) => void;
  /** Signs what was written so far. */
  readonly checkpoint: () => void;
  /** Makes durable what is not, and writes the checkpoint and the `head.json` that are due. */
  readonly rest: () => void;
  /** Brings the file back to what counts, and proves with a checkpoint that it can be written. */
  readonly recover: () => void;
  /** Cuts off, as far as possible now, what a failed call left behind. */
  readonly tidy: () => void;
  readonly close: () => void;
};

const checkpointRecords = 10_000;
const checkpointMs = 60_000;

const linesAfter = (head: Head, stamp: Stamp, records: readonly AuditRecord[], nextLine: NextLine): { readonly text: string; readonly last: Head } => {
  let last = head;
  let text = '';
  for (const record of records) {
    const line = nextLine(last, stamp, record);
    last = { seq: last.seq + 1, prev: hash('sha256', line, 'hex') };
    text += `${line}\n`;
  }
  return { text, last };
};

/** Takes the log of a node up where it ends. Writes nothing to it before `recover`. */
export const openLedger = (fs: AuditFs, options: AuditOptions): Ledger => {
  const { node, version, chain, now, log, segmentBytes } = options;
  const folder = path.join(options.directory, node);
  const { key, tail, segment, start, lock } = attachLog(fs, folder, options.signingKeyFile);
  const headFile = openHeadFile(fs, folder, log);
  let head: Head = tail.head ?? chain.genesis;
  let day = tail.time.slice(0, 10);
  let signed = { seq: head.seq, at: now() };
  let owed: readonly AuditRecord[] = [start];

  const stamp = (): Stamp => ({ time: new Date(now()).toISOString(), node, version });
  const put = (records: readonly AuditRecord[], how: 'append' | 'commit', stamped = stamp()): string => {
    const { text, last } = linesAfter(head, stamped, records, chain.nextLine);
    const bytes = Buffer.from(text);
    const today = stamped.time.slice(0, 10);
    const length = segment.length();
    if (length > 0 && (today !== day || length + bytes.length > segmentBytes)) segment.roll(head.seq + 1);
    segment[how](bytes);
    head = last;
    day = today;
    return text;
  };
  const checkpoint = (): void => {
    lock.check();
    segment.checkInPlace();
    const stamped = stamp();
    const sig = key.sign(chain.checkpointText(node, head.seq + 1, head.prev, stamped.time));
    const line = put([{ kind: 'checkpoint', key: key.id, head: head.prev, sig }], 'commit', stamped);
    signed = { seq: head.seq, at: now() };
    headFile.replace(line);
  };
  const write = (records: readonly AuditRecord[], how: 'append' | 'commit'): void => {
    if (head.seq - signed.seq >= checkpointRecords) checkpoint();
    put(records, how);
  };
  return {
    commit: (records) => { write(records, 'commit'); },
    append: (record) => { write([record], 'append'); },
    checkpoint,
    rest: () => {
      if (segment.dirty()) segment.sync();
      headFile.retry();
      if (head.seq > signed.seq && Math.abs(now() - signed.at) >= checkpointMs) checkpoint();
    },
    recover: () => {
      lock.check();
      segment.mend();
      if (owed.length > 0) {
        publishKey(fs, folder, key);
        put(owed, 'commit');
        owed = [];
      }
      checkpoint();
    },
    tidy: segment.tidy,
    close: () => {
      segment.close();
      lock.release();
    },
  };
};
