import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTrail, type Logged } from '../../../src/demo/audit-trail.ts';
import { demo } from '../../../src/demo/demo.ts';
import { judgeTour, type Judged } from '../../../src/demo/judge-tour.ts';
import { personas } from '../../../src/demo/personas.ts';
import { printRecord } from '../../../src/demo/print-record.ts';
import { printTour } from '../../../src/demo/print-tour.ts';
import { runTour } from '../../../src/demo/run-tour.ts';
import { startDemo } from '../../../src/demo/start-demo.ts';
import { syntheticPatients } from '../../../src/demo/synthetic-patients.ts';
import { tour } from '../../../src/demo/tour.ts';

type Patient = { readonly resourceType: string; readonly id: string; readonly birthDate: string; readonly name: readonly { readonly family: string; readonly given: readonly string[] }[] };

const free = { gateway: 0, admin: 0, issuer: 0, backend: 0 };
const policyFile = path.resolve(import.meta.dirname, '../../../policies/policy.csv');
const program = path.resolve(import.meta.dirname, '../../../bin/wardgate.js');

const temporary = (): string => mkdtempSync(path.join(tmpdir(), 'wardgate-tour-test-'));

const occupy = async (): Promise<{ readonly server: Server; readonly port: number }> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
};

/** The first of some ports in a row that nobody has, and that the system gives to nobody who asks for any. */
const freePorts = async (count: number): Promise<number> => {
  for (;;) {
    const base = randomInt(20_000, 32_000);
    const servers = await Promise.allSettled(Array.from({ length: count }, async (_, index) => {
      const server = createServer().listen(base + index, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }));
    const listening = servers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(listening.map((server) => once(server.close(), 'close')));
    if (listening.length === count) return base;
  }
};

type Ended = { readonly status: number | string; readonly stdout: string; readonly stderr: string };

/** `wardgate demo` as its own process, in a directory of its own. */
const spawnDemo = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [program, 'demo', ...args], { cwd, env: { ...process.env, TMPDIR: cwd } }, (error, stdout, stderr) => {
      resolve({ status: error?.code ?? 0, stdout, stderr });
    });
  });

describe('tour', () => {
  const policy = readFileSync(policyFile, 'utf8');
  const directory = temporary();
  let judged: readonly Judged[] = [];
  let trail: readonly Logged[] = [];

  before(async () => {
    const running = await startDemo(free, directory);
    try {
      const answered = await runTour(tour, running);
      trail = readTrail(running.auditFolder);
      judged = judgeTour(answered, trail, policy);
    } finally {
      await running.close();
    }
  });
  after(() => { rmSync(directory, { recursive: true }); });

  for (const [index, { who, sentence, status }] of tour.entries()) {
    it(`${who} ${sentence}: ${status}`, () => {
      assert.deepEqual(judged[index]?.differences, []);
    });
  }

  it('shows of every caller something permitted and something refused', () => {
    const seen = (permitted: boolean): readonly string[] => [...new Set(tour.filter(({ status }) => status < 400 === permitted).map(({ who }) => who))].sort();
    const everyone = [...Object.keys(personas), 'nobody'].sort();
    assert.deepEqual({ permitted: seen(true), refused: seen(false) }, { permitted: everyone, refused: everyone });
    assert.ok(tour.length >= 16);
  });

  it('gives out as many resources as its audit records say, and none of them by a breach', () => {
    const outcomes = new Map(trail.flatMap((record) => (record.kind === 'outcome' ? [[record.requestId, record] as const] : [])));
    const counted = judged.flatMap(({ step, requestId }) => {
      const returned = outcomes.get(requestId)?.returned;
      return returned === undefined ? [] : [{ sentence: step.sentence, count: returned.count, breach: returned.breach }];
    });
    const expected = tour.filter(({ decider }) => decider !== undefined && (decider.stage === undefined || decider.stage === 'data'));
    // What has not changed is not sent again, but told to be there.
    assert.deepEqual(counted, expected.map(({ sentence, status, resources = 0 }) => ({ sentence, count: status === 304 ? 1 : resources, breach: 0 })));
  });

  it('says what an answer shows and should not, and what it should and does not', () => {
    const [listed] = judged.filter(({ step }) => step.name === 'study');
    assert.ok(listed !== undefined);
    const [again] = judgeTour([{ ...listed, text: listed.text.replace('"birthDate":"1980"', '"birthDate":"1980-01-31"') }], trail, policy);
    assert.deepEqual(again?.differences, ['does not show "\\"birthDate\\":\\"1980\\""', 'shows "1980-"']);
  });

  it('never tells the researcher who somebody is', () => {
    const answers = judged.filter(({ step }) => step.who === 'researcher').map(({ text }) => text);
    const patients = syntheticPatients().map((text) => JSON.parse(text) as Patient).filter(({ resourceType }) => resourceType === 'Patient');
    const telling = patients.flatMap(({ id, birthDate, name }) => [id, birthDate, ...name.flatMap(({ family, given }) => [family, ...given])]);
    assert.deepEqual(telling.filter((part) => answers.some((text) => new RegExp(`\\b${part}\\b`).test(text))), []);
    assert.ok(answers.some((text) => text.includes('"reference":"Patient/p-')));
  });

  it('prints what is to be looked at, and keeps a record of each emergency that opened something', () => {
    const printed = printTour(judged, policy);
    assert.match(printed, /^As researcher reads a patient by pseudonym:\n\n\{"resourceType":"Patient","id":"p-[0-9a-f]{40}",.*"birthDate":"\d{4}",.*\}\n$/m);
    const kept = printed.split('\n').filter((line) => line.includes('"kind":"break-glass"'));
    assert.deepEqual(kept.map((line) => (JSON.parse(line) as { reason: string }).reason), Array(2).fill('unconscious in the emergency room, allergies not known'));
  });

  it('names the row of every kind of term and every reach', () => {
    const named = judged.flatMap(({ decider }) => decider?.rows ?? []).join('\n');
    for (const word of ['break-glass', 'mfa', 'mask:', 'window:', 'max:', 'launch', 'self', 'careteam', 'group:', 'any']) assert.ok(named.includes(word), word);
  });

  it('says which steps came out otherwise', () => {
    const other = policy.replace(/^(p, parent, +)clinical/m, '$1documents');
    const again = judgeTour(judged.map((each) => (each.step.sentence.startsWith('is not told the history') ? { ...each, status: 200 } : each)), trail, other);
    const printed = printTour(again, other).split('\n\n').at(-1) ?? '';
    assert.match(printed, /^3 of \d+ steps did not come out as src\/demo\/tour\.ts says:\n/);
    assert.match(printed, /^ {2}clinician is not told the history of a whole type, which nobody can narrow: status: expected 403, found 200$/m);
    assert.match(printed, /^ {2}parent reads her child's record: decided by: expected \{"rows":\["parent clinical view self"\]\}, found \{"rows":\["parent documents view self"\]\}$/m);
  });

  it('fails a step that has nothing to follow, and goes on', async () => {
    const steps = tour.filter(({ request }) => 'follow' in request).slice(0, 1);
    const touring = { base: 'http://127.0.0.1:1/fhir', publicUrl: 'http://localhost:1/fhir', issuer: { token: () => Promise.resolve('') } };
    assert.deepEqual((await runTour(steps, touring)).map(({ status, requestId }) => ({ status, requestId })), [{ status: 0, requestId: '' }]);
  });

  it('cuts a record between its members, to the width', () => {
    const [record] = trail.filter(({ kind }) => kind === 'outcome');
    assert.ok(record !== undefined);
    for (const width of [40, 80, 120]) {
      const line = printRecord(record, width);
      assert.ok(line.length <= width && line.endsWith(',…}'), line);
      assert.equal((JSON.parse(line.replace(',…}', '}')) as Logged).seq, record.seq);
    }
    const whole = printRecord(record, 10_000);
    assert.deepEqual(Object.keys(JSON.parse(whole) as Logged).sort(), Object.keys(record).sort());
  });
});

describe('demo', () => {
  let directory = '';
  beforeEach(() => { directory = temporary(); });
  afterEach(() => { rmSync(directory, { recursive: true }); });

  it('runs once: the table, the audit lines, the chain, and status 0, leaving nothing behind', async () => {
    const { status, stdout, stderr } = await spawnDemo(directory, '--once');
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    const lines = stdout.split('\n');
    const head = lines.findIndex((line) => /^who +request +status +resources +decided by$/.test(line));
    const rows = lines.slice(head + 1).filter((line) => line !== '').slice(0, tour.length);
    const decided = /policy\.csv:\d+(?:, policy\.csv:\d+)*|policy\.csv:\d+, policy gate: policy-denied|(?:scope|policy|confinement) gate: [a-z-]+|request: [a-z-]+|check of the data: [a-z-]+|open to anyone/.source;
    const row = new RegExp(`^([a-z-]+) +(?:GET|POST|PUT) .+ +(\\d{3}) +(\\d+|-) {2}(?:${decided})$`);
    assert.deepEqual(rows.map((line) => row.exec(line)?.slice(1)), tour.map(({ who, status: code, resources }) => [who, String(code), String(resources ?? '-')]));
    assert.match(stdout, new RegExp(`^all ${tour.length} steps came out as src/demo/tour.ts says$`, 'm'));
    assert.ok(lines.filter((line) => line.startsWith('{"seq":')).length >= 5);
    assert.match(stdout, /^\S+audit\/demo: holds: records 1 to \d+ in 1 segment$/m);
    assert.doesNotMatch(stdout, /Bearer|eyJ/);
    assert.deepEqual(readdirSync(directory), []);
  });

  it('serves until it is asked to end, with commands to try that work', async () => {
    const base = await freePorts(4);
    const child = spawn(process.execPath, [program, 'demo', '--port-base', String(base)], { cwd: directory, env: { ...process.env, COLUMNS: '90' }, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'close');
    let stdout = '';
    for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      stdout += text;
      if (!text.includes('Serving until')) continue;
      const found = [...stdout.matchAll(/^curl -si? '(\S+)' -H 'Authorization: (Bearer \S+)'$/gm)];
      const answers = await Promise.all(found.map(([, url = '', authorization = '']) => fetch(url, { headers: { authorization } })));
      assert.deepEqual(answers.map(({ status }) => status), [200, 404, 200, 401, 200]);
      assert.ok(found.every(([, url = '']) => url.startsWith(`http://localhost:${base}/fhir/`)));
      child.kill('SIGTERM');
    }
    assert.deepEqual(await ended, [0, null], stdout);
    assert.match(stdout, /^To try; the tokens hold for 10 minutes, until \d\d:\d\d:\d\d UTC:$/m);
    assert.deepEqual(stdout.split('\n').filter((line) => line.startsWith('{"seq":') && !line.includes('"break-glass"') && line.length > 90), []);
    assert.equal(readTrail(path.join(directory, 'var/demo/audit', `demo-${base}`)).at(-2)?.kind, 'stop');
  });

  it('says in one line that a port is taken', async () => {
    const { server, port } = await occupy();
    try {
      const ended = await spawnDemo(directory, '--port-base', String(port - 2));
      assert.deepEqual(ended, { status: 2, stdout: '', stderr: `wardgate demo: port \`${port}\` on \`127.0.0.1\` is taken; choose others with \`--port-base N\`\n` });
    } finally {
      server.close();
    }
  });

  it('stops what it started where the last part cannot start', async () => {
    const [taken, issuer, backend] = [await occupy(), await occupy(), await occupy()];
    await Promise.all([issuer, backend].map(({ server }) => once(server.close(), 'close')));
    try {
      await assert.rejects(startDemo({ ...free, gateway: taken.port, issuer: issuer.port, backend: backend.port }, directory), { message: `port \`${taken.port}\` on \`127.0.0.1\` is taken` });
      for (const { port } of [issuer, backend]) {
        const again = createServer().listen(port, '127.0.0.1');
        await once(again, 'listening');
        again.close();
      }
    } finally {
      taken.server.close();
    }
  });

  const usages = [
    { sentence: 'a port that is no number', args: ['--port-base', 'many'], says: /^wardgate demo: `--port-base` takes a number from 1 to 65532\n/ },
    { sentence: 'ports beyond the last one', args: ['--port-base', '65533'], says: /takes a number from 1 to 65532/ },
    { sentence: 'an option that it does not know', args: ['--forever'], says: /--forever/ },
  ];
  for (const { sentence, args, says } of usages) {
    it(`refuses ${sentence}`, async () => {
      let stderr = '';
      const io = { stdout: () => undefined, stderr: (text: string) => { stderr += text; }, env: {}, stopped: Promise.resolve() };
      assert.equal(await demo(args, io), 2);
      assert.match(stderr, says);
    });
  }

  it('explains itself', async () => {
    let stdout = '';
    const io = { stdout: (text: string) => { stdout += text; }, stderr: () => undefined, env: {}, stopped: Promise.resolve() };
    assert.equal(await demo(['--help'], io), 0);
    assert.match(stdout, /--once[\s\S]+--port-base N +the gateway on port N, its operators' port on N\+1, the issuer on N\+2, the FHIR server on N\+3/);
  });
});
