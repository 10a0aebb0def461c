import { policyFiles } from './check-files.ts';
import { model } from './check-model.ts';
import { checks } from './checks.ts';
import type { Draft } from './draft.ts';
import { indexRows } from './index-rows.ts';
import { latticeOf } from './lattice.ts';
import type { Policy } from './policy.ts';
import type { Problem } from './problem.ts';
import { readMaskLines } from './read-mask-lines.ts';
import { readPolicyLines } from './read-policy-lines.ts';
import { distinct } from './row-key.ts';
import { splitLines } from './split-lines.ts';

/** A file of a policy directory: its name without the directory, and its text as it was read, a byte order mark included. */
export type PolicyFile = { readonly name: string; readonly text: string };

/** A policy, if no problem is an error; all problems either way, in the order of files, lines and columns. */
export type ReadPolicy = { readonly policy?: Policy; readonly problems: readonly Problem[] };

const order = policyFiles.map(({ name }) => name);

const inOrder = (a: Problem, b: Problem): number => order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line || a.column - b.column;

const readDraft = (files: ReadonlyMap<string, string>): { readonly draft: Draft; readonly problems: readonly Problem[] } => {
  const lines = readPolicyLines(splitLines('policy.csv', files.get('policy.csv') ?? ''));
  const masks = readMaskLines(splitLines('masks.csv', files.get('masks.csv') ?? ''));
  const lattice = latticeOf(lines.groupings.map(({ row }) => row));
  const denies = distinct(lines.rows.map(({ row }) => row).filter(({ effect }) => effect === 'deny'));
  return {
    draft: { files, rows: lines.rows, groupings: lines.groupings, masks: masks.masks, names: { ...lines.names, masks: masks.names }, lattice, deniesAbove: indexRows(denies, lattice) },
    problems: [...lines.problems, ...masks.problems],
  };
};

// One after the other, as `cat model.conf policy.csv masks.csv | sha256sum` has it: no line of one file is sound in another.
const contentsOf = (files: ReadonlyMap<string, string>): string => order.map((name) => files.get(name) ?? '').join('');

/** Reads a policy directory whole. `sha256` gives the hex digest of a text as UTF-8. */
export const readPolicy = (files: readonly PolicyFile[], sha256: (text: string) => string): ReadPolicy => {
  const taken = new Map(files.filter(({ name }) => order.includes(name)).map(({ name, text }) => [name, text]));
  const { draft, problems: found } = readDraft(taken);
  const problems = [...found, ...checks.flatMap((check) => check(draft))].sort(inOrder);
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const [rows, groupings, masks] = [draft.rows.map(({ row }) => row), draft.groupings.map(({ row }) => row), draft.masks.map(({ row }) => row)];
  return { policy: { revision: sha256(contentsOf(taken)), model, rows, groupings, masks }, problems };
};
