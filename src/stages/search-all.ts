import { linkOf } from '../decision/page-link.ts';
import type { Resource } from '../decision/owners.ts';
import { entriesOf, isBundle, resourceAt } from '../fhir/bundle.ts';
import { memberOf } from '../fhir/json.ts';
import { printSearch } from '../fhir/print.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { no, ok, type Result } from '../refusal.ts';
import { exchange, type Call } from './call.ts';
import { documentOf } from './upstream-fault.ts';

// The backend's own largest page: a look-up beyond it gives no answer.
const most = 1000;

/** All resources of a type with one of these values, in one exchange; undefined where the backend did not give them all at once. */
export const searchAll = async (call: Call, type: ResourceType, name: string, values: readonly string[]): Promise<Result<readonly Resource[] | undefined>> => {
  const reply = await exchange(call, printSearch(type, [{ name, values }], [], { count: most }));
  if (!reply.ok) return reply;
  const doc = documentOf(reply.value);
  if (!doc.ok) return doc.refusal.code === 'not-found' ? no('backend-failed') : doc;
  if (!isBundle(doc.value, 'searchset')) return no('backend-failed', { detail: 'the backend did not answer with a searchset' });
  if (linkOf(doc.value, 'next') !== undefined) return ok(undefined);
  return ok(entriesOf(doc.value).flatMap((entry) => {
    const resource = resourceAt(doc.value, memberOf(doc.value, entry, 'resource'));
    return resource?.type === type ? [{ doc: doc.value, ...resource }] : [];
  }));
};
