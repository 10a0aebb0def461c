import { actionsOf, mayWrite } from './covered.ts';
import { placeOf, type Check } from './draft.ts';
import { indexRows } from './index-rows.ts';
import { isNamedOnly, isWriteProtected } from './kept-away.ts';
import type { Lattice } from './lattice.ts';
import { isOperation } from './parse-action.ts';
import { printReach } from './parse-reach.ts';
import type { PolicyRow, Terms } from './policy.ts';
import { problemAt } from './problem.ts';
import { distinct, keyOf } from './row-key.ts';

const asksNoMore = (wide: Terms, narrow: Terms): boolean =>
  (wide.mfa === undefined || narrow.mfa === true) &&
  (wide.breakGlass === undefined || narrow.breakGlass === true) &&
  (wide.mask === undefined || wide.mask === narrow.mask) &&
  (wide.window === undefined || wide.window === narrow.window) &&
  (wide.max === undefined || (narrow.max !== undefined && narrow.max <= wide.max));

/** Whether `wide`, whose cells and reach cover those of `narrow`, also gives all of it: decision 12 may keep it away from what `narrow` names. */
const gives = (wide: PolicyRow, narrow: PolicyRow, lattice: Lattice): boolean => {
  if (wide.effect === 'deny') return true;
  if (wide.action === '*' && narrow.action !== '*' && actionsOf(narrow.action, lattice).some(isOperation)) return false;
  if (wide.resource !== narrow.resource && (isNamedOnly(narrow.resource) || (isWriteProtected(narrow.resource) && mayWrite(narrow.action, lattice)))) return false;
  return asksNoMore(wide.terms, narrow.terms);
};

type Above = (row: PolicyRow) => readonly PolicyRow[];

// Rows of one reach have an index of their own: a role may have as many rows as there are groups of patients.
const indexByReach = (rows: readonly PolicyRow[], lattice: Lattice): Above => {
  const groups = Map.groupBy(distinct(rows), ({ effect, reach }) => `${effect} ${printReach(reach)}`);
  const indexes = new Map([...groups].map(([key, group]) => [key, indexRows(group, lattice)] as const));
  return ({ subject, resource, action, reach, effect }) =>
    [...new Set([`${effect} any`, `${effect} ${printReach(reach)}`])].flatMap((key) => indexes.get(key)?.(subject, resource, action) ?? []);
};

/** Rows that change nothing, as another row with the same effect covers them. */
export const checkShadowed: Check = ({ rows, lattice }) => {
  const above = indexByReach(rows.map(({ row }) => row), lattice);
  return rows.flatMap((written) => {
    const { row } = written;
    const wide = above(row).find((other) => keyOf(other) !== keyOf(row) && gives(other, row, lattice));
    return wide === undefined
      ? []
      : [problemAt(placeOf(written, 0), { code: 'shadowed-row', message: `the row adds nothing to ${wide.file}:${wide.line}`, hint: 'remove it, or narrow the other' })];
  });
};
