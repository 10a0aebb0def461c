import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resourceTypes } from './definitions.ts';
import type { Row } from './grants.ts';
import type { MaskRow } from './masks.ts';
import type { Random } from './random.ts';
import { ownedTypes } from './types.ts';

const actions = ['read', 'vread', 'history', 'search', 'create', 'update', 'patch', 'delete'];

/** The types that policies, data and requests are about. */
export const owned = Object.keys(ownedTypes).filter((type) => !['CarePlan', 'Composition', 'Immunization', 'Procedure', 'QuestionnaireResponse'].includes(type));
/** Those that belong to nobody. */
export const shared = ['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication', 'ValueSet'] as const;
/** All types that there is data of. */
export const allTypes: readonly string[] = [...owned, 'Binary', 'Provenance', ...shared, 'Task', 'AuditEvent'];

// docs/policy.md: a row that lets a subject write these is refused where its own reach is looked up in them.
const lookedUp: readonly string[] = ['CareTeam', 'Group', 'RelatedPerson', 'Person', 'PractitionerRole'];

const frame = (random: Random): readonly string[] => [
  'g, role:r1, alpha', 'g, role:r2, beta', 'g, role:r3, gamma', 'g, fhirUser:Patient, patient', 'g, fhirUser:RelatedPerson, patient', 'g, user:Practitioner/77, beta', 'g, client:etl, machine',
  'g, alpha, staff', 'g, beta, staff',
  ...['clinical', 'admin'].flatMap((group) => [...random.some(allTypes, 18), 'Observation'].map((type) => `g2, ${type}, ${group}`)),
  'g2, clinical, all', 'g2, Binary, all', 'g2, Provenance, all', ...shared.map((type) => `g2, ${type}, common`),
  ...['read', 'vread', 'history', 'search'].map((action) => `g3, ${action}, view`),
  'g3, read, look', 'g3, search, look', 'g3, view, most', 'g3, create, most',
];

const subjectOf = (random: Random): string => random.often([7, ['alpha', 'beta', 'gamma', 'staff', 'patient', 'machine']], [1, ['role:r1', 'fhirUser:Patient', 'fhirUser:Practitioner', 'user:Practitioner/88', 'client:etl', 'user:Person/person-a', 'user:RelatedPerson/r-old']]);

const reachOf = (random: Random): string => random.often([4, ['any']], [9, ['launch', 'self', 'careteam']], [3, ['group:g1', 'group:x-Group-1', 'group:x-Group-2', 'group:x-Group-3', 'group:cohort', 'group:nobody']]);

const windows = ['P1Y', 'P3Y', 'P10Y', 'P90D', 'P18M'];

// Masks with pseudonyms need a reach that can be enumerated.
const termsOf = (random: Random, reach: string): string => {
  const masks = ['mask:plain', 'mask:some', ...(reach === 'any' ? [] : ['mask:hidden', 'mask:hidden'])];
  const one = (): string => random.often([2, ['mfa']], [3, masks], [2, windows.map((window) => `window:${window}`)], [1, ['max:1', 'max:3', 'max:7']], [2, ['break-glass']]);
  return [...new Map(Array.from({ length: random.often([10, [0]], [6, [1]], [2, [2]]) }, one).map((term) => [term.split(':')[0], term])).values()].join(' ');
};

const allowRow = (random: Random): string => {
  const resource = random.often([5, ['*']], [3, ['clinical', 'admin', 'all']], [4, allTypes], [3, ['Observation', 'Patient', 'Provenance', 'Binary', 'Practitioner']]);
  const guarded = lookedUp.includes(resource);
  const action = random.often([4, guarded ? ['view'] : ['*', 'most']], [4, ['view']], [1, ['look', 'read', 'search', 'vread', 'history']], [1, guarded ? ['read'] : ['create']]);
  const reach = reachOf(random);
  return `p, ${subjectOf(random)}, ${resource}, ${action}, ${reach}, ${termsOf(random, reach)}, allow`;
};

const denyRow = (random: Random): string =>
  `p, ${subjectOf(random)}, ${random.often([1, ['*', 'clinical']], [6, allTypes])}, ${random.often([1, ['*']], [3, ['view', 'read', 'search', 'vread', 'history', 'create']])}, any, , deny`;

/** What a policy is mostly about: terms that its wide rows have. */
const themeOf = (random: Random): ((reach: string) => string) => {
  const of = random.often<'plain' | 'masks' | 'windows' | 'mixed'>([4, ['plain']], [3, ['masks']], [1, ['windows']], [2, ['mixed']]);
  return (reach) => {
    if (of === 'masks') return random.chance(75) ? `mask:${random.pick(reach === 'any' ? ['plain', 'some'] : ['plain', 'some', 'hidden', 'hidden'])}` : '';
    if (of === 'windows') return random.chance(60) ? `window:${random.pick(windows)}` : '';
    return random.chance(of === 'mixed' ? 60 : 12) ? termsOf(random, reach) : '';
  };
};

// Without these most requests would end at the policy gate.
const wideRows = (random: Random, theme: (reach: string) => string): readonly string[] =>
  ['alpha', 'beta', 'gamma', 'patient', 'machine'].flatMap((role) => {
    const reach = role === 'machine' ? 'any' : random.often([3, ['any']], [9, role === 'patient' ? ['self', 'self', 'launch'] : ['launch', 'careteam', 'self']], [2, ['group:cohort', 'group:g1']]);
    const row = (action: string): string => `p, ${role}, *, ${action}, ${reach}, ${action === 'create' ? random.often([6, ['']], [1, ['mfa']]) : theme(reach)}, allow`;
    const sharedRow = `p, ${role}, ${random.often([4, ['common']], [3, shared], [1, ['clinical']])}, view, any, , allow`;
    const emergencyRow = `p, ${role}, ${random.often([2, ['*']], [1, ['clinical', 'Observation', 'Patient']])}, view, ${random.pick(['any', 'any', 'careteam', 'group:g1'])}, break-glass${random.often([4, ['']], [1, [' mfa', ' mask:some', ' window:P10Y']])}, allow`;
    return [...(random.chance(90) ? [row('view')] : []), ...(random.chance(80) ? [row('create')] : []), ...(random.chance(70) ? [sharedRow] : []), ...(random.chance(30) ? [emergencyRow] : [])];
  });

const systemRows = (random: Random): readonly string[] =>
  ['search', 'history'].flatMap((action) => (random.chance(70) ? [`p, ${random.pick(['staff', 'machine', 'alpha', 'patient', 'gamma'])}, System, ${action}, any, ${random.often([5, ['']], [1, ['mfa']])}, allow`] : []));

/** A policy.csv that is sound; some of its rows may be in vain. */
export const randomPolicy = (random: Random): string => {
  const many = <T>(count: number, make: (random: Random) => T): readonly T[] => Array.from({ length: count }, () => make(random));
  return [...frame(random), ...wideRows(random, themeOf(random)), ...systemRows(random), ...many(3 + random.below(8), allowRow), ...many(random.often([3, [0]], [2, [1, 2]]), denyRow), ''].join('\n');
};

const maskRows = [
  'Patient, name, remove', 'Patient, name.given, remove', 'Patient, birthDate, year', 'Patient, address, keep:state country', 'Patient, identifier, remove', 'Patient, link, remove', 'Patient, telecom, remove',
  'Observation, value, remove', 'Observation, effectiveDateTime, year', 'Observation, effectivePeriod, year', 'Observation, performer, remove', 'Observation, component, remove', 'Observation, category, remove', 'Observation, code.text, remove',
  'Observation, code, keep:coding', 'Condition, recordedDate, year', 'Condition, code, remove', 'Encounter, participant, remove', 'Provenance, agent, remove', 'DiagnosticReport, result, remove', 'Practitioner, name, remove',
  '*, text, remove', '*, Reference.display, remove', '*, Reference.identifier, remove', '*, contained, remove', '*, extension:http://example.org/kept, keep',
  'DocumentReference, content.attachment.url, keep', 'Binary, data, keep', 'Binary, securityContext, remove',
];
const onlyRows = ['Patient, name, only', 'Patient, gender, only', 'Patient, birthDate, only', 'Observation, code, only', 'Observation, subject, only', 'Observation, meta.tag, only', 'Practitioner, name, only'];

/** A masks.csv with the masks `plain`, `some` and `hidden`, the last with pseudonyms. */
export const randomMasks = (random: Random): string =>
  ['plain', 'some', 'hidden'].flatMap((mask) => {
    const rows = [...random.some(maskRows, 9), ...(random.chance(25) ? random.some(onlyRows, 3) : []), ...(mask === 'hidden' ? ['Patient, id, pseudonym'] : [])];
    return (rows.length === 0 ? ['Patient, name, remove'] : rows).map((row) => `${mask}, ${row}`);
  }).join('\n').concat('\n');

/** A policy as its files. */
export type PolicyFiles = { readonly csv: string; readonly masks: string };

/** Writes the files of a policy into a new directory below `parent`, and gives back its path. */
export const writePolicy = (parent: string, { csv, masks }: PolicyFiles): string => {
  const directory = path.join(parent, 'policy');
  mkdirSync(directory, { recursive: true });
  cpSync(path.resolve(import.meta.dirname, '../../../policies/model.conf'), path.join(directory, 'model.conf'));
  writeFileSync(path.join(directory, 'policy.csv'), csv);
  writeFileSync(path.join(directory, 'masks.csv'), masks);
  return directory;
};

const cellsOf = (text: string): readonly (readonly string[])[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(',').map((cell) => cell.trim()));

/** The rows of a masks.csv. */
export const maskRowsOf = (text: string): readonly MaskRow[] => cellsOf(text).map(([mask = '', type = '', at = '', rule = '']) => ({ mask, type, path: at, rule }));

type Links = ReadonlyMap<string, readonly string[]>;

/** What leads to a name, the name itself among them. */
const below = (links: Links, name: string): readonly string[] => [name, ...(links.get(name) ?? []).flatMap((member) => below(links, member))];

/** The rows of a policy.csv with every group, role and `*` written out. */
export const rowsOf = (csv: string): readonly Row[] => {
  const cells = cellsOf(csv);
  const linksOf = (kind: string): Links => {
    const rows = Map.groupBy(cells.filter(([first]) => first === kind), ([, , group = '']) => group);
    return new Map([...rows].map(([group, members]) => [group, members.map(([, member = '']) => member)]));
  };
  const [roles, types, groups] = [linksOf('g'), linksOf('g2'), linksOf('g3')];
  return cells.filter(([kind]) => kind === 'p').flatMap(([, subject = '', resource = '', action = '', reach = '', terms = '', effect = '']) => {
    const subjects = [...new Set(below(roles, subject))].filter((name) => name.includes(':'));
    const everything = effect === 'deny' ? [...resourceTypes, 'System'] : resourceTypes;
    const named = resource === '*' ? everything : [...new Set(below(types, resource))].filter((name) => name === 'System' || resourceTypes.includes(name));
    const done = action === '*' ? actions : [...new Set(below(groups, action))].filter((name) => actions.includes(name));
    return subjects.flatMap((one) => named.flatMap((type) => done.map((each): Row => ({ subject: one, resource: type, named: type === resource, action: each, reach, terms: terms.split(' ').filter((term) => term !== ''), effect }))));
  });
};
