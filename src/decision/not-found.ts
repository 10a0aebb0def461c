import { compartmentOf } from '../fhir/patient-compartment.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Permit } from './decide.ts';
import { countsOwn, isSubset, reachesEveryone, unionOf, type Grant } from './grant.ts';

/** Whether a pair that only stronger authentication opens would show a resource that no grant shows: of more patients, of a type that belongs to nobody, or the caller's own. */
const widens = (locked: Grant, { grants, ask: { type } }: Permit): boolean => {
  const union = unionOf(grants);
  const isShared = compartmentOf(type).class === 'shared';
  if (union === 'everyone' || (isShared && grants.some(({ shared }) => shared))) return false;
  if (isShared ? locked.shared : !isSubset(locked.reach, union)) return true;
  return countsOwn(locked, type) && !grants.some((grant) => countsOwn(grant, type));
};

/**
 * What answers an instance that is not there for this caller: foreign, absent and deleted alike. Stronger authentication is asked for
 * where it would widen the reach; that a resource was deleted is told to whom reaches everyone (docs/decisions.md, 6).
 */
export const notFound = (permit: Permit, found: 'absent' | 'deleted' | 'foreign'): Refusal => {
  if (permit.locked.some((locked) => widens(locked, permit))) return refuse('step-up');
  return refuse(found === 'deleted' && reachesEveryone(permit.grants) ? 'gone' : 'not-found');
};
