import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Request } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';

export type ReadLimits = { /** Bytes. */ readonly body: number; readonly form: number; readonly url: number };

export type ReadOptions = {
  readonly limits: ReadLimits;
  /** Milliseconds for a body to come in. */
  readonly bodyTimeout: number;
  readonly peerOf: (message: IncomingMessage) => string;
  readonly now: () => number;
  readonly newId: () => string;
};

type Body = { readonly body: Request['body']; readonly fault?: Refusal };

const textOf = (bytes: Buffer): Body => (isUtf8(bytes) ? { body: bytes.toString('utf8') } : { body: null });

const limitOf = ({ headers }: IncomingMessage, limits: ReadLimits): number =>
  /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '') ? limits.form : limits.body;

/** The event by which a message learns that the connection cannot be read any further. */
export const brokenBody = 'wardgate:broken-body';

/** Collects a body up to its limit and for its time; then nothing more is read, and the connection ends with the answer. */
const collect = (message: IncomingMessage, limit: number, patience: number): Promise<Body> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (body: Body): void => {
      clearTimeout(late);
      message.off('data', onData);
      resolve(body);
    };
    const stop = (fault: Refusal): void => {
      message.pause();
      settle({ body: undefined, fault });
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limit) stop(refuse('body-too-large'));
    };
    const late = setTimeout(() => { stop(refuse('body-timeout')); }, patience);
    message.on('data', onData);
    message.on('end', () => { settle(textOf(Buffer.concat(chunks))); });
    for (const end of [brokenBody, 'error', 'close']) message.on(end, () => { settle({ body: undefined, fault: refuse('body-incomplete') }); });
  });

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');

const readBody = (message: IncomingMessage, { limits, bodyTimeout }: ReadOptions): Promise<Body> | undefined => {
  if (!hasBody(message)) return undefined;
  const limit = limitOf(message, limits);
  if (Number(message.headers['content-length'] ?? 0) > limit) return Promise.resolve({ body: undefined, fault: refuse('body-too-large') });
  return collect(message, limit, bodyTimeout);
};

// Node bounds the request line and the headers together.
const mostHeaderBytes = 16 * 1024;

/** What is wrong with a message already before its body is read. */
const faultOf = ({ url = '', rawHeaders, headers, httpVersion }: IncomingMessage, limits: ReadLimits): Refusal | undefined => {
  if (url.length > limits.url) return refuse('url-too-long');
  if (rawHeaders.reduce((bytes, text) => bytes + text.length + 2, 0) > mostHeaderBytes) return refuse('header-too-large');
  // RFC 9112 section 3.2
  return headers.host === undefined && httpVersion === '1.1' ? refuse('header-malformed', { at: 'host' }) : undefined;
};

/** Takes a request in as bounded raw text, nothing parsed; at once where it has no body. */
export const readRequest = (message: IncomingMessage, options: ReadOptions, given?: Refusal): Request | Promise<Request> => {
  const { limits, peerOf, now, newId } = options;
  const authorizations = message.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  const fault = given ?? faultOf(message, limits);
  const request: Request = {
    id: newId(), peer: peerOf(message), received: now(), method: message.method ?? '', target: message.url ?? '', headers: message.rawHeaders, body: undefined,
    authorization: authorizations === 1 ? message.headers.authorization : undefined,
    ...(fault === undefined ? {} : { fault }),
  };
  if (fault !== undefined) return request;
  return readBody(message, options)?.then((body) => ({ ...request, ...body })) ?? request;
};
