import type { Resource } from '../decision/owners.ts';
import { entriesOf, isBundle, resourceAt } from '../fhir/bundle.ts';
import { memberOf } from '../fhir/json.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, type Result } from '../refusal.ts';
import { documentOf } from './upstream-fault.ts';

/** The version that decides about all others, from the newest two: the current one, or of a deleted resource its last (deciding.md, row vread). */
export const newestOf = (reply: UpstreamReply, type: ResourceType, id: string): Result<Resource> | 'absent' => {
  if (reply.status === 404 || reply.status === 410) return 'absent';
  const doc = documentOf(reply);
  if (!doc.ok) return doc;
  if (!isBundle(doc.value, 'history')) return no('backend-failed', { detail: 'the backend did not answer with a history' });
  for (const entry of entriesOf(doc.value)) {
    const resource = resourceAt(doc.value, memberOf(doc.value, entry, 'resource'));
    if (resource === undefined) continue;
    return resource.type === type && resource.id === id ? ok({ doc: doc.value, ...resource }) : no('backend-failed', { detail: 'the backend answered with the history of another resource' });
  }
  return 'absent';
};
