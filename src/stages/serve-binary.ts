import type { Permit } from '../decision/decide.ts';
import type { Resource } from '../decision/owners.ts';
import { isNotModified } from '../fhir/conditional-read.ts';
import { stringMember } from '../fhir/json.ts';
import { printRead } from '../fhir/print.ts';
import { ok } from '../refusal.ts';
import { versionOf } from './answer-with.ts';
import { exchange, nothing, notServed, type Call, type Served } from './call.ts';
import { notThere } from './not-there.ts';
import { settle } from './settle.ts';
import { faultOf, resourceOf } from './upstream-fault.ts';

/** A Binary's own content: a checked look-up of what it belongs to, and only then the stream (R4 binary, "Serving Binary Resources using the RESTful API"; A-174). */
export const serveBinary = async (call: Call, permit: Permit, id: string): Promise<Served> => {
  const { path } = printRead('Binary', id);
  const reply = await exchange(call, { method: 'GET', path: `${path}?_elements=securityContext` });
  if (!reply.ok) return notServed(reply.refusal);
  const { status } = reply.value;
  if (status === 404 || status === 410) return notThere(call, permit, id, status === 404 ? 'absent' : 'deleted');
  if (status !== 200) return notServed(faultOf(status));
  const doc = resourceOf(reply.value, 'Binary');
  if (!doc.ok) return notServed(doc.refusal);
  if (stringMember(doc.value, 0, 'id') !== id) return notServed({ code: 'backend-failed', detail: 'the backend answered with another resource' });
  const binary: Resource = { doc: doc.value, node: 0, type: 'Binary', id };
  const shown = await settle(call, permit.ask, permit.grants, [binary]);
  if (!shown.ok) return notServed(shown.refusal);
  const [seen] = shown.value;
  if (seen === undefined) return notThere(call, permit, id, 'foreign', 1);
  const version = versionOf(doc.value);
  const etag = version === undefined ? {} : { etag: `W/"${version}"` };
  const { conditional } = call.parsed;
  if (conditional !== undefined && isNotModified(conditional, etag)) {
    return { result: ok({ status: 304, ...etag }), returned: { ...nothing, count: 1 }, patients: new Set(seen.patients), rows: [seen.by.row] };
  }
  return { result: { stream: path }, returned: { ...nothing, count: 1 }, patients: new Set(seen.patients), rows: [seen.by.row] };
};
