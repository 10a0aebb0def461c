/** The names of all R4 elements whose type is uri, url, canonical, oid or uuid (StructureDefinition snapshots; a test reads them again). */
export const uriElements: readonly string[] = [
  'address', 'answerValueSet', 'authority', 'authorizationUrl', 'base', 'baseDefinition', 'capabilities', 'code', 'compartment',
  'contentReference', 'defaultValueCanonical', 'defaultValueOid', 'defaultValueUri', 'defaultValueUrl', 'defaultValueUuid', 'definition',
  'definitionCanonical', 'definitionUri', 'derivedFrom', 'derivedFromUri', 'detail', 'endpoint', 'eventUri', 'exampleCanonical',
  'fixedCanonical', 'fixedOid', 'fixedUri', 'fixedUrl', 'fixedUuid', 'fullUrl', 'graph', 'identifier', 'implementationGuide',
  'implicitRules', 'import', 'imports', 'inputProfile', 'instantiates', 'instantiatesCanonical', 'instantiatesUri', 'issuer',
  'jurisdiction', 'library', 'link', 'location', 'measure', 'message', 'moduleCanonical', 'moduleUri', 'nameUrl', 'onlineInformation',
  'outputProfile', 'parent', 'partOf', 'patternCanonical', 'patternOid', 'patternUri', 'patternUrl', 'patternUuid', 'policy', 'profile',
  'project', 'property', 'protocol', 'questionnaire', 'reference', 'relativePath', 'rendering', 'replaces', 'resource', 'source',
  'sourceCanonical', 'sourceUri', 'supplements', 'supportedProfile', 'system', 'target', 'targetCanonical', 'targetProfile', 'targetUri',
  'topic', 'transform', 'type', 'uri', 'url', 'valueCanonical', 'valueOid', 'valueSet', 'valueUri', 'valueUrl', 'valueUuid', 'workflow',
];

const known: ReadonlySet<string> = new Set(uriElements);

/** Whether an element of that name can hold a `Type/id` that some server takes for a reference. */
export const isUriElement = (name: string): boolean => known.has(name);
