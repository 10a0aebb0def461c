import { demoIds } from '../demo-ids.ts';
import type { Resource, Term } from './elements.ts';
import { hl7, snomed, to } from './elements.ts';

/** The one hospital that all synthetic patients go to. */
export const hospital = 'st-raphael';

/** Where visits happen. */
export const locations = ['ward-2', 'outpatient-clinic', 'laboratory'] as const;

/** Those who treat patients; one is on duty in emergencies. */
export const physicians = ['dr-adler', 'dr-berg', 'dr-cho', demoIds.drDemir] as const;

/** Coordinators of other care teams than Mr. Lindt's. */
export const otherCoordinator = 'cc-sommer';

const internist: Term = ['419192003', 'Internal medicine'];
const generalist: Term = ['394814009', 'General practice'];
const nurse: Term = ['224565004', 'Renal nurse'];
const administrator: Term = ['224608005', 'Administrative healthcare staff'];

type Member = { readonly id: string; readonly prefix?: string; readonly given: string; readonly family: string; readonly role: Term };

const members: readonly Member[] = [
  { id: demoIds.drHaas, prefix: 'Dr.', given: 'Miriam', family: 'Haas', role: internist },
  { id: demoIds.ccLindt, given: 'Karl', family: 'Lindt', role: nurse },
  { id: demoIds.poWeber, given: 'Petra', family: 'Weber', role: administrator },
  { id: demoIds.icOkafor, given: 'Nneka', family: 'Okafor', role: internist },
  { id: demoIds.drIto, prefix: 'Dr.', given: 'Kenji', family: 'Ito', role: internist },
  { id: demoIds.drStranger, prefix: 'Dr.', given: 'Sam', family: 'Stranger', role: generalist },
  { id: physicians[0], prefix: 'Dr.', given: 'Ingrid', family: 'Adler', role: internist },
  { id: physicians[1], prefix: 'Dr.', given: 'Thomas', family: 'Berg', role: generalist },
  { id: physicians[2], prefix: 'Dr.', given: 'Min-Jun', family: 'Cho', role: generalist },
  { id: physicians[3], prefix: 'Dr.', given: 'Leyla', family: 'Demir', role: internist },
  { id: otherCoordinator, given: 'Eike', family: 'Sommer', role: nurse },
];

const organizations: readonly Resource[] = [
  { resourceType: 'Organization', id: hospital, active: true, type: [hl7('organization-type', ['prov', 'Healthcare Provider'])], name: 'St. Raphael Hospital' },
  {
    resourceType: 'Organization', id: 'internal-medicine', active: true, type: [hl7('organization-type', ['dept', 'Hospital Department'])],
    name: 'Department of Internal Medicine', partOf: to('Organization', hospital),
  },
  { resourceType: 'Organization', id: 'city-insurance', active: true, type: [hl7('organization-type', ['pay', 'Payer'])], name: 'City Health Insurance' },
];

const placeNames: Readonly<Record<(typeof locations)[number], string>> = { 'ward-2': 'Ward 2', 'outpatient-clinic': 'Outpatient Clinic', laboratory: 'Laboratory' };

/** The hospital, its places and its people, whom all patients share. */
export const staff = (): readonly Resource[] => [
  ...organizations,
  ...locations.map((id) => ({ resourceType: 'Location', id, status: 'active', name: placeNames[id], managingOrganization: to('Organization', hospital) })),
  ...members.map(({ id, prefix, given, family }) => ({
    resourceType: 'Practitioner', id, active: true,
    identifier: [{ system: 'urn:oid:2.999.1.1', value: `staff-${id}` }],
    name: [{ use: 'official', family, given: [given], ...(prefix === undefined ? {} : { prefix: [prefix] }) }],
  })),
  ...members.map(({ id, role }) => ({
    resourceType: 'PractitionerRole', id: `${id}-role`, active: true,
    practitioner: to('Practitioner', id), organization: to('Organization', hospital), code: [snomed(role)],
  })),
];
