import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { createProxyMiddleware, proxyEventsPlugin } from 'http-proxy-middleware';
import type { Reply } from '../ports.ts';
import { refuse } from '../refusal.ts';
import { beginStream, replyRefusal, type Responding } from './reply.ts';

export type StreamOptions = { readonly url: string; readonly authorization: string | undefined; /** Milliseconds without a byte. */ readonly timeout: number };

type Streaming = { readonly responding: Responding; readonly reply: Extract<Reply, { kind: 'stream' }> };

/** Streams content whose authorisation is settled: the proxy gets a request that was printed, and of the client's nothing but the connection (docs/decisions.md, 16). */
export const makeStream = ({ url, authorization, timeout }: StreamOptions): ((message: IncomingMessage, response: ServerResponse, streaming: Streaming) => void) => {
  const base = new URL(url);
  const under = new WeakMap<IncomingMessage, Streaming>();

  const refuseStream = (response: ServerResponse, { responding, reply }: Streaming, code: 'backend-failed' | 'backend-unreachable' | 'not-found'): void => {
    if (response.headersSent) response.destroy();
    else replyRefusal(response, responding, { kind: 'refusal', refusal: refuse(code), head: reply.head });
    reply.ended(0, false);
  };

  const begin = (upstream: IncomingMessage, message: IncomingMessage, response: ServerResponse): void => {
    const streaming = under.get(message);
    if (streaming === undefined) return;
    if (upstream.statusCode !== 200) {
      upstream.resume();
      refuseStream(response, streaming, upstream.statusCode === 404 || upstream.statusCode === 410 ? 'not-found' : 'backend-failed');
      return;
    }
    let bytes = 0;
    beginStream(response, streaming.responding, upstream.headers);
    upstream.on('data', (chunk: Buffer) => { bytes += chunk.length; });
    pipeline(upstream, response, (error?: Error | null) => { streaming.reply.ended(bytes, !(error instanceof Error)); });
  };

  const proxy = createProxyMiddleware({
    target: base.origin, changeOrigin: true, selfHandleResponse: true, followRedirects: false, xfwd: false, proxyTimeout: timeout,
    // Of the library's plugins the events alone: the others log addresses and write answers of their own.
    ejectPlugins: true, plugins: [proxyEventsPlugin],
    on: {
      proxyRes: begin,
      error: (_error, message, response) => {
        const streaming = under.get(message);
        if (streaming !== undefined && 'writeHead' in response) refuseStream(response, streaming, 'backend-unreachable');
      },
    },
  });

  const prefix = base.pathname.replace(/\/$/, '');
  return (message, response, streaming) => {
    under.set(message, streaming);
    // The proxy, the pipeline and the server each listen for the end, some twice.
    response.setMaxListeners(20);
    message.url = `${prefix}/${streaming.reply.path}`;
    // The proxy copies a request's method and headers, so what is printed has to stand where the client's stood.
    message.method = streaming.reply.head ? 'HEAD' : 'GET';
    message.headers = { accept: '*/*', 'accept-encoding': 'identity', via: '1.1 wardgate', ...(authorization === undefined ? {} : { authorization }) };
    void proxy(message, response, () => { refuseStream(response, streaming, 'backend-failed'); });
  };
};
