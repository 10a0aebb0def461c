import type { Resource } from '../decision/owners.ts';
import { maskResource } from '../decision/mask/mask-resource.ts';
import { pseudonymises } from '../decision/mask/rules.ts';
import { isFault, rawOf, scan } from '../fhir/json.ts';
import { projectResource, type Projection } from '../fhir/project.ts';
import type { Call } from './call.ts';
import type { Shown } from './settle.ts';

/** A resource as it is given out: its text, the id that it is known by to the caller, and what masks took away. */
export type Presented = { readonly json: string; readonly id: string | undefined; readonly masked: readonly string[] };

const cut = (json: string, resource: Resource, projection: Projection): string => {
  const doc = scan(json);
  // What was just printed is JSON; were it none, nothing of it is shown.
  return isFault(doc) ? '{}' : projectResource(doc, 0, resource.type, projection);
};

/** What is given out of a resource that is shown: masked as its grants say, and then the part that the client asked for (deciding.md, "Grants"; A-115). */
export const present = ({ ports }: Call, resource: Resource, shown: NonNullable<Shown>, projection: Projection | undefined): Presented => {
  const { masks } = shown;
  const { doc, node, type, id } = resource;
  if (masks === undefined) return { json: projection === undefined ? rawOf(doc, node) : projectResource(doc, node, type, projection), id, masked: [] };
  const { text, masked } = maskResource(resource, masks, { bases: ports.parse.bases, pseudonymOf: ports.maskPseudonym });
  const named = type === 'Patient' && id !== undefined && masks.every(pseudonymises) ? ports.maskPseudonym(id) : id;
  return { json: projection === undefined ? text : cut(text, resource, projection), id: named, masked };
};
