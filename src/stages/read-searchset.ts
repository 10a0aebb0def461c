import type { Resource } from '../decision/owners.ts';
import { entriesOf, isBundle, resourceAt } from '../fhir/bundle.ts';
import { memberOf, stringMember, type JsonDocument } from '../fhir/json.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, type Result } from '../refusal.ts';
import { documentOf } from './upstream-fault.ts';

/** One entry of a searchset: `resource` is undefined where it is none, or one without a type and id of its own. */
export type FoundEntry = { readonly resource: Resource | undefined; readonly included: boolean };

/** A page of a search, whole and of the right kind, or the backend failed. */
export const readSearchset = (reply: UpstreamReply): Result<JsonDocument> => {
  if (reply.status === 410) return no('page-expired');
  const doc = documentOf(reply);
  // HAPI says 404 to a search by a ValueSet that it does not know.
  if (!doc.ok) return doc.refusal.code === 'not-found' ? no('backend-refused', { detail: 'the backend did not find what the search names' }) : doc;
  return isBundle(doc.value, 'searchset') ? doc : no('backend-failed', { detail: 'the backend did not answer with a searchset' });
};

/** The entries of a page; words of the backend about the search are none. */
export const foundIn = (doc: JsonDocument): readonly FoundEntry[] =>
  entriesOf(doc).flatMap((entry) => {
    const node = memberOf(doc, entry, 'resource');
    if (stringMember(doc, node, 'resourceType') === 'OperationOutcome') return [];
    const resource = resourceAt(doc, node);
    return [{ resource: resource === undefined ? undefined : { doc, ...resource }, included: stringMember(doc, memberOf(doc, entry, 'search'), 'mode') === 'include' }];
  });
