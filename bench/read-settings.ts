import { parseArgs } from 'node:util';
import { works, type Work } from './works.ts';

// Besides the works.
const [binary, check] = ['binary', 'check'];
const names = [...works.map(({ name }) => name), binary, check];

const usage = `usage: npm run bench -- [--json FILE] [--repeats N] [--quick] [--only WORK] [--profile DIR]

Measures the gateway beside http-proxy-middleware alone, before the same static backend, and prints a table (bench/README.md).

  --json FILE    write all measurements
  --repeats N    how often everything is measured; 5
  --quick        one repeat of few requests, from the sources, with 100 rows only: shows that the bench works, says nothing of speed
  --only WORK    of what is measured only that whose name begins so: ${names.map((name) => `\`${name}\``).join(', ')}
  --profile DIR  write a CPU profile of each gateway there; the figures are higher then
`;

export type Settings = {
  readonly repeats: number;
  /** Which part of the requests is sent. */
  readonly share: number;
  readonly quick: boolean;
  readonly works: readonly Work[];
  /** Whether a Binary is streamed, and whether checks are measured by themselves. */
  readonly binary: boolean;
  readonly check: boolean;
  readonly json: string | undefined;
  readonly profile: string | undefined;
};

const options = {
  json: { type: 'string' }, repeats: { type: 'string', default: '5' }, quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' },
  profile: { type: 'string' }, help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; what is to be printed instead where it asks for help or cannot be followed. */
export const readSettings = (args: readonly string[]): Settings | string => {
  try {
    const { values: { repeats: text, quick, only, help, json, profile } } = parseArgs({ args: [...args], options });
    const repeats = Number(text);
    const chosen = names.filter((name) => name.startsWith(only));
    if (help || !Number.isInteger(repeats) || repeats < 1 || chosen.length === 0) return usage;
    return {
      repeats: quick ? 1 : repeats, share: quick ? 0.02 : 1, quick, json, profile,
      works: works.filter(({ name }) => chosen.includes(name)), binary: chosen.includes(binary), check: chosen.includes(check),
    };
  } catch (error) {
    return `bench: ${error instanceof Error ? error.message : 'unknown option'}\n\n${usage}`;
  }
};
