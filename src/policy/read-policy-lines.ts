import { checkLineText } from './check-text.ts';
import type { Draft, Written } from './draft.ts';
import { didYouMean } from './nearest.ts';
import { parseAction, parseActionGroup, parseActionMember } from './parse-action.ts';
import { parseEffect } from './parse-effect.ts';
import type { Names } from './parse-name.ts';
import { parseReach } from './parse-reach.ts';
import { parseResource, parseTypeGroup, parseTypeMember } from './parse-resource.ts';
import { isPrefixed, parseMember, parseRole, parseSubject } from './parse-subject.ts';
import { parseTerms } from './parse-terms.ts';
import type { GroupingRow, PolicyRow } from './policy.ts';
import { problemAt, type Problem } from './problem.ts';
import { quote } from './quote.ts';
import { checkLine, readCell, type Column } from './read-cells.ts';
import type { Cell, Line } from './split-lines.ts';

type Kind = 'p' | GroupingRow['kind'];
type ReadLine<T> = { readonly written?: Written<T>; readonly problems: readonly Problem[] };

// docs/policy.md, "Rows": the cells of each kind of line.
const headings: Readonly<Record<Kind, readonly string[]>> = {
  p: ['p', 'subject', 'resource', 'action', 'reach', 'terms', 'effect'],
  g: ['g', 'member', 'role'],
  g2: ['g2', 'type', 'group'],
  g3: ['g3', 'action', 'group'],
};

const isKind = (text: string): text is Kind => Object.hasOwn(headings, text);

const blank: Cell = { file: '', line: 0, column: 0, text: '' };

const readRow = (line: Line, names: Names): ReadLine<PolicyRow> => {
  const found = checkLine(line, headings.p);
  if (found.length > 0) return { problems: found };
  const [, subjectCell = blank, resourceCell = blank, actionCell = blank, reachCell = blank, termsCell = blank, effectCell = blank] = line.cells;
  const subject = readCell(subjectCell, { name: 'subject', parse: (text) => parseSubject(text, names) });
  const resource = readCell(resourceCell, { name: 'resource', parse: (text) => parseResource(text, names) });
  const action = readCell(actionCell, { name: 'action', parse: (text) => parseAction(text, names) });
  const reach = readCell(reachCell, { name: 'reach', parse: parseReach });
  const terms = readCell(termsCell, { name: 'term', list: true, optional: true, parse: parseTerms });
  const effect = readCell(effectCell, { name: 'effect', parse: parseEffect });
  const problems = [subject, resource, action, reach, terms, effect].flatMap((cell) => cell.problems);
  const complete =
    subject.value !== undefined && resource.value !== undefined && action.value !== undefined && reach.value !== undefined && terms.value !== undefined && effect.value !== undefined;
  if (!complete) return { problems };
  const row: PolicyRow = {
    subject: subject.value,
    resource: resource.value,
    action: action.value,
    reach: reach.value,
    terms: terms.value,
    effect: effect.value,
    file: line.file,
    line: line.number,
  };
  return { written: { row, cells: line.cells }, problems };
};

// Who may stand left and right of each kind of grouping.
const sides = (kind: GroupingRow['kind'], names: Names): readonly [Column<string>, Column<string>] => {
  switch (kind) {
    case 'g':
      return [{ name: 'member', parse: parseMember }, { name: 'role', parse: parseRole }];
    case 'g2':
      return [{ name: 'type', parse: (text) => parseTypeMember(text, names) }, { name: 'group', parse: parseTypeGroup }];
    case 'g3':
      return [{ name: 'action', parse: (text) => parseActionMember(text, names) }, { name: 'group', parse: parseActionGroup }];
  }
};

const readGrouping = (line: Line, kind: GroupingRow['kind'], names: Names): ReadLine<GroupingRow> => {
  const found = checkLine(line, headings[kind]);
  if (found.length > 0) return { problems: found };
  const [left, right] = sides(kind, names);
  const [, memberCell = blank, groupCell = blank] = line.cells;
  const member = readCell(memberCell, left);
  const group = readCell(groupCell, right);
  const problems = [...member.problems, ...group.problems];
  if (member.value === undefined || group.value === undefined) return { problems };
  return { written: { row: { kind, member: member.value, group: group.value, file: line.file, line: line.number }, cells: line.cells }, problems };
};

const namesOf = (lines: readonly Line[]): Names => {
  const cellsOf = (kind: Kind, index: number): readonly string[] =>
    lines.filter(({ cells: [first] }) => first.text === kind).map(({ cells }) => cells[index]?.text ?? '');
  const roles = [...cellsOf('g', 1), ...cellsOf('g', 2)].filter((name) => name !== '' && !isPrefixed(name));
  return { roles: new Set(roles), typeGroups: new Set(cellsOf('g2', 2)), actionGroups: new Set(cellsOf('g3', 2)) };
};

const unknownKind = (line: Line): readonly Problem[] => {
  const found = checkLineText(line);
  if (found.length > 0) return found;
  const [first] = line.cells;
  const { hint = 'rows begin with `p`, `g`, `g2` or `g3`' } = first.text.includes(' ') ? {} : didYouMean(first.text, Object.keys(headings));
  return [problemAt(first, { code: 'unknown-line-type', message: `${quote(first.text)} is no kind of row`, hint })];
};

/** The rows of policy.csv, and what is wrong with single lines and cells. */
export const readPolicyLines = (lines: readonly Line[]): Pick<Draft, 'rows' | 'groupings'> & { readonly names: Names; readonly problems: readonly Problem[] } => {
  const names = namesOf(lines);
  const rows: Written<PolicyRow>[] = [];
  const groupings: Written<GroupingRow>[] = [];
  const problems: Problem[] = [];
  for (const line of lines) {
    const kind = line.cells[0].text;
    if (!isKind(kind)) {
      problems.push(...unknownKind(line));
      continue;
    }
    if (kind === 'p') {
      const read = readRow(line, names);
      problems.push(...read.problems);
      if (read.written !== undefined) rows.push(read.written);
    } else {
      const read = readGrouping(line, kind, names);
      problems.push(...read.problems);
      if (read.written !== undefined) groupings.push(read.written);
    }
  }
  return { rows, groupings, names, problems };
};
