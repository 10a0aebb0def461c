import type { AskedParam, FhirInteraction, SearchInteraction, SeveralInteraction, TypeSearch } from '../fhir/interaction.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { refuse } from '../refusal.ts';
import { deny, refusedBy, rowsOf, type Decision, type Denial, type Permit } from './decide.ts';
import { unionOf, type Ask, type Grant, type NonEmpty } from './grant.ts';
import type { Gated } from './gates.ts';
import { namedPatients, narrow, type Narrowing } from './narrow.ts';
import { includedTypes, planIncludes } from './plan-includes.ts';
import { joinedTypes, planJoins, type GatedTypes } from './plan-joins.ts';
import type { PlannedSearch } from './planned-search.ts';
import { namingOf, realPatient, withRealPatients, type PseudonymOf } from './pseudonyms.ts';
import { usedParams } from './used-params.ts';

type Within = NonNullable<SeveralInteraction['within']>;

/** A search in a compartment is the ordinary search that names its patient (docs/decisions.md; HAPI FHIR has no other). */
const inCompartment = (search: TypeSearch, within: Within): TypeSearch => {
  const row = compartmentOf(search.type);
  const id = search.of ?? within.id;
  const own: AskedParam =
    row.class === 'owned' && row.self === true ? { name: '_id', values: [id] } : { name: row.class === 'owned' ? row.narrowBy : 'patient', values: [`Patient/${id}`] };
  return { ...search, params: [own, ...search.params] };
};

const withinOf = (interaction: SearchInteraction | SeveralInteraction): Within | undefined =>
  interaction.kind === 'search-compartment' ? { compartment: interaction.compartment, id: interaction.id } : interaction.kind === 'search-system' ? interaction.within : undefined;

/** The searches that an interaction makes, one per type, those of a compartment naming its patient; none of another kind. */
export const searchesOf = (interaction: FhirInteraction): readonly TypeSearch[] => {
  if (interaction.kind !== 'search-type' && interaction.kind !== 'search-compartment' && interaction.kind !== 'search-system') return [];
  const within = withinOf(interaction);
  const { type, params, joins, includes, result } = interaction.kind === 'search-system' ? { type: undefined, params: [], joins: [], includes: [], result: {} } : interaction;
  const searches: readonly TypeSearch[] = interaction.kind === 'search-system' ? interaction.searches : type === undefined ? [] : [{ type, params, joins, includes, result }];
  return within?.compartment === 'Patient' ? searches.map((search) => inCompartment(search, within)) : searches;
};

/** What a search asks of the gates: each type that it touches, with the parameters that it uses of it (docs/decisions.md, 8). */
export const searchAsks = (searches: readonly TypeSearch[], bases: Bases): readonly Ask[] => {
  const used = usedParams(searches, bases);
  const types = searches.flatMap(({ type, joins, includes }) => [type, ...joinedTypes(joins), ...includedTypes(includes, type, bases)]);
  return [...new Set(types)].map((type) => ({ type, action: 'search', letter: 's', by: used.get(type) ?? [] }));
};

/** What searches are planned on. */
export type SearchFacts = { /** What is searched itself. */ readonly searched: GatedTypes; /** What is joined and included. */ readonly gated: GatedTypes; readonly bases: Bases };

const isOutside = (within: Within | undefined, grants: readonly Grant[]): boolean => {
  const union = unionOf(grants);
  return within?.compartment === 'Patient' && union !== 'everyone' && !union.has(within.id);
};

type Granted = Extract<Gated, { granted: true }>;

/** The compartment of one type's search. */
const withinFor = ({ of }: TypeSearch, within: Within | undefined): Within | undefined => (within === undefined || of === undefined ? within : { ...within, id: of });

/** What is left to search; none where it lies outside, or a count is asked that could tell of others (deciding.md, rows "search" and "counts, pages"; A-090). */
const narrowed = ({ type, params, result }: TypeSearch, within: Within | undefined, grants: readonly Grant[], bases: Bases): readonly Narrowing[] => {
  if (isOutside(within, grants)) return [];
  // Where the compartment is FHIR's own, its patient is not asked for as the owner.
  const ofMember = within?.compartment === 'Patient' && bases.compartment === 'fhir' && compartmentOf(type).class === 'owned';
  const narrowings = ofMember ? narrow(type, params.slice(1), grants, bases, within.id) : narrow(type, params, grants, bases);
  const tellsAll = narrowings.length === 1 && narrowings[0]?.exact === true;
  return result.count === 0 && !tellsAll ? [] : narrowings;
};

/** Whether there is something to search, and a count alone that must not be told. */
const isWithheld = (search: TypeSearch, { grants }: Granted, within: Within | undefined, bases: Bases): boolean =>
  search.result.count === 0 && narrowed({ ...search, result: {} }, within, grants, bases).length > 0;

const planSearch = (search: TypeSearch, granted: Granted, within: Within | undefined, { gated, bases }: SearchFacts): PlannedSearch | Denial => {
  const { grants, locked, ask } = granted;
  const [first, ...others] = narrowed(search, within, grants, bases);
  if (first === undefined) {
    const unlocked = locked.length > 0 && narrowed(search, within, [...grants, ...locked], bases).length > 0;
    const withheld = isWithheld(search, granted, within, bases);
    return deny(refuse(unlocked ? 'step-up' : withheld ? 'count-withheld' : 'outside-confinement'), 'confinement', rowsOf(grants));
  }
  const narrowings: NonEmpty<Narrowing> = [first, ...others];
  const joins = planJoins(search.type, search.joins, gated, narrowings, bases);
  if ('refused' in joins) return refusedBy(joins.refused);
  const includes = planIncludes(search.type, search.includes, gated, narrowings, bases);
  return 'refused' in includes ? refusedBy(includes.refused) : { ask, grants, named: namedPatients(search.type, search.params, bases), narrowings, joins, includes, result: search.result };
};

const isDenial = (planned: PlannedSearch | Denial): planned is Denial => 'effect' in planned;

/** Plans each search in turn. Where all types are asked, those that the caller may not search are left out; where they are named, one refusal refuses all. */
export const decideSearches = (interaction: SearchInteraction | SeveralInteraction, facts: SearchFacts): Decision => {
  const all = interaction.kind === 'search-system' && interaction.all;
  const planned: PlannedSearch[] = [];
  let first: Granted | undefined;
  let denied: Denial | undefined;
  for (const asked of searchesOf(interaction)) {
    const gated = facts.searched.get(asked.type);
    if (gated === undefined) continue;
    const search = gated.granted ? planSearch(asked, gated, withinFor(asked, withinOf(interaction)), facts) : refusedBy(gated);
    if (isDenial(search)) {
      denied ??= search;
      // A count over all types says nothing without those that cannot be counted.
      if (!all || (gated.granted && isWithheld(asked, gated, withinFor(asked, withinOf(interaction)), facts.bases))) return denied;
      continue;
    }
    if (gated.granted) first ??= gated;
    planned.push(search);
  }
  if (first === undefined) return denied ?? deny(refuse('decision-failed'));
  const permit: Permit = { effect: 'permit', ask: first.ask, grants: first.grants, locked: first.locked, searches: planned, gated: facts.gated, denied: new Set(), reading: [] };
  return permit;
};

/** What searches name patients by. */
export type NamingFacts = SearchFacts & { readonly pseudonymOf: PseudonymOf };

const namingIn = ({ searched, gated, pseudonymOf }: NamingFacts, type: ResourceType): ReturnType<typeof namingOf> => {
  const one = searched.get(type) ?? gated.get(type);
  return one?.granted === true ? namingOf(one.grants, pseudonymOf) : undefined;
};

/** The patient whom an id means where one type is searched. */
const realId = (id: string, type: ResourceType, facts: NamingFacts): string => {
  const naming = namingIn(facts, type);
  return naming === undefined ? id : realPatient(id, naming);
};

/** A search with the patients that the caller's pseudonyms mean, as it is decided and recorded: each type by its own (docs/policy.md, "Masks"). */
export const withRealNames = (interaction: SearchInteraction | SeveralInteraction, facts: NamingFacts): SearchInteraction | SeveralInteraction => {
  const real = <T extends TypeSearch>(search: T): T => ({ ...search, ...withRealPatients(search, (type) => namingIn(facts, type), facts.bases) });
  switch (interaction.kind) {
    case 'search-type':
      return real(interaction);
    case 'search-compartment':
      return { ...real(interaction), id: realId(interaction.id, interaction.type, facts) };
    case 'search-system': {
      const { within, searches } = interaction;
      return { ...interaction, searches: searches.map((search) => real(within === undefined ? search : { ...search, of: realId(within.id, search.type, facts) })) };
    }
  }
};
