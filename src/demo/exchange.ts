import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** One request as it was received: what the backend answers, and what a test finds in its log. */
export type Exchange = {
  readonly method: string;
  /** The path as it was sent, base included. */
  readonly path: string;
  /** What stood behind the question mark, as it was sent. */
  readonly query: string;
  /** The absolute base that the request was addressed to, no final slash: HAPI takes it from `Host`, and prints all links with it. */
  readonly base: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** Reads a whole request; rejects if its body ends early. */
export const readExchange = async (request: IncomingMessage, basePath: string): Promise<Exchange> => {
  const { method = 'GET', url = '/', headers } = request;
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    base: `http://${headers.host ?? '127.0.0.1'}${basePath}`,
    headers,
    body: await text(request),
  };
};
