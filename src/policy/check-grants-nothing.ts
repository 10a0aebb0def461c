import { compartmentOf } from '../fhir/patient-compartment.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import { objectsOf } from './covered.ts';
import { column, placeOf, type Check } from './draft.ts';
import { isNamedOnly } from './kept-away.ts';
import { printReach } from './parse-reach.ts';
import { fhirUserTypes } from './parse-subject.ts';
import type { PolicyRow } from './policy.ts';
import { problemAt, type Problem } from './problem.ts';
import { quote } from './quote.ts';

const belongsToNobody = (type: string): boolean => isResourceType(type) && !['owned', 'derived'].includes(compartmentOf(type).class);

const reaches = (row: PolicyRow, type: string): boolean =>
  row.reach.kind === 'any' || !belongsToNobody(type) || (row.reach.kind === 'self' && fhirUserTypes.has(type));

/** Allow rows that grant nothing on a type which they name, directly or by a group: a reach of single patients where it belongs to none, an operator type by a group. */
export const checkGrantsNothing: Check = ({ rows, lattice }) =>
  rows
    // Whoever writes `*` does not name a type.
    .filter(({ row }) => row.effect === 'allow' && row.resource !== '*')
    .flatMap((written) => {
      const { row } = written;
      const types = objectsOf(row.resource, lattice);
      const byName = types.filter((type) => type !== row.resource && isNamedOnly(type));
      const unreached = types.filter((type) => !byName.includes(type) && !reaches(row, type));
      const problems: Problem[] = [];
      if (unreached.length > 0) {
        const message = `the reach ${quote(printReach(row.reach))} grants nothing on ${unreached.join(', ')}, as no such resource belongs to a patient`;
        problems.push(problemAt(placeOf(written, column.reach), { code: 'reach-grants-nothing', message, hint: 'write a row of its own for it, with the reach `any`' }));
      }
      if (byName.length > 0) {
        const message = `an allow row reaches ${byName.join(', ')} only by name, not by the group ${quote(row.resource)}`;
        problems.push(problemAt(placeOf(written, column.resource), { code: 'operator-in-group', message, hint: 'write a row that names it, or take it out of the group' }));
      }
      return problems;
    });
