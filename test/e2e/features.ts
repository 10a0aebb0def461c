import type { Feature } from './case.ts';
import { history } from './history/history.ts';
import { read } from './read/read.ts';
import { searchInCompartment } from './search/compartment.ts';
import { granularScopes, scopes } from './search/granular.ts';
import { ownership, provenance } from './search/ownership.ts';
import { pages, sortingAndCounting } from './search/paging.ts';
import { searchByPost } from './search/post.ts';
import { refusedSearches } from './search/refused.ts';
import { search } from './search/search.ts';
import { vread } from './vread/vread.ts';

/** All features. Those that write come last, as what they write stays. */
export const features: readonly Feature[] = [read, vread, history, search, refusedSearches, searchByPost, searchInCompartment, sortingAndCounting, pages, granularScopes, scopes, ownership, provenance];
