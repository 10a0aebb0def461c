import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { startGateway, type StartProblem } from '../gateway.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

const usage = `usage: wardgate serve --config FILE

Serves the gateway. The file can be named by WARDGATE_CONFIG instead. SIGTERM drains: stops accepting, finishes
what is in flight, flushes the audit log, and ends with status 0.
`;

const isStartProblem = (error: unknown): error is StartProblem => error instanceof Error && 'problems' in error;

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const fileOf = (args: readonly string[], io: Io): { readonly file?: string | undefined; readonly help?: true } => {
  try {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, help: { type: 'boolean' } } });
    return values.help === true ? { help: true } : { file: values.config ?? io.env['WARDGATE_CONFIG'] };
  } catch (error) {
    io.stderr(`wardgate: ${error instanceof Error ? error.message : 'unknown option'}\n`);
    return {};
  }
};

/** `serve --config FILE`: runs until asked to end; 0 after a drain, 2 where the configuration or a part it names is unusable. */
export const serve = async (args: readonly string[], io: Io): Promise<number> => {
  const { file, help } = fileOf(args, io);
  if (help === true) {
    io.stdout(usage);
    return 0;
  }
  if (file === undefined) {
    io.stderr(usage);
    return 2;
  }
  const text = read(file);
  if (text === undefined) {
    io.stderr(`wardgate: \`${file}\` cannot be read\n`);
    return 2;
  }
  const loaded = loadConfig({ text, file, env: io.env, hostName: hostname(), readFile: (path) => readFileSync(path, 'utf8') });
  if (!loaded.ok) {
    for (const { path, message, origin } of loaded.problems) io.stderr(`${origin ?? file}: ${path === '' ? '' : `${path}: `}${message}\n`);
    return 2;
  }
  try {
    const gateway = await startGateway({ config: loaded.config, secrets: loaded.secrets, version, logLevel: 'info' });
    io.stderr(`wardgate ${version} serves ${loaded.config.server.publicUrl} on port ${gateway.port}, operators' port ${gateway.adminPort}\n`);
    await io.stopped;
    await gateway.close();
    return 0;
  } catch (error) {
    const problems = isStartProblem(error) ? error.problems : [error instanceof Error ? error.message : 'cannot start'];
    for (const problem of problems) io.stderr(`wardgate: ${problem}\n`);
    return 2;
  }
};
