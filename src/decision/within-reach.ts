import { memberOf, stringMember } from '../fhir/json.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { parseReference, type Bases, type LocalReference, type PatientId } from '../fhir/reference.ts';
import type { Grant } from './grant.ts';
import { ownersOf, type Resource } from './owners.ts';

/** What a Binary belongs to, if it says so by a reference to a resource of this server (R4 binary, securityContext). */
export const securityContextOf = ({ doc, node }: Resource, bases: Bases): LocalReference | undefined => {
  const reference = stringMember(doc, memberOf(doc, node, 'securityContext'), 'reference');
  const form = reference === undefined ? undefined : parseReference(reference, bases);
  return form?.kind === 'local' && form.versionId === undefined ? form : undefined;
};

const ownersIn = (resource: Resource, bases: Bases): readonly PatientId[] => {
  const row = compartmentOf(resource.type);
  if (row.class === 'owned') return ownersOf(resource, row, bases);
  const context = resource.type === 'Binary' ? securityContextOf(resource, bases) : undefined;
  return context?.type === 'Patient' ? [context.id] : [];
};

/** Whether a written resource may refer to this existing one: shared, or of patients within the reach of the grant that permits the write (deciding.md, row create). */
export const isWithinReach = (resource: Resource, grant: Grant, bases: Bases): boolean => {
  const { reach } = grant;
  if (reach === 'everyone' || compartmentOf(resource.type).class === 'shared') return true;
  const owners = ownersIn(resource, bases);
  return owners.length > 0 && owners.every((owner) => reach.has(owner));
};
