import type { RefusalCode } from '../refusal.ts';
import type { RefusedRecord } from './record.ts';

/** Decides which refusals before authentication are recorded one by one, and counts the others, in bounded memory. */
export type RefusedCounter = {
  /** True: the refusal is to be recorded; false: it was counted. `now` in ms. */
  readonly admits: (peer: string, refusal: RefusalCode, now: number) => boolean;
  /** Takes out the counts of the minutes that are over at `now` (Infinity: all of them). */
  readonly take: (now: number) => readonly RefusedRecord[];
};

type Count = { readonly minute: number; readonly peer: string; readonly refusal: RefusalCode; count: number };

/** Peers told apart in one minute, and (peer, code) pairs counted apart; what is beyond shares the peer `*`. */
const defaults = { perPeer: 60, peers: 4096 };

/** A counter that admits `perPeer` refusals per peer and minute (docs/audit.md, laws). */
export const refusedCounter = ({ perPeer, peers } = defaults): RefusedCounter => {
  let minute = 0;
  const admitted = new Map<string, number>();
  const counts = new Map<string, Count>();

  const count = (peer: string, refusal: RefusalCode): void => {
    const key = `${minute} ${refusal} ${peer}`;
    const known = counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (counts.size >= peers && peer !== '*') count('*', refusal);
    else counts.set(key, { minute, peer, refusal, count: 1 });
  };

  const admits = (from: string, refusal: RefusalCode, now: number): boolean => {
    // A clock that is set back does not open a new minute.
    const current = Math.max(minute, Math.floor(now / 60_000));
    if (current !== minute) admitted.clear();
    minute = current;
    const peer = admitted.has(from) || admitted.size < peers ? from : '*';
    const before = admitted.get(peer) ?? 0;
    if (before < perPeer) admitted.set(peer, before + 1);
    else count(peer, refusal);
    return before < perPeer;
  };

  const take = (now: number): readonly RefusedRecord[] => {
    const taken: RefusedRecord[] = [];
    for (const [key, { minute: counted, peer, refusal, count }] of counts) {
      if (counted >= Math.floor(now / 60_000)) continue;
      taken.push({ kind: 'refused', peer, refusal, from: new Date(counted * 60_000).toISOString(), count });
      counts.delete(key);
    }
    return taken;
  };

  return { admits, take };
};
