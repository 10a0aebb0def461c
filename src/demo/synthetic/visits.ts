import { instantBefore } from './calendar.ts';
import type { Resource, Term } from './elements.ts';
import { hl7, loinc, quantity, snomed, to } from './elements.ts';
import type { Random } from './random.ts';
import type { Patient } from './relations.ts';
import { hospital } from './staff.ts';

/** A stay or an appointment at the clinic; `number` counts a patient's visits from the oldest. */
export type Visit = { readonly patient: Patient; readonly number: number; readonly id: string; readonly days: number };

const reasons: readonly [Term, ...Term[]] = [
  ['185349003', 'Encounter for check up'], ['390906007', 'Follow-up encounter'], ['185347001', 'Encounter for problem'],
];

/** When a patient came: five to eight times in about three years. */
export const visitsOf = (patient: Patient, random: Random): readonly Visit[] => {
  const count = random.integer(5, 8);
  return Array.from({ length: count }, (_, index) => ({
    patient, number: index + 1, id: `${patient.idPrefix}-visit-${index + 1}`, days: (count - index) * 130 - random.integer(0, 90),
  }));
};

/** The Encounter of a visit. */
export const encounter = ({ patient, id, days }: Visit, random: Random): Resource => ({
  resourceType: 'Encounter', id, status: 'finished',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
  type: [snomed(random.pick(reasons))], subject: to('Patient', patient.id),
  participant: [{ individual: to('Practitioner', patient.physician) }],
  period: { start: instantBefore(days, 0), end: instantBefore(days, random.integer(20, 90)) },
  location: [{ location: to('Location', random.chance(0.2) ? 'ward-2' : 'outpatient-clinic') }],
  serviceProvider: to('Organization', hospital),
});

type Measure = { readonly name: string; readonly term: Term; readonly unit: string; readonly least: number; readonly most: number; /** Digits after the point. */ readonly digits: number };

const vitalSigns: readonly Measure[] = [
  { name: 'heart-rate', term: ['8867-4', 'Heart rate'], unit: '/min', least: 54, most: 98, digits: 0 },
  { name: 'respiratory-rate', term: ['9279-1', 'Respiratory rate'], unit: '/min', least: 11, most: 19, digits: 0 },
  { name: 'temperature', term: ['8310-5', 'Body temperature'], unit: 'Cel', least: 36, most: 38, digits: 1 },
  { name: 'oxygen', term: ['59408-5', 'Oxygen saturation in Arterial blood by Pulse oximetry'], unit: '%', least: 94, most: 99, digits: 0 },
];

const laboratory: readonly Measure[] = [
  { name: 'glucose', term: ['2339-0', 'Glucose [Mass/volume] in Blood'], unit: 'mg/dL', least: 72, most: 160, digits: 0 },
  { name: 'creatinine', term: ['2160-0', 'Creatinine [Mass/volume] in Serum or Plasma'], unit: 'mg/dL', least: 0.5, most: 1.6, digits: 2 },
  { name: 'sodium', term: ['2951-2', 'Sodium [Moles/volume] in Serum or Plasma'], unit: 'mmol/L', least: 133, most: 146, digits: 0 },
  { name: 'potassium', term: ['2823-3', 'Potassium [Moles/volume] in Serum or Plasma'], unit: 'mmol/L', least: 3.3, most: 5.2, digits: 1 },
  { name: 'hemoglobin', term: ['718-7', 'Hemoglobin [Mass/volume] in Blood'], unit: 'g/dL', least: 11, most: 17, digits: 1 },
  { name: 'hba1c', term: ['4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood'], unit: '%', least: 4.6, most: 8.1, digits: 1 },
];

const measured = ({ least, most, digits, unit }: Measure, random: Random) => {
  const scale = 10 ** digits;
  return quantity(random.integer(Math.round(least * scale), Math.round(most * scale)) / scale, unit);
};

const observation = (visit: Visit, name: string, category: Term, minutes: number, told: Readonly<Record<string, unknown>>): Resource => {
  const { patient, number, id, days } = visit;
  return {
    resourceType: 'Observation', id: `${patient.idPrefix}-${name}-${number}`, status: 'final', category: [hl7('observation-category', category)],
    subject: to('Patient', patient.id), encounter: to('Encounter', id), effectiveDateTime: instantBefore(days, minutes),
    performer: [to('Practitioner', patient.physician)], ...told,
  };
};

const vitalSign: Term = ['vital-signs', 'Vital Signs'];

const bloodPressure = (visit: Visit, random: Random): Resource =>
  observation(visit, 'blood-pressure', vitalSign, 6, {
    code: loinc(['85354-9', 'Blood pressure panel with all children optional']),
    component: [
      { code: loinc(['8480-6', 'Systolic blood pressure']), valueQuantity: quantity(random.integer(104, 158), 'mm[Hg]') },
      { code: loinc(['8462-4', 'Diastolic blood pressure']), valueQuantity: quantity(random.integer(62, 96), 'mm[Hg]') },
    ],
  });

/** What was measured at a visit: vital signs always, and at every other visit the laboratory's results with the report on them. */
export const observations = (visit: Visit, random: Random): readonly Resource[] => {
  const vitals = vitalSigns.map((measure) => observation(visit, measure.name, vitalSign, 5, { code: loinc(measure.term), valueQuantity: measured(measure, random) }));
  const panel: readonly Resource[] = [...vitals, bloodPressure(visit, random)];
  if (visit.number % 2 === 0) return panel;
  const results = laboratory.map((measure) =>
    observation(visit, measure.name, ['laboratory', 'Laboratory'], 15, { code: loinc(measure.term), valueQuantity: measured(measure, random) }));
  const report: Resource = {
    resourceType: 'DiagnosticReport', id: `${visit.patient.idPrefix}-report-${visit.number}`, status: 'final', category: [hl7('v2-0074', ['LAB', 'Laboratory'])],
    code: loinc(['24323-8', 'Comprehensive metabolic 2000 panel - Serum or Plasma']), subject: to('Patient', visit.patient.id),
    encounter: to('Encounter', visit.id), effectiveDateTime: instantBefore(visit.days, 15), issued: instantBefore(visit.days, 120),
    performer: [to('Organization', hospital)], result: results.map(({ id }) => to('Observation', id)),
  };
  return [...panel, ...results, report];
};
