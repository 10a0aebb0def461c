/** Errors keep a directory from loading; warnings never do, unless `--strict`. */
export type Severity = 'error' | 'warning';

/** Every code that the reader can report, and how grave it is; docs/policy.md says what to do about each (a test compares the two). */
export const problemTable = {
  'unreadable-directory': 'error',
  'unreadable-file': 'error',
  'missing-file': 'error',
  'model-differs': 'error',
  'byte-order-mark': 'error',
  'control-character': 'error',
  'non-ascii': 'error',
  'quoted-cell': 'error',
  'comment-in-row': 'error',
  'unknown-line-type': 'error',
  'column-count': 'error',
  'blank-cell': 'error',
  'several-values': 'error',
  'malformed-name': 'error',
  'reserved-name': 'error',
  'unknown-prefix': 'error',
  'malformed-subject': 'error',
  'prefixed-role': 'error',
  'unknown-role': 'error',
  'unknown-type': 'error',
  'unknown-action': 'error',
  'malformed-operation': 'error',
  'unknown-reach': 'error',
  'malformed-reach': 'error',
  'unknown-term': 'error',
  'malformed-term': 'error',
  'repeated-term': 'error',
  'unknown-effect': 'error',
  'deny-with-reach': 'error',
  'deny-with-terms': 'error',
  'cycle': 'error',
  'role-depth': 'error',
  'role-tangle': 'error',
  'self-grant': 'error',
  'unknown-mask': 'error',
  'mask-needs-reach': 'error',
  'malformed-path': 'error',
  'unknown-path': 'error',
  'unknown-rule': 'error',
  'duplicate-row': 'warning',
  'shadowed-row': 'warning',
  'unreachable-row': 'warning',
  'role-without-members': 'warning',
  'role-and-group': 'warning',
  'patch-not-denied': 'warning',
  'reach-grants-nothing': 'warning',
  'operator-in-group': 'warning',
  'term-without-effect': 'warning',
  'mask-on-write': 'warning',
} as const satisfies Record<string, Severity>;

/** A stable name of one kind of problem. */
export type ProblemCode = keyof typeof problemTable;

/** Where in a policy directory; line and column count from 1. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

/** What is wrong, before it is said where. */
export type Fault = { readonly code: ProblemCode; readonly message: string; readonly hint?: string; /** Characters after the beginning of the place. */ readonly offset?: number };

/** One finding about a policy directory, for whoever edits it. */
export type Problem = Place & Omit<Fault, 'offset'> & { readonly severity: Severity };

/** A fault at its place. */
export const problemAt = ({ file, line, column }: Place, { code, message, hint, offset = 0 }: Fault): Problem => ({
  severity: problemTable[code],
  code,
  file,
  line,
  column: column + offset,
  message,
  ...(hint === undefined ? {} : { hint }),
});
