import { demoIds } from '../demo-ids.ts';
import { ageOf, dateBefore } from './calendar.ts';
import type { Resource } from './elements.ts';
import { hl7, to } from './elements.ts';
import type { Person } from './persons.ts';
import { hospital, otherCoordinator } from './staff.ts';

/** A synthetic patient, and the physician who looks after them. */
export type Patient = Person & { readonly physician: string };

const cityOf = (index: number) => (index % 3 === 0 ? { postalCode: '50667', city: 'Köln' } : { postalCode: '53111', city: 'Bonn' });

/** The Patient resource; `index` makes its numbers. */
export const patient = ({ id, given, family, gender, birthDate, physician }: Patient, index: number): Resource => ({
  resourceType: 'Patient', id, active: true,
  identifier: [{ use: 'usual', type: hl7('v2-0203', ['MR', 'Medical record number']), system: 'urn:oid:2.999.1.2', value: `MRN-${10_000 + index}` }],
  name: [{ use: 'official', family, given: [given] }],
  telecom: [{ system: 'phone', value: `+49 221 5550${100 + index}`, use: 'home' }, { system: 'email', value: `${id}@example.org` }],
  gender, birthDate,
  address: [{ use: 'home', line: [`Lindenweg ${index + 1}`], ...cityOf(index), country: 'DE' }],
  generalPractitioner: [to('Practitioner', physician)],
  managingOrganization: to('Organization', hospital),
});

/** Children have a parent on record. Only Tom's is somebody's account. */
export const relatedPersons = ({ id, idPrefix, family, birthDate }: Patient): readonly Resource[] => {
  if (ageOf(birthDate) >= 18) return [];
  const [parent, given] = id === demoIds.tomKeller ? [demoIds.evaKeller, 'Eva'] : [`${idPrefix}-mother`, 'Maria'];
  return [
    {
      resourceType: 'RelatedPerson', id: parent, active: true, patient: to('Patient', id), relationship: [hl7('v3-RoleCode', ['MTH', 'mother'])],
      name: [{ use: 'official', family, given: [given] }], gender: 'female', period: { start: birthDate },
    },
  ];
};

type Team = { readonly coordinator: string; readonly until?: string };

// Mr. Lindt coordinates for Bruno and two others, and has left a fourth team; of Anna's, Tom's and Clara's he was never part.
const teams: Readonly<Record<string, Team>> = {
  [demoIds.brunoMeier]: { coordinator: demoIds.ccLindt },
  [demoIds.annaKeller]: { coordinator: otherCoordinator },
  'agnes-mueller': { coordinator: demoIds.ccLindt },
  'birgit-winter': { coordinator: demoIds.ccLindt },
  'greta-krueger': { coordinator: demoIds.ccLindt, until: dateBefore(200) },
  'ines-dietrich': { coordinator: otherCoordinator },
};

/** The care team of those who have one. */
export const careTeams = ({ id, idPrefix, given, family, physician }: Patient): readonly Resource[] => {
  const team = Object.hasOwn(teams, id) ? teams[id] : undefined;
  if (team === undefined) return [];
  const start = dateBefore(400);
  return [
    {
      resourceType: 'CareTeam', id: `${idPrefix}-care-team`, status: 'active', name: `Care team of ${given} ${family}`, subject: to('Patient', id), period: { start },
      participant: [
        { member: to('Practitioner', physician), period: { start } },
        { member: to('Practitioner', team.coordinator), period: { start, ...(team.until === undefined ? {} : { end: team.until }) } },
      ],
      managingOrganization: [to('Organization', hospital)],
    },
  ];
};
