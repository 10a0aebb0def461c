import { demoIds } from '../demo-ids.ts';
import type { Step } from '../tour-step.ts';
import { by, get, post, refused } from '../tour-step.ts';
import { temperatureOf } from './temperature-of.ts';

const { annaKeller, brunoMeier, claraNowak } = demoIds;

const emergency = 'unconscious in the emergency room, allergies not known';
const declared = { 'X-Break-Glass': encodeURIComponent(emergency) };

/** A physician in the launch context, and one on duty. */
export const clinicians: readonly Step[] = [
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
    name: 'fever', who: 'clinician', sentence: 'charts for the patient', request: post('Observation', temperatureOf(annaKeller, `${annaKeller}-visit-8`)),
    status: 201, resources: 1, decider: by('clinician charted create launch'),
  },
  {
    who: 'clinician', sentence: 'cannot chart for anyone else', request: post('Observation', temperatureOf(brunoMeier, `${brunoMeier}-visit-5`)),
    status: 403, decider: refused('confinement', 'outside-confinement', 'clinician charted create launch'),
  },
  {
    who: 'clinician', sentence: 'cannot tie another patient\'s visit to what is charted', request: post('Observation', temperatureOf(annaKeller, `${brunoMeier}-visit-5`)),
    status: 422, decider: refused('data', 'reference-unreachable'),
  },
  {
    who: 'clinician', sentence: 'cannot change what was charted, as a deny row says',
    request: { method: 'PUT', path: `Observation/${annaKeller}-heart-rate-1`, body: { ...temperatureOf(annaKeller, `${annaKeller}-visit-1`), id: `${annaKeller}-heart-rate-1` } },
    status: 403, decider: refused('policy', 'policy-denied', 'staff charted change any deny'),
  },
  {
    who: 'clinician', sentence: 'reads the places along with the visits', request: get('Encounter?_include=Encounter:location&_count=3'),
    status: 200, resources: 5, decider: by('clinician clinical view launch', 'staff directory view any'),
  },
  {
    who: 'clinician', sentence: 'searches several types at once', request: get('?_type=Condition,AllergyIntolerance'),
    status: 200, resources: 2, decider: by('clinician clinical view launch'),
  },
  {
    who: 'clinician', sentence: 'gets none of them where one is of a type that no row names', request: get('?_type=Condition,Coverage'),
    status: 403, decider: refused('policy', 'policy-denied'),
  },
  {
    who: 'clinician', sentence: 'is not told the history of a whole type, which nobody can narrow', request: get('Observation/_history'),
    status: 403, decider: refused('confinement', 'outside-confinement', 'clinician clinical view launch'),
  },
  {
    who: 'patient', sentence: 'sees at once what was charted for her', request: { method: 'GET', follow: 'location', of: 'fever' },
    status: 200, resources: 1, decider: by('patient clinical view self'),
  },

  // In an emergency that is declared any one patient, and a record for the privacy officer to review.
  {
    who: 'emergency-clinician', sentence: 'does not see who is in none of the own care teams', request: get(`Patient/${claraNowak}`),
    status: 404, decider: refused('data', 'not-found'),
  },
  {
    who: 'emergency-clinician', sentence: 'declares an emergency, and does', request: get(`Patient/${claraNowak}`, declared),
    status: 200, resources: 1, decider: { ...by('clinician clinical view any break-glass mfa'), emergency },
  },
  {
    who: 'emergency-clinician', sentence: 'searches for allergies of the one patient', request: get(`AllergyIntolerance?patient=${claraNowak}`, declared),
    status: 200, resources: 1, decider: { ...by('clinician clinical view any break-glass mfa'), emergency },
  },
  {
    who: 'emergency-clinician', sentence: 'is not let at them without declaring it', request: get(`AllergyIntolerance?patient=${claraNowak}`),
    status: 403, decider: refused('confinement', 'outside-confinement', 'clinician clinical view careteam'),
  },
  {
    who: 'emergency-clinician', sentence: 'gets the own care teams, and no others, from a search for everyone', request: get('Patient', declared),
    status: 200, resources: 2, decider: by('clinician clinical view careteam'),
  },
];
