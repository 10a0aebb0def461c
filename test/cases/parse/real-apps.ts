import { get, post, postForm, send, understood, type ParseCase } from './parse-case.ts';

const hapi = ['Accept-Charset', 'utf-8', 'Accept', 'application/fhir+xml;q=1.0, application/fhir+json;q=1.0, application/xml+fhir;q=0.9, application/json+fhir;q=0.9', 'User-Agent', 'HAPI-FHIR/7.4.0 (FHIR Client; FHIR 4.0.1/R4; apache)', 'Accept-Encoding', 'gzip'];
const browser = ['Accept', 'application/json', 'Origin', 'https://app.example', 'Referer', 'https://app.example/', 'Sec-Fetch-Mode', 'cors', 'Sec-Fetch-Site', 'cross-site', 'Upgrade-Insecure-Requests', '1', 'Cache-Control', 'no-cache'];
const inferno = ['Accept', 'application/fhir+json', 'User-Agent', 'rest-client/2.1.0', 'Accept-Encoding', 'gzip;q=1.0,deflate;q=0.6,identity;q=0.3'];
const patient = '{"resourceType":"Patient","name":[{"family":"Müller"}]}';

// US Core 3.1.1 to 7.0, as the Inferno test kits ask (g10, "US Core" groups): mandatory searches and their combinations.
const usCore: readonly string[] = [
  'Patient?_id=85', 'Patient?identifier=urn:oid:2.16.840.1.113883.19.5|12345', 'Patient?name=Shaw', 'Patient?birthdate=1987-02-20&name=Shaw', 'Patient?birthdate=1987-02-20&family=Shaw', 'Patient?family=Shaw&gender=female', 'Patient?death-date=gt2000-01-01&family=Shaw',
  'AllergyIntolerance?patient=85', 'AllergyIntolerance?patient=85&clinical-status=http%3A%2F%2Fterminology.hl7.org%2FCodeSystem%2Fallergyintolerance-clinical%7Cactive',
  'CarePlan?patient=85&category=assess-plan', 'CarePlan?patient=85&category=http%3A%2F%2Fhl7.org%2Ffhir%2Fus%2Fcore%2FCodeSystem%2Fcareplan-category%7Cassess-plan&status=active&date=gt2001-01-01',
  'CareTeam?patient=85&status=active', 'CareTeam?patient=85&role=http%3A%2F%2Fsnomed.info%2Fsct%7C17561000',
  'Condition?patient=85', 'Condition?patient=85&category=problem-list-item&clinical-status=active', 'Condition?patient=85&category=encounter-diagnosis&encounter=Encounter%2F7', 'Condition?patient=85&onset-date=gt2016-01-01T00%3A00%3A00%2B00%3A00', 'Condition?patient=85&asserted-date=2016', 'Condition?patient=85&recorded-date=ge2016-06', 'Condition?patient=85&abatement-date=le2020&code=38341003', 'Condition?patient=85&_lastUpdated=ge2016-01-01',
  'Coverage?patient=85', 'Device?patient=85&type=http%3A%2F%2Fsnomed.info%2Fsct%7C468063009', 'Device?patient=85&status=active',
  'DiagnosticReport?patient=85&category=LAB', 'DiagnosticReport?patient=85&category=http%3A%2F%2Floinc.org%7CLP29684-5&date=gt2005-07-04', 'DiagnosticReport?patient=85&code=24323-8,58410-2&date=lt2030', 'DiagnosticReport?patient=85&status=final',
  'DocumentReference?_id=1', 'DocumentReference?patient=85&type=http%3A%2F%2Floinc.org%7C34133-9&period=gt2005-06-28', 'DocumentReference?patient=85&category=clinical-note&date=ge2005', 'DocumentReference?patient=85&status=current',
  'Encounter?_id=7', 'Encounter?patient=85&date=gt2010&class=AMB', 'Encounter?patient=85&status=finished&type=http%3A%2F%2Fsnomed.info%2Fsct%7C185349003', 'Encounter?patient=85&location=Location%2F1', 'Encounter?patient=85&discharge-disposition=home', 'Encounter?identifier=12345',
  'Goal?patient=85&lifecycle-status=active', 'Goal?patient=85&target-date=ge2020', 'Goal?patient=85&description=x', 'Immunization?patient=85&status=completed&date=gt2010',
  'Location?name=Hospital', 'Location?address=Main', 'Location?address-city=Boston', 'Location?address-state=MA', 'Location?address-postalcode=02101',
  'MedicationDispense?patient=85&status=completed&type=FF', 'MedicationRequest?patient=85&intent=order,plan', 'MedicationRequest?patient=85&intent=order&status=active', 'MedicationRequest?patient=85&intent=order&encounter=Encounter%2F7', 'MedicationRequest?patient=85&intent=order&authoredon=gt2010-01-01',
  'Observation?patient=85&category=laboratory', 'Observation?patient=85&category=vital-signs&date=ge2010-01-01&date=le2030-12-31', 'Observation?patient=85&code=http%3A%2F%2Floinc.org%7C8867-4&date=gt2010-01-01T00%3A00%3A00Z', 'Observation?patient=85&category=laboratory&status=final,amended', 'Observation?patient=85&category=social-history&_lastUpdated=gt2020-01-01T00:00:00.000Z',
  'Organization?name=General', 'Organization?address=Boston', 'Practitioner?_id=77', 'Practitioner?name=Seven', 'Practitioner?identifier=http%3A%2F%2Fhl7.org%2Ffhir%2Fsid%2Fus-npi%7C9999999999',
  'PractitionerRole?specialty=http%3A%2F%2Fnucc.org%2Fprovider-taxonomy%7C208D00000X', 'PractitionerRole?practitioner=Practitioner%2F77',
  'Procedure?patient=85&date=gt2010', 'Procedure?patient=85&code=80146002&date=lt2030', 'Procedure?patient=85&status=completed', 'Provenance?patient=85', 'Provenance?target=Observation/1',
  'QuestionnaireResponse?patient=85&questionnaire=http%3A%2F%2Fexample.org%2FQuestionnaire%2Fphq9%7C1.0&authored=ge2020', 'QuestionnaireResponse?patient=85&status=completed', 'RelatedPerson?patient=85&name=x',
  'ServiceRequest?patient=85&category=387713003&authored=ge2020', 'ServiceRequest?patient=85&code=a&status=active', 'Specimen?patient=85', 'Specimen?_id=1',
];

const typeOf = (search: string): string => search.slice(0, search.indexOf('?'));

/** What clients that exist send: all of it is understood (US Core by Inferno, fhirclient.js, HAPI's client, browsers, curl). */
export const realApps: readonly ParseCase[] = [
  ...usCore.map((search) => understood(`Inferno's \`${search}\` (R-126, R-143)`, get(`/fhir/${search}`, ...inferno), { kind: 'search-type', type: typeOf(search) })),
  ...usCore.filter((search) => search.includes('patient=85')).map((search) =>
    understood(`Inferno's \`${search}\` by a form and with the patient's type (R-126, R-130)`,
      postForm(`/fhir/${typeOf(search)}/_search`, search.slice(search.indexOf('?') + 1).replace('patient=85', 'patient=Patient%2F85')), { kind: 'search-type', type: typeOf(search) })),

  understood('fhirclient.js reading its patient', get('/fhir/Patient/smart-1288992', ...browser), { kind: 'read', type: 'Patient', id: 'smart-1288992' }),
  understood('fhirclient.js searching vital signs for a chart, an address written by hand', get('/fhir/Observation?patient=smart-1288992&code=http://loinc.org|8302-2,http://loinc.org|29463-7&_count=100&_sort=-date', ...browser), {
    kind: 'search-type', params: [{ name: 'patient', values: ['smart-1288992'] }, { name: 'code', values: ['http://loinc.org|8302-2', 'http://loinc.org|29463-7'] }], result: { count: 100, sort: ['-date'] },
  }),
  understood('fhirclient.js searching by subject, from a time in a timezone', get('/fhir/Observation?subject=Patient/1&date=ge2024-01-01T00:00:00+02:00', ...browser), {
    params: [{ name: 'subject', values: ['Patient/1'] }, { name: 'date', values: ['ge2024-01-01T00:00:00+02:00'] }],
  }),
  understood('a search form of a browser with fields left empty', get('/fhir/Patient?family=Shaw&given=&birthdate=&identifier=&_count=', ...browser), { params: [{ name: 'family', values: ['Shaw'] }], result: {} }),
  understood('a page for a browser that also takes anything', get('/fhir/Patient/1', 'Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8'), { kind: 'read' }),
  understood('a content type on a GET, as axios and Postman send', get('/fhir/Patient/1', 'Content-Type', 'application/json', 'Accept', 'application/json, text/plain, */*'), { kind: 'read' }),
  understood('curl', get('/fhir/Patient/1', 'Host', 'gw.example', 'User-Agent', 'curl/8.5.0', 'Accept', '*/*'), { kind: 'read' }),

  understood("HAPI's client asking for the capabilities", get('/fhir/metadata', ...hapi), { kind: 'capabilities' }),
  understood("HAPI's client reading", get('/fhir/Patient/1', ...hapi), { kind: 'read' }),
  understood("HAPI's client reading a version", get('/fhir/Patient/1/_history/2', ...hapi), { kind: 'vread', versionId: '2' }),
  understood("HAPI's client searching", get('/fhir/Patient?family%3Aexact=Shaw&birthdate=ge1980-01-01&_sort=birthdate&_count=10&_format=json', ...hapi), {
    params: [{ name: 'family', modifier: 'exact', values: ['Shaw'] }, { name: 'birthdate', values: ['ge1980-01-01'] }], result: { sort: ['birthdate'], count: 10 },
  }),
  understood("HAPI's client searching by token", get('/fhir/Observation?subject%3APatient=1&code=http%3A%2F%2Floinc.org%7C8867-4', ...hapi), {
    params: [{ name: 'subject', modifier: 'Patient', values: ['1'] }, { name: 'code', values: ['http://loinc.org|8867-4'] }],
  }),
  understood("HAPI's client creating", post('/fhir/Patient?_format=json', patient, 'application/fhir+json; charset=UTF-8', 'Prefer', 'return=representation', ...hapi), { kind: 'create', type: 'Patient' }, { prefer: 'representation' }),
  understood("HAPI's client following a page link", get('/fhir?_page=abc&_format=json', ...hapi), { kind: 'page', sealed: 'abc' }),
  understood("HAPI's client taking the history of an instance", get('/fhir/Patient/1/_history?_count=5&_since=2024-01-01T00%3A00%3A00.000%2B00%3A00', ...hapi), { history: { count: 5, since: '2024-01-01T00:00:00.000+00:00' } }),
  understood('a .NET client that waits for its body to be wanted', post('/fhir/Patient', patient, 'application/fhir+json; charset=utf-8; fhirVersion=4.0', 'Expect', '100-continue', 'Accept', 'application/fhir+json; fhirVersion=4.0'), { kind: 'create' }),
  understood('a link that someone checks', send('HEAD', '/fhir/metadata', ['Accept', '*/*']), { kind: 'capabilities' }, { head: true }),
];
