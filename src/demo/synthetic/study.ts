import { demoIds } from '../demo-ids.ts';
import { dateBefore } from './calendar.ts';
import type { Resource } from './elements.ts';
import { snomed, to } from './elements.ts';

const participants: readonly string[] = [
  'aylin-fischer', 'carla-engel', demoIds.hannaAlbrecht, 'maja-busch', 'ursula-schaefer', 'adam-mueller', 'david-engel', 'igor-albrecht',
];

// They have withdrawn their consent.
const withdrawn: readonly string[] = [demoIds.wernerSommer];

/** Whether a patient takes or took part in the study. */
export const isInStudy = (patient: string): boolean => participants.includes(patient) || withdrawn.includes(patient);

const start = dateBefore(500);

/** The Group of a study: those who take part, and one who no longer does. */
export const study = (): Resource => ({
  resourceType: 'Group', id: demoIds.diabetesStudy, active: true, type: 'person', actual: true, name: 'Diabetes study', code: snomed(['44054006', 'Diabetes mellitus type 2']),
  quantity: participants.length,
  member: [
    ...participants.map((patient) => ({ entity: to('Patient', patient), period: { start } })),
    ...withdrawn.map((patient) => ({ entity: to('Patient', patient), period: { start, end: dateBefore(120) }, inactive: true })),
  ],
});
