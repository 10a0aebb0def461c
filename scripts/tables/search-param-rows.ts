import type { ResourceType } from '../../src/fhir/resource-types.ts';
import type { SearchParamKind, SearchParamRow } from '../../src/fhir/search-param.ts';
import { compileDefinition } from './compile-definition.ts';
import type { Definitions, SearchParameter } from './definitions.ts';
import type { ElementIndex } from './element-index.ts';

/** Rows by parameter name, sorted by it. */
export type Rows = ReadonlyMap<string, SearchParamRow>;

// The other parameters of every type search text, provenance or stored queries: they stay unknown.
const commonNames = ['_id', '_lastUpdated', '_profile', '_security', '_tag'];

const sorted = (rows: readonly (readonly [string, SearchParamRow])[]): Rows => new Map(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Target types as a row holds them: the definitions spell "any" out as every type that has an endpoint. */
const targetsOf = ({ target }: SearchParameter, types: readonly string[]): { targets?: readonly ResourceType[] } =>
  target === undefined || target.length >= types.length - 1 ? {} : { targets: target.toSorted() as ResourceType[] };

/** Whether a parameter selects one element at most. */
const isSingle = (compiled: ReturnType<typeof compileDefinition>): boolean => {
  const [first, ...others] = compiled === 'opaque' ? [] : compiled;
  return first !== undefined && others.length === 0 && !first.path.includes('.') && first.end?.single === true;
};

/** Makes the rows of each type. */
export const searchParamRows = (definitions: Definitions, index: ElementIndex): { readonly common: Rows; readonly byType: ReadonlyMap<string, Rows> } => {
  const codeOf = new Map(definitions.searchParameters.map(({ url, code }) => [url, code]));
  const rowOf = (type: string, parameter: SearchParameter): SearchParamRow => {
    const kind = parameter.type as SearchParamKind;
    const compiled = compileDefinition(index, type, kind, parameter.expression ?? '');
    return {
      kind,
      paths: compiled === 'opaque' ? [] : compiled.map(({ path }) => path),
      ...targetsOf(parameter, definitions.types),
      ...(kind === 'reference' && isSingle(compiled) ? { single: true } : {}),
      ...(parameter.component === undefined ? {} : { components: parameter.component.map(({ definition }) => codeOf.get(definition) ?? definition) }),
      ...(compiled === 'opaque' ? { opaque: true } : {}),
      ...(parameter.set === undefined ? {} : { set: parameter.set }),
    };
  };
  const rowsOf = (type: string, wanted: (code: string) => boolean): Rows => {
    const rows = definitions.searchParameters
      .filter(({ base, code }) => base.includes(type) && wanted(code))
      .map((parameter) => [parameter.code, rowOf(type, parameter)] as const);
    if (new Set(rows.map(([name]) => name)).size < rows.length) throw new Error(`a search parameter of ${type} is defined twice`);
    const names = new Set(rows.map(([name]) => name));
    for (const [name, { components = [] }] of rows) {
      if (!components.every((component) => names.has(component))) throw new Error(`${type} \`${name}\` has a component that is no parameter`);
    }
    return sorted(rows);
  };
  return {
    common: rowsOf('Resource', (code) => commonNames.includes(code)),
    byType: new Map(definitions.types.map((type) => [type, rowsOf(type, () => true)])),
  };
};
