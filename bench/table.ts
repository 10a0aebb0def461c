import type { Spread } from './spread.ts';

/** Minimum, median and maximum. */
export const shown = ({ minimum, median, maximum }: Spread, digits: number): string => [minimum, median, maximum].map((value) => value.toFixed(digits)).join(' / ');

/** A Markdown table with its columns aligned. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};
