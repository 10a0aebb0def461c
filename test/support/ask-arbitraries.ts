/** Whatever a client may ask, as it is understood: reads, histories, searches with every parameter, joins, includes, of several types. */

import fc from 'fast-check';
import type { AskedParam, Criteria, Criterion, FhirInteraction, HistoryParams, Include, Join, ResultParams } from '../../src/fhir/interaction.ts';
import { isInCompartment } from '../../src/fhir/parse-search.ts';
import { compartmentOf } from '../../src/fhir/patient-compartment.ts';
import type { Projection } from '../../src/fhir/project.ts';
import { resourceTypes, type ResourceType } from '../../src/fhir/resource-types.ts';
import { searchParamNames, searchParamOf, type SearchParam } from '../../src/fhir/search-param.ts';

const types = fc.constantFrom(...resourceTypes);
const ids = fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/).filter((id) => !['.', '..', 'metadata'].includes(id));
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });

/** Any text that a client may ask for: what FHIR gives a meaning is escaped. */
const texts = fc
  .oneof(fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }), fc.constantFrom('a,b', '100%', '%41', '+', '&x=y', 'a b', '#', '?', ';', '\\', '|', '$', '[]', '🚑', '٠', "'()*!"))
  .filter((text) => text.trim() !== '' && !/[\x00-\x1f\x7f]/.test(text))
  .map((text) => text.replace(/[,|$\\]/g, '\\$&'));
const codes = texts.filter((text) => /[^|\s]/.test(text));
const prefixes = fc.constantFrom('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap');
const dates = fc.tuple(prefixes, fc.constantFrom('2024', '2024-02', '2024-02-29', '2024-02-29T10:00', '2024-02-29T10:00:00Z', '2024-02-29T10:00:00.123+05:45', '2024-02-29T10:00:00-08:00')).map((parts) => parts.join(''));
const numbers = fc.tuple(prefixes, fc.stringMatching(/^-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?$/)).map((parts) => parts.join(''));
const tokens = fc.oneof(codes, fc.tuple(fc.constantFrom('', 'http://loinc.org', 'urn:oid:1.2'), codes).map((parts) => parts.join('|')), fc.constant('http://loinc.org|'));
const quantities = fc.oneof(numbers, numbers.map((number) => `${number}|http://unitsofmeasure.org|mg`), numbers.map((number) => `${number}||mg`));

const referencesTo = (targets: readonly ResourceType[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom('', ...targets.flatMap((type) => [`${type}/`, `https://gw.example/fhir/${type}/`, `http://hapi:8080/fhir/${type}/`])), ids).map((parts) => parts.join(''));

const valuesOf = (type: ResourceType, param: SearchParam): fc.Arbitrary<string> => {
  switch (param.kind) {
    case 'date':
      return dates;
    case 'number':
      return numbers;
    case 'quantity':
      return quantities;
    case 'token':
      return param.name === '_id' ? ids : tokens;
    case 'reference':
      return referencesTo(param.targets);
    case 'composite':
      return fc.tuple(...param.components.map((name) => valuesOf(type, searchParamOf(type, name)!))).map((parts) => parts.join('$'));
    case 'string':
    case 'uri':
    case 'special':
      return texts;
  }
};

type Values = { readonly modifier?: string; readonly value: fc.Arbitrary<string> };

/** The modifiers that the parameter takes, each with its values. */
const spellingsOf = (type: ResourceType, param: SearchParam): readonly Values[] => {
  const row = compartmentOf(type);
  const owner = row.class === 'owned' && row.ownerParams.includes(param.name);
  const plain: Values = { value: valuesOf(type, param) };
  if (param.name === '_id') return [plain];
  const typed = param.kind === 'reference' ? param.targets.filter((target) => !owner || target === 'Patient').map((target): Values => ({ modifier: target, value: referencesTo([target]) })) : [];
  if (owner) return [plain, ...typed];
  const missing: Values = { modifier: 'missing', value: fc.constantFrom('true', 'false') };
  const more = { string: ['exact', 'contains'], token: ['not', 'text', 'of-type', 'in', 'not-in', 'above', 'below'], reference: ['identifier'], uri: ['above', 'below'] };
  const others = param.kind in more ? more[param.kind as keyof typeof more].map((modifier): Values => ({ modifier, value: param.kind === 'token' ? tokens : texts })) : [];
  return [plain, missing, ...typed, ...others];
};

const paramsOf = (type: ResourceType): fc.Arbitrary<AskedParam> =>
  fc.constantFrom(...searchParamNames(type)).filter((name) => searchParamOf(type, name)?.kind !== 'special').chain((name) =>
    fc.constantFrom(...spellingsOf(type, searchParamOf(type, name)!)).chain(({ modifier, value }) =>
      fc.array(value, { minLength: 1, maxLength: 4 }).map((values) => ({ name, ...(modifier === undefined ? {} : { modifier }), values }))));

const element = fc.stringMatching(/^(?:[A-Z][a-z]{1,8}\.)?[a-z][A-Za-z0-9]{0,9}(?:\.[a-z]{1,6})?$/);
const projections: fc.Arbitrary<Projection> = fc.oneof(
  fc.uniqueArray(element, { minLength: 1, maxLength: 4 }).map((names): Projection => ({ kind: 'elements', names })),
  fc.constantFrom('true', 'text', 'data').map((of): Projection => ({ kind: 'summary', of: of as 'true' })),
);

const sortOf = (type: ResourceType): fc.Arbitrary<readonly string[]> =>
  fc.uniqueArray(fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...searchParamNames(type).filter((name) => searchParamOf(type, name)?.kind !== 'special'))), { selector: ([, name]) => name, minLength: 1, maxLength: 3 })
    .map((keys) => keys.map((parts) => parts.join('')));

const results = { count: fc.nat(999_999_999), total: fc.constantFrom('none' as const, 'estimate' as const, 'accurate' as const), projection: projections };
const resultsOf = (type: ResourceType): fc.Arbitrary<ResultParams> => fc.record({ ...results, sort: sortOf(type) }, { requiredKeys: [], noNullPrototype: true });

// ---- Joins

const referencesOf = (type: ResourceType): readonly SearchParam[] => searchParamNames(type).flatMap((name) => {
  const param = searchParamOf(type, name);
  return param?.kind === 'reference' ? [param] : [];
});

/** The same of every type: what may stand at the end of a chain without a type. */
const commonParam: fc.Arbitrary<AskedParam> = fc.oneof(
  tokens.map((value) => ({ name: '_tag', values: [value] })),
  dates.map((value) => ({ name: '_lastUpdated', values: [value] })),
);

type Referring = { readonly type: ResourceType; readonly by: string };
const referring: ReadonlyMap<ResourceType, readonly Referring[]> = (() => {
  const map = new Map<ResourceType, Referring[]>();
  for (const type of resourceTypes) {
    for (const { name, targets } of referencesOf(type)) for (const target of targets) map.set(target, [...(map.get(target) ?? []), { type, by: name }]);
  }
  return map;
})();

const chainOf = (type: ResourceType, hops: number): fc.Arbitrary<Join> | undefined => {
  const params = referencesOf(type);
  if (params.length === 0) return undefined;
  return fc.constantFrom(...params).chain(({ name, targets }) => {
    const typed = fc.constantFrom(...targets).chain((target) => criterionOf(target, hops - 1).map((of): Join => ({ join: 'chain', name, typed: true, targets: [{ type: target, of }] })));
    const [only, ...others] = targets;
    if (only !== undefined && others.length === 0) return fc.oneof(typed, criterionOf(only, hops - 1).map((of): Join => ({ join: 'chain', name, typed: false, targets: [{ type: only, of }] })));
    return fc.oneof({ weight: 4, arbitrary: typed }, { weight: 1, arbitrary: commonParam.map((of): Join => ({ join: 'chain', name, typed: false, targets: targets.map((target) => ({ type: target, of })) })) });
  });
};

const reverseOf = (type: ResourceType, hops: number): fc.Arbitrary<Join> | undefined => {
  const from = referring.get(type) ?? [];
  return from.length === 0 ? undefined : fc.constantFrom(...from).chain((one) => criterionOf(one.type, hops - 1).map((of): Join => ({ join: 'reverse', ...one, of })));
};

const criterionOf = (type: ResourceType, hops: number): fc.Arbitrary<Criterion> => {
  if (hops === 0) return paramsOf(type);
  const joins = [chainOf(type, hops), reverseOf(type, hops)].flatMap((one) => one ?? []);
  return fc.oneof({ weight: 2, arbitrary: paramsOf(type) }, ...joins.map((arbitrary) => ({ weight: 1, arbitrary })));
};

const joinsOf = (type: ResourceType): fc.Arbitrary<readonly Join[]> => {
  const some = [chainOf(type, 4), reverseOf(type, 4)].flatMap((one) => one ?? []);
  return some.length === 0 ? fc.constant([]) : fc.array(fc.oneof(...some), { maxLength: 3 });
};

// ---- Includes

const includes: fc.Arbitrary<Include> = fc
  .tuple(fc.boolean(), fc.boolean(), fc.constantFrom(...resourceTypes.filter((type) => referencesOf(type).length > 0)))
  .chain(([reverse, iterate, source]) => fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom<Include>({ reverse, iterate, source: '*', name: '*' }, { reverse, iterate, source, name: '*' }) },
    { weight: 4, arbitrary: fc.constantFrom(...referencesOf(source)).chain(({ name, targets }) => optional(fc.constantFrom(...targets)).map((target): Include => ({ reverse, iterate, source, name, ...(target === undefined ? {} : { target }) }))) },
  ));

// ---- Whole asks

const criteriaOf = (type: ResourceType): fc.Arbitrary<Criteria> =>
  fc.record({ params: fc.array(paramsOf(type), { maxLength: 12 }), joins: joinsOf(type), includes: fc.uniqueArray(includes, { maxLength: 3, selector: (one) => JSON.stringify([one.reverse, one.iterate, one.source, one.name, one.target]) }), result: resultsOf(type) }, { noNullPrototype: true });

const searches: fc.Arbitrary<FhirInteraction> = types.chain((type) => criteriaOf(type).map((criteria) => ({ kind: 'search-type', type, ...criteria })));

const compartmentSearches: fc.Arbitrary<FhirInteraction> = fc
  .tuple(fc.constantFrom(...resourceTypes.filter((type) => isInCompartment('Patient', type))), ids)
  .chain(([type, id]) => criteriaOf(type).map((criteria) => ({ kind: 'search-compartment', compartment: 'Patient', id, type, ...criteria })));

const idParam = fc.array(ids, { minLength: 1, maxLength: 3 }).map((values): AskedParam => ({ name: '_id', values }));

const several: fc.Arbitrary<FhirInteraction> = fc
  .record({
    named: fc.oneof({ weight: 5, arbitrary: fc.uniqueArray(types, { minLength: 2, maxLength: 4 }) }, { weight: 1, arbitrary: fc.constant(undefined) }), id: optional(ids),
    params: fc.array(fc.oneof(commonParam, idParam), { maxLength: 3 }), result: fc.record(results, { requiredKeys: [], noNullPrototype: true }),
  })
  .map(({ named, id, params, result }) => {
    const within = id === undefined ? {} : { within: { compartment: 'Patient' as const, id } };
    const inside = (type: ResourceType): boolean => id === undefined || isInCompartment('Patient', type);
    const some = named?.filter(inside);
    const all = some === undefined || some.length < 2;
    const of = all ? resourceTypes.filter(inside) : some;
    return { kind: 'search-system', all, ...within, searches: of.map((type) => ({ type, params, joins: [], includes: [], result })) };
  });

const instants = fc.constantFrom('2024-02-29T10:00:00Z', '2024-02-29T10:00:00.5+05:45');
const historyParams: fc.Arbitrary<HistoryParams> = fc.record(
  { count: fc.integer({ min: 1, max: 999_999_999 }), since: instants, at: fc.constantFrom('2024', 'ge2024-02-29'), projection: projections }, { requiredKeys: [], noNullPrototype: true },
).filter(({ since, at }) => since === undefined || at === undefined);

const projected = fc.record({ projection: projections }, { requiredKeys: [], noNullPrototype: true });

/** A read or a version, whole or a part of it. */
export const instanceArb: fc.Arbitrary<FhirInteraction> = fc.oneof(
  fc.tuple(types, ids, projected).map(([type, id, part]): FhirInteraction => ({ kind: 'read', type, id, ...part })),
  fc.tuple(types, ids, ids, projected).map(([type, id, versionId, part]): FhirInteraction => ({ kind: 'vread', type, id, versionId, ...part })),
);

/** What gives lists, and so may have to go on: searches and histories. */
export const listArb: fc.Arbitrary<FhirInteraction> = fc.oneof(
  { weight: 6, arbitrary: searches },
  { weight: 2, arbitrary: compartmentSearches },
  { weight: 2, arbitrary: several },
  fc.tuple(types, ids, historyParams).map(([type, id, history]): FhirInteraction => ({ kind: 'history-instance', type, id, history })),
  fc.tuple(types, historyParams).map(([type, history]): FhirInteraction => ({ kind: 'history-type', type, history })),
  historyParams.map((history): FhirInteraction => ({ kind: 'history-system', history })),
);
