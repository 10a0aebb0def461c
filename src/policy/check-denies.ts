import { column, placeOf, type Check } from './draft.ts';
import { printReach } from './parse-reach.ts';
import { problemAt } from './problem.ts';
import { quote } from './quote.ts';

/** A deny row holds for everyone's data and under all conditions: one that seems to hold for less would deny more than its author meant. */
export const checkDenies: Check = ({ rows }) =>
  rows
    .filter(({ row }) => row.effect === 'deny')
    .flatMap((written) => {
      const { reach, terms } = written.row;
      const withReach = { code: 'deny-with-reach', message: `a deny row cannot have the reach ${quote(printReach(reach))}`, hint: 'a deny row has the reach `any`' } as const;
      const withTerms = { code: 'deny-with-terms', message: 'a deny row cannot have terms', hint: 'leave the cell blank' } as const;
      return [
        ...(reach.kind === 'any' ? [] : [problemAt(placeOf(written, column.reach), withReach)]),
        ...(Object.keys(terms).length === 0 ? [] : [problemAt(placeOf(written, column.terms), withTerms)]),
      ];
    });
