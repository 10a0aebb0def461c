import assert from 'node:assert/strict';
import type { Backend } from '../../../src/demo/backend.ts';
import { startBackend } from '../../../src/demo/backend.ts';

/** FHIR's own media type, without which HAPI gives the content of a Binary. */
export const fhir = 'application/fhir+json';
/** As a pattern. */
export const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A Bundle as far as the tests look into it. */
export type Bundle = {
  readonly id: string;
  readonly type: string;
  readonly meta: { readonly tag?: readonly { readonly code: string }[] };
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl?: string;
    readonly resource?: { readonly resourceType: string; readonly id: string; readonly meta: { readonly versionId: string; readonly tag?: readonly { readonly code: string }[] } };
    readonly request?: { readonly method: string; readonly url: string };
    readonly response?: { readonly status: string; readonly etag: string };
    readonly search?: { readonly mode: string };
  }[];
};

type Ask = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** A Patient of that id. */
export const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

/** An empty backend for each test, whose time stands still until `clock` is moved; targets begin behind its base. */
export const startedBackend = (options: Omit<Parameters<typeof startBackend>[0], 'port' | 'now'> = {}) => {
  const clock = { now: Date.UTC(2026, 0, 15, 8) };
  let backend: Backend;
  beforeEach(async () => {
    clock.now = Date.UTC(2026, 0, 15, 8);
    backend = await startBackend({ port: 0, now: () => clock.now, ...options });
  });
  afterEach(() => backend.close());

  const ask = (target: string, init: Ask = {}): Promise<Response> => fetch(`${backend.url}${target}`, { redirect: 'manual', ...init, headers: { accept: fhir, ...init.headers } });
  const write = (method: 'POST' | 'PUT', target: string, body: string | object, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    ask(target, { method, body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': fhir, ...headers } });
  const bundle = async (target: string): Promise<Bundle> => (await (await ask(target)).json()) as Bundle;
  const link = ({ link: links = [] }: Bundle, relation: string): string | undefined => links.find((each) => each.relation === relation)?.url.slice(backend.url.length);
  const diagnostics = async (response: Response): Promise<string> => {
    const { resourceType, issue } = (await response.json()) as { resourceType: string; issue: readonly { diagnostics: string }[] };
    assert.deepEqual([resourceType, response.headers.get('content-type')], ['OperationOutcome', 'application/fhir+json;charset=utf-8']);
    return issue[0]?.diagnostics ?? '';
  };
  return { backend: () => backend, clock, ask, write, bundle, link, diagnostics };
};
