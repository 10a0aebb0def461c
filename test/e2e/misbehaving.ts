import assert from 'node:assert/strict';
import path from 'node:path';
import { startBackend, type Backend } from '../../src/demo/backend.ts';
import type { Exchange } from '../../src/demo/exchange.ts';
import type { Fault } from '../../src/demo/faults.ts';
import { verified } from '../support/audit-log.ts';
import { seed } from '../support/crossing-data.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { ask } from './ask.ts';
import type { Ask, Expectation } from './case.ts';
import { checkAnswer } from './check-answer.ts';
import { checkAudit } from './check-audit.ts';
import { checkLaws } from './check-laws.ts';
import { patientA, type Persona } from './personas.ts';
import { withoutProbes } from './printed.ts';

/** A request of somebody, what the backend does wrong meanwhile, and what must come of it. */
export type BadCase = {
  readonly name: string;
  readonly fault: Fault | ((backendUrl: string) => Fault);
  /** Which requests it is for; those of the gateway's probe never are. */
  readonly when?: (exchange: Exchange) => boolean;
  readonly as?: Persona;
  readonly request?: Ask;
  readonly expect: Expectation;
};

/** What a test that is no case of the list needs besides. */
export type Misbehaving = { readonly backend: () => Backend; readonly under: () => GatewayUnderTest };

const read = { path: 'Observation/a1' } as const;

/** Declares the cases, before one backend and one gateway; after each the backend behaves again, and so must the gateway. */
export const runMisbehaving = (title: string, cases: readonly BadCase[], more: (of: Misbehaving) => void = () => undefined): void => {
  describe(title, () => {
    let backend: Backend;
    let under: GatewayUnderTest;

    before(async () => {
      backend = await startBackend({ port: 0 });
      await seed(backend.url);
      under = await startGatewayUnderTest({ backend: backend.url, policies: 'policies', exchange: 'timeout: 250ms, maxReply: 1mb', more: 'reaches: { maxAge: 0s }' });
    });
    afterEach(() => { backend.faults.clear(); });
    after(async () => {
      const { status: held, out } = await verified(path.join(under.directory, 'audit'));
      await under.close();
      await backend.close();
      assert.equal(held, 0, out);
    });

    const send = async (as: Persona, request: Ask, expect: Expectation): Promise<void> => {
      const token = under.token(as.claims);
      backend.exchanges.length = 0;
      const answer = await ask(under.base, request, token);
      checkLaws(answer, { persona: as, token, head: request.method === 'HEAD', publicUrl: under.publicUrl, backendUrl: backend.url });
      checkAnswer(answer, expect, request.method === 'HEAD');
      if (expect.streamEnd === undefined) await checkAudit(under, request, { answer, token, exchanges: withoutProbes([...backend.exchanges]) }, expect);
      else await checkAudit(under, request, { answer: { ...answer, status: 200 }, token, exchanges: [] }, expect);
    };

    for (const { name, fault, when = () => true, as = patientA, request = read, expect } of cases) {
      it(name, async () => {
        backend.faults.always(typeof fault === 'function' ? fault(backend.url) : fault, (exchange) => !exchange.path.includes('readiness-probe') && when(exchange));
        await send(as, request, expect);
        backend.faults.clear();
        await send(as === patientA ? as : patientA, read, { status: 200, resources: ['Observation/a1'] });
      });
    }

    more({ backend: () => backend, under: () => under });
  });
};
