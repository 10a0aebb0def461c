import assert from 'node:assert/strict';
import { no, ok, refusals, refuse, rowOf, type RefusalCode, type RefusalRow } from '../../src/refusal.ts';

const rows: readonly (readonly [RefusalCode, RefusalRow])[] = (Object.keys(refusals) as RefusalCode[]).map((code) => [code, rowOf(code)]);
const codesWhere = (passes: (row: RefusalRow) => boolean): readonly string[] => rows.filter(([, row]) => passes(row)).map(([code]) => code);

// http://hl7.org/fhir/R4/valueset-issue-type.html
const issueTypes = [
  'invalid', 'structure', 'required', 'value', 'invariant', 'security', 'login', 'unknown', 'expired', 'forbidden', 'suppressed', 'processing', 'not-supported', 'duplicate', 'multiple-matches', 'not-found',
  'deleted', 'too-long', 'code-invalid', 'extension', 'too-costly', 'business-rule', 'conflict', 'transient', 'lock-error', 'no-store', 'exception', 'timeout', 'incomplete', 'throttled', 'informational',
];

describe('the table of refusals', () => {
  it('gives each refusal a status of an error and an issue type of FHIR (R-186)', () => {
    assert.deepEqual(codesWhere(({ status, issue }) => status < 400 || status > 599 || !issueTypes.includes(issue)), []);
  });

  it('speaks in lower case, on one line, without a final period, and in what a challenge may quote (R-182)', () => {
    assert.deepEqual(codesWhere(({ text }) => !/^[a-z][\x20-\x21\x23-\x5b\x5d-\x7e]*[^.]$/.test(text)), []);
  });

  it('says each thing in one way', () => {
    assert.equal(new Set(rows.map(([, { text }]) => text)).size, rows.length);
  });

  it('challenges whoever gets a 401, and of others only whose scopes or token parameter are at fault (R-180, R-181, R-183)', () => {
    assert.deepEqual(codesWhere(({ status, challenge }) => status === 401 && challenge === undefined), []);
    assert.deepEqual(codesWhere(({ status, challenge }) => status !== 401 && challenge !== undefined), ['token-in-parameters', 'insufficient-scope']);
    assert.deepEqual([rowOf('token-in-parameters').challenge, rowOf('insufficient-scope').challenge, rowOf('token-missing').challenge], ['invalid_request', 'insufficient_scope', 'bare']);
  });

  it('asks to try again exactly where waiting helps: 503, and not after a write that may have taken effect', () => {
    assert.deepEqual(codesWhere(({ status, retryAfter }) => (status === 503) !== (retryAfter !== undefined)), []);
    assert.equal(rowOf('outcome-unrecorded').retryAfter, undefined);
  });

  it('tells nothing of what is behind in a 5xx but that it failed (R-188)', () => {
    assert.deepEqual(codesWhere(({ status, text }) => status >= 500 && /hapi|casbin|audit|token:|http:|\d/i.test(text)), []);
  });

  it('has one status for each class of refusal in docs/decisions.md (6)', () => {
    const statuses: Readonly<Partial<Record<RefusalCode, number>>> = {
      'policy-denied': 403, 'insufficient-scope': 403, 'outside-confinement': 403, 'not-found': 404, gone: 410, 'page-foreign': 403, 'page-expired': 410, 'page-malformed': 400,
      'method-not-allowed': 405, 'unsupported-media-type': 415, 'body-too-large': 413, 'url-too-long': 414, 'precondition-failed': 412, 'reference-unreachable': 422,
    };
    for (const [code, status] of Object.entries(statuses)) assert.equal(rowOf(code as RefusalCode).status, status, code);
  });
});

describe('a refusal', () => {
  it('is a value with its code, and what else is known', () => {
    assert.deepEqual(refuse('gone'), { code: 'gone' });
    assert.deepEqual(no('parameter-value', { at: '_id', detail: 'x' }), { ok: false, refusal: { code: 'parameter-value', at: '_id', detail: 'x' } });
    assert.deepEqual(ok(7), { ok: true, value: 7 });
  });
});
