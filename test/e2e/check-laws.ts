import assert from 'node:assert/strict';
import { refusals } from '../../src/refusal.ts';
import { compartmentOf } from '../../src/fhir/patient-compartment.ts';
import { isResourceType } from '../../src/fhir/resource-types.ts';
import type { Exchange } from '../../src/demo/exchange.ts';
import { owners } from '../support/crossing-data.ts';
import type { Answer } from './ask.ts';
import type { Persona } from './personas.ts';
import { bundleOf, jsonOf, linkIn, resourcesIn } from './read-answer.ts';

/** What an answer is held against besides its case. */
export type Asked = {
  readonly persona: Persona | undefined;
  readonly token: string | undefined;
  readonly head: boolean;
  readonly publicUrl: string;
  readonly backendUrl: string;
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** what every answer carries, and what none does. */
const checkHeaders = ({ headers, status }: Answer, { publicUrl }: Asked): void => {
  assert.match(headers['x-request-id'] ?? '', uuid, 'X-Request-Id');
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['vary'], 'Authorization, Origin, Accept-Encoding');
  for (const name of ['x-powered-by', 'server', 'set-cookie', 'x-security-context', 'access-control-allow-credentials']) assert.equal(headers[name], undefined, name);
  for (const name of ['location', 'content-location']) assert.ok((headers[name] ?? publicUrl).startsWith(publicUrl), name);
  assert.equal(headers['www-authenticate'] !== undefined || status !== 401, true, '401 has a challenge (R-180)');
};

/** Nothing of the backend's address, its software or the token. */
const checkSilence = (answer: Answer, { backendUrl, token }: Asked): void => {
  const whole = `${JSON.stringify(answer.headers)}\n${answer.text}`;
  for (const secret of [new URL(backendUrl).host, 'HAPI', ...(token === undefined ? [] : [token])]) assert.ok(!whole.includes(secret), `the answer holds \`${secret}\``);
};

type Issue = { readonly severity: string; readonly code: string; readonly details: { readonly text: string } };
type Outcome = { readonly resourceType: string; readonly issue: readonly Issue[] };

/** an error is one OperationOutcome of fixed words, with the challenge of its row and no other. */
const checkError = (answer: Answer, { head, publicUrl }: Asked): void => {
  const challenge = answer.headers['www-authenticate'];
  if (answer.status < 400) {
    assert.equal(challenge, undefined);
    return;
  }
  if (head) {
    assert.equal(answer.text, '');
    return;
  }
  const { resourceType, issue: [issue, ...more] } = jsonOf(answer) as unknown as Outcome;
  assert.deepEqual([resourceType, more.length, issue?.severity], ['OperationOutcome', 0, 'error']);
  const row = Object.values(refusals).find(({ status, text }) => status === answer.status && text === issue?.details.text);
  assert.ok(row !== undefined, `no row of the refusal table says ${answer.status} \`${issue?.details.text}\``);
  const wanted = 'challenge' in row ? row.challenge : undefined;
  const start = `Bearer realm="${publicUrl}"`;
  if (wanted === undefined) assert.equal(challenge, undefined, 'no challenge');
  else if (wanted === 'bare') assert.equal(challenge, start);
  else assert.ok(challenge?.startsWith(`${start}, error="${wanted}", error_description="${row.text}"`), challenge);
  assert.equal(answer.headers['retry-after'], 'retryAfter' in row ? String(row.retryAfter) : undefined, 'Retry-After');
};

/** links, fullUrl and self are the gateway's own. */
const checkBundle = (answer: Answer, { publicUrl }: Asked): void => {
  const bundle = bundleOf(answer);
  if (bundle === undefined) return;
  for (const relation of ['self', 'next', 'previous', 'first', 'last']) {
    const url = linkIn(answer, relation);
    assert.ok(url === undefined || url === publicUrl || /^[/?]/.test(url.slice(publicUrl.length)), `${relation}: ${url}`);
    assert.ok(url === undefined || !url.includes('_getpages'), 'A-103 the cursor of the backend does not show');
  }
  assert.ok(linkIn(answer, 'self') !== undefined, 'a self link (R-138)');
  for (const { fullUrl, resource } of bundle.entry ?? []) {
    if (resource !== undefined) assert.equal(fullUrl, `${publicUrl}/${resource.resourceType}/${resource.id}`);
  }
};

/** Nobody is given what belongs to patients whom they may not see, whatever the case expects: by the owners that are written down in crossing-data.ts. */
const checkOwners = (answer: Answer, { persona }: Asked): void => {
  for (const name of resourcesIn(answer)) {
    const [type = '', id = ''] = name.replace('deleted ', '').split('/');
    const owned = owners[`${type}/${id}`];
    if (owned === undefined || persona?.sees === 'everyone' || !isResourceType(type)) continue;
    const sees = persona?.sees ?? [];
    const may = owned.length > 0 ? owned.every((patient) => sees.includes(patient)) : compartmentOf(type).class === 'shared';
    assert.ok(may, `${name} was given out to somebody who sees ${sees.join()}`);
  }
};

/** What holds for every answer of the gateway. */
export const checkLaws = (answer: Answer, asked: Asked): void => {
  checkHeaders(answer, asked);
  checkSilence(answer, asked);
  if (answer.status === 204) return;
  checkError(answer, asked);
  checkBundle(answer, asked);
  checkOwners(answer, asked);
};

const sentUpstream: ReadonlySet<string> = new Set(['accept', 'accept-encoding', 'via', 'prefer', 'host', 'connection', 'content-type', 'content-length']);

/** Decision 1: what goes upstream is printed, so no header of the client is in it. */
export const checkUpstreamLaws = (exchanges: readonly Exchange[], backendUrl: string): void => {
  for (const { headers } of exchanges) {
    assert.deepEqual(Object.keys(headers).filter((name) => !sentUpstream.has(name)), [], 'headers upstream');
    assert.equal(headers.host, new URL(backendUrl).host);
    assert.equal(headers['accept-encoding'], 'identity');
  }
};
