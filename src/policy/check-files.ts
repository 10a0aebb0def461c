import { checkByteOrderMark } from './check-text.ts';
import type { Check } from './draft.ts';
import { problemAt } from './problem.ts';

/** Files of a policy directory that the reader takes; without the needed ones nothing is decided. */
export const policyFiles: readonly { readonly name: string; readonly needed: boolean }[] = [
  { name: 'model.conf', needed: true },
  { name: 'policy.csv', needed: true },
  { name: 'masks.csv', needed: false },
];

/** model.conf and policy.csv must exist (an empty policy.csv denies everything), and no file begins with a byte order mark. */
export const checkFiles: Check = ({ files }) => [
  ...policyFiles
    .filter(({ name, needed }) => needed && !files.has(name))
    .map(({ name: file }) => problemAt({ file, line: 1, column: 1 }, { code: 'missing-file', message: `${file} does not exist` })),
  ...[...files].filter(([file]) => file.endsWith('.csv')).flatMap(([file, text]) => checkByteOrderMark(file, text)),
];
