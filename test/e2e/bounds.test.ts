import assert from 'node:assert/strict';
import { startBackend, type Backend } from '../../src/demo/backend.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { ask, type Answer } from './ask.ts';
import type { Ask, Expectation } from './case.ts';
import { checkAnswer } from './check-answer.ts';
import { coordinator, having, patientA, type Persona } from './personas.ts';

const to = (reference: string) => ({ reference });
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

const observations = 3000;
const many = 50_000;
const some = 5000;

const patient = (id: string) => ({ resourceType: 'Patient', id, active: true });
const observation = (id: string, code: string, more: object = {}) => ({ resourceType: 'Observation', id, status: 'final', subject: to('Patient/A'), encounter: to('Encounter/enc'), code: { coding: [{ code }] }, ...more });
const team = (id: string, who: string, of: string) => ({ resourceType: 'CareTeam', id, status: 'active', subject: to(`Patient/${of}`), participant: [{ member: to(`Practitioner/${who}`) }] });

/** One patient with thousands of observations in one encounter, each a part of the one before; teams of 5,000 and of 50,000 patients, and a group of as many. */
const resources = function* (): Generator<object> {
  yield patient('A');
  yield { resourceType: 'Encounter', id: 'enc', status: 'finished', class: { code: 'AMB' }, subject: to('Patient/A') };
  for (const at of range(observations)) yield observation(`o${at}`, at < 5 ? 'few' : 'many', { hasMember: [to(`Observation/o${(at + 1) % observations}`)] });
  yield { resourceType: 'DiagnosticReport', id: 'dr', status: 'final', code: { text: 'x' }, subject: to('Patient/A'), result: [to('Observation/o1')] };
  yield { resourceType: 'List', id: 'list', status: 'current', mode: 'working', subject: to('Patient/A'), entry: range(observations).map((at) => ({ item: to(`Observation/o${at}`) })) };
  for (const at of range(some)) {
    yield patient(`p${at}`);
    yield team(`some-${at}`, '77', `p${at}`);
  }
  for (const at of range(many)) yield team(`many-${at}`, '88', `q${at}`);
  yield { resourceType: 'Group', id: 'g1', type: 'person', actual: true, member: range(many).map((at) => ({ entity: to(`Patient/q${at}`) })) };
  yield { resourceType: 'Condition', id: 'c', subject: to('Patient/p4999'), code: { text: 'x' } };
};

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const post = (body: string): Ask => ({ method: 'POST', path: 'Observation/_search', headers: form, body });
const tooMany = { status: 400, refusal: 'too-many-parameters' } as const;
const tooCostly = { status: 400, refusal: 'too-costly' } as const;
const unavailable = { status: 503, refusal: 'reach-unavailable' } as const;
const crowded: Persona = having(coordinator, { fhirUser: 'Practitioner/88' });
const repeated = (times: number): string => range(times).map(() => 'code=few').join('&');

type Bound = { readonly name: string; readonly as?: Persona; readonly request: Ask; readonly expect: Expectation };

const cases: readonly Bound[] = [
  { name: '1 MB of parameters in the target', request: { path: `Observation?code=${'x'.repeat(1 << 20)}` }, expect: { status: 431 } },
  { name: '10 kB of them', request: { path: `Observation?code=${'x'.repeat(10_000)}` }, expect: { status: 414, refusal: 'url-too-long' } },
  { name: '1 MB of them in a form', request: post(`code=${'x'.repeat(1 << 20)}`), expect: { status: 413, refusal: 'body-too-large' } },
  { name: '60 kB of one is read', request: post(`code=few,${'x'.repeat(60_000)}`), expect: { status: 200, total: 5 } },
  { name: '60 kB of alternatives are, too', request: post(`code=few${',x'.repeat(30_000)}&_count=1`), expect: { status: 200, resources: ['Observation/o0'] } },
  { name: 'A-073 60 kB of parameters', request: post(range(15_000).map(() => 'a=b').join('&')), expect: tooMany },
  { name: 'one parameter 300 times, for which HAPI needs 20 s', request: post(repeated(300)), expect: tooMany },
  { name: '21 times', request: { path: `Observation?${repeated(21)}` }, expect: { ...tooMany, at: 'code' } },
  { name: '20 times is a search', request: { path: `Observation?${repeated(20)}&_count=1` }, expect: { status: 200, resources: ['Observation/o0'], total: 5 } },
  { name: '21 chains', request: { path: `Observation?${range(21).map(() => 'encounter.status=finished').join('&')}` }, expect: tooMany },
  { name: '21 reverse chains of one name', request: { path: `Observation?${range(21).map(() => '_has:Observation:has-member:code=few').join('&')}` }, expect: tooMany },
  { name: '21 includes', request: { path: `Observation?${range(21).map(() => '_include=Observation:encounter').join('&')}` }, expect: tooMany },
  { name: 'an include that explodes', request: { path: 'Encounter?_revinclude=Observation:encounter' }, expect: tooCostly },
  { name: 'one that does so from the patient', request: { path: 'Patient?_revinclude=*' }, expect: tooCostly },
  { name: 'one that leads in a circle of thousands stops', request: { path: 'Observation?_id=o1&_include:iterate=Observation:has-member' }, expect: { status: 200 } },
  { name: 'one that does so from all sides', request: { path: 'Encounter?_include:iterate=*&_revinclude:iterate=*' }, expect: tooCostly },
  { name: 'a join over thousands', request: { path: 'DiagnosticReport?result.code=many' }, expect: tooCostly },
  { name: 'the same over a few', request: { path: 'DiagnosticReport?result.code=few' }, expect: { status: 200, resources: ['DiagnosticReport/dr'] } },
  { name: 'a reverse join over thousands', request: { path: 'DiagnosticReport?result._has:Observation:has-member:code=many' }, expect: tooCostly },
  { name: 'a care team of 50,000', as: crowded, request: { path: 'Condition' }, expect: unavailable },
  { name: 'and again', as: crowded, request: { path: 'Observation/o1' }, expect: unavailable },
  { name: 'under patient scopes of the launch patient alone: no error', as: having(crowded, { patient: 'q7', scope: 'patient/*.rs' }), request: { path: 'Condition' }, expect: { status: 200, resources: [] } },
  { name: 'a care team of 5,000 works', as: coordinator, request: { path: 'Condition' }, expect: { status: 200, resources: ['Condition/c'], total: 1 } },
  { name: 'and is searched through', as: coordinator, request: { path: 'Patient?_summary=count' }, expect: { status: 200, total: some } },
  { name: 'and joined over', as: coordinator, request: { path: 'Condition?patient.active=true' }, expect: { status: 200, resources: ['Condition/c'] } },
];

const groupCases: readonly Bound[] = [
  { name: 'a group of 50,000', as: { claims: { sub: 's', roles: ['study'], scope: 'user/*.rs' }, sees: 'everyone' }, request: { path: 'Condition' }, expect: unavailable },
  { name: 'under patient scopes of one of them', as: { claims: { sub: 's', roles: ['study'], patient: 'q7', scope: 'patient/*.rs' }, sees: ['q7'] }, request: { path: 'Condition' }, expect: { status: 200, resources: [] } },
];

// On a machine with other things to do; each takes well under a second by itself.
const patience = 6000;

const timed = async (under: GatewayUnderTest, { as = patientA, request, expect }: Bound): Promise<Answer> => {
  const begun = performance.now();
  const answer = await ask(under.base, request, under.token(as.claims));
  assert.ok(performance.now() - begun < patience, `${Math.round(performance.now() - begun)} ms`);
  checkAnswer(answer, expect, false);
  return answer;
};

/** Nobody is kept waiting for what cannot be answered: a clear error, soon (issue 4, "Bad input"; ). */
describe('bad input: too much', () => {
  let backend: Backend;
  const gateways: GatewayUnderTest[] = [];
  const start = async (policies: string): Promise<GatewayUnderTest> => {
    const under = await startGatewayUnderTest({ backend: backend.url, policies, more: 'reaches: { maxAge: 0s }' });
    gateways.push(under);
    return under;
  };

  before(async () => {
    backend = await startBackend({ port: 0, integrity: false });
    backend.load(resources().map((one) => JSON.stringify(one)));
  });
  after(async () => {
    for (const under of gateways) await under.close();
    await backend.close();
  });

  describe('of parameters, joins and care teams', () => {
    let under: GatewayUnderTest;
    before(async () => { under = await start('policies'); });
    for (const one of cases) it(one.name, () => timed(under, one));
  });

  describe('of a group', () => {
    let under: GatewayUnderTest;
    before(async () => { under = await start('test/support/policies/grouped'); });
    for (const one of groupCases) it(one.name, () => timed(under, one));
  });
});
