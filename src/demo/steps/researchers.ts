import { demoIds } from '../demo-ids.ts';
import type { Step } from '../tour-step.ts';
import { by, first, get, refused } from '../tour-step.ts';

const { hannaAlbrecht } = demoIds;

const row = 'research-viewer clinical view group:diabetes-study mask:deidentified max:50';

/** Who sees the patients of a study, under pseudonyms. */
export const researchers: readonly Step[] = [
  // The members of a group as a mask shows them.
  {
    name: 'study', who: 'researcher', sentence: 'lists who takes part: pseudonyms, years of birth, no names', request: get('Patient'),
    status: 200, resources: 8, shows: ['"birthDate":"1980"', '"country":"DE"'], hides: ['1980-', 'Albrecht', 'hanna', 'MRN-'], decider: by(row),
  },
  {
    who: 'researcher', sentence: 'cannot search by what is hidden', request: get('Patient?family=Albrecht'),
    status: 403, decider: refused('confinement', 'hidden-by-mask', row),
  },
  { who: 'researcher', sentence: 'can search by what is not', request: get('Patient?gender=male'), status: 200, resources: 3, decider: by(row) },
  { who: 'researcher', sentence: 'reads a patient by pseudonym', request: first('study'), status: 200, resources: 1, look: true, hides: ['"name"', '"telecom"', '"identifier"'], decider: by(row) },
  { who: 'researcher', sentence: 'does not by the real id', request: get(`Patient/${hannaAlbrecht}`), status: 404, decider: refused('data', 'not-found') },
  { who: 'researcher', sentence: 'searches in the compartment of a pseudonym', request: first('study', '/Condition'), status: 200, resources: 3, decider: by(row) },
  {
    who: 'researcher', sentence: 'cannot in that of a real id', request: get(`Patient/${hannaAlbrecht}/Condition`),
    status: 403, decider: refused('confinement', 'outside-confinement', row),
  },
  {
    who: 'researcher', sentence: 'asks for two hundred results and gets pages of fifty', request: get('Observation?code=2339-0,4548-4,8867-4&_count=200'),
    status: 200, resources: 50, decider: by(row),
  },
];
