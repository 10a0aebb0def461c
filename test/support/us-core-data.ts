/**
 * Two synthetic patients, `uc1` and `uc2`, each with the same record in the profiles of US Core 6.1 and 7, and the directory that both refer to. What is asked
 * of one has its twin in the other, so a search that is not confined shows at once. Loaded beside crossing-data.ts, after the cases that count on that alone.
 */

type Resource = { readonly resourceType: string; readonly id: string; readonly [element: string]: unknown };
type Patient = 'uc1' | 'uc2';
type Elements = Readonly<Record<string, unknown>>;

const to = (reference: string): { readonly reference: string } => ({ reference });
const coded = (...codings: readonly (readonly [system: string, code: string])[]) => ({ coding: codings.map(([system, code]) => ({ system, code })) });
const loinc = (code: string) => coded(['http://loinc.org', code]);
const snomed = (code: string) => coded(['http://snomed.info/sct', code]);
const hl7 = (name: string, code: string) => coded([`http://terminology.hl7.org/CodeSystem/${name}`, code]);
const usCore = (name: string, code: string) => coded([`http://hl7.org/fhir/us/core/CodeSystem/${name}`, code]);
const usCoreExtension = (name: string, value: Elements) => ({ url: `http://hl7.org/fhir/us/core/StructureDefinition/${name}`, ...value });
const text = (words: string) => ({ status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${words}</div>` });

const directory: readonly Resource[] = [
  { resourceType: 'Organization', id: 'uc-org', active: true, name: 'Cedar Clinic', address: [{ line: ['1 Elm Street'], city: 'Springfield', state: 'IL', postalCode: '62701' }] },
  { resourceType: 'Location', id: 'uc-loc', status: 'active', name: 'Cedar East', address: { line: ['1 Elm Street'], city: 'Springfield', state: 'IL', postalCode: '62701' }, managingOrganization: to('Organization/uc-org') },
  { resourceType: 'Location', id: 'uc-ward', status: 'active', name: 'Cedar West', address: { line: ['2 Oak Street'], city: 'Peoria', state: 'IL', postalCode: '61602' }, managingOrganization: to('Organization/uc-org') },
  { resourceType: 'Endpoint', id: 'uc-end', status: 'active', connectionType: { system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type', code: 'direct-project' }, payloadType: [{ text: 'any' }], address: 'mailto:fox@direct.example.org' },
  { resourceType: 'Practitioner', id: 'uc-dr', active: true, name: [{ family: 'Fox', given: ['Fiona'] }], identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '9941339100' }] },
  { resourceType: 'Practitioner', id: 'uc-np', active: true, name: [{ family: 'Nye', given: ['Nora'] }], identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '9941339118' }] },
  {
    resourceType: 'PractitionerRole', id: 'uc-role', active: true, practitioner: to('Practitioner/uc-np'), organization: to('Organization/uc-org'), location: [to('Location/uc-loc')],
    specialty: [coded(['http://nucc.org/provider-taxonomy', '207RC0000X'])], endpoint: [to('Endpoint/uc-end')],
  },
  { resourceType: 'Medication', id: 'uc-med', status: 'active', code: coded(['http://www.nlm.nih.gov/research/umls/rxnorm', '314076']) },
  { resourceType: 'Medication', id: 'uc-med2', status: 'active', code: coded(['http://www.nlm.nih.gov/research/umls/rxnorm', '197361']) },
];

/** Writes one resource of a patient: its id is the patient's with `name` behind. */
type Write = (resourceType: string, name: string, elements: Elements) => Resource;

const people = (patient: Patient, write: Write): readonly Resource[] => [
  {
    resourceType: 'Patient', id: patient, active: true, identifier: [{ system: 'http://cedar.example.org/mrn', value: `MRN-${patient}` }],
    // The family name is the same of both: a search for it is to find one.
    name: [{ family: 'Shaw', given: [patient === 'uc1' ? 'Amy' : 'Ben'] }], gender: 'female', birthDate: '1987-02-20', deceasedDateTime: '2025-03-01',
    extension: [
      usCoreExtension('us-core-race', { extension: [{ url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2106-3' } }, { url: 'text', valueString: 'White' }] }),
      usCoreExtension('us-core-ethnicity', { extension: [{ url: 'ombCategory', valueCoding: { system: 'urn:oid:2.16.840.1.113883.6.238', code: '2186-5' } }, { url: 'text', valueString: 'Not Hispanic' }] }),
      usCoreExtension('us-core-genderIdentity', { valueCodeableConcept: snomed('446141000124107') }),
    ],
  },
  write('RelatedPerson', 'rel', { active: true, patient: to(`Patient/${patient}`), name: [{ family: 'Shaw', given: ['Rita'] }], relationship: [hl7('v3-RoleCode', 'MTH')] }),
  write('CareTeam', 'team', {
    status: 'active', name: 'Primary', subject: to(`Patient/${patient}`),
    participant: [
      { role: [snomed('224571005')], member: to('Practitioner/uc-np') },
      // The physician is in the team of one of the two only.
      ...(patient === 'uc1' ? [{ role: [snomed('17561000')], member: to('Practitioner/uc-dr') }] : []),
      { role: [snomed('133932002')], member: to(`RelatedPerson/${patient}-rel`) },
    ],
  }),
  write('CareTeam', 'team-old', { status: 'inactive', name: 'Past', subject: to(`Patient/${patient}`), participant: [{ role: [snomed('17561000')], member: to('Practitioner/uc-dr') }] }),
];

const encounters = (patient: Patient, write: Write): readonly Resource[] => {
  const act = (code: string) => ({ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code });
  return [
    write('Encounter', 'visit', {
      identifier: [{ system: 'http://cedar.example.org/visits', value: `${patient}-visit` }],
      status: 'finished', class: act('AMB'), type: [coded(['http://www.ama-assn.org/go/cpt', '99213'])], period: { start: '2024-02-01T08:00:00Z', end: '2024-02-01T09:00:00Z' },
      participant: [{ individual: to('Practitioner/uc-dr') }], location: [{ location: to('Location/uc-loc') }], serviceProvider: to('Organization/uc-org'),
    }),
    write('Encounter', 'stay', {
      status: 'in-progress', class: act('IMP'), type: [snomed('183452005')], period: { start: '2024-05-01T12:00:00Z', end: '2024-05-03T12:00:00Z' }, location: [{ location: to('Location/uc-ward') }],
      hospitalization: { dischargeDisposition: hl7('discharge-disposition', 'home') },
    }),
  ];
};

const conditions = (encounter: Elements, write: Write): readonly Resource[] => {
  const asserted = (valueDateTime: string) => ({ extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/condition-assertedDate', valueDateTime }] });
  const active = { clinicalStatus: hl7('condition-clinical', 'active') };
  return [
    write('Condition', 'diagnosis', { ...encounter, ...active, category: [hl7('condition-category', 'encounter-diagnosis')], code: snomed('195662009'), recordedDate: '2024-02-01', onsetDateTime: '2024-01-30', ...asserted('2024-02-01') }),
    write('Condition', 'problem', { ...active, category: [hl7('condition-category', 'problem-list-item')], code: snomed('38341003'), recordedDate: '2020-03-04', onsetDateTime: '2019-06-01', ...asserted('2020-03-04') }),
    write('Condition', 'healed', {
      clinicalStatus: hl7('condition-clinical', 'resolved'), category: [hl7('condition-category', 'problem-list-item')], code: snomed('233604007'), recordedDate: '2018-11-12', onsetDateTime: '2018-11-10',
      abatementDateTime: '2018-12-20', ...asserted('2018-11-11'),
    }),
    write('Condition', 'concern', { ...active, category: [usCore('condition-category', 'health-concern')], code: snomed('160903007'), recordedDate: '2023-01-02' }),
    // Two categories, and each of them reaches it.
    write('Condition', 'problem-concern', { ...active, category: [hl7('condition-category', 'problem-list-item'), usCore('condition-category', 'health-concern')], code: snomed('73211009'), recordedDate: '2021-05-06' }),
    // The code of a category, but of another system: no granular scope of US Core reaches it.
    write('Condition', 'elsewhere', { ...active, category: [coded(['http://cedar.example.org/categories', 'health-concern'])], code: snomed('55822004'), recordedDate: '2022-07-08' }),
  ];
};

const observations = (encounter: Elements, own: (type: string, name: string) => { readonly reference: string }, write: Write): readonly Resource[] => {
  const category = (code: string) => hl7('observation-category', code);
  const sdoh = usCore('us-core-category', 'sdoh');
  const quantity = (value: number, unit: string) => ({ valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit } });
  const component = (code: string, value: number, unit: string) => ({ code: loinc(code), ...quantity(value, unit) });
  const observation = (name: string, categories: readonly unknown[], code: string, effectiveDateTime: string, elements: Elements): Resource =>
    write('Observation', name, { status: 'final', category: categories, code: loinc(code), effectiveDateTime, ...elements });
  return [
    observation('glucose', [category('laboratory')], '2339-0', '2024-02-01T08:10:00Z', { ...encounter, performer: [to('Practitioner/uc-dr')], specimen: own('Specimen', 'blood'), ...quantity(94, 'mg/dL') }),
    observation('hba1c', [category('laboratory')], '4548-4', '2024-03-10T08:00:00Z', { status: 'preliminary', ...quantity(6.1, '%') }),
    observation('bp', [category('vital-signs')], '85354-9', '2024-02-01T08:05:00Z', { ...encounter, component: [component('8480-6', 121, 'mm[Hg]'), component('8462-4', 79, 'mm[Hg]')] }),
    observation('spo2', [category('vital-signs')], '59408-5', '2024-02-01T08:06:00Z', {
      code: coded(['http://loinc.org', '59408-5'], ['http://loinc.org', '2708-6']), ...quantity(97, '%'), component: [component('3151-8', 2, 'L/min'), component('3150-6', 28, '%')],
    }),
    observation('weight', [category('vital-signs')], '29463-7', '2024-05-01T12:30:00Z', quantity(62.5, 'kg')),
    observation('heart-rate', [category('vital-signs')], '8867-4', '2024-05-02T07:00:00Z', { status: 'amended', ...quantity(71, '/min') }),
    observation('smoking', [category('social-history')], '72166-2', '2024-02-01T08:20:00Z', { valueCodeableConcept: snomed('266919005') }),
    observation('orientation', [category('social-history')], '76690-7', '2023-04-05T10:00:00Z', { valueCodeableConcept: snomed('20430005') }),
    observation('phq9', [category('survey')], '44249-1', '2024-03-01T09:00:00Z', { valueInteger: 4 }),
    observation('hunger', [category('survey'), sdoh], '88122-7', '2024-03-01T09:10:00Z', { derivedFrom: [own('QuestionnaireResponse', 'answers')], valueCodeableConcept: loinc('LA28397-0') }),
    observation('housing', [sdoh], '71802-3', '2024-03-02T09:00:00Z', { valueCodeableConcept: loinc('LA31993-1') }),
    // Two categories of different groups of scopes.
    observation('oxygen', [category('laboratory'), category('vital-signs')], '2703-7', '2024-02-02T08:00:00Z', quantity(88, 'mm[Hg]')),
    // Categories that no granular scope of US Core names: one of the same system, one of the same code.
    observation('gait', [category('exam')], '11450-4', '2024-02-01T08:30:00Z', { valueString: 'steady' }),
    observation('elsewhere', [coded(['http://cedar.example.org/categories', 'laboratory'])], '2339-0', '2024-02-03T08:00:00Z', quantity(99, 'mg/dL')),
  ];
};

const reportsAndNotes = (patient: Patient, encounter: Elements, own: (type: string, name: string) => { readonly reference: string }, write: Write): readonly Resource[] => {
  const note = usCore('us-core-documentreference-category', 'clinical-note');
  const attached = (name: string) => ({ content: [{ attachment: { contentType: 'text/plain', url: `Binary/${patient}-${name}` } }] });
  const binary = (name: string, words: string): Resource => write('Binary', name, { contentType: 'text/plain', data: btoa(`${words} of ${patient}`) });
  return [
    write('Specimen', 'blood', { status: 'available', type: snomed('119297000'), collection: { collectedDateTime: '2024-02-01T08:10:00Z' } }),
    write('DiagnosticReport', 'panel', {
      ...encounter, status: 'final', category: [coded(['http://terminology.hl7.org/CodeSystem/v2-0074', 'LAB'])], code: loinc('24323-8'), effectiveDateTime: '2024-02-01T08:10:00Z', issued: '2024-02-01T12:00:00Z',
      performer: [to('Organization/uc-org')], specimen: [own('Specimen', 'blood')], result: [own('Observation', 'glucose'), own('Observation', 'oxygen')],
    }),
    write('DiagnosticReport', 'x-ray', {
      status: 'preliminary', category: [loinc('LP29684-5')], code: loinc('30746-2'), effectiveDateTime: '2024-05-02T10:00:00Z', issued: '2024-05-02T11:00:00Z',
      presentedForm: [{ contentType: 'text/plain', url: `Binary/${patient}-x-ray-text` }],
    }),
    binary('visit-text', 'visit note'), binary('discharge-text', 'discharge summary'), binary('x-ray-text', 'x-ray report'),
    write('DocumentReference', 'visit-note', {
      status: 'current', type: loinc('11506-3'), category: [note], date: '2024-02-01T10:00:00Z', author: [to('Practitioner/uc-dr')], custodian: to('Organization/uc-org'), ...attached('visit-text'),
      context: { encounter: [own('Encounter', 'visit')], period: { start: '2024-02-01T08:00:00Z', end: '2024-02-01T09:00:00Z' } },
    }),
    write('DocumentReference', 'discharge', {
      status: 'superseded', type: loinc('18842-5'), category: [note], date: '2024-05-03T14:00:00Z', author: [to('Practitioner/uc-np')], ...attached('discharge-text'),
      context: { period: { start: '2024-05-01T12:00:00Z', end: '2024-05-03T12:00:00Z' } },
    }),
    // Reports and notes that are one: the attachment of the report is a document as well.
    write('DocumentReference', 'x-ray-note', { status: 'current', type: loinc('30746-2'), category: [loinc('LP29684-5')], date: '2024-05-02T11:00:00Z', ...attached('x-ray-text') }),
  ];
};

const medications = (patient: Patient, encounter: Elements, own: (type: string, name: string) => { readonly reference: string }, write: Write): readonly Resource[] => [
  write('MedicationRequest', 'rx', { ...encounter, status: 'active', intent: 'order', medicationReference: to('Medication/uc-med'), authoredOn: '2024-02-01T08:40:00Z', requester: to('Practitioner/uc-dr') }),
  write('MedicationRequest', 'rx-old', { status: 'completed', intent: 'order', medicationReference: to('Medication/uc-med2'), authoredOn: '2022-09-10T09:00:00Z', requester: to('Practitioner/uc-np') }),
  write('MedicationRequest', 'otc', { status: 'active', intent: 'plan', medicationCodeableConcept: coded(['http://www.nlm.nih.gov/research/umls/rxnorm', '198440']), authoredOn: '2024-03-05T09:00:00Z', requester: to(`Patient/${patient}`), reportedBoolean: true }),
  write('MedicationRequest', 'infusion', {
    status: 'stopped', intent: 'order', contained: [{ resourceType: 'Medication', id: 'mix', code: { text: 'a mixture' } }], medicationReference: to('#mix'), authoredOn: '2024-05-01T13:00:00Z', requester: to('Practitioner/uc-np'),
  }),
  write('MedicationDispense', 'fill', { status: 'completed', type: coded(['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'FF']), medicationReference: to('Medication/uc-med'), authorizingPrescription: [own('MedicationRequest', 'rx')], whenHandedOver: '2024-02-01T15:00:00Z' }),
  write('MedicationDispense', 'refill', { status: 'in-progress', type: coded(['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'RF']), medicationReference: to('Medication/uc-med'), authorizingPrescription: [own('MedicationRequest', 'rx')] }),
];

const plansAndActs = (patient: Patient, encounter: Elements, own: (type: string, name: string) => { readonly reference: string }, write: Write): readonly Resource[] => {
  const assessPlan = { intent: 'plan', category: [usCore('careplan-category', 'assess-plan')] };
  const questionnaire = { questionnaire: 'http://cedar.example.org/fhir/Questionnaire/screening' };
  return [
    write('Goal', 'weight', { lifecycleStatus: 'active', description: snomed('289169006'), startDate: '2024-02-01', target: [{ dueDate: '2024-08-01' }] }),
    write('Goal', 'quit', { lifecycleStatus: 'completed', description: snomed('8517006'), startDate: '2022-01-01', target: [{ dueDate: '2023-01-01' }] }),
    write('CarePlan', 'plan', { ...assessPlan, status: 'active', text: text('a plan'), period: { start: '2024-02-01', end: '2024-08-01' }, careTeam: [own('CareTeam', 'team')], goal: [own('Goal', 'weight')] }),
    write('CarePlan', 'plan-old', { ...assessPlan, status: 'completed', text: text('a past plan'), period: { start: '2022-01-01', end: '2022-12-31' } }),
    write('AllergyIntolerance', 'nuts', { clinicalStatus: hl7('allergyintolerance-clinical', 'active'), verificationStatus: hl7('allergyintolerance-verification', 'confirmed'), code: snomed('91934008'), reaction: [{ manifestation: [snomed('247472004')] }] }),
    write('AllergyIntolerance', 'dust', { clinicalStatus: hl7('allergyintolerance-clinical', 'resolved'), verificationStatus: hl7('allergyintolerance-verification', 'confirmed'), code: snomed('390952000') }),
    write('Coverage', 'plan-a', { status: 'active', subscriberId: 'S-1', relationship: hl7('subscriber-relationship', 'self'), period: { start: '2023-01-01' }, payor: [to('Organization/uc-org')] }),
    write('Device', 'pump', { status: 'active', type: snomed('14106009'), udiCarrier: [{ deviceIdentifier: '09504000059118' }] }),
    write('Device', 'lens', { status: 'inactive', type: snomed('397578001') }),
    write('Immunization', 'flu', { status: 'completed', vaccineCode: coded(['http://hl7.org/fhir/sid/cvx', '140']), occurrenceDateTime: '2023-10-01', primarySource: true }),
    write('Immunization', 'mmr', { status: 'not-done', statusReason: hl7('v3-ActReason', 'PATOBJ'), vaccineCode: coded(['http://hl7.org/fhir/sid/cvx', '03']), occurrenceDateTime: '2020-05-05', primarySource: true }),
    write('Procedure', 'endoscopy', { ...encounter, status: 'completed', code: snomed('386831008'), performedDateTime: '2024-02-01T08:45:00Z', performer: [{ actor: to('Practitioner/uc-dr') }] }),
    write('Procedure', 'therapy', { status: 'in-progress', code: snomed('91251008'), performedPeriod: { start: '2024-05-02T09:00:00Z', end: '2024-05-20T09:00:00Z' } }),
    write('QuestionnaireResponse', 'answers', { ...questionnaire, status: 'completed', authored: '2024-03-01T09:00:00Z', source: to(`Patient/${patient}`) }),
    write('QuestionnaireResponse', 'draft', { questionnaire: 'http://cedar.example.org/fhir/Questionnaire/intake', status: 'in-progress', authored: '2024-05-01T09:00:00Z', source: to(`Patient/${patient}`) }),
    write('ServiceRequest', 'lab-order', { ...encounter, status: 'completed', intent: 'order', category: [snomed('108252007')], code: loinc('24323-8'), authoredOn: '2024-02-01T08:05:00Z', requester: to('Practitioner/uc-dr') }),
    write('ServiceRequest', 'referral', { status: 'active', intent: 'order', category: [usCore('us-core-category', 'sdoh')], code: snomed('710824005'), authoredOn: '2024-03-02T10:00:00Z', requester: to('Practitioner/uc-np') }),
  ];
};

const patientElement: ReadonlySet<string> = new Set(['AllergyIntolerance', 'Device', 'Immunization']);
const isOf = (patient: Patient, resourceType: string): Elements => {
  if (resourceType === 'Coverage') return { beneficiary: to(`Patient/${patient}`), subscriber: to(`Patient/${patient}`) };
  if (resourceType === 'Binary' || resourceType === 'RelatedPerson') return {};
  return patientElement.has(resourceType) ? { patient: to(`Patient/${patient}`) } : { subject: to(`Patient/${patient}`) };
};

/** The resources of a patient that a Provenance of its own stands for: `<patient>-from-<name>`. */
const traced = [
  'AllergyIntolerance/nuts', 'CarePlan/plan', 'CareTeam/team', 'Condition/diagnosis', 'Condition/problem', 'Coverage/plan-a', 'Device/pump', 'DiagnosticReport/panel', 'DocumentReference/visit-note', 'Encounter/visit', 'Goal/weight',
  'Immunization/flu', 'MedicationDispense/fill', 'MedicationRequest/rx', 'Observation/glucose', 'Observation/bp', 'Procedure/endoscopy', 'QuestionnaireResponse/answers', 'RelatedPerson/rel', 'ServiceRequest/lab-order', 'Specimen/blood',
] as const;

const provenance = (patient: Patient): readonly Resource[] => {
  const of = (id: string, ...targets: readonly string[]): Resource => ({
    resourceType: 'Provenance', id, target: targets.map(to), recorded: '2024-02-01T09:00:00Z', agent: [{ type: hl7('provenance-participant-type', 'author'), who: to('Practitioner/uc-dr'), onBehalfOf: to('Organization/uc-org') }],
  });
  return [
    of(`${patient}-from`, `Patient/${patient}`),
    ...traced.map((target) => of(`${patient}-from-${target.split('/')[1]}`, target.replace('/', `/${patient}-`))),
    // One act that made two resources of two types.
    of(`${patient}-from-order`, `Observation/${patient}-hba1c`, `DiagnosticReport/${patient}-x-ray`),
  ];
};

const record = (patient: Patient): readonly Resource[] => {
  const write: Write = (resourceType, name, elements) => ({ resourceType, id: `${patient}-${name}`, ...isOf(patient, resourceType), ...elements });
  const own = (type: string, name: string) => to(`${type}/${patient}-${name}`);
  const encounter = { encounter: own('Encounter', 'visit') };
  const acts = plansAndActs(patient, encounter, own, write);
  const reports = reportsAndNotes(patient, encounter, own, write);
  const isReport = ({ resourceType }: Resource): boolean => resourceType === 'DiagnosticReport';
  return [
    ...people(patient, write), ...encounters(patient, write), ...conditions(encounter, write), ...acts, ...reports.filter((each) => !isReport(each)),
    ...observations(encounter, own, write), ...reports.filter(isReport), ...medications(patient, encounter, own, write), ...provenance(patient),
  ];
};

/** All of it, in dependency order: HAPI refuses a reference to what is not there yet. */
export const usCoreResources: readonly Resource[] = [...directory, ...record('uc1'), ...record('uc2')];

/** Loads the data once into the FHIR server at `baseUrl` (no final slash); throws at the first answer that is not 2xx. */
export const seedUsCore = async (baseUrl: string): Promise<void> => {
  for (const resource of usCoreResources) {
    const place = `${resource.resourceType}/${resource.id}`;
    const reply = await fetch(`${baseUrl}/${place}`, { method: 'PUT', headers: { 'content-type': 'application/fhir+json' }, body: JSON.stringify(resource) });
    const answer = await reply.text();
    if (!reply.ok) throw new Error(`seeding failed: PUT ${place} was answered ${reply.status}: ${answer.slice(0, 500)}`);
  }
};
