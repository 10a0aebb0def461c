import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { version } from '../cli/version.ts';
import { loadConfig } from '../config.ts';
import { startGateway } from '../gateway.ts';
import { startBackend } from './backend.ts';
import { gatewayYaml } from './gateway-yaml.ts';
import type { Issuer } from './issuer.ts';
import { startIssuer } from './issuer.ts';
import { syntheticPatients } from './synthetic-patients.ts';

/** Where each part listens; 0 takes a free port. */
export type DemoPorts = { readonly gateway: number; readonly admin: number; readonly issuer: number; readonly backend: number };

/** The issuer, the FHIR server and the gateway between them, while they serve. */
export type RunningDemo = {
  /** The gateway's FHIR base on the socket that it listens on. */
  readonly base: string;
  /** The base that it says it has: in links, `Location` and `aud`. The same socket, unless a free port was asked for, as that is known too late. */
  readonly publicUrl: string;
  /** Where each part listens now. */
  readonly ports: DemoPorts;
  readonly issuer: Issuer;
  /** How many resources the FHIR server holds. */
  readonly resources: number;
  /** The gateway's configuration file. */
  readonly configFile: string;
  readonly policies: string;
  /** The audit log of this gateway alone. */
  readonly auditFolder: string;
  /** Drains the gateway, then stops what it stands on. */
  readonly close: () => Promise<void>;
};

const usualPort = 8080;

const policies = path.resolve(import.meta.dirname, '../../policies');

const configOf = (configFile: string): Parameters<typeof startGateway>[0] => {
  const text = readFileSync(configFile, 'utf8');
  const loaded = loadConfig({ text, file: configFile, env: {}, hostName: 'demo', readFile: (file) => readFileSync(file, 'utf8') });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ path: at, message, origin }) => `${origin ?? configFile}: ${at}: ${message}`).join('; '));
  return { config: loaded.config, secrets: loaded.secrets, version, logLevel: 'error' };
};

/** Starts everything on loopback, with its files below `directory`. Rejects where a part cannot start, having stopped those that did. */
export const startDemo = async (asked: DemoPorts, directory: string): Promise<RunningDemo> => {
  const started: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let stop = started.pop(); stop !== undefined; stop = started.pop()) await stop();
  };
  try {
    const publicUrl = `http://localhost:${asked.gateway || usualPort}/fhir`;
    const issuer = await startIssuer({ port: asked.issuer, audience: publicUrl });
    started.push(issuer.close);
    const backend = await startBackend({ port: asked.backend });
    started.push(backend.close);
    backend.load(syntheticPatients());

    // One name for each port: two demos side by side keep two audit logs.
    const node = asked.gateway === 0 ? 'demo' : `demo-${asked.gateway}`;
    const configFile = path.join(directory, `${node}.yaml`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(configFile, gatewayYaml({ ports: asked, publicUrl, issuer: issuer.issuer, backend: backend.url, policies, node }));
    const gateway = await startGateway(configOf(configFile));
    started.push(gateway.close);
    return {
      base: `http://127.0.0.1:${gateway.port}/fhir`, publicUrl, issuer, configFile, policies, close,
      ports: { gateway: gateway.port, admin: gateway.adminPort, issuer: issuer.port, backend: backend.port },
      resources: backend.size(), auditFolder: path.join(directory, 'audit', node),
    };
  } catch (error) {
    await close();
    throw error;
  }
};
