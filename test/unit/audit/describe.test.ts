import assert from 'node:assert/strict';
import { confinementOf, describeDecision, describeInteraction, describePrincipal, namesOf } from '../../../src/audit/describe.ts';
import { redactRecord } from '../../../src/audit/redact.ts';
import { decideCase } from '../../support/decide-case.ts';
import { bases, now, parsed, soundCaller, type Given } from '../../support/deciding.ts';

const describing = { pseudonym: (patient: string) => `hmac:1:${patient}`, sha256: (text: string) => `sha of ${text}` };

describe('describeInteraction', () => {
  const search = (type: string, more: object = {}) => ({ interaction: 'search-type', type, types: [type], ...more });
  const ask = (type: string, action: string, letter: string, more: object = {}) => [{ type, action, letter, ...more }];
  const cases: readonly { readonly request: string; readonly body?: unknown; readonly is: unknown }[] = [
    { request: 'GET Observation/o1', is: { interaction: 'read', type: 'Observation', types: ['Observation'], id: 'o1', ask: ask('Observation', 'read', 'r') } },
    { request: 'GET Patient/A', is: { interaction: 'read', type: 'Patient', types: ['Patient'], id: 'A', ask: ask('Patient', 'read', 'r', { patients: ['A'] }) } },
    { request: 'GET Patient/A/_history/2', is: { interaction: 'vread', type: 'Patient', types: ['Patient'], id: 'A', ask: ask('Patient', 'vread', 'r', { patients: ['A'] }) } },
    { request: 'GET Observation/o1/_history?_count=5&_since=2026-01-01T00:00:00Z', is: { interaction: 'history-instance', type: 'Observation', types: ['Observation'], id: 'o1', params: ['_count', '_since'], ask: ask('Observation', 'history', 'r') } },
    { request: 'GET Observation/_history?_at=2026', is: { interaction: 'history-type', type: 'Observation', types: ['Observation'], params: ['_at'], ask: ask('Observation', 'history', 's') } },
    { request: 'GET _history', is: { interaction: 'history-system', ask: [{ type: 'System', action: 'history' }] } },
    { request: 'GET Observation?code=secret&code:text=secret&code=secret2&_count=7&_total=none', is: search('Observation', { params: ['code', 'code:text', '_count', '_total'], ask: ask('Observation', 'search', 's') }) },
    { request: 'GET Observation?patient=B,A&_sort=-date,code', is: search('Observation', { params: ['patient', '_sort'], ask: ask('Observation', 'search', 's', { sort: ['-date', 'code'], patients: ['A', 'B'] }) }) },
    { request: 'GET Observation?performer=Patient/B', is: search('Observation', { params: ['performer'], ask: ask('Observation', 'search', 's') }) },
    { request: 'GET Patient?_id=B', is: search('Patient', { params: ['_id'], ask: ask('Patient', 'search', 's', { patients: ['B'] }) }) },
    { request: 'GET Patient/B/Observation?code=secret', is: search('Observation', { params: ['code'], ask: ask('Observation', 'search', 's', { patients: ['B'] }) }) },
    { request: 'GET Patient/B/Patient', is: search('Patient', { ask: ask('Patient', 'search', 's', { patients: ['B'] }) }) },
    { request: 'GET Patient/B/Schedule', is: search('Schedule', { ask: ask('Schedule', 'search', 's', { patients: ['B'] }) }) },
    { request: 'GET Patient/B/Provenance', is: search('Provenance', { ask: ask('Provenance', 'search', 's', { patients: ['B'] }) }) },
    { request: 'GET Encounter/e1/Observation', is: search('Observation', { ask: ask('Observation', 'search', 's') }) },
    { request: 'GET Encounter/e1/Observation?patient=B', is: search('Observation', { params: ['patient'], ask: ask('Observation', 'search', 's', { patients: ['B'] }) }) },
    { request: 'GET Patient/B/*', is: { interaction: 'search-system', ask: [{ type: 'System', action: 'search', patients: ['B'] }] } },
    { request: 'GET Patient/B/*?_type=Patient,Observation&_tag=x&_count=5', is: { interaction: 'search-system', types: ['Patient', 'Observation'], params: ['_tag', '_count'], ask: ['Patient', 'Observation'].flatMap((type) => ask(type, 'search', 's', { patients: ['B'] })) } },
    { request: 'GET ?_type=Patient,Observation', is: { interaction: 'search-system', types: ['Patient', 'Observation'], ask: ['Patient', 'Observation'].flatMap((type) => ask(type, 'search', 's')) } },
    {
      request: 'GET Observation?status=secret&encounter:Encounter.class=secret&_has:Provenance:target:agent=secret',
      is: {
        ...search('Observation', { params: ['status', 'encounter:Encounter.class', '_has:Provenance:target:agent'] }), types: ['Observation', 'Encounter', 'Provenance'],
        ask: [
          ...ask('Observation', 'search', 's', { chain: ['encounter:Encounter.class', '_has:Provenance:target:agent'] }),
          ...ask('Encounter', 'search', 's', { over: 'search' }), ...ask('Provenance', 'search', 's', { over: 'search' }),
        ],
      },
    },
    {
      request: 'GET Observation?_include=Observation:subject:Patient&_revinclude:iterate=Provenance:target&_elements=code',
      is: {
        ...search('Observation', { params: ['_include', '_revinclude:iterate'] }), types: ['Observation', 'Patient', 'Provenance'],
        ask: [
          ...ask('Observation', 'search', 's', { include: ['Observation:subject:Patient', 'Provenance:target'] }),
          ...ask('Patient', 'search', 's', { over: 'search' }), ...ask('Provenance', 'search', 's', { over: 'search' }),
        ],
      },
    },
    { request: 'GET Encounter/e1/*', is: { interaction: 'search-system', ask: [{ type: 'System', action: 'search' }] } },
    { request: 'POST Observation', body: { resourceType: 'Observation', id: 'x', subject: { reference: 'Patient/B' } }, is: { interaction: 'create', type: 'Observation', types: ['Observation'], ask: ask('Observation', 'create', 'c') } },
    { request: 'DELETE Patient/B', is: { interaction: 'delete', type: 'Patient', types: ['Patient'], id: 'B', ask: ask('Patient', 'delete', 'd', { patients: ['B'] }) } },
    { request: 'DELETE Observation?patient=B', is: { interaction: 'delete', type: 'Observation', types: ['Observation'], ask: [...ask('Observation', 'search', 's'), ...ask('Observation', 'delete', 'd')] } },
    { request: 'GET Patient/B/$everything', is: { interaction: 'operation', type: 'Patient', types: ['Patient'], id: 'B', operation: '$everything', ask: [] } },
  ];
  for (const { request, body, is } of cases) it(request, () => { assert.deepEqual(describeInteraction(parsed(request, body).interaction, bases), is); });

  it('names at most 50 patients', () => {
    const values = Array.from({ length: 60 }, (_, index) => `p${index}`).join();
    assert.equal(describeInteraction(parsed(`GET Observation?patient=${values}`).interaction, bases).ask?.[0]?.patients?.length, 50);
  });

  it('law 9: holds no value of a parameter but the patients that are named', () => {
    const text = JSON.stringify(describeInteraction(parsed('GET Observation?code=secret&performer=Practitioner/secret&_id=secret&date=2026-06-01&_count=77').interaction, bases));
    assert.doesNotMatch(text, /secret|2026|77/);
  });
});

describe('describePrincipal', () => {
  it('says who asked, in the token\'s own words', () => {
    const caller = soundCaller({ scope: 'openid user/*.rs', patient: 'Patient/A', fhirUser: 'Practitioner/77', mfa: true, claims: { jti: 'j', acr: 'gold', encounter: 'e1' } });
    assert.deepEqual(describePrincipal(caller, now, true), {
      issuer: 'https://idp.example', subject: 'user-1', client: 'app', jti: 'j', fhirUser: 'Practitioner/77', roles: ['x'], scopes: ['openid', 'user/*.rs'], launch: { patient: 'A', encounter: 'e1' },
      strength: { acr: 'gold', amr: ['pwd', 'mfa'], authTime: now / 1000 - 60, strong: true }, emergency: true,
    });
  });
  it('... and nothing that it did not say', () => {
    assert.deepEqual(describePrincipal(soundCaller({ client: 'etl' }), now, false), {
      issuer: 'https://idp.example', subject: 'etl', client: 'etl', roles: ['x'], scopes: [], strength: { amr: [], strong: false }, machine: true,
    });
  });
});

describe('describeDecision', () => {
  const team: Given = { scope: 'user/*.rs', fhirUser: 'Practitioner/77', careteam: ['B', 'A'] };
  const many = Array.from({ length: 9 }, (_, index) => `p${index}`);
  const describe = (given: Given, rows: readonly string[], request: string) => describeDecision(decideCase({ given, rows, request }), describing);
  const cases: readonly { readonly sentence: string; readonly is: unknown; readonly wanted: unknown }[] = [
    { sentence: 'everyone: no confinement', is: describe({ scope: 'user/*.rs' }, ['* read any'], 'GET Observation/o'), wanted: { decision: 'permit', rows: ['policy.csv:1'], reach: ['any'] } },
    { sentence: 'the patients of the reach', is: describe({ scope: 'patient/*.rs', patient: 'A' }, ['* read any'], 'GET Observation/o'), wanted: { decision: 'permit', rows: ['policy.csv:1'], reach: ['any'], confinement: ['A'] } },
    { sentence: 'of a search, those that it is narrowed to', is: describe(team, ['* search careteam'], 'GET Observation?patient=A'), wanted: { decision: 'permit', rows: ['policy.csv:1'], reach: ['careteam'], confinement: ['A'] } },
    { sentence: 'the rows that decided, each once, with their terms', is: describe({ ...team, mfa: true, scope: 'user/*.rs user/Observation.rs' }, ['* read careteam', '* read launch', '* read any mfa'], 'GET Observation/o'), wanted: { decision: 'permit', rows: ['policy.csv:1', 'policy.csv:3'], reach: ['careteam', 'any'], terms: ['mfa'] } },
    { sentence: 'more than 8 patients: their number and the hash of their sorted names', is: describe({ ...team, careteam: many.toReversed() }, ['* search careteam'], 'GET Observation'), wanted: { decision: 'permit', rows: ['policy.csv:1'], reach: ['careteam'], confinement: { count: 9, sha256: `sha of ${many.map((one) => `hmac:1:${one}`).join('\n')}` } } },
    { sentence: 'a denial: its gate, code, status and rows', is: describe({ scope: 'patient/*.rs', patient: 'A' }, ['* search launch'], 'GET Observation?patient=B'), wanted: { decision: 'deny', refusal: 'outside-confinement', status: 403, gate: 'confinement', rows: ['policy.csv:1'] } },
    { sentence: 'a denial without rows', is: describe({ scope: '' }, [], 'GET Observation/o'), wanted: { decision: 'deny', refusal: 'insufficient-scope', status: 403, gate: 'scope' } },
    { sentence: 'a denial without a gate', is: describe({ scope: 'user/*.cruds' }, ['* delete any'], 'DELETE Observation/o'), wanted: { decision: 'deny', refusal: 'delete-not-offered', status: 501 } },
  ];
  for (const { sentence, is, wanted } of cases) it(sentence, () => { assert.deepEqual(is, wanted); });

  it('a set of patients has one hash in a decision and in its `reach` record', () => {
    const confinement = confinementOf(many, describing);
    assert.deepEqual(confinement, { count: 9, sha256: describing.sha256(namesOf(many.toReversed(), describing).join('\n')) });
    assert.deepEqual(confinementOf(many.slice(0, 8), describing), many.slice(0, 8));
  });

  it('leaves nothing of a patient once it is redacted', () => {
    const given: Given = { scope: 'patient/*.rs', patient: 'secret-1', fhirUser: 'Patient/secret-1' };
    const record = {
      kind: 'decision', requestId: 'r', peer: 'p', method: 'GET', ...describePrincipal(soundCaller(given), now, false), ...describeInteraction(parsed('GET Patient/secret-1/Schedule').interaction, bases),
      ...describeDecision(decideCase({ given, rows: ['* search self'], request: 'GET Patient/secret-1/Schedule' }), describing),
    } as const;
    assert.doesNotMatch(JSON.stringify(redactRecord(() => 'hidden', record)), /secret/);
  });
});
