import { createHash } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { policyFiles } from '../policy/check-files.ts';
import type { Problem } from '../policy/problem.ts';
import { readPolicy, type PolicyFile, type ReadPolicy } from '../policy/read-policy.ts';
import { readPolicyDirectory } from '../shell/read-policy-directory.ts';
import { printFindings } from './print-findings.ts';

/** Where a command writes: results to stdout, diagnostics to stderr. */
export type Output = { readonly stdout: (text: string) => void; readonly stderr: (text: string) => void };

const usage = `usage: wardgate policy check DIR [--strict] [--format text|json]

Says what the gateway's loader would say about a policy directory: all problems at once.

  --strict           warnings are findings, too
  --format FORMAT    text (default) or json
  --help             show this text

Exit status: 0 no findings; 1 findings; 2 usage, or the directory cannot be read.
`;

type Options = { readonly directory: string; readonly strict: boolean; readonly format: 'text' | 'json' };

const readOptions = (args: readonly string[]): Options | 'help' | { readonly wrong: string } => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { strict: { type: 'boolean', default: false }, format: { type: 'string', default: 'text' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    const [directory, ...more] = positionals;
    if (values.help) return 'help';
    if (directory === undefined) return { wrong: 'the policy directory is missing' };
    if (more.length > 0) return { wrong: `one policy directory is checked at a time, not ${positionals.length}` };
    if (values.format !== 'text' && values.format !== 'json') return { wrong: `\`${values.format}\` is no format; there are \`text\` and \`json\`` };
    return { directory, strict: values.strict, format: values.format };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : 'the arguments are malformed' };
  }
};

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

const count = (problems: readonly Problem[], severity: Problem['severity']): number => problems.filter((problem) => problem.severity === severity).length;

const inText = (directory: string, files: readonly PolicyFile[], { policy, problems }: ReadPolicy): string => {
  const summary = `${count(problems, 'error')} errors, ${count(problems, 'warning')} warnings`;
  const revision = policy === undefined ? '' : `; ${policy.rows.length} rows, revision ${policy.revision}`;
  return `${printFindings(directory, files, problems)}${directory}: ${summary}${revision}\n`;
};

const inJson = (directory: string, { policy, problems }: ReadPolicy): string =>
  `${JSON.stringify({ directory, revision: policy?.revision ?? null, errors: count(problems, 'error'), warnings: count(problems, 'warning'), problems }, null, 2)}\n`;

/** `policy check`: reports every problem of a policy directory; gives the exit status (docs/policy.md, "Checking"). */
export const policyCheck = async (args: readonly string[], { stdout, stderr }: Output): Promise<number> => {
  const options = readOptions(args);
  if (options === 'help') {
    stdout(usage);
    return 0;
  }
  if ('wrong' in options) {
    stderr(`wardgate policy check: ${options.wrong}\n\n${usage}`);
    return 2;
  }
  const { directory, strict, format } = options;
  const read = await readPolicyDirectory(directory, policyFiles.map(({ name }) => name));
  if ('problems' in read) {
    for (const { file, message } of read.problems) stderr(`wardgate policy check: ${file === directory ? directory : path.join(directory, file)}: ${message}\n`);
    return 2;
  }
  const result = readPolicy(read.files, sha256);
  stdout(format === 'json' ? inJson(directory, result) : inText(directory, read.files, result));
  return result.policy === undefined || (strict && result.problems.length > 0) ? 1 : 0;
};
