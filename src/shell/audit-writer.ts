import nodeFs from 'node:fs';
import type { AuditFailure, AuditLog } from '../audit/audit-log.ts';
import type { DecisionRecord, DenyRecord, RefusedRecord } from '../audit/record.ts';
import { openBatch } from './audit-batch.ts';
import { codeOf } from './audit-fs.ts';
import { openLedger } from './audit-ledger.ts';
import type { Ledger } from './audit-ledger.ts';
import type { AuditOptions } from './audit-options.ts';
import { reserve } from './audit-reserve.ts';

const retryMs = 100;
const restMs = 200;
const nodeName = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;

// What a volume may get over; anything else at start is a mistake that somebody has to correct first.
const passing = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

const failureOf = (audit: AuditFailure['audit'], message: string, cause?: unknown): AuditFailure => Object.assign(new Error(message, { cause }), { audit });

const isAnonymousRefusal = (record: DecisionRecord): record is DenyRecord => record.decision === 'deny' && record.gate === undefined && record.issuer === undefined;

type Trouble = { readonly at: number; readonly since: number; readonly error: unknown };

/** The ledger and what is wrong with it; `attempt` runs something on it and throws an `AuditFailure`, and tries to recover at most every 100 ms. */
const openSteady = (options: AuditOptions): { readonly attempt: (act: (ledger: Ledger) => void) => void; readonly writable: () => boolean; readonly close: () => void } => {
  const { now, log } = options;
  let ledger: Ledger | undefined;
  let trouble: Trouble | undefined;
  let closed = false;

  const fail = (error: unknown): AuditFailure => {
    if (trouble === undefined || codeOf(trouble.error) !== codeOf(error)) log('error', `the audit log cannot be written, and requests are refused until it can: ${String(error)}`);
    trouble = { at: now(), since: trouble?.since ?? now(), error };
    ledger?.tidy();
    return failureOf('failed', 'the audit log cannot be written', error);
  };
  const recover = (): void => {
    ledger ??= openLedger(options.fs ?? nodeFs, options);
    ledger.recover();
    if (trouble !== undefined) log('warn', `the audit log is written again, after ${Math.round((now() - trouble.since) / 1000)} s`);
    trouble = undefined;
  };
  const writable = (): boolean => {
    if (closed) return false;
    if (trouble === undefined) return true;
    if (Math.abs(now() - trouble.at) < retryMs) return false;
    try {
      recover();
      return true;
    } catch (error) {
      fail(error);
      return false;
    }
  };
  const attempt = (act: (ledger: Ledger) => void): void => {
    if (closed) throw failureOf('closed', 'the audit log is closed');
    if (!writable() || ledger === undefined) throw failureOf('failed', 'the audit log cannot be written', trouble?.error);
    try {
      act(ledger);
    } catch (error) {
      throw fail(error);
    }
  };
  const close = (): void => {
    closed = true;
    ledger?.close();
  };
  try {
    recover();
  } catch (error) {
    if (!passing.has(codeOf(error))) {
      close();
      throw error;
    }
    fail(error);
  }
  return { attempt, writable, close };
};

/**
 * Opens the audit log of a node. Throws where a mistake has to be corrected first (in use, another key, records missing, no access); a
 * volume that is full, read-only or broken makes a log that refuses records until it recovers.
 */
export const openAuditLog = (options: AuditOptions): AuditLog => {
  const { now, log, refusals } = options;
  if (!nodeName.test(options.node)) throw new Error(`\`${options.node}\` cannot be a node name: letters, digits, \`.\`, \`_\` and \`-\`, at most 128`);
  const { attempt, writable, close } = openSteady(options);
  const reserved = reserve(options.fs ?? nodeFs, options.directory, now);
  const batch = openBatch((records) => { attempt((ledger) => { ledger.commit(records); }); });
  let refused: readonly RefusedRecord[] = [];
  let closing = false;

  const settle = (ledger: Ledger, until: number): void => {
    refused = [...refused, ...refusals.take(until)];
    if (refused.length > 0) ledger.commit(refused);
    refused = [];
  };
  const rest = (): void => {
    try {
      attempt((ledger) => {
        settle(ledger, now());
        ledger.rest();
      });
    } catch {
      // It was logged when it failed, and is tried again.
    }
  };
  const resting = setInterval(rest, restMs).unref();

  return {
    decide: (record) => {
      if (isAnonymousRefusal(record)) {
        if (reserved()) return Promise.reject(failureOf('reserved', 'what is left of the audit volume is kept for authenticated requests'));
        if (writable() && !refusals.admits(record.peer, record.refusal, now())) return Promise.resolve();
      }
      return batch.add(record);
    },
    append: (record) => { attempt((ledger) => { ledger.append(record); }); },
    begin: batch.begin,
    end: batch.end,
    writable,
    close: () => {
      if (closing) return;
      closing = true;
      clearInterval(resting);
      batch.flush();
      try {
        attempt((ledger) => {
          settle(ledger, Infinity);
          ledger.commit([{ kind: 'stop' }]);
          ledger.checkpoint();
        });
      } catch (error) {
        log('error', `the audit log could not be closed in order: ${String(error)}`);
      }
      close();
    },
  };
};
