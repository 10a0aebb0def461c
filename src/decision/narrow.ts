import type { AskedParam } from '../fhir/interaction.ts';
import { compartmentOf, type OwnedRow } from '../fhir/patient-compartment.ts';
import { isFhirId, parseReference, spellingsOf, type Bases, type PatientId } from '../fhir/reference.ts';
import { isResourceType, type ResourceType } from '../fhir/resource-types.ts';
import { searchParamOf } from '../fhir/search-param.ts';
import { printParam } from '../fhir/print.ts';
import { countsOwn, freeOf, isFree, unionOf, type Grant, type NonEmpty, type PatientReach } from './grant.ts';

/** A search as it goes upstream; of several the next begins where one ends, less what those before it found. */
export type Narrowing = {
  readonly params: readonly AskedParam[];
  /** What confines it. */
  readonly by: AskedParam | undefined;
  /** What the backend finds is what is visible, known from request and policy alone: totals hold, and what is left out is a breach. */
  readonly exact: boolean;
  /** The patients that the search is confined to; undefined: none. */
  readonly confined: readonly PatientId[] | undefined;
};

/** Reads one value of an owner parameter: the patient that it names, if it names one of this server. */
const patientOf = (value: string, bases: Bases): PatientId | undefined => {
  if (isFhirId(value)) return value;
  const form = parseReference(value, bases);
  return form.kind === 'local' && form.type === 'Patient' && form.versionId === undefined ? form.id : undefined;
};

/** The parameters that name whose the resources of a type are. */
const ownerNames = (type: ResourceType): readonly string[] => {
  const row = compartmentOf(type);
  return row.class === 'owned' ? row.ownerParams : type === 'Provenance' ? ['patient'] : [];
};

/** The patients that each owner parameter of a search names. */
const namedByEach = (type: ResourceType, params: readonly AskedParam[], bases: Bases): readonly ReadonlySet<PatientId>[] => {
  const names = ownerNames(type);
  return params.filter(({ name }) => names.includes(name)).map(({ modifier, values }) => {
    // `patient` of a Provenance may come by identifier, and so names nobody here.
    const plain = modifier === undefined || modifier === 'Patient';
    return new Set(plain ? values.flatMap((value) => patientOf(value, bases) ?? []) : []);
  });
};

/** Whether an owner parameter of a search has a value that names no patient: a Group, a Device. */
export const namesOthers = (type: ResourceType, params: readonly AskedParam[], bases: Bases): boolean => {
  const names = ownerNames(type);
  return params.some(({ name, modifier, values }) => names.includes(name) && (modifier === undefined || modifier === 'Patient') && values.some((value) => patientOf(value, bases) === undefined));
};

const intersectionOf = (sets: readonly ReadonlySet<PatientId>[]): ReadonlySet<PatientId> | undefined => {
  const [first, ...others] = sets;
  return first && others.reduce((named, patients) => named.intersection(patients), first);
};

/** The patients that a search names: the intersection over all its owner parameters; undefined where it has none (deciding.md, "Words"). */
export const namedPatients = (type: ResourceType, params: readonly AskedParam[], bases: Bases): ReadonlySet<PatientId> | undefined =>
  intersectionOf(namedByEach(type, params, bases));

/** The `Type/id` that a value of a reference parameter names, if it names a resource of this server. A bare id says no type but that of its modifier, or of an owner. */
const placeOf = (value: string, type: string | undefined, bases: Bases): string | undefined => {
  if (isFhirId(value)) return type === undefined ? undefined : `${type}/${value}`;
  const form = parseReference(value, bases);
  return form.kind === 'local' ? `${form.type}/${form.id}` : undefined;
};

/** References to this server become those that its data may hold: the backend finds nothing under its own absolute address, and under an alias only what is asked for under it. */
export const asStored = (type: ResourceType, param: AskedParam, bases: Bases): AskedParam => {
  const { name, modifier, values } = param;
  if (searchParamOf(type, name, bases.custom)?.kind !== 'reference' || (modifier !== undefined && !isResourceType(modifier))) return param;
  if (bases.backend.length === 1) return { ...param, values: values.map((value) => placeOf(value, undefined, bases) ?? value) };
  const places = values.map((value) => placeOf(value, modifier ?? (ownerNames(type).includes(name) ? 'Patient' : undefined), bases));
  const spelled = values.flatMap((value, index) => (places[index] === undefined ? [value] : spellingsOf(places[index], bases)));
  // A modifier says the type, which every place says itself; under an alias HAPI finds nothing with one.
  return { name, ...(modifier === undefined || !places.includes(undefined) ? {} : { modifier }), values: [...new Set(spelled)] };
};

type Input = {
  readonly type: ResourceType;
  readonly params: readonly AskedParam[];
  readonly grants: NonEmpty<Grant>;
  readonly bases: Bases;
  /** The patient in whose compartment is searched, where that is FHIR's own. */
  readonly member: PatientId | undefined;
};

const printQuery = (query: readonly AskedParam[]): string => query.map(printParam).join('&');

/**
 * The granular query, where all grants share it, and as far as every backend reads it as the check does: HAPI FHIR takes some dates,
 * numbers and references more narrowly, and would not find what is visible.
 */
const sharedQuery = ({ type, grants, bases }: Input): readonly AskedParam[] => {
  const [{ query }] = grants;
  const text = printQuery(query);
  if (!grants.every((grant) => printQuery(grant.query) === text)) return [];
  const isPlain = ({ name, values }: AskedParam): boolean => {
    const kind = searchParamOf(type, name, bases.custom)?.kind;
    return kind === 'string' || (kind === 'token' && name !== '_id' && !values.some((value) => value.startsWith('|')));
  };
  return query.filter(isPlain);
};

const ownIds = ({ type, grants }: Input): readonly string[] => {
  const ids = grants.flatMap((grant) => (countsOwn(grant, type) && grant.own !== undefined ? [grant.own.id] : []));
  return [...new Set(ids)];
};

const byId = (input: Input, ids: readonly string[]): Narrowing => {
  const by: AskedParam = { name: '_id', values: ids };
  return { params: [by, ...input.params], by, exact: input.grants.every(isFree), confined: undefined };
};

const unconfined = (input: Input, exact: boolean): Narrowing => ({ params: input.params, by: undefined, exact, confined: undefined });

const covers = (reach: PatientReach, patients: readonly PatientId[]): boolean => reach === 'everyone' || patients.every((patient) => reach.has(patient));

/** Patients as references may name them in what is stored. */
const spellings = (patients: readonly PatientId[], bases: Bases): readonly string[] => patients.flatMap((patient) => spellingsOf(`Patient/${patient}`, bases));

/** What is left of the owner parameters within a reach. Of one owner all hold at once; of several each holds for some, so each stays. */
const narrowedSets = (row: OwnedRow, union: ReadonlySet<PatientId>, named: readonly ReadonlySet<PatientId>[]): readonly ReadonlySet<PatientId>[] => {
  if (!row.exact && named.length > 0) return named.map((patients) => union.intersection(patients));
  return [union.intersection(intersectionOf(named) ?? union)];
};

const ownerParam = (row: OwnedRow, name: string, patients: ReadonlySet<PatientId>, bases: Bases): AskedParam => {
  const sorted = [...patients].sort();
  return { name, values: name === '_id' && row.self === true ? sorted : spellings(sorted, bases) };
};

/** Membership by any parameter of the compartment: one search for each, as none can ask for one or the other (docs/configuration.md, `compartment`). */
const narrowMembers = (input: Input, row: OwnedRow, union: ReadonlySet<PatientId>): readonly Narrowing[] => {
  const exact = covers(unionOf(freeOf(input.grants)), [...union]);
  const names = [...new Set([row.narrowBy, ...row.compartmentParams])].filter((name) => searchParamOf(input.type, name) !== undefined);
  return names.map((name) => {
    const by = ownerParam(row, name, union, input.bases);
    return { params: [by, ...input.params], by, exact, confined: [...union].sort() };
  });
};

/** An owned type: the owner parameter becomes what was named of what is reached; nothing left is no search. */
const narrowOwned = (input: Input, row: OwnedRow): readonly Narrowing[] => {
  const { type, params, grants, bases, member } = input;
  const union = unionOf(grants);
  if (member !== undefined) return narrowMembers(input, row, new Set([member]));
  if (union === 'everyone') return [unconfined(input, unionOf(freeOf(grants)) === 'everyone')];
  const named = namedByEach(type, params, bases);
  const own = named.length === 0 ? ownIds(input).filter((id) => row.self !== true || !union.has(id)) : [];
  const alsoOwn = own.length === 0 ? [] : [byId(input, own)];
  if (named.length === 0 && bases.compartment === 'fhir' && union.size > 0) return [...narrowMembers(input, row, union), ...alsoOwn];
  const sets = narrowedSets(row, union, named);
  if (sets.some((patients) => patients.size === 0)) return alsoOwn;
  const patients = [...new Set(sets.flatMap((set) => [...set]))].sort();
  const confining = sets.map((set) => ownerParam(row, row.narrowBy, set, bases));
  const narrowing: Narrowing = {
    params: [...confining, ...params.filter(({ name }) => !row.ownerParams.includes(name))],
    by: confining[0],
    exact: row.exact && covers(unionOf(freeOf(grants)), patients),
    confined: patients,
  };
  return [narrowing, ...alsoOwn];
};

const narrowShared = (input: Input): readonly Narrowing[] => {
  const any = input.grants.filter(({ shared }) => shared);
  if (any.length > 0) return [unconfined(input, freeOf(any).length > 0)];
  const own = ownIds(input);
  return own.length > 0 ? [byId(input, own)] : [];
};

/** A Provenance belongs to whom its targets belong to: a confined search names them, or the patient (deciding.md, row Provenance). */
const narrowDerived = (input: Input): readonly Narrowing[] => {
  const { type, params, grants, bases } = input;
  const union = unionOf(grants);
  if (union === 'everyone') return [unconfined(input, unionOf(freeOf(grants)) === 'everyone')];
  if (type !== 'Provenance') return [];
  const named = namedPatients(type, params, bases);
  if (named !== undefined) {
    const patients = [...union.intersection(named)].sort();
    if (patients.length === 0) return [];
    const by: AskedParam = { name: 'patient', values: spellings(patients, bases) };
    return [{ params: [by, ...params.filter(({ name }) => name !== 'patient')], by, exact: false, confined: patients }];
  }
  const targeted = params.some(({ name, modifier }) => (name === 'target' && modifier !== 'missing' && modifier !== 'identifier') || name === '_id');
  return targeted ? [{ params, by: undefined, exact: false, confined: [...union].sort() }] : [];
};

const narrowByClass = (input: Input): readonly Narrowing[] => {
  const row = compartmentOf(input.type);
  switch (row.class) {
    case 'owned':
      return narrowOwned(input, row);
    case 'shared':
      return narrowShared(input);
    case 'derived':
      return narrowDerived(input);
    case 'operator':
    case 'hidden':
      return unionOf(input.grants) === 'everyone' ? [unconfined(input, unionOf(freeOf(input.grants)) === 'everyone')] : [];
  }
};

/**
 * What of a search goes upstream: the owner parameter narrowed to what was asked for within what is reached, and a granular query that
 * all grants share. None: nothing is left to search. Narrowing never finds less than what is visible (deciding.md, row search). `member`: only
 * what is in this patient's compartment, where that is FHIR's own.
 */
export const narrow = (type: ResourceType, asked: readonly AskedParam[], grants: readonly Grant[], bases: Bases, member?: PatientId): readonly Narrowing[] => {
  const [first, ...others] = grants.filter(({ only }) => only === undefined);
  if (first === undefined) return [];
  const input: Input = { type, params: asked.map((param) => asStored(type, param, bases)), grants: [first, ...others], bases, member };
  const query = sharedQuery(input);
  return narrowByClass(input).map((narrowed) => ({ ...narrowed, params: [...narrowed.params, ...query] }));
};
