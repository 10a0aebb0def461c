import { binaryBytes, ways, type Streamed } from './binary.ts';
import { baseline } from './findings.ts';
import { spreadOf } from './spread.ts';
import { shown, table } from './table.ts';

const megabytes = (bytes: readonly number[]): string => shown(spreadOf(bytes.map((one) => one / 1e6)), 0);

const rowOf = (streamed: readonly Streamed[], party: string, way: string): readonly string[] => {
  const mine = streamed.filter((one) => one.party === party && one.way === way);
  const ratios = mine.flatMap(({ cpu, repeat }) => streamed.filter((one) => one.party === baseline && one.way === way && one.repeat === repeat).map((one) => cpu / one.cpu));
  return [
    way, party, megabytes(mine.map(({ before }) => before)), megabytes(mine.map(({ peak }) => peak)), megabytes(mine.map(({ peak, before }) => peak - before)),
    shown(spreadOf(mine.map(({ cpu }) => cpu / 1000)), 0), shown(spreadOf(ratios), 2),
  ];
};

/** The memory that streams took, as Markdown. */
export const reportBinary = (streamed: readonly Streamed[]): string => {
  const parties = [...new Set(streamed.map(({ party }) => party))];
  const done = ways.filter(({ name }) => streamed.some(({ way }) => way === name));
  return table(
    [`Binary of ${binaryBytes / 1e6} MB`, 'party', 'MB resident before', 'peak', 'growth', 'CPU ms per Binary', `ratio to ${baseline}`],
    done.flatMap(({ name }) => parties.map((party) => rowOf(streamed, party, name))),
  );
};
