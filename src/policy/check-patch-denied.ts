import { actionsOf } from './covered.ts';
import { column, placeOf, type Check } from './draft.ts';
import { problemAt } from './problem.ts';

/** Deny rows on `update` that leave `patch`, which changes a resource as well (docs/policy.md, "Effect"). */
export const checkPatchDenied: Check = ({ rows, deniesAbove, lattice }) =>
  rows
    .filter(({ row }) => row.effect === 'deny' && actionsOf(row.action, lattice).includes('update'))
    .filter(({ row }) => deniesAbove(row.subject, row.resource, 'patch').length === 0)
    .map((written) =>
      problemAt(placeOf(written, column.action), { code: 'patch-not-denied', message: '`update` is denied, and `patch` is not', hint: 'add the same row for `patch`' }),
    );
