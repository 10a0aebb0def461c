import { no, ok, type Result } from '../refusal.ts';
import type { AskedParam, Criteria, FhirInteraction, Include, Join, TypeSearch } from './interaction.ts';
import { isJoin, parseCriterion, roomOfSearch } from './parse-criterion.ts';
import { isInclude, isSameInclude, parseInclude } from './parse-include.ts';
import { isResultParam, parseResult } from './parse-result.ts';
import { compartmentOf } from './patient-compartment.ts';
import type { Bases } from './reference.ts';
import { isResourceType, resourceTypes, type ResourceType } from './resource-types.ts';
import type { Pair } from './url.ts';

// Each repetition is a join of the backend's tables: HAPI FHIR needs seconds for some dozens (docs/hapi-notes.md).
const mostRepeats = 20;
// Of chains 10 cost HAPI FHIR 0.1 s, and 20 nine seconds.
const mostJoins = 8;
// Of reverse chains five cost it 1.8 s, and six its patience.
const mostReverse = 4;

const tooOften = (pairs: readonly Pair[]): string | undefined => {
  const counted = new Map<string, number>();
  for (const { name } of pairs) {
    const count = (counted.get(name) ?? 0) + 1;
    if (count > mostRepeats) return name;
    counted.set(name, count);
  }
  return undefined;
};

/** Reads the parameters of a search of one type: each known, well-formed, and understood, or the search is refused. */
export const parseCriteria = (type: ResourceType, pairs: readonly Pair[], bases: Bases): Result<Criteria> => {
  const often = tooOften(pairs);
  if (often !== undefined) return no('too-many-parameters', { at: /^[^:.]+/.exec(often)?.[0] ?? '' });
  const params: AskedParam[] = [];
  const joins: Join[] = [];
  const includes: Include[] = [];
  const room = roomOfSearch();
  for (const pair of pairs) {
    if (isResultParam(pair.name)) continue;
    if (isInclude(pair.name)) {
      const include = parseInclude(pair, bases);
      if (!include.ok) return include;
      const { value } = include;
      if (value !== undefined && !includes.some((one) => isSameInclude(one, value))) includes.push(value);
      continue;
    }
    const criterion = parseCriterion(type, pair, bases, room);
    if (!criterion.ok) return criterion;
    if (criterion.value === undefined) continue;
    if (isJoin(criterion.value)) joins.push(criterion.value);
    else params.push(criterion.value);
  }
  if (joins.length > mostJoins || joins.filter(({ join }) => join === 'reverse').length > mostReverse) return no('too-costly');
  const result = parseResult(type, pairs.filter(({ name }) => isResultParam(name)), bases);
  return result.ok ? ok({ params, joins, includes, result: result.value }) : result;
};

/** What a compartment holds: of a patient, what belongs to patients; of any other, what it may name (R4 compartmentdefinition). */
export const isInCompartment = (compartment: ResourceType, type: ResourceType): boolean =>
  compartment !== 'Patient' || compartmentOf(type).class === 'owned' || type === 'Provenance';

/** The types that `_type` names, each once; undefined where it is not there or names none. */
const typesNamed = (pairs: readonly Pair[]): Result<readonly ResourceType[] | undefined> => {
  const values = pairs.filter(({ name }) => name === '_type').flatMap(({ value }) => (value === '' ? [] : value.split(',')));
  const types = values.filter(isResourceType);
  if (types.length < values.length) return no('parameter-value', { at: '_type' });
  return ok(types.length === 0 ? undefined : [...new Set(types)]);
};

// What joins and orders resources of one type has no meaning across several; each type can be asked by itself.
const ofOneType = (name: string): boolean => isInclude(name) || name === '_sort' || name.includes('.') || name.startsWith('_has:');

type Within = { readonly compartment: ResourceType; readonly id: string };

/** Reads a search over several types, at the base or within a compartment: parameters that all of them have (R4 search section 3.1.1.1). */
export const parseSeveral = (pairs: readonly Pair[], bases: Bases, within?: Within): Result<FhirInteraction> => {
  const named = typesNamed(pairs);
  if (!named.ok) return named;
  const others = pairs.filter(({ name }) => name !== '_type');
  const [only, ...more] = named.value ?? [];
  if (within !== undefined && named.value?.some((type) => !isInCompartment(within.compartment, type)) === true) return no('parameter-value', { at: '_type' });
  if (only !== undefined && more.length === 0) {
    const criteria = parseCriteria(only, others, bases);
    if (!criteria.ok) return criteria;
    return ok(within === undefined ? { kind: 'search-type', type: only, ...criteria.value } : { kind: 'search-compartment', ...within, type: only, ...criteria.value });
  }
  const joined = others.find(({ name }) => ofOneType(name));
  if (joined !== undefined) return no('parameter-not-here', { at: /^[^:.]+/.exec(joined.name)?.[0] ?? '' });
  // Over all types only what every type has, whatever some of them happen to have besides.
  const special = named.value === undefined ? others.find(({ name }) => !name.startsWith('_')) : undefined;
  if (special !== undefined) return no('parameter-unknown', { at: /^[^:.]+/.exec(special.name)?.[0] ?? '' });
  const types = named.value ?? resourceTypes.filter((type) => isInCompartment(within?.compartment ?? 'Device', type));
  const searches: TypeSearch[] = [];
  for (const type of types) {
    const criteria = parseCriteria(type, others, bases);
    if (!criteria.ok) return criteria;
    searches.push({ type, ...criteria.value });
  }
  return ok({ kind: 'search-system', all: named.value === undefined, ...(within === undefined ? {} : { within }), searches });
};
