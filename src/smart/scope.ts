import type { ScopeLetter } from '../fhir/interaction-table.ts';
import type { AskedParam } from '../fhir/interaction.ts';
import { isResourceType, type ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf, type SearchParam } from '../fhir/search-param.ts';
import { splitValues } from '../fhir/search-value.ts';

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

// What `satisfies` can tell of a resource at hand; another kind could not be held on every path, so it grants nothing.
const isEvaluable = (param: SearchParam | undefined): boolean =>
  param !== undefined && !param.opaque && param.name !== '_id' && (param.kind === 'token' || param.kind === 'string');

const decodeValue = (raw: string): string | undefined => {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
};

const parseQuery = (type: ResourceType | '*', text: string): readonly AskedParam[] | undefined => {
  const query: AskedParam[] = [];
  for (const piece of text.split('&')) {
    const [, name = '', raw = ''] = /^([A-Za-z_][A-Za-z0-9_-]*)=(.+)$/.exec(piece) ?? [];
    const value = decodeValue(raw);
    // Of `*` only what every type has; Basic has no parameter of its own that another lacks among these.
    if (value === undefined || name === '' || !isEvaluable(type === '*' ? commonOf(name) : searchParamOf(type, name))) return undefined;
    const values = splitValues(value);
    if (values.some((one) => !/[^|\s]/.test(one))) return undefined;
    query.push({ name, values });
  }
  return query;
};

const commonOf = (name: string): SearchParam | undefined => (name.startsWith('_') ? searchParamOf('Basic', name) : undefined);

/** Reads one scope token; undefined for what is no clinical scope, or cannot be held exactly, and so grants nothing. */
export const parseScope = (token: string): ScopeClause | undefined => {
  const [, context, type = '', permission = '', query] = grammar.exec(token) ?? [];
  if (context !== 'patient' && context !== 'user' && context !== 'system') return undefined;
  if (type !== '*' && !isResourceType(type)) return undefined;
  const letters = lettersOf(permission, query !== undefined);
  if (letters === undefined) return undefined;
  const params = query === undefined ? [] : parseQuery(type, query);
  return params === undefined ? undefined : { context, type, letters, query: params };
};
