import supertest from 'supertest';
import type { Ask } from './case.ts';

/** What came back, the body as bytes. */
export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly bytes: Buffer; readonly text: string };

type Stream = { readonly on: (event: string, listener: (chunk: Buffer) => void) => unknown };

const wholeBody = (response: unknown, done: (error: Error | null, body: Buffer) => void): void => {
  const chunks: Buffer[] = [];
  (response as Stream).on('data', (chunk) => { chunks.push(chunk); });
  (response as Stream).on('end', () => { done(null, Buffer.concat(chunks)); });
};

/** Sends a request to `base` over a real socket, and nothing with it but what is said (and what supertest always sends: Host, Accept-Encoding, Connection). */
export const ask = async (base: string, { method = 'GET', path, headers = {}, body }: Ask, token: string | undefined): Promise<Answer> => {
  const { origin, pathname } = new URL(base);
  const target = path.startsWith('/') ? path : path === '' || path.startsWith('?') ? `${pathname}${path}` : `${pathname}/${path}`;
  const verb = method.toLowerCase() as 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete' | 'options';
  const request = supertest(origin)[verb](target).buffer(true).parse(wholeBody);
  if (token !== undefined) void request.set('Authorization', `Bearer ${token}`);
  if (typeof body === 'object') void request.set('Content-Type', 'application/fhir+json');
  for (const [name, value] of Object.entries(headers)) void request.set(name, value);
  const response = await (body === undefined ? request : request.send(typeof body === 'object' ? JSON.stringify(body) : body));
  const bytes = Buffer.isBuffer(response.body) ? response.body : Buffer.alloc(0);
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
};
