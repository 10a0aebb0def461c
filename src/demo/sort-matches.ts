import type { JsonDocument } from '../fhir/json.ts';
import { dateRangeAt } from '../fhir/match/date-range.ts';
import { numberRangeAt } from '../fhir/match/match-number.ts';
import { plain, textsAt } from '../fhir/match/match-string.ts';
import { referredAt, selectedBy, tokensAt } from '../fhir/match/selected-by.ts';
import type { SortKey } from './read-search.ts';
import type { StoredVersion } from './version.ts';
import { documentOf } from './version.ts';

type Value = string | number | undefined;

// Of several values the least counts going up and the greatest going down; of a range the end that comes first.
const valueOf = ({ param, descending }: SortKey, doc: JsonDocument): Value => {
  const values = selectedBy(param, doc).flatMap((node): readonly (string | number)[] => {
    switch (param.kind) {
      case 'date':
      case 'number':
      case 'quantity': {
        const range = param.kind === 'date' ? dateRangeAt(doc, node) : numberRangeAt(doc, node);
        return range === undefined ? [] : [descending ? range.until : range.from];
      }
      case 'token':
        // By system, then by code; what has no system comes behind.
        return tokensAt(doc, node).flatMap(({ system = '\uffff', code }) => (code === undefined ? [] : `${system}\n${code}`));
      case 'reference':
        return [referredAt(doc, node)?.key ?? []].flat();
      default:
        return textsAt(doc, node).map(plain);
    }
  });
  return values.reduce<Value>((best, value) => (best === undefined || (descending ? value > best : value < best) ? value : best), undefined);
};

const compare = (a: Value, b: Value, descending: boolean): number => {
  if (a === b) return 0;
  // What has no value comes last, whichever way it goes.
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b === descending ? 1 : -1;
};

/** Orders matches by the keys of `_sort`, the first deciding first (R4 search section 3.1.1.5.2). */
export const sortMatches = (matches: readonly StoredVersion[], keys: readonly SortKey[]): readonly StoredVersion[] => {
  if (keys.length === 0) return matches;
  const valued = matches.map((match) => ({ match, values: keys.map((key) => valueOf(key, documentOf(match))) }));
  valued.sort((one, other) => {
    for (const [index, { descending }] of keys.entries()) {
      const order = compare(one.values[index], other.values[index], descending);
      if (order !== 0) return order;
    }
    return 0;
  });
  return valued.map(({ match }) => match);
};
