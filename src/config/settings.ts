import type { Config } from '../config.ts';
import { customKinds } from '../fhir/custom-search-params.ts';
import { choice, fault, flag, list, oneOrMore, whole, type Kind } from './kind.ts';
import { duration, size } from './measure-kind.ts';
import type { Setting, SettingsOf } from './setting.ts';
import { algorithm, allAlgorithms, anyText, claim, fileName, filePath, host, network, paramCode, resourceType, secretText, text } from './text-kind.ts';
import { aliasUrl, baseUrl, issuerUrl, keySetUrl, origin } from './url-kind.ts';

const port = whole(0, 65_535);

const workers: Kind<number> = {
  ...choice([1]),
  read: (raw) => (raw === 1 ? { value: 1 } : fault('a number of workers other than 1 is not built yet')),
};

// One row per key, a row after those that its `derive` looks at. The compiler checks the rows against Config, and a test
// checks docs/configuration.md against the rows.
const table = {
  'server.host': { kind: host, default: '127.0.0.1' },
  'server.port': { kind: port, default: 8080 },
  'server.publicUrl': { kind: baseUrl, required: true },
  'server.trustForwarded': { kind: list(network), default: [] },
  'server.workers': { kind: workers, default: 1 },
  'server.allowPlainHttp': { kind: flag, default: false },
  'server.tls.certFile': { kind: filePath, otherwise: 'no TLS' },
  'server.tls.keyFile': { kind: filePath, otherwise: 'no TLS' },
  'server.tls.minVersion': {
    kind: choice(['TLSv1.2', 'TLSv1.3']),
    otherwise: 'TLSv1.2',
    derive: ({ at }) => (at('server.tls.certFile') === undefined ? undefined : 'TLSv1.2'),
  },
  'server.tls.clientCaFile': { unbuilt: true },

  'admin.host': { kind: host, default: '127.0.0.1' },
  'admin.port': { kind: port, default: 9090 },

  'backend.url': { kind: baseUrl, required: true },
  'backend.auth.type': { kind: choice(['none', 'basic', 'bearer'], ['mtls', 'client-credentials']), default: 'none' },
  'backend.auth.username': { kind: text, otherwise: 'none' },
  'backend.auth.password': { kind: secretText, secret: true, otherwise: 'none' },
  'backend.auth.passwordFile': { kind: filePath, otherwise: 'none' },
  'backend.auth.token': { kind: secretText, secret: true, otherwise: 'none' },
  'backend.auth.tokenFile': { kind: filePath, otherwise: 'none' },
  'backend.aliases': { kind: list(aliasUrl), default: [] },
  'backend.timeout': { kind: duration('100ms', '10m'), default: '30s' },
  'backend.maxReply': { kind: size('1kb', '256mb'), default: '10mb' },

  'issuers[].issuer': { kind: issuerUrl, required: true },
  'issuers[].audience': {
    kind: list(text, 1),
    otherwise: 'server.publicUrl',
    derive: ({ at }) => (at('server.publicUrl') === undefined ? undefined : [at('server.publicUrl')]),
  },
  'issuers[].jwksUri': { kind: keySetUrl, otherwise: 'discovered' },
  'issuers[].jwks.maxAge': { kind: duration('1s', '24h'), default: '10m' },
  'issuers[].jwks.cooldown': { kind: duration('100ms', '1h'), default: '30s' },
  'issuers[].jwks.maxStale': { kind: duration('1s', '720h'), default: '24h' },
  'issuers[].algorithms': { kind: list(algorithm, 1), default: allAlgorithms },
  'issuers[].tokenType': { kind: choice(['any', 'at+jwt']), default: 'any' },
  'issuers[].required': { kind: list(claim), default: ['sub', 'iat'] },
  'issuers[].maxLifetime': { kind: duration('1s', '24h'), default: '1h' },
  // more tolerance would let expired tokens live on.
  'issuers[].clockTolerance': { kind: duration('0s', '60s'), default: '5s' },
  'issuers[].claims.scope': { kind: claim, default: 'scope' },
  'issuers[].claims.roles': { kind: claim, default: 'realm_access.roles' },
  'issuers[].claims.fhirUser': { kind: claim, default: 'fhirUser' },
  'issuers[].claims.patient': { kind: claim, default: 'patient' },
  'issuers[].claims.encounter': { kind: claim, default: 'encounter' },
  'issuers[].claims.client': { kind: oneOrMore(claim), default: ['client_id', 'azp'] },
  'issuers[].rolePrefix': { kind: anyText, default: '' },
  'issuers[].asserts.subjects': {
    kind: list(choice(['role', 'fhirUser', 'user', 'client'])),
    otherwise: 'all of a single issuer',
    derive: ({ oneIssuer }) => (oneIssuer ? ['role', 'fhirUser', 'user', 'client'] : undefined),
  },
  'issuers[].asserts.contexts': {
    kind: list(choice(['patient', 'user', 'system'])),
    otherwise: 'all of a single issuer',
    derive: ({ oneIssuer }) => (oneIssuer ? ['patient', 'user', 'system'] : undefined),
  },
  'issuers[].machine.claim': { kind: claim, otherwise: 'none' },
  'issuers[].machine.clients': { kind: list(text, 1), otherwise: 'none' },
  'issuers[].machine.equals': {
    kind: claim,
    otherwise: 'sub',
    derive: ({ at }) => (at('issuers[].machine.claim') ?? at('issuers[].machine.clients') ? undefined : 'sub'),
  },
  'issuers[].mfa.amr': { kind: list(text), default: ['mfa'] },
  'issuers[].mfa.acr': { kind: list(text), default: [] },
  'issuers[].mfa.maxAge': { kind: duration('1s', '24h'), default: '15m' },
  'issuers[].proof': { kind: choice(['none'], ['dpop', 'mtls']), default: 'none' },
  'issuers[].proofClients': { unbuilt: true },
  'issuers[].introspection': { unbuilt: true },
  'issuers[].userinfo': { unbuilt: true },
  'issuers[].oneTimeClients': { unbuilt: true },
  'issuers[].practitionerRole': { unbuilt: true },

  revocation: { unbuilt: true },
  'policies.directory': { kind: filePath, default: './policies' },
  'policies.watch': { kind: flag, default: true },
  'reaches.maxAge': { kind: duration('0s', '1h'), default: '30s' },
  'reaches.personLinks': { kind: flag, default: false },
  'searchParameters.sets': { kind: list(choice(['us-core'])), default: ['us-core'] },
  'searchParameters.custom[].type': { kind: resourceType, required: true },
  'searchParameters.custom[].code': { kind: paramCode, required: true },
  'searchParameters.custom[].kind': { kind: choice(customKinds), required: true },
  'searchParameters.custom[].expression': { kind: text, required: true },
  'searchParameters.custom[].targets': { kind: list(resourceType, 1), otherwise: 'none' },
  'links.keyFile': { kind: filePath, default: './var/keys/links.key' },
  'links.previousKeyFiles': { kind: list(filePath), default: [] },
  'links.maxAge': { kind: duration('1s', '24h'), default: '30m' },
  'audit.directory': { kind: filePath, default: './var/audit' },
  'audit.identifiers': { kind: choice(['pseudonym', 'plain']), default: 'pseudonym' },
  'audit.keyFile': { kind: filePath, default: './var/keys/audit-pseudonym.key' },
  'audit.signingKeyFile': { kind: filePath, default: './var/keys/audit-signing.pem' },
  'audit.node': { kind: fileName, otherwise: "the host's name", derive: ({ hostName }) => hostName },
  'audit.segment': { kind: size('64kb', '4gb'), default: '64mb' },
  'cors.origins': { kind: list(origin), default: ['*'] },
  'cors.maxAge': { kind: duration('0s', '24h'), default: '1h' },
  compartment: { kind: choice(['owner', 'fhir']), default: 'owner' },
  'limits.body': { kind: size('1kb', '256mb'), default: '5mb' },
  'limits.form': { kind: size('1kb', '10mb'), default: '64kb' },
  'limits.url': { kind: size('256b', '64kb'), default: '8kb' },
  'limits.params': { kind: whole(1, 10_000), default: 100 },
  'limits.page': { kind: whole(1, 10_000), default: 100 },
  'limits.entries': { kind: whole(1, 10_000), default: 500 },
  'limits.reach': { kind: whole(1, 1_000_000), default: 5000 },
} satisfies SettingsOf<Config>;

/** Every key of the configuration, built or not, by its path; `[]` stands for the items of a list. */
export const settings: ReadonlyMap<string, Setting> = new Map<string, Setting>(Object.entries(table));
