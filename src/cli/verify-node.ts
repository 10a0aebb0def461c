import { hash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { ChainFinding, CheckpointSeen, Followed, Trust } from '../audit/verify-step.ts';
import { isFinding, unfollowed, verifyStep } from '../audit/verify-step.ts';
import { readIfThere } from '../shell/audit-fs.ts';
import { linesOf } from '../shell/lines-of.ts';
import { trustIn } from './trust-in.ts';

/** A checkpoint's line that was kept outside the segments: `head.json`, or an anchor, which counts for the log of its node. */
export type Voucher = { readonly node: string; readonly seq: number; readonly sha256: string; readonly from: string };

export type Finding = {
  readonly code: ChainFinding['code'] | 'missing-segment' | 'torn' | 'head-missing' | 'head-malformed' | 'head-differs' | 'ends-early';
  /** `file:line`, or the file or folder. */
  readonly at: string;
  readonly text: string;
};

/** What is known of one node's log. `finding` is the first thing that is wrong with it. */
export type NodeReport = {
  readonly folder: string;
  readonly node?: string;
  readonly segments: number;
  readonly last?: { readonly seq: number; readonly time: string; readonly sha256: string };
  readonly checkpoint?: CheckpointSeen;
  readonly torn?: { readonly at: string; readonly bytes: number };
  readonly finding?: Finding;
};

const segmentPattern = /^\d{12}\.jsonl$/;

const segmentsIn = (folder: string): readonly string[] => fs.readdirSync(folder).filter((name) => segmentPattern.test(name)).sort().map((name) => path.join(folder, name));

const publicKeysIn = (folder: string): readonly string[] => {
  const keys = path.join(folder, 'keys');
  return fs.statSync(keys, { throwIfNoEntry: false })?.isDirectory() === true ? fs.readdirSync(keys).filter((name) => /^[0-9a-f]{64}\.pem$/.test(name)) : [];
};

/** Whether a node audits to a folder, or did before its segments were taken away. */
export const isNodeFolder = (folder: string): boolean =>
  fs.readdirSync(folder).some((name) => segmentPattern.test(name) || name === 'head.json') || publicKeysIn(folder).length > 0;

/** The node that the first record of a folder names, as far as it can be read. */
export const nodeIn = (folder: string): string | undefined => {
  const [first] = segmentsIn(folder);
  if (first === undefined) return undefined;
  const fd = fs.openSync(first, 'r');
  try {
    const line = linesOf(fd).next().value?.bytes.toString() ?? '';
    return /^\{"seq":1,.{0,400}?"node":"([\w.-]+)"/.exec(line)?.[1];
  } finally {
    fs.closeSync(fd);
  }
};

/** A checkpoint's line as a voucher; undefined for anything else. */
export const voucherOf = (line: string, from: string): Voucher | undefined => {
  try {
    const { kind, node, seq } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (kind === 'checkpoint' && typeof node === 'string' && typeof seq === 'number') return { node, seq, sha256: hash('sha256', line, 'hex'), from };
  } catch {
    // Not a checkpoint.
  }
  return undefined;
};

type Walk = {
  readonly trust: Trust;
  readonly vouchers: ReadonlyMap<number, readonly Voucher[]>;
  state: Followed;
  before: string;
  torn: NodeReport['torn'];
  finding: Finding | undefined;
};

const voucherFinding = ({ vouchers, state: { head } }: Walk, at: string): Finding | undefined => {
  const wrong = vouchers.get(head.seq)?.find(({ sha256 }) => sha256 !== head.prev);
  return wrong === undefined ? undefined : { code: 'head-differs', at, text: `record ${head.seq} is not the checkpoint that \`${wrong.from}\` holds` };
};

const walkLine = (walk: Walk, at: string, line: Buffer): Finding | undefined => {
  const step = verifyStep(walk.state, line.toString(), hash('sha256', line, 'hex'), walk.trust);
  if (isFinding(step)) return { code: step.code, at: step.line === 'before' ? walk.before : at, text: step.text };
  walk.state = step;
  walk.before = at;
  return voucherFinding(walk, at);
};

/** Follows one segment; `walk` then holds how far, and what was found. */
const walkSegment = (walk: Walk, file: string, isLast: boolean): void => {
  const fd = fs.openSync(file, 'r');
  let number = 0;
  try {
    for (const { bytes, whole } of linesOf(fd)) {
      number += 1;
      const at = `${file}:${number}`;
      if (whole) walk.finding = walkLine(walk, at, bytes);
      else if (isLast) walk.torn = { at, bytes: bytes.length };
      else walk.finding = { code: 'torn', at, text: `the segment ends in a torn line of ${bytes.length} bytes, and another follows it` };
      if (walk.finding !== undefined) return;
    }
  } finally {
    fs.closeSync(fd);
  }
};

const nameFinding = (file: string, { head }: Followed): Finding | undefined => {
  const begins = Number(path.basename(file, '.jsonl'));
  if (begins === head.seq + 1) return undefined;
  return begins > head.seq + 1
    ? { code: 'missing-segment', at: file, text: `records ${head.seq + 1} to ${begins - 1} are missing: the segment before this one is missing or was cut` }
    : { code: 'reorder', at: file, text: `the segment should begin with record ${head.seq + 1}` };
};

const endFinding = ({ state, vouchers }: Walk, headFile: string, headState: 'absent' | 'malformed' | 'read'): Finding | undefined => {
  const beyond = vouchers.get([...vouchers.keys()].find((seq) => seq > state.head.seq) ?? 0)?.[0];
  if (beyond !== undefined) {
    return { code: 'ends-early', at: path.dirname(headFile), text: `the log ends with record ${state.head.seq}, before record ${beyond.seq}, which \`${beyond.from}\` holds` };
  }
  if (headState === 'malformed') return { code: 'head-malformed', at: headFile, text: 'the file does not hold a checkpoint' };
  // A gateway that was killed while it started for the first time has not come to write it.
  return headState === 'absent' && state.used ? { code: 'head-missing', at: headFile, text: 'the file is missing, so that a log that was cut off cannot be told from this one' } : undefined;
};

/** Verifies one node's log, reading each segment once; `anchors` are those of this node. Throws the system's error where something cannot be read. */
export const verifyNode = (folder: string, pinned: ReadonlyMap<string, KeyObject>, anchors: readonly Voucher[]): NodeReport => {
  // The head is read first: a gateway that goes on writing makes the log longer than it, never shorter.
  const headFile = path.join(folder, 'head.json');
  const headLine = readIfThere(fs, headFile)?.toString();
  const head = headLine === undefined ? undefined : voucherOf(headLine.replace(/\n$/, ''), headFile);
  const headState = head !== undefined ? 'read' : headLine === undefined ? 'absent' : 'malformed';
  const files = segmentsIn(folder);
  const vouchers = Map.groupBy([...(head === undefined ? [] : [head]), ...anchors], ({ seq }) => seq);
  const walk: Walk = { trust: trustIn(folder, pinned), vouchers, state: unfollowed, before: folder, torn: undefined, finding: undefined };
  for (const file of files) {
    walk.finding = nameFinding(file, walk.state);
    if (walk.finding === undefined) walkSegment(walk, file, file === files.at(-1));
    if (walk.finding !== undefined) break;
  }
  const none: Finding | undefined = files.length > 0 ? undefined : { code: 'missing-segment', at: folder, text: 'there is no segment' };
  const finding = walk.finding ?? endFinding(walk, headFile, headState) ?? none;
  const { head: last, node, time, checkpoint } = walk.state;
  return {
    folder,
    segments: files.length,
    ...(node === undefined ? {} : { node }),
    ...(time === undefined ? {} : { last: { seq: last.seq, time, sha256: last.prev } }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(walk.torn === undefined ? {} : { torn: walk.torn }),
    ...(finding === undefined ? {} : { finding }),
  };
};
