import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeIssuer } from '../test/support/tokens.ts';
import { startChild, type Child } from './child.ts';
import { firstAnswer } from './first-answer.ts';
import { usageOf } from './kernel.ts';
import { startLoadProcess, type LoadProcess } from './load-process.ts';
import { checkAnswer, measure, type Runner, type Sample } from './measure.ts';
import { buildProgram, proxyAlone, publicUrl, sources, wardgate, type Party } from './parties.ts';
import { direct, machine, many, report, type Memory, type Start } from './report.ts';
import { syncTime } from './sync-time.ts';
import { works, type Work } from './works.ts';

const usage = `usage: npm run bench -- [--json FILE] [--repeats N] [--quick] [--only WORK] [--profile DIR]

Measures the gateway beside http-proxy-middleware alone, before the same static backend, and prints a table (bench/README.md).

  --json FILE   write all measurements
  --repeats N   how often everything is measured; 5
  --quick       one repeat of few requests, from the sources: shows that the bench works, and says nothing about speed
  --only WORK   of the works only those whose name begins so, such as \`read\`
  --profile DIR write a CPU profile of each gateway there; the figures are higher then
`;

type Settings = { readonly repeats: number; readonly share: number; readonly quick: boolean; readonly works: readonly Work[]; readonly json: string | undefined; readonly profile: string | undefined };

const readSettings = (): Settings | undefined => {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' }, repeats: { type: 'string', default: '5' }, quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' },
      profile: { type: 'string' }, help: { type: 'boolean', default: false },
    },
  });
  const repeats = Number(values.repeats);
  const chosen = works.filter(({ name }) => name.startsWith(values.only));
  if (values.help || !Number.isInteger(repeats) || repeats < 1 || chosen.length === 0) return undefined;
  return { repeats: values.quick ? 1 : repeats, share: values.quick ? 0.02 : 1, quick: values.quick, works: chosen, json: values.json, profile: values.profile };
};

type Started = { readonly runner: Runner; readonly starts: readonly Start[]; readonly rest: number };

/** Starts a party as often as asked, and keeps the last one. */
const startParty = async ({ name, start }: Party, repeats: number, path: string, token: string): Promise<Started> => {
  const starts: Start[] = [];
  for (;;) {
    const child = await start();
    starts.push({ party: name, start: await firstAnswer(child, path, token) });
    if (starts.length < repeats) {
      await child.stop();
      continue;
    }
    await wait(1000);
    return { runner: { name, child }, starts, rest: usageOf(child.pid).resident };
  }
};

const measureAll = async (load: LoadProcess, runners: readonly Runner[], token: string, { works: chosen, repeats, share }: Settings): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  const all = async (repeat: number): Promise<void> => {
    for (const work of chosen) {
      for (const runner of runners) {
        for (const [connections, requests] of [[many, work.requests], [1, work.single]] as const) {
          samples.push(await measure(load, runner, work, { token, connections, requests: Math.ceil(requests * share), repeat }));
        }
      }
    }
  };
  // The first time is for the compilers of all processes to settle, and does not count.
  for (let repeat = 0; repeat <= repeats; repeat += 1) {
    process.stderr.write(`bench: ${repeat === 0 ? 'warm-up' : `repeat ${repeat} of ${repeats}`}\n`);
    await all(repeat);
  }
  return samples.filter(({ repeat }) => repeat > 0);
};

const bench = async (settings: Settings, directory: string, closing: (() => unknown)[]): Promise<void> => {
  const issuer = await makeIssuer({ algorithms: ['ES256'] });
  closing.push(issuer.close);
  const backend = await startChild([path.join(import.meta.dirname, 'backend.ts')]);
  closing.push(backend.stop);
  const load = startLoadProcess();
  closing.push(load.stop);
  const options = { directory, backend, issuer: issuer.issuer, profile: settings.profile };
  const program = settings.quick ? sources : buildProgram(directory);
  const parties = [proxyAlone(options), wardgate('wardgate, 100 rows', 100, program, options), wardgate('wardgate, 1000 rows', 1000, program, options)];
  const exp = Math.floor(Date.now() / 1000) + 3500;
  const token = issuer.token({ aud: publicUrl, exp, scope: 'launch/patient patient/*.rs', fhirUser: 'Patient/A', patient: 'A' });

  const started: Started[] = [];
  const [first] = settings.works;
  for (const party of parties) {
    const one = await startParty(party, settings.repeats, first?.path ?? '', token);
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
  const settings = readSettings();
  if (settings === undefined) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-bench-'));
  const closing: (() => unknown)[] = [() => { rmSync(directory, { recursive: true, force: true }); }];
  try {
    await bench(settings, directory, closing);
  } finally {
    for (const close of closing.reverse()) await close();
  }
};

await main();
