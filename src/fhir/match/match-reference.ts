import { memberOf } from '../json.ts';
import { isFhirId, parseReference, type Bases } from '../reference.ts';
import type { SearchParam } from '../search-param.ts';
import { unescapeValue } from '../search-value.ts';
import { readReferred, referredAt, type Referred } from './selected-by.ts';
import { holdsToken } from './match-token.ts';
import type { MakeMatcher, Matcher } from './matcher.ts';

/** What a value asks for: a place of this server, an address elsewhere, or, without a type, an id of any of the parameter's types. */
const readAsked = (text: string, bases: Bases | undefined): Referred | undefined => {
  if (bases === undefined || isFhirId(text)) return readReferred(text);
  const form = parseReference(text, bases);
  switch (form.kind) {
    case 'local':
      return form.versionId === undefined ? { key: `${form.type}/${form.id}`, type: form.type, id: form.id } : undefined;
    case 'elsewhere':
    case 'urn':
      return { key: text };
    case 'contained':
    case 'malformed':
      return undefined;
  }
};

const leadsTo = (asked: string, types: readonly string[], referred: Referred | undefined): boolean => {
  if (referred?.type !== undefined) return referred.id === asked && types.includes(referred.type);
  return referred !== undefined && (referred.key === asked || referred.key.startsWith(`${asked}|`));
};

const typesOf = (param: SearchParam, modifier: string | undefined): readonly string[] => (modifier === undefined ? param.targets : param.targets.filter((type) => type === modifier));

/**
 * References: `id` of any type that the parameter leads to, `Type/id`, `:Type` with `id`, or the text of an address elsewhere or of a
 * canonical, whose version may be left off. Without bases this server's own absolute address finds nothing, as with HAPI: what is stored is relative.
 */
export const matchReference: MakeMatcher = ({ value, modifier, param, bases }) => {
  if (modifier === 'identifier') {
    const holds = holdsToken(value);
    return (doc, node) => holds(doc, memberOf(doc, node, 'identifier'));
  }
  const asked = readAsked(unescapeValue(value), bases);
  const types = typesOf(param, modifier);
  if (asked === undefined || (modifier !== undefined && types.length === 0)) return undefined;
  if (asked.type === undefined) return (doc, node) => leadsTo(asked.key, types, referredAt(doc, node, bases));
  if (modifier !== undefined && modifier !== asked.type) return undefined;
  return (doc, node) => referredAt(doc, node, bases)?.key === asked.key;
};

/**
 * An OR list of references at once, as a search that is confined to thousands of patients asks for: by the places that are meant instead of
 * one value after the other. Undefined where a value is none.
 */
export const matchReferences = (param: SearchParam, modifier: string | undefined, values: readonly string[], bases?: Bases): Matcher | undefined => {
  const types = typesOf(param, modifier);
  const places = new Set<string>();
  const bare: string[] = [];
  for (const value of values) {
    const asked = readAsked(unescapeValue(value), bases);
    if (asked === undefined || (modifier !== undefined && (types.length === 0 || (asked.type !== undefined && asked.type !== modifier)))) return undefined;
    if (asked.type === undefined) bare.push(asked.key);
    else places.add(asked.key);
  }
  return (doc, node) => {
    const referred = referredAt(doc, node, bases);
    return referred !== undefined && (places.has(referred.key) || bare.some((asked) => leadsTo(asked, types, referred)));
  };
};
