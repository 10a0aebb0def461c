import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, type ConfigSource, type LoadedConfig, loadConfig } from '../../src/config.ts';
import { variableOf } from '../../src/config/outline.ts';
import type { Problem } from '../../src/config/problem.ts';
import { settings } from '../../src/config/settings.ts';

const root = path.resolve(import.meta.dirname, '../..');
const tls = path.join(root, 'test/support/tls');

const files: Readonly<Record<string, string>> = {
  '/run/secrets/password': 'correct horse\n',
  '/run/secrets/token': 'abc.def_123=\r\n',
  '/run/secrets/empty': '\n',
  '/run/secrets/two-lines': 'one\ntwo\n',
  '/etc/wardgate/relative': 'beside-the-file',
  '/tls/cert': readFileSync(path.join(tls, 'localhost-cert.pem'), 'utf8'),
  '/tls/key': readFileSync(path.join(tls, 'localhost-key.pem'), 'utf8'),
  '/tls/other-key': readFileSync(path.join(tls, 'other-key.pem'), 'utf8'),
};

const readFile = (name: string): string => {
  const text = files[name];
  if (text === undefined) throw Object.assign(new Error(`ENOENT: no such file, open '${name}'`), { code: 'ENOENT' });
  return text;
};

const load = (text: string, env: ConfigSource['env'] = {}): LoadedConfig =>
  loadConfig({ text, file: '/etc/wardgate/wardgate.yaml', env, hostName: 'gate-a', readFile });

/** The least that loads, with one section of it replaced, or with more sections. */
const yaml = (sections: { readonly server?: string; readonly backend?: string; readonly issuers?: string; readonly more?: string } = {}): string =>
  `server: { publicUrl: http://localhost:8080/fhir${sections.server ?? ''} }
backend: { url: http://localhost:8888/fhir${sections.backend ?? ''} }
issuers: ${sections.issuers ?? '[{ issuer: https://idp.example.org }]'}
${sections.more ?? ''}
`;

/** A single issuer with further keys. */
const issuer = (keys: string): string => yaml({ issuers: `[{ issuer: https://idp.example.org, ${keys} }]` });

/** Search parameters of a deployment's own, each by its keys. */
const custom = (...params: readonly string[]): string => yaml({ more: `searchParameters: { custom: [${params.map((keys) => `{ ${keys} }`).join(', ')}] }` });
const ward = "type: Patient, code: ward, kind: token, expression: \"Patient.extension('u').value.ofType(Coding)\"";
const bed = "type: Patient, code: bed, kind: reference, expression: \"Patient.extension('u').value.ofType(Reference)\", targets: [Location]";

const configOf = (loaded: LoadedConfig): Config => {
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.config;
};

const problemsOf = (loaded: LoadedConfig): readonly Problem[] => (loaded.ok ? [] : loaded.problems);

type Right = {
  readonly says: string;
  readonly text: string;
  readonly env?: ConfigSource['env'];
  /** A part of the configuration, and what it must be; without it, loading is enough. */
  readonly part?: (config: Config) => unknown;
  readonly is?: unknown;
};
type Wrong = {
  readonly says: string;
  readonly text: string;
  readonly env?: ConfigSource['env'];
  /** `path message` of every problem; a pattern matches the whole of it. */
  readonly problems: readonly (string | RegExp)[];
};
type Pair = { readonly of: string; readonly wrong: readonly Wrong[]; readonly right: readonly Right[] };

const pairs: readonly Pair[] = [
  {
    of: 'YAML',
    right: [
      { says: 'an anchor can be used again', text: 'server: &s { publicUrl: &u http://localhost:8080/fhir }\nbackend: { url: http://localhost/fhir, aliases: [*u] }\nissuers: [{ issuer: https://a.example }]\n', part: ({ backend }) => backend.aliases, is: ['http://localhost:8080/fhir'] },
      { says: 'a comment and a document start are fine', text: `# ours\n---\n${yaml()}` },
      { says: 'quoted text that looks like a number', text: yaml({ more: "audit: { node: '1234' }" }), part: ({ audit }) => audit.node, is: '1234' },
    ],
    wrong: [
      { says: 'a key that stands twice, with its place', text: `${yaml()}cors: { maxAge: 1h }\ncors: { maxAge: 2h }\n`, problems: ['/etc/wardgate/wardgate.yaml:6:1 the key is here for the second time'] },
      { says: 'a nested key that stands twice', text: yaml({ server: ',\n  port: 1, port: 2' }), problems: ['/etc/wardgate/wardgate.yaml:2:12 the key is here for the second time'] },
      { says: 'an open quote', text: 'server: { host: "x }\n', problems: [/^\/etc\/wardgate\/wardgate\.yaml:\d+:\d+ missing closing "quote/, /^\/etc\/wardgate\/wardgate\.yaml:\d+:\d+ /] },
      { says: 'a tab as indentation', text: 'server:\n\tport: 1\n', problems: [/^\/etc\/wardgate\/wardgate\.yaml:2:1 tabs are not allowed as indentation/] },
      { says: 'a tag', text: yaml({ more: 'audit: { node: !secret x }' }), problems: ['/etc/wardgate/wardgate.yaml:4:16 tags are not used here'] },
      { says: 'two documents', text: `${yaml()}---\n{}\n`, problems: ['/etc/wardgate/wardgate.yaml:5:1 a second document begins; there must be one'] },
      { says: 'an empty file', text: '', problems: ['/etc/wardgate/wardgate.yaml is empty'] },
      { says: 'a file of comments', text: '# nothing\n', problems: ['/etc/wardgate/wardgate.yaml is empty'] },
      { says: 'a list', text: '- server\n', problems: ['/etc/wardgate/wardgate.yaml:1:1 must be a mapping of keys, such as `server:`'] },
      { says: 'a text', text: 'hello\n', problems: ['/etc/wardgate/wardgate.yaml:1:1 must be a mapping of keys, such as `server:`'] },
      { says: 'a key that is no plain word', text: `${yaml()}? [a]\n: 1\n`, problems: ['/etc/wardgate/wardgate.yaml:5:3 a key must be a plain word'] },
      { says: 'an empty key', text: yaml({ more: '"": 1' }), problems: ['`` is not a known key'] },
      { says: 'lists nested without end, with ten complaints at most', text: '['.repeat(20_000), problems: Array.from({ length: 10 }, (_, index) => (index === 0 ? /:1:\d+ nested too deep$/ : /^\/etc\/wardgate\/wardgate\.yaml:1:\d+ /)) },
      { says: 'an alias without its anchor', text: yaml({ more: 'cors: *c' }), problems: ['cors refers to an anchor that is not there'] },
      { says: 'an alias inside itself', text: yaml({ more: 'cors: &c { origins: &o [*o], maxAge: *c }' }), problems: ['cors.origins[0] must be text, not a list', 'cors.maxAge must be text, not a mapping'] },
    ],
  },
  {
    of: 'keys',
    right: [{ says: 'all sections at once', text: yaml({ more: 'cors: { maxAge: 2h }\nlimits: { page: 7 }' }), part: ({ cors, limits }) => [cors.maxAge, limits.page], is: [7_200_000, 7] }],
    wrong: [
      { says: 'a mistyped key, with the one that is meant', text: yaml({ server: ', prot: 8080' }), problems: ['server.prot is not a known key; is `port` meant?'] },
      { says: 'a key in another case', text: yaml({ more: 'CORS: { maxAge: 1h }' }), problems: ['CORS is not a known key; is `cors` meant?'] },
      { says: 'a key far from all others, without a guess', text: yaml({ more: 'telemetry: { on: true }' }), problems: ['telemetry is not a known key'] },
      { says: 'a key of another section', text: yaml({ more: 'cors: { publicUrl: https://x.example }' }), problems: ['cors.publicUrl is not a known key'] },
      { says: 'a dotted key', text: yaml({ more: 'server.port: 1' }), problems: ['server.port is not a known key'] },
      { says: 'a key with an index', text: yaml({ more: '"issuers[0]": { issuer: https://b.example }' }), problems: ['issuers[0] is not a known key; is `issuers` meant?'] },
      { says: '`__proto__` (A-209)', text: yaml({ more: '__proto__: { server: { port: 1 } }' }), problems: ['__proto__ is not a known key'] },
      { says: '`constructor` in a section', text: yaml({ server: ', constructor: 1' }), problems: ['server.constructor is not a known key'] },
      { says: 'a merge key, which YAML 1.2 does not have', text: yaml({ more: '<<: { server: { port: 1 } }' }), problems: ['<< is not a known key'] },
      { says: 'a key with a line break, on one line', text: yaml({ more: '"a\\nb": 1' }), problems: ['a?b is not a known key'] },
      { says: 'a section without keys', text: yaml({ more: 'cors:' }), problems: ['cors is empty; leave it out for its default'] },
      { says: 'a key without value', text: yaml({ server: ', port: null' }), problems: ['server.port is empty; leave it out for its default'] },
      { says: 'a section that is a text, and nothing said of what it lacks', text: 'server: x\nbackend: { url: http://localhost/fhir }\nissuers: [{ issuer: https://a.example }]\n', problems: ['server must be a mapping'] },
      { says: 'issuers that are no list', text: yaml({ issuers: '{ issuer: https://a.example }' }), problems: ['issuers must be a list of mappings'] },
      { says: 'an issuer that is a text', text: yaml({ issuers: '[https://a.example]' }), problems: ['issuers[0] must be a mapping'] },
      { says: 'no issuer', text: yaml({ issuers: '[]' }), problems: ['issuers needs at least one issuer'] },
      { says: 'nothing but one key', text: 'cors: { maxAge: 1h }\n', problems: ['server.publicUrl is required', 'backend.url is required', 'issuers needs at least one issuer'] },
      {
        says: 'several problems at once, in the file, the environment, values and relations',
        text: yaml({ server: ', prot: 1', backend: ', timeout: soon', issuers: '[{ issuer: https://a.example }, { issuer: https://a.example, asserts: { subjects: [role], contexts: [user] } }]' }),
        env: { WARDGATE_ADMIN_PROT: '1' },
        problems: [
          'server.prot is not a known key; is `port` meant?',
          'WARDGATE_ADMIN_PROT is not a known variable; is `WARDGATE_ADMIN_PORT` meant?',
          'backend.timeout `soon` is not a duration: a whole number and one of `ms` `s` `m` `h`, such as `10m`',
          'issuers[1].issuer is the same as `issuers[0].issuer`',
          'issuers[0].asserts.subjects is required where there is more than one issuer: what may this one assert?',
          'issuers[0].asserts.contexts is required where there is more than one issuer: what may this one assert?',
        ],
      },
    ],
  },
  {
    of: 'what is not built yet',
    right: [
      { says: 'one worker', text: yaml({ server: ', workers: 1' }) },
      { says: 'the sets and values that are built', text: `${issuer('proof: none')}searchParameters: { sets: [us-core] }\n` },
    ],
    wrong: [
      ...['introspection: { clientId: x }', 'userinfo: { claims: [fhirUser] }', 'proofClients: []', 'oneTimeClients: []', 'practitionerRole: { roles: false }'].map((key) => ({
        says: `an issuer's ${key}`,
        text: issuer(key),
        problems: [`issuers[0].${key.slice(0, key.indexOf(':'))} is not built yet`],
      })),
      { says: 'revocation', text: yaml({ more: 'revocation: { redis: x }' }), problems: ['revocation is not built yet'] },
      { says: 'client certificates', text: yaml({ server: ', tls: { certFile: /tls/cert, keyFile: /tls/key, clientCaFile: /tls/ca }' }), env: { WARDGATE_SERVER_PUBLIC_URL: 'https://localhost/fhir' }, problems: ['server.tls.clientCaFile is not built yet'] },
      { says: 'a variable of revocation', text: yaml(), env: { WARDGATE_REVOCATION_REDIS: 'x' }, problems: ['WARDGATE_REVOCATION_REDIS is not built yet: `revocation`'] },
      { says: 'a variable of introspection', text: yaml(), env: { WARDGATE_ISSUERS_0_INTROSPECTION_CLIENT_ID: 'x' }, problems: ['WARDGATE_ISSUERS_0_INTROSPECTION_CLIENT_ID is not built yet: `issuers[].introspection`'] },
      { says: 'workers: auto', text: yaml({ server: ', workers: auto' }), problems: ['server.workers a number of workers other than 1 is not built yet'] },
      { says: 'two workers', text: yaml({ server: ', workers: 2' }), problems: ['server.workers a number of workers other than 1 is not built yet'] },
      { says: 'proof: dpop', text: issuer('proof: dpop'), problems: ['issuers[0].proof `dpop` is not built yet'] },
      { says: 'mtls to the backend', text: yaml({ backend: ', auth: { type: mtls }' }), problems: ['backend.auth.type `mtls` is not built yet'] },
      { says: 'EdDSA', text: issuer('algorithms: [RS256, EdDSA]'), problems: ['issuers[0].algorithms[1] `EdDSA` is not built yet'] },
    ],
  },
  {
    of: 'the environment',
    right: [
      { says: 'a nested leaf', text: yaml(), env: { WARDGATE_SERVER_PUBLIC_URL: 'https://fhir.example.org/r4' }, part: ({ server, issuers }) => [server.publicUrl, issuers[0]?.audience], is: ['https://fhir.example.org/r4', ['https://fhir.example.org/r4']] },
      { says: 'a leaf of a list item', text: yaml(), env: { WARDGATE_ISSUERS_0_JWKS_URI: 'https://idp.example.org/keys' }, part: ({ issuers }) => issuers[0]?.jwksUri, is: 'https://idp.example.org/keys' },
      { says: 'a wrong value of the file is overridden', text: yaml({ more: 'cors: { maxAge: never }' }), env: { WARDGATE_CORS_MAX_AGE: '2h' }, part: ({ cors }) => cors.maxAge, is: 7_200_000 },
      { says: 'an issuer that the file does not have', text: yaml({ issuers: '[]' }), env: { WARDGATE_ISSUERS_0_ISSUER: 'https://env.example.org' }, part: ({ issuers }) => issuers.map(({ issuer: name }) => name), is: ['https://env.example.org'] },
      { says: 'numbers, truth values and lists', text: yaml(), env: { WARDGATE_SERVER_PORT: '0', WARDGATE_POLICIES_WATCH: 'false', WARDGATE_CORS_ORIGINS: 'https://a.example, https://b.example' }, part: ({ server, policies, cors }) => [server.port, policies.watch, cors.origins], is: [0, false, ['https://a.example', 'https://b.example']] },
      { says: 'a closed value that is no text', text: yaml(), env: { WARDGATE_SERVER_WORKERS: '1' }, part: ({ server }) => server.workers, is: 1 },
      { says: 'the links of a Person', text: yaml(), env: { WARDGATE_REACHES_PERSON_LINKS: 'true' }, part: ({ reaches }) => reaches.personLinks, is: true },
      { says: 'an empty variable is an empty list', text: yaml({ more: "cors: { origins: ['*'] }" }), env: { WARDGATE_CORS_ORIGINS: '' }, part: ({ cors }) => cors.origins, is: [] },
      { says: 'WARDGATE_CONFIG and what is not ours', text: yaml(), env: { WARDGATE_CONFIG: '/x', WARDGATEWAY: 'x', PATH: '/bin' } },
    ],
    wrong: [
      { says: 'a variable that is not known', text: yaml(), env: { WARDGATE_SERVER_PUBLICURL: 'x' }, problems: ['WARDGATE_SERVER_PUBLICURL is not a known variable; is `WARDGATE_SERVER_PUBLIC_URL` meant?'] },
      { says: 'a mistyped variable of a list item', text: yaml(), env: { WARDGATE_ISSUERS_3_JWKS_URL: 'x' }, problems: ['WARDGATE_ISSUERS_3_JWKS_URL is not a known variable; is `WARDGATE_ISSUERS_3_JWKS_URI` meant?'] },
      { says: 'a variable without the number of its item', text: yaml(), env: { WARDGATE_ISSUERS_ISSUER: 'x' }, problems: ['WARDGATE_ISSUERS_ISSUER is not a known variable; is `WARDGATE_ISSUERS_0_ISSUER` meant?'] },
      { says: 'a section', text: yaml(), env: { WARDGATE_SERVER: 'x' }, problems: ['WARDGATE_SERVER is not a known variable'] },
      { says: 'a number with a leading zero', text: yaml(), env: { WARDGATE_ISSUERS_00_ISSUER: 'x' }, problems: [/^WARDGATE_ISSUERS_00_ISSUER is not a known variable/] },
      { says: 'a huge number', text: yaml(), env: { WARDGATE_ISSUERS_4000000000_ISSUER: 'x' }, problems: [/^WARDGATE_ISSUERS_4000000000_ISSUER is not a known variable/] },
      { says: 'an issuer after a gap', text: yaml(), env: { WARDGATE_ISSUERS_2_ISSUER: 'https://c.example' }, problems: ['issuers[1] is missing, while a later one is given'] },
      { says: 'no truth value', text: yaml(), env: { WARDGATE_POLICIES_WATCH: 'no' }, problems: ['policies.watch must be `true` or `false`, not `no`'] },
      { says: 'no number', text: yaml(), env: { WARDGATE_SERVER_PORT: '80a' }, problems: ['server.port must be a whole number from 0 to 65535, not `80a`'] },
      { says: 'an empty text', text: yaml(), env: { WARDGATE_AUDIT_NODE: '' }, problems: [/^audit\.node `` must be letters/] },
    ],
  },
  {
    of: 'values',
    right: [
      { says: 'durations in milliseconds', text: yaml({ backend: ', timeout: 500ms', more: 'cors: { maxAge: 0s }\nlinks: { maxAge: 24h }' }), part: ({ backend, cors, links }) => [backend.timeout, cors.maxAge, links.maxAge], is: [500, 0, 86_400_000] },
      { says: 'sizes in bytes', text: yaml({ backend: ', maxReply: 10mb', more: 'limits: { url: 512b, form: 64kb }\naudit: { segment: 1gb }' }), part: ({ backend, limits, audit }) => [backend.maxReply, limits.url, limits.form, audit.segment], is: [10_485_760, 512, 65_536, 1_073_741_824] },
      { says: 'A-204: 60s of clock tolerance', text: issuer('clockTolerance: 60s'), part: ({ issuers }) => issuers[0]?.clockTolerance, is: 60_000 },
      { says: 'the client claim as a text', text: issuer('claims: { client: azp }'), part: ({ issuers }) => issuers[0]?.claims, is: { scope: 'scope', roles: 'realm_access.roles', fhirUser: 'fhirUser', patient: 'patient', encounter: 'encounter', client: ['azp'] } },
      { says: 'a claim whose name is a URL', text: issuer('claims: { roles: https://example.org/roles }'), part: ({ issuers }) => issuers[0]?.claims.roles, is: 'https://example.org/roles' },
      { says: 'addresses and networks', text: yaml({ server: ", trustForwarded: [10.0.0.0/8, 192.0.2.1, '2001:db8::/32', '::1']" }), part: ({ server }) => server.trustForwarded, is: ['10.0.0.0/8', '192.0.2.1', '2001:db8::/32', '::1'] },
      { says: 'relative paths start from the file, absolute ones stay', text: yaml({ more: 'policies: { directory: ../policies }\naudit: { directory: /var/log/wardgate }\nlinks: { previousKeyFiles: [old.key] }' }), part: ({ policies, audit, links }) => [policies.directory, audit.directory, links.previousKeyFiles], is: ['/etc/policies', '/var/log/wardgate', ['/etc/wardgate/old.key']] },
      { says: 'machines by a claim', text: issuer('machine: { claim: clientHost }'), part: ({ issuers }) => issuers[0]?.machine, is: { claim: 'clientHost' } },
      { says: 'machines by their clients', text: issuer('machine: { clients: [etl] }'), part: ({ issuers }) => issuers[0]?.machine, is: { clients: ['etl'] } },
      { says: 'an issuer that may assert nothing about users', text: issuer('asserts: { subjects: [client], contexts: [system] }'), part: ({ issuers }) => issuers[0]?.asserts, is: { subjects: ['client'], contexts: ['system'] } },
    ],
    wrong: [
      { says: 'a duration without unit', text: yaml({ backend: ', timeout: 30' }), problems: ['backend.timeout `30` has no unit: one of `ms` `s` `m` `h`, such as `10m`'] },
      { says: 'a duration with an unknown unit', text: yaml({ backend: ', timeout: 30sec' }), problems: [/^backend\.timeout `30sec` is not a duration/] },
      { says: 'a duration in a unit that every object inherits', text: yaml({ backend: ', timeout: 3constructor' }), problems: [/^backend\.timeout `3constructor` is not a duration/] },
      { says: 'a negative duration', text: yaml({ backend: ', timeout: -1s' }), problems: [/^backend\.timeout `-1s` is not a duration/] },
      { says: 'A-204: 61s of clock tolerance', text: issuer('clockTolerance: 61s'), problems: ['issuers[0].clockTolerance `61s` is not between `0s` and `60s`'] },
      { says: 'a size in another spelling', text: yaml({ more: 'limits: { body: 5MB }' }), problems: ['limits.body `5MB` is not a size: a whole number and one of `b` `kb` `mb` `gb`, such as `256mb`'] },
      { says: 'a size out of range', text: yaml({ backend: ', maxReply: 1gb' }), problems: ['backend.maxReply `1gb` is not between `1kb` and `256mb`'] },
      { says: '`no`, which is a text in YAML 1.2', text: yaml({ more: 'policies: { watch: no }' }), problems: ['policies.watch must be `true` or `false`, not `no`'] },
      { says: '`no` even where the file asks for YAML 1.1', text: `%YAML 1.1\n---\n${yaml({ more: 'policies: { watch: no }' })}`, problems: ['policies.watch must be `true` or `false`, not `no`'] },
      { says: 'a port out of range', text: yaml({ server: ', port: 65536' }), problems: ['server.port must be a whole number from 0 to 65535, not `65536`'] },
      { says: 'half a port', text: yaml({ server: ', port: 80.5' }), problems: ['server.port must be a whole number from 0 to 65535, not `80.5`'] },
      { says: 'a port in quotes', text: yaml({ server: ", port: '8080'" }), problems: ['server.port must be a whole number from 0 to 65535, not `8080`'] },
      { says: 'text that YAML takes for a number', text: yaml({ more: 'audit: { node: 1234 }' }), problems: ['audit.node must be text; put `1234` in quotes'] },
      { says: 'a node name that leaves the directory', text: yaml({ more: 'audit: { node: ../x }' }), problems: [/^audit\.node `\.\.\/x` must be letters/] },
      { says: 'a list as one text', text: issuer('audience: https://x.example'), problems: ['issuers[0].audience must be a list, not `https://x.example`'] },
      { says: 'an empty audience (A-205)', text: issuer('audience: []'), problems: ['issuers[0].audience must not be empty'] },
      { says: 'two faulty items, each named', text: issuer('asserts: { subjects: [role, group, 7], contexts: [user] }'), problems: ['issuers[0].asserts.subjects[1] `group` is not one of `role` `fhirUser` `user` `client`', 'issuers[0].asserts.subjects[2] `7` is not one of `role` `fhirUser` `user` `client`'] },
      { says: 'a claim path through `__proto__` (A-209)', text: issuer('claims: { roles: a.__proto__.b }'), problems: ['issuers[0].claims.roles `a.__proto__.b` is not the name or dotted path of a claim'] },
      { says: 'a claim path with an empty step', text: issuer('claims: { client: [azp, a..b] }'), problems: ['issuers[0].claims.client[1] `a..b` is not the name or dotted path of a claim'] },
      { says: 'a network with too many bits', text: yaml({ server: ', trustForwarded: [10.0.0.0/33]' }), problems: ['server.trustForwarded[0] `10.0.0.0/33` is not an IP address or a network such as `10.0.0.0/8`'] },
      { says: 'a host name as a trusted proxy', text: yaml({ server: ', trustForwarded: [proxy.example]' }), problems: [/^server\.trustForwarded\[0\] `proxy\.example` is not an IP address/] },
      { says: 'two rules for machines', text: issuer('machine: { equals: sub, clients: [etl] }'), problems: ['issuers[0].machine takes one of `equals` `claim` `clients`, not 2'] },
      { says: 'old keys that go before they are old', text: issuer('jwks: { maxAge: 1h, maxStale: 1m }'), problems: ['issuers[0].jwks.maxStale must not be less than `maxAge`'] },
      { says: 'an origin with a path (A-196)', text: yaml({ more: 'cors: { origins: [https://app.example/] }' }), problems: [/^cors\.origins\[0\] must be `\*` or an origin/] },
      { says: 'the null origin (A-196)', text: yaml({ more: "cors: { origins: ['null'] }" }), problems: [/^cors\.origins\[0\] must be `\*` or an origin/] },
      { says: 'one file for two keys', text: yaml({ more: 'audit: { keyFile: k, signingKeyFile: k }' }), problems: ['audit.signingKeyFile must differ from `audit.keyFile`: each key serves one purpose'] },
      { says: 'a value of control characters, shown on one line', text: yaml({ more: 'compartment: "a\\n\\u202eb"' }), problems: ['compartment `a??b` is not one of `owner` `fhir`'] },
    ],
  },
  {
    of: 'algorithms',
    right: [
      { says: 'A-197: those that are named', text: issuer('algorithms: [RS256, ES256]'), part: ({ issuers }) => issuers[0]?.algorithms, is: ['RS256', 'ES256'] },
      { says: 'A-197: by default the asymmetric ones', text: yaml(), part: ({ issuers }) => issuers[0]?.algorithms, is: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'] },
    ],
    wrong: [
      { says: 'A-198: HS256', text: issuer('algorithms: [RS256, HS256]'), problems: ['issuers[0].algorithms[1] `HS256` is symmetric: whoever can check a token could make one; only asymmetric algorithms are accepted'] },
      ...['none', 'None', 'nOnE'].map((name) => ({ says: `A-197: ${name}`, text: issuer(`algorithms: [${name}]`), problems: ['issuers[0].algorithms[0] `none` means unsigned tokens, which are never accepted'] })),
      { says: 'A-197: none at all', text: issuer('algorithms: []'), problems: ['issuers[0].algorithms must not be empty'] },
      { says: 'an algorithm in another case', text: issuer('algorithms: [rs256]'), problems: [/^issuers\[0\]\.algorithms\[0\] `rs256` is not one of `RS256`/] },
    ],
  },
  {
    of: 'URLs',
    right: [
      { says: 'a base at the root', text: yaml(), env: { WARDGATE_SERVER_PUBLIC_URL: 'https://fhir.example.org' }, part: ({ server }) => server.publicUrl, is: 'https://fhir.example.org' },
      { says: 'an http publicUrl on loopback', text: yaml(), env: { WARDGATE_SERVER_PUBLIC_URL: 'http://[::1]:8080/fhir' } },
      { says: 'an http publicUrl where plain HTTP is allowed', text: yaml({ server: ', allowPlainHttp: true' }), env: { WARDGATE_SERVER_PUBLIC_URL: 'http://gateway/fhir' } },
      { says: 'a plain http backend on another host', text: yaml(), env: { WARDGATE_BACKEND_URL: 'http://hapi:8080/fhir' } },
      { says: 'A-213: an http issuer and its keys on loopback', text: yaml({ issuers: '[{ issuer: http://localhost:9000, jwksUri: http://127.0.0.1:9000/jwks?x=1 }]' }) },
      { says: 'A-206: an issuer keeps its slash', text: yaml({ issuers: '[{ issuer: https://tenant.example.org/ }]' }), part: ({ issuers }) => issuers[0]?.issuer, is: 'https://tenant.example.org/' },
      { says: 'an alias in another spelling', text: yaml({ backend: ', aliases: [HTTP://HAPI:80/fhir]' }), part: ({ backend }) => backend.aliases, is: ['HTTP://HAPI:80/fhir'] },
      { says: 'any address where plain HTTP is allowed', text: yaml({ server: ', host: 0.0.0.0, allowPlainHttp: true' }) },
      { says: 'any address with TLS', text: yaml({ server: ', host: 0.0.0.0, tls: { certFile: /tls/cert, keyFile: /tls/key }' }), env: { WARDGATE_SERVER_PUBLIC_URL: 'https://fhir.example.org/fhir' }, part: ({ server }) => server.tls, is: { certFile: '/tls/cert', keyFile: '/tls/key', minVersion: 'TLSv1.2' } },
      { says: 'other loopback addresses', text: yaml({ server: ', host: 127.0.0.2', more: "admin: { host: '::1' }" }) },
      { says: 'the same port 0 twice', text: yaml({ server: ', port: 0', more: 'admin: { port: 0 }' }) },
      { says: 'an origin with a port', text: yaml({ more: 'cors: { origins: [http://localhost:3000] }' }) },
    ],
    wrong: [
      ...([
        ['ftp://localhost/fhir', 'must be an absolute http or https URL'],
        ['/fhir', 'must be an absolute http or https URL'],
        ['https:fhir.example.org', 'must be an absolute http or https URL'],
        ['https://a b/fhir', 'must be an absolute http or https URL'],
        ['https://fhir.example.org\\fhir', 'must be an absolute http or https URL'],
        ['https://fhir.example.org/fhir/', 'must not end in `/`; leave it out'],
        ['https://fhir.example.org/fhir?x', 'must not have a query'],
        ['https://fhir.example.org/fhir#', 'must not have a fragment'],
        ['https://FHIR.example.org/fhir', 'must be in normal form: `https://fhir.example.org/fhir`'],
        ['https://fhir.example.org:443/fhir', 'must be in normal form: `https://fhir.example.org/fhir`'],
        ['https://fhir.example.org/a/../fhir', 'must be in normal form: `https://fhir.example.org/fhir`'],
        ['https://me:hunter2@fhir.example.org/fhir', 'must not hold a user name or password'],
        ['http://fhir.example.org/fhir', 'must be https unless its host is loopback or `server.allowPlainHttp` is set'],
        ['http://localhost.example.org/fhir', 'must be https unless its host is loopback or `server.allowPlainHttp` is set'],
      ] as const).map(([url, message]) => ({ says: `publicUrl ${url}`, text: yaml(), env: { WARDGATE_SERVER_PUBLIC_URL: url }, problems: [`server.publicUrl ${message}`] })),
      { says: 'an http publicUrl with TLS', text: yaml({ server: ', tls: { certFile: /tls/cert, keyFile: /tls/key }' }), problems: ['server.publicUrl must be https, as `server.tls` is given'] },
      { says: 'a backend that is the gateway', text: yaml(), env: { WARDGATE_BACKEND_URL: 'http://localhost:8080/fhir' }, problems: ['backend.url must differ from `server.publicUrl`: the gateway would ask itself'] },
      { says: 'A-213: an http issuer on another host', text: yaml({ issuers: '[{ issuer: http://idp.example.org }]' }), problems: ['issuers[0].issuer must be https: `idp.example.org` is not a loopback host'] },
      { says: 'A-213: a host that only begins like loopback', text: yaml({ issuers: '[{ issuer: http://127.0.0.1.example.org }]' }), problems: ['issuers[0].issuer must be https: `127.0.0.1.example.org` is not a loopback host'] },
      { says: 'A-213: http keys on another host', text: issuer('jwksUri: http://idp.example.org/jwks'), problems: ['issuers[0].jwksUri must be https: `idp.example.org` is not a loopback host'] },
      { says: 'A-206: the same issuer twice', text: yaml({ issuers: '[{ issuer: https://a.example, asserts: &a { subjects: [role], contexts: [user] } }, { issuer: https://a.example, asserts: *a }]' }), problems: ['issuers[1].issuer is the same as `issuers[0].issuer`'] },
      { says: 'plain HTTP on every address', text: yaml({ server: ', host: 0.0.0.0' }), problems: ['server.host is not a loopback address: give `server.tls`, or set `server.allowPlainHttp` if TLS ends before the gateway'] },
      { says: 'plain HTTP on a name', text: yaml({ server: ', host: 127.example.org' }), problems: [/^server\.host is not a loopback address/] },
      { says: 'health on the public port', text: yaml({ more: 'admin: { port: 8080 }' }), problems: ['admin.port must differ from `server.port`'] },
    ],
  },
  {
    of: 'several issuers',
    right: [{ says: 'R-053: each says what it may assert', text: yaml({ issuers: '[{ issuer: https://a.example, asserts: { subjects: [role], contexts: [user] } }, { issuer: https://a.example/, asserts: { subjects: [client], contexts: [system] } }]' }), part: ({ issuers }) => issuers.map(({ asserts }) => asserts.contexts), is: [['user'], ['system']] }],
    wrong: [{ says: 'R-053: one says only half of it', text: yaml({ issuers: '[{ issuer: https://a.example, asserts: { subjects: [role], contexts: [user] } }, { issuer: https://b.example, asserts: { subjects: [client] } }]' }), problems: ['issuers[1].asserts.contexts is required where there is more than one issuer: what may this one assert?'] }],
  },
  {
    of: 'search parameters',
    right: [
      { says: 'none but base R4', text: yaml({ more: 'searchParameters: { sets: [] }' }), part: ({ searchParameters }) => searchParameters, is: { sets: [], custom: [] } },
      { says: 'an empty list of one\'s own', text: yaml({ more: 'searchParameters: { custom: [] }' }), part: ({ searchParameters }) => searchParameters, is: { sets: ['us-core'], custom: [] } },
      { says: 'one in an extension', text: custom(ward), part: ({ searchParameters }) => searchParameters.custom, is: [{ type: 'Patient', code: 'ward', kind: 'token', expression: "Patient.extension('u').value.ofType(Coding)" }] },
      { says: 'a reference with its targets', text: custom(bed), part: ({ searchParameters }) => searchParameters.custom, is: [{ type: 'Patient', code: 'bed', kind: 'reference', expression: "Patient.extension('u').value.ofType(Reference)", targets: ['Location'] }] },
      { says: 'several, and the same name on another type', text: custom(ward, bed, 'type: Person, code: ward, kind: string, expression: Person.name.text'), part: ({ searchParameters }) => searchParameters.custom.map(({ type, code }) => `${type}.${code}`), is: ['Patient.ward', 'Patient.bed', 'Person.ward'] },
      { says: 'one of US Core where US Core is not a set', text: custom('type: Patient, code: race, kind: string, expression: Patient.name.text').replace('{ custom:', '{ sets: [], custom:'), part: ({ searchParameters }) => searchParameters.custom.map(({ code }) => code), is: ['race'] },
      { says: 'one in the environment', text: yaml(), env: { WARDGATE_SEARCH_PARAMETERS_CUSTOM_0_TYPE: 'Patient', WARDGATE_SEARCH_PARAMETERS_CUSTOM_0_CODE: 'bed', WARDGATE_SEARCH_PARAMETERS_CUSTOM_0_KIND: 'reference', WARDGATE_SEARCH_PARAMETERS_CUSTOM_0_EXPRESSION: 'Patient.contact.organization', WARDGATE_SEARCH_PARAMETERS_CUSTOM_0_TARGETS: 'Organization' }, part: ({ searchParameters }) => searchParameters.custom, is: [{ type: 'Patient', code: 'bed', kind: 'reference', expression: 'Patient.contact.organization', targets: ['Organization'] }] },
      { says: 'FHIR\'s own compartment', text: yaml({ more: 'compartment: fhir' }), part: ({ compartment }) => compartment, is: 'fhir' },
    ],
    wrong: [
      { says: 'a set that is not known', text: yaml({ more: 'searchParameters: { sets: [uk-core] }' }), problems: ['searchParameters.sets[0] `uk-core` is not one of `us-core`'] },
      { says: 'a list that is a mapping', text: yaml({ more: 'searchParameters: { custom: { type: Patient } }' }), problems: ['searchParameters.custom must be a list of mappings'] },
      { says: 'a key that is not known', text: custom(`${ward}, target: [Location]`), problems: ['searchParameters.custom[0].target is not a known key; is `targets` meant?'] },
      { says: 'no expression', text: custom('type: Patient, code: ward, kind: token'), problems: ['searchParameters.custom[0].expression is required'] },
      { says: 'a type that is none', text: custom(ward.replace('Patient', 'patient')), problems: ['searchParameters.custom[0].type `patient` is not a resource type of FHIR R4'] },
      { says: 'a target that is none', text: custom(bed.replace('[Location]', '[Location, Bed]')), problems: ['searchParameters.custom[0].targets[1] `Bed` is not a resource type of FHIR R4'] },
      { says: 'no target', text: custom(bed.replace('[Location]', '[]')), problems: ['searchParameters.custom[0].targets must not be empty'] },
      ...['_ward', 'ward:exact', 'ward.name', '1ward', 'w rd'].map((code) => ({ says: `A-069 the name ${code}`, text: custom(ward.replace('code: ward', `code: '${code}'`)), problems: [`searchParameters.custom[0].code \`${code}\` must be letters, digits, \`_\` and \`-\`, begin with a letter, and have at most 64 characters`] })),
      ...['composite', 'special', 'Token'].map((kind) => ({ says: `a ${kind} one`, text: custom(ward.replace('token', kind)), problems: [`searchParameters.custom[0].kind \`${kind}\` is not one of \`number\` \`date\` \`string\` \`token\` \`reference\` \`quantity\` \`uri\``] })),
      { says: 'a reference without targets', text: custom(bed.replace(', targets: [Location]', '')), problems: ['searchParameters.custom[0].targets is required where `kind` is `reference`'] },
      { says: 'a token with targets', text: custom(`${ward}, targets: [Location]`), problems: ['searchParameters.custom[0].targets is not used where `kind` is `token`'] },
      { says: 'one that base R4 has', text: custom('type: Patient, code: name, kind: string, expression: Patient.name.text'), problems: ['searchParameters.custom[0].code is a parameter of Patient already'] },
      { says: 'one that US Core has', text: custom('type: Patient, code: race, kind: string, expression: Patient.name.text'), problems: ['searchParameters.custom[0].code is a parameter of Patient already'] },
      { says: 'the same twice', text: custom(ward, ward), problems: ['searchParameters.custom[1].code is the same as in `searchParameters.custom[0]`'] },
      { says: 'an element that is not there', text: custom(ward, 'type: Patient, code: wards, kind: string, expression: Patient.wards'), problems: ['searchParameters.custom[1].expression names what Patient does not have (a choice needs its type, as in `value.ofType(Coding)`)'] },
      { says: 'an expression that says more than paths', text: custom('type: Patient, code: first, kind: string, expression: Patient.name.first().text'), problems: [/^searchParameters\.custom\[0\]\.expression says more than the gateway can evaluate: /] },
      { says: 'an expression of another kind', text: custom(ward.replace('token', 'date')), problems: ['searchParameters.custom[0].expression selects `Coding`, which a parameter of kind `date` does not find'] },
      { says: 'a second one after a first whose every value is wrong, under its own number', text: custom('type: patient', 'type: Patient, code: name, kind: string, expression: Patient.name.text'), problems: ['searchParameters.custom[0].type `patient` is not a resource type of FHIR R4', 'searchParameters.custom[0].code is required', 'searchParameters.custom[0].kind is required', 'searchParameters.custom[0].expression is required', 'searchParameters.custom[1].code is a parameter of Patient already'] },
      { says: 'one after a gap', text: yaml(), env: { WARDGATE_SEARCH_PARAMETERS_CUSTOM_1_TYPE: 'Patient' }, problems: ['searchParameters.custom[0] is missing, while a later one is given'] },
    ],
  },
  {
    of: 'secrets',
    right: [{ says: 'no authentication', text: yaml({ backend: ', auth: { type: none }' }), part: ({ backend }) => backend.auth, is: { type: 'none' } }],
    wrong: [
      { says: 'a file that is missing', text: yaml({ backend: ', auth: { type: bearer, tokenFile: /run/secrets/nothing }' }), problems: ['backend.auth.tokenFile `/run/secrets/nothing` cannot be read (ENOENT)'] },
      { says: 'an empty file', text: yaml({ backend: ', auth: { type: bearer, tokenFile: /run/secrets/empty }' }), problems: ['backend.auth.tokenFile `/run/secrets/empty` is empty'] },
      { says: 'a file of two lines (A-194)', text: yaml({ backend: ', auth: { type: basic, username: me, passwordFile: /run/secrets/two-lines }' }), problems: ['backend.auth.passwordFile must not have control characters or more than one line'] },
      { says: 'a token that is none, without showing it', text: yaml(), env: { WARDGATE_BACKEND_AUTH_TYPE: 'bearer', WARDGATE_BACKEND_AUTH_TOKEN: 'my secret' }, problems: ['backend.auth.token is not a bearer token: letters, digits and `-._~+/` only'] },
      { says: 'a password that YAML takes for a number, without showing it', text: yaml({ backend: ', auth: { type: basic, username: me, password: 12345 }' }), problems: ['backend.auth.password must be text and not empty; put it in quotes'] },
      { says: 'both the secret and its file', text: yaml({ backend: ', auth: { type: bearer, token: abc, tokenFile: /run/secrets/token }' }), problems: ['backend.auth.token is given twice, as itself and as `tokenFile`'] },
      { says: 'basic without anything', text: yaml({ backend: ', auth: { type: basic }' }), problems: ['backend.auth.username is required where `backend.auth.type` is `basic`', 'backend.auth.password is required where `backend.auth.type` is `basic`'] },
      { says: 'a user name with a colon', text: yaml({ backend: ', auth: { type: basic, username: "a:b", password: c }' }), problems: ['backend.auth.username must not have a colon'] },
      { says: 'a password for bearer', text: yaml({ backend: ', auth: { type: bearer, token: abc, passwordFile: /run/secrets/password }' }), problems: ['backend.auth.passwordFile is not used where `backend.auth.type` is `bearer`'] },
      { says: 'a token without a type', text: yaml({ backend: ', auth: { token: abc }' }), problems: ['backend.auth.token is not used where `backend.auth.type` is `none`'] },
      { says: 'half of TLS', text: yaml({ server: ', tls: { minVersion: TLSv1.3 }' }), problems: ['server.tls.certFile is required with `server.tls`', 'server.tls.keyFile is required with `server.tls`'] },
      ...([
        ['/tls/none', '/tls/nothing', ['server.tls.certFile `/tls/none` cannot be read (ENOENT)', 'server.tls.keyFile `/tls/nothing` cannot be read (ENOENT)']],
        ['/tls/key', '/tls/key', ['server.tls.certFile holds no certificate in PEM']],
        ['/tls/cert', '/tls/cert', ['server.tls.keyFile holds no private key in PEM that can be read without a passphrase']],
        ['/tls/cert', '/tls/other-key', ['server.tls.keyFile does not belong to the certificate']],
      ] as const).map(([cert, key, problems]) => ({
        says: `TLS from ${cert} and ${key}`,
        text: yaml({ server: `, tls: { certFile: ${cert}, keyFile: ${key} }` }),
        env: { WARDGATE_SERVER_PUBLIC_URL: 'https://localhost/fhir' },
        problems,
      })),
    ],
  },
];

/** Text of every problem, `path message`. */
const linesOf = (loaded: LoadedConfig): readonly string[] => problemsOf(loaded).map(({ path: at, message }) => `${at} ${message}`);

describe('config', () => {
  for (const { of, right, wrong } of pairs) {
    describe(of, () => {
      for (const { says, text, env, part, is } of right) {
        it(`takes: ${says}`, () => {
          const config = configOf(load(text, env));
          if (part !== undefined) assert.deepEqual(part(config), is);
        });
      }
      for (const { says, text, env, problems } of wrong) {
        it(`refuses: ${says}`, () => {
          const lines = linesOf(load(text, env));
          const expected = problems.map((problem, index) => (typeof problem === 'string' ? problem : problem.test(lines[index] ?? '') ? lines[index] : String(problem)));
          assert.deepEqual(lines, expected);
        });
      }
    });
  }

  it('fills every default of the least that loads', () => {
    assert.deepEqual(configOf(load(yaml())), {
      server: { host: '127.0.0.1', port: 8080, publicUrl: 'http://localhost:8080/fhir', trustForwarded: [], workers: 1, allowPlainHttp: false },
      admin: { host: '127.0.0.1', port: 9090 },
      backend: { url: 'http://localhost:8888/fhir', auth: { type: 'none' }, aliases: [], timeout: 30_000, maxReply: 10 * 1024 ** 2 },
      issuers: [
        {
          issuer: 'https://idp.example.org',
          audience: ['http://localhost:8080/fhir'],
          jwks: { maxAge: 600_000, cooldown: 30_000, maxStale: 86_400_000 },
          algorithms: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'],
          tokenType: 'any',
          required: ['sub', 'iat'],
          maxLifetime: 3_600_000,
          clockTolerance: 5000,
          claims: { scope: 'scope', roles: 'realm_access.roles', fhirUser: 'fhirUser', patient: 'patient', encounter: 'encounter', client: ['client_id', 'azp'] },
          rolePrefix: '',
          asserts: { subjects: ['role', 'fhirUser', 'user', 'client'], contexts: ['patient', 'user', 'system'] },
          machine: { equals: 'sub' },
          mfa: { amr: ['mfa'], acr: [], maxAge: 900_000 },
          proof: 'none',
        },
      ],
      policies: { directory: '/etc/wardgate/policies', watch: true },
      reaches: { maxAge: 30_000, personLinks: false },
      searchParameters: { sets: ['us-core'], custom: [] },
      links: { keyFile: '/etc/wardgate/var/keys/links.key', previousKeyFiles: [], maxAge: 1_800_000 },
      audit: {
        directory: '/etc/wardgate/var/audit',
        identifiers: 'pseudonym',
        keyFile: '/etc/wardgate/var/keys/audit-pseudonym.key',
        signingKeyFile: '/etc/wardgate/var/keys/audit-signing.pem',
        node: 'gate-a',
        segment: 64 * 1024 ** 2,
      },
      cors: { origins: ['*'], maxAge: 3_600_000 },
      compartment: 'owner',
      limits: { body: 5 * 1024 ** 2, form: 65_536, url: 8192, params: 100, page: 100, entries: 500, reach: 5000 },
    } satisfies Config);
  });

  it('is frozen all the way down', () => {
    const loose = (value: unknown, at: string): readonly string[] =>
      typeof value !== 'object' || value === null ? [] : [...(Object.isFrozen(value) ? [] : [at]), ...Object.entries(value).flatMap(([key, child]) => loose(child, `${at}.${key}`))];
    assert.deepEqual(loose(configOf(load(yaml())), 'config'), []);
  });

  const secretCases: readonly { readonly says: string; readonly auth: string; readonly env?: ConfigSource['env']; readonly is: unknown }[] = [
    { says: 'a password', auth: 'type: basic, username: me, password: correct horse', is: { type: 'basic', password: 'correct horse' } },
    { says: 'a password in a file, without its line end', auth: 'type: basic, username: me, passwordFile: /run/secrets/password', is: { type: 'basic', password: 'correct horse' } },
    { says: 'a token in a file', auth: 'type: bearer, tokenFile: /run/secrets/token', is: { type: 'bearer', token: 'abc.def_123=' } },
    { says: 'a token in a file beside the configuration', auth: 'type: bearer, tokenFile: relative', is: { type: 'bearer', token: 'beside-the-file' } },
    { says: 'a token in a variable', auth: 'type: bearer', env: { WARDGATE_BACKEND_AUTH_TOKEN: 'abc' }, is: { type: 'bearer', token: 'abc' } },
  ];
  for (const { says, auth, env, is } of secretCases) {
    it(`keeps apart from the configuration: ${says}`, () => {
      const loaded = load(yaml({ backend: `, auth: { ${auth} }` }), env);
      const config = configOf(loaded);
      assert.ok(loaded.ok);
      assert.deepEqual(loaded.secrets, { backend: is });
      assert.doesNotMatch(JSON.stringify(config), /correct horse|abc|"beside-the-file|"password"|"token"/);
    });
  }

  it('reads certificate and key', () => {
    const loaded = load(yaml({ server: ', tls: { certFile: /tls/cert, keyFile: /tls/key }' }), { WARDGATE_SERVER_PUBLIC_URL: 'https://localhost/fhir' });
    assert.ok(loaded.ok);
    assert.deepEqual(loaded.secrets.tls, { cert: files['/tls/cert'], key: files['/tls/key'] });
    assert.doesNotMatch(JSON.stringify(loaded.config), /PRIVATE/);
  });

  it('shows no part of the file where it is not YAML', () => {
    for (const text of ['backend: { auth: { password: "hunter2 }', 'token: hunter2: x', 'token: "hunter2" hunter2', 'token: "\\hunter2"', 'a: [hunter2\nb: }hunter2', 'x: |hunter2\n  y', '%hunter2\n---\n', 'x: !hunter2 y', '}hunter2']) {
      const loaded = load(text);
      assert.ok(!loaded.ok);
      assert.doesNotMatch(JSON.stringify(loaded.problems), /hunter2/, text);
    }
  });

  it('says where a wrong value came from', () => {
    const origins = problemsOf(load(yaml({ more: 'cors:\n  maxAge: never' }), { WARDGATE_LINKS_MAX_AGE: 'never' })).map(({ path: at, origin }) => [at, origin]);
    assert.deepEqual(origins, [
      ['links.maxAge', 'WARDGATE_LINKS_MAX_AGE'],
      ['cors.maxAge', '/etc/wardgate/wardgate.yaml:5:11'],
    ]);
  });

  it('loads examples/wardgate.yaml as it is', () => {
    const file = path.join(root, 'examples/wardgate.yaml');
    const config = configOf(loadConfig({ text: readFileSync(file, 'utf8'), file, env: {}, hostName: 'gate-a', readFile }));
    assert.equal(config.policies.directory, path.join(root, 'policies'));
  });
});

describe('config table', () => {
  const docs = readFileSync(path.join(root, 'docs/configuration.md'), 'utf8');
  const rows = new Map(docs.split('\n').flatMap((line) => {
    const [, key, kind, fallback] = /^\| `([^`]+)` \| (.*?) \| (.*?) \|/.exec(line.replaceAll('\\|', '¦')) ?? [];
    return key === undefined ? [] : [[key, { kind: kind?.replaceAll('¦', '|'), fallback: fallback?.replaceAll('`', '') }] as const];
  }));
  const asYaml = (value: unknown): string => (value === '' ? "''" : Array.isArray(value) ? `[${value.join(', ')}]` : String(value));

  for (const [key, setting] of settings) {
    it(`has ${key} as docs/configuration.md says`, () => {
      if ('unbuilt' in setting) {
        assert.ok(docs.slice(docs.indexOf('## Not built yet')).includes(`\`${key}\``));
        return;
      }
      const fallback = 'required' in setting ? 'required' : 'default' in setting ? asYaml(setting.default) : setting.otherwise;
      assert.deepEqual(rows.get(key), { kind: setting.kind.name, fallback });
      if ('default' in setting) assert.ok('value' in setting.kind.read(setting.default, '/'));
    });
  }

  it('has no key in docs/configuration.md that it does not know', () => {
    assert.deepEqual([...rows.keys()].filter((key) => !settings.has(key)), []);
  });

  it('gives every key a variable of its own', () => {
    assert.equal(new Set([...settings.keys()].map(variableOf)).size, settings.size);
  });

  it('spells variables as the contract does', () => {
    assert.deepEqual(['server.publicUrl', 'issuers[0].jwksUri', 'backend.auth.passwordFile'].map(variableOf), [
      'WARDGATE_SERVER_PUBLIC_URL', 'WARDGATE_ISSUERS_0_JWKS_URI', 'WARDGATE_BACKEND_AUTH_PASSWORD_FILE',
    ]);
  });
});
