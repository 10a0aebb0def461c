import type { Permit } from '../decision/decide.ts';
import { reachesEveryone } from '../decision/grant.ts';
import { notFound } from '../decision/not-found.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import { nothing, notServed, type Call, type Served } from './call.ts';
import { searchAll } from './search-all.ts';

/**
 * What answers an instance that is not there for this caller. Of types that are judged by others a foreign one costs look-ups, so an
 * absent one is given as many of their kind: neither the answer nor its price tells them apart (deciding.md, invariant 3).
 */
export const notThere = async (call: Call, permit: Permit, id: string, found: 'absent' | 'deleted' | 'foreign', filtered = 0): Promise<Served> => {
  const { type } = permit.ask;
  if (compartmentOf(type).class === 'derived' && !reachesEveryone(permit.grants)) {
    if (call.spent.resources === 0) await searchAll(call, 'Patient', '_id', [id]);
    if (call.spent.documents === 0 && type === 'Binary') await searchAll(call, 'DocumentReference', 'location', [`Binary/${id}`]);
  }
  return notServed(notFound(permit, found), { ...nothing, filtered });
};
