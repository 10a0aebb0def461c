import type { ResourceType } from '../fhir/resource-types.ts';
import { isResourceType } from '../fhir/resource-types.ts';
import type { SearchParam } from '../fhir/search-param.ts';
import type { Backing } from './request.ts';
import type { Problem } from './responses.ts';

/** One `_include` or `_revinclude` of a search (R4 search section 3.1.1.5.4). */
export type Include = {
  readonly reverse: boolean;
  /** Whether it holds for what was included, too. */
  readonly iterate: boolean;
  /** The type that the reference stands in; undefined: any. */
  readonly source: ResourceType | undefined;
  /** Undefined: all references. */
  readonly param: SearchParam | undefined;
  /** The only type that the reference may lead to. */
  readonly target: ResourceType | undefined;
};

const everything = { source: undefined, param: undefined, target: undefined };

const bad = (diagnostics: string): Problem => ({ status: 400, diagnostics });

/** Whether a parameter is an `_include` or `_revinclude`, whatever modifier it has. */
export const isInclude = (name: string): boolean => /^_(?:rev)?include(?::|$)/.test(name);

/** Reads `Type:param`, `Type:param:Target`, `Type:*` or `*`, not blank; modifiers other than `iterate` and `recurse` are taken no notice of, as by HAPI. */
export const readInclude = ({ searchParamOf, searchParamNames }: Backing, name: string, value: string): Include | Problem => {
  const [which = '', modifier] = name.split(':');
  const how = { reverse: which === '_revinclude', iterate: modifier === 'iterate' || modifier === 'recurse' };
  const invalid = `Invalid ${which} parameter value: "${value}".`;
  if (value.includes(',')) return bad(`HAPI-0441: 'OR' query parameters (values containing ',') are not supported in ${which} parameters`);
  if (value === '*') return { ...how, ...everything };
  const [source = '', code = '', target] = value.split(':');
  if (code === '') return bad(`HAPI-2018: ${invalid}`);
  if (!isResourceType(source)) return bad(`HAPI-2017: ${invalid} Invalid/unsupported resource type: "${source}"`);
  if (target !== undefined && !isResourceType(target)) return bad(`HAPI-2016: ${invalid} Invalid/unsupported resource type: "${target}"`);
  if (code === '*') return { ...how, ...everything, source, target };
  const param = searchParamOf(source, code);
  if (param !== undefined) return { ...how, source, param, target };
  const references = searchParamNames(source).filter((each) => searchParamOf(source, each)?.kind === 'reference');
  return bad(`HAPI-2015: ${invalid} Unknown search parameter "${code}" for resource type "${source}". Valid search parameters for this search are: [${references.join(', ')}]`);
};
