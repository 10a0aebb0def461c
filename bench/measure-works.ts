import { setTimeout as wait } from 'node:timers/promises';
import { direct, many, type Findings, type Start } from './findings.ts';
import { firstAnswer } from './first-answer.ts';
import { checkAnswer, measure, type Runner, type Sample } from './measure.ts';
import type { Party } from './parties.ts';
import type { Settings } from './read-settings.ts';
import type { Child } from './start-child.ts';
import type { LoadProcess } from './start-load.ts';
import { usageOf } from './usage-of.ts';
import type { Work } from './works.ts';

type Started = { readonly runner: Runner; readonly few: boolean; readonly starts: readonly Start[]; readonly rest: number };

/** Starts a party as often as asked, and keeps the last one. */
const startParty = async ({ name, few, start }: Party, { repeats, share, works: [first] }: Settings, token: string): Promise<Started> => {
  const starts: Start[] = [];
  for (;;) {
    const child = await start();
    starts.push({ party: name, start: await firstAnswer(child, first?.path ?? '', token) });
    if (starts.length < repeats) {
      await child.stop();
      continue;
    }
    await wait(1000 * share);
    return { runner: { name, child }, few, starts, rest: usageOf(child.pid).resident };
  }
};

type Round = readonly [Work, Runner];

// Rounds that do not count, for the compilers of all processes to settle: those at many connections alone.
const warmUps = 2;

/** Party after party within each work, and all of it again for each repeat: what the machine does meanwhile meets all alike. */
const measureAll = async (load: LoadProcess, rounds: readonly Round[], token: string, { repeats, share }: Settings): Promise<readonly Sample[]> => {
  const samples: Sample[] = [];
  for (let repeat = 1 - warmUps; repeat <= repeats; repeat += 1) {
    process.stderr.write(`bench: ${repeat > 0 ? `repeat ${repeat} of ${repeats}` : 'warm-up'}\n`);
    const counts = repeat > 0;
    for (const [work, runner] of rounds) {
      samples.push(await measure(load, runner, work, { token, connections: many, requests: Math.ceil(work.requests * share), repeat }));
      if (counts) samples.push(await measure(load, runner, work, { token, connections: 1, requests: Math.ceil(work.single * share), repeat }));
    }
  }
  return samples.filter(({ repeat }) => repeat > 0);
};

/** Measures the works at all parties side by side. What it starts goes to `closing`. */
export const measureWorks = async (
  load: LoadProcess, backend: Child, parties: readonly Party[], token: string, settings: Settings, closing: (() => unknown)[],
): Promise<Pick<Findings, 'samples' | 'starts' | 'memory'>> => {
  const started: Started[] = [];
  const targets = settings.works.some(({ most }) => most !== undefined);
  for (const party of parties.filter(({ few }) => !few || targets)) {
    const one = await startParty(party, settings, token);
    closing.push(one.runner.child.stop);
    started.push(one);
  }
  const runners = [{ runner: { name: direct, child: backend }, few: false }, ...started];
  const rounds = settings.works.flatMap((work): readonly Round[] =>
    runners.filter(({ few }) => !few || work.most !== undefined).map(({ runner }) => [work, runner]));
  for (const [work, runner] of rounds) await checkAnswer(runner, work, token);
  return {
    samples: await measureAll(load, rounds, token, settings),
    starts: started.flatMap(({ starts }) => starts),
    memory: started.map(({ runner, rest }) => ({ party: runner.name, rest, loaded: usageOf(runner.child.pid).resident })),
  };
};
