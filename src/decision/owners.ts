import { parsePath, selectNodes, type ElementPath } from '../fhir/element-path.ts';
import { stringMember, stringOf, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { compartmentOf, type OwnedRow } from '../fhir/patient-compartment.ts';
import { parseReference, type Bases, type PatientId } from '../fhir/reference.ts';
import { resourceTypes, type ResourceType } from '../fhir/resource-types.ts';

/** A resource in a scanned text. */
export type Resource = { readonly doc: JsonDocument; readonly node: JsonNode; readonly type: ResourceType; readonly id: string | undefined };

const pathsOf = (type: ResourceType): readonly ElementPath[] => {
  const row = compartmentOf(type);
  return row.class === 'owned' && row.self !== true ? row.owners.map(parsePath) : [];
};

const ownerPaths: ReadonlyMap<ResourceType, readonly ElementPath[]> = new Map(resourceTypes.map((type) => [type, pathsOf(type)]));

/** The patient that one owner element names: a plain reference to a Patient of this server, on whichever of its bases; else nobody. */
const ownerAt = (doc: JsonDocument, node: JsonNode, bases: Bases): PatientId | undefined => {
  const reference = stringMember(doc, node, 'reference');
  const form = reference === undefined ? undefined : parseReference(reference, bases);
  return form?.kind === 'local' && form.type === 'Patient' && form.versionId === undefined ? form.id : undefined;
};

const selfOwner = (resource: Resource): readonly PatientId[] => {
  const id = stringOf(resource.doc, selectNodes(resource.doc, resource.node, { steps: [{ name: 'id' }] })[0] ?? -1);
  return id === undefined ? [] : [id];
};

/** owners(r): the patients that the owner elements of a resource name, of a type that has some (deciding.md, "Words"). */
export const ownersOf = (resource: Resource, row: OwnedRow, bases: Bases): readonly PatientId[] => {
  if (row.self === true) return selfOwner(resource);
  const owners: PatientId[] = [];
  for (const path of ownerPaths.get(resource.type) ?? []) {
    for (const node of selectNodes(resource.doc, resource.node, path)) {
      const owner = ownerAt(resource.doc, node, bases);
      if (owner !== undefined && !owners.includes(owner)) owners.push(owner);
    }
  }
  return owners;
};
