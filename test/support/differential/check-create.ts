import assert from 'node:assert/strict';
import type { Asking, Outcome } from './asking.ts';
import { checkAudit, checkRefused } from './check-audit.ts';
import { checkShown, parsed } from './check-shown.ts';
import type { Ask } from './grants.ts';
import { asStored, expectCreate } from './oracle.ts';
import type { CreateRequest } from './requests.ts';
import type { Sent } from './send.ts';
import { showing } from './visible.ts';
import type { Json } from './world.ts';

const withoutMeta = ({ id: _id, meta, ...rest }: Json): Json => {
  const { versionId: _version, lastUpdated: _updated, ...tags } = (meta ?? {}) as Json;
  return { ...rest, ...tags };
};

/** Holds a create against the oracle: refused without a write, or stored as submitted and answered as the caller may read it. */
export const checkCreate = async (asking: Asking, request: CreateRequest, sent: Sent): Promise<Outcome> => {
  const { deciding, place: { world } } = asking;
  const refused = expectCreate(deciding, request);
  if (refused.length > 0) {
    const outcome = checkRefused(asking, sent, refused);
    assert.ok(!sent.exchanges.some(({ method, path }) => method === 'POST' && !path.endsWith('/_search')), 'what is refused is not written');
    return outcome;
  }
  assert.equal(sent.status, 201, sent.text);
  const [, id = ''] = /^https:\/\/gw\.example\/fhir\/\w+\/([^/]+)\/_history\/1$/.exec(sent.headers['location'] ?? '') ?? [];
  const text = await world.learn(`${request.type}/${id}`);
  const stored = world.read(text);
  assert.deepEqual(withoutMeta(stored), withoutMeta(asStored(world.read(JSON.stringify(request.body)))), 'what was submitted is stored');
  const ask: Ask = { type: request.type, action: 'read', letter: 'r', emergency: request.emergency === undefined ? 'none' : 'not-here' };
  const grants = showing(deciding, stored, ask);
  if (request.prefer === 'OperationOutcome') assert.match(sent.text, /OperationOutcome/);
  else if (request.prefer === 'minimal' || grants.length === 0) assert.equal(sent.text, '', 'the answer is what the caller may read');
  else checkShown(asking, text, parsed(asking, sent.text), grants, [], sent.text);
  checkAudit(asking, sent, [{ resource: stored }]);
  return { status: 201, given: 1, hidden: 0 };
};
