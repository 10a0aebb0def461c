import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const types = ['Patient', 'Encounter', 'Condition', 'Procedure', 'Observation', 'DiagnosticReport', 'MedicationRequest', 'Immunization', 'CarePlan', 'Goal'];
const actions = ['read', 'vread', 'history', 'search'];

/** The rows of many wards: each for one type and one action, as policies grow where every unit has its own say. */
const wardRows = (count: number): readonly string[] => {
  const rows: string[] = [];
  for (let ward = 1; rows.length < count; ward += 1) {
    for (const type of types) for (const action of actions) rows.push(`p, ward-${ward}, ${type}, ${action}, careteam, , allow`);
  }
  return rows.slice(0, count);
};

/** Writes a policy directory of `rows` policy rows that `policy check` has nothing to say about: a patient's own two, the rest of wards. */
export const writePolicy = (directory: string, rows: number): void => {
  mkdirSync(directory, { recursive: true });
  copyFileSync(path.join(import.meta.dirname, '..', 'policies', 'model.conf'), path.join(directory, 'model.conf'));
  const wards = wardRows(rows - 2);
  const members = new Set(wards.map((row) => row.split(', ')[1] ?? ''));
  writeFileSync(path.join(directory, 'policy.csv'), [
    'g, fhirUser:Patient, patient',
    ...[...members].map((ward) => `g, role:${ward}, ${ward}`),
    ...[...types, 'Binary'].map((type) => `g2, ${type}, clinical`),
    ...actions.map((action) => `g3, ${action}, view`),
    'p, patient, clinical, view, self, , allow',
    'p, patient, clinical, view, launch, , allow',
    ...wards,
    '',
  ].join('\n'));
};
