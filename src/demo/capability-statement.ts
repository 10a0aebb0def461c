import { resourceTypes } from '../fhir/resource-types.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import type { Backing } from './request.ts';
import { instantOf } from './version.ts';

const interactions = ['read', 'vread', 'history-instance', 'history-type', 'search-type', 'create', 'update', 'delete'].map((code) => ({ code }));

const searchParamsOf = ({ searchParamOf, searchParamNames }: Backing, type: ResourceType) =>
  searchParamNames(type).flatMap((name) => {
    const param = searchParamOf(type, name);
    return param === undefined || param.opaque || param.kind === 'special' ? [] : [{ name, type: param.kind }];
  });

/** What the backend can do, as a CapabilityStatement says it; `base` is the address that it was asked at. */
export const capabilityStatement = (backing: Backing, base: string): string =>
  JSON.stringify({
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: instantOf(backing.now()),
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
          searchInclude: ['*'],
          searchRevInclude: ['*'],
          searchParam: searchParamsOf(backing, type),
        })),
        interaction: [{ code: 'history-system' }],
      },
    ],
  });
