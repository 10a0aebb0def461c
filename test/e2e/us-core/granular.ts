import type { Case, Expectation, Feature, Step } from '../case.ts';
import { having, type Persona } from '../personas.ts';
import { patient, patientWith, physician, usCoreTypes } from './people.ts';
import { conditionSearches, observationSearches, type Search } from './searches.ts';

const condition = (system: string, code: string): string => `Condition.rs?category=${system}|${code}`;
const observation = (system: string, code: string): string => `Observation.rs?category=${system}|${code}`;
const conditionCategory = 'http://terminology.hl7.org/CodeSystem/condition-category';
const usCoreConditionCategory = 'http://hl7.org/fhir/us/core/CodeSystem/condition-category';
const observationCategory = 'http://terminology.hl7.org/CodeSystem/observation-category';

/** The two sets of granular scopes that the Inferno (g)(10) and US Core test kits ask for, and what of `uc1` has one of their categories. */
type Group = { readonly name: string; readonly scopes: readonly string[]; readonly Condition: readonly string[]; readonly Observation: readonly string[] };

const groups: readonly Group[] = [
  {
    name: 'group 1',
    scopes: [
      condition(conditionCategory, 'encounter-diagnosis'), condition(usCoreConditionCategory, 'health-concern'),
      observation(observationCategory, 'laboratory'), observation(observationCategory, 'social-history'),
    ],
    Condition: ['diagnosis', 'concern', 'problem-concern'],
    Observation: ['glucose', 'hba1c', 'oxygen', 'smoking', 'orientation'],
  },
  {
    name: 'group 2',
    scopes: [
      condition(conditionCategory, 'problem-list-item'),
      observation(observationCategory, 'vital-signs'), observation(observationCategory, 'survey'), observation('http://hl7.org/fhir/us/core/CodeSystem/us-core-category', 'sdoh'),
    ],
    Condition: ['problem', 'healed', 'problem-concern'],
    Observation: ['bp', 'spo2', 'weight', 'heart-rate', 'oxygen', 'phq9', 'hunger', 'housing'],
  },
];

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const others = usCoreTypes.filter((type) => type !== 'Condition' && type !== 'Observation').map((type) => `${type}.rs`);
const inContext = (context: 'patient' | 'user', { scopes }: Group): string => [...others, ...scopes].map((scope) => `${context}/${scope}`).join(' ');
const appOf = (group: Group): Persona => having(patient, { scope: `launch/patient openid fhirUser ${inContext('patient', group)}` });
const physicianOf = (group: Group): Persona => having(physician, { scope: `openid fhirUser ${inContext('user', group)}` });

type Granular = 'Condition' | 'Observation';
const searchesOf: Readonly<Record<Granular, readonly Search[]>> = { Condition: conditionSearches, Observation: observationSearches };
const granularTypes = ['Condition', 'Observation'] as const;

/** A Provenance stands with what it was made for: one of several targets only if each is granted. */
const held = (group: Group, type: Granular, name: string): boolean => (name.includes('/') ? group[type].some((each) => name === `Provenance/uc1-from-${each}`) || (name === 'Provenance/uc1-from-order' && group[type].includes('hba1c')) : group[type].includes(name));

const heldCases = (group: Group): readonly Case[] =>
  granularTypes.flatMap((type) => searchesOf[type].map(([query, ...names]): Case => {
    const resources = names.filter((name) => held(group, type, name)).map((name) => (name.includes('/') ? name : `${type}/uc1-${name}`));
    const expect: Expectation = { status: 200, resources, total: 'none', next: false };
    const asked = query.replaceAll('|', '%7C');
    return {
      name: `R-088 R-090 ${group.name}, ${type}?${query}`,
      steps: [
        { as: appOf(group), request: { path: `${type}?${asked}` }, expect },
        { as: physicianOf(group), request: { method: 'POST', path: `${type}/_search`, headers: form, body: asked.replace('patient=uc1', 'patient=Patient/uc1') }, expect },
      ],
    };
  }));

const readCases = (group: Group): readonly Case[] =>
  granularTypes.flatMap((type) => {
    const [[, ...every] = ['']] = searchesOf[type];
    return every.map((name): Case => {
      const granted = group[type].includes(name);
      const expect: Expectation = granted ? { status: 200, resources: [`${type}/uc1-${name}`] } : { status: 404, refusal: 'not-found' };
      return { name: `R-088 ${group.name}, ${type}/uc1-${name} is ${granted ? '' : 'not '}read`, steps: [appOf(group), physicianOf(group)].map((as): Step => ({ as, request: { path: `${type}/uc1-${name}` }, expect })) };
    });
  });

const ids = (group: Group, type: Granular): readonly string[] => group[type].map((name) => `${type}/uc1-${name}`).toSorted();

const pagedCases = (group: Group): readonly Case[] =>
  granularTypes.map((type): Case => {
    const every = ids(group, type);
    const size = 2;
    const steps = Array.from({ length: Math.ceil(every.length / size) }, (_, page): Step => {
      const next = (page + 1) * size < every.length;
      return {
        as: appOf(group), request: { path: page === 0 ? `${type}?patient=uc1&_sort=_id&_count=${size}` : '{next}' },
        expect: { status: 200, resources: every.slice(page * size, (page + 1) * size), inOrder: true, ...(next ? { next } : {}) }, ...(next ? { keep: { next: 'next' } as const } : {}),
      };
    });
    return { name: `R-142 ${group.name}, ${type} page by page, each page full`, steps };
  });

const clinicalNote = 'DocumentReference.rs?category=http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category|clinical-note';
const notes = ['DocumentReference/uc1-visit-note', 'DocumentReference/uc1-discharge'];

const both = groups.flatMap(({ scopes }) => scopes.map((scope) => `patient/${scope}`));
const either = [...new Set(groups.flatMap((group) => ids(group, 'Observation')))];

/** Granular scopes as US certification asks for them: by every search and read exactly what has a granted category, whatever other categories it has. */
export const usCoreGranular: readonly Feature[] = groups.map((group) => ({
  name: `US Core, granular scopes, ${group.name}`, policies: 'us-core', cases: [...heldCases(group), ...readCases(group), ...pagedCases(group)],
}));

/** What granular scopes meet besides: other types, each other, includes. */
export const usCoreGranularBesides: Feature = {
  name: 'US Core, granular scopes besides',
  policies: 'us-core',
  cases: [
    { name: 'R-089 a note of the category', as: patientWith(`patient/${clinicalNote}`), request: { path: 'DocumentReference?patient=uc1' }, expect: { status: 200, resources: notes } },
    { name: 'R-089 and its read', as: patientWith(`patient/${clinicalNote}`), request: { path: 'DocumentReference/uc1-visit-note' }, expect: { status: 200, resources: ['DocumentReference/uc1-visit-note'] } },
    { name: 'R-089 not of another', as: patientWith(`patient/${clinicalNote}`), request: { path: 'DocumentReference/uc1-x-ray-note' }, expect: { status: 404, refusal: 'not-found' } },
    { name: 'R-089 nor by its type', as: patientWith(`patient/${clinicalNote}`), request: { path: 'DocumentReference?patient=uc1&type=30746-2,11506-3' }, expect: { status: 200, resources: ['DocumentReference/uc1-visit-note'] } },
    { name: 'R-142 the query of the one scope is answered in full', as: patientWith(`patient/${observation(observationCategory, 'survey')}`), request: { path: `Observation?patient=uc1&category=${observationCategory}%7Csurvey` }, expect: { status: 200, resources: ['Observation/uc1-phq9', 'Observation/uc1-hunger'] } },
    { name: 'R-087 an unconstrained scope beside granular ones makes them moot', as: patientWith(...both, 'patient/Condition.rs'), request: { path: 'Condition?patient=uc1' }, expect: { status: 200, total: 6 } },
    { name: 'R-086 both groups together give what either gives', as: patientWith(...both), request: { path: 'Observation?patient=uc1' }, expect: { status: 200, resources: either } },
    {
      name: 'R-090 what has two categories is in both, and what only looks like one in neither',
      steps: ['laboratory', 'vital-signs'].flatMap((code): readonly Step[] => [
        { as: patientWith(`patient/${observation(observationCategory, code)}`), request: { path: 'Observation/uc1-oxygen' }, expect: { status: 200, resources: ['Observation/uc1-oxygen'] } },
        { as: patientWith(`patient/${observation(observationCategory, code)}`), request: { path: 'Observation?patient=uc1&code=2703-7' }, expect: { status: 200, resources: ['Observation/uc1-oxygen'] } },
        { as: patientWith(`patient/${observation(observationCategory, code)}`), request: { path: 'Observation/uc1-elsewhere' }, expect: { status: 404, refusal: 'not-found' } },
      ]),
    },
    ...([
      ['DiagnosticReport', 'category=http://terminology.hl7.org/CodeSystem/v2-0074|LAB', 'panel', 'x-ray'],
      ['ServiceRequest', 'category=http://hl7.org/fhir/us/core/CodeSystem/us-core-category|sdoh', 'referral', 'lab-order'],
    ] as const).map(([type, query, granted, other]): Case => {
      const as = patientWith(`patient/${type}.rs?${query}`);
      const place = `${type}/uc1-${granted}`;
      return {
        name: `R-142 ${type} by category`,
        steps: [
          { as, request: { path: `${type}?patient=uc1` }, expect: { status: 200, resources: [place] } },
          { as, request: { path: `${type}?patient=uc1&${query.replaceAll('|', '%7C')}` }, expect: { status: 200, resources: [place] } },
          { as, request: { path: `${type}?patient=uc1&status=active,completed,final,preliminary` }, expect: { status: 200, resources: [place] } },
          { as, request: { path: place }, expect: { status: 200, resources: [place] } },
          { as, request: { path: `${type}/uc1-${other}` }, expect: { status: 404, refusal: 'not-found' } },
        ],
      };
    }),
    { name: 'of what was written down at a visit, what is granted', as: patientWith('patient/Encounter.rs', ...both.filter((scope) => /laboratory|problem-list/.test(scope))), request: { path: 'Encounter?_id=uc1-visit&_revinclude=Observation:encounter&_revinclude=Condition:encounter' }, expect: { status: 200, resources: ['Encounter/uc1-visit', 'Observation/uc1-glucose'] } },
    { name: 'a report does not bring in results that are not granted', as: patientWith('patient/DiagnosticReport.rs', `patient/${observation(observationCategory, 'vital-signs')}`), request: { path: 'DiagnosticReport?patient=uc1&category=LAB&_include=DiagnosticReport:result' }, expect: { status: 200, resources: ['DiagnosticReport/uc1-panel', 'Observation/uc1-oxygen'] } },
    { name: 'and does bring in those that are', as: patientWith('patient/DiagnosticReport.rs', `patient/${observation(observationCategory, 'laboratory')}`), request: { path: 'DiagnosticReport?patient=uc1&category=LAB&_include=DiagnosticReport:result' }, expect: { status: 200, resources: ['DiagnosticReport/uc1-panel', 'Observation/uc1-glucose', 'Observation/uc1-oxygen'] } },
  ],
};
