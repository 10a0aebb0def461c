import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeIssuer } from '../test/support/tokens.ts';
import { streamBinary, type Streamed } from './binary.ts';
import { checkCosts } from './check-costs.ts';
import { machine, type Findings } from './findings.ts';
import { measureWorks } from './measure-works.ts';
import { buildProgram, proxyAlone, publicUrl, sources, wardgate, type Party } from './parties.ts';
import { readSettings, type Settings } from './read-settings.ts';
import { report } from './report.ts';
import { patient } from './resources.ts';
import { startChild } from './start-child.ts';
import { startLoad, type LoadProcess } from './start-load.ts';
import { syncTime } from './sync-time.ts';

// A Binary is streamed in fewer repeats than there are: each takes three times 100 MB and more, through a fresh process of each party.
const mostStreamed = 3;

const streamAll = async (load: LoadProcess, parties: readonly Party[], token: string, { repeats, share }: Settings): Promise<readonly Streamed[]> => {
  const streamed: Streamed[] = [];
  for (let repeat = 1; repeat <= Math.min(repeats, mostStreamed); repeat += 1) {
    process.stderr.write(`bench: Binary, repeat ${repeat}\n`);
    for (const party of parties.filter(({ few }) => !few)) streamed.push(...(await streamBinary(load, party, token, { repeat, share })));
  }
  return streamed;
};

/** What needs servers. */
const measureServers = async (settings: Settings, directory: string, closing: (() => unknown)[]): Promise<Pick<Findings, 'samples' | 'starts' | 'memory' | 'streamed'>> => {
  const issuer = await makeIssuer({ algorithms: ['ES256'] });
  closing.push(issuer.close);
  const backend = await startChild([path.join(import.meta.dirname, 'backend.ts')]);
  closing.push(backend.stop);
  const load = startLoad();
  closing.push(load.stop);
  const options = { directory, backend, issuer: issuer.issuer, profile: settings.profile };
  const program = settings.quick ? sources : buildProgram(directory);
  const policies = settings.quick ? [100] : [100, 1000];
  const parties = [proxyAlone(options), ...policies.map((rows) => wardgate(rows, program, options))];
  const exp = Math.floor(Date.now() / 1000) + 3500;
  const token = issuer.token({ aud: publicUrl, exp, scope: 'launch/patient patient/*.rs', fhirUser: `Patient/${patient}`, patient });
  const streamed = settings.binary ? await streamAll(load, parties, token, settings) : [];
  if (settings.works.length === 0) return { samples: [], starts: [], memory: [], streamed };
  return { ...(await measureWorks(load, backend, parties, token, settings, closing)), streamed };
};

const bench = async (settings: Settings, directory: string, closing: (() => unknown)[]): Promise<void> => {
  // Before anything else runs.
  const costs = settings.check ? await checkCosts(5 * settings.repeats, Math.ceil(10 * settings.share)) : [];
  const served = settings.binary || settings.works.length > 0 ? await measureServers(settings, directory, closing) : { samples: [], starts: [], memory: [], streamed: [] };
  const findings: Findings = {
    date: new Date().toISOString().slice(0, 10), machine: machine(), node: process.versions.node, sync: syncTime(directory), repeats: settings.repeats, ...served, costs,
  };
  process.stdout.write(`${report(findings, settings.works)}\n`);
  if (settings.json !== undefined) writeFileSync(settings.json, `${JSON.stringify(findings, undefined, 1)}\n`);
};

const main = async (): Promise<void> => {
  const settings = readSettings(process.argv.slice(2));
  if (typeof settings === 'string') {
    process.stderr.write(settings);
    process.exitCode = 2;
    return;
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-bench-'));
  const closing: (() => unknown)[] = [() => { rmSync(directory, { recursive: true, force: true }); }];
  try {
    await bench(settings, directory, closing);
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : 'failed'}\n`);
    process.exitCode = 1;
  } finally {
    for (const close of closing.reverse()) await close();
  }
};

await main();
