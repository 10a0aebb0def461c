import { compartmentTable } from './patient-compartment-table.ts';
import type { ResourceType } from './resource-types.ts';

/**
 * Whose data a resource type holds. `owned`: of the patients that its owner elements name; `derived`: of whom its targets or documents
 * are; `shared`: of nobody; `operator`: of who runs the system (docs/decisions.md, 12); `hidden`: for whoever reaches everyone.
 */
export type CompartmentRow = OwnedRow | { readonly class: 'derived' | 'shared' | 'operator' | 'hidden' };

/** What is known about a type that belongs to patients. */
export type OwnedRow = {
  readonly class: 'owned';
  /** Element paths; the references to a Patient among what they select name the owners. Of a Patient, its own id. */
  readonly owners: readonly string[];
  /** The search parameters that name the patient: all their elements are owner elements. */
  readonly ownerParams: readonly string[];
  /** The parameter that confines a search. */
  readonly narrowBy: string;
  /** A search confined so finds exactly what is visible: the owner element is one reference at most, so a match has one owner. */
  readonly exact: boolean;
  /** Element paths of the type's clinical date, one for each data type that it may have; none if it has no such element. */
  readonly clinicalDate: readonly string[];
  /** What the CompartmentDefinition itself lists: who is merely mentioned is among them, so these never say whose a resource is. */
  readonly compartmentParams: readonly string[];
  /**
   * Element paths of all that those parameters select and that can refer to a Patient: whoever is named there is in the compartment, where
   * a deployment asks for that (`compartment: fhir`). Of a type that is not in the CompartmentDefinition, its owner element; of a Patient also its own id.
   */
  readonly members: readonly string[];
  /** The resource is the patient, and its own id the owner. */
  readonly self?: true;
};

/** The one row of a type. */
export const compartmentOf = (type: ResourceType): CompartmentRow => compartmentTable[type];

/**
 * Types that nobody writes through an allow row's `*` or group, as what they hold decides what others see (docs/decisions.md, 12): by
 * terminology, or by being what a reach is looked up in.
 */
export const writeProtected: ReadonlySet<ResourceType> = new Set<ResourceType>([
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'NamingSystem',
  'CareTeam',
  'Group',
  'RelatedPerson',
  'Person',
  'PractitionerRole',
]);
