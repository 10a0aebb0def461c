import assert from 'node:assert/strict';
import { parsing } from '../../../bench/check-costs.ts';
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
  streamed: [1, 2].flatMap((slow) => [
    { party: 'http-proxy-middleware', way: '8 at once', repeat: slow, before: 90e6, peak: 120e6, cpu: 200_000 * slow },
    { party: 'wardgate, 100 rows', way: '8 at once', repeat: slow, before: 120e6, peak: 160e6, cpu: 250_000 * slow },
  ]),
  costs: [1, 2].flatMap((slow) => [
    { step: parsing, round: slow, micros: 500 * slow },
    { step: 'check: one confined grant', round: slow, micros: 200 * slow },
    { step: 'check: with a granular scope', round: slow, micros: 500 * slow },
    { step: 'check and mask', round: slow, micros: 2000 * slow },
  ]),
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

  it('judges nothing that has no target', () => {
    const included = works.filter(({ name }) => name.startsWith('include'));
    const samples = findings.samples.map((one) => ({ ...one, work: included[0]?.name ?? '' }));
    const only = report({ ...findings, samples, costs: [] }, included);
    assert.match(only, /^\| include 45 KB +\| wardgate, 100 rows +\| 290 \/ 435 \/ 580 +\| 1\.45 /m);
    assert.doesNotMatch(only, /target/);
  });

  it('gives the memory that streams took, and their ratios within each repeat', () => {
    assert.deepEqual(cellsOf('| 8 at once        | wardgate').slice(1, 8), ['8 at once', 'wardgate, 100 rows', '120 / 120 / 120', '160 / 160 / 160', '40 / 40 / 40', '250 / 375 / 500', '1.25 / 1.25 / 1.25']);
  });

  it('gives what checking costs beside parsing in the same round, and holds checks alone against it: less, and just as much', () => {
    assert.deepEqual(cellsOf('| check and mask').slice(1, 4), ['check and mask', '2000 / 3000 / 4000', '4.00 / 4.00 / 4.00']);
    assert.match(text, /check: one confined grant: 0\.40x of parsing, target less than 1x: met/);
    assert.match(text, /check: with a granular scope: 1\.00x of parsing, target less than 1x: missed/);
    assert.doesNotMatch(text, /check and mask: /);
  });

  it('leaves out what was not measured', () => {
    const some = report({ ...findings, samples: [], starts: [], memory: [], costs: [] }, []);
    assert.match(some, /Binary of 100 MB/);
    assert.doesNotMatch(some, /first answer|parsing/);
  });
});
