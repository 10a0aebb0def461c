import { resourceTypes } from '../fhir/resource-types.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamNames, searchParamOf } from '../fhir/search-param.ts';
import { instantOf } from './version.ts';

const interactions = ['read', 'vread', 'history-instance', 'search-type', 'create', 'update', 'delete'].map((code) => ({ code }));

const searchParamsOf = (type: ResourceType) =>
  searchParamNames(type).flatMap((name) => {
    const param = searchParamOf(type, name);
    return param === undefined || param.opaque || param.kind === 'composite' || param.kind === 'special' ? [] : [{ name, type: param.kind }];
  });

/** What the backend can do, as a CapabilityStatement says it; `now` in milliseconds. */
export const capabilityStatement = (base: string, now: number): string =>
  JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: instantOf(now),
    kind: 'instance',
    software: { name: 'Wardgate demo backend' },
    implementation: { description: 'An in-memory FHIR server for demos and tests', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        resource: resourceTypes.map((type) => ({
          type,
          interaction: interactions,
          versioning: 'versioned',
          updateCreate: true,
          searchParam: searchParamsOf(type),
        })),
      },
    ],
  });
