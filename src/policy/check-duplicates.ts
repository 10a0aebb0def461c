import { placeOf, type Check, type Written } from './draft.ts';
import { keyOf } from './row-key.ts';
import { problemAt, type Problem } from './problem.ts';

const repeated = <T extends { readonly file: string; readonly line: number }>(all: readonly Written<T>[], key: (row: T) => string): readonly Problem[] => {
  const first = new Map<string, T>();
  return all.flatMap((written) => {
    const { row } = written;
    const said = key(row);
    const known = first.get(said);
    if (known === undefined) {
      first.set(said, row);
      return [];
    }
    return [problemAt(placeOf(written, 0), { code: 'duplicate-row', message: `the row says the same as ${known.file}:${known.line}`, hint: 'remove one of them' })];
  });
};

/** Rows that say what another says. */
export const checkDuplicates: Check = ({ rows, groupings }) => [
  ...repeated(rows, keyOf),
  ...repeated(groupings, ({ kind, member, group }) => [kind, member, group].join(',')),
];
