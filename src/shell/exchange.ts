import { isAscii, isUtf8 } from 'node:buffer';
import { Pool, type Dispatcher } from 'undici';
import type { UpstreamRequest } from '../fhir/print.ts';
import type { UpstreamReply } from '../ports.ts';
import { no, ok, type RefusalCode, type Result } from '../refusal.ts';

export type ExchangeOptions = {
  /** The backend's FHIR base. */
  readonly url: string;
  /** The value of `Authorization` towards the backend; undefined: none. */
  readonly authorization: string | undefined;
  /** Milliseconds, for the whole exchange. */
  readonly timeout: number;
  /** Bytes of a reply. */
  readonly maxReply: number;
  readonly connections?: number;
};

export type Exchange = {
  readonly exchange: (request: UpstreamRequest) => Promise<Result<UpstreamReply>>;
  /** When the backend last answered, in milliseconds since the epoch; undefined: the last exchange failed, or there was none. */
  readonly answered: () => number | undefined;
  readonly close: () => Promise<void>;
};

type Raw = { readonly status: number; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: Buffer };
type Failure = { readonly failed: RefusalCode; readonly detail: string; readonly started: boolean };

const timeouts: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);

const failureOf = (error: unknown, started: boolean): Failure => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (timeouts.has(code)) return { failed: 'backend-timeout', detail: code, started };
  return { failed: started ? 'backend-failed' : 'backend-unreachable', detail: code === '' ? 'the exchange failed' : code, started };
};

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const isFhirJson = (headers: Raw['headers']): boolean =>
  /^application\/(?:fhir\+)?json\s*(?:;|$)/i.test(one(headers['content-type']) ?? '') && /^(?:identity)?$/i.test(one(headers['content-encoding']) ?? '');

const textOf = (body: Buffer): string | undefined => {
  if (isAscii(body)) return body.toString('latin1');
  return isUtf8(body) ? body.toString('utf8') : undefined;
};

const replyOf = ({ status, headers, body }: Raw): UpstreamReply => {
  const etag = one(headers['etag']);
  const lastModified = one(headers['last-modified']);
  const location = one(headers['location']);
  return {
    status,
    text: isFhirJson(headers) ? textOf(body) : undefined,
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(location === undefined ? {} : { location }),
  };
};

const headersOf = ({ contentType, prefer }: UpstreamRequest, authorization: string | undefined): string[] => [
  'accept', 'application/fhir+json', 'accept-encoding', 'identity', 'via', '1.1 wardgate',
  'prefer', prefer === undefined ? 'handling=strict' : `handling=strict, return=${prefer}`,
  ...(contentType === undefined ? [] : ['content-type', `${contentType}; charset=UTF-8`]),
  ...(authorization === undefined ? [] : ['authorization', authorization]),
];

/** One dispatch: bounded in bytes and time, nothing followed, nothing decoded. */
const dispatch = (pool: Pool, options: Dispatcher.DispatchOptions, { timeout, maxReply }: ExchangeOptions): Promise<Raw | Failure> =>
  new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Raw['headers'] = {};
    let size = 0;
    const chunks: Buffer[] = [];
    const finish = (result: Raw | Failure): void => {
      clearTimeout(timer);
      resolve(result);
    };
    const give = (failed: RefusalCode, detail: string): void => {
      finish({ failed, detail, started: true });
      controller?.abort(new Error(detail));
    };
    const timer = setTimeout(() => { give('backend-timeout', 'the whole exchange took too long'); }, timeout);
    pool.dispatch(options, {
      onRequestStart: (started) => { controller = started; },
      onResponseStart: (_controller, statusCode, responseHeaders) => {
        status = statusCode;
        headers = responseHeaders;
      },
      onResponseData: (_controller, chunk) => {
        size += chunk.length;
        if (size > maxReply) give('reply-too-large', 'the reply is larger than backend.maxReply');
        else chunks.push(chunk);
      },
      onResponseEnd: () => {
        const [first] = chunks;
        finish({ status, headers, body: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks) });
      },
      onResponseError: (_controller, error) => { finish(failureOf(error, status !== 0)); },
    });
  });

/** The checked exchange with the backend: a pool of connections, printed requests, fixed headers (docs/decisions.md, 15 and 16). */
export const makeExchange = (options: ExchangeOptions, now: () => number): Exchange => {
  const base = new URL(options.url);
  const pool = new Pool(base.origin, { connections: options.connections ?? 64, pipelining: 1, headersTimeout: options.timeout, bodyTimeout: options.timeout, connect: { timeout: Math.min(options.timeout, 10_000) } });
  const prefix = base.pathname === '/' ? '' : base.pathname.replace(/\/$/, '');
  let answered: number | undefined;

  const exchange = async (request: UpstreamRequest): Promise<Result<UpstreamReply>> => {
    const separator = request.path === '' || request.path.startsWith('?') ? '' : '/';
    const sent: Dispatcher.DispatchOptions = {
      method: request.method, path: `${prefix}${separator}${request.path}`, headers: headersOf(request, options.authorization), body: request.body ?? null,
    };
    let raw = await dispatch(pool, sent, options);
    // A kept connection that the backend had closed meanwhile: asking once more changes nothing.
    if ('failed' in raw && !raw.started && raw.failed === 'backend-unreachable' && request.method === 'GET') raw = await dispatch(pool, sent, options);
    if ('failed' in raw) {
      answered = undefined;
      return no(raw.failed, { detail: raw.detail });
    }
    answered = now();
    return ok(replyOf(raw));
  };
  return { exchange, answered: () => answered, close: () => pool.destroy() };
};
