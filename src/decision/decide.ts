import type { AskedParam, Criteria, FhirInteraction, ParsedRequest, SearchInteraction } from '../fhir/interaction.ts';
import { interactionTable, type AskRow } from '../fhir/interaction-table.ts';
import { compartmentOf } from '../fhir/patient-compartment.ts';
import type { Bases } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { refuse, type Refusal, type RefusalCode } from '../refusal.ts';
import { unionOf, type Ask, type Grant, type NonEmpty } from './grant.ts';
import type { Gate, Gated } from './gates.ts';
import { narrow, type Narrowing } from './narrow.ts';
import type { Resource } from './owners.ts';
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
  readonly narrowing?: Narrowing;
  /** Of a write, what shows its answer. */
  readonly reading: readonly Grant[];
};

export type Denial = { readonly effect: 'deny'; readonly gate?: Gate; readonly refusal: Refusal; readonly rows: readonly string[] };

type TypedInteraction = Extract<FhirInteraction, { type: ResourceType }>;

const isTyped = (interaction: FhirInteraction): interaction is TypedInteraction => 'type' in interaction && interaction.kind !== 'operation';

const askOf = (type: ResourceType, { action, letter }: AskRow): Ask => ({ type, action, letter });

/** What a request asks of the gates about types; the first ask is the one that its data is judged by. */
export const asksOf = (interaction: FhirInteraction): readonly Ask[] =>
  isTyped(interaction) ? interactionTable[interaction.kind].asks.filter(({ system }) => system !== true).map((row) => askOf(interaction.type, row)) : [];

export const deny = (refusal: Refusal, gate?: Gate, rows: readonly string[] = []): Denial => ({ effect: 'deny', refusal, rows, ...(gate === undefined ? {} : { gate }) });

/** The rows behind grants, as the audit record names them. */
export const rowsOf = (grants: readonly Grant[]): readonly string[] => [...new Set(grants.map(({ row }) => `${row.file}:${row.line}`))];

/** A search in a compartment is the ordinary search that names its patient (docs/decisions.md; HAPI FHIR has no other). */
export const criteriaOf = (interaction: SearchInteraction): Criteria => {
  if (interaction.kind === 'search-type') return interaction;
  const row = compartmentOf(interaction.type);
  const named: AskedParam = { name: row.class === 'owned' ? row.narrowBy : 'patient', values: [`Patient/${interaction.id}`] };
  const own: AskedParam = row.class === 'owned' && row.self === true ? { name: '_id', values: [interaction.id] } : named;
  return { params: [own, ...interaction.params], result: interaction.result };
};

const outside = (interaction: SearchInteraction, grants: readonly Grant[]): boolean => {
  if (interaction.kind === 'search-type') return false;
  const union = unionOf(grants);
  return union !== 'everyone' && !union.has(interaction.id);
};

const narrowed = (interaction: SearchInteraction, grants: NonEmpty<Grant>, bases: Bases): Narrowing | undefined => {
  if (outside(interaction, grants)) return undefined;
  const narrowing = narrow(interaction.type, criteriaOf(interaction), grants, bases);
  // A count is told only where the backend finds what is visible (deciding.md, row "counts, pages"; A-090).
  return narrowing !== undefined && interaction.result.count === 0 && !narrowing.exact ? undefined : narrowing;
};

const decideSearch = (interaction: SearchInteraction, permit: Permit, bases: Bases): Decision => {
  const narrowing = narrowed(interaction, permit.grants, bases);
  if (narrowing !== undefined) return { ...permit, narrowing };
  const unlocked = permit.locked.length > 0 && narrowed(interaction, [...permit.grants, ...permit.locked], bases) !== undefined;
  return deny(refuse(unlocked ? 'step-up' : 'outside-confinement'), 'confinement', rowsOf(permit.grants));
};

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

const plan = (interaction: FhirInteraction, permit: Permit, bases: Bases): Decision => {
  switch (interaction.kind) {
    case 'search-type':
    case 'search-compartment':
      return decideSearch(interaction, permit, bases);
    case 'create':
      return decideBody(interaction, permit, bases);
    default:
      return permit;
  }
};

const notOffered = (interaction: FhirInteraction): RefusalCode | undefined =>
  interaction.kind === 'search-compartment' && interaction.compartment !== 'Patient' ? 'search-compartment-not-offered' : interactionTable[interaction.kind].refusal;

const refusedBy = (gated: Extract<Gated, { granted: false }>): Denial => deny(gated.refusal, gated.gate, gated.rows.map(({ file, line }) => `${file}:${line}`));

/** The decision on one ask alone. */
export const permitOf = (gated: Gated): Decision =>
  gated.granted ? { effect: 'permit', ask: gated.ask, grants: gated.grants, locked: gated.locked, reading: [] } : refusedBy(gated);

/**
 * Joins the gates once: every ask granted, or denied by the first gate that refused one; then what the kind asks of narrowing and body.
 * `gated` answers `asksOf`, in its order; `reading` are the grants that show the answer of a write.
 */
export const decide = ({ interaction }: ParsedRequest, gated: readonly Gated[], reading: readonly Grant[], bases: Bases): Decision => {
  const refused = gated.find((one) => !one.granted);
  if (refused?.granted === false) return refusedBy(refused);
  const closed = notOffered(interaction);
  if (closed !== undefined) return deny(refuse(closed));
  const [first] = gated;
  if (first?.granted !== true) return deny(refuse('decision-failed'));
  return plan(interaction, { effect: 'permit', ask: first.ask, grants: first.grants, locked: first.locked, reading }, bases);
};
