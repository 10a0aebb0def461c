import assert from 'node:assert/strict';
import type { Findings } from '../../../bench/findings.ts';
import type { Sample } from '../../../bench/measure.ts';
import { report } from '../../../bench/report.ts';
import { works } from '../../../bench/works.ts';

const sample = (party: string, connections: number, repeat: number, cpu: number, p50: number): Sample => ({
  party, work: 'read 2 KB', connections, repeat, cpu, p50, p99: 9, perSecond: 1000, bytes: 2000,
});

// In the second repeat the machine was twice as slow for all.
const findings: Findings = {
  date: '2026-01-02', machine: 'a machine', node: '24.0.0', sync: 0.4, repeats: 2,
  samples: [1, 2].flatMap((slow) => [
    sample('backend itself', 16, slow, 30 * slow, 1), sample('backend itself', 1, slow, 30, 0.1 * slow),
    sample('http-proxy-middleware', 16, slow, 200 * slow, 4), sample('http-proxy-middleware', 1, slow, 200, 0.3 * slow),
    sample('wardgate, 100 rows', 16, slow, 290 * slow, 5), sample('wardgate, 100 rows', 1, slow, 290, 1.1 * slow),
  ]),
  starts: [{ party: 'wardgate, 100 rows', start: 500 }, { party: 'wardgate, 100 rows', start: 700 }],
  memory: [{ party: 'wardgate, 100 rows', rest: 120e6, loaded: 250e6 }],
};

describe('report', () => {
  const text = report(findings, works.filter(({ name }) => name === 'read 2 KB'));
  const cellsOf = (start: string): readonly string[] => (text.split('\n').find((line) => line.startsWith(start)) ?? '').split('|').map((cell) => cell.trim());

  it('gives minimum, median and maximum of the repeats, and ratios within each repeat', () => {
    assert.deepEqual(cellsOf('| read 2 KB | wardgate, 100 rows').slice(3, 8), ['290 / 435 / 580', '1.45 / 1.45 / 1.45', '5.00 / 5.00 / 5.00', '1.10 / 1.65 / 2.20', '1.00 / 1.50 / 2.00']);
  });

  it('gives starts and memory', () => {
    assert.deepEqual(cellsOf('| wardgate, 100 rows').slice(1, 5), ['wardgate, 100 rows', '500 / 600 / 700', '120', '250']);
  });

  it('holds the medians against the targets: one that is just met', () => {
    assert.match(text, /added p50: 1\.50 ms, target at most 1\.5 ms: met/);
    assert.match(text, /CPU: 1\.45x, target at most 1\.5x: met/);
  });

  it('holds the medians against the targets: one that is missed', () => {
    const slower = { ...findings, samples: findings.samples.map((one) => (one.party.startsWith('wardgate') ? { ...one, cpu: one.cpu * 1.1 } : one)) };
    assert.match(report(slower, works.slice(0, 1)), /CPU: 1\.59x, target at most 1\.5x: missed/);
  });

  it('judges nothing by one repeat', () => {
    assert.doesNotMatch(report({ ...findings, repeats: 1 }, works.slice(0, 1)), /target/);
  });
});
