import type { Exchange } from '../../../src/demo/exchange.ts';
import type { Deciding } from './grants.ts';
import type { DifferentialRequest } from './requests.ts';
import type { Place } from './send.ts';
import { classOf } from './types.ts';
import type { Json } from './world.ts';

/** What was given out of each kind that is worth a test, counted. */
export type Counted = { masked: number; projected: number; included: number; joined: number; granular: number; declared: number };

/** Somebody's requests before a gateway. */
export type Asking = { readonly place: Place; readonly deciding: Deciding; readonly token: string; readonly counted: Counted };

/** What a request came to, for whoever counts. */
export type Outcome = { readonly status: number; readonly given: number; readonly hidden: number };

/** An entry of a Bundle. */
export type Entry = { readonly fullUrl: string; readonly resource?: Json; readonly search?: { readonly mode: string }; readonly response?: { readonly etag?: string } };
/** A Bundle, as far as it is looked at. */
export type Bundle = { readonly type: string; readonly total?: number; readonly link?: readonly { readonly relation: string; readonly url: string }[]; readonly entry?: readonly Entry[] };

/** By these the gateway finds out who the caller's patients are; they may come before the decision, and what they find is kept for a while. */
export const isReachLookUp = ({ path, query }: Exchange): boolean => /\/(?:RelatedPerson|Group)\/[^/]+$/.test(path) || (path.endsWith('/CareTeam') && query.includes('participant='));

/** The request as it is sent to this gateway: with the addresses of this world, and the pseudonyms of this gateway. */
export const addressed = ({ place: { world }, deciding }: Asking, request: DifferentialRequest): DifferentialRequest =>
  JSON.parse(world.addressed(JSON.stringify(request)).replace(/~([A-Za-z0-9.-]+)~/g, (_, patient: string) => deciding.pseudonymOf(patient))) as DifferentialRequest;

/** Whether a type is judged by others. */
export const isDerived = (type: string): boolean => classOf(type) === 'derived';
