import type { FhirInteraction } from '../fhir/interaction.ts';
import type { Bases } from '../fhir/reference.ts';
import { searchesOf } from './decide-search.ts';
import type { Emergency } from './gates.ts';
import { namedPatients } from './narrow.ts';

const instances: ReadonlySet<FhirInteraction['kind']> = new Set<FhirInteraction['kind']>(['read', 'vread', 'history-instance']);

const isOfPatient = (interaction: FhirInteraction): boolean =>
  (interaction.kind === 'search-compartment' ? interaction.compartment : interaction.kind === 'search-system' ? interaction.within?.compartment : undefined) === 'Patient';

/** Whether an emergency can open a request: an instance, or a search that names exactly one patient (deciding.md, row emergency). */
const opens = (interaction: FhirInteraction, bases: Bases): boolean => {
  if (instances.has(interaction.kind)) return true;
  const searches = searchesOf(interaction);
  // A compartment is of one patient, of types too whose parameters name none.
  const otherwise = isOfPatient(interaction) ? 1 : 0;
  return searches.length > 0 && searches.every(({ type, params }) => (namedPatients(type, params, bases)?.size ?? otherwise) === 1);
};

/** What a declaration comes to for a request. */
export const emergencyOf = (interaction: FhirInteraction, declared: boolean, bases: Bases): Emergency => {
  if (!declared) return 'none';
  return opens(interaction, bases) ? 'open' : 'not-here';
};
