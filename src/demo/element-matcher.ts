import { stringOf } from '../fhir/json.ts';
import { matcherOf } from '../fhir/match/matcher-of.ts';
import type { AskedValue, Matcher } from '../fhir/match/matcher.ts';
import type { Token } from '../fhir/match/selected-by.ts';
import { tokensAt } from '../fhir/match/selected-by.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import type { SearchParam, SearchParamKind } from '../fhir/search-param.ts';
import { unescapeValue } from '../fhir/search-value.ts';
import { tokensAround } from './code-hierarchy.ts';
import type { Problem } from './responses.ts';
import { isProblem } from './responses.ts';
import type { Store } from './store.ts';
import { tokensOfValueSet } from './value-set.ts';

// Measured (docs/hapi-notes.md). `:identifier` is the one that HAPI does not have; a server that has it must meet the same gateway.
const heeded: Readonly<Record<SearchParamKind, readonly string[]>> = {
  string: ['exact', 'contains'],
  token: ['not', 'text', 'in', 'not-in', 'above', 'below', 'of-type'],
  reference: ['identifier'],
  uri: ['above', 'below'],
  date: [],
  number: [],
  quantity: [],
  composite: [],
  special: [],
};

/** The modifier as HAPI reads it: it takes no notice of those that it does not know, but on references, where they are 400. */
export const heededModifier = (param: SearchParam, modifier: string | undefined): { readonly modifier: string | undefined } | Problem => {
  if (modifier === undefined || modifier === '') return { modifier: undefined };
  if (modifier === 'of-type' && param.kind === 'token') return { status: 405, diagnostics: 'HAPI-2012: The :of-type modifier is not enabled on this server' };
  if (heeded[param.kind].includes(modifier)) return { modifier: param.name === '_id' && modifier !== 'not' ? undefined : modifier };
  if (param.kind !== 'reference') return { modifier: undefined };
  return isResourceType(modifier) ? { modifier } : { status: 400, diagnostics: `HAPI-2498: Unsupported search modifier(s): "[:${modifier}]"` };
};

const holdsAnyOf = (wanted: readonly Token[]): Matcher => (doc, node) =>
  tokensAt(doc, node).some(({ system, code }) =>
    // A plain code says no system of its own: that of its binding, which HAPI knows, is taken for granted.
    wanted.some((one) => (one.code === undefined || one.code === code) && (system === undefined || one.system === undefined || one.system === system)));

const tokenMatcher = (tokens: readonly Token[] | Problem): Matcher | Problem => (isProblem(tokens) ? tokens : holdsAnyOf(tokens));

/** An address itself and what stands above it, step by step: `http://a/b/c` lies below `http://a/b`. */
const isUriAbove = (above: string, below: string): boolean => above === below || (above !== '' && below.startsWith(above.endsWith('/') ? above : `${above}/`));

/** The matcher of one value over an element that the parameter selects, its modifier one that is heeded. */
export const elementMatcher = (store: Store, asked: AskedValue): Matcher | Problem => {
  const { param, modifier } = asked;
  const value = unescapeValue(asked.value);
  switch (param.kind === 'reference' ? undefined : modifier) {
    case 'in':
    case 'not-in':
      return tokenMatcher(tokensOfValueSet(store, value));
    case 'above':
      if (param.kind === 'uri') return (doc, node) => isUriAbove(stringOf(doc, node) ?? '', value);
      return tokenMatcher(tokensAround(store, param.name, asked.value, 'above'));
    case 'below':
      // HAPI compares the beginning, wherever a step ends.
      if (param.kind === 'uri') return (doc, node) => stringOf(doc, node)?.startsWith(value) === true;
      return tokenMatcher(tokensAround(store, param.name, asked.value, 'below'));
    default: {
      const matcher = matcherOf(asked);
      if (matcher !== undefined) return matcher;
      // A type that the parameter does not lead to, or another than the value names, is found nowhere.
      return param.kind === 'reference' && isResourceType(modifier ?? '') ? () => false : { status: 400, diagnostics: `HAPI-1235: \`${param.name}\` does not take that value` };
    }
  }
};
