import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { differentialCases } from '../cases/differential/cases.ts';
import { limits } from '../support/differential/limits.ts';
import { newTally, runDifferential, runDifferentialCase, type Failure } from '../support/differential/run.ts';
import { makeIssuer, type FakeIssuer } from '../support/tokens.ts';

const wanted = Number(process.env['DIFFERENTIAL_REQUESTS'] ?? 600);
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const requestsUnderOne = 50;
const policiesOfRun = 6;

// Of a policy what is about the caller, so that a failure can be read.
const aboutCaller = ({ policy: { csv, masks } }: Failure): string =>
  [...csv.split('\n').filter((line) => /^p/.test(line)), ...csv.split('\n').filter((line) => /^g2/.test(line)).map((line) => line.slice(4)).join('; ').split('\n'), ...(csv.includes('mask:') ? masks.split('\n') : [])].join('\n');

const describeFailure = (failure: Failure, of: number): string =>
  `DIFFERENTIAL_SEED=${of} repeats it\n${failure.error.message}\nrequest: ${JSON.stringify(failure.request)}\ncaller: ${JSON.stringify(failure.caller)}\npolicy:\n${aboutCaller(failure)}`;

describe('what the gateway gives out is what the backend would give anybody, filtered by the oracle', () => {
  let issuer: FakeIssuer;

  before(async () => {
    issuer = await makeIssuer({ algorithms: ['ES256'] });
  });
  after(() => issuer.close());

  for (const one of differentialCases) {
    it(one.name, async () => {
      const { status, given } = await runDifferentialCase(one, issuer);
      assert.deepEqual({ status, given }, { given, ...one.expect });
    });
  }

  it('an answer may be one of two only where limits.ts says why', () => {
    const folder = path.resolve(import.meta.dirname, '../support/differential');
    const sources = readdirSync(folder).filter((file) => file !== 'limits.ts').map((file) => readFileSync(path.join(folder, file), 'utf8')).join('\n');
    assert.deepEqual(Object.keys(limits).filter((name) => !sources.includes(name)), []);
  });

  it(`for ${wanted} random requests (DIFFERENTIAL_SEED=${seed}, DIFFERENTIAL_REQUESTS=${wanted})`, async function () {
    this.timeout(60_000 + wanted * 100);
    const tally = newTally();
    const failures: string[] = [];
    for (let of = seed; tally.requests + failures.length < wanted; of += 1) {
      const policies = Math.min(policiesOfRun, Math.ceil((wanted - tally.requests - failures.length) / requestsUnderOne));
      await runDifferential({ seed: of, policies, requests: requestsUnderOne, issuer, tally, onFailure: (failure) => { failures.push(describeFailure(failure, of)); } });
      assert.ok(failures.length < 5, failures.join('\n\n'));
    }
    assert.ok(failures.length === 0, failures.join('\n\n'));
    const kinds = [...tally.statuses].sort().map(([kind, times]) => `${kind}: ${times}`).join(', ');
    const counted = Object.entries(tally.counted).map(([what, times]) => `${times} ${what}`).join(', ');
    const said = `${tally.requests} requests, ${tally.given} given out (${counted}), ${tally.hidden} hidden, ${tally.twins} pairs of foreign and absent; ${kinds}`;
    if (process.env['DIFFERENTIAL_REQUESTS'] !== undefined) console.log(`      ${said}`);
    // Else the test says little.
    assert.ok(tally.given > wanted / 2 && tally.hidden > wanted / 8 && tally.twins > wanted / 50, said);
    if (wanted >= 5000) assert.ok(Object.values(tally.counted).every((times) => times > wanted / 2000), said);
  });
});
