import { asksOf, rowsOf, type Decision, type Permit } from '../decision/decide.ts';
import { searchesOf } from '../decision/decide-search.ts';
import { reachNames, unionOf, type Grant } from '../decision/grant.ts';
import { namedPatients } from '../decision/narrow.ts';
import { joinedTypes } from '../decision/plan-joins.ts';
import type { FhirInteraction, TypeSearch } from '../fhir/interaction.ts';
import { interactionTable } from '../fhir/interaction-table.ts';
import { criterionName, includeValue } from '../fhir/print.ts';
import type { Bases, PatientId } from '../fhir/reference.ts';
import type { PolicyRow } from '../policy/policy.ts';
import { rowOf, type Refusal } from '../refusal.ts';
import type { Principal } from '../smart/principal.ts';
import { isStrong } from '../smart/principal.ts';
import type { AskedRecord, ConfinementRecord, DecisionRecord, DenyRecord, PermitRecord } from './record.ts';

/** How patients are named in the record, and how a set of them is hashed. */
export type Describing = { readonly pseudonym: (patient: PatientId) => string; readonly sha256: (text: string) => string };

type Who = Pick<PermitRecord, 'issuer' | 'subject' | 'client' | 'jti' | 'fhirUser' | 'roles' | 'scopes' | 'launch' | 'strength' | 'machine' | 'emergency'>;

type Parts = Pick<DecisionRecord, 'interaction' | 'type' | 'types' | 'id' | 'operation' | 'params' | 'ask'>;

/** Who asked, as the record says it: the token's own words. Patients stand here by their identifiers; `redactRecord` names them as configured. */
export const describePrincipal = (principal: Principal, now: number, emergency: boolean): Who => {
  const { launch, strength, client, jti, fhirUser } = principal;
  return {
    issuer: principal.issuer, subject: principal.subject,
    ...(client === undefined ? {} : { client }),
    ...(jti === undefined ? {} : { jti }),
    ...(fhirUser === undefined ? {} : { fhirUser: `${fhirUser.type}/${fhirUser.id}` }),
    roles: principal.roles, scopes: principal.scopeTokens,
    ...(launch.patient === undefined && launch.encounter === undefined ? {} : { launch }),
    strength: { ...strength, strong: isStrong(principal, now) },
    ...(principal.machine ? { machine: true as const } : {}),
    ...(emergency ? { emergency: true as const } : {}),
  };
};

/** The names of the parameters: those that select, then those that shape the result or the history. */
const paramsOf = (interaction: FhirInteraction): readonly string[] => {
  // As the client sent them: the patient of a compartment stands in the path.
  const first = interaction.kind === 'search-system' ? interaction.searches[0] : 'params' in interaction ? interaction : undefined;
  const selecting = [...(first?.params ?? []), ...(first?.joins ?? [])].map(criterionName);
  const including = (first?.includes ?? []).map(({ reverse, iterate }) => `${reverse ? '_revinclude' : '_include'}${iterate ? ':iterate' : ''}`);
  const shaping = 'history' in interaction ? Object.keys(interaction.history) : Object.keys(first?.result ?? {});
  return [...new Set([...selecting, ...including, ...shaping.filter((name) => name !== 'projection').map((name) => `_${name}`)])];
};

const mostNamed = 50;

const named = (patients: Iterable<PatientId>): Pick<AskedRecord, 'patients'> => {
  const sorted = [...patients].sort().slice(0, mostNamed);
  return sorted.length === 0 ? {} : { patients: sorted };
};

/** What joins reach into and includes name: each is searched besides (docs/decisions.md, 8). */
const joinedAsks = ({ type, joins, includes }: TypeSearch): readonly AskedRecord[] => {
  const included = includes.flatMap(({ reverse, source, target }) => (reverse ? source : target) ?? []).filter((one) => one !== '*');
  const types = new Set([...joinedTypes(joins), ...included].filter((one) => one !== type));
  return [...types].map((one) => ({ type: one, action: 'search', letter: 's', over: 'search' }));
};

const searchAsk = (search: TypeSearch, compartment: readonly PatientId[], bases: Bases): AskedRecord => {
  const { type, params, joins, includes, result: { sort } } = search;
  return {
    type, action: 'search', letter: 's',
    ...(includes.length === 0 ? {} : { include: includes.map(includeValue) }),
    ...(joins.length === 0 ? {} : { chain: joins.map(criterionName) }),
    ...(sort === undefined ? {} : { sort }),
    ...named(namedPatients(type, params, bases) ?? compartment),
  };
};

/** The patient in whose compartment is searched. */
const compartmentPatient = (interaction: FhirInteraction): readonly PatientId[] => {
  const within = interaction.kind === 'search-compartment' ? interaction : interaction.kind === 'search-system' ? interaction.within : undefined;
  return within?.compartment === 'Patient' ? [within.id] : [];
};

/** What a search asks: of each type, and of the policy about the whole server where no type was named. */
const searchAsksOf = (interaction: FhirInteraction, bases: Bases): readonly AskedRecord[] => {
  const searches = searchesOf(interaction);
  if (interaction.kind === 'search-system' && interaction.all) {
    return [{ type: 'System', action: 'search', ...named(compartmentPatient(interaction)) }];
  }
  return searches.flatMap((search) => [searchAsk(search, compartmentPatient(interaction), bases), ...joinedAsks(search)]);
};

const askedOf = (interaction: FhirInteraction, bases: Bases): readonly AskedRecord[] => {
  if (searchesOf(interaction).length > 0) return searchAsksOf(interaction, bases);
  const patient = named('id' in interaction && 'type' in interaction && interaction.type === 'Patient' ? [interaction.id] : []);
  const system = interactionTable[interaction.kind].asks.filter((row) => row.system === true).map(({ action }) => ({ type: 'System', action }));
  return [...asksOf(interaction), ...system].map((ask) => ({ ...ask, ...patient }));
};

/** What was asked: names of parameters, never their values (docs/audit.md). The patient of a compartment stands in `ask`. */
export const describeInteraction = (interaction: FhirInteraction, bases: Bases): Parts => {
  const type = 'type' in interaction ? interaction.type : undefined;
  const id = 'id' in interaction && !('compartment' in interaction) ? interaction.id : undefined;
  const params = paramsOf(interaction);
  const ask = askedOf(interaction, bases);
  const types = [...new Set(ask.map((one) => one.type).filter((one) => one !== 'System'))];
  return {
    interaction: interactionTable[interaction.kind].code,
    ...(type === undefined ? {} : { type }),
    ...(types.length === 0 ? (type === undefined ? {} : { types: [type] }) : { types }),
    ...(id === undefined ? {} : { id }),
    ...(interaction.kind === 'operation' ? { operation: interaction.name } : {}),
    ...(params.length === 0 ? {} : { params }),
    ask,
  };
};

const mostConfined = 8;

/** Up to 8 patients by name; above that their number and the hash of the sorted set, which a `reach` record holds. */
export const confinementOf = (patients: readonly PatientId[], describing: Describing): ConfinementRecord => {
  if (patients.length <= mostConfined) return patients;
  const names = namesOf(patients, describing);
  return { count: names.length, sha256: describing.sha256(names.join('\n')) };
};

/** The sorted names that a `reach` record holds. */
export const namesOf = (patients: readonly PatientId[], { pseudonym }: Describing): readonly string[] => patients.map((patient) => pseudonym(patient)).sort();

/** The decision's own members. */
export const describeDecision = (
  decision: Decision, describing: Describing,
): Pick<PermitRecord, 'decision' | 'rows' | 'reach' | 'confinement' | 'terms'> | ReturnType<typeof denial> => {
  if (decision.effect === 'deny') return denial(decision.refusal, decision.gate, decision.rows);
  const grants = grantsOf(decision);
  const confined = confinedTo(decision);
  const terms = termsOf(grants.map(({ row }) => row));
  return {
    decision: 'permit', rows: rowsOf(grants), reach: reachNames(grants),
    ...(confined === undefined ? {} : { confinement: confinementOf(confined, describing) }),
    ...(terms.length === 0 ? {} : { terms }),
  };
};

/** The grants of a permit: of a search those of every type that it searches. */
export const grantsOf = ({ grants, searches }: Permit): readonly Grant[] => (searches.length === 0 ? grants : searches.flatMap((search) => search.grants));

/** The patients that a permit is confined to; undefined: none. */
export const confinedTo = (permit: Permit): readonly PatientId[] | undefined => {
  const union = unionOf(grantsOf(permit));
  if (union === 'everyone') return undefined;
  const narrowed = permit.searches.flatMap(({ narrowings }) => narrowings.map(({ confined }) => confined));
  return narrowed.length === 0 || narrowed.includes(undefined) ? [...union] : [...new Set(narrowed.flatMap((patients) => patients ?? []))].sort();
};

/** The terms of rows, as policy.csv spells them. */
export const termsOf = (rows: readonly PolicyRow[]): readonly string[] => [
  ...new Set(rows.flatMap(({ terms }) => [
    ...(terms.mfa === true ? ['mfa'] : []),
    ...(terms.breakGlass === true ? ['break-glass'] : []),
    ...(terms.mask === undefined ? [] : [`mask:${terms.mask}`]),
    ...(terms.window === undefined ? [] : [`window:${terms.window}`]),
    ...(terms.max === undefined ? [] : [`max:${terms.max}`]),
  ])),
];

/** A refusal as a decision. */
export const denial = (refusal: Refusal, gate?: DenyRecord['gate'], rows: readonly string[] = []): Pick<DenyRecord, 'decision' | 'refusal' | 'status' | 'gate' | 'rows'> => ({
  decision: 'deny', refusal: refusal.code, status: rowOf(refusal.code).status,
  ...(gate === undefined ? {} : { gate }),
  ...(rows.length === 0 ? {} : { rows }),
});
