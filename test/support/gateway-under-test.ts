import { mkdtempSync, readFileSync, readdirSync, rmSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { startGateway, type Gateway } from '../../src/gateway.ts';
import { makeIssuer, type FakeIssuer } from './tokens.ts';

export type AuditRecordRead = Readonly<Record<string, unknown>> & { readonly kind: string; readonly requestId?: string };

export type GatewayUnderTest = {
  /** The FHIR base to ask, on a real socket. */
  readonly base: string;
  readonly adminBase: string;
  /** The base that the gateway says it has: in links, Location, fullUrl. */
  readonly publicUrl: string;
  readonly issuer: FakeIssuer;
  readonly directory: string;
  readonly policies: string;
  /** An access token with these claims over a plain valid one. */
  readonly token: (claims: Readonly<Record<string, unknown>>) => string;
  /** All audit records so far, patients in plain. */
  readonly audit: () => readonly AuditRecordRead[];
  readonly close: () => Promise<void>;
};

export type UnderTest = {
  readonly backend: string;
  /** A directory with policy files; copied, so that a test may change its copy. */
  readonly policies: string;
  /** YAML laid below the configuration, top-level keys that are not set here. */
  readonly more?: string;
  readonly publicUrl?: string;
  readonly now?: () => number;
  readonly identifiers?: 'plain' | 'pseudonym';
  /** Members of the `backend` section besides its URL, as YAML flow text. */
  readonly exchange?: string;
  /** An issuer that the test made itself, and closes; else one is made that can be reached from the start. */
  readonly issuer?: FakeIssuer;
  /** The issuer that the gateway trusts in place of that one. */
  readonly trusted?: string;
};

const configText = (directory: string, { backend, more = '', publicUrl, identifiers = 'plain', exchange = 'timeout: 20s' }: UnderTest, issuer: string): string => `
server: { host: 127.0.0.1, port: 0, publicUrl: '${publicUrl ?? 'http://localhost:8080/fhir'}' }
admin: { host: 127.0.0.1, port: 0 }
backend: { url: '${backend}', ${exchange} }
issuers:
  - issuer: ${issuer}
    claims: { roles: roles }
policies: { directory: ${directory}/policies, watch: true }
links: { keyFile: ${directory}/links.key }
audit: { directory: ${directory}/audit, identifiers: ${identifiers}, keyFile: ${directory}/pseudonym.key, signingKeyFile: ${directory}/signing.pem, node: gw-test }
${more}
`;

/** Starts a whole gateway on free ports before a backend, with a fake issuer, in a temporary directory. */
export const startGatewayUnderTest = async (options: UnderTest): Promise<GatewayUnderTest> => {
  const directory = mkdtempSync(path.join(tmpdir(), 'wardgate-test-'));
  cpSync(options.policies, path.join(directory, 'policies'), { recursive: true });
  const issuer = options.issuer ?? (await makeIssuer({ algorithms: ['ES256'] }));
  const loaded = loadConfig({
    text: configText(directory, options, options.trusted ?? issuer.issuer), file: path.join(directory, 'wardgate.yaml'), env: {}, hostName: 'gw-test',
    readFile: (file) => readFileSync(file, 'utf8'),
  });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ path: at, message }) => `${at}: ${message}`).join('\n'));
  const { config, secrets } = loaded;
  const gateway: Gateway = await startGateway({ config, secrets, version: '0.0.0-test', logLevel: 'silent', ...(options.now === undefined ? {} : { now: options.now }) });
  const publicUrl = config.server.publicUrl;
  const auditDirectory = path.join(directory, 'audit', 'gw-test');
  return {
    base: `http://127.0.0.1:${gateway.port}${new URL(publicUrl).pathname.replace(/\/$/, '')}`,
    adminBase: `http://127.0.0.1:${gateway.adminPort}`,
    publicUrl, issuer, directory, policies: path.join(directory, 'policies'),
    token: (claims) => issuer.token({ aud: publicUrl, client_id: 'test-app', ...claims }),
    audit: () =>
      readdirSync(auditDirectory).filter((name) => name.endsWith('.jsonl')).sort()
        .flatMap((name) => readFileSync(path.join(auditDirectory, name), 'utf8').split('\n').filter((line) => line !== ''))
        .map((line) => JSON.parse(line) as AuditRecordRead),
    close: async () => {
      await gateway.close();
      if (options.issuer === undefined) await issuer.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
