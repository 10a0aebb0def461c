import { no, ok, type Result } from '../refusal.ts';
import { isFault, kindOf, rawOf, scan, stringMember, type JsonDocument } from './json.ts';
import { isJsonType } from './media-type.ts';
import type { Headers } from './parse-headers.ts';
import type { ResourceType } from './resource-types.ts';

/** A body as text; undefined where there is none; null where its bytes are not UTF-8. */
export type RawBody = string | null | undefined;

const parseJson = (headers: Headers, body: RawBody): Result<JsonDocument> => {
  const contentType = headers.get('content-type');
  if (contentType === undefined || !isJsonType(contentType)) return no('unsupported-media-type', { at: 'content-type' });
  if (body === undefined || body === '') return no('body-missing');
  if (body === null) return no('body-malformed', { detail: 'the body is not UTF-8' });
  const doc = scan(body);
  return isFault(doc) ? no('body-malformed', { detail: `${doc.reason} at offset ${doc.offset}` }) : ok(doc);
};

