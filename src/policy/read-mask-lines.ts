import type { Written } from './draft.ts';
import { parseMaskPath, parseMaskResource, parseMaskRule } from './parse-mask-cells.ts';
import { parseName } from './parse-name.ts';
import type { MaskRow } from './policy.ts';
import type { Problem } from './problem.ts';
import { checkLine, readCell } from './read-cells.ts';
import type { Cell, Line } from './split-lines.ts';

const headings = ['mask', 'resource', 'path', 'rule'];

const blank: Cell = { file: '', line: 0, column: 0, text: '' };

const readMask = (line: Line): { readonly written?: Written<MaskRow>; readonly problems: readonly Problem[] } => {
  const found = checkLine(line, headings);
  if (found.length > 0) return { problems: found };
  const [maskCell, resourceCell = blank, pathCell = blank, ruleCell = blank] = line.cells;
  const mask = readCell(maskCell, { name: 'mask', parse: parseName });
  const resource = readCell(resourceCell, { name: 'resource', parse: parseMaskResource });
  const path = readCell(pathCell, { name: 'path', parse: parseMaskPath });
  const rule = readCell(ruleCell, { name: 'rule', list: true, parse: parseMaskRule });
  const problems = [mask, resource, path, rule].flatMap((cell) => cell.problems);
  if (mask.value === undefined || resource.value === undefined || path.value === undefined || rule.value === undefined) return { problems };
  return { written: { row: { mask: mask.value, resource: resource.value, path: path.value, rule: rule.value }, cells: line.cells }, problems };
};

/** The rows of masks.csv, the names that it means to define, and what is wrong with single lines and cells. */
export const readMaskLines = (
  lines: readonly Line[],
): { readonly masks: readonly Written<MaskRow>[]; readonly names: ReadonlySet<string>; readonly problems: readonly Problem[] } => {
  const read = lines.map(readMask);
  return {
    masks: read.flatMap(({ written }) => (written === undefined ? [] : [written])),
    names: new Set(lines.map(({ cells: [first] }) => first.text)),
    problems: read.flatMap(({ problems }) => problems),
  };
};
