import { stringOf } from '../json.ts';
import { unescapeValue } from '../search-value.ts';
import type { MakeMatcher } from './matcher.ts';

/** Addresses, character by character (R4 search section 3.1.1.4.14). */
export const matchUri: MakeMatcher = ({ value, modifier }) => {
  const asked = unescapeValue(value);
  return modifier === undefined && asked !== '' ? (doc, node) => stringOf(doc, node) === asked : undefined;
};
