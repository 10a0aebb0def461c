import { compartmentOf } from '../fhir/patient-compartment.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import { actionsOf, objectsOf } from './covered.ts';
import { column, placeOf, type Check, type Written } from './draft.ts';
import type { PolicyRow } from './policy.ts';
import { problemAt, type Problem } from './problem.ts';
import { quote } from './quote.ts';

const isDated = (type: string): boolean => {
  const row = isResourceType(type) ? compartmentOf(type) : undefined;
  return row?.class === 'owned' && row.clinicalDate.length > 0;
};

// What a declared emergency can open (docs/deciding.md, row emergency).
const openable: ReadonlySet<string> = new Set(['read', 'vread', 'history', 'search', '$everything']);

const problemOf = (written: Written<PolicyRow>, message: string, hint: string): Problem =>
  problemAt(placeOf(written, column.terms), { code: 'term-without-effect', message, hint });

/** Terms that do nothing where they stand, so that their author sees more, or less, granted than was meant: a window on what has no date, an emergency for what it cannot open. */
export const checkTerms: Check = ({ rows, lattice }) =>
  rows
    .filter(({ row }) => row.effect === 'allow')
    .flatMap((written) => {
      const { resource, action, terms } = written.row;
      const problems: Problem[] = [];
      const types = resource === '*' ? [] : objectsOf(resource, lattice);
      const undated = types.length > 0 && !types.some(isDated);
      if (terms.window !== undefined && undated) {
        problems.push(problemOf(written, `a window keeps nothing of ${quote(resource)} back, as it has no clinical date`, 'write the row without it, and see whether all of it is to be shown'));
      }
      if (terms.breakGlass === true && (types.every((type) => type === 'System') ? types.length > 0 : !actionsOf(action, lattice).some((name) => openable.has(name)))) {
        problems.push(problemOf(written, `an emergency opens no ${quote(action)} of ${quote(resource)}`, 'it opens the read, vread and history of an instance, and searches that name one patient'));
      }
      return problems;
    });
