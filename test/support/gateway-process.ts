import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');

/** What a process came to: its status, or the signal that ended it, and all that it wrote. */
export type Ended = { readonly status: number | null; readonly signal: NodeJS.Signals | null; readonly stdout: string; readonly stderr: string };

/** A temporary directory with a policy and a configuration on free ports; the text may be changed before it is written. */
export type Place = { readonly directory: string; readonly config: string; readonly audit: string; readonly done: () => void };

/** Makes a place before `backend` and `issuer`; `change` makes of the configuration what a test wants wrong. */
export const makePlace = (backend: string, issuer: string, change: (text: string) => string = (text) => text): Place => {
  const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-process-'));
  cpSync(path.join(root, 'policies'), path.join(directory, 'policies'), { recursive: true });
  const config = path.join(directory, 'wardgate.yaml');
  writeFileSync(config, change(`
server: { host: 127.0.0.1, port: 0, publicUrl: 'http://localhost:8080/fhir' }
admin: { host: 127.0.0.1, port: 0 }
backend: { url: '${backend}' }
issuers:
  - issuer: ${issuer}
    claims: { roles: roles }
policies: { directory: ./policies }
links: { keyFile: ./links.key }
audit: { directory: ./audit, identifiers: plain, keyFile: ./pseudonym.key, signingKeyFile: ./signing.pem, node: gw-test }
`));
  return { directory, config, audit: path.join(directory, 'audit'), done: () => { rmSync(directory, { recursive: true, force: true }); } };
};

/** Starts `wardgate` as a user would, with this Node. */
export const wardgate = (args: readonly string[]): { readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended>; readonly stderr: () => string } => {
  const child = spawn(process.execPath, [path.join(root, 'bin', 'wardgate.js'), ...args], { cwd: root, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const ended = once(child, 'close').then(([status, signal]) => ({ status: status as number | null, signal: signal as NodeJS.Signals | null, stdout, stderr }));
  return { child, ended, stderr: () => stderr };
};

export type Serving = { readonly base: string; readonly adminBase: string; readonly child: ChildProcessWithoutNullStreams; readonly ended: Promise<Ended>; readonly stderr: () => string };

/** Starts `wardgate serve` and waits until it says its ports; rejects with what it said if it ends before. */
export const serve = async ({ config }: Place): Promise<Serving> => {
  const { child, ended, stderr } = wardgate(['serve', '--config', config]);
  const ports = new Promise<readonly [string, string]>((resolve) => {
    child.stderr.on('data', () => {
      const [, port, adminPort] = /serves \S+ on port (\d+), operators' port (\d+)/.exec(stderr()) ?? [];
      if (port !== undefined && adminPort !== undefined) resolve([port, adminPort]);
    });
  });
  const early = ended.then((end) => { throw new Error(`it ended with ${end.status}: ${end.stderr}`); });
  const [port, adminPort] = await Promise.race([ports, early]);
  early.catch(() => undefined);
  return { base: `http://127.0.0.1:${port}/fhir`, adminBase: `http://127.0.0.1:${adminPort}`, child, ended, stderr };
};
