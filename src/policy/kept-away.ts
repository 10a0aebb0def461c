import { compartmentOf, writeProtected } from '../fhir/patient-compartment.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import { isOperation, isWrite } from './parse-action.ts';
import type { Action, PolicyObject, PolicyRow } from './policy.ts';

/** Whether allow rows reach the object by its own name alone, whatever the action: operator types and the whole server (docs/decisions.md, 12). */
export const isNamedOnly = (object: string): boolean => object === 'System' || (isResourceType(object) && compartmentOf(object).class === 'operator');

/** Whether writes to the object need an allow row that names it (docs/decisions.md, 12). */
export const isWriteProtected = (object: string): boolean => isResourceType(object) && writeProtected.has(object);

/** Whether decision 12 keeps an allow row, which matches only by a group or `*`, from what is asked; a deny row is never kept away. */
export const keptAway = (row: PolicyRow, object: PolicyObject, action: Action): boolean => {
  if (row.effect === 'deny') return false;
  if (row.action === '*' && isOperation(action)) return true;
  return row.resource !== object && (isNamedOnly(object) || (isWrite(action) && isWriteProtected(object)));
};
