/**
 * Small, but crossing: resources that mention one patient and belong to another, versions that changed owner, references of every shape.
 * One list, loaded by plain PUT and DELETE in dependency order into real HAPI FHIR and into the embedded backend, for the same end-to-end cases.
 * Who owns what is written down here by hand, to be held against what src/fhir/patient-compartment-table.ts makes of it.
 */

import { forReading, searchParameters } from './crossing-data-reading.ts';
import { coded, current, gone, hl7, loinc, past, put, putText, snomed, to, type Owners, type Row, type SeedStep } from './crossing-data-row.ts';

export type { SeedStep } from './crossing-data-row.ts';

const vitalSigns = { category: [hl7('observation-category', 'vital-signs')] };
const laboratory = { category: [hl7('observation-category', 'laboratory')] };
const heartRate = { status: 'final', code: loinc('8867-4') };
const perMinute = (value: number) => ({ valueQuantity: { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' } });

const observation = (owners: Owners, id: string, elements: Readonly<Record<string, unknown>>): Row =>
  put(owners, 'Observation', id, { ...heartRate, ...vitalSigns, ...elements });

const patients: readonly Row[] = [
  put(['A'], 'Patient', 'A', {
    active: true, identifier: [{ system: 'http://example.org/mrn', value: 'mrn-a' }], name: [{ family: 'Adler', given: ['Ann'] }], gender: 'female', birthDate: '1980-02-03',
    telecom: [{ system: 'phone', value: '+49 30 1234567' }], address: [{ line: ['Allee 1'], city: 'Berlin', state: 'BE', country: 'DE' }],
    extension: [{ url: 'https://example.org/ward', valueCoding: { system: 'https://example.org/wards', code: 'one' } }],
  }),
  put(['B'], 'Patient', 'B', { active: true, name: [{ family: 'Brandt', given: ['Bert'] }], gender: 'male', birthDate: '1975-06-07', identifier: [{ system: 'http://example.org/mrn', value: 'mrn-b' }] }),
  // C's own record points at A: a search for `link=Patient/A` must not show C to A.
  put(['C'], 'Patient', 'C', {
    active: true, name: [{ family: 'Conrad', given: ['Cleo'] }], gender: 'female', birthDate: '2015-11-12',
    link: [{ other: to('Patient/A'), type: 'seealso' }],
  }),
];

const shared: readonly Row[] = [
  put([], 'Organization', 'O1', { active: true, name: 'Hospital One' }),
  put([], 'Location', 'L1', { status: 'active', name: 'Ward One', managingOrganization: to('Organization/O1') }),
  put([], 'Practitioner', '77', { active: true, name: [{ family: 'Seventy', given: ['Seven'] }] }),
  put([], 'Practitioner', '88', { active: true, name: [{ family: 'Eighty', given: ['Eight'] }] }),
  put([], 'PractitionerRole', 'pr-77', { active: true, practitioner: to('Practitioner/77'), organization: to('Organization/O1') }),
  put([], 'Medication', 'm1', { status: 'active', code: snomed('322236009') }),
  put([], 'Questionnaire', 'q1', { status: 'active', item: [{ linkId: '1', text: 'How are you?', type: 'string' }] }),
];

// What reaches are looked up in: one of each in force, and the ways of not being in force.
const relations: readonly Row[] = [
  put(['A'], 'RelatedPerson', 'r-a', { active: true, patient: to('Patient/A'), relationship: [hl7('v3-RoleCode', 'MTH')], period: current }),
  put(['B'], 'RelatedPerson', 'r-old', { active: false, patient: to('Patient/B') }),
  put(['B'], 'RelatedPerson', 'r-past', { active: true, patient: to('Patient/B'), period: past }),
  put(['A'], 'CareTeam', 'ct-a', {
    status: 'active', subject: to('Patient/A'), period: current, participant: [{ member: to('Practitioner/77'), period: current }],
  }),
  put(['B'], 'CareTeam', 'ct-b-left', {
    status: 'active', subject: to('Patient/B'), participant: [{ member: to('Practitioner/88') }, { member: to('Practitioner/77'), period: past }],
  }),
  put(['B'], 'CareTeam', 'ct-b-inactive', { status: 'inactive', subject: to('Patient/B'), participant: [{ member: to('Practitioner/77') }] }),
  put(['B'], 'CareTeam', 'ct-b-past', {
    status: 'active', subject: to('Patient/B'), period: past, participant: [{ member: to('Practitioner/77') }],
  }),
  put(['C'], 'CareTeam', 'ct-c', { status: 'active', subject: to('Patient/C'), participant: [{ member: to('Practitioner/88') }] }),
  put(['A', 'B'], 'Group', 'g1', {
    type: 'person', actual: true, active: true, member: [{ entity: to('Patient/A') }, { entity: to('Patient/B') }],
  }),
  put(['A'], 'Person', 'person-a', { active: true, link: [{ target: to('Patient/A'), assurance: 'level3' }] }),
];

/** The plain records of one patient: the same for A and B, so that every denial has its permitted neighbour. */
const record = (patient: 'A' | 'B'): readonly Row[] => {
  const owners = [patient];
  const id = patient.toLowerCase();
  const subject = { subject: to(`Patient/${patient}`) };
  const encounter = { encounter: to(`Encounter/enc-${id}`) };
  return [
    put(owners, 'Encounter', `enc-${id}`, {
      ...subject, status: 'finished', class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      period: { start: '2024-01-05T09:00:00Z', end: '2024-01-05T10:00:00Z' }, serviceProvider: to('Organization/O1'),
      participant: [{ individual: to('Practitioner/77') }], location: [{ location: to('Location/L1') }],
    }),
    put(owners, 'Condition', `cond-${id}`, {
      ...subject, ...encounter, clinicalStatus: hl7('condition-clinical', 'active'), code: snomed('38341003'),
      category: [hl7('condition-category', 'problem-list-item')],
    }),
    observation(owners, `${id}3`, { ...subject, ...encounter, effectiveDateTime: '2024-01-05T09:10:00Z', ...perMinute(73) }),
    observation(owners, `${id}4`, { ...subject, ...laboratory, code: loinc('2339-0'), effectiveDateTime: '2024-01-06', ...perMinute(94) }),
    observation(owners, `${id}5`, { ...subject, effectiveDateTime: '2024-01-07T08:00:00Z', performer: [to('Practitioner/77')], ...perMinute(75) }),
    put(owners, 'MedicationRequest', `mr-${id}`, {
      ...subject, ...encounter, status: 'active', intent: 'order', medicationReference: to('Medication/m1'), requester: to('Practitioner/77'),
    }),
    put(owners, 'AllergyIntolerance', `alg-${id}`, {
      patient: to(`Patient/${patient}`), clinicalStatus: hl7('allergyintolerance-clinical', 'active'), code: snomed('91936005'),
    }),
    put(owners, 'Immunization', `imm-${id}`, {
      patient: to(`Patient/${patient}`), status: 'completed', vaccineCode: coded('http://hl7.org/fhir/sid/cvx', '140'), occurrenceDateTime: '2023-10-01',
    }),
    put(owners, 'Procedure', `proc-${id}`, { ...subject, status: 'completed', code: snomed('80146002'), performedDateTime: '2022-05-04' }),
    put(owners, 'Binary', `bin-${id}-doc`, { contentType: 'text/plain', data: btoa(`letter of ${patient}`) }),
    put(owners, 'DocumentReference', `doc-${id}`, {
      ...subject, status: 'current', content: [{ attachment: { contentType: 'text/plain', url: `Binary/bin-${id}-doc` } }],
    }),
    put(owners, 'Binary', `bin-${id}`, {
      contentType: 'application/pdf', securityContext: to(`Patient/${patient}`), data: btoa(`%PDF-1.4 of ${patient}`),
    }),
    put(owners, 'Provenance', `prov-${id}`, {
      target: [to(`Observation/${id}3`)], recorded: '2024-01-05T09:11:00Z', agent: [{ who: to('Practitioner/77') }],
    }),
  ];
};

// Numbers that a JSON round trip would change. Of A: sent as text, to be found again digit by digit.
const precise: readonly Row[] = [
  putText(['A'], 'Observation/a1', `{"resourceType":"Observation","id":"a1","status":"final",
"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
"code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}],"text":"Gr\\u00f6\\u00dfe \\ud83e\\uddea"},"subject":{"reference":"Patient/A"},"effectiveDateTime":"2024-01-03",
"valueQuantity":{"value":1.00,"unit":"mg/dL","system":"http://unitsofmeasure.org","code":"mg/dL"}}`),
  putText(['A'], 'Observation/a2', `{"resourceType":"Observation","id":"a2",
"extension":[{"url":"http://example.org/precise","valueDecimal":0.123456789012345678901234567890}],"status":"final",
"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
"code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/A"},"effectiveDateTime":"2024-01-04",
"valueQuantity":{"value":123456789012345678.901234567890,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"}}`),
];

const ofB: readonly Row[] = [
  observation(['B'], 'b1', { subject: to('Patient/B'), ...laboratory, code: loinc('2160-0'), effectiveDateTime: '2024-01-03', ...perMinute(71) }),
  observation(['B'], 'b2', { subject: to('Patient/B'), effectiveDateTime: '2024-01-04', ...perMinute(72) }),
];

const crossing: readonly Row[] = [
  observation(['B'], 'b-by-a', { subject: to('Patient/B'), performer: [to('Patient/A')], ...perMinute(80) }),
  observation(['A'], 'focus-b', { subject: to('Patient/A'), focus: [to('Patient/B')], ...perMinute(81) }),
  put(['A'], 'DiagnosticReport', 'dr-a', {
    status: 'final', code: loinc('58410-2'), subject: { ...to('Patient/A'), display: 'Ann Adler' }, result: [to('Observation/a4')],
  }),
  put(['A'], 'DiagnosticReport', 'dr-a-of-b1', {
    status: 'final', code: loinc('58410-2'), subject: to('Patient/A'), result: [to('Observation/b1')],
  }),
  put(['A', 'B'], 'Appointment', 'app-ab', {
    status: 'booked', participant: [{ actor: to('Patient/A'), status: 'accepted' }, { actor: to('Patient/B'), status: 'accepted' }],
  }),
  put(['A'], 'Appointment', 'app-a', {
    status: 'booked', participant: [{ actor: to('Patient/A'), status: 'accepted' }, { actor: to('Practitioner/77'), status: 'accepted' }],
  }),
  put(['A'], 'List', 'list-a-of-b1', {
    status: 'current', mode: 'working', subject: to('Patient/A'), entry: [{ item: to('Observation/b1') }, { item: to('Observation/a1') }],
  }),
  put(['A', 'B'], 'Account', 'acc-ab', { status: 'active', subject: [to('Patient/A'), to('Patient/B')] }),
  put(['A'], 'Coverage', 'cov-a', { status: 'active', beneficiary: to('Patient/A'), payor: [to('Organization/O1')] }),
  put(['B'], 'Coverage', 'cov-b-by-a', {
    status: 'active', subscriber: to('Patient/A'), policyHolder: to('Patient/A'), beneficiary: to('Patient/B'), payor: [to('Patient/A')],
  }),
  put(['B'], 'QuestionnaireResponse', 'qr-b-by-a', {
    questionnaire: 'Questionnaire/q1', status: 'completed', subject: to('Patient/B'), source: to('Patient/A'), author: to('Patient/A'),
  }),
  put(['A', 'B'], 'Provenance', 'prov-ab', {
    target: [to('Observation/a3'), to('Observation/b3')], recorded: '2024-01-05T09:12:00Z', agent: [{ who: to('Practitioner/77') }],
  }),
  put(['A'], 'Device', 'dev-a', { status: 'active', patient: to('Patient/A') }),
  put([], 'Task', 'task-a', { status: 'requested', intent: 'order', for: to('Patient/A'), owner: to('Practitioner/77') }),
  put(['A'], 'Binary', 'bin-a1', { contentType: 'text/plain', securityContext: to('Observation/a1'), data: btoa('plot of a1') }),
  put([], 'Binary', 'bin-unreferenced', { contentType: 'text/plain', data: btoa('of nobody') }),
  put([], 'AuditEvent', 'ae-a', {
    type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' }, recorded: '2024-01-05T09:13:00Z',
    agent: [{ requestor: true, who: to('Practitioner/77') }], source: { observer: to('Organization/O1') }, entity: [{ what: to('Patient/A') }],
  }),
];

// A subject that leads to no patient of this server belongs to nobody, whatever it looks like.
const subjects: readonly Row[] = [
  observation([], 'no-subject', { ...perMinute(60) }),
  observation([], 'group-subject', { subject: to('Group/g1'), ...perMinute(61) }),
  observation([], 'contained-subject', {
    contained: [{ resourceType: 'Patient', id: 'p', name: [{ family: 'Adler' }] }], subject: to('#p'), ...perMinute(62),
  }),
  observation([], 'identifier-subject', { subject: { identifier: { system: 'http://example.org/mrn', value: 'A' }, display: 'Ann Adler' }, ...perMinute(63) }),
  observation([], 'elsewhere-subject', { subject: to('https://elsewhere.example.org/fhir/Patient/A'), ...perMinute(64) }),
];

const versions: readonly Row[] = [
  observation(['B'], 'moved', { subject: to('Patient/B'), ...perMinute(50) }),
  observation(['A'], 'moved', { subject: to('Patient/A'), ...perMinute(50) }),
  observation(['A'], 'moved-away', { subject: to('Patient/A'), ...perMinute(51) }),
  observation(['B'], 'moved-away', { subject: to('Patient/B'), ...perMinute(51) }),
  observation(['A'], 'deleted-a', { subject: to('Patient/A'), ...perMinute(52) }),
  gone(['A'], 'Observation/deleted-a'),
  observation(['B'], 'deleted-b', { subject: to('Patient/B'), ...perMinute(53) }),
  gone(['B'], 'Observation/deleted-b'),
];

const rows: readonly Row[] = [...searchParameters, ...patients, ...shared, ...relations, ...precise, ...ofB, ...record('A'), ...record('B'), ...crossing, ...subjects, ...versions, ...forReading];
const goneAtTheEnd: ReadonlySet<string> = new Set(rows.filter((row) => row.gone).map((row) => row.step.path));
const lastOwners = (wanted: (path: string) => boolean): Readonly<Record<string, Owners>> =>
  Object.fromEntries(rows.filter((row) => wanted(row.step.path)).map((row) => [row.step.path, row.owners]));

/** The requests that load the data, in dependency order: HAPI refuses a reference to what is not there yet. */
export const seedSteps: readonly SeedStep[] = rows.map((row) => row.step);

/** The patients that own each resource, by `Type/id`, as it stands at the end; none for shared, hidden and operator types and for what belongs to nobody. */
export const owners: Readonly<Record<string, Owners>> = lastOwners((path) => !goneAtTheEnd.has(path));

/** The patients that owned the last version of each deleted resource, by `Type/id`. */
export const deletedOwners: Readonly<Record<string, Owners>> = lastOwners((path) => goneAtTheEnd.has(path));

const send = async (baseUrl: string, step: SeedStep): Promise<void> => {
  const init = step.method === 'DELETE' ? {} : { body: 'text' in step ? step.text : JSON.stringify(step.body) };
  const reply = await fetch(`${baseUrl}/${step.path}`, { method: step.method, headers: { 'content-type': 'application/fhir+json' }, ...init });
  const answer = await reply.text();
  if (!reply.ok) throw new Error(`seeding failed: ${step.method} ${step.path} was answered ${reply.status}: ${answer.slice(0, 500)}`);
};

/** Loads the data once into the empty FHIR server at `baseUrl` (no final slash); throws at the first answer that is not 2xx. A second run adds versions. */
export const seed = async (baseUrl: string): Promise<void> => {
  for (const step of seedSteps) await send(baseUrl, step);
};
