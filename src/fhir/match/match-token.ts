import type { JsonDocument, JsonNode } from '../json.ts';
import { childrenOf, memberOf, stringMember, stringOf } from '../json.ts';
import { isFhirId } from '../reference.ts';
import { splitToken, unescapeValue } from '../search-value.ts';
import { tokensAt } from './selected-by.ts';
import { plain } from './match-string.ts';
import type { MakeMatcher, Matcher } from './matcher.ts';

/** Whether an element holds the token `code`, `system|code`, `|code` (no system) or `system|` (any code). */
export const holdsToken = (value: string): Matcher => {
  const asked = splitToken(value);
  return (doc, node) =>
    tokensAt(doc, node).some(({ system, code }) => {
      if (asked.code !== '' && asked.code !== code) return false;
      if (asked.system === undefined) return asked.code !== '';
      // A bar alone asks for nothing.
      return asked.system === '' ? system === undefined && asked.code !== '' : asked.system === system;
    });
};

const wordsAt = (doc: JsonDocument, node: JsonNode): readonly string[] =>
  [node, ...childrenOf(doc, memberOf(doc, node, 'coding'))].flatMap((one) => [stringMember(doc, one, 'text') ?? [], stringMember(doc, one, 'display') ?? []].flat());

/** The id that a value of `_id` means: HAPI also takes `Type/id`, with a base before it and a version behind. */
export const idAsked = (value: string): { readonly type: string | undefined; readonly id: string } => {
  const [, type, id] = /(?:^|\/)([A-Z][A-Za-z]+)\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(value) ?? [];
  return { type, id: id ?? value };
};

/** Tokens; `:text` compares the words that go with a code. `:not` is the negation of all values, so it is the search's own affair. */
export const matchToken: MakeMatcher = ({ value, modifier, param, bases }) => {
  if (modifier === 'text') return (doc, node) => wordsAt(doc, node).some((words) => plain(words).startsWith(plain(unescapeValue(value))));
  if (modifier !== undefined && modifier !== 'not') return undefined;
  if (param.name !== '_id') return holdsToken(value);
  // The gateway takes ids alone: an element cannot tell which resource of a Bundle it stands in.
  if (bases !== undefined) return isFhirId(value) ? (doc, node) => stringOf(doc, node) === value : undefined;
  const { type, id } = idAsked(value);
  return (doc, node) => stringOf(doc, node) === id && (type === undefined || stringMember(doc, 0, 'resourceType') === type);
};
