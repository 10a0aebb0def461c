import type { Place } from './problem.ts';

/** A cell without the white space around it, and where it begins. */
export type Cell = Place & { readonly text: string };

/** One line that is neither blank nor a comment; it has at least one cell. */
export type Line = { readonly file: string; readonly number: number; readonly cells: readonly [Cell, ...(readonly Cell[])] };

const trimmed = (text: string): string => text.replace(/^[ \t]+|[ \t]+$/g, '');

const cellAt = (file: string, line: number, raw: string, offset: number): Cell => {
  const text = trimmed(raw);
  const indent = text === '' ? Math.min(1, raw.length) : raw.indexOf(text);
  return { file, line, column: offset + indent + 1, text };
};

const cellsOf = (file: string, number: number, text: string): Line['cells'] => {
  const [first = '', ...others] = text.split(',');
  let offset = first.length + 1;
  const rest = others.map((raw) => {
    const cell = cellAt(file, number, raw, offset);
    offset += raw.length + 1;
    return cell;
  });
  return [cellAt(file, number, first, 0), ...rest];
};

/** The rows of a CSV file as policy-files.md defines it: cells between commas, never quoted; `#` begins a comment line. */
export const splitLines = (file: string, text: string): readonly Line[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => {
      const content = trimmed(line);
      return content === '' || content.startsWith('#') ? [] : [{ file, number: index + 1, cells: cellsOf(file, index + 1, line) }];
    });
