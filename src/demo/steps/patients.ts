import { demoIds } from '../demo-ids.ts';
import type { Step } from '../tour-step.ts';
import { by, get, next, post, refused } from '../tour-step.ts';
import { temperatureOf } from './temperature-of.ts';

const { annaKeller, tomKeller, brunoMeier, claraNowak } = demoIds;

/** A patient in her own app, one in an app that sees a part, and a mother. */
export const patients: readonly Step[] = [
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
    who: 'patient', sentence: 'saves a letter about her as it was written', request: get(`Binary/${annaKeller}-letter-content`, { Accept: 'text/plain' }),
    status: 200, resources: 1, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'does not get another patient\'s letter', request: get(`Binary/${claraNowak}-letter-content`, { Accept: 'text/plain' }),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'patient', sentence: 'cannot write with a token that is for reading', request: post('Observation', temperatureOf(annaKeller, `${annaKeller}-visit-8`)),
    status: 403, decider: refused('scope', 'insufficient-scope'),
  },
  {
    who: 'patient', sentence: 'uses a parameter that is not known, which is never passed on', request: get('Observation?colour=red'),
    status: 400, decider: refused('request', 'parameter-unknown'),
  },
  {
    who: 'patient', sentence: 'reads the visits along with what was observed', request: get('Observation?_include=Observation:encounter&_count=3'),
    status: 200, resources: 4, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'does not get the places along with the visits, as no row shows her any', request: get('Encounter?_include=Encounter:location&_count=3'),
    status: 403, decider: refused('policy', 'policy-denied'),
  },
  {
    who: 'patient', sentence: 'reads who wrote her documents, by the Provenance that refers to them', request: get('DocumentReference?_revinclude=Provenance:target'),
    status: 200, resources: 4, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'finds heart rates by the state of the visit at which they were taken', request: get('Observation?encounter.status=finished&code=8867-4'),
    status: 200, resources: 8, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'cannot find prescriptions by the code of the medication, as no row shows her any', request: get('MedicationRequest?medication.code=38268001'),
    status: 403, decider: refused('policy', 'policy-denied'),
  },
  {
    who: 'patient', sentence: 'searches several types at once', request: get('?_type=Condition,AllergyIntolerance,Immunization'),
    status: 200, resources: 6, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'asks for the number alone', request: get('Observation?category=vital-signs&_summary=count'),
    status: 200, resources: 0, shows: ['"total":40'], decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'asks for some elements alone', request: get('Condition?_elements=code'),
    status: 200, resources: 1, shows: ['SUBSETTED', 'Gastroesophageal'], hides: ['recorder'], decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'has her record already, as it is now', request: get(`Patient/${annaKeller}`, { 'If-None-Match': 'W/"1"' }),
    status: 304, decider: by('patient clinical view self'),
  },
  {
    who: 'patient', sentence: 'is not told in that way either whether another patient exists', request: get(`Patient/${claraNowak}`, { 'If-None-Match': 'W/"1"' }),
    status: 404, decider: refused('data', 'not-found'),
  },

  // A scope with a query: of what the policy lets him see, the app gets the laboratory's results.
  {
    who: 'lab-app', sentence: 'searches for results and gets those of the laboratory', request: get('Observation?_count=50'),
    status: 200, resources: 18, hides: ['vital-signs'], decider: by('patient clinical view self'),
  },
  {
    who: 'lab-app', sentence: 'reads one of them', request: get(`Observation/${brunoMeier}-glucose-1`),
    status: 200, resources: 1, decider: by('patient clinical view self'),
  },
  {
    who: 'lab-app', sentence: 'does not get another result of the same patient', request: get(`Observation/${brunoMeier}-heart-rate-1`),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'lab-app', sentence: 'does not get other types of the same patient', request: get('Condition'),
    status: 403, decider: refused('scope', 'insufficient-scope'),
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
];
