import { selectNodes } from '../fhir/element-path.ts';
import { stringMember, stringOf } from '../fhir/json.ts';
import { parseReference, type Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Resource } from './owners.ts';

/** A resource of this server that another refers to. */
export type Referred = { readonly type: ResourceType; readonly id: string };

/** Where a reference parameter leads from a resource: the resources of this server, of these types, versions left off (R4 search section 3.1.1.4.12). */
export const referencesBy = ({ doc, node }: Resource, param: SearchParam, targets: ReadonlySet<ResourceType>, bases: Bases): readonly Referred[] =>
  param.paths.flatMap((path) =>
    selectNodes(doc, node, path).flatMap((found) => {
      const form = parseReference(stringOf(doc, found) ?? stringMember(doc, found, 'reference') ?? '', bases);
      if (form.kind !== 'local' || !targets.has(form.type) || (path.target !== undefined && path.target !== form.type)) return [];
      return [{ type: form.type, id: form.id }];
    }));
