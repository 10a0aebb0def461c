import { actionsOf } from './covered.ts';
import { placeOf, type Check } from './draft.ts';
import { isOperation } from './parse-action.ts';
import { problemAt } from './problem.ts';

const wholeServer = ['history', 'search'];

/** Rows that no request gets to: allow rows that a deny row covers, and interactions that the whole server does not have. */
export const checkUnreachable: Check = ({ rows, deniesAbove, lattice }) =>
  rows.flatMap((written) => {
    const { row } = written;
    if (row.resource === 'System' && !actionsOf(row.action, lattice).some((action) => isOperation(action) || wholeServer.includes(action))) {
      const hint = 'of `System` there are `history`, `search` and operations';
      return [problemAt(placeOf(written, 0), { code: 'unreachable-row', message: 'no request asks this of the whole server', hint })];
    }
    if (row.effect === 'deny') return [];
    const [denied] = deniesAbove(row.subject, row.resource, row.action);
    return denied === undefined
      ? []
      : [problemAt(placeOf(written, 0), { code: 'unreachable-row', message: `the row permits nothing that ${denied.file}:${denied.line} does not deny`, hint: 'remove one of them' })];
  });
