import { parsePath } from './element-path.ts';
import type { ElementPath } from './element-path.ts';
import { resourceTypes } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';
import { commonSearchParams, searchParamTable } from './search-param-table.ts';

/** How a parameter's value is written and compared (FHIR R4, search, section 3.1.1.4). */
export type SearchParamKind = 'number' | 'date' | 'string' | 'token' | 'reference' | 'composite' | 'quantity' | 'uri' | 'special';

/** What the generated table holds about one parameter of one type. */
export type SearchParamRow = {
  readonly kind: SearchParamKind;
  /** Element paths (element-path.ts), all that the parameter selects or, where it is opaque, none. Of a composite, what holds its parts. */
  readonly paths: readonly string[];
  /** The types that a reference may lead to; absent on a reference to any type. */
  readonly targets?: readonly ResourceType[];
  /** Of a reference: a resource has one at most. */
  readonly single?: true;
  /** The parameters of the same type that a composite is made of, in order. */
  readonly components?: readonly string[];
  /** The parameter's expression says more than paths can: what it selects is not known here. */
  readonly opaque?: true;
  /** Of which implementation guide it is; absent on what base R4 has. */
  readonly set?: SearchParamSet;
};

/** The sets of parameters besides base R4 that the table holds (`searchParameters.sets`). */
export type SearchParamSet = 'us-core';

/** One parameter of one type, ready for use. */
export type SearchParam = {
  readonly name: string;
  readonly kind: SearchParamKind;
  readonly paths: readonly ElementPath[];
  /** The types that a reference may lead to, spelled out also where that is any; empty for other kinds. */
  readonly targets: readonly ResourceType[];
  /** A resource has one such reference at most. */
  readonly single: boolean;
  /** The parts of a composite; empty for other kinds. */
  readonly components: readonly string[];
  readonly opaque: boolean;
};

// Parameters has no endpoint (FHIR R4, parameters.html), so nothing refers to one.
const anyTarget: readonly ResourceType[] = resourceTypes.filter((type) => type !== 'Parameters');

const compile = (name: string, row: SearchParamRow): SearchParam => ({
  name,
  kind: row.kind,
  paths: row.paths.map(parsePath),
  targets: row.kind === 'reference' ? (row.targets ?? anyTarget) : [],
  single: row.single ?? false,
  components: row.components ?? [],
  opaque: row.opaque ?? false,
});

/**
 * What a deployment has otherwise than the table (`searchParameters`), by `Type.code`: its own parameters, and undefined for those of a
 * set that it does without.
 */
export type CustomSearchParams = ReadonlyMap<string, SearchParam | undefined>;

const compiled = new WeakMap<SearchParamRow, SearchParam>();

// Own properties only: `constructor` and `__proto__` are no parameters.
const ownRow = (rows: Readonly<Record<string, SearchParamRow>>, name: string): SearchParamRow | undefined =>
  Object.hasOwn(rows, name) ? rows[name] : undefined;

/** The parameter of that name, exactly as spelled, without modifier or chain; of the type, or of all types. Undefined if there is none. */
export const searchParamOf = (type: ResourceType, name: string, custom?: CustomSearchParams): SearchParam | undefined => {
  if (custom?.has(`${type}.${name}`) === true) return custom.get(`${type}.${name}`);
  const row = ownRow(searchParamTable[type], name) ?? ownRow(commonSearchParams, name);
  if (row === undefined) return undefined;
  const known = compiled.get(row);
  if (known !== undefined) return known;
  const made = compile(name, row);
  compiled.set(row, made);
  return made;
};

const customNames = (type: ResourceType, custom: CustomSearchParams): readonly string[] =>
  [...custom].flatMap(([key, param]) => (param !== undefined && key === `${type}.${param.name}` ? [param.name] : []));

/** The names of all parameters of a type, the common ones last. */
export const searchParamNames = (type: ResourceType, custom: CustomSearchParams = new Map()): readonly string[] => [
  ...Object.keys(searchParamTable[type]).filter((name) => !custom.has(`${type}.${name}`)),
  ...customNames(type, custom),
  ...Object.keys(commonSearchParams),
];
