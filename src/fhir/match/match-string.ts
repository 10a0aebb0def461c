import { parsePath, selectNodes } from '../element-path.ts';
import type { JsonDocument, JsonNode } from '../json.ts';
import { kindOf, stringOf } from '../json.ts';
import { unescapeValue } from '../search-value.ts';
import type { MakeMatcher } from './matcher.ts';

/** Without case and accents, as R4 search section 3.1.1.4.8 compares strings. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

// HumanName and Address (R4 patient, `name` and `address`); their `use` and `type` are codes, no text that anyone looks for.
const textElements = ['text', 'family', 'given', 'prefix', 'suffix', 'line', 'city', 'district', 'state', 'postalCode', 'country'].map(parsePath);

/** The texts of a string, HumanName or Address element. */
export const textsAt = (doc: JsonDocument, node: JsonNode): readonly string[] => {
  const found = kindOf(doc, node) === 'object' ? textElements.flatMap((path) => selectNodes(doc, node, path)) : [node];
  return found.flatMap((one) => stringOf(doc, one) ?? []);
};

/** Strings: the beginning, case and accents aside; `:contains` anywhere; `:exact` the whole as it stands. */
export const matchString: MakeMatcher = ({ value, modifier }) => {
  const asked = unescapeValue(value);
  const simple = plain(asked);
  // Every text begins with nothing, and accents alone come to nothing.
  if (simple === '') return undefined;
  switch (modifier) {
    case undefined:
      return (doc, node) => textsAt(doc, node).some((text) => plain(text).startsWith(simple));
    case 'contains':
      return (doc, node) => textsAt(doc, node).some((text) => plain(text).includes(simple));
    case 'exact':
      return (doc, node) => textsAt(doc, node).includes(asked);
    default:
      return undefined;
  }
};
