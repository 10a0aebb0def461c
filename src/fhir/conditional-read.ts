import { parseHttpDate } from './http-date.ts';

/** What a conditional read asks (R4 http section 3.1.0.2.1): entity tags, weak or not, by what stands in their quotation marks, and milliseconds since the epoch. */
export type Conditional = { readonly ifNoneMatch?: readonly string[] | '*'; readonly ifModifiedSince?: number };

/** One entity tag (RFC 9110 section 8.8.3); the group is what a weak comparison compares. */
export const entityTag = /(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/;

const wholeTag = new RegExp(`^${entityTag.source}$`);

/**
 * Whether the client has what it would be answered with, so that 304 answers it. `If-None-Match`, compared weakly, goes before
 * `If-Modified-Since` (RFC 9110 section 13.2.2). To be asked after the checks, of what is shown to this caller.
 */
export const isNotModified = ({ ifNoneMatch, ifModifiedSince }: Conditional, answer: { readonly etag?: string; readonly lastModified?: string }): boolean => {
  if (ifNoneMatch === '*') return true;
  if (ifNoneMatch !== undefined) {
    const tag = wholeTag.exec(answer.etag ?? '')?.[1];
    return tag !== undefined && ifNoneMatch.includes(tag);
  }
  const modified = parseHttpDate(answer.lastModified ?? '');
  return ifModifiedSince !== undefined && modified !== undefined && modified <= ifModifiedSince;
};
