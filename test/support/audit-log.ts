import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AuditLog } from '../../src/audit/audit-log.ts';
import { checkpointText, genesis, nextLine } from '../../src/audit/chain.ts';
import type { DenyRecord, OutcomeRecord, PermitRecord } from '../../src/audit/record.ts';
import { refusedCounter } from '../../src/audit/refused-counter.ts';
import { auditVerify } from '../../src/cli/audit-verify.ts';
import type { AuditOptions } from '../../src/shell/audit-options.ts';
import { openAuditLog } from '../../src/shell/audit-writer.ts';

export const node = 'gw-1';

/** A place for an audit directory, with its keys beside it; both are gone after `done`. */
export const temporaryDirectory = (): { readonly directory: string; readonly done: () => void } => {
  const place = mkdtempSync(path.join(tmpdir(), 'wardgate-audit-'));
  return { directory: path.join(place, 'audit'), done: () => { rmSync(place, { recursive: true, force: true }); } };
};

/** What tests open a log with; `said` collects what went to the operators. */
export const auditOptions = (directory: string, more: Partial<AuditOptions> = {}): AuditOptions & { readonly said: string[] } => {
  const said: string[] = [];
  return {
    directory,
    node,
    version: '0.1.0',
    segmentBytes: 1 << 20,
    signingKeyFile: path.join(directory, '..', 'signing.pem'),
    chain: { genesis, nextLine, checkpointText },
    refusals: refusedCounter(),
    now: Date.now,
    log: (level, message) => { said.push(`${level}: ${message}`); },
    said,
    ...more,
  };
};

export const openTestLog = (directory: string, more: Partial<AuditOptions> = {}): AuditLog => openAuditLog(auditOptions(directory, more));

export const permit = (requestId: string): PermitRecord => ({
  kind: 'decision', decision: 'permit', requestId, issuer: 'https://idp.example.org', subject: 's', peer: '192.0.2.1', method: 'GET', interaction: 'read', type: 'Observation', id: 'o1', rows: ['policy.csv:2'], reach: ['launch'],
});

/** A refusal before authentication. */
export const refusal = (requestId: string, peer = '192.0.2.7'): DenyRecord => ({ kind: 'decision', decision: 'deny', requestId, peer, method: 'GET', refusal: 'token-missing', status: 401 });

export const outcome = (requestId: string): OutcomeRecord => ({ kind: 'outcome', requestId, status: 200, upstreamStatus: 200, returned: { count: 1, filtered: 0, breach: 0 }, ms: { total: 3, upstream: 2 } });

export type Read = Readonly<Record<string, unknown>> & { readonly seq: number; readonly kind: string; readonly requestId?: string };

export const segmentsOf = (directory: string): readonly string[] =>
  readdirSync(path.join(directory, node)).filter((name) => name.endsWith('.jsonl')).sort().map((name) => path.join(directory, node, name));

/** Every line of the log, in order. */
export const linesIn = (directory: string): readonly string[] => segmentsOf(directory).flatMap((file) => readFileSync(file, 'utf8').split('\n').filter((line) => line !== ''));

export const recordsIn = (directory: string): readonly Read[] => linesIn(directory).map((line) => JSON.parse(line) as Read);

/** Runs `audit verify`. */
export const verified = async (...args: readonly string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> => {
  let [out, err] = ['', ''];
  const status = await auditVerify(args, { stdout: (text) => { out += text; }, stderr: (text) => { err += text; } });
  return { status, out, err };
};
