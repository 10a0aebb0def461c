import { no, ok, type Result } from '../refusal.ts';
import { everyNode, isFault, kindOf, rawOf, scan, stringMember, type JsonDocument, type JsonNode } from './json.ts';
import { isFormType, isJsonType } from './media-type.ts';
import type { Headers } from './parse-headers.ts';
import type { ResourceType } from './resource-types.ts';

/** A body as text; undefined where there is none; null where its bytes are not UTF-8. */
export type RawBody = string | null | undefined;

/** HAPI writes a decimal out in full, and cannot read it back from a thousand digits on: `1e1000` would be stored, and then break each search of its type. */
const isShortNumber = (raw: string): boolean => raw.length <= 100 && /^[^eE]+(?:[eE][+-]?\d{1,2})?$/.test(raw);

// HAPI takes a decimal in quotation marks for the decimal that it spells.
const spelledOut = /^\s*"\s*[+-]?[\d.]+[eE][+-]?\d{3,}\s*"\s*$/;

const isBounded = (doc: JsonDocument, node: JsonNode): boolean => {
  const kind = kindOf(doc, node);
  if (kind === 'number') return isShortNumber(rawOf(doc, node));
  return kind !== 'string' || !spelledOut.test(rawOf(doc, node));
};

/** The resource in the body, of the type in the path: strict JSON, no name twice, no prototype names. */
export const readResource = (headers: Headers, body: RawBody, type: ResourceType): Result<JsonDocument> => {
  const contentType = headers.get('content-type');
  if (contentType === undefined || !isJsonType(contentType)) return no('unsupported-media-type', { at: 'content-type' });
  if (body === undefined || body === '') return no('body-missing');
  if (body === null) return no('body-malformed', { detail: 'the body is not UTF-8' });
  const doc = scan(body);
  if (isFault(doc)) return no('body-malformed', { detail: `${doc.reason} at offset ${doc.offset}` });
  const found = kindOf(doc, 0) === 'object' ? stringMember(doc, 0, 'resourceType') : undefined;
  if (found === undefined) return no('body-not-a-resource');
  if (found !== type) return no('body-type-differs');
  return everyNode(doc, (node) => isBounded(doc, node)) ? ok(doc) : no('body-number-too-long');
};

/** The text of a `_search` form: without spaces and control characters, but for those that a tool leaves at its end; UTF-8 need not be percent-encoded. */
export const readForm = (headers: Headers, body: RawBody): Result<string> => {
  const contentType = headers.get('content-type');
  if (contentType === undefined && (body === undefined || body === '')) return ok('');
  if (contentType === undefined || !isFormType(contentType)) return no('unsupported-media-type', { at: 'content-type' });
  const form = body?.replace(/[ \t\r\n]+$/, '');
  return body === null || (form !== undefined && !/^[^\x00-\x20\x7f]*$/.test(form)) ? no('body-malformed-form') : ok(form ?? '');
};
