import type { FhirInteraction } from '../fhir/interaction.ts';
import { interactionTable, type AskRow } from '../fhir/interaction-table.ts';
import type { Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { refuse, type Refusal, type RefusalCode } from '../refusal.ts';
import { reachesEveryone, type Ask, type Grant, type NonEmpty } from './grant.ts';
import type { Gate, Gated } from './gates.ts';
import type { Resource } from './owners.ts';
import type { GatedTypes } from './plan-joins.ts';
import type { PlannedSearch } from './planned-search.ts';
import { visible } from './visible.ts';

/** What was decided: a permit is the plan of what follows, and carries its grants (docs/decisions.md, 2). */
export type Decision = Permit | Denial;

export type Permit = {
  readonly effect: 'permit';
  readonly ask: Ask;
  readonly grants: NonEmpty<Grant>;
  /** Pairs that stronger authentication would open: where one would show what is asked, its challenge answers instead of "not found". */
  readonly locked: readonly Grant[];
  /** Of a search, what goes upstream. */
  readonly searches: readonly PlannedSearch[];
  /** Of a search, what the gates said of each type that it touches. */
  readonly gated: GatedTypes;
  /** Of the history of the server, the types that a deny row keeps from it. */
  readonly denied: ReadonlySet<ResourceType>;
  /** Of a write, what shows its answer. */
  readonly reading: readonly Grant[];
};

export type Denial = { readonly effect: 'deny'; readonly gate?: Gate; readonly refusal: Refusal; readonly rows: readonly string[] };

type TypedInteraction = Extract<FhirInteraction, { type: ResourceType }>;

const isTyped = (interaction: FhirInteraction): interaction is TypedInteraction => 'type' in interaction && interaction.kind !== 'operation';

const askOf = (type: ResourceType, { action, letter }: AskRow): Ask => ({ type, action, letter });

/** What a request asks of the gates about the type in its path; the first ask is the one that its data is judged by. */
export const asksOf = (interaction: FhirInteraction): readonly Ask[] =>
  isTyped(interaction) ? interactionTable[interaction.kind].asks.filter(({ system }) => system !== true).map((row) => askOf(interaction.type, row)) : [];

export const deny = (refusal: Refusal, gate?: Gate, rows: readonly string[] = []): Denial => ({ effect: 'deny', refusal, rows, ...(gate === undefined ? {} : { gate }) });

/** The rows behind grants, as the audit record names them. */
export const rowsOf = (grants: readonly Grant[]): readonly string[] => [...new Set(grants.map(({ row }) => `${row.file}:${row.line}`))];

/** A denial by one of the gates. */
export const refusedBy = (gated: Extract<Gated, { granted: false }>): Denial => deny(gated.refusal, gated.gate, gated.rows.map(({ file, line }) => `${file}:${line}`));

/** The decision on one ask alone. */
export const permitOf = (gated: Gated): Decision =>
  gated.granted ? { effect: 'permit', ask: gated.ask, grants: gated.grants, locked: gated.locked, searches: [], gated: new Map(), denied: new Set(), reading: [] } : refusedBy(gated);

/**
 * A submitted resource must be visible for what is done with it, before anything is sent. The server gives it an id of its
 * own (R4 http section 3.1.0.8), so the one that it came with makes it nobody's.
 */
const decideBody = (interaction: Extract<FhirInteraction, { kind: 'create' }>, permit: Permit, bases: Bases): Decision => {
  const resource: Resource = { doc: interaction.body, node: 0, type: interaction.type, id: undefined };
  if (visible(resource, permit.grants, bases) !== 'out') return permit;
  const code = visible(resource, permit.locked, bases) === 'out' ? 'outside-confinement' : 'step-up';
  return deny(refuse(code), 'confinement', rowsOf(permit.grants));
};

/** Whether a grant shows all there is, and all of it: what the history of a type or of the server asks for. */
const showsWhole = (grant: Grant): boolean => reachesEveryone([grant]) && grant.mask === undefined;

/** The history of a type or of the server cannot be narrowed, so it is for whoever reaches everyone, unmasked (deciding.md; A-113). */
const decideHistory = (permit: Permit): Decision => {
  const [first, ...others] = permit.grants.filter(showsWhole);
  if (first !== undefined) return { ...permit, grants: [first, ...others] };
  return deny(refuse(permit.locked.some(showsWhole) ? 'step-up' : 'outside-confinement'), 'confinement', rowsOf(permit.grants));
};

const plan = (interaction: FhirInteraction, permit: Permit, bases: Bases): Decision => {
  switch (interaction.kind) {
    case 'history-type':
    case 'history-system':
      return decideHistory(permit);
    case 'create':
      return decideBody(interaction, permit, bases);
    default:
      return permit;
  }
};

/** The refusal of a kind that is not offered yet. */
export const notOffered = (interaction: FhirInteraction): RefusalCode | undefined => {
  const within = interaction.kind === 'search-compartment' ? interaction.compartment : interaction.kind === 'search-system' ? interaction.within?.compartment : undefined;
  return within !== undefined && within !== 'Patient' ? 'search-compartment-not-offered' : interactionTable[interaction.kind].refusal;
};

/**
 * Joins the gates once: every ask granted, or denied by the first gate that refused one; then what the kind asks of the body or the reach.
 * `gated` answers `asksOf`, in its order; `reading` are the grants that show the answer of a write. Searches are decided by `decideSearches`.
 */
export const decide = (interaction: FhirInteraction, gated: readonly Gated[], reading: readonly Grant[], bases: Bases): Decision => {
  const refused = gated.find((one) => !one.granted);
  if (refused?.granted === false) return refusedBy(refused);
  const closed = notOffered(interaction);
  if (closed !== undefined) return deny(refuse(closed));
  const [first] = gated;
  const permit = first === undefined ? deny(refuse('decision-failed')) : permitOf(first);
  return permit.effect === 'deny' ? permit : plan(interaction, { ...permit, reading }, bases);
};
