import { isFault, memberOf, rawOf, scan, stringMember } from '../fhir/json.ts';
import type { JsonDocument } from '../fhir/json.ts';
import { checkpointText, genesis } from './chain.ts';
import type { Head } from './chain.ts';

export type CheckpointSeen = { readonly seq: number; readonly head: string; readonly key: string; readonly time: string };

/** How far a chain was followed. */
export type Followed = {
  readonly head: Head;
  readonly node?: string;
  readonly time?: string;
  readonly checkpoint?: CheckpointSeen;
  /** Whether anything but `start` and `checkpoint` was recorded. */
  readonly used: boolean;
};

/** Why a chain does not hold, and whether it is this line that is bad or the one before it. */
export type ChainFinding = {
  readonly code: 'not-a-record' | 'gap' | 'reorder' | 'changed' | 'foreign-node' | 'foreign-key' | 'forged-checkpoint';
  readonly line: 'this' | 'before';
  readonly text: string;
};

/** Checks a signature (base64url) over a text under the key of that id; `unknown` where there is no such key. */
export type CheckSignature = (key: string, text: string, signature: string) => 'good' | 'bad' | 'unknown';

/** What a signature must hold against: `trusted` key ids, or, where there are none, the key of the first checkpoint. */
export type Trust = { readonly check: CheckSignature; readonly trusted: ReadonlySet<string> };

/** Where every chain begins. */
export const unfollowed: Followed = { head: genesis, used: false };

export const isFinding = (step: Followed | ChainFinding): step is ChainFinding => 'code' in step;

type Seen = { readonly seq: number; readonly prev: string; readonly kind: string; readonly time: string; readonly node: string };

const bad = (code: ChainFinding['code'], text: string, line: ChainFinding['line'] = 'this'): ChainFinding => ({ code, line, text });

const seqOf = (doc: JsonDocument): number | undefined => {
  const member = memberOf(doc, 0, 'seq');
  const raw = member < 0 ? '' : rawOf(doc, member);
  return /^[1-9]\d{0,14}$/.test(raw) ? Number(raw) : undefined;
};

const seenIn = (doc: JsonDocument): Seen | undefined => {
  const seq = seqOf(doc);
  const [prev, kind, time, node] = ['prev', 'kind', 'time', 'node'].map((name) => stringMember(doc, 0, name));
  if (seq === undefined || prev === undefined || kind === undefined || time === undefined || node === undefined) return undefined;
  return { seq, prev, kind, time, node };
};

const linkFinding = ({ head, node }: Followed, seen: Seen): ChainFinding | undefined => {
  const { seq } = seen;
  if (seq > head.seq + 1) {
    return bad('gap', `${head.seq === 0 ? `the log begins with ${seq}` : `${seq} follows ${head.seq}`}: ${head.seq + 1} to ${seq - 1} are missing`);
  }
  if (seq <= head.seq) return bad('reorder', `${seq} follows ${head.seq}: the line is out of order or repeated`);
  if (seen.prev !== head.prev) {
    return seq === 1
      ? bad('changed', 'the first record names one before it')
      : bad('changed', `record ${seq - 1} does not have the hash that record ${seq} holds of it: one of the two was changed`, 'before');
  }
  return node === undefined || seen.node === node ? undefined : bad('foreign-node', `the record is of node \`${seen.node}\`, those before it of \`${node}\``);
};

const checkpointFinding = (state: Followed, doc: JsonDocument, seen: Seen, trust: Trust): ChainFinding | CheckpointSeen => {
  const [key, head, sig] = ['key', 'head', 'sig'].map((name) => stringMember(doc, 0, name));
  if (key === undefined || head === undefined || sig === undefined) return bad('not-a-record', 'the checkpoint lacks `key`, `head` or `sig`');
  if (head !== seen.prev) return bad('forged-checkpoint', 'the checkpoint names another head than the hash of the record before it');
  const trusted = trust.trusted.size > 0 || state.checkpoint === undefined ? trust.trusted : new Set([state.checkpoint.key]);
  if (trusted.size > 0 && !trusted.has(key)) return bad('foreign-key', `the checkpoint is signed with key ${key}, not with ${[...trusted].join(' or ')}`);
  switch (trust.check(key, checkpointText(seen.node, seen.seq, head, seen.time), sig)) {
    case 'good':
      return { seq: seen.seq, head, key, time: seen.time };
    case 'unknown':
      return bad('foreign-key', `the checkpoint is signed with key ${key}, which the folder \`keys\` does not hold`);
    case 'bad':
      return bad('forged-checkpoint', `the signature of the checkpoint does not hold under key ${key}`);
  }
};

/** Follows the chain by one line, whose bytes have the SHA-256 `hash` (hex). */
export const verifyStep = (state: Followed, line: string, hash: string, trust: Trust): Followed | ChainFinding => {
  const doc = scan(line);
  if (isFault(doc)) return bad('not-a-record', `not a JSON object: ${doc.reason}, at character ${doc.offset + 1}`);
  const seen = seenIn(doc);
  if (seen === undefined) return bad('not-a-record', 'the record lacks `seq`, `prev`, `kind`, `time` or `node`');
  const link = linkFinding(state, seen);
  if (link !== undefined) return link;
  const { seq, kind, node, time } = seen;
  const next = { ...state, head: { seq, prev: hash }, node, time };
  if (kind !== 'checkpoint') return { ...next, used: state.used || kind !== 'start' };
  const checkpoint = checkpointFinding(state, doc, seen, trust);
  return 'code' in checkpoint ? checkpoint : { ...next, checkpoint };
};
