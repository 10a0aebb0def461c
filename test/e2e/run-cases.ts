import assert from 'node:assert/strict';
import path from 'node:path';
import type { Exchange } from '../../src/demo/exchange.ts';
import { verified } from '../support/audit-log.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { ask, type Answer } from './ask.ts';
import type { Ask, Case, Feature, Step, Twins } from './case.ts';
import { checkAnswer } from './check-answer.ts';
import { checkAudit, type Sent } from './check-audit.ts';
import { checkLaws, checkUpstreamLaws } from './check-laws.ts';
import type { Persona } from './personas.ts';
import { printed, withoutProbes } from './printed.ts';
import { linkIn, resourcesIn } from './read-answer.ts';

/** A FHIR server seeded with crossing-data.ts; `exchanges` is what it received, where that can be known. */
export type BackendUnderTest = { readonly url: string; readonly exchanges?: Exchange[] };

type Under = { readonly backend: BackendUnderTest; readonly gateway: GatewayUnderTest; readonly clock: { ahead: number } };

const root = path.resolve(import.meta.dirname, '..', '..');
const folderOf = ({ policies }: Feature): string => (policies === undefined ? path.join(root, 'policies') : path.join(root, 'test', 'support', 'policies', policies));

const tokenOf = ({ gateway, clock }: Under, { claims, signedInFor }: Persona): string => {
  const iat = Math.floor(Date.now() / 1000 + clock.ahead);
  return gateway.token({ iat, exp: iat + 300, ...(signedInFor === undefined ? {} : { auth_time: iat - signedInFor }), ...claims });
};

const send = async (under: Under, request: Ask, as: Persona | undefined): Promise<Sent> => {
  const received = under.backend.exchanges ?? [];
  received.length = 0;
  const token = as === undefined ? undefined : tokenOf(under, as);
  const answer = await ask(under.gateway.base, request, token);
  const exchanges = withoutProbes([...received]);
  const { publicUrl } = under.gateway;
  checkLaws(answer, { persona: as, token, head: request.method === 'HEAD', publicUrl, backendUrl: under.backend.url });
  checkUpstreamLaws(exchanges, under.backend.url);
  return { answer, exchanges, token };
};

const checkUpstream = ({ backend }: Under, exchanges: readonly Exchange[], { upstream, sent }: Step['expect']): void => {
  if (backend.exchanges === undefined) return;
  const basePath = new URL(backend.url).pathname;
  const received = exchanges.map((exchange) => printed(exchange, basePath));
  if (upstream !== undefined) assert.deepEqual([...received].sort(), upstream === 'nothing' ? [] : [...upstream].sort());
  if (sent !== undefined) assert.deepEqual(exchanges.filter(({ method, path: at }) => method !== 'GET' && !at.endsWith('/_search')).map(({ body }) => body), [sent]);
};

const check = async (under: Under, request: Ask, sent: Sent, expect: Step['expect']): Promise<void> => {
  checkAnswer(sent.answer, expect, request.method === 'HEAD');
  checkUpstream(under, sent.exchanges, expect);
  await checkAudit(under.gateway, request, sent, expect);
};

const filled = (request: Ask, kept: ReadonlyMap<string, string>): Ask => {
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (_whole, name: string) => kept.get(name) ?? assert.fail(`nothing was kept as ${name}`));
  return { ...request, path: fill(request.path), ...(typeof request.body === 'string' && request.headers?.['Content-Type']?.includes('form') === true ? { body: fill(request.body) } : {}) };
};

const taken = ({ publicUrl }: GatewayUnderTest, answer: Answer, what: 'next' | 'location' | 'id' | 'first'): string => {
  if (what === 'first') return resourcesIn(answer)[0]?.split('/')[1] ?? assert.fail('the answer has no resource');
  const url = (what === 'next' ? linkIn(answer, 'next') : answer.headers['location']) ?? assert.fail(`the answer has no ${what}`);
  const place = url.slice(publicUrl.length).replace(/^\//, '');
  return what === 'id' ? (place.split('/')[1] ?? '') : place;
};

const runStep = async (under: Under, step: Step, kept: Map<string, string>): Promise<void> => {
  under.clock.ahead = step.later ?? 0;
  const request = filled(step.request, kept);
  const sent = await send(under, request, step.as);
  await check(under, request, sent, step.expect);
  for (const [name, what] of Object.entries(step.keep ?? {})) kept.set(name, taken(under.gateway, sent.answer, what));
};

// A client's own words come back in an id or a time; all else must be the same (deciding.md, invariant 3).
// So does the name that a mask gives to nobody.
const withoutIds = (text: string, id: string): string =>
  text.replaceAll(/%([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))).replaceAll(new RegExp(`(?<![A-Za-z0-9])(?:${id}|p-[0-9a-f]{40})(?![A-Za-z0-9])`, 'g'), '<id>');
const withoutTimes = ({ status, headers, text }: Answer, id: string): unknown => {
  const same = Object.entries(headers).filter(([name]) => name !== 'x-request-id' && name !== 'date');
  return { status, headers: Object.fromEntries(same), text: withoutIds(text, id).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/g, '<time>') };
};

const runTwins = async (under: Under, twins: Twins): Promise<void> => {
  under.clock.ahead = 0;
  const foreign = await send(under, twins.foreign, twins.as);
  const absent = await send(under, twins.absent, twins.as);
  const basePath = new URL(under.backend.url).pathname;
  const [foreignId, absentId] = twins.ids;
  await check(under, twins.foreign, foreign, twins.expect);
  await check(under, twins.absent, absent, twins.expect);
  assert.deepEqual(withoutTimes(foreign.answer, foreignId), withoutTimes(absent.answer, absentId));
  // What a resource is judged by is looked up in one exchange per type; of which type cannot be known of what is absent.
  const kinds = ({ exchanges }: Sent, id: string): readonly string[] =>
    exchanges.map((exchange) => withoutIds(printed(exchange, basePath), id)).map((each) => (each.endsWith('&_count=1000') ? 'a look-up' : each)).sort();
  if (under.backend.exchanges !== undefined) assert.deepEqual(kinds(foreign, foreignId), kinds(absent, absentId), 'the same exchanges in number and kind');
};

const runCase = async (under: Under, one: Case): Promise<void> => {
  if ('foreign' in one) {
    await runTwins(under, one);
    return;
  }
  const kept = new Map<string, string>();
  for (const step of 'steps' in one ? one.steps : [one]) await runStep(under, step, kept);
};

/** Declares the cases of features, each feature before a gateway of its own in front of the one backend; `it` by `it`, in order. */
export const runFeatures = (features: readonly Feature[], backendOf: () => BackendUnderTest): void => {
  for (const feature of features) {
    describe(feature.name, () => {
      const clock = { ahead: 0 };
      let under: Under;

      before(async () => {
        const backend = backendOf();
        const gateway = await startGatewayUnderTest({
          backend: backend.url, policies: folderOf(feature), now: () => Date.now() + clock.ahead * 1000,
          ...(feature.more === undefined ? {} : { more: feature.more }),
          ...(feature.identifiers === undefined ? {} : { identifiers: feature.identifiers }),
          ...(feature.exchange === undefined ? {} : { exchange: feature.exchange }),
        });
        under = { backend, gateway, clock };
      });
      after(async () => {
        const { status, out } = await verified(path.join(under.gateway.directory, 'audit'));
        await under.gateway.close();
        assert.equal(status, 0, out);
      });

      for (const one of feature.cases) it(one.name, () => runCase(under, one));
    });
  }
};
