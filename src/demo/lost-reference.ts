import type { JsonDocument } from '../fhir/json.ts';
import { stringMember } from '../fhir/json.ts';
import { readReferred, selectedBy } from '../fhir/match/selected-by.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import type { Backing } from './request.ts';
import { standingOf } from './version.ts';

/** A reference to what is not there: where it leads, and the parameter by which it was found. */
export type LostReference = { readonly target: string; readonly at: string };

/**
 * The first reference of a resource that leads to nothing on this server. As in HAPI only what search parameters select is followed, so a
 * Binary's securityContext may name anybody. A resource may refer to itself before it stands.
 */
export const lostReference = ({ store, searchParamOf, searchParamNames }: Backing, type: ResourceType, id: string | undefined, doc: JsonDocument, base: string): LostReference | undefined => {
  const leadsNowhere = (reference: string): boolean => {
    const { type: toType, id: toId } = readReferred(reference);
    if (toType === undefined || toId === undefined || !isResourceType(toType) || (toType === type && toId === id)) return false;
    return standingOf(store.find(toType, toId)) === undefined;
  };
  for (const name of searchParamNames(type)) {
    const param = searchParamOf(type, name);
    const nodes = param?.kind === 'reference' ? selectedBy(param, doc) : [];
    const references = nodes.map((node) => (stringMember(doc, node, 'reference') ?? '').replace(`${base}/`, ''));
    const lost = references.find(leadsNowhere);
    if (lost !== undefined) return { target: lost, at: `${type}.${name}` };
  }
  return undefined;
};
