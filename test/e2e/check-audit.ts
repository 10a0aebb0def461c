import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../../src/demo/exchange.ts';
import type { AuditRecordRead, GatewayUnderTest } from '../support/gateway-under-test.ts';
import type { Answer } from './ask.ts';
import type { Ask, Expectation } from './case.ts';

/** What was sent, what came back, and what the backend received in between. */
export type Sent = { readonly answer: Answer; readonly exchanges: readonly Exchange[]; readonly token: string | undefined };

// By these the gateway finds out who the caller's patients are; they may come before the decision.
const isReachLookUp = ({ path, query }: Exchange): boolean => /\/(?:RelatedPerson|Group|Person)\/[^/]+$/.test(path) || (path.endsWith('/CareTeam') && query.includes('participant='));

const recordsOf = (under: GatewayUnderTest, requestId: string | undefined): readonly AuditRecordRead[] => under.audit().filter((record) => record.requestId === requestId);

const one = (records: readonly AuditRecordRead[], kind: string): AuditRecordRead | undefined => {
  const found = records.filter((record) => record.kind === kind);
  assert.ok(found.length <= 1, `${found.length} records of kind ${kind}`);
  return found[0];
};

// What these hold is names of types, parameters and elements, which the record may have (docs/audit.md, `ask`); a page link is another's.
const ofNames: ReadonlySet<string> = new Set(['_page', '_include', '_include:iterate', '_include:recurse', '_revinclude', '_revinclude:iterate', '_revinclude:recurse', '_sort', '_type', '_elements', '_summary']);

// Long enough not to stand in a record by chance.
const valuesIn = ({ path }: Ask): readonly string[] =>
  [...new URLSearchParams(path.replace(/^[^?]*/, ''))].filter(([name]) => !ofNames.has(name)).map(([, value]) => value).filter((value) => value.length >= 6 && !/Patient\/|^\{|^p-[0-9a-f]{40}$/.test(value));

/** docs/audit.md, "Laws": one decision for each request, one outcome for each permit, both with the status that was answered; no token, no parameter value. */
const checkAuditLaws = (answer: Answer, decision: AuditRecordRead, outcome: AuditRecordRead | undefined): void => {
  if (decision['decision'] === 'deny') {
    assert.equal(outcome, undefined, 'a denial has no outcome');
    assert.equal(decision['status'], answer.status, 'the status in the decision');
    assert.equal(typeof decision['refusal'], 'string');
    return;
  }
  assert.ok(outcome !== undefined, 'a permit has an outcome');
  assert.equal(outcome['status'], answer.status, 'the status in the outcome');
  assert.equal(answer.status >= 400, outcome['refusal'] !== undefined, 'a refusal in the outcome');
  assert.ok(Array.isArray(decision['rows']) && decision['rows'].length > 0, 'a permit names its rows');
  assert.equal(typeof decision['revision'], 'string');
};

/** Every member that is wanted is there as wanted; lists are compared whole, the objects in them by the members that are wanted. */
const assertHolds = (found: unknown, wanted: unknown, at: string): void => {
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(found), `${at} is a list`);
    assert.equal(found.length, wanted.length, `${at}: ${JSON.stringify(found)}`);
    wanted.forEach((item, index) => { assertHolds(found[index], item, `${at}[${index}]`); });
  } else if (wanted instanceof RegExp) {
    assert.match(String(found), wanted, at);
  } else if (typeof wanted === 'object' && wanted !== null) {
    assert.ok(typeof found === 'object' && found !== null, `${at} is there`);
    for (const [name, value] of Object.entries(wanted)) assertHolds((found as Readonly<Record<string, unknown>>)[name], value, `${at}.${name}`);
  } else assert.equal(found, wanted, at);
};

const match = (record: AuditRecordRead | undefined, wanted: Expectation['decision'], kind: string): void => {
  if (wanted === undefined) return;
  if (wanted === 'none') assert.equal(record, undefined, `a record of kind ${kind}`);
  else assertHolds(record, wanted, kind);
};

const streamEnd = async (under: GatewayUnderTest, requestId: string | undefined): Promise<AuditRecordRead | undefined> => {
  for (let tries = 0; tries < 40; tries += 1) {
    const found = one(recordsOf(under, requestId), 'stream-end');
    if (found !== undefined) return found;
    await sleep(25);
  }
  return undefined;
};

/** Holds the records of one request against the laws and the case. */
export const checkAudit = async (under: GatewayUnderTest, ask: Ask, { answer, token, exchanges }: Sent, expect: Expectation): Promise<void> => {
  const requestId = answer.headers['x-request-id'];
  const records = recordsOf(under, requestId);
  const decision = one(records, 'decision');
  const outcome = one(records, 'outcome');
  match(decision, expect.decision, 'decision');
  match(outcome, expect.outcome, 'outcome');
  match(one(records, 'break-glass'), expect.breakGlass, 'break-glass');
  if (expect.decision !== 'none') {
    assert.ok(decision !== undefined, 'there is a decision');
    checkAuditLaws(answer, decision, outcome);
    if (decision['decision'] === 'deny') assert.deepEqual(exchanges.filter((exchange) => !isReachLookUp(exchange)).map(({ path }) => path), [], 'what is denied never goes upstream');
  }
  const text = JSON.stringify(records.map((record) => ({ ...record, scopes: [] })));
  for (const secret of [...valuesIn(ask), ...(token === undefined ? [] : [token])]) assert.ok(!text.includes(secret), `the audit record holds \`${secret}\``);
  if (expect.streamEnd !== undefined) assertHolds(await streamEnd(under, requestId), expect.streamEnd, 'stream-end');
};
