import { memberOf, stringMember } from '../fhir/json.ts';
import type { Exchange } from './exchange.ts';
import type { StoredVersion } from './version.ts';
import { documentOf } from './version.ts';

/** What a Binary's `securityContext` refers to; undefined of other types, and where it has none. */
export const securityContextOf = (version: StoredVersion): string | undefined => {
  if (version.type !== 'Binary') return undefined;
  const doc = documentOf(version);
  return stringMember(doc, memberOf(doc, 0, 'securityContext'), 'reference');
};

/** Whether a Binary is to be sent as what it holds: HAPI does so for every `Accept` but FHIR's own media type, `application/json` included. */
export const wantsContent = ({ headers }: Exchange, format: string | null): boolean =>
  !(headers.accept ?? '').includes('application/fhir+json') && !/json/.test(format ?? '');

/** The content of a Binary, and its media type. */
export const contentOf = (version: StoredVersion): { readonly type: string; readonly bytes: Buffer } => {
  const doc = documentOf(version);
  const type = stringMember(doc, 0, 'contentType') ?? '';
  return {
    // It becomes a header, and anybody may have written it.
    type: /^[\x21-\x7e][\x20-\x7e]*$/.test(type) ? type : 'application/octet-stream',
    bytes: Buffer.from(stringMember(doc, 0, 'data') ?? '', 'base64'),
  };
};
