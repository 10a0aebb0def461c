import type { Fault, Problem } from './problem.ts';
import { problemAt } from './problem.ts';
import { quote } from './quote.ts';
import type { Cell, Line } from './split-lines.ts';

const faultOf = (char: string, cell: string): Fault => {
  if (char === '#') return { code: 'comment-in-row', message: 'a comment stands on a line of its own', hint: 'only a line that begins with `#` is a comment' };
  if (char === '"' || char === "'") return { code: 'quoted-cell', message: `${quote(cell)} holds a quote`, hint: 'cells are never quoted; several values are separated by spaces' };
  if (char === '\uFEFF') return { code: 'byte-order-mark', message: 'the file begins with a byte order mark', hint: 'save it as UTF-8 without a byte order mark' };
  if (/[\0-\x1f\x7f]/.test(char)) return { code: 'control-character', message: `${quote(cell)} holds a control character` };
  return { code: 'non-ascii', message: `${quote(cell)} holds ${quote(char)}, which is no ASCII letter and may look like one`, hint: 'type the word anew' };
};

const unsound = /[^\t\x20-\x7e]|["'#]/u;

/** Characters that no cell may hold: they look like others, or mean something to another reader of the file. The first in a cell is named. */
export const checkCellText = (cell: Cell): readonly Problem[] => {
  const found = unsound.exec(cell.text);
  return found === null ? [] : [problemAt(cell, { ...faultOf(found[0], cell.text), offset: found.index })];
};

/** The same of all cells of a line. */
export const checkLineText = (line: Line): readonly Problem[] => line.cells.flatMap(checkCellText);

/** A byte order mark before the first line, invisible and part of its first cell. */
export const checkByteOrderMark = (file: string, text: string): readonly Problem[] =>
  text.startsWith('\uFEFF') ? [problemAt({ file, line: 1, column: 1 }, faultOf('\uFEFF', ''))] : [];
