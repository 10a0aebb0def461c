import type { ScopeLetter } from '../fhir/interaction-table.ts';
import type { AskedParam } from '../fhir/interaction.ts';
import { matchParam } from '../fhir/match/match-param.ts';
import type { Bases } from '../fhir/reference.ts';
import { isResourceType, type ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import { isValueOf, splitValues } from '../fhir/search-value.ts';

export type ScopeContext = 'patient' | 'user' | 'system';

/** One clinical scope, understood (SMART 2.2, "Scopes for requesting FHIR resources"). */
export type ScopeClause = {
  readonly context: ScopeContext;
  readonly type: ResourceType | '*';
  readonly letters: ReadonlySet<ScopeLetter>;
  /** What a granular scope asks of a resource: all of these. */
  readonly query: readonly AskedParam[];
  /** Made of `openid fhirUser`: covers the read of that one resource. */
  readonly ownOnly?: true;
};

const v1: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' };

const grammar = /^(patient|user|system)\/([A-Za-z]+|\*)\.([a-z]+|\*)(?:\?(.+))?$/;

/** The letters of a permission: v1 words first, then v2 letters in their order; undefined for anything else. */
const lettersOf = (permission: string, granular: boolean): ReadonlySet<ScopeLetter> | undefined => {
  const word = granular || !Object.hasOwn(v1, permission) ? undefined : v1[permission];
  const text = word ?? (/^(?=.)c?r?u?d?s?$/.test(permission) ? permission : undefined);
  if (text === undefined) return undefined;
  const letters: readonly ScopeLetter[] = ['c', 'r', 'u', 'd', 's'];
  return new Set(letters.filter((letter) => text.includes(letter)));
};

const decodeValue = (raw: string): string | undefined => {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
};

/** One parameter without modifier or chain, if every one of its values can be evaluated on a resource at hand: else it could not be held on every path. */
const parseParam = (scopeType: ResourceType | '*', text: string, bases: Bases): AskedParam | undefined => {
  const [, name = '', raw = ''] = /^([A-Za-z_][A-Za-z0-9_-]*)=(.+)$/.exec(text) ?? [];
  // Of `*` only what every type has; Basic has no parameter of its own that another lacks among these.
  const [type, custom] = scopeType === '*' ? (['Basic', undefined] as const) : [scopeType, bases.custom];
  const param = scopeType === '*' && !name.startsWith('_') ? undefined : searchParamOf(type, name, custom);
  const value = decodeValue(raw);
  if (param === undefined || value === undefined) return undefined;
  const values = splitValues(value);
  if (values.some((one) => !/[^|\s]/.test(one) || !isValueOf(type, param, undefined, one, bases))) return undefined;
  const components = param.components.map((component) => searchParamOf(type, component, custom));
  return matchParam({ param, components, values }, { bases, now: 0 }) === undefined ? undefined : { name, values };
};

const parseQuery = (type: ResourceType | '*', text: string, bases: Bases): readonly AskedParam[] | undefined => {
  const query: AskedParam[] = [];
  for (const piece of text.split('&')) {
    const param = parseParam(type, piece, bases);
    if (param === undefined) return undefined;
    query.push(param);
  }
  return query;
};

/** Reads one scope token; undefined for what is no clinical scope, or cannot be held exactly, and so grants nothing. */
export const parseScope = (token: string, bases: Bases): ScopeClause | undefined => {
  const [, context, type = '', permission = '', query] = grammar.exec(token) ?? [];
  if (context !== 'patient' && context !== 'user' && context !== 'system') return undefined;
  if (type !== '*' && !isResourceType(type)) return undefined;
  const letters = lettersOf(permission, query !== undefined);
  if (letters === undefined) return undefined;
  const params = query === undefined ? [] : parseQuery(type, query, bases);
  return params === undefined ? undefined : { context, type, letters, query: params };
};
