import type { RefusalCode } from '../refusal.ts';
import { demoIds } from './demo-ids.ts';
import type { PersonaName } from './personas.ts';

const { annaKeller, tomKeller, brunoMeier, claraNowak, drHaas, drStranger } = demoIds;

/** What is sent; `follow` goes where an earlier step's answer leads: to its next page, or to what it created. */
export type TourRequest =
  | { readonly method: 'GET'; readonly path: string; readonly accept?: string }
  | { readonly method: 'POST' | 'PUT'; readonly path: string; readonly body: object }
  | { readonly method: 'POST'; readonly path: string; readonly form: string }
  | { readonly method: 'GET'; readonly follow: 'next' | 'location'; readonly of: string };

/** Where a request can end: as it was read, at one of the three gates, or at the check of what is stored. */
export type Stage = 'request' | 'scope' | 'policy' | 'confinement' | 'data';

/** What decided: rows of policy.csv by their cells (`allow` left out), and of a refusal, where it fell and its code. */
export type Decider = { readonly rows: readonly string[]; readonly stage?: Stage; readonly refusal?: RefusalCode };

export type Step = {
  /** By which a later step follows it. */
  readonly name?: string;
  readonly who: PersonaName | 'nobody';
  readonly sentence: string;
  readonly request: TourRequest;
  readonly status: number;
  /** How many resources the answer holds; absent: it holds none. */
  readonly resources?: number;
  /** Absent: open to anyone, and not recorded. */
  readonly decider?: Decider;
};

const get = (path: string, accept?: string): TourRequest => ({ method: 'GET', path, ...(accept === undefined ? {} : { accept }) });
const post = (path: string, body: object): TourRequest => ({ method: 'POST', path, body });
const next = (of: string): TourRequest => ({ method: 'GET', follow: 'next', of });

const by = (row: string): Decider => ({ rows: [row] });
const refused = (stage: Stage, refusal: RefusalCode, ...rows: readonly string[]): Decider => ({ stage, refusal, rows });

const weight = (patient: string, encounter: string): object => ({
  resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Body weight' }] },
  subject: { reference: `Patient/${patient}` }, encounter: { reference: `Encounter/${encounter}` }, valueQuantity: { value: 68.5, unit: 'kg' },
});

const plan = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${brunoMeier}` } };

/** The tour of the demo: each persona with something permitted and something refused, and what has to come of it under policies/. */
export const tour: readonly Step[] = [
  // A patient/ scope and one row: her own record, whatever she asks.
  { who: 'patient', sentence: 'reads her own record', request: get(`Patient/${annaKeller}`), status: 200, resources: 1, decider: by('patient clinical view self') },
  {
    who: 'patient', sentence: 'is not told whether another patient exists', request: get(`Patient/${claraNowak}`),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    name: 'vital signs', who: 'patient', sentence: 'searches without naming herself, and the search is narrowed to her', request: get('Observation?category=vital-signs&_count=15'),
    status: 200, resources: 15, decider: by('patient clinical view self'),
  },
  { who: 'patient', sentence: 'follows the link to the next page', request: next('vital signs'), status: 200, resources: 15, decider: by('patient clinical view self') },
  {
    who: 'patient', sentence: 'searches for another patient\'s results by name', request: get(`Observation?patient=${claraNowak}`),
    status: 403, decider: refused('confinement', 'outside-confinement', 'patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'searches in her own compartment', request: get(`Patient/${annaKeller}/Immunization`),
    status: 200, resources: 4, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'saves a letter about her as it was written', request: get(`Binary/${annaKeller}-letter-content`, 'text/plain'),
    status: 200, resources: 1, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'does not get another patient\'s letter', request: get(`Binary/${claraNowak}-letter-content`, 'text/plain'),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'patient', sentence: 'cannot write with a token that is for reading', request: post('Observation', weight(annaKeller, `${annaKeller}-visit-8`)),
    status: 403, decider: refused('scope', 'insufficient-scope'),
  },
  {
    who: 'patient', sentence: 'uses a parameter that is not known, which is never passed on', request: get('Observation?colour=red'),
    status: 400, decider: refused('request', 'parameter-unknown'),
  },

  // Being related is looked up, and is what lets her in.
  { who: 'parent', sentence: 'reads her child\'s record', request: get(`Patient/${tomKeller}`), status: 200, resources: 1, decider: by('parent clinical view self') },
  {
    who: 'parent', sentence: 'searches for vaccinations and gets her child\'s', request: get('Immunization'),
    status: 200, resources: 3, decider: by('parent clinical view self'),
  },
  {
    who: 'parent', sentence: 'does not see somebody else of the same family name', request: get(`Patient/${annaKeller}`),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'parent', sentence: 'follows a link that was made for another caller', request: next('vital signs'),
    status: 403, decider: refused('request', 'page-foreign'),
  },

  // In the launch context, and nowhere else.
  {
    who: 'clinician', sentence: 'sees the problems of the patient in the launch context', request: get('Condition?clinical-status=active'),
    status: 200, resources: 1, decider: by('clinician clinical view launch'),
  },
  {
    who: 'clinician', sentence: 'reads a version of a visit', request: get(`Encounter/${annaKeller}-visit-8/_history/1`),
    status: 200, resources: 1, decider: by('clinician clinical view launch'),
  },
  {
    who: 'clinician', sentence: 'reads the history of a visit', request: get(`Encounter/${annaKeller}-visit-8/_history`),
    status: 200, resources: 1, decider: by('clinician clinical view launch'),
  },
  {
    who: 'clinician', sentence: 'looks up a colleague, who is nobody\'s data', request: get('Practitioner/dr-adler'),
    status: 200, resources: 1, decider: by('staff directory view any'),
  },
  {
    who: 'clinician', sentence: 'does not leave the launch context', request: get(`Patient/${brunoMeier}`),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    name: 'weight', who: 'clinician', sentence: 'charts for the patient', request: post('Observation', weight(annaKeller, `${annaKeller}-visit-8`)),
    status: 201, resources: 1, decider: by('clinician charted create launch'),
  },
  {
    who: 'patient', sentence: 'sees at once what was charted for her', request: { method: 'GET', follow: 'location', of: 'weight' },
    status: 200, resources: 1, decider: by('patient clinical view self'),
  },
  {
    who: 'clinician', sentence: 'cannot chart for anyone else', request: post('Observation', weight(brunoMeier, `${brunoMeier}-visit-5`)),
    status: 403, decider: refused('confinement', 'outside-confinement', 'clinician charted create launch'),
  },
  {
    who: 'clinician', sentence: 'cannot tie another patient\'s visit to what is charted', request: post('Observation', weight(annaKeller, `${brunoMeier}-visit-5`)),
    status: 422, decider: refused('data', 'reference-unreachable'),
  },
  {
    who: 'clinician', sentence: 'cannot change what was charted, as a deny row says',
    request: { method: 'PUT', path: `Observation/${annaKeller}-heart-rate-1`, body: { ...weight(annaKeller, `${annaKeller}-visit-1`), id: `${annaKeller}-heart-rate-1` } },
    status: 403, decider: refused('policy', 'policy-denied', 'staff charted change any deny'),
  },
  {
    who: 'clinician', sentence: 'asks for an include, which is not offered yet', request: get('Observation?_include=Observation:encounter'),
    status: 400, decider: refused('request', 'join-not-supported'),
  },
  {
    who: 'clinician', sentence: 'asks for the history of a whole type, which is not offered', request: get('Observation/_history'),
    status: 501, decider: refused('request', 'history-type-not-offered'),
  },

  // Care teams are looked up: three patients now, a fourth until last summer.
  {
    who: 'care-coordinator', sentence: 'lists the patients of the own care teams', request: get('Patient?_sort=family'),
    status: 200, resources: 3, decider: by('care-coordinator clinical view careteam'),
  },
  {
    who: 'care-coordinator', sentence: 'searches with a form, whose values stay out of every log', request: { method: 'POST', path: 'Condition/_search', form: `patient=${brunoMeier}` },
    status: 200, resources: 2, decider: by('care-coordinator clinical view careteam'),
  },
  {
    who: 'care-coordinator', sentence: 'no longer sees a patient whose care team is a former one', request: get('Patient/greta-krueger'),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'care-coordinator', sentence: 'searches in the compartment of a patient of another care team', request: get(`Patient/${annaKeller}/Condition`),
    status: 403, decider: refused('confinement', 'outside-confinement', 'care-coordinator clinical view careteam'),
  },
  {
    who: 'care-coordinator', sentence: 'may plan, says the policy; this token\'s scopes may not', request: post('CarePlan', plan),
    status: 403, decider: refused('scope', 'insufficient-scope'),
  },

  // Everyone's data, after strong and recent authentication.
  {
    who: 'privacy-officer', sentence: 'searches among all patients', request: get('Patient?family=Keller&_total=accurate'),
    status: 200, resources: 2, decider: by('privacy-officer clinical view any mfa'),
  },
  {
    who: 'privacy-officer', sentence: 'does not see insurances, which no row names', request: get(`Coverage/${claraNowak}-coverage`),
    status: 403, decider: refused('policy', 'policy-denied'),
  },
  {
    who: 'privacy-officer-password', sentence: 'is asked to authenticate more strongly', request: get(`Patient/${claraNowak}`),
    status: 401, decider: refused('confinement', 'step-up', 'privacy-officer clinical view any mfa'),
  },
  {
    who: 'privacy-officer-password', sentence: 'may look up the hospital without that', request: get('Organization/st-raphael'),
    status: 200, resources: 1, decider: by('staff directory view any'),
  },

  // The widest scopes grant nothing that no row permits.
  {
    who: 'stranger', sentence: 'reads the own entry in the directory', request: get(`Practitioner/${drStranger}`),
    status: 200, resources: 1, decider: by('practitioner Practitioner read self'),
  },
  {
    who: 'stranger', sentence: 'reads no other entry', request: get(`Practitioner/${drHaas}`),
    status: 404, decider: refused('data', 'not-found'),
  },
  { who: 'stranger', sentence: 'reads no patient\'s record', request: get(`Patient/${annaKeller}`), status: 403, decider: refused('policy', 'policy-denied') },

  // A client without a user: everything clinical, but for documents.
  {
    who: 'nightly-etl', sentence: 'exports all patients', request: get('Patient?_count=100'),
    status: 200, resources: 50, decider: by('etl clinical view any'),
  },
  {
    who: 'nightly-etl', sentence: 'gets no documents, as a deny row beats every allow row', request: get(`Binary/${annaKeller}-letter-content`),
    status: 403, decider: refused('policy', 'policy-denied', 'etl documents * any deny'),
  },

  { who: 'nobody', sentence: 'may ask what this server can do', request: get('metadata'), status: 200, resources: 1 },
  { who: 'nobody', sentence: 'needs a token for anything else', request: get(`Patient/${annaKeller}`), status: 401, decider: refused('request', 'token-missing') },
];
