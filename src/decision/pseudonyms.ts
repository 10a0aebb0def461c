import type { AskedParam, Criterion, Join, TypeSearch } from '../fhir/interaction.ts';
import { isFhirId, parseReference, type Bases, type PatientId } from '../fhir/reference.ts';
import type { ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import type { Grant } from './grant.ts';
import { pseudonymises } from './mask/rules.ts';

/** What a patient is called under a mask with `id, pseudonym`: keyed, and a FHIR id. */
export type PseudonymOf = (patient: PatientId) => string;

/** The patients whom some grants show by a pseudonym, and those whom other grants show besides. */
type Naming = { readonly byPseudonym: ReadonlyMap<string, PatientId>; readonly hidden: ReadonlySet<PatientId>; readonly pseudonymOf: PseudonymOf };

/** How a caller names patients; undefined where no grant gives pseudonyms. */
export const namingOf = (grants: readonly Grant[], pseudonymOf: PseudonymOf): Naming | undefined => {
  const hiding = grants.filter(({ mask }) => mask !== undefined && pseudonymises(mask));
  if (hiding.length === 0) return undefined;
  const byPseudonym = new Map<string, PatientId>();
  const hidden = new Set<PatientId>();
  const others = grants.filter((grant) => !hiding.includes(grant));
  for (const { reach } of hiding) {
    // The policy's check lets no such mask stand on a row that reaches everyone.
    if (reach === 'everyone') continue;
    for (const patient of reach) {
      // Whom another grant shows by the real id has no other name, so that nobody's pseudonym can be looked up.
      if (others.some((other) => other.reach === 'everyone' || other.reach.has(patient))) continue;
      byPseudonym.set(pseudonymOf(patient), patient);
      hidden.add(patient);
    }
  }
  return { byPseudonym, hidden, pseudonymOf };
};

/** The patient whom a caller means by an id: only a pseudonym means one who is hidden behind it, and a real id of such a one nobody (docs/policy.md, "Masks"). */
export const realPatient = (id: string, naming: Naming): PatientId =>
  naming.byPseudonym.get(id) ?? (naming.hidden.has(id) ? naming.pseudonymOf(`no patient ${id}`) : id);

const realValue = (value: string, naming: Naming, bases: Bases): string => {
  if (isFhirId(value)) return realPatient(value, naming);
  const form = parseReference(value, bases);
  return form.kind === 'local' && form.type === 'Patient' ? `Patient/${realPatient(form.id, naming)}` : value;
};

const realParam = (type: ResourceType, param: AskedParam, naming: Naming, bases: Bases): AskedParam => {
  const known = searchParamOf(type, param.name, bases.custom);
  const names = param.name === '_id' ? type === 'Patient' : known?.kind === 'reference' && known.targets.includes('Patient');
  const plain = param.modifier === undefined || param.modifier === 'Patient';
  return names && plain ? { ...param, values: param.values.map((value) => realValue(value, naming, bases)) } : param;
};

/** How the caller names patients, by the type that is searched. */
export type NamingOf = (type: ResourceType) => Naming | undefined;

const realCriterion = (type: ResourceType, criterion: Criterion, namingOfType: NamingOf, bases: Bases): Criterion => {
  if ('join' in criterion) return realJoin(criterion, namingOfType, bases);
  const naming = namingOfType(type);
  return naming === undefined ? criterion : realParam(type, criterion, naming, bases);
};

const realJoin = (join: Join, namingOfType: NamingOf, bases: Bases): Join =>
  join.join === 'reverse'
    ? { ...join, of: realCriterion(join.type, join.of, namingOfType, bases) }
    : { ...join, targets: join.targets.map(({ type, of }) => ({ type, of: realCriterion(type, of, namingOfType, bases) })) };

/** What of a search names patients, by those that its pseudonyms mean. */
export const withRealPatients = (search: TypeSearch, namingOfType: NamingOf, bases: Bases): Pick<TypeSearch, 'params' | 'joins'> => {
  const naming = namingOfType(search.type);
  return {
    params: naming === undefined ? search.params : search.params.map((param) => realParam(search.type, param, naming, bases)),
    joins: search.joins.map((join) => realJoin(join, namingOfType, bases)),
  };
};
