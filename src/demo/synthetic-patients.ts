import { demoIds } from './demo-ids.ts';
import { documents } from './synthetic/documents.ts';
import type { Resource } from './synthetic/elements.ts';
import { persons } from './synthetic/persons.ts';
import type { Random } from './synthetic/random.ts';
import { createRandom } from './synthetic/random.ts';
import { medications, record } from './synthetic/record.ts';
import type { Patient } from './synthetic/relations.ts';
import { careTeams, patient, relatedPersons } from './synthetic/relations.ts';
import { physicians, staff } from './synthetic/staff.ts';
import { study } from './synthetic/study.ts';
import { encounter, observations, visitsOf } from './synthetic/visits.ts';

const seed = 20_260_115;

/** Everything of one patient, what is referred to before what refers. */
const recordOf = (person: Patient, index: number, random: Random): readonly Resource[] => {
  const visits = visitsOf(person, random);
  return [
    patient(person, index),
    ...relatedPersons(person),
    ...careTeams(person),
    ...visits.map((visit) => encounter(visit, random)),
    ...visits.flatMap((visit) => observations(visit, random)),
    ...record(person, visits, random),
    ...documents(person, random),
  ];
};

/**
 * A hospital's worth of made-up data: fifty patients with their records, the people and places around them, and a study, as JSON texts in the order
 * in which a server that checks references takes them. The same texts at every call.
 */
export const syntheticPatients = (): readonly string[] => {
  const random = createRandom(seed);
  const patients = persons(random).map((person): Patient => ({ ...person, physician: person.id === demoIds.annaKeller ? demoIds.drHaas : random.pick(physicians) }));
  const resources = [...staff(), ...medications(), ...patients.flatMap((person, index) => recordOf(person, index, random)), study()];
  return resources.map((resource) => JSON.stringify(resource));
};
