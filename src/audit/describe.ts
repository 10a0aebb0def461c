import { asksOf, criteriaOf, rowsOf, type Decision } from '../decision/decide.ts';
import { reachNames, unionOf } from '../decision/grant.ts';
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

/** The names of the parameters: those that select, then those that shape the result or the history. */
const paramsOf = (interaction: FhirInteraction): readonly string[] => [
  ...('params' in interaction ? new Set(interaction.params.map(({ name, modifier }) => (modifier === undefined ? name : `${name}:${modifier}`))) : []),
  ...('result' in interaction ? Object.keys(interaction.result).map((name) => `_${name}`) : []),
  ...('history' in interaction ? Object.keys(interaction.history).map((name) => `_${name}`) : []),
];

const sortOf = (interaction: FhirInteraction): readonly string[] | undefined => ('result' in interaction ? interaction.result.sort : undefined);

/** The patients that a search names, by its parameters or by its compartment; of an instance, the patient that it is. */
const namedBy = (interaction: FhirInteraction, bases: Bases): Iterable<PatientId> => {
  switch (interaction.kind) {
    case 'search-type':
      return namedPatients(interaction.type, interaction.params, bases) ?? [];
    case 'search-compartment': {
      const ofPatient = interaction.compartment === 'Patient';
      return namedPatients(interaction.type, ofPatient ? criteriaOf(interaction).params : interaction.params, bases) ?? (ofPatient ? [interaction.id] : []);
    }
    case 'search-compartment-all':
      return interaction.compartment === 'Patient' ? [interaction.id] : [];
    default:
      return 'id' in interaction && 'type' in interaction && interaction.type === 'Patient' ? [interaction.id] : [];
  }
};

const mostNamed = 50;

/** What is asked of the gates, and of the policy alone about the whole server. */
const allAsksOf = (interaction: FhirInteraction): readonly AskedRecord[] => [
  ...asksOf(interaction),
  ...interactionTable[interaction.kind].asks.filter(({ system }) => system === true).map(({ action }) => ({ type: 'System', action })),
];

const askedOf = (interaction: FhirInteraction, bases: Bases): readonly AskedRecord[] => {
  const sort = sortOf(interaction);
  const named = [...namedBy(interaction, bases)].sort().slice(0, mostNamed);
  return allAsksOf(interaction).map((ask) => ({ ...ask, ...(sort === undefined ? {} : { sort }), ...(named.length === 0 ? {} : { patients: named }) }));
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
    ask: askedOf(interaction, bases),
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
