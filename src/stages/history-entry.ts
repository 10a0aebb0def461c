import { memberOf, stringMember, type JsonDocument, type JsonNode } from '../fhir/json.ts';
import type { ResourceType } from '../fhir/resource-types.ts';

const word = (text: string | undefined, pattern: RegExp): string | undefined => (text !== undefined && pattern.test(text) ? text : undefined);

/** `request` and `response` of a version, printed from what is well-formed of the backend's own (R4 bundle, history). */
export const historyEntry = (doc: JsonDocument, entry: JsonNode, { type, id }: { readonly type: ResourceType; readonly id: string }): string => {
  const request = memberOf(doc, entry, 'request');
  const response = memberOf(doc, entry, 'response');
  const method = word(stringMember(doc, request, 'method'), /^(?:POST|PUT|PATCH|DELETE)$/) ?? 'PUT';
  const status = word(stringMember(doc, response, 'status'), /^\d{3}(?: [A-Za-z ]{1,40})?$/) ?? '200';
  const etag = word(stringMember(doc, response, 'etag'), /^W\/"[A-Za-z0-9.-]{1,64}"$/);
  const lastModified = word(stringMember(doc, response, 'lastModified'), /^[0-9T:.+Z-]{10,40}$/);
  const more = { status, ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
  return `,"request":${JSON.stringify({ method, url: method === 'POST' ? type : `${type}/${id}` })},"response":${JSON.stringify(more)}`;
};

/** Whether a version is the deletion. */
export const isDeletion = (doc: JsonDocument, entry: JsonNode): boolean => stringMember(doc, memberOf(doc, entry, 'request'), 'method') === 'DELETE';
