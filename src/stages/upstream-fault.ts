import { isFault, scan, stringMember, type JsonDocument } from '../fhir/json.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, refuse, type Refusal, type Result } from '../refusal.ts';

/** What a status of the backend other than success means to the client; its words never pass. */
export const faultOf = (status: number): Refusal => {
  const detail = `the backend answered ${status}`;
  if (status === 404) return refuse('not-found');
  if (status === 410) return refuse('gone');
  if (status === 409 || status === 412) return refuse(status === 409 ? 'version-conflict' : 'precondition-failed', { detail });
  if (status === 429 || status === 503) return refuse('backend-busy', { detail });
  // HAPI says 405 to a search by a modifier that it has not enabled, such as `:of-type`.
  if (status === 400 || status === 405 || status === 422) return refuse('backend-refused', { detail });
  return refuse('backend-failed', { detail });
};

/** The JSON of a successful reply; anything that cannot be read whole is the backend's failure, and nothing of it passes. */
export const documentOf = (reply: UpstreamReply): Result<JsonDocument> => {
  if (reply.status !== 200 && reply.status !== 201) return { ok: false, refusal: faultOf(reply.status) };
  if (reply.text === undefined) return no('backend-failed', { detail: 'the backend did not answer in FHIR JSON' });
  const doc = scan(reply.text, 128);
  return isFault(doc) ? no('backend-failed', { detail: `the backend's JSON is malformed: ${doc.reason}` }) : ok(doc);
};

/** The JSON of a successful reply that must be one resource of that type. */
export const resourceOf = (reply: UpstreamReply, type: string): Result<JsonDocument> => {
  const doc = documentOf(reply);
  if (!doc.ok || stringMember(doc.value, 0, 'resourceType') === type) return doc;
  return no('backend-failed', { detail: 'the backend answered with another resource type' });
};
