import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { AuditRecord } from '../audit/record.ts';

/** A record as it stands in the log. */
export type Logged = AuditRecord & { readonly seq: number; readonly prev: string; readonly time: string; readonly node: string; readonly version: string };

// A tour fits into one segment, and lies in two where it met the end of one.
const segments = 2;

/** The newest records of a node's audit log, oldest first, those of a tour that just ended among them. */
export const readTrail = (auditFolder: string): readonly Logged[] =>
  readdirSync(auditFolder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .slice(-segments)
    .flatMap((name) => readFileSync(path.join(auditFolder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Logged);
