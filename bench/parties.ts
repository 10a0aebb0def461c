import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, type Child } from './start-child.ts';
import { writePolicy } from './write-policy.ts';

/** One of those who are measured side by side: a process that answers the same requests. */
export type Party = { readonly name: string; /** It takes part only where there is a target to be met. */ readonly few: boolean; readonly start: () => Promise<Child> };

export type PartyOptions = { /** A directory for what they write. */ readonly directory: string; readonly backend: Child; readonly issuer: string; /** Where the gateways write their CPU profiles, if they do. */ readonly profile: string | undefined };

/** The FHIR base that clients of the gateway see, and the audience of their tokens. */
export const publicUrl = 'http://127.0.0.1:8080/fhir';

const root = path.resolve(import.meta.dirname, '..');

/** Compiles the program as `npm run build` does, apart from the checkout's own `dist`; the folder that it runs from. */
export const buildProgram = (directory: string): string => {
  const program = path.join(directory, 'program');
  mkdirSync(program);
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--project', 'tsconfig.build.json', '--outDir', path.join(program, 'dist')], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program does not compile:\n${stdout}`);
  for (const part of ['bin', 'package.json']) cpSync(path.join(root, part), path.join(program, part), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(program, 'node_modules'));
  return program;
};

// Everything on, and nothing set that a deployment would not set: the audit log is always strict and durable.
const configText = ({ backend, issuer }: PartyOptions): string => `
server: { port: 0, publicUrl: '${publicUrl}' }
admin: { port: 0 }
backend: { url: 'http://127.0.0.1:${backend.port}/fhir' }
issuers: [{ issuer: '${issuer}' }]
policies: { directory: ./policies }
links: { keyFile: ./keys/links.key }
audit: { directory: ./audit, node: bench, keyFile: ./keys/pseudonym.key, signingKeyFile: ./keys/signing.pem }
`;

// What a policy of more rows costs is shown by what has targets.
const usualRows = 100;

/** The gateway with everything on, under a policy of that many rows; `program` is the folder that it runs from, the sources' or a built one. */
export const wardgate = (rows: number, program: string, options: PartyOptions): Party => {
  const name = `wardgate, ${rows} rows`;
  const directory = path.join(options.directory, name.replaceAll(/\W+/g, '-'));
  writePolicy(path.join(directory, 'policies'), rows);
  const config = path.join(directory, 'wardgate.yaml');
  writeFileSync(config, configText(options));
  const profiling = options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile];
  return { name, few: rows > usualRows, start: () => startChild([...profiling, path.join(program, 'bin', 'wardgate.js'), 'serve', '--config', config]) };
};

/** http-proxy-middleware alone on Express, which decides and records nothing. */
export const proxyAlone = ({ backend }: PartyOptions): Party => ({
  name: 'http-proxy-middleware', few: false, start: () => startChild([path.join(import.meta.dirname, 'proxy.ts'), `http://127.0.0.1:${backend.port}`]),
});

/** The gateway's sources. */
export const sources = root;
