import { createHmac, hash, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { denial } from './audit/describe.ts';
import { checkpointText, genesis, nextLine } from './audit/chain.ts';
import { plain, pseudonym, redactRecord, type Redact } from './audit/redact.ts';
import { refusedCounter } from './audit/refused-counter.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { Config, Secrets } from './config.ts';
import { compileCustom } from './fhir/custom-search-params.ts';
import type { Bases, PatientId } from './fhir/reference.ts';
import { handle } from './pipeline.ts';
import { policyFiles } from './policy/check-files.ts';
import { indexCandidates } from './policy/candidate-index.ts';
import { readPolicy } from './policy/read-policy.ts';
import type { Ports } from './ports.ts';
import { no } from './refusal.ts';
import { makeAdminServer } from './shell/admin-server.ts';
import { allowOriginOf } from './shell/allow-origin.ts';
import { openAuditLog } from './shell/audit-writer.ts';
import { makeAuthenticator, type Authenticator } from './shell/authenticate.ts';
import { makeExchange, type Exchange } from './shell/exchange.ts';
import { makeHttpServer } from './shell/http-server.ts';
import { keep } from './shell/kept.ts';
import { readGivenKeyFile, readKeyFile, readVersionedKeyFile } from './shell/key-file.ts';
import { keepProbing } from './shell/keep-probing.ts';
import { listenOn } from './shell/listen-on.ts';
import { logTo, makeLogger } from './shell/logger.ts';
import { makeMaskPseudonym } from './shell/mask-pseudonym.ts';
import { makeMetrics, type Metrics } from './shell/metrics.ts';
import { makePeerOf } from './shell/peer.ts';
import { recordReach } from './shell/record-reach.ts';
import { openPolicyStore, type PolicyChange, type PolicyStore } from './shell/policy-store.ts';
import { makeSealer, type Sealer } from './shell/seal.ts';
import { makeStream } from './shell/stream.ts';
import { principalOf, type Principal } from './smart/principal.ts';
import { loadCapabilities } from './stages/load-capabilities.ts';
import { lookUpReach } from './stages/look-up-reach.ts';

export type Gateway = {
  /** The ports that it listens on; they differ from the configured ones where those are 0. */
  readonly port: number;
  readonly adminPort: number;
  /** Stops accepting, finishes what is in flight, flushes the audit log. */
  readonly close: () => Promise<void>;
};

export type GatewayOptions = { readonly config: Config; readonly secrets: Secrets; readonly version: string; readonly logLevel: 'info' | 'error' | 'silent'; readonly now?: () => number };

/** A mistake that somebody has to correct before the gateway can start; one line each. */
export type StartProblem = Error & { readonly problems: readonly string[] };

const startProblem = (problems: readonly string[]): StartProblem => Object.assign(new Error(problems[0]), { problems });

const sha256 = (text: string): string => hash('sha256', text, 'hex');

const authorizationOf = ({ backend: { auth } }: Config, { backend }: Secrets): string | undefined => {
  if (backend.type === 'bearer') return `Bearer ${backend.token}`;
  if (backend.type !== 'basic' || auth.type !== 'basic') return undefined;
  return `Basic ${Buffer.from(`${auth.username}:${backend.password}`).toString('base64')}`;
};

const redactOf = ({ audit }: Config): Redact => {
  if (audit.identifiers === 'plain') return plain;
  const { version, key } = readVersionedKeyFile(audit.keyFile);
  return pseudonym((text) => createHmac('sha256', key).update(text).digest('hex'), version);
};

const openAudit = ({ audit }: Config, { version, now = Date.now }: GatewayOptions, redact: Redact, log: Ports['log']): AuditLog =>
  openAuditLog({
    directory: audit.directory, node: audit.node, version, segmentBytes: audit.segment, signingKeyFile: audit.signingKeyFile, now, refusals: refusedCounter(),
    chain: { genesis, checkpointText, nextLine: (head, stamp, record) => nextLine(head, stamp, redactRecord(redact, record)) },
    log: (level, message) => { log(level, message); },
  });

const recordPolicy = (audit: AuditLog, log: Ports['log'], change: PolicyChange): void => {
  if (change.kind !== 'loaded' || change.revision === change.previous) return;
  try {
    audit.append({ kind: 'policy', revision: change.revision, previous: change.previous, changes: [] });
  } catch {
    log('error', 'a new policy revision could not be recorded');
  }
};

const openPolicy = async ({ policies }: Config, audit: AuditLog, logger: ReturnType<typeof makeLogger>, log: Ports['log']) => {
  const opened = await openPolicyStore({
    ...policies, names: policyFiles.map(({ name }) => name), readPolicy, indexCandidates, log: logger,
    onChange: (change) => { recordPolicy(audit, log, change); },
  });
  if ('store' in opened) return opened.store;
  throw startProblem(opened.problems.map(({ file, line, column, code, message }) => `${file}:${line}:${column}: error ${code}: ${message}`));
};

const listen = async (server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<number> => {
  const listening = await listenOn(server, host, port);
  if (typeof listening === 'number') return listening;
  throw startProblem([listening.problem]);
};

const makeTokens = (config: Config, bases: Bases, logger: ReturnType<typeof makeLogger>, now: () => number): Authenticator<Principal> => {
  const rules = new Map(config.issuers.map((issuer) => [issuer.issuer, issuer]));
  return makeAuthenticator<Principal>({
    issuers: config.issuers, now, log: logger,
    accept: (claims, issuer) => {
      const found = rules.get(issuer);
      return found === undefined ? no('token-invalid') : principalOf(claims, found, bases);
    },
  });
};

/** The concrete parts, put together from a configuration. */
type Parts = {
  readonly options: GatewayOptions;
  readonly bases: Bases;
  readonly authorization: string | undefined;
  readonly redact: Redact;
  readonly sealer: Sealer;
  readonly log: Ports['log'];
  readonly audit: AuditLog;
  readonly policy: PolicyStore;
  readonly upstream: Exchange;
  readonly tokens: Authenticator<Principal>;
  readonly metrics: Metrics;
  readonly traffic: { inFlight: number; draining: boolean };
};

const makeParts = async (options: GatewayOptions): Promise<Parts> => {
  const { config, secrets, now = Date.now } = options;
  const logger = makeLogger(options.logLevel);
  const log = logTo(logger);
  const custom = compileCustom(config.searchParameters.custom, config.searchParameters.sets);
  const bases: Bases = { own: config.server.publicUrl, backend: [config.backend.url, ...config.backend.aliases], ...(custom.size > 0 && { custom }), ...(config.compartment === 'fhir' && { compartment: 'fhir' }) };
  const authorization = authorizationOf(config, secrets);
  const redact = redactOf(config);
  const sealer = makeSealer([readKeyFile(config.links.keyFile), ...config.links.previousKeyFiles.map(readGivenKeyFile)]);
  const audit = openAudit(config, options, redact, log);
  const policy = await openPolicy(config, audit, logger, log).catch((error: unknown) => {
    audit.close();
    throw error;
  });
  const traffic = { inFlight: 0, draining: false };
  return {
    options, bases, authorization, redact, sealer, log, audit, policy, traffic,
    upstream: makeExchange({ ...config.backend, authorization }, now),
    tokens: makeTokens(config, bases, logger, now),
    metrics: makeMetrics(() => traffic.inFlight),
  };
};

const makePorts = ({ options, bases, redact, sealer, log, audit, policy, upstream, tokens, metrics }: Parts): Ports => {
  const { config, version, now = Date.now } = options;
  const keptReaches = keep<ReadonlySet<PatientId>>(config.reaches.maxAge, 10_000, now);
  const keptCapabilities = keep<string>(600_000, 1, now);
  const lookUp = lookUpReach({ exchange: upstream.exchange, now, bases, most: config.limits.reach });
  return {
    now, audit, log, sha256, ...sealer, reaches: config.reaches,
    authenticate: tokens.authenticate,
    policy: policy.current,
    reach: (wanted) => keptReaches(JSON.stringify(wanted), () => lookUp(wanted)),
    exchange: upstream.exchange,
    recordReach: recordReach(audit),
    capabilities: () => keptCapabilities('', () => loadCapabilities(upstream.exchange, { base: bases.own, version, custom: bases.custom })),
    pseudonym: redact,
    maskPseudonym: makeMaskPseudonym(readVersionedKeyFile(config.audit.keyFile).key),
    parse: { basePath: new URL(bases.own).pathname.replace(/\/$/, ''), bases, maxParams: config.limits.params },
    limits: { page: config.limits.page, linkAge: config.links.maxAge },
    measure: metrics.measure,
  };
};

const makePublicServer = (parts: Parts): Server => {
  const { options, bases, authorization, log, audit, traffic } = parts;
  const { config, secrets, now = Date.now } = options;
  const ports = makePorts(parts);
  return makeHttpServer({
    read: { limits: config.limits, bodyTimeout: 40_000, peerOf: makePeerOf(config.server.trustForwarded), now, newId: randomUUID },
    reply: { realm: bases.own, allowOrigin: allowOriginOf(config.cors.origins), corsMaxAge: Math.floor(config.cors.maxAge / 1000), hsts: secrets.tls !== undefined },
    handle: (request) => handle(ports, request),
    stream: makeStream({ ...config.backend, authorization }),
    begin: () => { traffic.inFlight += 1; audit.begin(); },
    end: () => { traffic.inFlight -= 1; audit.end(); },
    draining: () => traffic.draining,
    failed: (requestId, error) => { log('error', 'a request failed', { requestId, error: error instanceof Error ? error.name : 'unknown' }); },
    refusedRaw: (refusal, peer, method) => {
      const requestId = randomUUID();
      // The connection ends with the answer, so nothing waits for the record; where it cannot be kept the log itself says so.
      void audit.decide({ kind: 'decision', requestId, peer, method, ...denial(refusal) }).catch(() => undefined);
      return requestId;
    },
    tls: secrets.tls === undefined || config.server.tls === undefined ? undefined : { ...secrets.tls, minVersion: config.server.tls.minVersion },
    headersTimeout: 20_000, requestTimeout: 60_000,
  });
};

const makeOperatorsServer = ({ policy, audit, tokens, upstream, metrics, traffic }: Parts): Server =>
  makeAdminServer(() => ({
    serving: !traffic.draining,
    policy: policy.current().revision !== '',
    audit: audit.writable(),
    keys: tokens.ready().some((issuer) => issuer.ok),
    backend: upstream.answered() !== undefined,
  }), metrics);

// What is still in flight after this long is cut off.
const longestDrain = 30_000;
const drainSweep = 50;

const closeAdmin = (admin: Server): void => {
  admin.close();
  admin.closeAllConnections();
};

/** Puts a configuration together and listens: the one place that knows the concrete parts. Rejects with a `StartProblem` where it cannot. */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { config, version, now = Date.now } = options;
  const parts = await makeParts(options);
  const { policy, tokens, upstream, audit, traffic, log } = parts;
  const server = makePublicServer(parts);
  const admin = makeOperatorsServer(parts);
  tokens.start();
  const stopProbing = keepProbing(upstream, now);
  const stop = async (): Promise<void> => {
    closeAdmin(admin);
    stopProbing();
    policy.close();
    await tokens.close();
    await upstream.close();
    audit.close();
  };
  try {
    const adminPort = await listen(admin, config.admin);
    const port = await listen(server, config.server);
    log('info', 'serving', { port, adminPort, version });
    const close = async (): Promise<void> => {
      traffic.draining = true;
      const closed = new Promise((resolve) => server.close(resolve));
      // A client keeps its connection when the answer is whole, so idle ones are closed as they become idle.
      const sweep = setInterval(() => { server.closeIdleConnections(); }, drainSweep);
      const patience = setTimeout(() => { server.closeAllConnections(); }, longestDrain);
      await closed;
      clearInterval(sweep);
      clearTimeout(patience);
      await stop();
    };
    return { port, adminPort, close };
  } catch (error) {
    await stop();
    throw error;
  }
};
