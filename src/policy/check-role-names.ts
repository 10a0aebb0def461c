import { placeOf, type Check } from './draft.ts';
import { isPrefixed } from './parse-subject.ts';
import { problemAt, type Problem } from './problem.ts';
import { quote } from './quote.ts';

/** Roles that no caller can have, and roles that share their name with a group. */
export const checkRoleNames: Check = ({ groupings, names, lattice }) => {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  const roleRows = groupings.filter(({ row }) => row.kind === 'g');
  const mentions = roleRows.flatMap((written) => [
    { name: written.row.member, place: placeOf(written, 1) },
    { name: written.row.group, place: placeOf(written, 2) },
  ]);
  for (const { name, place } of mentions) {
    if (isPrefixed(name) || seen.has(name)) continue;
    seen.add(name);
    if (!lattice.down.g(name).some(isPrefixed)) {
      const hint = `add a row such as \`g, role:..., ${name}\``;
      problems.push(problemAt(place, { code: 'role-without-members', message: `nobody can have the role ${quote(name)}`, hint }));
    }
    if (names.typeGroups.has(name) || names.actionGroups.has(name)) {
      problems.push(problemAt(place, { code: 'role-and-group', message: `${quote(name)} is both a role and a group`, hint: 'give them different names' }));
    }
  }
  return problems;
};
