import assert from 'node:assert/strict';
import type { Backend } from '../../src/demo/backend.ts';
import { startBackend } from '../../src/demo/backend.ts';
import { seed } from '../support/crossing-data.ts';
import { agreedTargets } from './agreed-targets.ts';
import { startHapi } from './hapi-server.ts';
import type { Hapi } from './hapi-server.ts';

type Entry = {
  readonly resource?: { readonly resourceType: string; readonly id: string };
  readonly search?: { readonly mode: string };
  readonly request?: { readonly method: string; readonly url: string };
};
type Reply = {
  readonly resourceType: string;
  readonly issue?: readonly { readonly diagnostics: string }[];
  readonly meta?: { readonly tag?: readonly object[] };
  readonly total?: number;
  readonly link?: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly Entry[];
};

/** What must be alike: of an error its code, of a resource its members, of a Bundle all but ids, times and an order that nobody asked for. */
const likeness = (status: number, type: string | null, text: string, base: string, sorted: boolean): object => {
  if (!type?.includes('json') || text === 'null') return { status, type, text };
  const { resourceType, issue, meta, total, link = [], entry = [], ...others } = JSON.parse(text) as Reply;
  if (resourceType !== 'Bundle') return { status, resourceType, code: /^HAPI-\d+/.exec(issue?.[0]?.diagnostics ?? '')?.[0], members: Object.keys(others).sort() };
  const shown = ({ resource, search, request }: Entry): string =>
    [search?.mode, resource && `${resource.resourceType}/${resource.id}: ${Object.keys(resource).sort().join()}`, request && `${request.method} ${request.url}`].join(' ');
  const entries = entry.map(shown);
  const matches = entries.filter((one) => !one.startsWith('include'));
  return {
    status, total, tagged: meta?.tag !== undefined,
    // Several `_include`s stand in a link in the order of some hash.
    links: link.map(({ relation, url }) => `${relation} ${url.replace(base, '').replace(/_getpages=[0-9a-f-]+/, '_getpages=…').split('&').sort().join('&')}`),
    matches: sorted ? matches : matches.sort(),
    includes: entries.filter((one) => one.startsWith('include')).sort(),
  };
};

// The embedded backend stands for HAPI in most tests: what it answers to is worth as much as this shows.
describe('the embedded backend and HAPI FHIR', () => {
  let hapi: Hapi;
  let backend: Backend;

  /** Everything that HAPI has, version by version, so that a server that others use will do. */
  const replay = async (): Promise<void> => {
    const versions: Entry[] = [];
    for (let url: string | undefined = `${hapi.url}/_history?_count=500`; url !== undefined; ) {
      const page = (await (await fetch(url)).json()) as Reply;
      versions.push(...(page.entry ?? []));
      url = page.link?.find(({ relation }) => relation === 'next')?.url;
    }
    for (const { resource, request } of versions.toReversed()) {
      if (resource === undefined) await fetch(`${backend.url}/${request?.url.replace(/\/_history.*/, '') ?? ''}`, { method: 'DELETE' });
      else backend.put(resource);
    }
  };

  before(async () => {
    hapi = await startHapi();
    backend = await startBackend({ port: 0, integrity: false });
    await seed(hapi.url);
    await replay();
  });
  after(async () => {
    await backend.close();
    await hapi.stop();
  });

  type Asked = { readonly base: string; readonly url: string | undefined };
  const nextOf = (text: string): string | undefined => /"relation":"next","url":"([^"]*)"/.exec(text)?.[1];
  const ask = async ({ base, url = base }: Asked, sorted: boolean): Promise<{ readonly like: object; readonly next: Asked }> => {
    const reply = await fetch(url, { headers: { accept: 'application/fhir+json' } });
    const text = await reply.text();
    return { like: likeness(reply.status, reply.headers.get('content-type'), text, base, sorted), next: { base, url: nextOf(text) } };
  };

  for (const target of agreedTargets) {
    it(`answer alike to ${target}, and to what its first links lead to`, async () => {
      const sorted = /_sort=|_history/.test(target);
      let [mine, theirs]: readonly Asked[] = [backend.url, hapi.url].map((base) => ({ base, url: base + target }));
      for (let page = 0; page < 3 && mine?.url !== undefined && theirs?.url !== undefined; page += 1) {
        const [one, other] = [await ask(mine, sorted), await ask(theirs, sorted)];
        assert.deepEqual(one.like, other.like, `page ${page}`);
        [mine, theirs] = [one.next, other.next];
      }
    });
  }
});
