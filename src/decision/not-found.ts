import { refuse, type Refusal } from '../refusal.ts';
import type { Permit } from './decide.ts';
import { countsOwn, reachesEveryone, unionOf, type Grant } from './grant.ts';

const widens = (locked: Grant, permit: Permit): boolean => {
  const union = unionOf(permit.grants);
  if (union !== 'everyone') {
    if (locked.reach === 'everyone' || [...locked.reach].some((patient) => !union.has(patient))) return true;
  }
  if (locked.query.length === 0 && permit.grants.every(({ query }) => query.length > 0)) return true;
  if (locked.shared && !permit.grants.some(({ shared }) => shared)) return true;
  return countsOwn(locked, permit.ask.type) && !permit.grants.some((grant) => countsOwn(grant, permit.ask.type));
};

/**
 * What answers an instance that is not there for this caller: foreign, absent and deleted alike. Stronger authentication is asked for
 * where it would widen the reach; that a resource was deleted is told to whom reaches everyone (docs/decisions.md, 6).
 */
export const notFound = (permit: Permit, found: 'absent' | 'deleted' | 'foreign'): Refusal => {
  if (permit.locked.some((locked) => widens(locked, permit))) return refuse('step-up');
  return refuse(found === 'deleted' && reachesEveryone(permit.grants) ? 'gone' : 'not-found');
};
