import { indexRows } from './index-rows.ts';
import { keptAway } from './kept-away.ts';
import { latticeOf } from './lattice.ts';
import type { Action, Policy, PolicyObject, PolicyRow } from './policy.ts';

/** The rows that Casbin is to evaluate for one subject, object and action, in the order of the file. */
export type CandidatesOf = (subject: string, object: PolicyObject, action: Action) => readonly PolicyRow[];

/** The index of a policy's rows, with decision 12 applied; built once per revision (docs/decisions.md, 17). */
export const indexCandidates = (policy: Policy): CandidatesOf => {
  const rowsAbove = indexRows(policy.rows, latticeOf(policy.groupings));
  return (subject, object, action) => rowsAbove(subject, object, action).filter((row) => !keptAway(row, object, action));
};
