import assert from 'node:assert/strict';
import path from 'node:path';
import { startIssuer, type Issuer } from '../../src/demo/issuer.ts';
import type { PersonaName } from '../../src/demo/personas.ts';
import { seed } from '../support/crossing-data.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../support/gateway-under-test.ts';
import { startHapi, type Hapi } from './hapi-server.ts';

const audience = 'http://localhost:8080/fhir';

type Step = { readonly sentence: string; readonly as: PersonaName; readonly claims: Readonly<Record<string, unknown>>; readonly ask: string; readonly status: number };

const ofA = { fhirUser: 'Patient/A', patient: 'A' };
const steps: readonly Step[] = [
  { sentence: 'an RS256 or ES256 token of a patient reads the own record', as: 'patient', claims: ofA, ask: 'Patient/A', status: 200 },
  { sentence: 'A-110 and no other', as: 'patient', claims: ofA, ask: 'Patient/B', status: 404 },
  { sentence: 'a clinician searches for the launch patient', as: 'clinician', claims: { fhirUser: 'Practitioner/77', patient: 'A' }, ask: 'Observation?patient=A', status: 200 },
  { sentence: 'A-054 and for no other', as: 'clinician', claims: { fhirUser: 'Practitioner/88', patient: 'A' }, ask: 'Observation?patient=B', status: 403 },
  { sentence: 'the privacy officer with strong authentication reads anybody', as: 'privacy-officer', claims: {}, ask: 'Patient/B', status: 200 },
  { sentence: 'R-075 and without is asked for it', as: 'privacy-officer-password', claims: {}, ask: 'Patient/B', status: 401 },
  { sentence: 'A-205 a token for another audience is refused', as: 'patient', claims: { ...ofA, aud: 'http://localhost:9999/fhir' }, ask: 'Patient/A', status: 401 },
];

describe('HAPI FHIR behind the gateway, tokens of a certified OpenID provider', () => {
  let hapi: Hapi;
  let issuer: Issuer;
  let gateway: GatewayUnderTest;

  before(async () => {
    hapi = await startHapi();
    await seed(hapi.url);
    issuer = await startIssuer({ port: 0, audience });
    gateway = await startGatewayUnderTest({ backend: hapi.url, policies: path.resolve(import.meta.dirname, '../../policies'), publicUrl: audience, trusted: issuer.issuer });
  });
  after(async () => {
    await gateway.close();
    await issuer.close();
    await hapi.stop();
  });

  for (const { sentence, as, claims, ask, status } of steps) {
    it(sentence, async () => {
      const response = await fetch(`${gateway.base}/${ask}`, { headers: { authorization: `Bearer ${await issuer.token(as, claims)}` } });
      assert.equal(response.status, status, await response.text());
    });
  }
});
