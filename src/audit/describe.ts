import { asksOf, criteriaOf, rowsOf, type Decision } from '../decision/decide.ts';
import { reachNames, unionOf, type Ask } from '../decision/grant.ts';
import { namedPatients } from '../decision/narrow.ts';
import type { FhirInteraction, ParsedRequest } from '../fhir/interaction.ts';
import { interactionTable } from '../fhir/interaction-table.ts';
import type { Bases, PatientId } from '../fhir/reference.ts';
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

const paramsOf = (interaction: FhirInteraction): readonly string[] =>
  'params' in interaction ? [...new Set(interaction.params.map(({ name, modifier }) => (modifier === undefined ? name : `${name}:${modifier}`)))] : [];

const sortOf = (interaction: FhirInteraction): readonly string[] | undefined => ('result' in interaction ? interaction.result.sort : undefined);

const namedBy = (interaction: FhirInteraction, bases: Bases): readonly PatientId[] => {
  if (interaction.kind === 'search-type' || interaction.kind === 'search-compartment') {
    return [...(namedPatients(interaction.type, criteriaOf(interaction).params, bases) ?? [])].sort();
  }
  return 'id' in interaction && 'type' in interaction && interaction.type === 'Patient' && interaction.id !== undefined ? [interaction.id] : [];
};

const mostNamed = 50;

const askedOf = (interaction: FhirInteraction, ask: Ask, bases: Bases): AskedRecord => {
  const sort = sortOf(interaction);
  const named = namedBy(interaction, bases).slice(0, mostNamed);
  return {
    ...ask,
    ...(sort === undefined ? {} : { sort }),
    ...(named.length === 0 ? {} : { patients: named }),
  };
};

/** What was asked: names of parameters, never their values (docs/audit.md). The patient of a compartment stands in `ask`. */
export const describeInteraction = ({ interaction }: ParsedRequest, bases: Bases): Parts => {
  const type = 'type' in interaction ? interaction.type : undefined;
  const id = 'id' in interaction && !('compartment' in interaction) ? interaction.id : undefined;
  const params = paramsOf(interaction);
  return {
    interaction: interactionTable[interaction.kind].code,
    ...(type === undefined ? {} : { type, types: [type] }),
    ...(id === undefined ? {} : { id }),
    ...(interaction.kind === 'operation' ? { operation: interaction.name } : {}),
    ...(params.length === 0 ? {} : { params }),
    ask: asksOf(interaction).map((ask) => askedOf(interaction, ask, bases)),
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
  const union = unionOf(decision.grants);
  const mfa = decision.grants.some(({ row }) => row.terms.mfa === true);
  return {
    decision: 'permit', rows: rowsOf(decision.grants), reach: reachNames(decision.grants),
    ...(union === 'everyone' ? {} : { confinement: confinementOf(decision.narrowing?.confined ?? [...union], describing) }),
    ...(mfa ? { terms: ['mfa'] } : {}),
  };
};

/** A refusal as a decision. */
export const denial = (refusal: Refusal, gate?: DenyRecord['gate'], rows: readonly string[] = []): Pick<DenyRecord, 'decision' | 'refusal' | 'status' | 'gate' | 'rows'> => ({
  decision: 'deny', refusal: refusal.code, status: rowOf(refusal.code).status,
  ...(gate === undefined ? {} : { gate }),
  ...(rows.length === 0 ? {} : { rows }),
});
