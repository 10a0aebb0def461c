import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { auditVerify } from '../cli/audit-verify.ts';
import type { Io } from '../cli/io.ts';
import { version } from '../cli/version.ts';
import type { StartProblem } from '../gateway.ts';
import { readTrail } from './audit-trail.ts';
import type { DemoOptions } from './demo-options.ts';
import { readDemoOptions, usage } from './demo-options.ts';
import { judgeTour } from './judge-tour.ts';
import { printCurls } from './print-curls.ts';
import { printRecord, withShortHashes } from './print-record.ts';
import { printTour } from './print-tour.ts';
import { runTour } from './run-tour.ts';
import type { RunningDemo } from './start-demo.ts';
import { startDemo } from './start-demo.ts';
import { tour } from './tour.ts';

const lastRecords = 8;

/** Columns of the terminal, as far as the shell tells. */
const widthOf = ({ env }: Io): number => {
  const told = Number(env['COLUMNS']);
  return Number.isInteger(told) && told >= 40 ? told : 120;
};

const fromHere = (file: string): string => {
  const relative = path.relative('.', file);
  return relative.startsWith('..') ? file : relative;
};

const printParts = ({ base, ports, issuer, resources, configFile, policies, auditFolder }: RunningDemo): string => `wardgate ${version} demo: serving after ${(performance.now() / 1000).toFixed(1)} s

gateway        ${base}
  operators    http://127.0.0.1:${ports.admin}/readyz, /metrics
  settings     ${fromHere(configFile)}
  policy       ${fromHere(policies)}
  audit log    ${fromHere(auditFolder)}
token issuer   ${issuer.issuer}
FHIR server    http://127.0.0.1:${ports.backend}/fhir, ${resources} resources of synthetic patients

`;

const showTour = async (running: RunningDemo, io: Io): Promise<boolean> => {
  const answered = await runTour(tour, running);
  const policy = readFileSync(path.join(running.policies, 'policy.csv'), 'utf8');
  const judged = judgeTour(answered, readTrail(running.auditFolder), policy);
  io.stdout(`${printTour(judged, policy)}\n`);
  return judged.every(({ differences }) => differences.length === 0);
};

const showAudit = async ({ auditFolder }: RunningDemo, io: Io): Promise<boolean> => {
  const width = widthOf(io);
  const last = readTrail(auditFolder).slice(-lastRecords);
  io.stdout(`The audit log's last records, cut to ${width} columns:\n\n${last.map((record) => `${printRecord(record, width)}\n`).join('')}\n`);
  io.stdout('The whole log, as `wardgate audit verify` finds it:\n\n');
  const status = await auditVerify([fromHere(auditFolder)], { stdout: (text) => { io.stdout(`${withShortHashes(text)}\n`); }, stderr: io.stderr });
  return status === 0;
};

const serveOn = async ({ issuer, publicUrl, policies }: RunningDemo, io: Io): Promise<void> => {
  io.stdout(await printCurls(issuer, publicUrl, Date.now()));
  io.stdout(`\nServing until interrupted (Ctrl-C). A change of ${fromHere(policies)}/policy.csv takes effect within seconds.\n`);
  await io.stopped;
  io.stdout('Stopping.\n');
};

const showAll = async (options: DemoOptions, directory: string, io: Io): Promise<number> => {
  const running = await startDemo(options.ports, directory);
  try {
    io.stdout(printParts(running));
    const asSaid = await showTour(running, io);
    const holds = await showAudit(running, io);
    if (options.once) return asSaid && holds ? 0 : 1;
    await serveOn(running, io);
    return 0;
  } finally {
    await running.close();
  }
};

const problemsOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error)) return ['the demo cannot start'];
  if (error.message.endsWith(' is taken')) return [`${error.message}; choose others with \`--port-base N\``];
  return 'problems' in error ? (error as StartProblem).problems : [error.message];
};

/** `demo`: everything embedded, a tour, and then serving; gives the exit status. */
export const demo = async (args: readonly string[], io: Io): Promise<number> => {
  const options = readDemoOptions(args);
  if (options === 'help') {
    io.stdout(usage);
    return 0;
  }
  if ('wrong' in options) {
    io.stderr(`wardgate demo: ${options.wrong}\n\n${usage}`);
    return 2;
  }
  const temporary = options.once ? mkdtempSync(path.join(tmpdir(), 'wardgate-demo-')) : undefined;
  try {
    return await showAll(options, temporary ?? path.resolve('var/demo'), io);
  } catch (error) {
    for (const problem of problemsOf(error)) io.stderr(`wardgate demo: ${problem}\n`);
    return 2;
  } finally {
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
  }
};
