import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// Compiles src to dist, and shows that what is published or put into an image starts from it: bin and dist, without src.
const root = path.resolve(import.meta.dirname, '..');

const run = (what: string, cwd: string, ...command: readonly string[]): void => {
  const { status, error, stdout, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8', timeout: 120_000 });
  if (status === 0) return;
  process.stderr.write(`build: ${what} failed${error === undefined ? '' : `: ${error.message}`}\n${stdout}${stderr}`);
  process.exit(1);
};

rmSync(path.join(root, 'dist'), { recursive: true, force: true });
run('tsc', root, path.join('node_modules', 'typescript', 'bin', 'tsc'), '--project', 'tsconfig.build.json');

const published = mkdtempSync(path.join(tmpdir(), 'wardgate-build-'));
process.on('exit', () => { rmSync(published, { recursive: true, force: true }); });
for (const part of ['bin', 'dist', 'package.json']) cpSync(path.join(root, part), path.join(published, part), { recursive: true });
symlinkSync(path.join(root, 'node_modules'), path.join(published, 'node_modules'));
run('starting the compiled program', published, path.join('bin', 'wardgate.js'), '--help');

process.stdout.write('build: dist is complete, and `bin/wardgate.js --help` runs from it without src\n');
