import type { JsonDocument } from '../fhir/json.ts';
import { stringOf } from '../fhir/json.ts';
import type { SearchParam, SearchParamKind } from '../fhir/search-param.ts';
import { splitToken, unescapeValue } from '../fhir/search-value.ts';
import { matchDate } from './match-date.ts';
import { matchNumber } from './match-number.ts';
import { matchReference } from './match-reference.ts';
import { matchString } from './match-string.ts';
import { idAsked, matchToken } from './match-token.ts';
import type { AskedValue, MakeMatcher, Matcher } from './matcher.ts';
import { readReferred, selectedBy } from './selected-by.ts';

const matchUri: MakeMatcher = ({ value, modifier }) => (modifier === undefined ? (doc, node) => stringOf(doc, node) === unescapeValue(value) : undefined);
const unsupported: MakeMatcher = () => undefined;

/** How the values of each kind of parameter are compared: R4 search section 3.1.1.4. */
const matchers: Readonly<Record<SearchParamKind, MakeMatcher>> = {
  string: matchString,
  token: matchToken,
  reference: matchReference,
  date: matchDate,
  number: matchNumber,
  quantity: matchNumber,
  uri: matchUri,
  composite: unsupported,
  special: unsupported,
};

/** One parameter of a search: all criteria of a search must hold. */
export type Criterion = {
  readonly param: SearchParam;
  readonly holds: (doc: JsonDocument) => boolean;
  /** Keys of the index; whatever the criterion holds for has at least one of them. Undefined where the index cannot help. */
  readonly keys?: readonly string[];
};

const keyOf = ({ param, value, modifier }: AskedValue): string | undefined => {
  switch (param.kind) {
    case 'token': {
      const code = param.name === '_id' ? idAsked(value).id : splitToken(value).code;
      return modifier === undefined && code !== '' ? code : undefined;
    }
    case 'reference':
      return modifier === 'identifier' ? undefined : readReferred(unescapeValue(value)).key;
    default:
      return undefined;
  }
};

const isWhole = <T>(list: readonly (T | undefined)[]): list is readonly T[] => !list.includes(undefined);

/** Reads `:missing=true` and `:missing=false`, which every kind of parameter takes. */
const missing = (param: SearchParam, values: readonly string[]): Criterion | undefined => {
  const [wanted, more] = values;
  if (more !== undefined || (wanted !== 'true' && wanted !== 'false')) return undefined;
  return { param, holds: (doc) => (selectedBy(param, doc).length === 0) === (wanted === 'true') };
};

/** The criterion that a parameter, its modifier and its OR list make; undefined where these do not go together. */
export const criterionOf = (param: SearchParam, modifier: string | undefined, values: readonly string[], now: number): Criterion | undefined => {
  if (param.opaque) return undefined;
  if (modifier === 'missing') return missing(param, values);
  const asked = values.map((value) => ({ value, modifier, param, now }));
  const matches: readonly (Matcher | undefined)[] = asked.map(matchers[param.kind]);
  if (!isWhole(matches)) return undefined;
  const some = (doc: JsonDocument): boolean => selectedBy(param, doc).some((node) => matches.some((match) => match(doc, node)));
  const keys = asked.map(keyOf);
  return { param, holds: modifier === 'not' ? (doc) => !some(doc) : some, ...(isWhole(keys) ? { keys } : {}) };
};
