import assert from 'node:assert/strict';
import { isReachLookUp, type Asking, type Outcome } from './asking.ts';
import type { Refused } from './grants.ts';
import type { Sent } from './send.ts';
import { ownersDeep, ownersOf } from './visible.ts';
import type { Json } from './world.ts';

type Shown = { readonly resource: Json | undefined };

/** One decision, and one outcome for a permit, both saying what was answered (docs/audit.md, "Laws"). */
export const checkAudit = ({ place, deciding }: Asking, { status, headers }: Sent, shown: readonly Shown[], breach = false): void => {
  const records = place.audit.of(headers['x-request-id'] ?? '');
  const [decision, ...more] = records.filter(({ kind }) => kind === 'decision');
  assert.ok(decision !== undefined && more.length === 0, 'exactly one decision');
  const outcomes = records.filter(({ kind }) => kind === 'outcome');
  if (decision['decision'] === 'deny') {
    assert.deepEqual([outcomes.length, decision['status']], [0, status], 'a denial has no outcome, and its status is the answer\'s');
    return;
  }
  assert.equal(outcomes.length, 1, 'exactly one outcome of a permit');
  const [outcome] = outcomes;
  assert.equal(outcome?.['status'], status, 'the status in the outcome');
  assert.equal(outcome['refusal'] !== undefined, status >= 400, 'a refusal in the outcome');
  const { count, breach: counted } = outcome['returned'] as { readonly count: number; readonly breach: number };
  assert.equal(count, shown.length, 'returned.count');
  if (!breach) assert.equal(counted, 0, 'returned.breach');
  const recorded = new Set((outcome['patients'] ?? []) as readonly string[]);
  const resources = shown.map(({ resource }) => resource).filter((one) => one !== undefined);
  const mayBe = new Set(resources.flatMap((resource) => ownersDeep(place.world, resource)));
  assert.deepEqual([...recorded.difference(mayBe)], [], 'nobody else is recorded');
  assert.deepEqual([...new Set(resources.flatMap(ownersOf)).difference(recorded)], [], `everybody whose data is given out is recorded for ${String(deciding.caller.fhirUser)}`);
};

/** A refusal: its status and gate; what a gate refused never went upstream, what was refused afterwards was permitted. */
export const checkRefused = (asking: Asking, sent: Sent, refused: readonly Refused[]): Outcome => {
  const none: Outcome = { status: sent.status, given: 0, hidden: 0 };
  assert.ok(refused.some(({ status }) => status === sent.status), `refused with ${[...new Set(refused.map(({ status, gate }) => `${status} ${gate ?? ''}`))].join(' or ')}, not ${sent.status}: ${sent.text.slice(0, 600)}`);
  const decision = asking.place.audit.of(sent.headers['x-request-id'] ?? '').find(({ kind }) => kind === 'decision');
  // What does not parse is nothing that could be decided.
  if (sent.status === 400 && refused.some(({ status, gate }) => status === 400 && gate === undefined)) return none;
  checkAudit(asking, sent, []);
  const [possible] = refused.filter(({ status }) => status === sent.status);
  if (possible?.gate === undefined) {
    assert.equal(decision?.['decision'], 'permit', 'what the data alone can refuse is permitted first');
    return none;
  }
  assert.equal(decision?.['decision'], 'deny');
  assert.ok(refused.some(({ status, gate }) => status === sent.status && gate === decision['gate']), `refused by ${[...new Set(refused.map(({ gate }) => gate ?? ''))].join(' or ')}, not by ${String(decision['gate'])}`);
  assert.deepEqual(sent.exchanges.filter((exchange) => !isReachLookUp(exchange)).map(({ path, query }) => `${path}?${query}`), [], 'what is denied never goes upstream');
  return none;
};
