import { mayWrite } from './covered.ts';
import { column, placeOf, type Check } from './draft.ts';
import { problemAt } from './problem.ts';

/** Masks on rows that write: a grant with a mask permits no write, as what is masked would be lost. */
export const checkMaskOnWrite: Check = ({ rows, lattice }) =>
  rows
    .filter(({ row }) => row.effect === 'allow' && row.terms.mask !== undefined && mayWrite(row.action, lattice))
    .map((written) =>
      problemAt(placeOf(written, column.terms), { code: 'mask-on-write', message: 'a row with a mask permits no write', hint: 'write a row of its own for the writing actions, without the mask' }),
    );
