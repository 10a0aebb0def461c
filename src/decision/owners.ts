import { parsePath, selectNodes, type ElementPath } from '../fhir/element-path.ts';
import { kindOf, memberOf, none, stringOf, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import { compartmentOf, type OwnedRow } from '../fhir/patient-compartment.ts';
import { parseReference, type Bases, type PatientId, type ReferenceForm } from '../fhir/reference.ts';
import { resourceTypes, type ResourceType } from '../fhir/resource-types.ts';

/** A resource in a scanned text. The id is the one that it is stored under; a resource that was submitted to be created has none yet. */
export type Resource = { readonly doc: JsonDocument; readonly node: JsonNode; readonly type: ResourceType; readonly id: string | undefined };

type Column = 'owners' | 'members';

const pathsOf = (type: ResourceType, column: Column): readonly ElementPath[] => {
  const row = compartmentOf(type);
  // A Patient's own id is no reference.
  return row.class === 'owned' ? row[column].filter((path) => row.self !== true || path !== 'id').map(parsePath) : [];
};

const pathsByType = (column: Column): ReadonlyMap<ResourceType, readonly ElementPath[]> => new Map(resourceTypes.map((type) => [type, pathsOf(type, column)]));

const ownerPaths = pathsByType('owners');
const memberPaths = pathsByType('members');

const elsewhere: ReferenceForm = { kind: 'elsewhere' };
const malformed: ReferenceForm = { kind: 'malformed' };

/** What one owner element leads to. One that is no Reference, or whose reference is no string, is malformed; an identifier or a display alone leads elsewhere. */
const formAt = (doc: JsonDocument, node: JsonNode, bases: Bases): ReferenceForm => {
  if (kindOf(doc, node) !== 'object') return malformed;
  const reference = memberOf(doc, node, 'reference');
  if (reference === none) return elsewhere;
  const text = stringOf(doc, reference);
  return text === undefined ? malformed : parseReference(text, bases);
};

// Another reader may take it for a patient whom this one does not see.
const isUnclear = (form: ReferenceForm): boolean => form.kind === 'malformed' || (form.kind === 'local' && form.type === 'Patient' && form.versionId !== undefined);

/**
 * owners(r): the patients that the owner elements of a resource name, of a type that has some: plain references to a Patient of this
 * server, on whichever of its bases (deciding.md, "Words"). One unclear element makes the resource nobody's: it may hide an owner whom the others are not.
 */
export const ownersOf = ({ doc, node, type, id }: Resource, row: OwnedRow, bases: Bases): readonly PatientId[] => {
  if (row.self === true) return id === undefined ? [] : [id];
  const owners = new Set<PatientId>();
  for (const path of ownerPaths.get(type) ?? []) {
    for (const found of selectNodes(doc, node, path)) {
      const form = formAt(doc, found, bases);
      if (isUnclear(form)) return [];
      if (form.kind === 'local' && form.type === 'Patient') owners.add(form.id);
    }
  }
  return [...owners];
};

/**
 * Whose compartment a resource is in where a deployment asks for FHIR's own (`compartment: fhir`): every patient that an element of its
 * type's compartment parameters names. One is enough to see it, so an unclear element names nobody, and takes nothing from the others.
 */
export const membersOf = ({ doc, node, type, id }: Resource, row: OwnedRow, bases: Bases): readonly PatientId[] => {
  const members = new Set<PatientId>(row.self === true && id !== undefined ? [id] : []);
  for (const path of memberPaths.get(type) ?? []) {
    for (const found of selectNodes(doc, node, path)) {
      const form = formAt(doc, found, bases);
      if (form.kind === 'local' && form.type === 'Patient' && !isUnclear(form)) members.add(form.id);
    }
  }
  return [...members];
};
