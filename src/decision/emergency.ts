import type { FhirInteraction } from '../fhir/interaction.ts';
import type { Bases, PatientId } from '../fhir/reference.ts';
import { searchesOf } from './decide-search.ts';
import type { Emergency } from './gates.ts';
import { namedPatients, namesOthers } from './narrow.ts';

const instances: ReadonlySet<FhirInteraction['kind']> = new Set<FhirInteraction['kind']>(['read', 'vread', 'history-instance']);

const isOfPatient = (interaction: FhirInteraction): boolean =>
  (interaction.kind === 'search-compartment' ? interaction.compartment : interaction.kind === 'search-system' ? interaction.within?.compartment : undefined) === 'Patient';

/** The one patient whom a search names, each of its types alike and nobody else besides; undefined: none, or several. */
const onePatient = (interaction: FhirInteraction, bases: Bases): PatientId | undefined => {
  const searches = searchesOf(interaction);
  // A compartment is of one patient, of types too whose parameters name none.
  const within = isOfPatient(interaction) ? compartmentPatient(interaction) : undefined;
  const named = searches.map(({ type, params }) => {
    const patients = namesOthers(type, params, bases) ? [] : [...(namedPatients(type, params, bases) ?? (within === undefined ? [] : [within]))];
    return patients.length === 1 ? patients[0] : undefined;
  });
  const [first] = named;
  return named.every((patient) => patient === first) ? first : undefined;
};

const compartmentPatient = (interaction: FhirInteraction): PatientId | undefined =>
  interaction.kind === 'search-compartment' ? interaction.id : interaction.kind === 'search-system' ? interaction.within?.id : undefined;

/** What a declaration comes to for a request: an instance, or a search that names exactly one patient, for whom alone it then holds (deciding.md, row emergency). */
export const emergencyOf = (interaction: FhirInteraction, declared: boolean, bases: Bases): Emergency => {
  if (!declared) return 'none';
  if (instances.has(interaction.kind)) return 'open';
  const patient = onePatient(interaction, bases);
  return patient === undefined ? 'not-here' : { patient };
};
