import { dateBefore, instantBefore } from './calendar.ts';
import type { Resource, Term } from './elements.ts';
import { concept, hl7, snomed, to } from './elements.ts';
import type { Random } from './random.ts';
import type { Patient } from './relations.ts';
import type { Visit } from './visits.ts';

const diagnoses: readonly Term[] = [
  ['38341003', 'Hypertensive disorder'], ['44054006', 'Diabetes mellitus type 2'], ['195967001', 'Asthma'], ['396275006', 'Osteoarthritis'],
  ['40930008', 'Hypothyroidism'], ['37796009', 'Migraine'], ['21897009', 'Generalized anxiety disorder'], ['235595009', 'Gastroesophageal reflux disease'],
];

const substances: readonly Term[] = [
  ['91936005', 'Allergy to penicillin'], ['91935009', 'Allergy to peanut'], ['300916003', 'Latex allergy'], ['418689008', 'Allergy to grass pollen'],
];

const vaccines: readonly Term[] = [['140', 'Influenza, seasonal, injectable, preservative free'], ['113', 'Td (adult)'], ['208', 'COVID-19, mRNA'], ['133', 'Pneumococcal conjugate PCV 13']];

const procedures: readonly Term[] = [['80146002', 'Appendectomy'], ['73761001', 'Colonoscopy'], ['40701008', 'Echocardiography'], ['168731009', 'Plain chest X-ray']];

const drugs: Readonly<Record<string, Term>> = {
  metformin: ['109081006', 'Metformin product'],
  lisinopril: ['108574000', 'Lisinopril product'],
  albuterol: ['91143003', 'Albuterol product'],
  levothyroxine: ['768532006', 'Levothyroxine-containing product'],
  ibuprofen: ['38268001', 'Ibuprofen-containing product'],
};

/** The medications that requests refer to; everybody's. */
export const medications = (): readonly Resource[] =>
  Object.entries(drugs).map(([name, term]) => ({ resourceType: 'Medication', id: `medication-${name}`, status: 'active', code: snomed(term) }));

/** What lasts between visits: problems, allergies, vaccinations, procedures, prescriptions, insurance and the next appointment. */
export const record = (patient: Patient, visits: readonly Visit[], random: Random): readonly Resource[] => {
  const subject = { subject: to('Patient', patient.id) };
  const own = { patient: to('Patient', patient.id) };
  const recorder = to('Practitioner', patient.physician);
  const numbered = (terms: readonly Term[], count: number, kind: string) =>
    random.some(terms, count).map((term, index) => ({ term, id: `${patient.idPrefix}-${kind}-${index + 1}`, days: random.integer(40, 1000) }));
  const last = visits.at(-1);
  const encounter = last === undefined ? {} : { encounter: to('Encounter', last.id) };
  const ahead = -random.integer(5, 60);

  return [
    ...numbered(diagnoses, random.integer(1, 4), 'condition').map(({ term, id, days }, index) => ({
      resourceType: 'Condition', id, clinicalStatus: hl7('condition-clinical', index < 2 ? ['active', 'Active'] : ['resolved', 'Resolved']),
      verificationStatus: hl7('condition-ver-status', ['confirmed', 'Confirmed']), category: [hl7('condition-category', ['problem-list-item', 'Problem List Item'])],
      code: snomed(term), ...subject, ...encounter, onsetDateTime: dateBefore(days + 300), recordedDate: dateBefore(days), recorder,
    })),
    ...numbered(substances, random.integer(1, 2), 'allergy').map(({ term, id, days }) => ({
      resourceType: 'AllergyIntolerance', id, clinicalStatus: hl7('allergyintolerance-clinical', ['active', 'Active']),
      criticality: random.pick(['low', 'high']), code: snomed(term), ...own, recordedDate: dateBefore(days), recorder,
    })),
    ...numbered(vaccines, random.integer(2, 4), 'immunization').map(({ term, id, days }) => ({
      resourceType: 'Immunization', id, status: 'completed', vaccineCode: concept('http://hl7.org/fhir/sid/cvx', term), ...own,
      occurrenceDateTime: dateBefore(days), performer: [{ actor: recorder }],
    })),
    ...numbered(procedures, random.integer(1, 2), 'procedure').map(({ term, id, days }) => ({
      resourceType: 'Procedure', id, status: 'completed', code: snomed(term), ...subject, performedDateTime: dateBefore(days), performer: [{ actor: recorder }],
    })),
    ...random.some(Object.keys(drugs), random.integer(1, 4)).map((drug, index) => ({
      resourceType: 'MedicationRequest', id: `${patient.idPrefix}-prescription-${index + 1}`, status: index === 0 ? 'active' : random.pick(['active', 'completed', 'stopped']),
      intent: 'order', medicationReference: to('Medication', `medication-${drug}`), ...subject, ...encounter, authoredOn: dateBefore(random.integer(5, 600)),
      requester: recorder, dosageInstruction: [{ text: random.pick(['once a day', 'twice a day', 'when needed']) }],
    })),
    {
      resourceType: 'Coverage', id: `${patient.idPrefix}-coverage`, status: 'active', beneficiary: to('Patient', patient.id),
      payor: [to('Organization', 'city-insurance')], period: { start: dateBefore(1500) },
    },
    {
      resourceType: 'Appointment', id: `${patient.idPrefix}-appointment`, status: 'booked', start: instantBefore(ahead, 30), end: instantBefore(ahead, 60),
      participant: [{ actor: to('Patient', patient.id), status: 'accepted' }, { actor: recorder, status: 'accepted' }],
    },
  ];
};
