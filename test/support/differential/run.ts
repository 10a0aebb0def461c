import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readVersionedKeyFile } from '../../../src/shell/key-file.ts';
import { makeMaskPseudonym } from '../../../src/shell/mask-pseudonym.ts';
import { startGatewayUnderTest } from '../gateway-under-test.ts';
import type { FakeIssuer } from '../tokens.ts';
import { claimsOf, knownOf, randomCaller, type Caller } from './caller.ts';
import type { Asking, Counted, Outcome } from './asking.ts';
import { checkRequest } from './check.ts';
import { randomData } from './data.ts';
import type { Deciding, Known, Row } from './grants.ts';
import { allTypes, maskRowsOf, randomMasks, randomPolicy, rowsOf, writePolicy, type PolicyFiles } from './policy.ts';
import { randomOf, type Random } from './random.ts';
import { randomRequest } from './random-request.ts';
import type { About, DifferentialRequest } from './requests.ts';
import { tailAudit, type Place } from './send.ts';
import { checkTwins } from './twins.ts';
import { aliasBase, ownBase, startWorld, type Stored, type World } from './world.ts';

type PseudonymOf = (patient: string) => string;

/** Runs what follows before a gateway of its own, under a policy. */
const underPolicy = async (world: World, issuer: FakeIssuer, policy: PolicyFiles, body: (place: Place, pseudonymOf: PseudonymOf) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-differential-'));
  const gateway = await startGatewayUnderTest({ backend: world.backend.url, policies: writePolicy(directory, policy), publicUrl: ownBase, issuer, exchange: `timeout: 20s, aliases: [${world.aliased ? `'${aliasBase}'` : ''}]` });
  try {
    // What a pseudonym is, the caller knows from what they were shown; here it is made as the gateway makes it.
    await body({ world, gateway, audit: tailAudit(path.join(gateway.directory, 'audit', 'gw-test')) }, makeMaskPseudonym(readVersionedKeyFile(path.join(gateway.directory, 'pseudonym.key')).key));
  } finally {
    await gateway.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

const rowsOfPolicy = new WeakMap<PolicyFiles, readonly Row[]>();

/** Makes a caller ready to ask, with what the oracle knows about them. */
const askingAs = (place: Place, policy: PolicyFiles, caller: Caller, pseudonymOf: PseudonymOf, counted: Counted): Asking => {
  const known = knownOf(place.world, caller);
  const rows = rowsOfPolicy.get(policy) ?? rowsOf(policy.csv);
  rowsOfPolicy.set(policy, rows);
  const own = Map.groupBy(rows.filter(({ subject }) => known.subjects.includes(subject)), ({ resource, action }) => `${resource} ${action}`);
  const deciding: Deciding = { world: place.world, caller: known, masks: maskRowsOf(policy.masks), pseudonymOf, rows: (type, action): readonly Row[] => own.get(`${type} ${action}`) ?? [] };
  return { place, deciding, counted, token: place.gateway.token(claimsOf(caller)) };
};

const aboutOf = ({ patient, fhirUser = '', careteam, related, membersOf, scopes }: Known, { csv }: PolicyFiles): About => {
  const [self = '', id = ''] = fhirUser.split('/');
  const own = [...(patient === undefined ? [] : [patient]), ...(self === 'Patient' ? [id] : []), ...careteam.slice(0, 5), ...related, ...(csv.includes('group:cohort') ? membersOf('cohort') : [])];
  const types = scopes.flatMap((scope) => /^\w+\/(\w+)/.exec(scope)?.[1] ?? []).filter((type) => allTypes.includes(type));
  return { self, types, own: own.length === 0 ? ['A'] : own, pseudonyms: csv.includes('mask:hidden') };
};

/** What a run came to, to be held against what it should have tried. */
export type Tally = { readonly statuses: Map<string, number>; given: number; hidden: number; twins: number; requests: number; readonly counted: Counted };

/** Nothing was tried yet. */
export const newTally = (): Tally => ({ statuses: new Map(), given: 0, hidden: 0, twins: 0, requests: 0, counted: { masked: 0, projected: 0, included: 0, joined: 0, granular: 0, declared: 0 } });

const count = (tally: Tally, kind: string, { status, given, hidden }: Outcome): void => {
  const key = `${kind} ${status}`;
  tally.statuses.set(key, (tally.statuses.get(key) ?? 0) + 1);
  tally.given += given;
  tally.hidden += hidden;
  tally.requests += 1;
};

/** Everything that is needed to ask a request again. */
export type Failure = { readonly error: Error; readonly policy: PolicyFiles; readonly caller: Caller; readonly request: DifferentialRequest };

/** How much to try; what fails is told as it is found. */
export type RunOptions = { readonly seed: number; readonly policies: number; readonly requests: number; readonly issuer: FakeIssuer; readonly tally: Tally; readonly onFailure: (failure: Failure) => void };

const askedOfOne = 8;

const runPolicy = async (random: Random, world: World, { issuer, tally, onFailure, requests }: RunOptions): Promise<void> => {
  const policy: PolicyFiles = { csv: randomPolicy(random), masks: randomMasks(random) };
  await underPolicy(world, issuer, policy, async (place, pseudonymOf) => {
    for (let made = 0; made < requests; made += askedOfOne) {
      const caller = randomCaller(random);
      const asking = askingAs(place, policy, caller, pseudonymOf, tally.counted);
      for (let asked = 0; asked < Math.min(askedOfOne, requests - made); asked += 1) {
        const request = randomRequest(random, world, aboutOf(asking.deciding.caller, policy));
        try {
          count(tally, request.kind, await checkRequest(asking, request));
          if (await checkTwins(asking, request)) tally.twins += 1;
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
  /** Rows of masks.csv. */
  readonly masks?: readonly string[];
  readonly caller: Caller;
  /** Besides crossing-data.ts. */
  readonly stored?: readonly Stored[];
  readonly request: DifferentialRequest;
  readonly expect: { readonly status: number; /** How many resources or versions are given out. */ readonly given?: number };
};

/** Runs one case, and gives back what it came to. */
export const runDifferentialCase = async ({ policy: rows, masks = [], caller, stored = [], request }: DifferentialCase, issuer: FakeIssuer): Promise<Outcome> => {
  const world = await startWorld(stored);
  const policy: PolicyFiles = { csv: `${rows.join('\n')}\n`, masks: masks.map((row) => `${row}\n`).join('') };
  let outcome: Outcome | undefined;
  try {
    await underPolicy(world, issuer, policy, async (place, pseudonymOf) => {
      const asking = askingAs(place, policy, caller, pseudonymOf, newTally().counted);
      outcome = await checkRequest(asking, request);
      await checkTwins(asking, request);
    });
  } finally {
    await world.close();
  }
  return outcome ?? { status: 0, given: 0, hidden: 0 };
};
