import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { PolicyFile } from '../policy/read-policy.ts';
import type { Problem } from '../policy/problem.ts';

/** The files of a policy directory, or why they cannot be read; a file that does not exist is left out. */
export type PolicyDirectory = { readonly files: readonly PolicyFile[] } | { readonly problems: readonly Problem[] };

const reasonOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error');

const unreadable = (code: 'unreadable-file' | 'unreadable-directory', file: string, reason: string): Problem => ({
  severity: 'error',
  code,
  file,
  line: 1,
  column: 1,
  message: `${code === 'unreadable-file' ? 'the file' : 'the directory'} cannot be read: ${reason}`,
});

const readOne = async (directory: string, name: string): Promise<readonly PolicyFile[] | Problem> => {
  try {
    return [{ name, text: await readFile(path.join(directory, name), 'utf8') }];
  } catch (error) {
    const reason = reasonOf(error);
    return reason === 'ENOENT' ? [] : unreadable('unreadable-file', name, reason);
  }
};

/** Reads the named files of a policy directory. */
export const readPolicyDirectory = async (directory: string, names: readonly string[]): Promise<PolicyDirectory> => {
  try {
    if (!(await stat(directory)).isDirectory()) return { problems: [unreadable('unreadable-directory', directory, 'it is no directory')] };
  } catch (error) {
    return { problems: [unreadable('unreadable-directory', directory, reasonOf(error))] };
  }
  const read = await Promise.all(names.map((name) => readOne(directory, name)));
  const problems = read.flatMap((each) => ('code' in each ? [each] : []));
  return problems.length > 0 ? { problems } : { files: read.flatMap((each) => ('code' in each ? [] : each)) };
};
