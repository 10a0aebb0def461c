import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const run = path.resolve(import.meta.dirname, '..', '..', '..', 'bench', 'run.ts');

describe('npm run bench', () => {
  it('measures every party and prints the tables', function () {
    if (!existsSync('/proc/self/stat')) {
      console.log('      skipped, the bench reads /proc, which is not here');
      this.skip();
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [run, '--quick', '--only', 'read'], { encoding: 'utf8', timeout: 20_000 });
    assert.equal(status, 0, stderr);
    for (const party of ['backend itself', 'http-proxy-middleware', 'wardgate, 100 rows']) {
      assert.match(stdout, new RegExp(`^\\| read 2 KB +\\| ${party} +\\| \\d+ / \\d+ / \\d+ +\\|`, 'm'));
    }
    assert.match(stdout, /^\| wardgate, 100 rows +\| \d+ \/ \d+ \/ \d+ +\| \d+ +\| \d+ +\|$/m);
  });

  it('measures checks by themselves, without starting anything', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [run, '--quick', '--only', 'check'], { encoding: 'utf8', timeout: 20_000 });
    assert.equal(status, 0, stderr);
    for (const step of ['`scan`, as the gateway parses it', 'check: one confined grant', 'check, mask and cut to `_elements`']) assert.ok(stdout.includes(`| ${step} `), step);
    assert.doesNotMatch(stdout, /wardgate|target/);
  });
});
