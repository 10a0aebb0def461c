import { isResourceType, type ResourceType } from '../../../src/fhir/resource-types.ts';
import { usCoreResources } from '../../support/us-core-data.ts';
import type { Ask, Case, Expectation, Feature, Step } from '../case.ts';
import type { Persona } from '../personas.ts';
import { launched, nurse, patient, patientV1, physician, physicianV1 } from './people.ts';
import { observationSearches, ownedSearches, patientSearches, sharedSearches, type Search } from './searches.ts';

const policies = 'us-core';
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const outside = { status: 403, refusal: 'outside-confinement' } as const;
const notFound = { status: 404, refusal: 'not-found' } as const;

/** As in a URL of a client: what stands for itself there is left. */
const encoded = (query: string): string => query.replaceAll('|', '%7C').replaceAll(' ', '%20');
const get = (type: string, query: string): Ask => ({ path: `${type}?${encoded(query)}` });
const post = (type: string, query: string): Ask => ({ method: 'POST', path: `${type}/_search`, headers: form, body: encoded(query) });

const found = (type: string, [, ...names]: Search, name: (each: string) => string): Expectation => {
  const resources = names.map((each) => (each.includes('/') ? each : `${type}/${name(each)}`));
  const included = resources.filter((each) => !each.startsWith(`${type}/`));
  return { status: 200, resources, included, total: resources.length - included.length, next: false };
};

/** One search as clients ask it: by GET and by POST, with the patient's id alone and with its type, a patient's app and a physician's. */
const asked = (type: string, search: Search, expect: Expectation): Case => {
  const [query] = search;
  const typed = query.replace(/\bpatient=uc1\b/, 'patient=Patient/uc1');
  const step = (as: Persona, request: Ask): Step => ({ as, request, expect });
  return {
    name: `${type}?${query}`,
    steps: [step(patient, get(type, query)), step(physician, post(type, typed))],
  };
};

type Searches = Readonly<Partial<Record<ResourceType, readonly Search[]>>>;
const casesOf = (all: Searches, name: (each: string) => string): readonly Case[] =>
  Object.entries(all).flatMap(([type, each]) => each.map((search) => asked(type, search, found(type, search, name))));

const ofUc1 = (each: string): string => `uc1-${each}`;
const itself = (each: string): string => each;

const { Condition = [], Observation = [], ...others } = ownedSearches;
const searches = (of: string, cases: readonly Case[]): Feature => ({ name: `US Core, searches of ${of}`, policies, cases });

/** The searches of US Core on what belongs to a patient, for that patient's app and for a physician of the care team: answered in full, and with nothing of another. */
export const usCoreSearches: readonly Feature[] = [
  searches('conditions', casesOf({ Condition }, ofUc1)), searches('observations', casesOf({ Observation }, ofUc1)), searches('the rest of the record', casesOf(others, ofUc1)), searches('the patient', casesOf({ Patient: patientSearches }, itself)),
];

/** The searches of US Core on the directory. */
export const usCoreDirectory: Feature = searches('the directory', casesOf(sharedSearches, itself));

const fhirJson = { Accept: 'application/fhir+json' };
const read = (as: Persona, path: string, expect: Expectation): Step => ({ as, request: { path, headers: fhirJson }, expect });
// Of Provenance, which is made alike for each type, some.
const isRead = ({ resourceType, id }: { readonly resourceType: string; readonly id: string }): boolean => resourceType !== 'Provenance' || /-from(?:|-order|-glucose|-visit-note)$/.test(id);
const reads = usCoreResources.filter(isRead).map(({ resourceType, id }): Case => {
  const place = `${resourceType}/${id}`;
  // Of the other patient the twin of every read that is permitted.
  const expect = id.startsWith('uc2') ? notFound : { status: 200, resources: [place] };
  return { name: place, steps: [read(patient, place, expect), read(physician, `${place}/_history/1`, expect)] };
});

/** Every resource of the record, and every one that it refers to, is read by itself; of the other patient none is. */
export const usCoreReads: Feature = { name: 'US Core, reads', policies, cases: reads };

const namesThemselves: ReadonlySet<string> = new Set([...Object.keys(sharedSearches), 'Patient']);

const contexts = [['a patient\'s app, v1', patientV1], ['a physician\'s, v1', physicianV1], ['a physician\'s launched from the record', launched('uc1')]] as const;

const firstOf = ([type, [search]]: readonly [string, readonly Search[]]): readonly Case[] => {
  if (search === undefined) return [];
  const [query] = search;
  const expect = found(type, search, namesThemselves.has(type) ? itself : ofUc1);
  const [place = ''] = expect.resources ?? [];
  const typed = query.replace('patient=', 'patient=Patient/');
  return contexts.map(([name, as]) => ({ name: `${type}, ${name}`, steps: [{ as, request: get(type, query), expect }, { as, request: post(type, typed), expect }, read(as, place, { status: 200, resources: [place] })] }));
};

/** The first search of each type, and a read, in the other contexts: scopes of SMART v1, a launch from the record. */
export const usCoreContexts: Feature = { name: 'US Core, other contexts', policies, cases: Object.entries({ ...ownedSearches, ...sharedSearches, Patient: patientSearches }).flatMap(firstOf) };

const pageOf = (as: Persona, path: string, names: readonly string[], next: boolean): Step => ({
  as, request: { path }, expect: { status: 200, resources: names.map((name) => `Observation/uc1-${name}`), inOrder: true, next, total: byId.length }, ...(next ? { keep: { next: 'next' } as const } : {}),
});

const [, ...everyObservation] = observationSearches[0] ?? [''];
const byId = everyObservation.toSorted();

const pagesOf = (as: Persona, size: number): readonly Step[] =>
  Array.from({ length: Math.ceil(byId.length / size) }, (_, page) =>
    pageOf(as, page === 0 ? `Observation?patient=uc1&_sort=_id&_total=accurate&_count=${size}` : '{next}', byId.slice(page * size, (page + 1) * size), (page + 1) * size < byId.length));

const bothOf = (type: string, ...names: readonly string[]): readonly string[] => ['uc1', 'uc2'].flatMap((each) => names.map((name) => `${type}/${each}-${name}`));
const laboratory = 'category=http://terminology.hl7.org/CodeSystem/observation-category%7Claboratory';

/** Pages, absolute references, compartments, two patients at once, and who is not asked about. */
export const usCoreAsks: Feature = {
  name: 'US Core, pages and patients',
  policies,
  cases: [
    { name: 'R-137 page by page, each resource once', steps: pagesOf(patient, 3) },
    { name: 'R-137 to a physician as well', steps: pagesOf(physician, 5) },
    {
      name: 'pages with what is included: each page with its own',
      steps: [
        { as: patient, request: { path: 'MedicationRequest?patient=uc1&intent=order&_sort=_id&_count=2&_include=MedicationRequest:medication&_revinclude=Provenance:target' }, expect: { status: 200, total: 3, next: true, resources: ['MedicationRequest/uc1-infusion', 'MedicationRequest/uc1-rx', 'Medication/uc-med', 'Provenance/uc1-from-rx'] }, keep: { next: 'next' } },
        { as: patient, request: { path: '{next}' }, expect: { status: 200, next: false, resources: ['MedicationRequest/uc1-rx-old', 'Medication/uc-med2'], included: ['Medication/uc-med2'] } },
      ],
    },
    { name: 'R-126 an absolute reference to the own base', as: patient, request: { path: `Observation?patient=http://localhost:8080/fhir/Patient/uc1&${laboratory}` }, expect: { status: 200, total: 3, resources: ['glucose', 'hba1c', 'oxygen'].map((name) => `Observation/uc1-${name}`) } },
    { name: '`subject` as well as `patient`', as: patient, request: { path: `Observation?subject=Patient/uc1&${laboratory}` }, expect: { status: 200, total: 3, resources: ['glucose', 'hba1c', 'oxygen'].map((name) => `Observation/uc1-${name}`) } },
    { name: 'in the compartment', as: patient, request: { path: `Patient/uc1/Observation?${laboratory}` }, expect: { status: 200, total: 3, resources: ['glucose', 'hba1c', 'oxygen'].map((name) => `Observation/uc1-${name}`) } },
    ...Object.keys(ownedSearches).filter(isResourceType).map((type): Case => ({
      name: `R-184 another's ${type} is no answer, to patient and physician`,
      steps: [patient, patientV1, physician, launched('uc1'), launched('uc2')].map((as) => ({ as, request: { path: `${type}?patient=uc2` }, expect: outside })),
    })),
    { name: 'nor another Patient', steps: [patient, physician].map((as) => ({ as, request: { path: 'Patient?_id=uc2' }, expect: outside })) },
    { name: 'another\'s name, and the own family name, find the own', as: patient, request: { path: 'Patient?given=Ben&family=Shaw' }, expect: { status: 200, resources: [], total: 0 } },
    { name: 'who is in both care teams finds of both', as: nurse, request: { path: `Observation?${laboratory}` }, expect: { status: 200, total: 6, resources: bothOf('Observation', 'glucose', 'hba1c', 'oxygen') } },
    { name: 'of both by name', as: nurse, request: { path: 'Condition?patient=uc1,Patient/uc2&category=health-concern&clinical-status=active' }, expect: { status: 200, total: 6, resources: bothOf('Condition', 'concern', 'problem-concern', 'elsewhere') } },
    { name: 'and of one by name', as: nurse, request: { path: 'Patient?family=Shaw&birthdate=1987-02-20&given=Ben' }, expect: { status: 200, total: 1, resources: ['Patient/uc2'] } },
    { name: 'both by their family name', as: nurse, request: { path: 'Patient?name=Shaw&gender=female' }, expect: { status: 200, total: 2, resources: ['Patient/uc1', 'Patient/uc2'] } },
    { name: 'with what was made of both', as: nurse, request: { path: 'Encounter?class=AMB&_revinclude=Provenance:target' }, expect: { status: 200, total: 2, resources: [...bothOf('Encounter', 'visit'), ...bothOf('Provenance', 'from-visit')] } },
    { name: 'in the team of one alone', as: physician, request: { path: 'Encounter?class=AMB&_revinclude=Provenance:target' }, expect: { status: 200, total: 1, resources: ['Encounter/uc1-visit', 'Provenance/uc1-from-visit'] } },
    { name: 'R-113 the app reads who its user is', steps: [read(physician, 'Practitioner/uc-dr', { status: 200, resources: ['Practitioner/uc-dr'] }), read(patient, 'Patient/uc1', { status: 200, resources: ['Patient/uc1'] })] },
    { name: 'the attachment of a note, as it is', as: patient, request: { path: 'Binary/uc1-visit-text', headers: { Accept: 'text/plain' } }, expect: { status: 200, contains: ['visit note of uc1'] } },
    {
      name: 'what was written down at a visit',
      as: patient, request: { path: ['Encounter?_id=uc1-visit', ...['Observation', 'Condition', 'DiagnosticReport', 'DocumentReference', 'MedicationRequest', 'Procedure', 'ServiceRequest'].map((type) => `_revinclude=${type}:encounter`)].join('&') },
      expect: {
        status: 200, total: 1, next: false,
        resources: ['Encounter/visit', 'Observation/glucose', 'Observation/bp', 'Condition/diagnosis', 'DiagnosticReport/panel', 'DocumentReference/visit-note', 'MedicationRequest/rx', 'Procedure/endoscopy', 'ServiceRequest/lab-order'].map((each) => each.replace('/', '/uc1-')),
      },
    },
    { name: 'and of a report that is a note', as: physician, request: { path: 'Binary/uc1-x-ray-text', headers: { Accept: 'text/plain' } }, expect: { status: 200, contains: ['x-ray report of uc1'] } },
  ],
};
