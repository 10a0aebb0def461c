import { securityContextOf } from './binary.ts';
import type { Exchange } from './exchange.ts';
import type { StoredVersion, Version } from './version.ts';
import { isStored } from './version.ts';

/** What the backend answers, unless it was told to misbehave. */
export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string | Buffer };

/** Why a request is not answered as asked. */
export type Problem = { readonly status: number; readonly diagnostics: string };

export const isProblem = (value: object): value is Problem => 'diagnostics' in value;

/** A FHIR JSON answer. */
export const jsonAnswer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/fhir+json;charset=utf-8', ...headers },
  body,
});

/** An OperationOutcome of one issue, as all of HAPI's are. */
export const outcome = (status: number, diagnostics: string, headers: Readonly<Record<string, string>> = {}): Answer => {
  const issue = { severity: status < 400 ? 'information' : 'error', code: status < 400 ? 'informational' : 'processing', diagnostics };
  return jsonAnswer(status, JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] }), headers);
};

/** A problem as the client sees it. */
export const refuse = ({ status, diagnostics }: Problem): Answer => outcome(status, diagnostics);

/** The address of a version. */
export const versionUrl = (version: Version, base: string): string => `${base}/${version.type}/${version.id}/_history/${version.versionId}`;

/** The headers of every answer that is about one version of a resource, a Binary's raw content included. */
export const versionHeaders = (version: Version, base: string): Readonly<Record<string, string>> => {
  const context = isStored(version) ? securityContextOf(version) : undefined;
  return {
    ETag: `W/"${version.versionId}"`,
    'Content-Location': versionUrl(version, base),
    ...(context === undefined ? {} : { 'X-Security-Context': context }),
  };
};

const stampedHeaders = (version: Version, base: string): Readonly<Record<string, string>> => ({
  ...versionHeaders(version, base),
  'Last-Modified': new Date(version.lastUpdated).toUTCString(),
});

/** A version as FHIR JSON; `body` where that is not its text. */
export const versionAnswer = (version: StoredVersion, base: string, body = version.text): Answer => jsonAnswer(200, body, stampedHeaders(version, base));

/** The answer to a write, as `Prefer` wants it: the resource (the default), nothing, or an OperationOutcome. */
export const written = (version: StoredVersion, exchange: Exchange, status: 200 | 201, more: Readonly<Record<string, string>> = {}): Answer => {
  const headers = { ...stampedHeaders(version, exchange.base), ...more };
  const preference = /\breturn=(\w+)/.exec(String(exchange.headers['prefer'] ?? ''))?.[1];
  if (preference === 'minimal') return { status, headers, body: '' };
  if (preference === 'OperationOutcome') return outcome(status, `wrote \`${version.type}/${version.id}\``, headers);
  return jsonAnswer(status, version.text, headers);
};
