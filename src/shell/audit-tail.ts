import { hash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Head } from '../audit/chain.ts';
import { makeDirectory, readIfThere, replaceFile } from './audit-fs.ts';
import type { AuditFs } from './audit-fs.ts';
import { linesOf } from './lines-of.ts';

/** Where a log was left by whoever wrote it last. */
export type Tail = {
  /** Undefined for a new log. */
  readonly head: Head | undefined;
  /** Time of the last record; empty for a new log. */
  readonly time: string;
  /** First sequence of the segment that goes on, and how many of its bytes are whole lines. */
  readonly segment: { readonly seq: number; readonly length: number };
  readonly torn: { readonly sha256: string; readonly bytes: number } | undefined;
  /** Permits without an outcome since the last start, as far as the last two segments tell; at most 1,000. */
  readonly unfinished: readonly string[];
  /** The key of the last checkpoint. */
  readonly key: string | undefined;
};

type Fields = Readonly<Partial<Record<'seq' | 'time' | 'kind' | 'decision' | 'requestId' | 'key', unknown>>>;
type Scanned = { last: Buffer | undefined; length: number; torn: Buffer | undefined };
type HeadFile = { readonly seq: number; readonly key: string; readonly line: string };

const unfinishedNamed = 1000;
const remedy = 'run `audit verify`, and restore the log, or move the folder away to begin a new one';

const fieldsOf = (line: Buffer | string): Fields => {
  try {
    const fields: unknown = JSON.parse(line.toString());
    return typeof fields === 'object' && fields !== null ? fields : {};
  } catch {
    return {};
  }
};

const readHead = (fs: AuditFs, folder: string): HeadFile | undefined => {
  const file = path.join(folder, 'head.json');
  const line = readIfThere(fs, file)?.toString().trimEnd();
  if (line === undefined) return undefined;
  const { seq, key } = fieldsOf(line);
  if (typeof seq !== 'number' || typeof key !== 'string') throw new Error(`\`${file}\` does not hold a checkpoint: ${remedy}`);
  return { seq, key, line };
};

const scanSegment = (file: string, seen: Scanned, visit: (fields: Fields, line: Buffer) => void): void => {
  const fd = openSync(file, 'r');
  seen.length = 0;
  seen.torn = undefined;
  try {
    for (const { bytes, whole } of linesOf(fd)) {
      if (whole) {
        visit(fieldsOf(bytes), bytes);
        seen.length += bytes.length + 1;
        seen.last = Buffer.from(bytes);
      } else seen.torn = Buffer.from(bytes);
    }
  } finally {
    closeSync(fd);
  }
};

/** Notes which permits are open after this record. */
const note = (open: Set<string>, { kind, decision, requestId }: Fields): void => {
  if (kind === 'start') open.clear();
  if (typeof requestId !== 'string') return;
  if (kind === 'decision' && decision === 'permit') open.add(requestId);
  if (kind === 'outcome') open.delete(requestId);
};

/** Keeps the bytes of a line that was not written whole; the segment's writer then cuts them off. */
const keepAside = (fs: AuditFs, folder: string, torn: Buffer): NonNullable<Tail['torn']> => {
  const sha256 = hash('sha256', torn, 'hex');
  makeDirectory(fs, path.join(folder, 'torn'));
  replaceFile(fs, path.join(folder, 'torn', `${sha256}.bin`), torn);
  return { sha256, bytes: torn.length };
};

/** Reads where a log ends. Throws where its last line is not a record, or where it is not the log that its `head.json` was taken of. */
export const readTail = (fs: AuditFs, folder: string): Tail => {
  const headFile = readHead(fs, folder);
  const names = fs.readdirSync(folder).filter((name) => /^\d{12}\.jsonl$/.test(name)).sort();
  const open = new Set<string>();
  const seen: Scanned = { last: undefined, length: 0, torn: undefined };
  for (const name of names.slice(-2)) {
    scanSegment(path.join(folder, name), seen, (fields, line) => {
      note(open, fields);
      if (headFile !== undefined && fields.seq === headFile.seq && line.toString() !== headFile.line) {
        throw new Error(`record ${headFile.seq} of the audit log \`${folder}\` differs from its \`head.json\`: ${remedy}`);
      }
    });
  }
  const begins = Number(names.at(-1)?.slice(0, 12) ?? '1');
  const { seq, time } = seen.last === undefined ? { seq: 0, time: '' } : fieldsOf(seen.last);
  if (typeof seq !== 'number' || typeof time !== 'string') throw new Error(`the last line of the audit log \`${folder}\` is not a record: ${remedy}`);
  if (begins > seq + 1 || (headFile?.seq ?? 0) > seq) {
    throw new Error(`the audit log \`${folder}\` ends with record ${seq}, before ${headFile === undefined ? `its segment ${begins}` : `record ${headFile.seq} of its \`head.json\``}: ${remedy}`);
  }
  return {
    head: seen.last === undefined ? undefined : { seq, prev: hash('sha256', seen.last, 'hex') },
    time,
    segment: { seq: begins, length: seen.length },
    torn: seen.torn === undefined ? undefined : keepAside(fs, folder, seen.torn),
    unfinished: [...open].slice(0, unfinishedNamed),
    key: headFile?.key,
  };
};
