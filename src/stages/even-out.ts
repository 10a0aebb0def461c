import type { Permit } from '../decision/decide.ts';
import { reachesEveryone } from '../decision/grant.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { Call } from './call.ts';
import { searchAll } from './search-all.ts';

/**
 * Of types that are judged by others a foreign one costs look-ups, so where none were made as many of their kind are made, of an id that
 * is not there: what is hidden has the price of what is absent (deciding.md, invariant 3).
 */
export const evenOut = async (call: Call, permit: Permit, id: string): Promise<void> => {
  const judged = permit.searches.length === 0 ? [permit] : permit.searches;
  const types = judged.flatMap(({ ask: { type }, grants }) => (compartmentOf(type).class === 'derived' && !reachesEveryone(grants) ? [type] : []));
  if (types.length === 0) return;
  if (call.spent.resources === 0) await searchAll(call, 'Patient', '_id', [id]);
  if (call.spent.documents === 0 && types.includes('Binary')) await searchAll(call, 'DocumentReference', 'location', [`Binary/${id}`]);
};
