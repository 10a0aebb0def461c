import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confinementKey } from '../../src/decision/page-link.ts';
import { notFound } from '../../src/decision/not-found.ts';
import { interactionTable } from '../../src/fhir/interaction-table.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { denyArb, resourceArb, rowsArb, scopesArb, typeArb, whoArb } from '../support/deciding-arbitraries.ts';
import { decideCase, describeDecided } from '../support/decide-case.ts';
import { parsed, type Given } from '../support/deciding.ts';

type Request = { readonly request: string; readonly body?: unknown; readonly headers?: readonly string[] };

// A request of every kind; `capabilities` is nobody's to refuse.
const requestsOf = (type: ResourceType, resource: unknown): readonly Request[] => [
  { request: `GET ${type}/x1` }, { request: `GET ${type}/x1/_history/1` }, { request: `GET ${type}/x1/_history` }, { request: `GET ${type}/_history` }, { request: 'GET _history' },
  { request: `GET ${type}` }, { request: `GET ${type}/_search?_tag=x` }, { request: 'GET Patient/A/Observation' }, { request: 'GET Patient/A/*' }, { request: 'GET ?_type=Patient,Observation' },
  { request: `POST ${type}`, body: resource }, { request: `PUT ${type}/x1`, body: resource }, { request: `PATCH ${type}/x1`, body: '[]' }, { request: `DELETE ${type}/x1` },
  { request: `POST ${type}`, body: resource, headers: ['if-none-exist', '_tag=x'] }, { request: `PUT ${type}?_tag=x`, body: resource }, { request: `PATCH ${type}?_tag=x`, body: '[]' }, { request: `DELETE ${type}?_tag=x` },
  { request: 'POST ', body: { resourceType: 'Bundle', type: 'batch' } }, { request: 'POST ', body: { resourceType: 'Bundle', type: 'transaction' } }, { request: 'GET Patient/A/$everything' }, { request: 'GET ?_page=x' },
];

const offered = (type: ResourceType): readonly string[] => [`GET ${type}/x1`, `GET ${type}/x1/_history/1`, `GET ${type}/x1/_history`, `GET ${type}`, `GET ${type}?_id=x1`, 'GET Patient/A/Observation', 'GET Observation?patient=A,B', 'GET Provenance?patient=B', `POST ${type}`,
  `GET ${type}/_history`, 'GET _history', `GET ?_type=${type},Device`, `GET _search?_tag=x`, 'GET Patient/A/*', 'GET Observation?patient.active=true', 'GET Observation?performer:Practitioner.active=true', 'GET Patient?_has:Observation:patient:status=final',
  'GET Observation?_include=Observation:performer', 'GET Observation?_include=Observation:patient:Patient', 'GET Patient?_revinclude=Observation:patient', 'GET Patient?_revinclude=*',
];

const touchesSeveral = /_include|_revinclude|_has|_type|_search|\*|\.active/;

const caseArb = typeArb.chain((type) =>
  fc.record({ type: fc.constant(type), who: whoArb, scopes: scopesArb(type), rows: rowsArb(type), resource: resourceArb(type, true), deny: denyArb(type), request: fc.constantFrom(...offered(type)), pick: fc.nat() }),
);

const withoutLaunch = ({ patient: _patient, ...who }: Given): Given => who;
const withoutMfa = ({ mfa: _mfa, ...who }: Given): Given => who;
const without = <T>(list: readonly T[], index: number): readonly T[] => list.filter((_, at) => at !== index);

describe('laws of deciding', () => {
  it('law 1: no scopes, no rows, or a `patient/` scope without a launch patient: denied, for every row of the interaction table', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(caseArb, ({ type, who, rows, resource }) => {
        for (const asked of requestsOf(type, resource)) {
          kinds.add(parsed(asked.request, asked.body, asked.headers).interaction.kind);
          const whole = { ...who, scope: 'patient/*.cruds user/*.cruds system/*.cruds openid fhirUser' };
          for (const [given, policy] of [[{ ...who, scope: '' }, rows], [whole, []], [{ ...withoutLaunch(who), scope: 'patient/*.cruds' }, rows]] as const satisfies readonly (readonly [Given, readonly string[]])[]) {
            assert.equal(decideCase({ ...asked, given, rows: policy }).effect, 'deny', asked.request);
          }
        }
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(Object.keys(interactionTable).filter((kind) => !kinds.has(kind)), ['capabilities'], 'kinds without a request here');
  });

  it('law 2: removing a scope or an allow row, or adding a deny row, never turns a denial into a permit', () => {
    const seen = { permit: 0, deny: 0 };
    fc.assert(
      fc.property(caseArb, ({ who, scopes, rows, resource, deny, request, pick }) => {
        const effect = (some: readonly string[], policy: readonly string[]): 'permit' | 'deny' =>
          decideCase({ given: { ...who, scope: some.join(' ') }, rows: policy, request, ...(request.startsWith('POST') ? { body: resource } : {}) }).effect;
        const before = effect(scopes, rows);
        seen[before] += 1;
        if (before === 'permit') return;
        const row = pick % Math.max(rows.length, 1);
        assert.equal(effect(without(scopes, pick % scopes.length), rows), 'deny');
        assert.equal(effect(scopes, [...rows, deny]), 'deny');
        if (rows[row]?.startsWith('deny') === false) assert.equal(effect(scopes, without(rows, row)), 'deny');
      }),
      { numRuns: 3000 },
    );
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 300, `only ${times} were ${what}`);
  });

  it('invariant 3: foreign and absent are refused alike, and deleted too where the reach is not everyone', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows }) => {
        const decision = decideCase({ given: { ...who, scope: scopes.join(' ') }, rows, request: `GET ${type}/x1` });
        if (decision.effect === 'deny') return;
        assert.deepEqual(notFound(decision, 'foreign'), notFound(decision, 'absent'));
        const everyone = decision.grants.some(({ reach }) => reach === 'everyone');
        if (!everyone) assert.deepEqual(notFound(decision, 'deleted'), notFound(decision, 'absent'));
      }),
      { numRuns: 2000 },
    );
  });

  it('a challenge helps: with strong authentication the same request is permitted', () => {
    let challenged = 0;
    fc.assert(
      fc.property(caseArb, ({ who, scopes, rows, resource, request }) => {
        // Of several types one may take strong authentication, and another lack a scope whatever is done.
        if (touchesSeveral.test(request)) return;
        const weak = withoutMfa(who);
        const body = request.startsWith('POST') ? { body: resource } : {};
        const decision = decideCase({ given: { ...weak, scope: scopes.join(' ') }, rows, request, ...body });
        if (decision.effect === 'permit' || decision.refusal.code !== 'step-up') return;
        challenged += 1;
        const strong = describeDecided(decideCase({ given: { ...weak, mfa: true, scope: scopes.join(' ') }, rows, request, ...body }));
        // One pair may open the type and still not the patient of the request: then the answer is the refusal that strong callers get.
        assert.notEqual(strong.refusal, 'step-up');
        assert.notEqual(strong.gate, 'scope');
        assert.notEqual(strong.gate, 'policy');
      }),
      { numRuns: 4000 },
    );
    assert.ok(challenged > 30, `only ${challenged} were challenged`);
  });

  it('strong authentication never takes away', () => {
    fc.assert(
      fc.property(caseArb, ({ who, scopes, rows, resource, request }) => {
        const weak = withoutMfa(who);
        const effect = (given: Given): string => decideCase({ given: { ...given, scope: scopes.join(' ') }, rows, request, ...(request.startsWith('POST') ? { body: resource } : {}) }).effect;
        if (effect(weak) === 'permit') assert.equal(effect({ ...weak, mfa: true }), 'permit');
      }),
      { numRuns: 1000 },
    );
  });

  it('the key of a page link does not depend on the order of scopes, rows and look-ups', () => {
    fc.assert(
      fc.property(caseArb, ({ type, who, scopes, rows }) => {
        const key = (given: Given, policy: readonly string[]): string => {
          const decision = decideCase({ given, rows: policy, request: `GET ${type}` });
          return decision.effect === 'deny' ? '' : confinementKey(decision, true);
        };
        const backwards = { ...who, scope: scopes.toReversed().join(' '), careteam: who.careteam?.toReversed() ?? [] };
        assert.equal(key(backwards, rows.toReversed()), key({ ...who, scope: scopes.join(' ') }, rows));
      }),
      { numRuns: 1000 },
    );
  });
});
