import assert from 'node:assert/strict';
import { dependsOn, needKey } from '../../../src/decision/visible.ts';
import { isWithinReach } from '../../../src/decision/within-reach.ts';
import { bases, basesOf, grantsOf, resourceOf, verdictOf, type Given } from '../../support/deciding.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';

type Case = {
  readonly name: string;
  readonly given: Given;
  readonly rows: readonly string[];
  readonly resource: { readonly resourceType: string } & Readonly<Record<string, unknown>>;
  /** Look-ups answered before. */
  readonly known?: Readonly<Record<string, boolean>>;
  readonly verdict: string;
};

const launch: Given = { scope: 'patient/*.r', patient: 'A' };
const fhir: Given = { ...launch, compartment: 'fhir' };
const team: Given = { scope: 'user/*.r', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
const all: Given = { scope: 'user/*.r' };
const mine = ['* read launch'];
const ours = ['* read careteam'];
const anybody = ['* read any'];
const to = (reference: unknown) => ({ reference });
const observation = (subject: string, more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Observation', id: 'o', subject: to(subject), ...more });
const lab = { category: [{ coding: [{ code: 'laboratory' }] }] };
const provenance = (...targets: readonly unknown[]) => ({ resourceType: 'Provenance', id: 'p', target: targets });
const binary = (more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Binary', id: 'b', contentType: 'text/plain', ...more });

const cases: readonly Case[] = [
  { name: 'A-109 one\'s own patient\'s', given: launch, rows: mine, resource: observation('Patient/A'), verdict: 'in' },
  { name: 'A-109 another patient\'s', given: launch, rows: mine, resource: observation('Patient/B'), verdict: 'out' },
  { name: 'A-110 R-121 the launch patient', given: launch, rows: mine, resource: { resourceType: 'Patient', id: 'A' }, verdict: 'in' },
  { name: 'A-110 another patient', given: launch, rows: mine, resource: { resourceType: 'Patient', id: 'B' }, verdict: 'out' },
  { name: 'A-115 nobody\'s: out for whoever is confined', given: launch, rows: mine, resource: { resourceType: 'Observation', id: 'o' }, verdict: 'out' },
  { name: 'A-115 ... and in for everyone', given: all, rows: anybody, resource: { resourceType: 'Observation', id: 'o' }, verdict: 'in' },
  { name: 'A-115 ... but not under `patient/` and `any`', given: launch, rows: anybody, resource: { resourceType: 'Observation', id: 'o' }, verdict: 'out' },
  { name: 'A-116 performed by the launch patient', given: launch, rows: mine, resource: observation('Patient/B', { performer: [to('Patient/A')] }), verdict: 'out' },
  { name: 'A-117 a patient who links to the launch patient', given: launch, rows: mine, resource: { resourceType: 'Patient', id: 'B', link: [{ other: to('Patient/A') }] }, verdict: 'out' },
  { name: 'A-118 of two, one within the reach', given: launch, rows: mine, resource: { resourceType: 'Account', id: 'x', subject: [to('Patient/A'), to('Patient/B')] }, verdict: 'out' },
  { name: 'A-118 of two within the reach', given: team, rows: ours, resource: { resourceType: 'Account', id: 'x', subject: [to('Patient/A'), to('Patient/B')] }, verdict: 'in' },
  { name: 'A-118 of two within two reaches that no grant has together', given: { scope: 'user/*.r patient/*.r', patient: 'A', fhirUser: 'Patient/B' }, rows: ['* read launch', '* read self'], resource: { resourceType: 'Account', id: 'x', subject: [to('Patient/A'), to('Patient/B')] }, verdict: 'out' },
  { name: 'A-119 a hidden type', given: all, rows: anybody, resource: { resourceType: 'Task', id: 't' }, verdict: 'in' },
  { name: 'A-120 an operator type that a row names', given: all, rows: ['AuditEvent read any'], resource: { resourceType: 'AuditEvent', id: 'e' }, verdict: 'in' },
  { name: 'R-124 a shared type by `any`', given: launch, rows: anybody, resource: { resourceType: 'Organization', id: 'x' }, verdict: 'in' },
  { name: 'a shared type by `self`: the caller', given: team, rows: ['* read self'], resource: { resourceType: 'Practitioner', id: '77' }, verdict: 'in' },
  { name: '... a colleague', given: team, rows: ['* read self'], resource: { resourceType: 'Practitioner', id: '78' }, verdict: 'out' },
  { name: '... the caller, under `patient/`', given: { ...launch, fhirUser: 'Practitioner/77' }, rows: ['* read self'], resource: { resourceType: 'Practitioner', id: '77' }, verdict: 'in' },
  { name: 'the caller as a related person whose relation is over', given: { scope: 'user/*.r', fhirUser: 'RelatedPerson/r', related: [] }, rows: ['* read self'], resource: { resourceType: 'RelatedPerson', id: 'r', patient: to('Patient/B') }, verdict: 'in' },
  { name: 'decision 3: ... under `patient/` counts by reach alone', given: { scope: 'patient/*.r', patient: 'A', fhirUser: 'RelatedPerson/r', related: ['A'] }, rows: ['* read self'], resource: { resourceType: 'RelatedPerson', id: 'r', patient: to('Patient/B') }, verdict: 'out' },
  { name: 'R-113 `openid fhirUser`: the caller', given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: anybody, resource: { resourceType: 'Practitioner', id: '77' }, verdict: 'in' },
  { name: 'R-113 ... a colleague, also where the row is `any`', given: { scope: 'openid fhirUser', fhirUser: 'Practitioner/77' }, rows: anybody, resource: { resourceType: 'Practitioner', id: '78' }, verdict: 'out' },
  { name: 'R-113 ... a patient\'s own, by `self`', given: { scope: 'openid fhirUser', fhirUser: 'Patient/A' }, rows: ['* read self'], resource: { resourceType: 'Patient', id: 'A' }, verdict: 'in' },
  { name: 'R-113 ... not by a row that reaches another', given: { scope: 'openid fhirUser', fhirUser: 'Patient/A', patient: 'B' }, rows: mine, resource: { resourceType: 'Patient', id: 'A' }, verdict: 'out' },

  { name: 'A-222 a granular scope and what it names', given: { ...launch, scope: 'patient/Observation.r?category=laboratory' }, rows: mine, resource: observation('Patient/A', lab), verdict: 'in' },
  { name: 'A-222 ... and what it does not', given: { ...launch, scope: 'patient/Observation.r?category=laboratory' }, rows: mine, resource: observation('Patient/A'), verdict: 'out' },
  { name: 'A-222 ... and another patient\'s', given: { ...launch, scope: 'patient/Observation.r?category=laboratory' }, rows: mine, resource: observation('Patient/B', lab), verdict: 'out' },
  { name: 'A-222 ... and everyone\'s', given: { scope: 'user/Observation.r?category=laboratory' }, rows: anybody, resource: observation('Patient/B'), verdict: 'out' },
  { name: 'A-222 ... and the caller\'s own', given: { scope: 'user/Practitioner.r?active=true', fhirUser: 'Practitioner/77' }, rows: ['* read self'], resource: { resourceType: 'Practitioner', id: '77', active: false }, verdict: 'out' },
  { name: 'A-223 R-087 one of two granular scopes is enough', given: { ...launch, scope: 'patient/Observation.r?category=laboratory patient/Observation.r?status=final' }, rows: mine, resource: observation('Patient/A', { status: 'final' }), verdict: 'in' },
  { name: 'A-223 ... for the patients of that one', given: { ...team, patient: 'A', scope: 'user/Observation.r?category=laboratory patient/Observation.r' }, rows: ours, resource: observation('Patient/B'), verdict: 'out' },

  { name: 'a Provenance waits for its targets', given: launch, rows: mine, resource: provenance(to('Observation/o'), to('Observation/o2/_history/2')), verdict: 'needs Observation/o, Observation/o2' },
  { name: '... of which some are known', given: launch, rows: mine, resource: provenance(to('Observation/o'), to('Observation/o2')), known: { 'Observation/o': true }, verdict: 'needs Observation/o2' },
  { name: '... all visible', given: launch, rows: mine, resource: provenance(to('Observation/o'), to('Patient/A')), known: { 'Observation/o': true, 'Patient/A': true }, verdict: 'in' },
  { name: '... one of them not', given: launch, rows: mine, resource: provenance(to('Observation/o'), to('Observation/o2')), known: { 'Observation/o2': false }, verdict: 'out' },
  { name: '... none', given: launch, rows: mine, resource: provenance(), verdict: 'out' },
  { name: '... one elsewhere', given: launch, rows: mine, resource: provenance(to('Observation/o'), to('https://elsewhere/Observation/o')), known: { 'Observation/o': true }, verdict: 'out' },
  { name: '... of odd shapes', given: launch, rows: mine, resource: provenance(to('Observation/o'), 'Observation/o', null), known: { 'Observation/o': true }, verdict: 'out' },
  { name: '... and everyone\'s waits for nothing', given: all, rows: anybody, resource: provenance(), verdict: 'in' },
  { name: 'a Binary of the launch patient', given: launch, rows: mine, resource: binary({ securityContext: to('Patient/A') }), verdict: 'in' },
  { name: '... of another', given: launch, rows: mine, resource: binary({ securityContext: to('Patient/B') }), verdict: 'out' },
  { name: '... of a resource', given: launch, rows: mine, resource: binary({ securityContext: to('Observation/o') }), verdict: 'needs Observation/o' },
  { name: '... that is visible', given: launch, rows: mine, resource: binary({ securityContext: to('Observation/o') }), known: { 'Observation/o': true }, verdict: 'in' },
  { name: '... without a context waits for its documents', given: launch, rows: mine, resource: binary(), verdict: 'needs documents of b' },
  { name: '... which are not all visible', given: launch, rows: mine, resource: binary(), known: { 'documents of b': false }, verdict: 'out' },
  { name: '... and everyone\'s waits for nothing', given: all, rows: anybody, resource: binary(), verdict: 'in' },
  { name: '... elsewhere', given: launch, rows: mine, resource: binary({ securityContext: to('https://elsewhere/Patient/A') }), verdict: 'out' },
  { name: '... of a version', given: launch, rows: mine, resource: binary({ securityContext: to('Patient/A/_history/1') }), verdict: 'out' },
  ...[null, 'Patient/A', [to('Patient/A')], {}, to(['Patient/A']), to(null), { identifier: { value: 'A' } }].map((securityContext): Case => ({
    name: `A-159 a securityContext that is ${JSON.stringify(securityContext)} is not taken for none`, given: launch, rows: mine, resource: binary({ securityContext }), known: { 'documents of b': true }, verdict: 'out',
  })),
  { name: 'within a window', given: launch, rows: ['* read launch window:P1Y'], resource: observation('Patient/A', { effectiveDateTime: '2026-01-01' }), verdict: 'in' },
  { name: '... before it', given: launch, rows: ['* read launch window:P1Y'], resource: observation('Patient/A', { effectiveDateTime: '2025-01-01' }), verdict: 'out' },
  { name: '... before it, where another grant has none', given: launch, rows: ['* read launch window:P1Y', '* read launch'], resource: observation('Patient/A', { effectiveDateTime: '2025-01-01' }), verdict: 'in' },
  { name: '... of another patient within it', given: launch, rows: ['* read launch window:P1Y'], resource: observation('Patient/B', { effectiveDateTime: '2026-01-01' }), verdict: 'out' },
  { name: '... of a type without clinical dates', given: launch, rows: ['* read launch window:P1Y'], resource: { resourceType: 'Patient', id: 'A' }, verdict: 'in' },
  { name: 'under a mask', given: launch, rows: ['* read launch mask:m'], resource: observation('Patient/A'), verdict: 'in under m' },
  { name: '... under two', given: { ...launch, scope: 'patient/*.r user/*.r' }, rows: ['* read launch mask:m', '* read any mask:codes'], resource: observation('Patient/A'), verdict: 'in under m, codes, m, codes' },
  { name: '... of which one does not reach it', given: { ...launch, scope: 'user/*.r' }, rows: ['* read launch mask:m', '* read any mask:codes'], resource: observation('Patient/B'), verdict: 'in under codes' },
  { name: 'R-087 ... and unmasked where a grant without one shows it, in whichever order', given: launch, rows: ['* read launch mask:m', '* read launch'], resource: observation('Patient/A'), verdict: 'in' },
  { name: '... masked where that grant does not', given: { ...launch, scope: 'patient/*.r user/*.r' }, rows: ['* read launch', '* read any mask:m'], resource: observation('Patient/B'), verdict: 'in under m' },
  { name: 'a Provenance waits where a grant without a mask may show it', given: { ...launch, scope: 'patient/*.r user/*.r' }, rows: ['* read launch', '* read any mask:m'], resource: provenance(to('Observation/o')), verdict: 'needs Observation/o' },
  { name: '... and is masked where it does not', given: { ...launch, scope: 'patient/*.r user/*.r' }, rows: ['* read launch', '* read any mask:m'], resource: provenance(to('Observation/o')), known: { 'Observation/o': false }, verdict: 'in under m' },
  { name: 'a Binary, of which a mask hides all', given: all, rows: ['* read any mask:m'], resource: binary(), verdict: 'out' },
  { name: '`compartment: fhir`: performed by the launch patient', given: fhir, rows: mine, resource: observation('Patient/B', { performer: [to('Patient/A')] }), verdict: 'in' },
  { name: '... one of several owners', given: fhir, rows: mine, resource: { resourceType: 'Account', id: 'x', subject: [to('Patient/A'), to('Patient/B')] }, verdict: 'in' },
  { name: '... one that cannot be read beside the launch patient', given: fhir, rows: mine, resource: { resourceType: 'Account', id: 'x', subject: [to('Patient/A'), to('Patient/B/_history/1')] }, verdict: 'in' },
  { name: '... mentioned by nobody\'s parameter', given: fhir, rows: mine, resource: observation('Patient/B', { focus: [to('Patient/A')] }), verdict: 'out' },
  { name: '... a patient linked to the launch patient', given: fhir, rows: mine, resource: { resourceType: 'Patient', id: 'B', link: [{ other: to('Patient/A') }] }, verdict: 'in' },
  { name: '... not another', given: fhir, rows: mine, resource: { resourceType: 'Patient', id: 'B' }, verdict: 'out' },
  { name: 'nothing without grants', given: { scope: '' }, rows: anybody, resource: observation('Patient/A'), verdict: 'out' },
  { name: 'where one grant waits, another may show', given: { ...launch, scope: 'patient/*.r user/*.r' }, rows: [...mine, ...anybody], resource: binary(), verdict: 'in' },
];

describe('visible', () => {
  for (const { name, given, rows, resource, known, verdict } of cases) {
    it(name, () => { assert.equal(verdictOf(resource, grantsOf(given, rows, resource.resourceType as ResourceType), known, basesOf(given)), verdict); });
  }

  it('A-234 reads a resource once, however many grants there are and however many targets it has', () => {
    const scope = Array.from({ length: 200 }, (_, index) => `user/Provenance.r${index === 0 ? '' : `?_tag=x${index}`}`).join(' ');
    const grants = grantsOf({ ...team, scope }, ours, 'Provenance');
    const meta = { tag: Array.from({ length: 200 }, (_, index) => ({ code: `x${index}` })) };
    const target = Array.from({ length: 150_000 }, (_, index) => to(`Flag/${index}`));
    const text = JSON.stringify({ resourceType: 'Provenance', id: 'p', target, meta });
    const begun = performance.now();
    assert.match(verdictOf(text, grants).slice(0, 20), /^needs Flag\/0/);
    assert.ok(performance.now() - begun < 2000);
  });
});

describe('dependsOn', () => {
  const dependencies = (resource: { readonly resourceType: string } & Readonly<Record<string, unknown>>): readonly string[] => dependsOn(resourceOf(resource), bases).map(needKey);
  const of: readonly { readonly name: string; readonly is: readonly string[]; readonly wanted: readonly string[] }[] = [
    { name: 'the targets of a Provenance', is: dependencies(provenance(to('Observation/o'), to('Patient/A/_history/1'))), wanted: ['Observation/o', 'Patient/A'] },
    { name: 'the context of a Binary, a patient too', is: dependencies(binary({ securityContext: to('Patient/A') })), wanted: ['Patient/A'] },
    { name: 'the documents of a Binary without one', is: dependencies(binary()), wanted: ['documents of b'] },
    { name: 'nothing where that leads elsewhere', is: dependencies(provenance(to('https://elsewhere/Observation/o'))), wanted: [] },
    { name: 'nothing of a type that says itself whose it is', is: dependencies(observation('Patient/A')), wanted: [] },
  ];
  for (const { name, is, wanted } of of) it(name, () => { assert.deepEqual(is, wanted); });
});

describe('isWithinReach', () => {
  const within = (resource: { readonly resourceType: string } & Readonly<Record<string, unknown>>, given = launch, rows = mine): boolean => {
    const [grant] = grantsOf(given, rows, 'Observation');
    if (grant === undefined) throw new Error('there is no grant');
    return isWithinReach(resourceOf(resource), grant, bases);
  };
  const references: readonly { readonly name: string; readonly is: boolean; readonly wanted: boolean }[] = [
    { name: 'A-140 one\'s own patient\'s', is: within(observation('Patient/A')), wanted: true },
    { name: 'A-140 another patient\'s', is: within(observation('Patient/B')), wanted: false },
    { name: 'A-140 another patient', is: within({ resourceType: 'Patient', id: 'B' }), wanted: false },
    { name: 'nobody\'s', is: within({ resourceType: 'Observation', id: 'o' }), wanted: false },
    { name: 'of two, one outside', is: within({ resourceType: 'Account', id: 'x', subject: [to('Patient/A'), to('Patient/B')] }), wanted: false },
    { name: 'a shared type', is: within({ resourceType: 'Practitioner', id: '1' }), wanted: true },
    { name: 'a hidden type', is: within({ resourceType: 'Task', id: '1' }), wanted: false },
    { name: 'a hidden type, for everyone', is: within({ resourceType: 'Task', id: '1' }, all, anybody), wanted: true },
    { name: 'a Binary of the launch patient', is: within(binary({ securityContext: to('Patient/A') })), wanted: true },
    { name: 'a Binary of another', is: within(binary({ securityContext: to('Patient/B') })), wanted: false },
    { name: 'a Binary of a resource', is: within(binary({ securityContext: to('Observation/o') })), wanted: false },
    { name: 'a Binary without a context', is: within(binary()), wanted: false },
    { name: 'a Provenance', is: within(provenance(to('Observation/o'))), wanted: false },
  ];
  for (const { name, is, wanted } of references) it(`${name}: ${wanted ? 'yes' : 'no'}`, () => { assert.equal(is, wanted); });
});
