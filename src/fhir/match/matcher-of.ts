import type { SearchParamKind } from '../search-param.ts';
import { matchDate } from './match-date.ts';
import { matchNumber } from './match-number.ts';
import { matchReference } from './match-reference.ts';
import { matchString } from './match-string.ts';
import { matchToken } from './match-token.ts';
import { matchUri } from './match-uri.ts';
import type { MakeMatcher } from './matcher.ts';

// A composite is compared by its parts (match-composite.ts); what a special parameter means is not known here.
const never: MakeMatcher = () => undefined;

const makers: Readonly<Record<SearchParamKind, MakeMatcher>> = {
  string: matchString,
  token: matchToken,
  reference: matchReference,
  date: matchDate,
  number: matchNumber,
  quantity: matchNumber,
  uri: matchUri,
  composite: never,
  special: never,
};

/** The matcher of one value, as the kind of its parameter compares (R4 search section 3.1.1.4); undefined also of an opaque parameter. */
export const matcherOf: MakeMatcher = (asked) => (asked.param.opaque ? undefined : makers[asked.param.kind](asked));
