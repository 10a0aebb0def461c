import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import express, { type ErrorRequestHandler } from 'express';
import type { Reply, Request } from '../ports.ts';
import { refuse } from '../refusal.ts';
import { readRequest, type ReadOptions } from './read-request.ts';
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

const serveOne = async (request: Request | Promise<Request>, message: IncomingMessage, response: ServerResponse, origin: string | undefined, options: HttpOptions): Promise<void> => {
  const read = request instanceof Promise ? await request : request;
  const responding: Responding = { requestId: read.id, origin, settings: options.reply };
  let reply: Reply;
  try {
    reply = options.draining() ? { kind: 'refusal', refusal: refuse('draining'), head: false } : await options.handle(read);
  } catch (error) {
    options.failed(read.id, error);
    reply = { kind: 'refusal', refusal: refuse('internal-error'), head: read.method === 'HEAD' };
  }
  finish(reply, message, response, responding, options);
};

const accept = (message: IncomingMessage, response: ServerResponse, options: HttpOptions): void => {
  const { origin } = message.headers;
  if (message.method === 'OPTIONS' && origin !== undefined && message.headers['access-control-request-method'] !== undefined) {
    replyPreflight(response, { requestId: options.read.newId(), origin, settings: options.reply });
    return;
  }
  options.begin();
  response.once('close', options.end);
  void serveOne(readRequest(message, options.read), message, response, origin, options);
};

const refuseRaw = (socket: Duplex, error: NodeJS.ErrnoException): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') socket.end(rawRefusal(refuse('header-refused'), 431, 'Request Header Fields Too Large'));
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') socket.end(rawRefusal(refuse('body-timeout'), 408, 'Request Timeout'));
  else socket.end(rawRefusal(refuse('header-malformed'), 400, 'Bad Request'));
};

/** The public server: one handler on Express with nothing of its own switched on; what is no request is refused on the socket. */
export const makeHttpServer = (options: HttpOptions): Server => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use((message: IncomingMessage, response: ServerResponse) => { accept(message, response, options); });
  const onError: ErrorRequestHandler = (_error, _message, response, _next) => {
    replyRefusal(response, { requestId: options.read.newId(), origin: undefined, settings: options.reply }, { kind: 'refusal', refusal: refuse('target-malformed'), head: false }, true);
  };
  app.use(onError);
  const limits = { maxHeaderSize: 16_384 + options.read.limits.url, headersTimeout: options.headersTimeout, requestTimeout: options.requestTimeout, keepAliveTimeout: 60_000 };
  const server = options.tls === undefined ? http.createServer(limits, app) : https.createServer({ ...limits, ...options.tls }, app);
  server.on('upgrade', (_message: IncomingMessage, socket: Duplex) => { socket.end(rawRefusal(refuse('upgrade-refused'), 400, 'Bad Request')); });
  server.on('connect', (_message: IncomingMessage, socket: Duplex) => { socket.end(rawRefusal(refuse('method-not-allowed'), 405, 'Method Not Allowed')); });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => { refuseRaw(socket, error); });
  server.on('checkExpectation', (_message: IncomingMessage, response: ServerResponse) => {
    replyRefusal(response, { requestId: options.read.newId(), origin: undefined, settings: options.reply }, { kind: 'refusal', refusal: refuse('expectation-failed'), head: false }, true);
  });
  return server;
};
