import { resourceTypes } from './resource-types-table.ts';

export { resourceTypes };

/** The name of a concrete FHIR R4 resource type (http://hl7.org/fhir/R4/resourcelist.html). */
export type ResourceType = (typeof resourceTypes)[number];

const known: ReadonlySet<string> = new Set(resourceTypes);

/** Whether the text names a resource type, in exactly its case. */
export const isResourceType = (text: string): text is ResourceType => known.has(text);
