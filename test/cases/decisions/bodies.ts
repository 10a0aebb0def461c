import type { DecisionCase, Decided } from '../../support/decide-case.ts';
import type { Given } from '../../support/deciding.ts';

const launch: Given = { scope: 'patient/*.cruds', patient: 'A' };
const team: Given = { scope: 'user/*.cruds', fhirUser: 'Practitioner/77', careteam: ['A', 'B'] };
const all: Given = { scope: 'user/*.cruds' };
const mine = ['* create launch'];
const ours = ['* create careteam'];
const anybody = ['* create any'];

const outside: Decided = { effect: 'deny', gate: 'confinement', refusal: 'outside-confinement', rows: ['policy.csv:1'] };
const permitted: Decided = { effect: 'permit' };
const to = (reference: string) => ({ reference });

const create = (name: string, given: Given, rows: readonly string[], body: { readonly resourceType: string } & Readonly<Record<string, unknown>>, expect: Decided): DecisionCase =>
  ({ name, given, rows, request: `POST ${body.resourceType}`, body, expect });
const observation = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation', ...elements });
const appointment = (...participant: readonly unknown[]) => ({ resourceType: 'Appointment', participant });

/** What is judged of a submitted resource before anything is sent (deciding.md, row create). */
export const bodyCases: readonly DecisionCase[] = [
  create('A-138 an observation of the launch patient', launch, mine, observation({ subject: to('Patient/A') }), permitted),
  create('A-138 ... of another patient', launch, mine, observation({ subject: to('Patient/B') }), outside),
  create('A-139 ... of nobody', launch, mine, observation({}), outside),
  create('A-139 ... of a patient by name alone', launch, mine, observation({ subject: { display: 'A' } }), outside),
  create('A-139 ... of nobody, by whom reaches everyone', all, anybody, observation({}), permitted),
  create('A-140 another patient as performer does not make it theirs; the reference is looked up before it is sent', launch, mine, observation({ subject: to('Patient/A'), performer: [to('Patient/B')] }), permitted),
  create('A-140 ... nor the launch patient as performer the launch patient\'s', launch, mine, observation({ subject: to('Patient/B'), performer: [to('Patient/A')] }), outside),
  create('A-140 an appointment of two, one outside', launch, mine, appointment({ actor: to('Patient/A') }, { actor: to('Patient/B') }), outside),
  create('A-140 ... of two within the reach', team, ours, appointment({ actor: to('Patient/A') }, { actor: to('Patient/B') }, { actor: to('Practitioner/1') }), permitted),
  create('A-155 an owner on the gateway\'s own base', launch, mine, observation({ subject: to('https://gw.example/fhir/Patient/A') }), permitted),
  create('A-155 ... of another patient there', launch, mine, observation({ subject: to('https://gw.example/fhir/Patient/B') }), outside),
  create('A-155 ... on the backend\'s base', launch, mine, observation({ subject: to('http://hapi:8080/fhir/Patient/B') }), outside),
  ...['/Patient/A', '../Patient/A', ' Patient/A', 'Patient/A/', 'Patient/A#x', 'Patient/A?x=1', 'patient/A', 'A', '', 'https://elsewhere/fhir/Patient/A', 'Patient/%41'].map((reference) =>
    create(`A-155 A-156 \`${reference}\` names nobody`, launch, mine, observation({ subject: to(reference) }), outside)),
  create('A-157 a contained patient is nobody', launch, mine, observation({ contained: [{ resourceType: 'Patient', id: 'A' }], subject: to('#A') }), outside),
  create('A-158 a version of a patient is no owner', launch, mine, observation({ subject: to('Patient/A/_history/3') }), outside),
  create('A-158 ... nor `urn:uuid:`', launch, mine, observation({ subject: to('urn:uuid:0c6d1a4c-6f0e-4b0e-8f3e-2f6c2b1d9b11') }), outside),
  create('A-158 ... nor an identifier', launch, mine, observation({ subject: { type: 'Patient', identifier: { value: 'A' } } }), outside),
  create('A-158 A-118 a version of another patient beside the launch patient is not overlooked', launch, mine, appointment({ actor: to('Patient/A') }, { actor: to('Patient/B/_history/1') }), outside),
  create('A-159 a list of references where one belongs', launch, mine, observation({ subject: { reference: ['Patient/A', 'Patient/B'] } }), outside),
  create('A-159 ... null', launch, mine, observation({ subject: { reference: null, _reference: { id: 'x' } } }), outside),
  create('A-159 ... a string where the Reference belongs', launch, mine, observation({ subject: 'Patient/A' }), outside),
  create('A-159 ... a list of References where one belongs: all count', launch, mine, observation({ subject: [to('Patient/A'), to('Patient/B')] }), outside),
  create('A-159 A-118 a string where an actor belongs is not overlooked', launch, mine, appointment({ actor: to('Patient/A') }, { actor: 'Patient/B' }), outside),
  create('A-222 a granular `c` holds for what is submitted', { ...launch, scope: 'patient/Observation.c?category=laboratory' }, mine, observation({ subject: to('Patient/A'), category: [{ coding: [{ code: 'laboratory' }] }] }), permitted),
  create('A-222 ... and refuses another category', { ...launch, scope: 'patient/Observation.c?category=laboratory' }, mine, observation({ subject: to('Patient/A'), category: [{ coding: [{ code: 'vital-signs' }] }] }), outside),
  create('a hidden type is created by whom reaches everyone', all, anybody, { resourceType: 'Task' }, permitted),
  create('... and by nobody confined', launch, anybody, { resourceType: 'Task', for: to('Patient/A') }, outside),
  create('a shared type by `any`', all, anybody, { resourceType: 'Organization' }, permitted),
  create('... under `patient/` too', launch, anybody, { resourceType: 'Organization' }, permitted),

  // The id in the body of a create is not the new resource's (R4 http section 3.1.0.8): it makes nobody's resource the caller's.
  create('A-143 a Patient under the id of the launch patient would get another: it is nobody\'s', launch, mine, { resourceType: 'Patient', id: 'A' }, outside),
  create('A-143 ... of everyone it is permitted', all, anybody, { resourceType: 'Patient', id: 'A' }, permitted),
  create('A-143 a Practitioner under the caller\'s own id would get another: it is not the caller\'s', { scope: 'user/*.cruds', fhirUser: 'Practitioner/77' }, ['Practitioner create self'], { resourceType: 'Practitioner', id: '77' }, outside),
  create('A-143 ... by `any` it is permitted', { scope: 'user/*.cruds', fhirUser: 'Practitioner/77' }, ['Practitioner create any'], { resourceType: 'Practitioner', id: '77' }, permitted),
  create('A-143 a Binary under an id that documents may refer to would get another', launch, mine, { resourceType: 'Binary', id: 'b1', contentType: 'text/plain' }, outside),

  create('a Binary of the launch patient', launch, mine, { resourceType: 'Binary', contentType: 'text/plain', securityContext: to('Patient/A') }, permitted),
  create('... of another patient', launch, mine, { resourceType: 'Binary', contentType: 'text/plain', securityContext: to('Patient/B') }, outside),
  create('... of a resource that has to be looked up', launch, mine, { resourceType: 'Binary', contentType: 'text/plain', securityContext: to('Observation/o1') }, permitted),
  create('a Provenance whose targets have to be looked up', launch, mine, { resourceType: 'Provenance', target: [to('Observation/o1')] }, permitted),
  create('A-161 ... without a target', launch, mine, { resourceType: 'Provenance' }, outside),
  create('A-161 ... one of whose targets leads elsewhere', launch, mine, { resourceType: 'Provenance', target: [to('Observation/o1'), to('https://elsewhere/Observation/o2')] }, outside),

  create('a body within the reach that only `mfa` opens is a challenge', { ...launch, scope: 'user/*.cruds' }, ['* create launch', '* create any mfa'], observation({ subject: to('Patient/B') }), { effect: 'deny', gate: 'confinement', refusal: 'step-up', rows: ['policy.csv:1'] }),
  create('... under `patient/` it opens nothing', launch, ['* create launch', '* create any mfa'], observation({ subject: to('Patient/B') }), outside),
];
