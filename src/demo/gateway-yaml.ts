import type { DemoPorts } from './start-demo.ts';

const text = (value: string): string => JSON.stringify(value);

/** The demo gateway's configuration as a user would write it (docs/configuration.md); paths start from the directory of the file. */
export const gatewayYaml = (demo: {
  readonly ports: Pick<DemoPorts, 'gateway' | 'admin'>;
  readonly publicUrl: string;
  readonly issuer: string;
  readonly backend: string;
  readonly policies: string;
  readonly node: string;
}): string => `# Written by \`wardgate demo\` at every start.
server:
  host: 127.0.0.1
  port: ${demo.ports.gateway}
  publicUrl: ${demo.publicUrl}
admin:
  host: 127.0.0.1
  port: ${demo.ports.admin}
backend:
  url: ${demo.backend}
issuers:
  - issuer: ${demo.issuer}
    tokenType: at+jwt
    algorithms: [RS256, ES256]
    claims: { roles: roles }
    mfa: { amr: [mfa] }
policies:
  directory: ${text(demo.policies)}
links:
  keyFile: keys/links.key
audit:
  directory: audit
  node: ${demo.node}
  keyFile: keys/audit-pseudonym.key
  signingKeyFile: keys/audit-signing.pem
`;
