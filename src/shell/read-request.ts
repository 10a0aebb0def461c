import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Request } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';

export type ReadLimits = { /** Bytes. */ readonly body: number; readonly form: number; readonly url: number };

export type ReadOptions = { readonly limits: ReadLimits; readonly peerOf: (message: IncomingMessage) => string; readonly now: () => number; readonly newId: () => string };

type Body = { readonly body: Request['body']; readonly fault?: Refusal };

const textOf = (bytes: Buffer): Body => (isUtf8(bytes) ? { body: bytes.toString('utf8') } : { body: null });

const limitOf = ({ headers }: IncomingMessage, limits: ReadLimits): number =>
  /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '') ? limits.form : limits.body;

/** Collects a body up to its limit; beyond it nothing more is read, and the connection ends with the answer. */
const collect = (message: IncomingMessage, limit: number): Promise<Body> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      message.off('data', onData);
      message.pause();
      resolve({ body: undefined, fault: refuse('body-too-large') });
    };
    message.on('data', onData);
    message.on('end', () => { resolve(textOf(Buffer.concat(chunks))); });
    message.on('error', () => { resolve({ body: undefined, fault: refuse('body-incomplete') }); });
    message.on('close', () => { resolve({ body: undefined, fault: refuse('body-incomplete') }); });
  });

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] !== undefined && headers['content-length'] !== '0');

const readBody = (message: IncomingMessage, limits: ReadLimits): Promise<Body> | undefined => {
  if (!hasBody(message)) return undefined;
  const limit = limitOf(message, limits);
  if (Number(message.headers['content-length'] ?? 0) > limit) return Promise.resolve({ body: undefined, fault: refuse('body-too-large') });
  return collect(message, limit);
};

/** Takes a request in as bounded raw text, nothing parsed; at once where it has no body. */
export const readRequest = (message: IncomingMessage, { limits, peerOf, now, newId }: ReadOptions, fault?: Refusal): Request | Promise<Request> => {
  const target = message.url ?? '';
  const authorizations = message.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  const request: Request = {
    id: newId(), peer: peerOf(message), received: now(), method: message.method ?? '', target, headers: message.rawHeaders, body: undefined,
    authorization: authorizations === 1 ? message.headers.authorization : undefined,
    ...(fault === undefined ? (target.length > limits.url ? { fault: refuse('url-too-long') } : {}) : { fault }),
  };
  if (request.fault !== undefined) return request;
  return readBody(message, limits)?.then((body) => ({ ...request, ...body })) ?? request;
};
