const code = (system: string, value: string, display: string) => ({ coding: [{ system, code: value, display }], text: display });

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';

const component = (value: string, display: string, mmHg: number) => ({
  code: code(loinc, value, display),
  valueQuantity: { value: mmHg, unit: 'mmHg', system: ucum, code: 'mm[Hg]' },
});

/** A blood pressure of a patient as HAPI FHIR prints it (compact), 1.8 KB. */
export const observation = (id: string, patient: string): object => ({
  resourceType: 'Observation',
  id,
  meta: {
    versionId: '1', lastUpdated: '2026-01-14T09:30:11.535+00:00', source: '#ApIj9ls5nYbHcR80',
    profile: ['http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure|7.0.0'],
  },
  identifier: [{ system: 'https://hospital.example/observations', value: `bp-2026-${id}` }],
  status: 'final',
  category: [code('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs', 'Vital Signs')],
  code: code(loinc, '85354-9', 'Blood pressure panel with all children optional'),
  subject: { reference: `Patient/${patient}`, display: 'Amy V. Baxter' },
  encounter: { reference: 'Encounter/e-2041' },
  effectiveDateTime: '2026-01-14T09:28:00+00:00',
  issued: '2026-01-14T09:30:11.120+00:00',
  performer: [{ reference: 'Practitioner/p-17', display: 'Ronald Bone' }, { reference: 'Organization/o-3', display: 'General Hospital' }],
  interpretation: [code('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'N', 'Normal')],
  bodySite: code('http://snomed.info/sct', '368209003', 'Right upper arm structure'),
  method: code('http://snomed.info/sct', '37931006', 'Auscultation'),
  component: [component('8480-6', 'Systolic blood pressure', 118), component('8462-4', 'Diastolic blood pressure', 76)],
});
