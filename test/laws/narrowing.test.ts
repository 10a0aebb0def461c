import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Grant } from '../../src/decision/grant.ts';
import { narrow, type Narrowing } from '../../src/decision/narrow.ts';
import { visible } from '../../src/decision/visible.ts';
import { selectNodes } from '../../src/fhir/element-path.ts';
import type { AskedParam } from '../../src/fhir/interaction.ts';
import { stringMember } from '../../src/fhir/json.ts';
import { compartmentOf } from '../../src/fhir/patient-compartment.ts';
import type { ResourceType } from '../../src/fhir/resource-types.ts';
import { searchParamOf } from '../../src/fhir/search-param.ts';
import { resourceArb, rowsArb, scopesArb, typeArb, whoArb } from '../support/deciding-arbitraries.ts';
import { basesOf, grantsOf, resourceOf, type Given } from '../support/deciding.ts';
import { oracleBases, oracleOwners } from '../support/oracle.ts';
import { oracleHolds } from '../support/oracle-query.ts';

type Json = Readonly<Record<string, unknown>>;

// ---- A small backend: which resources a search finds

const relative = (text: string): string => {
  const base = oracleBases.find((one) => text.startsWith(`${one}/`));
  return base === undefined ? text : text.slice(base.length + 1);
};

/** What kinds of target a value may name: `patients` alone, or any, where an id without a type may still be a patient's alone. */
type Targets = 'patients' | 'any' | 'any-by-type';

const refersTo = (reference: string, value: string, targets: Targets): boolean => {
  const [type = '', id = '', ...more] = relative(reference).split('/');
  if (more.length > 0 || (targets === 'patients' && type !== 'Patient')) return false;
  return relative(value) === `${type}/${id}` || (value === id && (targets === 'any' || type === 'Patient'));
};

/** An id without a type, in a parameter that names owners, is a patient's. */
const targetsOf = (type: ResourceType, name: string, onlyPatients: boolean): Targets => {
  const row = compartmentOf(type);
  if (onlyPatients) return 'patients';
  return row.class === 'owned' && row.ownerParams.includes(name) ? 'any-by-type' : 'any';
};

const finds = (resource: Json, params: readonly AskedParam[]): boolean =>
  params.every(({ name, modifier, values }) => {
    const { doc, node, type } = resourceOf(resource);
    if (name === '_id') return values.some((value) => value === resource['id']);
    const param = searchParamOf(type, name);
    if (param?.kind !== 'reference') return oracleHolds(resource, name, values.join(','));
    return param.paths.some((path) =>
      selectNodes(doc, node, path).some((found) => {
        const reference = stringMember(doc, found, 'reference');
        return reference !== undefined && values.some((value) => refersTo(reference, value, targetsOf(type, name, path.target === 'Patient' || modifier === 'Patient')));
      }),
    );
  });

// ---- What clients ask

const spellings = (patient: string): readonly string[] => [patient, `Patient/${patient}`, `https://gw.example/fhir/Patient/${patient}`, `http://hapi:8080/fhir/Patient/${patient}`];
const patientValues = fc.uniqueArray(fc.constantFrom('A', 'A', 'B', 'C').chain((patient) => fc.constantFrom(...spellings(patient))), { minLength: 1, maxLength: 3 });

const ownerParamArb = (type: ResourceType): fc.Arbitrary<AskedParam> => {
  const row = compartmentOf(type);
  const names = row.class === 'owned' ? row.ownerParams : type === 'Provenance' ? ['patient'] : [];
  if (row.class === 'owned' && row.self === true) return fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 3 }).map((values) => ({ name: '_id', values }));
  if (names.length === 0) return fc.constant({ name: '_id', values: ['x1', '77', 'r1'] });
  return fc.tuple(fc.constantFrom(...names), patientValues, fc.boolean()).map(([name, values, typed]) => (typed ? { name, modifier: 'Patient', values } : { name, values }));
};

const others: Readonly<Partial<Record<ResourceType, readonly AskedParam[]>>> = {
  Observation: [{ name: 'performer', values: ['Patient/A'] }, { name: 'status', values: ['final'] }, { name: '_id', values: ['x1'] }],
  Appointment: [{ name: 'actor', values: ['Patient/B'] }, { name: 'status', values: ['booked'] }],
  Patient: [{ name: 'active', values: ['true'] }, { name: 'link', values: ['Patient/A'] }],
  Practitioner: [{ name: 'active', values: ['true'] }, { name: '_id', values: ['77'] }],
  Coverage: [{ name: 'payor', values: ['Patient/A'] }],
  Account: [{ name: 'owner', values: ['Patient/A'] }],
  Schedule: [{ name: 'actor', values: ['Patient/A'] }],
  Provenance: [{ name: 'target', values: ['Observation/o1'] }, { name: '_id', values: ['x1'] }],
};

const paramsArb = (type: ResourceType): fc.Arbitrary<readonly AskedParam[]> =>
  fc.tuple(fc.array(ownerParamArb(type), { maxLength: 2 }), fc.subarray([...(others[type] ?? [])])).map(([owner, more]) => [...owner, ...more]);

const caseArb = (odd: boolean, compartment?: 'fhir') =>
  typeArb.chain((type) =>
    fc.record({
      type: fc.constant(type), who: whoArb, scopes: scopesArb(type), rows: rowsArb(type), resource: resourceArb(type, odd),
      // Under FHIR's own compartment whoever is named is the owner still, so what names somebody is another question.
      params: compartment === undefined ? paramsArb(type) : fc.subarray([...(others[type] ?? [])]),
    }).map(({ who, scopes, ...more }) => ({ ...more, given: { ...who, scope: scopes.join(' '), ...(compartment === undefined ? {} : { compartment }) } })),
  );

const searched = (type: ResourceType, params: readonly AskedParam[], given: Given, grants: readonly Grant[]): readonly Narrowing[] => narrow(type, params, grants, basesOf(given));
const finding = (resource: Json, narrowings: readonly Narrowing[]): Narrowing | undefined => narrowings.find(({ params }) => finds(resource, params));

/** What a search says, whatever the order and however often. */
const saying = (params: readonly AskedParam[]): readonly string[] => [...new Set(params.map((param) => JSON.stringify(param)))].sort();

/** The caller's own resource is searched besides the patients' where no patient is named; where one is, it is found by a read alone. */
const isOwnNamed = (type: ResourceType, given: Given, resource: Json, params: readonly AskedParam[]): boolean => {
  const row = compartmentOf(type);
  return row.class === 'owned' && given.fhirUser === `${type}/${String(resource['id'])}` && params.some(({ name }) => row.ownerParams.includes(name));
};

for (const compartment of [undefined, 'fhir'] as const) {
  describe(`laws of narrowing${compartment === undefined ? '' : ' where the compartment is FHIR\'s own'}`, () => {
    it('law 4: narrowing only narrows, and narrowing twice is narrowing once', () => {
      let narrowedMore = 0;
      fc.assert(
        fc.property(caseArb(true, compartment), ({ type, given, rows, resource, params }) => {
          const grants = grantsOf(given, rows, type, 'search', 's');
          const once = searched(type, params, given, grants);
          if (finding(resource, once) !== undefined) assert.ok(finds(resource, params), 'the narrowed search finds what the client\'s does not');
          else if (finds(resource, params)) narrowedMore += 1;
          const [first, ...more] = once;
          if (first === undefined || (compartment !== undefined && more.length > 0)) return;
          // The first names patients, if any does, so that nothing else is searched besides.
          if (more.length > 0) assert.equal(first.confined === undefined, false);
          if (first.by?.name === '_id' && first.confined === undefined && compartmentOf(type).class === 'owned') return;
          const twice = searched(type, first.params, given, grants);
          assert.ok(twice.length === 1 && twice[0] !== undefined);
          assert.deepEqual(saying(twice[0].params), saying(first.params));
          assert.deepEqual(twice[0].confined, first.confined);
          // Of members more is known than of owners, of whom there may be several.
          if (compartment === undefined) assert.equal(twice[0].exact, first.exact);
        }),
        { numRuns: 3000 },
      );
      assert.ok(narrowedMore > 50, `only ${narrowedMore} resources were narrowed away`);
    });

    it('invariant 2: what is visible and asked for, some narrowed search finds', () => {
      let found = 0;
      fc.assert(
        fc.property(caseArb(true, compartment), ({ type, given, rows, resource, params }) => {
          const grants = grantsOf(given, rows, type, 'search', 's');
          const verdict = visible(resourceOf(resource), grants, basesOf(given));
          if (verdict === 'out' || !('by' in verdict) || !finds(resource, params) || isOwnNamed(type, given, resource, params)) return;
          const row = compartmentOf(type);
          // No backend holds a list where one owner belongs, so no search could find both of it.
          if (row.class === 'owned' && row.exact && oracleOwners(resource).length > 1) return;
          // A Binary has no parameter that could confine its search, so whoever is confined may not search for it at all.
          if (type === 'Binary' && verdict.by.reach !== 'everyone') return;
          assert.ok(finding(resource, searched(type, params, given, grants)) !== undefined, 'what is visible is not searched for');
          found += 1;
        }),
        { numRuns: 6000 },
      );
      assert.ok(found > 200, `only ${found} resources were visible and asked for`);
    });

    it('invariants 2 and 5: where narrowing claims to be exact, all that it finds is visible', () => {
      let found = 0;
      fc.assert(
        fc.property(caseArb(false, compartment), ({ type, given, rows, resource, params }) => {
          const grants = grantsOf(given, rows, type, 'search', 's');
          const exact = searched(type, params, given, grants).filter((one) => one.exact);
          if (finding(resource, exact) === undefined) return;
          assert.notEqual(visible(resourceOf(resource), grants, basesOf(given)), 'out', 'what is searched for is not visible');
          found += 1;
        }),
        { numRuns: 6000 },
      );
      assert.ok(found > 200, `only ${found} resources were found by an exact search`);
    });

    it('A-085 a search that is confined names its patients, and never none', () => {
      fc.assert(
        fc.property(caseArb(true, compartment), ({ type, given, rows, params }) => {
          for (const search of searched(type, params, given, grantsOf(given, rows, type, 'search', 's'))) {
            if (search.confined === undefined) continue;
            assert.ok(search.confined.length > 0);
            assert.ok(search.params.length > 0 && search.params.every(({ values }) => values.length > 0));
          }
        }),
        { numRuns: 2000 },
      );
    });
  });
}
