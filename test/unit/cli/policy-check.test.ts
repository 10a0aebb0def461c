import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { policyCheck } from '../../../src/cli/policy-check.ts';

const shipped = path.resolve(import.meta.dirname, '../../../policies');

const good = 'g, role:doc, doctor\np, doctor, Patient, read, any, , allow\n';
const warning = `${good}p, doctor, Patient, read, launch, , allow\n`;
const error = `${good}p, docter, Patient, read, any, , denny\n`;

type Ran = { readonly status: number; readonly out: string; readonly err: string };

const run = async (...args: readonly string[]): Promise<Ran> => {
  const out: string[] = [];
  const err: string[] = [];
  const status = await policyCheck(args, { stdout: (text) => out.push(text), stderr: (text) => err.push(text) });
  return { status, out: out.join(''), err: err.join('') };
};

describe('policyCheck', () => {
  let root = '';

  const directory = (name: string, csv: string): string => {
    const made = path.join(root, name);
    mkdirSync(made);
    cpSync(path.join(shipped, 'model.conf'), path.join(made, 'model.conf'));
    writeFileSync(path.join(made, 'policy.csv'), csv);
    return made;
  };

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'wardgate-check-'));
    directory('good', good);
    directory('warning', warning);
    directory('error', error);
    directory('escape', `${good}p, doctor, \u001b[31mPatient\u202e, read, any, , allow\n`);
    mkdirSync(path.join(root, 'empty'));
    mkdirSync(path.join(directory('folder', good), 'masks.csv'));
  });

  after(() => {
    rmSync(root, { recursive: true });
  });

  const statuses: readonly { readonly name: string; readonly args: readonly string[]; readonly status: number }[] = [
    { name: 'a policy without findings', args: ['good'], status: 0 },
    { name: 'the same under --strict', args: ['--strict', 'good'], status: 0 },
    { name: 'a warning', args: ['warning'], status: 0 },
    { name: 'a warning under --strict', args: ['warning', '--strict'], status: 1 },
    { name: 'an error', args: ['error'], status: 1 },
    { name: 'an error as JSON', args: ['error', '--format=json'], status: 1 },
    { name: 'a directory without its files', args: ['empty'], status: 1 },
    { name: 'a directory that does not exist', args: ['absent'], status: 2 },
    { name: 'a file in place of a directory', args: ['good/policy.csv'], status: 2 },
    { name: 'a file that cannot be read', args: ['folder'], status: 2 },
    { name: 'no directory', args: [], status: 2 },
    { name: 'two directories', args: ['good', 'warning'], status: 2 },
    { name: 'an unknown option', args: ['good', '--strickt'], status: 2 },
    { name: 'an unknown format', args: ['good', '--format', 'xml'], status: 2 },
    { name: '--help', args: ['--help'], status: 0 },
  ];

  for (const { name, args, status } of statuses) {
    it(`ends with ${status} for ${name}`, async () => {
      const ran = await run(...args.map((arg) => (arg.startsWith('--') || !/^(good|warning|error|empty|absent|folder)/.test(arg) ? arg : path.join(root, arg))));
      assert.equal(ran.status, status);
      assert.equal(ran.err === '', status !== 2);
      assert.equal(ran.out === '', status === 2);
      assert.doesNotMatch(ran.err, /\n\s+at /);
    });
  }

  it('shows each problem with its place, the line with a caret below, and a hint', async () => {
    const at = path.join(root, 'error', 'policy.csv');
    const { out } = await run(path.join(root, 'error'));
    assert.equal(
      out,
      `${at}:3:4: error unknown-role: no \`g\` row names \`docter\`
    p, docter, Patient, read, any, , denny
       ^
    hint: did you mean \`doctor\`?

${at}:3:34: error unknown-effect: \`denny\` is no effect
    p, docter, Patient, read, any, , denny
                                     ^
    hint: did you mean \`deny\`?

${path.join(root, 'error')}: 2 errors, 0 warnings
`,
    );
  });

  it('gives the same as JSON', async () => {
    const { out } = await run(path.join(root, 'warning'), '--format', 'json');
    const report = JSON.parse(out) as Record<string, unknown>;
    assert.match(String(report['revision']), /^[0-9a-f]{64}$/);
    assert.deepEqual(
      { ...report, revision: '' },
      {
        directory: path.join(root, 'warning'),
        revision: '',
        errors: 0,
        warnings: 1,
        problems: [{ severity: 'warning', code: 'shadowed-row', file: 'policy.csv', line: 3, column: 1, message: 'the row adds nothing to policy.csv:2', hint: 'remove it, or narrow the other' }],
      },
    );
  });

  it('prints nothing that a terminal acts on', async () => {
    const { out } = await run(path.join(root, 'escape'));
    assert.match(out, /control-character/);
    assert.match(out, /^[\n\x20-\x7e]*$/);
  });

  it('finds nothing in the policy that is shipped, even under --strict', async () => {
    const { status, out } = await run(shipped, '--strict');
    assert.deepEqual({ status, out: out.includes('0 errors, 0 warnings') }, { status: 0, out: true });
  });
});
