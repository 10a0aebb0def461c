import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeIssuer } from '../test/support/tokens.ts';
import { direct, machine, many, type Memory, type Start } from './findings.ts';
import { firstAnswer } from './first-answer.ts';
import { checkAnswer, measure, type Runner, type Sample } from './measure.ts';
import { buildProgram, proxyAlone, publicUrl, sources, wardgate, type Party } from './parties.ts';
import { readSettings, type Settings } from './read-settings.ts';
import { report } from './report.ts';
import { startChild } from './start-child.ts';
import { startLoad, type LoadProcess } from './start-load.ts';
import { syncTime } from './sync-time.ts';
import { usageOf } from './usage-of.ts';

type Started = { readonly runner: Runner; readonly starts: readonly Start[]; readonly rest: number };

/** Starts a party as often as asked, and keeps the last one. */
const startParty = async ({ name, start }: Party, { repeats, share, works: [first] }: Settings, token: string): Promise<Started> => {
  const starts: Start[] = [];
  for (;;) {
    const child = await start();
    starts.push({ party: name, start: await firstAnswer(child, first?.path ?? '', token) });
    if (starts.length < repeats) {
      await child.stop();
      continue;
    }
    await wait(1000 * share);
    return { runner: { name, child }, starts, rest: usageOf(child.pid).resident };
  }
};

// Rounds that do not count, for the compilers of all processes to settle.
const warmUps = 2;

/** Party after party within each work, and all of it again for each repeat: what the machine does meanwhile meets all alike. */
const measureAll = async (load: LoadProcess, runners: readonly Runner[], token: string, { works, repeats, share }: Settings): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for (let repeat = 1 - warmUps; repeat <= repeats; repeat += 1) {
    process.stderr.write(`bench: ${repeat > 0 ? `repeat ${repeat} of ${repeats}` : 'warm-up'}\n`);
    const rounds = works.flatMap((work) => runners.flatMap((runner) => [[work, runner, many, work.requests], [work, runner, 1, work.single]] as const));
    for (const [work, runner, connections, requests] of rounds) {
      samples.push(await measure(load, runner, work, { token, connections, requests: Math.ceil(requests * share), repeat }));
    }
  }
  return samples.filter(({ repeat }) => repeat > 0);
};

const bench = async (settings: Settings, directory: string, closing: (() => unknown)[]): Promise<void> => {
  const issuer = await makeIssuer({ algorithms: ['ES256'] });
  closing.push(issuer.close);
  const backend = await startChild([path.join(import.meta.dirname, 'backend.ts')]);
  closing.push(backend.stop);
  const load = startLoad();
  closing.push(load.stop);
  const options = { directory, backend, issuer: issuer.issuer, profile: settings.profile };
  const program = settings.quick ? sources : buildProgram(directory);
  const policies = settings.quick ? [100] : [100, 1000];
  const parties = [proxyAlone(options), ...policies.map((rows) => wardgate(`wardgate, ${rows} rows`, rows, program, options))];
  const exp = Math.floor(Date.now() / 1000) + 3500;
  const token = issuer.token({ aud: publicUrl, exp, scope: 'launch/patient patient/*.rs', fhirUser: 'Patient/A', patient: 'A' });

  const started: Started[] = [];
  for (const party of parties) {
    const one = await startParty(party, settings, token);
    closing.push(one.runner.child.stop);
    started.push(one);
  }
  const runners = [{ name: direct, child: backend }, ...started.map(({ runner }) => runner)];
  for (const runner of runners) for (const work of settings.works) await checkAnswer(runner, work, token);
  const samples = await measureAll(load, runners, token, settings);
  const memory: readonly Memory[] = started.map(({ runner, rest }) => ({ party: runner.name, rest, loaded: usageOf(runner.child.pid).resident }));
  const findings = {
    date: new Date().toISOString().slice(0, 10), machine: machine(), node: process.versions.node, sync: syncTime(directory), repeats: settings.repeats,
    samples, starts: started.flatMap(({ starts }) => starts), memory,
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
