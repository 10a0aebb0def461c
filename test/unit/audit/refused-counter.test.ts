import assert from 'node:assert/strict';
import { refusedCounter } from '../../../src/audit/refused-counter.ts';

const noon = Date.UTC(2026, 0, 2, 12);
const minute = 60_000;

const admit = (counter: ReturnType<typeof refusedCounter>, peer: string, times: number, now: number): number => {
  let admitted = 0;
  for (let time = 0; time < times; time += 1) if (counter.admits(peer, 'token-missing', now)) admitted += 1;
  return admitted;
};

describe('refusedCounter', () => {
  it('admits 60 refusals of a peer in a minute, and 60 again in the next', () => {
    const counter = refusedCounter();
    assert.deepEqual([admit(counter, 'a', 100, noon), admit(counter, 'a', 100, noon + minute)], [60, 60]);
  });

  it('admits 60 refusals of each peer', () => {
    const counter = refusedCounter();
    assert.deepEqual([admit(counter, 'a', 60, noon), admit(counter, 'b', 61, noon)], [60, 60]);
  });

  it('A-246 counts the others, once per peer, code and minute, and gives a minute out when it is over', () => {
    const counter = refusedCounter();
    admit(counter, 'a', 70, noon);
    counter.admits('a', 'token-invalid', noon + minute - 1);
    assert.deepEqual(counter.take(noon + minute - 1), []);
    const from = '2026-01-02T12:00:00.000Z';
    assert.deepEqual(counter.take(noon + minute), [
      { kind: 'refused', peer: 'a', refusal: 'token-missing', from, count: 10 },
      { kind: 'refused', peer: 'a', refusal: 'token-invalid', from, count: 1 },
    ]);
    assert.deepEqual(counter.take(Infinity), []);
  });

  it('gives the running minute out when the log is closed', () => {
    const counter = refusedCounter();
    admit(counter, 'a', 61, noon);
    assert.deepEqual(counter.take(Infinity).map(({ count }) => count), [1]);
  });

  it('A-246 loses no refusal and keeps few in a flood of peers, which then share the peer `*`', () => {
    const counter = refusedCounter({ perPeer: 2, peers: 10 });
    let admitted = 0;
    for (let peer = 0; peer < 1000; peer += 1) admitted += admit(counter, `p${peer}`, 3, noon);
    const counted = counter.take(Infinity);
    assert.equal(admitted, 22);
    assert.equal(admitted + counted.reduce((sum, { count }) => sum + count, 0), 3000);
    assert.equal(counted.length, 11);
    assert.equal(counted.at(-1)?.peer, '*');
  });

  it('does not open a new minute when the clock is set back', () => {
    const counter = refusedCounter();
    assert.deepEqual([admit(counter, 'a', 60, noon), admit(counter, 'a', 1, noon - minute)], [60, 0]);
  });
});
