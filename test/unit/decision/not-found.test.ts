import assert from 'node:assert/strict';
import type { Permit } from '../../../src/decision/decide.ts';
import { notFound } from '../../../src/decision/not-found.ts';
import { decideCase } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const permitOf = (given: Given, rows: readonly string[], request: string): Permit => {
  const decision = decideCase({ given, rows, request: `GET ${request}` });
  if (decision.effect === 'deny') throw new Error(decision.refusal.code);
  return decision;
};

type Case = { readonly name: string; readonly given: Given; readonly rows: readonly string[]; readonly request?: string; readonly absent: string; readonly deleted?: string };
const launch: Given = { scope: 'patient/*.r', patient: 'A' };
const both: Given = { scope: 'user/*.r', patient: 'A', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };

const cases: readonly Case[] = [
  { name: 'A-095 whoever is confined is told "not found", of what was deleted too', given: launch, rows: ['* read launch'], absent: 'not-found' },
  { name: 'A-095 whoever reaches everyone is told what was deleted', given: { scope: 'user/*.r' }, rows: ['* read any'], absent: 'not-found', deleted: 'gone' },
  { name: 'A-095 ... not under a granular scope', given: { scope: 'user/Observation.r?status=final' }, rows: ['* read any'], absent: 'not-found' },
  { name: 'A-095 ... nor under `openid fhirUser`', given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: ['* read any'], request: 'Practitioner/1', absent: 'not-found' },
  { name: 'a locked pair that reaches everyone is a challenge', given: both, rows: ['* read launch', '* read any mfa'], absent: 'step-up' },
  { name: '... not with strong authentication', given: { ...both, mfa: true }, rows: ['* read launch', '* read any mfa'], absent: 'not-found', deleted: 'gone' },
  { name: 'a locked pair that reaches more patients is a challenge', given: both, rows: ['* read launch', '* read careteam mfa'], absent: 'step-up' },
  { name: '... that reaches no more is none', given: both, rows: ['* read careteam', '* read launch mfa'], absent: 'not-found' },
  { name: '... nor where the reach is everyone already', given: both, rows: ['* read any', '* read careteam mfa'], absent: 'not-found', deleted: 'gone' },
  { name: '... nor under `patient/`, where `any` reaches no more than `launch`', given: launch, rows: ['* read launch', '* read any mfa'], absent: 'not-found' },
  { name: 'of a shared type, where only the caller\'s own shows, `any` is a challenge', given: both, rows: ['* read self', '* read any mfa'], request: 'Practitioner/1', absent: 'step-up' },
  { name: '... under `patient/` too', given: { ...launch, fhirUser: 'Practitioner/77' }, rows: ['* read self', '* read any mfa'], request: 'Practitioner/1', absent: 'step-up' },
  { name: '... none where `any` shows all', given: both, rows: ['* read any', '* read self mfa', '* read any mfa'], request: 'Organization/1', absent: 'not-found', deleted: 'gone' },
  { name: 'a locked pair that shows the caller\'s own is a challenge', given: { scope: 'user/*.r', patient: 'A', fhirUser: 'RelatedPerson/r', related: [] }, rows: ['* read launch', '* read self mfa'], request: 'RelatedPerson/r', absent: 'step-up' },
  { name: '... none where another shows it', given: { scope: 'user/*.r', patient: 'A', fhirUser: 'RelatedPerson/r', related: [] }, rows: ['* read launch', '* read self', '* read self mfa'], request: 'RelatedPerson/r', absent: 'not-found' },
];

describe('notFound', () => {
  for (const { name, given, rows, request = 'Observation/o', absent, deleted = absent } of cases) {
    it(name, () => {
      const permit = permitOf(given, rows, request);
      assert.deepEqual([notFound(permit, 'absent').code, notFound(permit, 'foreign').code, notFound(permit, 'deleted').code], [absent, absent, deleted]);
    });
  }
});
