import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compartmentTable } from '../../src/fhir/patient-compartment-table.ts';
import { writeProtected } from '../../src/fhir/patient-compartment.ts';
import { resourceTypes } from '../../src/fhir/resource-types.ts';
import type { OracleRow } from './oracle.ts';
import type { Random } from './differential-random.ts';

const actions = ['read', 'vread', 'history', 'search', 'create', 'update', 'patch', 'delete'];
const writes = ['create', 'update', 'patch', 'delete'];

/** The types that policies, data and requests are about. */
export const owned = ['Observation', 'Condition', 'Patient', 'Encounter', 'MedicationRequest', 'AllergyIntolerance', 'DocumentReference', 'DiagnosticReport', 'Appointment', 'Account', 'Group', 'Person', 'RelatedPerson', 'CareTeam', 'Coverage', 'Schedule', 'List', 'SupplyRequest', 'EnrollmentRequest', 'Device'] as const;
export const derived = ['Binary', 'Provenance'] as const;
export const shared = ['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication'] as const;
export const others = ['Task', 'AuditEvent'] as const;
export const allTypes: readonly string[] = [...owned, ...derived, ...shared, ...others];

// docs/policy.md: a row that lets a subject write these is refused where its own reach is looked up in them.
const lookedUp: readonly string[] = ['CareTeam', 'Group', 'RelatedPerson', 'Person', 'PractitionerRole'];

const frame = (random: Random): readonly string[] => [
  'g, role:r1, alpha', 'g, role:r2, beta', 'g, role:r3, gamma', 'g, fhirUser:Patient, patient', 'g, fhirUser:RelatedPerson, patient', 'g, user:Practitioner/77, beta', 'g, client:etl, machine',
  'g, alpha, staff', 'g, beta, staff',
  ...['clinical', 'admin'].flatMap((group) => [...random.some(allTypes, 14), 'Observation'].map((type) => `g2, ${type}, ${group}`)),
  'g2, clinical, all', 'g2, Binary, all', 'g2, Provenance, all',
  ...['read', 'vread', 'history', 'search'].map((action) => `g3, ${action}, view`),
  'g3, read, look', 'g3, search, look', 'g3, view, most', 'g3, create, most',
];

const subjectOf = (random: Random): string => random.often([7, ['alpha', 'beta', 'gamma', 'staff', 'patient', 'machine']], [1, ['role:r1', 'fhirUser:Patient', 'fhirUser:Practitioner', 'user:Practitioner/88', 'client:etl', 'user:Person/person-a', 'user:RelatedPerson/r-old']]);

const allowRow = (random: Random): string => {
  const resource = random.often([5, ['*']], [3, ['clinical', 'admin', 'all']], [4, allTypes], [3, ['Observation', 'Patient', 'Provenance', 'Binary', 'Practitioner']]);
  const guarded = lookedUp.includes(resource);
  const action = random.often([4, guarded ? ['view'] : ['*', 'most']], [4, ['view']], [1, ['look', 'read', 'search', 'vread', 'history']], [1, guarded ? ['read'] : ['create']]);
  const reach = random.often([4, ['any']], [9, ['launch', 'self', 'careteam']], [1, ['group:g1']]);
  const terms = random.often([10, ['']], [3, ['mfa']], [1, ['mask:plain', 'window:P1Y', 'max:3', 'break-glass']]);
  return `p, ${subjectOf(random)}, ${resource}, ${action}, ${reach}, ${terms}, allow`;
};

const denyRow = (random: Random): string =>
  `p, ${subjectOf(random)}, ${random.often([1, ['*', 'clinical']], [6, allTypes])}, ${random.often([1, ['*']], [3, ['view', 'read', 'search', 'vread', 'history', 'create']])}, any, , deny`;

// Without these most requests would end at the policy gate.
const wideRows = (random: Random): readonly string[] =>
  ['alpha', 'beta', 'gamma', 'patient', 'machine'].flatMap((role) => {
    const reach = role === 'machine' ? 'any' : random.often([2, ['any']], [9, role === 'patient' ? ['self', 'self', 'launch'] : ['launch', 'careteam', 'self']]);
    const row = (action: string): string => `p, ${role}, *, ${action}, ${reach}, ${random.often([6, ['']], [1, ['mfa']])}, allow`;
    return [...(random.chance(90) ? [row('view')] : []), ...(random.chance(80) ? [row('create')] : [])];
  });

/** A policy.csv that is sound; some of its rows may be in vain. */
export const randomPolicy = (random: Random): string => {
  const many = <T>(count: number, make: (random: Random) => T): readonly T[] => Array.from({ length: count }, () => make(random));
  return [...frame(random), ...wideRows(random), ...many(3 + random.below(8), allowRow), ...many(random.often([3, [0]], [2, [1, 2]]), denyRow), ''].join('\n');
};

/** Writes the files of a policy into a new directory below `parent`, and gives back its path. */
export const writePolicy = (parent: string, csv: string): string => {
  const directory = path.join(parent, 'policy');
  mkdirSync(directory, { recursive: true });
  cpSync(path.resolve(import.meta.dirname, '..', '..', 'policies', 'model.conf'), path.join(directory, 'model.conf'));
  writeFileSync(path.join(directory, 'policy.csv'), csv);
  writeFileSync(path.join(directory, 'masks.csv'), 'plain, Patient, name, remove\n');
  return directory;
};

type Links = ReadonlyMap<string, readonly string[]>;

/** What leads to a name, the name itself among them. */
const below = (links: Links, name: string): readonly string[] => [name, ...(links.get(name) ?? []).flatMap((member) => below(links, member))];

// docs/decisions.md, 12
const mustBeNamed = (type: string, action: string): boolean =>
  compartmentTable[type as keyof typeof compartmentTable].class === 'operator' || (writes.includes(action) && (writeProtected as ReadonlySet<string>).has(type));

/** The rows of a policy.csv in the oracle's words: every group, role and `*` written out, less what decision 12 keeps from them. */
export const oracleRowsOf = (csv: string): readonly OracleRow[] => {
  const cells = csv.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(',').map((cell) => cell.trim()));
  const linksOf = (kind: string): Links => {
    const rows = Map.groupBy(cells.filter(([first]) => first === kind), ([, , group = '']) => group);
    return new Map([...rows].map(([group, members]) => [group, members.map(([, member = '']) => member)]));
  };
  const [roles, types, groups] = [linksOf('g'), linksOf('g2'), linksOf('g3')];
  return cells.filter(([kind]) => kind === 'p').flatMap(([, subject = '', resource = '', action = '', reach = '', terms = '', effect]) => {
    const subjects = below(roles, subject).filter((name) => name.includes(':'));
    const named = resource === '*' ? resourceTypes : below(types, resource).filter((name) => name in compartmentTable);
    const done = action === '*' ? actions : below(groups, action).filter((name) => actions.includes(name));
    return [...new Set(subjects)].flatMap((one) => [...new Set(named)].flatMap((type) => [...new Set(done)].flatMap((each): readonly OracleRow[] => {
      if (effect === 'deny') return [{ subject: one, resource: type, action: each, reach, terms: [], effect }];
      if (type !== resource && mustBeNamed(type, each)) return [];
      return [{ subject: one, resource: type, action: each, reach, terms: terms.split(' ').filter((term) => term !== ''), effect: 'allow' }];
    })));
  });
};
