import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkRequest, type Asking, type Outcome } from './differential-check.ts';
import { aboutOf, claimsOf, oracleCallerOf, randomCaller, type Caller } from './differential-caller.ts';
import { randomData } from './differential-data.ts';
import type { Deciding } from './differential-oracle.ts';
import { oracleRowsOf, randomPolicy, writePolicy } from './differential-policy.ts';
import { randomOf, type Random } from './differential-random.ts';
import { randomRequest, type DifferentialRequest } from './differential-requests.ts';
import { tailAudit, type Place } from './differential-send.ts';
import { checkTwins } from './differential-twins.ts';
import { aliasBase, ownBase, startWorld, type Stored, type World } from './differential-world.ts';
import { startGatewayUnderTest } from './gateway-under-test.ts';
import type { OracleRow } from './oracle.ts';
import type { FakeIssuer } from './tokens.ts';

/** Runs what follows before a gateway of its own, under a policy. */
export const underPolicy = async (world: World, issuer: FakeIssuer, csv: string, body: (place: Place) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-differential-'));
  const gateway = await startGatewayUnderTest({ backend: world.backend.url, policies: writePolicy(directory, csv), publicUrl: ownBase, issuer, exchange: `timeout: 20s, aliases: [${world.aliased ? `'${aliasBase}'` : ''}]` });
  try {
    await body({ world, gateway, audit: tailAudit(path.join(gateway.directory, 'audit', 'gw-test')) });
  } finally {
    await gateway.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Makes a caller ready to ask, with what the oracle knows about them. */
export const askingAs = (place: Place, csv: string, caller: Caller): Asking => {
  const known = oracleCallerOf(place.world, caller);
  const own = Map.groupBy(oracleRowsOf(csv).filter(({ subject }) => known.subjects.includes(subject)), ({ resource, action }) => `${resource} ${action}`);
  const deciding: Deciding = { world: place.world, caller: known, rows: (type, action): readonly OracleRow[] => own.get(`${type} ${action}`) ?? [] };
  return { place, deciding, token: place.gateway.token(claimsOf(caller)) };
};

/** What a run came to, to be held against what it should have tried. */
export type Tally = { readonly statuses: Map<string, number>; given: number; hidden: number; twins: number; requests: number };

export const newTally = (): Tally => ({ statuses: new Map(), given: 0, hidden: 0, twins: 0, requests: 0 });

const count = (tally: Tally, kind: string, { status, given, hidden }: Outcome): void => {
  const key = `${kind} ${status}`;
  tally.statuses.set(key, (tally.statuses.get(key) ?? 0) + 1);
  tally.given += given;
  tally.hidden += hidden;
  tally.requests += 1;
};

/** Everything that is needed to ask a request again. */
export type Failure = { readonly error: Error; readonly policy: string; readonly caller: Caller; readonly request: DifferentialRequest };

export type RunOptions = { readonly seed: number; readonly policies: number; readonly requests: number; readonly issuer: FakeIssuer; readonly tally: Tally; readonly onFailure: (failure: Failure) => void };

const askedOfOne = 6;

const runPolicy = async (random: Random, world: World, { issuer, tally, onFailure, requests }: RunOptions): Promise<void> => {
  const policy = randomPolicy(random);
  await underPolicy(world, issuer, policy, async (place) => {
    for (let made = 0; made < requests; made += askedOfOne) {
      const caller = randomCaller(random);
      const asking = askingAs(place, policy, caller);
      for (let asked = 0; asked < Math.min(askedOfOne, requests - made); asked += 1) {
        const request = randomRequest(random, world, aboutOf(asking.deciding.caller));
        try {
          count(tally, request.kind, await checkRequest(asking, request));
          if (await checkTwins(asking, JSON.parse(world.addressed(JSON.stringify(request))) as DifferentialRequest)) tally.twins += 1;
        } catch (error) {
          onFailure({ error: error instanceof Error ? error : new Error(String(error)), policy, caller, request });
        }
      }
    }
  });
};

/** Random requests of random callers under random policies over random data, all from one seed. */
export const runDifferential = async (options: RunOptions): Promise<void> => {
  const random = randomOf(options.seed);
  const world = await startWorld(randomData(random), random.chance(60));
  try {
    for (let made = 0; made < options.policies; made += 1) await runPolicy(random, world, options);
  } finally {
    await world.close();
  }
};

/** One request that once failed, or stands for a kind that must not: data, and what is given out. */
export type DifferentialCase = {
  readonly name: string;
  /** Rows of policy.csv. */
  readonly policy: readonly string[];
  readonly caller: Caller;
  /** Besides crossing-data.ts. */
  readonly stored?: readonly Stored[];
  readonly request: DifferentialRequest;
  readonly expect: { readonly status: number; /** How many resources or versions are given out. */ readonly given?: number };
};

/** Runs one case, and gives back what it came to. */
export const runDifferentialCase = async ({ policy, caller, stored = [], request }: DifferentialCase, issuer: FakeIssuer): Promise<Outcome> => {
  const world = await startWorld(stored);
  const csv = `${policy.join('\n')}\n`;
  let outcome: Outcome | undefined;
  try {
    await underPolicy(world, issuer, csv, async (place) => {
      const asking = askingAs(place, csv, caller);
      outcome = await checkRequest(asking, request);
      await checkTwins(asking, JSON.parse(world.addressed(JSON.stringify(request))) as DifferentialRequest);
    });
  } finally {
    await world.close();
  }
  return outcome ?? { status: 0, given: 0, hidden: 0 };
};
