import { current, loinc, past, put, snomed, to, type Patient, type Row } from './crossing-data-row.ts';

/** Another spelling of the backend's base in what is stored (`backend.aliases`). */
export const alias = 'http://inner.example.org/fhir';

const searchParameter = (type: string, code: string, kind: string, expression: string): Row => {
  const id = `${type.toLowerCase()}-${code}`;
  return put([], 'SearchParameter', id, { url: `http://example.org/SearchParameter/${id}`, name: code, status: 'active', description: code, code, base: [type], type: kind, expression });
};

/** Search parameters of the deployment's own; they come first, as what is stored before them is not found by them. */
export const searchParameters: readonly Row[] = [
  searchParameter('DiagnosticReport', 'form-url', 'uri', 'DiagnosticReport.presentedForm.url'),
  searchParameter('Patient', 'ward', 'token', "Patient.extension('https://example.org/ward').value.ofType(Coding)"),
];

// The ways of not being a member, and of being linked.
const memberships: readonly Row[] = [
  put(['A', 'B'], 'Group', 'g-left', {
    type: 'person', actual: true, active: true,
    member: [{ entity: to('Patient/A'), inactive: true }, { entity: to('Patient/A'), period: past }, { entity: to('Patient/B'), period: current }],
  }),
  put(['A'], 'Group', 'g-unreal', { type: 'person', actual: false, active: true, member: [{ entity: to('Patient/A') }] }),
  put(['A', 'B'], 'Person', 'person-ab', { active: true, link: [{ target: to('Patient/A') }, { target: to('Patient/B') }] }),
  put([], 'Person', 'person-parent', { active: true, link: [{ target: to('RelatedPerson/r-a') }, { target: to('RelatedPerson/r-old') }, { target: to('Person/person-ab') }] }),
  put(['B'], 'Person', 'person-gone', { active: false, link: [{ target: to('Patient/B') }] }),
];

const protocol = (name: string): string => `http://example.org/protocols/${name}`;

/** What granular scopes of every kind tell apart. */
const ofKinds = (patient: 'A' | 'B'): readonly Row[] => {
  const id = patient.toLowerCase();
  const subject = { subject: to(`Patient/${patient}`) };
  const risk = (probabilityDecimal: number) => ({ ...subject, status: 'final', prediction: [{ probabilityDecimal }] });
  const plan = { ...subject, status: 'active', intent: 'plan' };
  return [
    put([patient], 'RiskAssessment', `risk-${id}`, risk(0.8)),
    put([patient], 'RiskAssessment', `risk-${id}-low`, risk(0.1)),
    put([patient], 'CarePlan', `plan-${id}`, { ...plan, instantiatesUri: [protocol('heart')] }),
    put([patient], 'CarePlan', `plan-${id}-sugar`, { ...plan, instantiatesUri: [protocol('sugar')] }),
  ];
};

// Of a time that is long gone, of none, and of one that is over only to its year.
const old: readonly Row[] = [
  put(['A'], 'Procedure', 'proc-a-old', { status: 'completed', subject: to('Patient/A'), code: snomed('80146002'), performedDateTime: '1960-05-04' }),
  put(['A'], 'Procedure', 'proc-a-undated', { status: 'completed', subject: to('Patient/A'), code: snomed('80146002') }),
  put(['A'], 'Procedure', 'proc-a-going-on', { status: 'in-progress', subject: to('Patient/A'), code: snomed('80146002'), performedPeriod: { start: '1960-05-04' } }),
];

const binary = (owners: readonly Patient[], id: string): Row => put(owners, 'Binary', id, { contentType: 'text/plain', data: btoa(`content of ${id}`) });
const document = (patient: Patient, id: string, url: string): Row =>
  put([patient], 'DocumentReference', id, { status: 'current', subject: to(`Patient/${patient}`), content: [{ attachment: { contentType: 'text/plain', url } }] });

// Attachments in every spelling, of two documents, and of another document than DocumentReference.
const documents: readonly Row[] = [
  binary(['A'], 'bin-a-gateway'),
  document('A', 'doc-a-gateway', 'http://localhost:8080/fhir/Binary/bin-a-gateway'),
  binary(['A'], 'bin-a-backend'),
  document('A', 'doc-a-backend', `${alias}/Binary/bin-a-backend`),
  binary(['A', 'B'], 'bin-ab'),
  document('A', 'doc-a-of-ab', 'Binary/bin-ab'),
  document('B', 'doc-b-of-ab', 'Binary/bin-ab'),
  binary(['A'], 'bin-a-form'),
  put(['A'], 'DiagnosticReport', 'dr-a-form', {
    status: 'final', code: loinc('11502-2'), subject: to('Patient/A'), text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">Ann Adler</div>' },
    presentedForm: [{ contentType: 'text/plain', url: 'Binary/bin-a-form' }],
  }),
  // Whose a stored Bundle is nobody can say, whatever is in it.
  put([], 'Bundle', 'bundle-of-b', { type: 'collection', entry: [{ fullUrl: 'http://example.org/fhir/Observation/b1', resource: { resourceType: 'Observation', id: 'b1', status: 'final', code: loinc('2160-0'), subject: to('Patient/B') } }] }),
  put(['A'], 'Composition', 'comp-a', {
    status: 'final', type: loinc('34133-9'), subject: to('Patient/A'), date: '2024-01-05', author: [to('Practitioner/77')], title: 'Summary',
    section: [{ title: 'Results', entry: [to('Observation/a1'), to('Observation/b1')] }],
  }),
];

/** What joins, reaches, granular scopes, windows, masks and documents need besides. */
export const forReading: readonly Row[] = [...memberships, ...ofKinds('A'), ...ofKinds('B'), ...old, ...documents];
