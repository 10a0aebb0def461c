import { checkLineText } from './check-text.ts';
import type { Parsed } from './parsed.ts';
import { problemAt, type Fault, type Problem } from './problem.ts';
import { quote } from './quote.ts';
import type { Cell, Line } from './split-lines.ts';

/** One column of one kind of row. `list`: several values may stand in it; `optional`: it may be blank. */
export type Column<T> = { readonly name: string; readonly list?: true; readonly optional?: true; readonly parse: (text: string) => Parsed<T> };

/** A cell that was read; `value` is absent where it has problems. */
export type ReadCell<T> = { readonly value?: T; readonly problems: readonly Problem[] };

/** What a cell means under its column. */
export const readCell = <T>(cell: Cell, { name, list, optional, parse }: Column<T>): ReadCell<T> => {
  const fail = (...faults: readonly Fault[]): ReadCell<T> => ({ problems: faults.map((fault) => problemAt(cell, fault)) });
  if (cell.text === '' && optional !== true) return fail({ code: 'blank-cell', message: `the ${name} is blank` });
  if (/[ \t]/.test(cell.text) && list !== true) {
    return fail({ code: 'several-values', message: `${quote(cell.text)} is not one ${name}`, hint: 'write one row for each, or fill a group with them' });
  }
  const parsed = parse(cell.text);
  return 'faults' in parsed ? fail(...parsed.faults) : { value: parsed.value, problems: [] };
};

/** Whether a line can be read cell by cell: its characters are sound, and it has as many cells as its kind of row. */
export const checkLine = (line: Line, columns: readonly string[]): readonly Problem[] => {
  const found = checkLineText(line);
  if (found.length > 0 || line.cells.length === columns.length) return found;
  const [first] = line.cells;
  const last = line.cells.at(-1) ?? first;
  const place = line.cells.length > columns.length ? (line.cells[columns.length] ?? last) : last;
  const message = `the row has ${line.cells.length} cells, not ${columns.length}`;
  return [problemAt(place, { code: 'column-count', message, hint: `its cells are: ${columns.join(', ')}` })];
};
