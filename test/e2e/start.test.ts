import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../src/cli/run.ts';
import { openTestLog } from '../support/audit-log.ts';
import { makePlace, type Place } from '../support/gateway-process.ts';

type Said = { readonly status: number; readonly out: string; readonly err: string };

const nobody = 'http://127.0.0.1:1';

/** What `wardgate` says to these arguments, where it does not come to serve. */
const said = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> => {
  let [out, err] = ['', ''];
  const status = await run(args, { stdout: (text) => { out += text; }, stderr: (text) => { err += text; }, env, stopped: Promise.resolve() });
  return { status, out, err };
};

describe('bad input at the start', () => {
  let place: Place;

  const make = (change?: (text: string) => string): readonly string[] => {
    place = makePlace(`${nobody}/fhir`, nobody, change);
    return ['serve', '--config', place.config];
  };
  afterEach(() => { place.done(); });

  /** Status 2, nothing on stdout, one line for each problem, in any order, and no stack. */
  const refused = ({ status, out, err }: Said, problems: readonly RegExp[]): void => {
    const lines = err.split('\n').filter((line) => line !== '');
    assert.deepEqual([status, out, lines.length], [2, '', problems.length], err);
    for (const problem of problems) assert.equal(lines.filter((line) => problem.test(line)).length, 1, `${String(problem)}: ${err}`);
  };

  it('a bad configuration: every problem at once, by its place and path', async () => {
    const change = (yaml: string): string =>
      yaml.replace('port: 0,', 'port: 70000,').replace(`url: '${nobody}/fhir'`, 'url: nowhere, timeout: 5').replace('identifiers: plain', 'identifiers: none').replace('roles: roles', 'rolls: roles');
    refused(await said(make(change)), [/wardgate\.yaml:2:\d+: server\.port: /, /:4:\d+: backend\.url: /, /:4:\d+: backend\.timeout: /, /: audit\.identifiers: /, /: issuers\[0\]\.claims\.rolls: /]);
  });

  it('a variable that is none', async () => {
    refused(await said(make(), { WARDGATE_SERVER_PROT: '1' }), [/WARDGATE_SERVER_PROT/]);
  });

  it('a configuration that is no YAML', async () => {
    const { status, err } = await said(make(() => 'server: { host: ['));
    assert.equal(status, 2);
    assert.match(err, /^\S+wardgate\.yaml/);
  });

  it('a configuration that is not there', async () => {
    make();
    refused(await said(['serve', '--config', path.join(place.directory, 'absent.yaml')]), [/^wardgate: `.*absent\.yaml` cannot be read$/]);
  });

  it('no configuration: the usage', async () => {
    make();
    const { status, err } = await said(['serve']);
    assert.equal(status, 2);
    assert.match(err, /^usage: wardgate serve --config FILE/);
  });

  it('a policy with errors: every one, with its place', async () => {
    const args = make();
    writeFileSync(path.join(place.directory, 'policies', 'policy.csv'), 'g, role:x, y\np, y, Observation, read, any, , denny\np, z, Observaton, read, any, , allow\n');
    refused(await said(args), [/policy\.csv:2:\d+: error unknown-effect/, /policy\.csv:3:\d+: error unknown-role/, /policy\.csv:3:\d+: error unknown-type/]);
  });

  it('a policy that is not there', async () => {
    const args = make();
    rmSync(path.join(place.directory, 'policies', 'policy.csv'));
    refused(await said(args), [/policy\.csv:1:1: error missing-file/]);
  });

  it('keys that are none', async () => {
    const args = make();
    writeFileSync(path.join(place.directory, 'links.key'), 'short');
    refused(await said(args), [/links\.key/]);
  });

  it('an audit log that somebody else writes', async () => {
    const args = make();
    const log = openTestLog(place.audit, { node: 'gw-test', signingKeyFile: path.join(place.directory, 'signing.pem') });
    try {
      refused(await said(args), [/gw-test/]);
    } finally {
      log.close();
    }
  });

  it('an audit log that ends before its head', async () => {
    const args = make();
    const log = openTestLog(place.audit, { node: 'gw-test', signingKeyFile: path.join(place.directory, 'signing.pem') });
    log.close();
    rmSync(path.join(place.audit, 'gw-test', '000000000001.jsonl'));
    refused(await said(args), [/wardgate: /]);
  });
});
