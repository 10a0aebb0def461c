import type { JsonDocument, JsonNode } from '../fhir/json.ts';
import { childrenOf, keyOf, stringOf } from '../fhir/json.ts';
import { unescapeValue } from '../fhir/search-value.ts';
import type { MakeMatcher } from './matcher.ts';

/** Without case and accents, as R4 search section 3.1.1.4.8 compares strings. */
export const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

// HumanName and Address; their `use` and `type` are codes, no text that anyone looks for.
const textMembers: ReadonlySet<string> = new Set([
  'text', 'family', 'given', 'prefix', 'suffix', 'line', 'city', 'district', 'state', 'postalCode', 'country',
]);

/** The texts of a string, HumanName or Address element. */
export const textsAt = (doc: JsonDocument, node: JsonNode): readonly string[] => {
  const text = stringOf(doc, node);
  if (text !== undefined) return [text];
  return childrenOf(doc, node)
    .filter((child) => textMembers.has(keyOf(doc, child)))
    .flatMap((child) => [child, ...childrenOf(doc, child)])
    .flatMap((child) => stringOf(doc, child) ?? []);
};

/** Strings: the beginning, case and accents aside; `:contains` anywhere; `:exact` the whole as it stands. */
export const matchString: MakeMatcher = ({ value, modifier }) => {
  const asked = unescapeValue(value);
  const simple = plain(asked);
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
