import { auditVerify } from './audit-verify.ts';
import type { Io } from './io.ts';
import { policyCheck } from './policy-check.ts';
import { serve } from './serve.ts';
import { version } from './version.ts';

type Command = { readonly words: readonly string[]; readonly does: string; readonly run: (args: readonly string[], io: Io) => Promise<number> };

const demo = async (args: readonly string[], io: Io): Promise<number> => (await import('../demo/demo.ts')).demo(args, io);

const commands: readonly Command[] = [
  { words: ['serve'], does: 'serve --config FILE         the gateway', run: serve },
  { words: ['demo'], does: 'demo [--once]               everything embedded: issuer, FHIR backend with synthetic patients, gateway', run: demo },
  { words: ['policy', 'check'], does: "policy check DIR            what the server's loader would say of a policy directory", run: policyCheck },
  { words: ['audit', 'verify'], does: 'audit verify DIR            the chain, the signatures, the gaps of an audit log', run: auditVerify },
];

const usage = `usage: wardgate COMMAND [OPTIONS]

${commands.map(({ does }) => `  ${does}`).join('\n')}

--help on every command, --version. Exit status: 0 as hoped; 1 the answer is no; 2 usage, unreadable or invalid input.
`;

/** Runs the command that the arguments name, and gives its exit status. */
export const run = async (args: readonly string[], io: Io): Promise<number> => {
  const command = commands.find(({ words }) => words.every((word, index) => args[index] === word));
  if (command !== undefined) return command.run(args.slice(command.words.length), io);
  if (args[0] === '--version') {
    io.stdout(`${version}\n`);
    return 0;
  }
  const asked = args.includes('--help') || args[0] === 'help';
  if (asked) io.stdout(usage);
  else io.stderr(args.length === 0 ? usage : `wardgate: there is no command \`${args.slice(0, 2).join(' ')}\`\n\n${usage}`);
  return asked ? 0 : 2;
};
