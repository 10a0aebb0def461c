import { nest } from './config/nest.ts';
import { isRelated, type Problem } from './config/problem.ts';
import { readEnvironment } from './config/read-environment.ts';
import { readSecrets } from './config/read-secrets.ts';
import { readSettings } from './config/read-settings.ts';
import { readYaml } from './config/read-yaml.ts';
import { checkRelations } from './config/relations.ts';
import type { Draft } from './config/setting.ts';
import type { CustomSearchParam } from './fhir/custom-search-params.ts';
import type { SearchParamSet } from './fhir/search-param.ts';

/** The asymmetric signature algorithms that an issuer may be allowed (RFC 7518 section 3.1; ). */
export type Algorithm = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512';
/** The kinds of policy subject that an issuer may be trusted to assert. */
export type SubjectKind = 'role' | 'fhirUser' | 'user' | 'client';
/** The contexts of SMART scopes that an issuer may be trusted to grant. */
export type ScopeContext = 'patient' | 'user' | 'system';

/** One token issuer and how far it is trusted. Durations are milliseconds; claims are paths, dotted where nested. */
export type IssuerConfig = {
  /** Compared with `iss` character by character. */
  readonly issuer: string;
  /** One of a token's audiences must be here. */
  readonly audience: readonly string[];
  /** Absent: found through the issuer's discovery document. */
  readonly jwksUri?: string;
  readonly jwks: {
    readonly maxAge: number;
    /** Least time between fetches for unknown key ids. */
    readonly cooldown: number;
    /** How long an old key set serves while the issuer cannot be reached. */
    readonly maxStale: number;
  };
  readonly algorithms: readonly Algorithm[];
  readonly tokenType: 'any' | 'at+jwt';
  /** Claims that a token must have besides `iss`, `aud` and `exp`. */
  readonly required: readonly string[];
  /** Most that `exp` may lie after `iat`. */
  readonly maxLifetime: number;
  readonly clockTolerance: number;
  readonly claims: {
    readonly scope: string;
    readonly roles: string;
    readonly fhirUser: string;
    readonly patient: string;
    readonly encounter: string;
    /** The first that is present names the client. */
    readonly client: readonly string[];
  };
  readonly rolePrefix: string;
  readonly asserts: { readonly subjects: readonly SubjectKind[]; readonly contexts: readonly ScopeContext[] };
  /** Which tokens have no user: the claim equals the client, the claim is present, or the client is listed. A fhirUser always means a user. */
  readonly machine: { readonly equals: string } | { readonly claim: string } | { readonly clients: readonly string[] };
  /** What counts as strong: any of `amr` or `acr`, and `auth_time` no older than `maxAge`. */
  readonly mfa: { readonly amr: readonly string[]; readonly acr: readonly string[]; readonly maxAge: number };
  readonly proof: 'none';
};

/** How the gateway presents itself to the backend; the secrets themselves are in `Secrets`. */
export type BackendAuth =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly username: string; readonly passwordFile?: string }
  | { readonly type: 'bearer'; readonly tokenFile?: string };

/** The whole configuration: frozen, durations in milliseconds, sizes in bytes, paths resolved, no secret in it. */
export type Config = {
  readonly server: {
    readonly host: string;
    /** 0: any free port. */
    readonly port: number;
    /** The FHIR base that clients see, in normal form and without a trailing slash. */
    readonly publicUrl: string;
    /** Addresses and networks (CIDR) whose X-Forwarded-For counts. */
    readonly trustForwarded: readonly string[];
    readonly workers: number;
    readonly allowPlainHttp: boolean;
    readonly tls?: { readonly certFile: string; readonly keyFile: string; readonly minVersion: 'TLSv1.2' | 'TLSv1.3' };
  };
  readonly admin: { readonly host: string; readonly port: number };
  readonly backend: {
    readonly url: string;
    readonly auth: BackendAuth;
    readonly aliases: readonly string[];
    readonly timeout: number;
    readonly maxReply: number;
  };
  /** At least one; the first is the one that `.well-known/smart-configuration` presents. */
  readonly issuers: readonly IssuerConfig[];
  readonly policies: { readonly directory: string; readonly watch: boolean };
  readonly reaches: { readonly maxAge: number; readonly personLinks: boolean };
  /** What is known besides base R4. */
  readonly searchParameters: { readonly sets: readonly SearchParamSet[]; readonly custom: readonly CustomSearchParam[] };
  readonly links: { readonly keyFile: string; readonly previousKeyFiles: readonly string[]; readonly maxAge: number };
  readonly audit: {
    readonly directory: string;
    readonly identifiers: 'pseudonym' | 'plain';
    readonly keyFile: string;
    readonly signingKeyFile: string;
    readonly node: string;
    readonly segment: number;
  };
  readonly cors: { readonly origins: readonly string[]; readonly maxAge: number };
  /** Whose data a resource is: all of its owners', or of any patient's whose FHIR compartment it is in (decision 5). */
  readonly compartment: 'owner' | 'fhir';
  readonly limits: {
    readonly body: number;
    readonly form: number;
    readonly url: number;
    readonly params: number;
    readonly page: number;
    readonly entries: number;
    readonly reach: number;
  };
};

/** What must never be printed or logged; kept apart so that a printed `Config` cannot hold it. */
export type Secrets = {
  readonly backend: { readonly type: 'none' } | { readonly type: 'basic'; readonly password: string } | { readonly type: 'bearer'; readonly token: string };
  /** PEM texts; the key was found to belong to the certificate. */
  readonly tls?: { readonly cert: string; readonly key: string };
};

export type ConfigSource = {
  readonly text: string;
  /** Names the file in problems; relative paths start from its directory. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default of `audit.node`. */
  readonly hostName: string;
  /** Reads a file that holds a secret; throws where it cannot. */
  readonly readFile: (path: string) => string;
};

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config; readonly secrets: Secrets }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads file and environment into a configuration, or reports every problem at once; never throws. */
export const loadConfig = (source: ConfigSource): LoadedConfig => {
  const file = readYaml(source.text, source.file);
  const environment = readEnvironment(source.env);
  const shape = [...file.problems, ...environment.problems];
  // After a syntax error nothing is known about what the file says, so nothing is said about what it lacks.
  if (file.entries === undefined) return { ok: false, problems: shape };

  const entries = new Map([...file.entries, ...environment.entries]);
  const settings = readSettings(entries, source);
  // The table in config/settings.ts is checked against Config by the compiler, and every value by its row's kind.
  const draft = nest(settings.values) as Draft<Config>;
  const secrets = readSecrets(draft, settings.secrets, source.readFile);
  const problems = [settings.problems, checkRelations(draft, entries), secrets.problems].reduce(
    (known, found) => [...known, ...found.filter(({ path }) => !known.some((earlier) => isRelated(earlier.path, path)))],
    shape,
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: draft as Config, secrets: secrets.secrets };
};
