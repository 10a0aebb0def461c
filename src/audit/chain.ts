import type { AuditRecord } from './record.ts';

/** The last line of a chain: its sequence number and the SHA-256 (hex) of its bytes. */
export type Head = { readonly seq: number; readonly prev: string };

/** What the writer lays on every record. `time` is UTC, ISO 8601, milliseconds. */
export type Stamp = { readonly time: string; readonly node: string; readonly version: string };

/** Makes the line after `head`, without its newline. */
export type NextLine = (head: Head, stamp: Stamp, record: AuditRecord) => string;

/** Makes the text that a checkpoint's signature covers. */
export type CheckpointText = (node: string, seq: number, head: string, time: string) => string;

/** What the writer needs to know of chains, passed in by whoever opens the log. */
export type Chain = { readonly genesis: Head; readonly nextLine: NextLine; readonly checkpointText: CheckpointText };

/** The head of an empty log. */
export const genesis: Head = { seq: 0, prev: '0'.repeat(64) };

// JSON escapes C0 and lone surrogates only. These would still act on a terminal, break a line in some readers, or hide text.
const unsafe = /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/;
const everyUnsafe = new RegExp(unsafe, 'g');
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The line of a record after the one that `head` names: one JSON object without a line break in it, whatever the record holds. */
export const nextLine: NextLine = (head, stamp, record) => {
  const { kind, ...body } = record;
  const rest = JSON.stringify(body);
  const line =
    `{"seq":${head.seq + 1},"prev":"${head.prev}","kind":"${kind}","time":"${stamp.time}","node":${JSON.stringify(stamp.node)}` +
    `,"version":${JSON.stringify(stamp.version)}${rest === '{}' ? '' : ','}${rest.slice(1)}`;
  return unsafe.test(line) ? line.replace(everyUnsafe, escaped) : line;
};

/** The text that a checkpoint's Ed25519 signature covers, to be encoded in UTF-8. */
export const checkpointText: CheckpointText = (node, seq, head, time) => `wardgate-checkpoint-v1\n${node}\n${seq}\n${head}\n${time}\n`;
