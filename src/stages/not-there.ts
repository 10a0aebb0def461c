import type { Permit } from '../decision/decide.ts';
import { notFound } from '../decision/not-found.ts';
import { nothing, notServed, type Call, type Served } from './call.ts';
import { evenOut } from './even-out.ts';

/** What answers an instance that is not there for this caller: neither the answer nor its price tells foreign and absent apart (deciding.md, invariant 3). */
export const notThere = async (call: Call, permit: Permit, id: string, found: 'absent' | 'deleted' | 'foreign', filtered = 0): Promise<Served> => {
  await evenOut(call, permit, id);
  return notServed(notFound(permit, found), { ...nothing, filtered });
};
