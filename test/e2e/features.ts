import { auditRecords, pseudonyms } from './audit/audit.ts';
import { binary } from './binary/binary.ts';
import { capabilities } from './capabilities/capabilities.ts';
import type { Feature } from './case.ts';
import { create, judgedBodies, malformedBodies, reachOfReferences } from './create/create.ts';
import { authentication, crossOrigin, namedOrigins } from './errors/errors.ts';
import { foreignIsAbsent, foreignTargetIsAbsent } from './foreign/foreign.ts';
import { history } from './history/history.ts';
import { strongAuthentication, widening } from './mfa/mfa.ts';
import { reaches, unkeptReaches } from './reaches/reaches.ts';
import { read } from './read/read.ts';
import { malformedPaths, notOffered } from './refusals/refusals.ts';
import { searchInCompartment } from './search/compartment.ts';
import { granularScopes, scopes } from './search/granular.ts';
import { ownership, provenance } from './search/ownership.ts';
import { pages, sortingAndCounting } from './search/paging.ts';
import { searchByPost } from './search/post.ts';
import { refusedSearches } from './search/refused.ts';
import { search } from './search/search.ts';
import { vread } from './vread/vread.ts';

/** All features. Those that write come last, as what they write stays. */
export const features: readonly Feature[] = [
  read, vread, history, search, refusedSearches, searchByPost, searchInCompartment, sortingAndCounting, pages, granularScopes, scopes, ownership, provenance,
  binary, capabilities, notOffered, malformedPaths, authentication, crossOrigin, namedOrigins, reaches, unkeptReaches, strongAuthentication, widening, foreignIsAbsent,
  auditRecords, pseudonyms, malformedBodies, create, judgedBodies, reachOfReferences, foreignTargetIsAbsent,
];
