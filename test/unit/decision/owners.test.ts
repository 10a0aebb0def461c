import assert from 'node:assert/strict';
import { membersOf, ownersOf } from '../../../src/decision/owners.ts';
import { compartmentOf } from '../../../src/fhir/patient-compartment.ts';
import { bases, resourceOf } from '../../support/deciding.ts';

const owners = (resource: unknown): readonly string[] => {
  const read = resourceOf(resource);
  const row = compartmentOf(read.type);
  if (row.class !== 'owned') throw new Error(`${read.type} has no owners`);
  return ownersOf(read, row, bases);
};
const to = (reference: unknown) => ({ reference });
const observation = (subject: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Observation', id: 'o', subject, ...more });
const appointment = (...participant: readonly unknown[]) => ({ resourceType: 'Appointment', id: 'a', participant });

describe('ownersOf', () => {
  const cases: readonly { readonly sentence: string; readonly resource: unknown; readonly owners: readonly string[] }[] = [
    { sentence: 'the subject', resource: observation(to('Patient/A')), owners: ['A'] },
    { sentence: 'A-155 on the gateway\'s base', resource: observation(to('https://gw.example/fhir/Patient/A')), owners: ['A'] },
    { sentence: 'A-155 on the backend\'s base', resource: observation(to('http://hapi:8080/fhir/Patient/A')), owners: ['A'] },
    { sentence: 'A-155 on a base that only begins like it: nobody', resource: observation(to('http://hapi:8080/fhir2/Patient/A')), owners: [] },
    { sentence: 'A-155 elsewhere: nobody', resource: observation(to('https://elsewhere/fhir/Patient/A')), owners: [] },
    { sentence: 'of a type that is no patient: nobody', resource: observation(to('Group/A')), owners: [] },
    { sentence: 'A-157 contained: nobody', resource: observation(to('#A'), { contained: [{ resourceType: 'Patient', id: 'A' }] }), owners: [] },
    { sentence: 'A-158 by identifier: nobody', resource: observation({ type: 'Patient', identifier: { value: 'A' } }), owners: [] },
    { sentence: 'A-158 by display: nobody', resource: observation({ display: 'A' }), owners: [] },
    { sentence: 'A-158 a urn: nobody', resource: observation(to('urn:uuid:1')), owners: [] },
    { sentence: 'A-158 a version: nobody', resource: observation(to('Patient/A/_history/1')), owners: [] },
    { sentence: 'A-115 none: nobody', resource: { resourceType: 'Observation', id: 'o' }, owners: [] },
    { sentence: 'null: nobody', resource: observation(null), owners: [] },
    { sentence: 'a number: nobody', resource: observation(5), owners: [] },
    { sentence: 'a text: nobody', resource: observation('Patient/A'), owners: [] },
    { sentence: 'a reference that is a number: nobody', resource: observation(to(5)), owners: [] },
    { sentence: 'A-159 a reference that is null: nobody', resource: observation(to(null)), owners: [] },
    { sentence: 'A-159 a list of references: nobody', resource: observation(to(['Patient/A'])), owners: [] },
    { sentence: 'A-159 an object as reference: nobody', resource: observation(to({ reference: 'Patient/A' })), owners: [] },
    { sentence: 'A-159 a list where one belongs: all of it', resource: observation([to('Patient/A'), to('Patient/B')]), owners: ['A', 'B'] },
    { sentence: 'A-159 a member name in escapes is the member', resource: '{"resourceType":"Observation","id":"o","sub\\u006aect":{"ref\\u0065rence":"Patient\\/A"}}', owners: ['A'] },
    { sentence: 'A-116 R-122 who performs or is in focus owns nothing', resource: observation(to('Patient/B'), { performer: [to('Patient/A')], focus: [to('Patient/A')] }), owners: ['B'] },
    { sentence: 'R-121 a Patient is its own', resource: { resourceType: 'Patient', id: 'A', link: [{ other: to('Patient/B') }] }, owners: ['A'] },
    { sentence: 'A-117 ... by its id alone', resource: { resourceType: 'Patient', link: [{ other: to('Patient/B') }] }, owners: [] },
    { sentence: 'a Patient whose id is a list: nobody', resource: { resourceType: 'Patient', id: ['A'] }, owners: [] },
    { sentence: 'A-118 R-128 an appointment: all patients who take part', resource: appointment({ actor: to('Patient/A') }, { actor: to('Practitioner/1') }, { actor: to('Patient/B') }), owners: ['A', 'B'] },
    { sentence: '... each once', resource: appointment({ actor: to('Patient/A') }, { actor: to('http://hapi:8080/fhir/Patient/A') }), owners: ['A'] },
    { sentence: '... beside who is named by identifier alone', resource: appointment({ actor: to('Patient/A') }, { actor: { identifier: { value: 'B' } } }, { status: 'accepted' }), owners: ['A'] },
    { sentence: 'A-118 A-158 ... beside a version of a patient: nobody', resource: appointment({ actor: to('Patient/A') }, { actor: to('Patient/B/_history/2') }), owners: [] },
    { sentence: '... beside a version of something else', resource: appointment({ actor: to('Patient/A') }, { actor: to('Location/L/_history/2') }), owners: ['A'] },
    { sentence: 'A-118 A-155 ... beside a form that another reader may resolve: nobody', resource: appointment({ actor: to('Patient/A') }, { actor: to('/Patient/B') }), owners: [] },
    { sentence: 'A-118 A-159 ... beside an actor that is a text: nobody', resource: appointment({ actor: to('Patient/A') }, { actor: 'Patient/B' }), owners: [] },
    { sentence: '... beside null', resource: appointment({ actor: to('Patient/A') }, null), owners: ['A'] },
    { sentence: 'a participant that is an object', resource: { resourceType: 'Appointment', id: 'a', participant: { actor: to('Patient/A') } }, owners: ['A'] },
    { sentence: 'A-118 a group: its members', resource: { resourceType: 'Group', id: 'g', member: [{ entity: to('Patient/A') }, { entity: to('Patient/B'), inactive: true }] }, owners: ['A', 'B'] },
    { sentence: 'A-118 an account: all its subjects', resource: { resourceType: 'Account', id: 'a', subject: [to('Patient/A'), to('Patient/B'), to('Organization/1')] }, owners: ['A', 'B'] },
    { sentence: 'A-118 coverage: the beneficiary', resource: { resourceType: 'Coverage', id: 'c', beneficiary: to('Patient/B'), subscriber: to('Patient/A'), payor: [to('Patient/A')] }, owners: ['B'] },
    { sentence: 'A-118 a person: whom it links to', resource: { resourceType: 'Person', id: 'p', link: [{ target: to('Patient/A') }, { target: to('Practitioner/1') }] }, owners: ['A'] },
  ];
  for (const { sentence, resource, owners: wanted } of cases) it(sentence, () => { assert.deepEqual(owners(resource), wanted); });

  it('A-234 takes time in proportion to the members of a group', () => {
    const member = Array.from({ length: 50_000 }, (_, index) => ({ entity: to(`Patient/${index}`) }));
    const group = resourceOf({ resourceType: 'Group', id: 'g', member });
    const row = compartmentOf('Group');
    const begun = performance.now();
    assert.equal(row.class === 'owned' ? ownersOf(group, row, bases).length : 0, 50_000);
    assert.ok(performance.now() - begun < 500);
  });
});

describe('membersOf', () => {
  const members = (resource: unknown): readonly string[] => {
    const read = resourceOf(resource);
    const row = compartmentOf(read.type);
    if (row.class !== 'owned') throw new Error(`${read.type} has no members`);
    return membersOf(read, row, bases);
  };
  const cases: readonly { readonly sentence: string; readonly resource: unknown; readonly members: readonly string[] }[] = [
    { sentence: 'the subject', resource: observation(to('Patient/A')), members: ['A'] },
    { sentence: 'R-123 who performs, too', resource: observation(to('Patient/B'), { performer: [to('Patient/A'), to('Practitioner/1')] }), members: ['B', 'A'] },
    { sentence: '... each once', resource: observation(to('Patient/A'), { performer: [to('http://hapi:8080/fhir/Patient/A')] }), members: ['A'] },
    { sentence: 'R-122 not who is in focus', resource: observation(to('Patient/B'), { focus: [to('Patient/A')] }), members: ['B'] },
    { sentence: 'A-158 a version names nobody, and the other element still does', resource: observation(to('Patient/B/_history/1'), { performer: [to('Patient/A')] }), members: ['A'] },
    { sentence: 'A-155 nor does a form that another reader may resolve', resource: observation(to('/Patient/B'), { performer: [to('Patient/A')] }), members: ['A'] },
    { sentence: 'A-159 nor a text', resource: observation('Patient/B', { performer: ['Patient/C', to('Patient/A')] }), members: ['A'] },
    { sentence: 'A-155 nor an address elsewhere', resource: observation(to('https://elsewhere/fhir/Patient/A')), members: [] },
    { sentence: 'A-157 nor one that is contained', resource: observation(to('#A'), { contained: [{ resourceType: 'Patient', id: 'A' }] }), members: [] },
    { sentence: 'A-158 nor an identifier', resource: observation({ type: 'Patient', identifier: { value: 'A' } }), members: [] },
    { sentence: 'R-121 a Patient is its own, and a linked one\'s', resource: { resourceType: 'Patient', id: 'A', link: [{ other: to('Patient/B') }, { other: to('RelatedPerson/C') }] }, members: ['A', 'B'] },
    { sentence: '... also before it has an id', resource: { resourceType: 'Patient', link: [{ other: to('Patient/B') }] }, members: ['B'] },
    { sentence: 'who pays for the beneficiary', resource: { resourceType: 'Coverage', id: 'c', beneficiary: to('Patient/B'), subscriber: to('Patient/A'), payor: [to('Patient/C')] }, members: ['A', 'B', 'C'] },
    { sentence: 'all who take part', resource: appointment({ actor: to('Patient/A') }, { actor: to('Patient/B/_history/2') }, { actor: to('Patient/C') }), members: ['A', 'C'] },
    { sentence: 'whom a device is for, though R4 has it in no compartment', resource: { resourceType: 'Device', id: 'd', patient: to('Patient/A') }, members: ['A'] },
  ];
  for (const { sentence, resource, members: wanted } of cases) it(sentence, () => { assert.deepEqual(members(resource), wanted); });
});
