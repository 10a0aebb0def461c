import assert from 'node:assert/strict';
import { linksOfPerson, patientOfCareTeam, patientOfRelatedPerson, patientsOfGroup } from '../../../src/decision/in-force.ts';
import { bases, resourceOf } from '../../support/deciding.ts';

const noon = Date.parse('2026-06-15T12:00:00Z');
const at = (time: string): number => Date.parse(time);
const member = { type: 'Practitioner', id: '77' } as const;
const to = (reference: unknown) => ({ reference });

const team = (elements: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'CareTeam', id: 't', status: 'active', subject: to('Patient/A'), participant: [{ member: to('Practitioner/77') }], ...elements });
const person = (elements: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'RelatedPerson', id: 'r', active: true, patient: to('Patient/A'), ...elements });
const inTeam = (resource: unknown, now = noon): readonly string[] => patientOfCareTeam(resourceOf(resource), member, now, bases);
const related = (resource: unknown, now = noon): readonly string[] => patientOfRelatedPerson(resourceOf(resource), now, bases);

const modified = { modifierExtension: [{ url: 'https://example.org/not-really', valueBoolean: true }] };

type Case = { readonly sentence: string; readonly resource: unknown; readonly holds: boolean };

describe('patientOfCareTeam', () => {
  const cases: readonly Case[] = [
    { sentence: 'active, without periods', resource: team(), holds: true },
    { sentence: 'proposed', resource: team({ status: 'proposed' }), holds: false },
    { sentence: 'inactive', resource: team({ status: 'inactive' }), holds: false },
    { sentence: 'without a status', resource: team({ status: undefined }), holds: false },
    { sentence: 'a status that is a list', resource: team({ status: ['active'] }), holds: false },
    { sentence: 'its period over', resource: team({ period: { end: '2026-06-14' } }), holds: false },
    { sentence: 'its period to come', resource: team({ period: { start: '2026-06-16' } }), holds: false },
    { sentence: 'the participant\'s period over', resource: team({ participant: [{ member: to('Practitioner/77'), period: { end: '2026-06-14' } }] }), holds: false },
    { sentence: 'one participation over, another not', resource: team({ participant: [{ member: to('Practitioner/77'), period: { end: '2026-06-14' } }, { member: to('Practitioner/77'), period: { start: '2026-06-15' } }] }), holds: true },
    { sentence: 'another participant', resource: team({ participant: [{ member: to('Practitioner/78') }] }), holds: false },
    { sentence: 'a participant of another type with the same id', resource: team({ participant: [{ member: to('Patient/77') }] }), holds: false },
    { sentence: 'a participant on the backend\'s base', resource: team({ participant: [{ member: to('http://hapi:8080/fhir/Practitioner/77') }] }), holds: true },
    { sentence: 'A-221 a participant elsewhere', resource: team({ participant: [{ member: to('https://other/fhir/Practitioner/77') }] }), holds: false },
    { sentence: 'on whose behalf is no participant', resource: team({ participant: [{ member: to('Practitioner/1'), onBehalfOf: to('Practitioner/77') }] }), holds: false },
    { sentence: 'no participants', resource: team({ participant: undefined }), holds: false },
    { sentence: 'participants of odd shapes', resource: team({ participant: [null, 'Practitioner/77', 7, [], { member: 'Practitioner/77' }, { member: to(['Practitioner/77']) }, { member: null }] }), holds: false },
    { sentence: 'a subject that is a group', resource: team({ subject: to('Group/A') }), holds: false },
    { sentence: 'a subject elsewhere', resource: team({ subject: to('https://other/fhir/Patient/A') }), holds: false },
    { sentence: 'a version as subject', resource: team({ subject: to('Patient/A/_history/1') }), holds: false },
    { sentence: 'no subject', resource: team({ subject: undefined }), holds: false },
    { sentence: 'an extension', resource: team({ extension: modified.modifierExtension }), holds: true },
    { sentence: 'a modifier extension, which may mean anything', resource: team(modified), holds: false },
    { sentence: '... on the participant', resource: team({ participant: [{ member: to('Practitioner/77'), ...modified }] }), holds: false },
    { sentence: '... on another participant', resource: team({ participant: [{ member: to('Practitioner/1'), ...modified }, { member: to('Practitioner/77') }] }), holds: true },
  ];
  for (const { sentence, resource, holds } of cases) it(`${sentence}: ${holds ? 'in force' : 'not in force'}`, () => { assert.deepEqual(inTeam(resource), holds ? ['A'] : []); });
});

describe('patientOfRelatedPerson', () => {
  const cases: readonly Case[] = [
    { sentence: 'active', resource: person(), holds: true },
    { sentence: 'inactive', resource: person({ active: false }), holds: false },
    { sentence: 'not said to be active', resource: person({ active: undefined }), holds: false },
    { sentence: 'active as a text', resource: person({ active: 'true' }), holds: false },
    { sentence: 'in its period', resource: person({ period: { start: '2025', end: '2026-06' } }), holds: true },
    { sentence: 'its period over since last month', resource: person({ period: { end: '2026-05' } }), holds: false },
    { sentence: 'no patient', resource: person({ patient: {} }), holds: false },
    { sentence: 'a modifier extension', resource: person(modified), holds: false },
  ];
  for (const { sentence, resource, holds } of cases) it(`${sentence}: ${holds ? 'in force' : 'not in force'}`, () => { assert.deepEqual(related(resource), holds ? ['A'] : []); });
});

const group = (elements: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Group', id: 'g', type: 'person', actual: true, member: [{ entity: to('Patient/A') }], ...elements });
const membersOf = (resource: unknown, now = noon): readonly string[] => patientsOfGroup(resourceOf(resource), now, bases);
const withMember = (elements: Readonly<Record<string, unknown>>) => group({ member: [{ entity: to('Patient/A'), ...elements }] });

describe('patientsOfGroup', () => {
  const cases: readonly Case[] = [
    { sentence: 'actual', resource: group(), holds: true },
    { sentence: 'a definition', resource: group({ actual: false }), holds: false },
    { sentence: 'not said to be actual', resource: group({ actual: undefined }), holds: false },
    { sentence: 'actual as a text', resource: group({ actual: 'true' }), holds: false },
    { sentence: 'active', resource: group({ active: true }), holds: true },
    { sentence: 'inactive', resource: group({ active: false }), holds: false },
    { sentence: 'active as a text', resource: group({ active: 'true' }), holds: false },
    { sentence: 'active as nothing', resource: group({ active: null }), holds: false },
    { sentence: 'a trait that members lack', resource: group({ characteristic: [{ exclude: true, code: {}, valueBoolean: true }] }), holds: true },
    { sentence: 'an extension', resource: group({ extension: modified.modifierExtension }), holds: true },
    { sentence: 'a modifier extension, which may mean anything', resource: group(modified), holds: false },
    { sentence: 'a member who is not inactive', resource: withMember({ inactive: false }), holds: true },
    { sentence: 'an inactive member', resource: withMember({ inactive: true }), holds: false },
    { sentence: 'a member who is inactive as a text', resource: withMember({ inactive: 'false' }), holds: false },
    { sentence: 'a member in the period', resource: withMember({ period: { start: '2026-06-15', end: '2026-06-15' } }), holds: true },
    { sentence: 'a former member', resource: withMember({ period: { end: '2026-06-14' } }), holds: false },
    { sentence: 'a coming member', resource: withMember({ period: { start: '2026-06-16' } }), holds: false },
    { sentence: 'a member with an extension', resource: withMember({ extension: modified.modifierExtension }), holds: true },
    { sentence: 'a member with a modifier extension', resource: withMember(modified), holds: false },
    { sentence: 'a member on the backend\'s base', resource: withMember({ entity: to('http://hapi:8080/fhir/Patient/A') }), holds: true },
    { sentence: 'a member on the gateway\'s base', resource: withMember({ entity: to('https://gw.example/fhir/Patient/A') }), holds: true },
    { sentence: 'A-221 a member elsewhere', resource: withMember({ entity: to('https://other/fhir/Patient/A') }), holds: false },
    { sentence: 'a version as member', resource: withMember({ entity: to('Patient/A/_history/1') }), holds: false },
    { sentence: 'a member of another type', resource: withMember({ entity: to('Practitioner/A') }), holds: false },
    { sentence: 'a group as member', resource: withMember({ entity: to('Group/A') }), holds: false },
    { sentence: 'a member by identifier', resource: withMember({ entity: { identifier: { value: 'A' } } }), holds: false },
    { sentence: 'members of odd shapes', resource: group({ member: [null, 'Patient/A', 7, [], {}, { entity: 'Patient/A' }, { entity: to(['Patient/A']) }, { entity: null }] }), holds: false },
    { sentence: 'no members', resource: group({ member: undefined }), holds: false },
  ];
  for (const { sentence, resource, holds } of cases) it(`${sentence}: ${holds ? 'in force' : 'not in force'}`, () => { assert.deepEqual(membersOf(resource), holds ? ['A'] : []); });

  it('each member by itself', () => {
    const member = [{ entity: to('Patient/A') }, { entity: to('Patient/B'), inactive: true }, { entity: to('Patient/C'), ...modified }, { entity: to('Practitioner/77') }, { entity: to('Patient/D') }];
    assert.deepEqual(membersOf(group({ member })), ['A', 'D']);
  });
});

describe('linksOfPerson', () => {
  const somebody = (elements: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Person', id: 'p', link: [{ target: to('Patient/A') }], ...elements });
  const linked = (resource: unknown): unknown => {
    const { patients, related } = linksOfPerson(resourceOf(resource), bases);
    return [patients, related];
  };
  const cases: readonly { readonly sentence: string; readonly resource: unknown; readonly are: readonly [readonly string[], readonly string[]] }[] = [
    { sentence: 'a patient', resource: somebody(), are: [['A'], []] },
    { sentence: 'of an active Person', resource: somebody({ active: true }), are: [['A'], []] },
    { sentence: 'of an inactive one: none', resource: somebody({ active: false }), are: [[], []] },
    { sentence: 'of one that is active as a text: none', resource: somebody({ active: 'true' }), are: [[], []] },
    { sentence: 'of one with a modifier extension: none', resource: somebody(modified), are: [[], []] },
    { sentence: 'several, each once', resource: somebody({ link: ['Patient/A', 'RelatedPerson/r', 'Patient/B', 'Patient/A', 'RelatedPerson/r'].map((each) => ({ target: to(each) })) }), are: [['A', 'B'], ['r']] },
    { sentence: 'whatever the assurance', resource: somebody({ link: [{ target: to('Patient/A'), assurance: 'level1' }, { target: to('Patient/B'), assurance: 'level4' }] }), are: [['A', 'B'], []] },
    { sentence: 'not those with a modifier extension', resource: somebody({ link: [{ target: to('Patient/A'), ...modified }, { target: to('Patient/B') }] }), are: [['B'], []] },
    { sentence: 'neither other Persons nor practitioners', resource: somebody({ link: [{ target: to('Person/q') }, { target: to('Practitioner/77') }] }), are: [[], []] },
    { sentence: 'A-221 nor patients elsewhere, nor versions', resource: somebody({ link: [{ target: to('https://other/fhir/Patient/A') }, { target: to('Patient/A/_history/1') }, { target: to('RelatedPerson/r/_history/1') }] }), are: [[], []] },
    { sentence: 'nor odd shapes', resource: somebody({ link: [null, 'Patient/A', [], {}, { target: 'Patient/A' }, { target: { display: 'A' } }] }), are: [[], []] },
    { sentence: 'none', resource: somebody({ link: undefined }), are: [[], []] },
  ];
  for (const { sentence, resource, are } of cases) it(sentence, () => { assert.deepEqual(linked(resource), are); });
});

describe('periods', () => {
  const cases: readonly { readonly period: unknown; readonly time: string; readonly holds: boolean }[] = [
    // both bounds belong to the period, as far as their precision goes (R4 datatypes, Period)
    { period: { start: '2026-06-15' }, time: '2026-06-14T23:59:59.999Z', holds: false },
    { period: { start: '2026-06-15' }, time: '2026-06-15T00:00:00.000Z', holds: true },
    { period: { end: '2026-06-15' }, time: '2026-06-15T23:59:59.999Z', holds: true },
    { period: { end: '2026-06-15' }, time: '2026-06-16T00:00:00.000Z', holds: false },
    { period: { end: '2026-02' }, time: '2026-02-28T23:59:59.999Z', holds: true },
    { period: { end: '2026-02' }, time: '2026-03-01T00:00:00.000Z', holds: false },
    { period: { end: '2026-12' }, time: '2026-12-31T23:59:59.999Z', holds: true },
    { period: { end: '2026-12' }, time: '2027-01-01T00:00:00.000Z', holds: false },
    { period: { end: '2026' }, time: '2026-12-31T23:59:59.999Z', holds: true },
    { period: { end: '2026' }, time: '2027-01-01T00:00:00.000Z', holds: false },
    { period: { start: '2026' }, time: '2025-12-31T23:59:59.999Z', holds: false },
    { period: { start: '2026' }, time: '2026-01-01T00:00:00.000Z', holds: true },
    { period: { end: '2028-02-29' }, time: '2028-02-29T12:00:00Z', holds: true },
    // times say their own zone
    { period: { end: '2026-06-15T12:00:00+02:00' }, time: '2026-06-15T10:00:00.000Z', holds: true },
    { period: { end: '2026-06-15T12:00:00+02:00' }, time: '2026-06-15T10:00:00.001Z', holds: false },
    { period: { end: '2026-06-15T23:30:00-05:00' }, time: '2026-06-16T04:30:00.000Z', holds: true },
    { period: { start: '2026-06-16T00:30:00+14:00' }, time: '2026-06-15T10:30:00.000Z', holds: true },
    { period: { start: '2026-06-16T00:30:00+14:00' }, time: '2026-06-15T10:29:59.999Z', holds: false },
    { period: { start: '2026-06-15T10:00:00.123456Z' }, time: '2026-06-15T10:00:00.123Z', holds: true },
    { period: { start: '2026-06-15', end: '2026-06-15' }, time: '2026-06-15T12:00:00Z', holds: true },
    { period: { start: '2026-06-16', end: '2026-06-14' }, time: '2026-06-15T12:00:00Z', holds: false },
    // what is there and cannot be read does not hold
    ...['', ' ', 'x', '2026-6-15', '2026-06-31', '2026-02-30', '2027-02-29', '2026-13', '2026-00', '2026-06-00', '2026-06-15T12:00:00', '2026-06-15T25:00:00Z', '2026-06-15T12:00:00+99:99', '2026-02-31T12:00:00Z', '2026-06-15 12:00:00Z', '26', '+2026', '2026-06-15Z', '99999'].map((end) => ({ period: { end }, time: '2025-06-15T12:00:00Z', holds: false })),
    ...[null, 2030, ['2030'], {}, true].map((end) => ({ period: { end }, time: '2026-06-15T12:00:00Z', holds: false })),
    ...[null, 2000, ['2000'], {}, false, 'x'].map((start) => ({ period: { start }, time: '2026-06-15T12:00:00Z', holds: false })),
    ...[null, '2020', 5, [], [{ end: '2030' }], [{ end: '2020' }], true].map((period) => ({ period, time: '2026-06-15T12:00:00Z', holds: false })),
    { period: {}, time: '2026-06-15T12:00:00Z', holds: true },
    { period: { _end: { extension: [] } }, time: '2026-06-15T12:00:00Z', holds: true },
  ];
  for (const { period, time, holds } of cases) {
    it(`${JSON.stringify(period)} ${holds ? 'holds' : 'does not hold'} at ${time}`, () => {
      assert.deepEqual(related(person({ period }), at(time)), holds ? ['A'] : []);
      assert.deepEqual(inTeam(team({ period }), at(time)), holds ? ['A'] : []);
      assert.deepEqual(inTeam(team({ participant: [{ member: to('Practitioner/77'), period }] }), at(time)), holds ? ['A'] : []);
      assert.deepEqual(membersOf(withMember({ period }), at(time)), holds ? ['A'] : []);
    });
  }
});
