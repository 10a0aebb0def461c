import type { Ask, Case, Feature } from '../case.ts';
import { having, officer, patientA, stranger, wardClinician, type Persona } from '../personas.ts';
import type { RefusalCode } from '../../../src/refusal.ts';

const patch = { 'Content-Type': 'application/json-patch+json' };
const observation = { resourceType: 'Observation', id: 'a1', status: 'final', subject: { reference: 'Patient/A' } };
// Whoever may change Conditions that nobody charts: a row for each would be needed, and no scope is missing.
const editor: Persona = having(wardClinician, { scope: 'user/*.cruds' });

/** What the FHIR API defines and the gateway does not offer yet, with who may ask for it as far as the gates go. */
const closed: readonly (readonly [sentence: string, code: RefusalCode, request: Ask])[] = [
  ['A-162 a batch', 'batch-not-offered', { method: 'POST', path: '', body: { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: 'Patient/B' } }] } }],
  ['A-162 a transaction', 'transaction-not-offered', { method: 'POST', path: '', body: { resourceType: 'Bundle', type: 'transaction', entry: [] } }],
  ['A-122 $everything', 'operation-not-offered', { path: 'Patient/A/$everything' }],
  ['A-014 an encoded dollar is a dollar', 'operation-not-offered', { path: 'Patient/A/%24everything' }],
  ['A-123 $everything of all patients', 'operation-not-offered', { path: 'Patient/$everything' }],
  ['A-124 $export', 'operation-not-offered', { path: '$export' }],
  ['A-125 the status of an export', 'operation-not-offered', { path: '$export-poll-status?_jobId=1' }],
  ['A-126 $import', 'operation-not-offered', { method: 'POST', path: '$import', body: { resourceType: 'Parameters' } }],
  ['A-127 $graphql', 'operation-not-offered', { path: '$graphql?query=x' }],
  ['A-129 $diff', 'operation-not-offered', { path: '$diff?from=Patient/A&to=Patient/B' }],
  ['A-130 $meta', 'operation-not-offered', { path: 'Patient/B/$meta' }],
  ['A-131 $expunge', 'operation-not-offered', { method: 'POST', path: '$expunge', body: { resourceType: 'Parameters' } }],
  ['A-132 $reindex', 'operation-not-offered', { method: 'POST', path: '$reindex', body: { resourceType: 'Parameters' } }],
  ['A-136 an operation with dots', 'operation-not-offered', { method: 'POST', path: '$hapi.fhir.replace-references', body: { resourceType: 'Parameters' } }],
  ['A-137 an operation that nobody knows', 'operation-not-offered', { path: 'Observation/$whatever' }],
];

const gated: readonly (readonly [sentence: string, code: RefusalCode, request: Ask])[] = [
  ['update', 'update-not-offered', { method: 'PUT', path: 'Encounter/enc-a', body: { resourceType: 'Encounter', id: 'enc-a' } }],
  ['patch', 'patch-not-offered', { method: 'PATCH', path: 'Encounter/enc-a', headers: patch, body: '[]' }],
  ['delete', 'delete-not-offered', { method: 'DELETE', path: 'Encounter/enc-a' }],
  ['A-093 conditional create', 'conditional-create-not-offered', { method: 'POST', path: 'Encounter', headers: { 'If-None-Exist': 'patient=B' }, body: { resourceType: 'Encounter' } }],
  ['A-145 conditional update', 'conditional-update-not-offered', { method: 'PUT', path: 'Encounter?identifier=x', body: { resourceType: 'Encounter' } }],
  ['A-145 conditional patch', 'conditional-patch-not-offered', { method: 'PATCH', path: 'Encounter?identifier=x', headers: patch, body: '[]' }],
  ['A-145 conditional delete', 'conditional-delete-not-offered', { method: 'DELETE', path: 'Encounter?patient=B' }],
];

const refused = (code: RefusalCode, status: number) => ({ status, refusal: code, upstream: 'nothing', decision: { decision: 'deny', refusal: code } }) as const;

const statusOf = (code: RefusalCode): number => (code === 'operation-not-offered' ? 403 : 501);

/** Each kind that is parsed, put through the gates, and refused as it is not offered; and what is outside the grammar. */
export const notOffered: Feature = {
  name: 'what is not offered',
  policies: 'editing',
  cases: [
    ...closed.flatMap(([name, code, request]): readonly Case[] => [
      { name: `${name}: refused, also to the officer`, as: officer, request, expect: refused(code, statusOf(code)) },
    ]),
    { name: 'without a token a batch is 401', request: closed[0]![2], expect: { status: 401, refusal: 'token-missing', upstream: 'nothing' } },
    { name: 'without a token an operation is 401', request: closed[2]![2], expect: { status: 401, refusal: 'token-missing', upstream: 'nothing' } },
    ...gated.flatMap(([name, code, request]): readonly Case[] => [
      { name: `${name}: passes the gates, and is not offered`, as: editor, request, expect: refused(code, 501) },
      { name: `${name}: who has no row is refused by the policy`, as: stranger, request, expect: refused('policy-denied', 403) },
      { name: `${name}: who has no scope by the scope gate`, as: having(editor, { scope: 'user/*.rs' }), request, expect: refused('insufficient-scope', 403) },
    ]),
    { name: 'deny rows beat allow rows: what was charted is not changed', as: wardClinician, request: { method: 'PUT', path: 'Observation/a1', body: observation }, expect: refused('policy-denied', 403) },
    { name: 'R-178 A-029 a method override is not heard', as: editor, request: { method: 'POST', path: 'Encounter', headers: { 'X-HTTP-Method-Override': 'DELETE' }, body: { resourceType: 'Encounter' } }, expect: refused('method-override', 400) },
    { name: 'A-031 no cascade by parameter', as: editor, request: { method: 'DELETE', path: 'Encounter/enc-a?_cascade=delete' }, expect: refused('parameter-not-here', 400) },
    { name: 'A-032 no expunge by parameter', as: editor, request: { method: 'DELETE', path: 'Encounter/enc-a?_expunge=true' }, expect: refused('parameter-not-here', 400) },
    { name: 'A-164 a Bundle without a type is none of both', as: officer, request: { method: 'POST', path: '', body: { resourceType: 'Bundle', entry: [] } }, expect: refused('body-not-a-resource', 400) },
    { name: 'R-168 nor one of another type', as: officer, request: { method: 'POST', path: '', body: { resourceType: 'Bundle', type: 'history', entry: [] } }, expect: refused('body-not-a-resource', 400) },
    { name: 'A-172 nor with a query', as: officer, request: { method: 'POST', path: '?x', body: { resourceType: 'Bundle', type: 'batch' } }, expect: refused('parameter-not-here', 400) },
  ],
};

const paths: readonly (readonly [sentence: string, path: string, status: number, code: RefusalCode])[] = [
  ['A-004 a base that begins alike', '/fhirX/Patient/B', 404, 'path-unknown'],
  ['A-004 another', '/fhir-admin', 404, 'path-unknown'],
  ['A-005 the base in another case', '/FHIR/Patient/A', 404, 'path-unknown'],
  ['A-010 OpenAPI', 'swagger-ui/index.html', 404, 'path-unknown'],
  ['A-010 its pages', 'api-docs', 404, 'path-unknown'],
  ['A-011 the tester', '/', 404, 'path-unknown'],
  ['A-011 CDS hooks', '/cds-services', 404, 'path-unknown'],
  ['the actuator', '/actuator/health', 404, 'path-unknown'],
  ['job control', '/control/jobs', 404, 'path-unknown'],
  ['the operators\' paths are not on this port', '/metrics', 404, 'path-unknown'],
  ['nor readiness', '/readyz', 404, 'path-unknown'],
  ['the base without anything', '', 404, 'path-unknown'],
  ['A-013 an id that is encoded twice', 'Observation/%2541bc', 400, 'target-malformed'],
  ['A-015 an empty segment', 'Patient//B', 400, 'target-malformed'],
  ['A-016 a path parameter', 'Patient;x=1/B', 400, 'target-malformed'],
  ['A-016 on the id', 'Patient/B;jsessionid=1', 400, 'target-malformed'],
  ['A-017 an encoded slash', 'Patient/A%2F..%2FB', 400, 'target-malformed'],
  ['A-017 an encoded backslash', 'Patient/A%5c..%5cB', 400, 'target-malformed'],
  ['A-020 a tenant before the type', 'DEFAULT/Patient/B', 404, 'type-unknown'],
  ['A-021 a type in lower case', 'patient/B', 404, 'path-unknown'],
  ['A-021 in upper case', 'PATIENT', 404, 'type-unknown'],
  ['A-022 an overlong encoding', 'Patient/%c0%af', 400, 'target-malformed'],
  ['A-022 a NUL', 'Patient/%00', 400, 'target-malformed'],
  ['A-022 a full-width letter', 'Patient/%EF%BC%A1', 400, 'target-malformed'],
  ['A-022 a space behind the id', 'Patient/A%20', 400, 'target-malformed'],
  ['A-022 a plus', 'Patient/A+', 400, 'id-malformed'],
  ['A-023 an encoded question mark', 'Patient/A%3F_id=B', 400, 'target-malformed'],
  ['A-023 an encoded ampersand', 'Patient/A%26x', 400, 'id-malformed'],
  ['an id of 65 letters', `Patient/${'a'.repeat(65)}`, 400, 'id-malformed'],
  ['a type that there is not', 'Patients/A', 404, 'type-unknown'],
  ['A-081 a name of every object', '__proto__', 404, 'path-unknown'],
  ['another', 'constructor/x', 404, 'path-unknown'],
  ['a segment too many', 'Observation/a1/_history/1/x', 400, 'path-malformed'],
  ['A-144 a read by POST', 'Observation/a1', 405, 'method-not-allowed'],
];

/** What is outside the grammar: 400, 404 or 405, known before anybody is asked who they are (decision 1; ). */
export const malformedPaths: Feature = {
  name: 'paths that are refused',
  cases: [
    ...paths.map(([name, path, status, code]): Case => ({
      name: `${name}: ${status}`, as: officer, request: { path, ...(status === 405 ? { method: 'POST' as const, body: {} } : {}) }, expect: { status, refusal: code, upstream: 'nothing', decision: { decision: 'deny', refusal: code } },
    })),
    { name: 'A-014 an encoded `_history` is one', as: patientA, request: { path: 'Patient/%5fhistory' }, expect: { status: 403, refusal: 'outside-confinement', upstream: 'nothing', decision: { interaction: 'history-type' } } },
    { name: 'A-014 an encoded `_search` is one', as: patientA, request: { path: 'Patient/%5Fsearch' }, expect: { status: 200, resources: ['Patient/A'], decision: { interaction: 'search-type' } } },
    { name: 'one slash at the end is forgiven', as: patientA, request: { path: 'Patient/A/' }, expect: { status: 200, resources: ['Patient/A'], upstream: ['GET Patient/A'] } },
    { name: 'an id with dots and dashes is one', as: patientA, request: { path: 'Observation/focus-b' }, expect: { status: 200 } },
    { name: 'an encoded letter is that letter', as: patientA, request: { path: 'Patient/%41' }, expect: { status: 200, resources: ['Patient/A'], upstream: ['GET Patient/A'] } },
  ],
};
