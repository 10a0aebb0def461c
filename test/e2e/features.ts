import { auditRecords, pseudonyms } from './audit/audit.ts';
import { binary } from './binary/binary.ts';
import { bundled, documents } from './binary/documents.ts';
import { capabilities } from './capabilities/capabilities.ts';
import type { Feature } from './case.ts';
import { conditionalReads } from './conditional/conditional.ts';
import { create, judgedBodies, malformedBodies, reachOfReferences } from './create/create.ts';
import { customSearchParams, undeclaredSearchParams } from './custom/custom.ts';
import { emergencies } from './emergency/emergency.ts';
import { encodings } from './encoding/encoding.ts';
import { authentication, crossOrigin, namedOrigins } from './errors/errors.ts';
import { foreignIsAbsent, foreignTargetIsAbsent } from './foreign/foreign.ts';
import { foreignIsAbsentInJoins } from './foreign/joined.ts';
import { history } from './history/history.ts';
import { serverHistory, wideHistory } from './history/wide-history.ts';
import { leastMasking, masks } from './masks/masks.ts';
import { otherMasks } from './masks/other-masks.ts';
import { membership } from './membership/membership.ts';
import { strongAuthentication, widening } from './mfa/mfa.ts';
import { includes } from './includes/includes.ts';
import { reverseIncludes } from './includes/reverse-includes.ts';
import { chains, chainsOverLists } from './joins/chains.ts';
import { reverseChains, reverseChainsOverOthers } from './joins/reverse-chains.ts';
import { projections } from './projections/projections.ts';
import { groups, linkedPersons, unlinkedPersons } from './reaches/groups.ts';
import { reaches, unkeptReaches } from './reaches/reaches.ts';
import { read } from './read/read.ts';
import { malformedPaths, notOffered } from './refusals/refusals.ts';
import { searchInCompartment } from './search/compartment.ts';
import { granularScopes, scopes } from './search/granular.ts';
import { granularKinds, granularNumbers } from './search/granular-kinds.ts';
import { searchKinds, searchNumbers } from './search/kinds.ts';
import { ownership, provenance } from './search/ownership.ts';
import { pages, sortingAndCounting } from './search/paging.ts';
import { searchByPost } from './search/post.ts';
import { refusedJoins, refusedSearches } from './search/refused.ts';
import { search } from './search/search.ts';
import { usCoreGranular, usCoreGranularBesides } from './us-core/granular.ts';
import { usCoreRestricted } from './us-core/restricted.ts';
import { usCoreAsks, usCoreContexts, usCoreDirectory, usCoreReads, usCoreSearches } from './us-core/us-core.ts';
import { allTypes, severalTypes, wholeCompartment } from './several/several.ts';
import { terms } from './terms/terms.ts';
import { vread } from './vread/vread.ts';

/** All features. Those that write come last, as what they write stays. */
export const features: readonly Feature[] = [
  read, vread, history, search, refusedSearches, refusedJoins, searchByPost, searchInCompartment, sortingAndCounting, pages, granularScopes, scopes, ownership, provenance,
  chains, chainsOverLists, reverseChains, reverseChainsOverOthers, includes, reverseIncludes,
  severalTypes, wholeCompartment, allTypes, wideHistory, serverHistory, projections, conditionalReads, granularKinds, granularNumbers, searchKinds, searchNumbers,
  masks, leastMasking, otherMasks, terms, groups, linkedPersons, unlinkedPersons, emergencies, membership, customSearchParams, undeclaredSearchParams, encodings, documents, bundled, foreignIsAbsentInJoins,
  binary, capabilities, notOffered, malformedPaths, authentication, crossOrigin, namedOrigins, reaches, unkeptReaches, strongAuthentication, widening, foreignIsAbsent,
  auditRecords, pseudonyms, malformedBodies, create, judgedBodies, reachOfReferences, foreignTargetIsAbsent,
];

/** Features on the data of US Core, which is loaded after all others ran: they count what there is besides. */
export const usCoreFeatures: readonly Feature[] = [...usCoreSearches, usCoreDirectory, usCoreContexts, usCoreReads, usCoreAsks, ...usCoreGranular, usCoreGranularBesides, usCoreRestricted];
