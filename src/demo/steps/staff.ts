import { demoIds } from '../demo-ids.ts';
import type { Step } from '../tour-step.ts';
import { by, get, post, refused } from '../tour-step.ts';

const { annaKeller, brunoMeier, claraNowak } = demoIds;

const plan = { resourceType: 'CarePlan', status: 'active', intent: 'plan', subject: { reference: `Patient/${brunoMeier}` } };

/** Those who look after some patients, after some results, and after everyone's privacy. */
export const staff: readonly Step[] = [
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
    who: 'care-coordinator', sentence: 'finds those of them who have high blood pressure', request: get('Patient?_has:Condition:patient:code=38341003'),
    status: 200, resources: 1, decider: by('care-coordinator clinical view careteam'),
  },
  {
    who: 'care-coordinator', sentence: 'cannot find them by their insurances, which no row names', request: get('Patient?_has:Coverage:beneficiary:status=active'),
    status: 403, decider: refused('policy', 'policy-denied'),
  },
  {
    who: 'care-coordinator', sentence: 'may plan, says the policy; this token\'s scopes may not', request: post('CarePlan', plan),
    status: 403, decider: refused('scope', 'insufficient-scope'),
  },

  // Everyone's results, but only recent ones.
  {
    who: 'infection-control', sentence: 'finds the fever of this minute, among hundreds of temperatures that are older', request: get('Observation?code=8310-5&_sort=-_lastUpdated'),
    status: 200, resources: 1, decider: by('infection-control Observation view any mfa window:P30D'),
  },
  {
    who: 'infection-control', sentence: 'does not see an older one', request: get(`Observation/${annaKeller}-temperature-1`),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'infection-control', sentence: 'is not told how many there are', request: get('Observation?code=8310-5&_summary=count'),
    status: 403, decider: refused('confinement', 'count-withheld', 'infection-control Observation view any mfa window:P30D'),
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
    who: 'privacy-officer', sentence: 'reads what was changed last, of all observations', request: get('Observation/_history?_count=3'),
    status: 200, resources: 3, decider: by('privacy-officer clinical view any mfa'),
  },
  {
    who: 'privacy-officer', sentence: 'does not get the history of the whole server, which holds what no row names', request: get('_history?_count=3'),
    status: 403, decider: refused('policy', 'policy-denied'),
  },
  {
    who: 'privacy-officer', sentence: 'searches the whole server, for what rows name', request: get('?_lastUpdated=gt2020&_count=20'),
    status: 200, resources: 20, decider: by('privacy-officer clinical view any mfa'),
  },
  {
    who: 'privacy-officer-password', sentence: 'is asked to authenticate more strongly', request: get(`Patient/${claraNowak}`),
    status: 401, decider: refused('confinement', 'step-up', 'privacy-officer clinical view any mfa'),
  },
  {
    who: 'privacy-officer-password', sentence: 'may look up the hospital without that', request: get('Organization/st-raphael'),
    status: 200, resources: 1, decider: by('staff directory view any'),
  },
];
