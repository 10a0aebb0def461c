import { resourceTypes } from '../fhir/resource-types.ts';
import type { Lattice } from './lattice.ts';
import { interactions, isInteraction, isOperation, isWrite } from './parse-action.ts';
import { isPolicyObject } from './parse-resource.ts';

/** The interactions and operations that an action cell names; `*` stands for the interactions. */
export const actionsOf = (action: string, { down }: Lattice): readonly string[] =>
  action === '*' ? interactions : down.g3(action).filter((name) => isInteraction(name) || isOperation(name));

/** Whether an action cell names something that changes a resource. */
export const mayWrite = (action: string, lattice: Lattice): boolean => actionsOf(action, lattice).some(isWrite);

/** The types that a resource cell names, `System` among them if it is written; `*` stands for the types. */
export const objectsOf = (resource: string, { down }: Lattice): readonly string[] => (resource === '*' ? resourceTypes : down.g2(resource).filter(isPolicyObject));
