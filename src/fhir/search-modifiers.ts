import { isResourceType } from './resource-types.ts';
import type { SearchParam, SearchParamKind } from './search-param.ts';

// R4 search section 3.1.1.4.4. What a backend has not enabled it refuses itself.
const modifiers: Readonly<Record<SearchParamKind, readonly string[]>> = {
  number: ['missing'],
  date: ['missing'],
  string: ['missing', 'exact', 'contains'],
  token: ['missing', 'not', 'text', 'of-type', 'in', 'not-in', 'above', 'below'],
  reference: ['missing', 'identifier', 'above', 'below'],
  composite: ['missing'],
  quantity: ['missing'],
  uri: ['missing', 'above', 'below'],
  special: [],
};

/** Whether a parameter takes a modifier: one of its kind, or of a reference a type that it may lead to. */
export const allowsModifier = (param: SearchParam, modifier: string): boolean =>
  param.name !== '_id' && (modifiers[param.kind].includes(modifier) || (param.kind === 'reference' && isResourceType(modifier) && param.targets.includes(modifier)));
