import { memberOf } from '../fhir/json.ts';
import { unescapeValue } from '../fhir/search-value.ts';
import { readReferred, referredAt } from './selected-by.ts';
import { holdsToken } from './match-token.ts';
import type { MakeMatcher } from './matcher.ts';

/**
 * References: `id` of any type that the parameter leads to, `Type/id`, `:Type` with `id`, or the text of an address elsewhere or of a
 * canonical, whose version may be left off. This server's own absolute address finds nothing, as with HAPI: what is stored is relative.
 */
export const matchReference: MakeMatcher = ({ value, modifier, param }) => {
  if (modifier === 'identifier') {
    const holds = holdsToken(value);
    return (doc, node) => holds(doc, memberOf(doc, node, 'identifier'));
  }
  const asked = readReferred(unescapeValue(value));
  if (modifier !== undefined && !param.targets.some((type) => type === modifier)) return undefined;
  if (asked.type !== undefined) {
    if (modifier !== undefined && modifier !== asked.type) return undefined;
    return (doc, node) => referredAt(doc, node)?.key === asked.key;
  }
  const types: readonly string[] = modifier === undefined ? param.targets : [modifier];
  return (doc, node) => {
    const referred = referredAt(doc, node);
    if (referred?.type !== undefined) return referred.id === asked.key && types.includes(referred.type);
    return referred !== undefined && (referred.key === asked.key || referred.key.startsWith(`${asked.key}|`));
  };
};
