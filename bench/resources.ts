const coded = (system: string, value: string, display: string) => ({ coding: [{ system, code: value, display }], text: display });

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const ucum = 'http://unitsofmeasure.org';
const hl7 = 'http://terminology.hl7.org/CodeSystem';

const quantity = (value: number, unit: string, code: string) => ({ value, unit, system: ucum, code });

const component = (value: string, display: string, mmHg: number) => ({ code: coded(loinc, value, display), valueQuantity: quantity(mmHg, 'mmHg', 'mm[Hg]') });

const meta = (profile: string) => ({
  versionId: '1', lastUpdated: '2026-01-14T09:30:11.535+00:00', source: '#ApIj9ls5nYbHcR80', profile: [`http://hl7.org/fhir/us/core/StructureDefinition/${profile}|7.0.0`],
});

const subjectOf = (patient: string) => ({ reference: `Patient/${patient}`, display: 'Amy V. Baxter' });

/** The patient whose record the bench asks for. */
export const patient = 'A';

/** A blood pressure as HAPI FHIR prints it (compact, as all here), 1.8 KB. */
export const bloodPressure = (id: string, encounter = 'e-2041'): object => ({
  resourceType: 'Observation', id, meta: meta('us-core-blood-pressure'),
  identifier: [{ system: 'https://hospital.example/observations', value: `bp-2026-${id}` }],
  status: 'final',
  category: [coded(`${hl7}/observation-category`, 'vital-signs', 'Vital Signs')],
  code: coded(loinc, '85354-9', 'Blood pressure panel with all children optional'),
  subject: subjectOf(patient), encounter: { reference: `Encounter/${encounter}` },
  effectiveDateTime: '2026-01-14T09:28:00+00:00', issued: '2026-01-14T09:30:11.120+00:00',
  performer: [{ reference: 'Practitioner/p-17', display: 'Ronald Bone' }, { reference: 'Organization/o-3', display: 'General Hospital' }],
  interpretation: [coded(`${hl7}/v3-ObservationInterpretation`, 'N', 'Normal')],
  bodySite: coded(snomed, '368209003', 'Right upper arm structure'), method: coded(snomed, '37931006', 'Auscultation'),
  component: [component('8480-6', 'Systolic blood pressure', 118), component('8462-4', 'Diastolic blood pressure', 76)],
});

/** A laboratory result, 1 KB. */
export const laboratoryResult = (id: string): object => ({
  resourceType: 'Observation', id, meta: meta('us-core-observation-lab'),
  status: 'final',
  category: [coded(`${hl7}/observation-category`, 'laboratory', 'Laboratory')],
  code: coded(loinc, '2339-0', 'Glucose [Mass/volume] in Blood'),
  subject: subjectOf(patient), encounter: { reference: 'Encounter/e-2041' },
  effectiveDateTime: '2026-01-14T09:28:00+00:00', issued: '2026-01-14T09:30:11.120+00:00',
  performer: [{ reference: 'Organization/o-3', display: 'General Hospital' }],
  valueQuantity: quantity(95, 'mg/dL', 'mg/dL'),
  referenceRange: [{ low: { value: 70, unit: 'mg/dL' }, high: { value: 99, unit: 'mg/dL' } }],
});

/** A laboratory panel of many components and no long text, 10 KB: as much structure as bytes can hold. */
export const panel = (id: string): object => ({
  ...laboratoryResult(id),
  component: Array.from({ length: 39 }, (_, index) => component(`${10_000 + index}-6`, 'Substance in Serum', index)),
});

/** An encounter, 0.8 KB. */
export const encounter = (id: string): object => ({
  resourceType: 'Encounter', id, meta: meta('us-core-encounter'),
  status: 'finished', class: { system: `${hl7}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
  type: [coded(snomed, '185349003', 'Encounter for check up')],
  subject: subjectOf(patient),
  participant: [{ individual: { reference: 'Practitioner/p-17', display: 'Ronald Bone' } }],
  period: { start: '2026-01-14T09:00:00+00:00', end: '2026-01-14T09:45:00+00:00' },
  serviceProvider: { reference: 'Organization/o-3', display: 'General Hospital' },
});
