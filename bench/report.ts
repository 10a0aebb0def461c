import { baseline, direct, many, type Findings } from './findings.ts';
import type { Sample } from './measure.ts';
import { reportBinary } from './report-binary.ts';
import { reportChecks } from './report-checks.ts';
import { spreadOf, type Spread } from './spread.ts';
import { shown, table } from './table.ts';
import type { Work } from './works.ts';

type Pick = { readonly party: string; readonly work: string; readonly connections: number };

const samplesOf = ({ samples }: Findings, { party, work, connections }: Pick): readonly Sample[] =>
  samples.filter((one) => one.party === party && one.work === work && one.connections === connections);

/** How one party compares with another, repeat by repeat: what disturbs one disturbs the other. */
const compared = (findings: Findings, pick: Pick, other: string, how: (mine: Sample, theirs: Sample) => number): Spread => {
  const theirs = samplesOf(findings, { ...pick, party: other });
  return spreadOf(samplesOf(findings, pick).flatMap((mine) => theirs.filter(({ repeat }) => repeat === mine.repeat).map((one) => how(mine, one))));
};

const ratioOf = (findings: Findings, party: string, work: string): Spread =>
  compared(findings, { party, work, connections: many }, baseline, (mine, theirs) => mine.cpu / theirs.cpu);

const addedOf = (findings: Findings, party: string, work: string): Spread =>
  compared(findings, { party, work, connections: 1 }, direct, (mine, theirs) => mine.p50 - theirs.p50);

const loadRow = (findings: Findings, work: string, party: string): readonly string[] => {
  const busy = samplesOf(findings, { party, work, connections: many });
  const alone = samplesOf(findings, { party, work, connections: 1 });
  const of = (samples: readonly Sample[], pick: (sample: Sample) => number, digits: number): string => shown(spreadOf(samples.map(pick)), digits);
  return [
    work, party, of(busy, ({ cpu }) => cpu, 0), party === direct ? '' : shown(ratioOf(findings, party, work), 2), of(busy, ({ p50 }) => p50, 2),
    of(alone, ({ p50 }) => p50, 2), party === direct ? '' : shown(addedOf(findings, party, work), 2),
  ];
};

const megabytes = (bytes: number | undefined): string => (bytes === undefined ? '' : (bytes / 1e6).toFixed(0));

const startRow = ({ starts, memory }: Findings, party: string): readonly string[] => {
  const one = memory.find((kept) => kept.party === party);
  return [party, shown(spreadOf(starts.filter((start) => start.party === party).map(({ start }) => start)), 0), megabytes(one?.rest), megabytes(one?.loaded)];
};

const verdict = (what: string, found: number, most: number, unit: string, digits: number): string =>
  `- ${what}: ${found.toFixed(digits)}${unit}, target at most ${most}${unit}: ${found <= most ? 'met' : 'missed'}`;

/** The targets of the first issue, by the medians of this run; of works that have none nothing is said. */
const verdicts = (findings: Findings, works: readonly Work[]): readonly string[] =>
  works.flatMap(({ name, most }) =>
    most === undefined ? [] : partiesOf(findings, name).filter((party) => party !== direct && party !== baseline).flatMap((party) => [
      verdict(`${name}, ${party}, CPU`, ratioOf(findings, party, name).median, most, 'x', 2),
      verdict(`${name}, ${party}, added p50`, addedOf(findings, party, name).median, 1.5, ' ms', 2),
    ]));

const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

const partiesOf = ({ samples }: Findings, work: string): readonly string[] => distinct(samples.filter((one) => one.work === work).map(({ party }) => party));

const loadTables = (findings: Findings, works: readonly Work[]): readonly string[] => {
  const loads = table(
    ['work', 'party', `CPU µs, ${many} conn.`, `ratio to ${baseline}`, `p50 ms, ${many} conn.`, 'p50 ms, 1 conn.', 'added p50 ms'],
    works.flatMap(({ name }) => partiesOf(findings, name).map((party) => loadRow(findings, name, party))),
  );
  const starts = table(['party', 'first answer, ms', 'MB at rest', 'MB after load'], distinct(findings.starts.map(({ party }) => party)).map((party) => startRow(findings, party)));
  // One repeat judges nothing.
  return [loads, starts, ...(findings.repeats > 1 ? [verdicts(findings, works).join('\n')] : [])];
};

/** The findings as Markdown, for people. */
export const report = (findings: Findings, works: readonly Work[]): string => [
  `${findings.date}; ${findings.machine}; Node ${findings.node}; 1 KB durable in ${findings.sync.toFixed(2)} ms; minimum / median / maximum of ${findings.repeats} interleaved repeats.`,
  ...(works.length === 0 ? [] : loadTables(findings, works)),
  ...(findings.streamed.length === 0 ? [] : [reportBinary(findings.streamed)]),
  ...(findings.costs.length === 0 ? [] : [reportChecks(findings.costs, findings.repeats > 1)]),
].filter((part) => part !== '').join('\n\n');
