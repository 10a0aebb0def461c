import { no, ok, type Refusal, type Result, refuse } from '../refusal.ts';
import { entityTag, type Conditional } from './conditional-read.ts';
import { parseHttpDate } from './http-date.ts';
import type { ReturnPreference } from './interaction.ts';

/** Request headers as they came: names and values in turn. */
export type RawHeaders = readonly string[];

/** The headers that a request may carry once, and those that were sent. */
export type Headers = ReadonlyMap<string, string>;

// More than one of these and two readers could go by different ones.
const single: ReadonlySet<string> = new Set([
  'authorization', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'host', 'if-match', 'if-none-match', 'if-none-exist',
  'if-modified-since', 'origin', 'x-break-glass', 'x-request-id', 'traceparent', 'expect', 'upgrade',
]);

const overrides: readonly string[] = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/** Reads the headers into a map; lists that stand several times are joined as RFC 9110 section 5.3 says. */
export const readHeaders = (raw: RawHeaders): Result<Headers> => {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const value = raw[at + 1] ?? '';
    const before = headers.get(name);
    if (before !== undefined && single.has(name)) return no('header-repeated', { at: name });
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return ok(headers);
};

/** What a header asks that this server never does. */
export const refusedHeader = (headers: Headers): Refusal | undefined => {
  const override = overrides.find((name) => headers.has(name));
  if (override !== undefined) return refuse('method-override', { at: override });
  if (headers.has('upgrade') || headers.has('http2-settings')) return refuse('upgrade-refused');
  const encoding = headers.get('content-encoding');
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') return refuse('content-encoding');
  const prefer = headers.get('prefer');
  return prefer !== undefined && /(?:^|[\s,;])respond-async(?:$|[\s,;=])/i.test(prefer) ? refuse('prefer-async', { at: 'prefer' }) : undefined;
};

/** `Prefer: return=…` (R4 http section 3.1.0.1.4); what is not understood is ignored, as RFC 7240 says. */
export const readPrefer = (headers: Headers): ReturnPreference | undefined => {
  const found = /(?:^|[\s,;])return\s*=\s*"?(minimal|representation|OperationOutcome)"?(?:$|[\s,;])/.exec(headers.get('prefer') ?? '')?.[1];
  return found === 'minimal' || found === 'representation' || found === 'OperationOutcome' ? found : undefined;
};

/** The reason of `X-Break-Glass`: UTF-8, percent-encoded, 10 to 500 characters (docs/policy.md, `break-glass`). */
export const readEmergency = (headers: Headers): Result<string | undefined> => {
  const raw = headers.get('x-break-glass');
  if (raw === undefined) return ok(undefined);
  if (!/^[\x20-\x7e]*$/.test(raw)) return no('emergency-malformed', { at: 'x-break-glass' });
  try {
    const reason = decodeURIComponent(raw).trim();
    const { length } = Array.from(reason);
    return length >= 10 && length <= 500 ? ok(reason) : no('emergency-malformed', { at: 'x-break-glass' });
  } catch {
    return no('emergency-malformed', { at: 'x-break-glass' });
  }
};

// A list may have empty members (RFC 9110 section 5.6.1).
const listedTag = new RegExp(`[ \\t]*(?:${entityTag.source}[ \\t]*)?(?:,|$)`, 'y');

const tagsOf = (list: string): readonly string[] | undefined => {
  const tags: string[] = [];
  for (let at = 0; at < list.length; at = listedTag.lastIndex) {
    listedTag.lastIndex = at;
    const found = listedTag.exec(list);
    if (found === null) return undefined;
    if (found[1] !== undefined) tags.push(found[1]);
  }
  return tags.length === 0 ? undefined : tags;
};

/** `If-None-Match` and `If-Modified-Since` of a read; a date that is none is ignored (RFC 9110 sections 13.1.2 and 13.1.3). */
export const readConditional = (headers: Headers): Result<Conditional | undefined> => {
  const list = headers.get('if-none-match');
  const ifNoneMatch = list?.trim() === '*' ? '*' : tagsOf(list ?? '');
  if (list !== undefined && ifNoneMatch === undefined) return no('header-malformed', { at: 'if-none-match' });
  const ifModifiedSince = parseHttpDate(headers.get('if-modified-since') ?? '');
  if (ifNoneMatch === undefined && ifModifiedSince === undefined) return ok(undefined);
  return ok({ ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }), ...(ifModifiedSince === undefined ? {} : { ifModifiedSince }) });
};
