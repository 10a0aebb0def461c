import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import path from 'node:path';

/** A running HAPI FHIR server: its FHIR base (no final slash), its process (none if it is somebody else's), and how to stop it. */
export type Hapi = { readonly url: string; readonly pid: number | undefined; readonly stop: () => Promise<void> };

type Started = { readonly url: string; readonly pid: number };

const script = path.join(import.meta.dirname, 'server', 'start.sh');
const patience = 15_000;

const spawnScript = (port: number) => spawn('bash', [script, String(port), '--until-eof'], { stdio: ['pipe', 'pipe', 'pipe'] });

const readyOf = (child: ReturnType<typeof spawnScript>): Promise<Started> =>
  new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const [, url, pid] = /^READY (\S+) .*pid (\d+)\n/m.exec(out) ?? [];
      if (url !== undefined && pid !== undefined) resolve({ url, pid: Number(pid) });
    });
    child.once('error', reject);
    child.once('close', () => { reject(new Error(`HAPI FHIR did not start: ${err.trim()}`)); });
  });

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended already
  }
};

/**
 * Starts a real, empty HAPI FHIR server on a free port of the loopback interface, or on `port`; with WARDGATE_HAPI_URL set it takes that server and
 * leaves it running. Rejects with what start.sh says is missing. The server also ends when this process does, however that ends: it watches a pipe.
 */
export const startHapi = async ({ port = 0 }: { readonly port?: number } = {}): Promise<Hapi> => {
  const given = process.env['WARDGATE_HAPI_URL'];
  if (given !== undefined && given !== '') return { url: given.replace(/\/$/, ''), pid: undefined, stop: () => Promise.resolve() };

  const child = spawnScript(port);
  const { url, pid } = await readyOf(child);
  // A test run that forgot to stop the server may still end.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();

  const end = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const exited = once(child, 'exit');
    kill(pid, 'SIGTERM');
    const late = setTimeout(() => { kill(pid, 'SIGKILL'); }, patience);
    await exited;
    clearTimeout(late);
  };
  let ended: Promise<void> | undefined;
  return { url, pid, stop: () => (ended ??= end()) };
};
