import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler } from 'express';
import type { Reply, Request } from '../ports.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { brokenBody, readRequest, type ReadOptions } from './read-request.ts';
import { rawRefusal, replyAnswer, replyPreflight, replyRefusal, type ReplySettings, type Responding } from './reply.ts';
import type { makeStream } from './stream.ts';

export type HttpOptions = {
  readonly read: ReadOptions;
  readonly reply: ReplySettings;
  readonly handle: (request: Request) => Promise<Reply>;
  readonly stream: ReturnType<typeof makeStream>;
  /** A request came in, and is done with. */
  readonly begin: () => void;
  readonly end: () => void;
  readonly draining: () => boolean;
  readonly failed: (requestId: string, error: unknown) => void;
  /** Records what is refused on the socket, before there is a request; gives the id that the answer names. */
  readonly refusedRaw: (refusal: Refusal, peer: string, method: string) => string;
  readonly tls: { readonly cert: string; readonly key: string; readonly minVersion: 'TLSv1.2' | 'TLSv1.3' } | undefined;
  /** Milliseconds for the headers, and for a whole request, to come in. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
};

const finish = (reply: Reply, message: IncomingMessage, response: ServerResponse, responding: Responding, { stream }: HttpOptions): void => {
  if (response.destroyed) {
    if (reply.kind === 'stream') reply.ended(0, false);
    return;
  }
  if (reply.kind === 'answer') replyAnswer(response, responding, reply.answer, reply.head);
  else if (reply.kind === 'refusal') replyRefusal(response, responding, reply, !message.complete);
  else stream(message, response, { responding, reply });
};

const serveOne = async (request: Request | Promise<Request>, message: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> => {
  const { origin, 'accept-encoding': acceptEncoding } = message.headers;
  const read = request instanceof Promise ? await request : request;
  const responding: Responding = { requestId: read.id, origin, acceptEncoding, settings: options.reply };
  let reply: Reply;
  try {
    reply = await options.handle(options.draining() ? { ...read, fault: refuse('draining') } : read);
  } catch (error) {
    options.failed(read.id, error);
    reply = { kind: 'refusal', refusal: refuse('internal-error'), head: read.method === 'HEAD' };
  }
  if (options.draining()) response.shouldKeepAlive = false;
  finish(reply, message, response, responding, options);
};

// The last message of each connection that is not answered yet.
const unanswered = new WeakMap<Duplex, IncomingMessage>();

const accept = (message: IncomingMessage, response: ServerResponse, options: HttpOptions, fault?: Refusal): void => {
  const { origin } = message.headers;
  if (fault === undefined && message.method === 'OPTIONS' && origin !== undefined && message.headers['access-control-request-method'] !== undefined) {
    replyPreflight(response, { requestId: options.read.newId(), origin, settings: options.reply });
    return;
  }
  const { socket } = message;
  unanswered.set(socket, message);
  options.begin();
  response.once('close', () => {
    if (unanswered.get(socket) === message) unanswered.delete(socket);
    options.end();
  });
  void serveOne(readRequest(message, options.read, fault), message, response, options);
};

type RawFault = { readonly refusal: Refusal; readonly status: number; readonly reason: string };

const rawFaults: Readonly<Record<string, RawFault>> = {
  HPE_HEADER_OVERFLOW: { refusal: refuse('header-too-large'), status: 431, reason: 'Request Header Fields Too Large' },
  HPE_INVALID_URL: { refusal: refuse('target-malformed'), status: 400, reason: 'Bad Request' },
  ERR_HTTP_REQUEST_TIMEOUT: { refusal: refuse('body-timeout'), status: 408, reason: 'Request Timeout' },
};
const unreadable: RawFault = { refusal: refuse('header-malformed'), status: 400, reason: 'Bad Request' };
const upgraded: RawFault = { refusal: refuse('upgrade-refused'), status: 400, reason: 'Bad Request' };
const tunnelled: RawFault = { refusal: refuse('method-not-allowed'), status: 405, reason: 'Method Not Allowed' };

const peerOfSocket = (socket: Duplex): string => (socket instanceof Socket ? (socket.remoteAddress ?? '') : '');

const refuseRaw = (socket: Duplex, { refusal, status, reason }: RawFault, method: string, { refusedRaw }: HttpOptions): void => {
  if (socket.writable) socket.end(rawRefusal(refusal, status, reason, refusedRaw(refusal, peerOfSocket(socket), method)));
  else socket.destroy();
};

/** What cannot be read belongs to the request whose body it should be, and is answered there; behind a whole request it must not be answered in that one's place. */
const onClientError = (error: NodeJS.ErrnoException, socket: Duplex, options: HttpOptions): void => {
  const message = unanswered.get(socket);
  if (error.code === 'ECONNRESET' || message?.complete === true) socket.destroy();
  else if (message === undefined) refuseRaw(socket, (error.code === undefined ? undefined : rawFaults[error.code]) ?? unreadable, '-', options);
  else if (!message.emit(brokenBody)) socket.destroy();
};

/** The public server: one handler on Express with nothing of its own switched on; what is no request is refused on the socket. */
export const makeHttpServer = (options: HttpOptions): Server => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use((message: IncomingMessage, response: ServerResponse) => { accept(message, response, options); });
  const onError: ErrorRequestHandler = (_error, message: IncomingMessage, response: ServerResponse, _next) => {
    accept(message, response, options, refuse('target-malformed'));
  };
  app.use(onError);
  const limits = {
    maxHeaderSize: 16_384 + options.read.limits.url, headersTimeout: options.headersTimeout, requestTimeout: options.requestTimeout, keepAliveTimeout: 60_000,
    // Its absence is refused like all else, with words and a record.
    requireHostHeader: false,
  };
  const server = options.tls === undefined ? http.createServer(limits, app) : https.createServer({ ...limits, ...options.tls }, app);
  server.on('upgrade', (message: IncomingMessage, socket: Duplex) => { refuseRaw(socket, upgraded, message.method ?? '-', options); });
  server.on('connect', (message: IncomingMessage, socket: Duplex) => { refuseRaw(socket, tunnelled, message.method ?? '-', options); });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => { onClientError(error, socket, options); });
  server.on('checkExpectation', (message: IncomingMessage, response: ServerResponse) => { accept(message, response, options, refuse('expectation-failed')); });
  return server;
};
