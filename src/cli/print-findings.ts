import path from 'node:path';
import type { Problem } from '../policy/problem.ts';
import type { PolicyFile } from '../policy/read-policy.ts';

const widest = 160;

// What a terminal would act on, or show in another order than it stands, must not come from a file that is being judged.
const harmless = (text: string): string => text.replace(/\t/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');

const excerpt = (line: string, column: number): string => {
  if (line === '') return '';
  const from = column > widest - 20 ? column - Math.floor(widest / 2) : 0;
  return `    ${harmless(line.slice(from, from + widest))}\n    ${' '.repeat(column - 1 - from)}^\n`;
};

/** Findings for people: place, code and message, the line with a caret below, and the hint. */
export const printFindings = (directory: string, files: readonly PolicyFile[], problems: readonly Problem[]): string => {
  const lines = new Map(files.map(({ name, text }) => [name, text.split(/\r?\n/)] as const));
  return problems
    .map(({ file, line, column, severity, code, message, hint }) => {
      const shown = excerpt(lines.get(file)?.[line - 1] ?? '', column);
      return `${path.join(directory, file)}:${line}:${column}: ${severity} ${code}: ${message}\n${shown}${hint === undefined ? '' : `    hint: ${hint}\n`}\n`;
    })
    .join('');
};
