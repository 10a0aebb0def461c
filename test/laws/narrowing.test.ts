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
import { bases, grantsOf, resourceOf } from '../support/deciding.ts';
import { oracleBases, oracleHolds, oracleOwners } from '../support/oracle.ts';

type Json = Readonly<Record<string, unknown>>;

// ---- A small backend: which resources a search finds

const relative = (text: string): string => {
  const base = oracleBases.find((one) => text.startsWith(`${one}/`));
  return base === undefined ? text : text.slice(base.length + 1);
};

const refersTo = (reference: string, value: string, onlyPatients: boolean): boolean => {
  const [type = '', id = '', ...more] = relative(reference).split('/');
  if (more.length > 0 || (onlyPatients && type !== 'Patient')) return false;
  return relative(value) === `${type}/${id}` || value === id;
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
        return reference !== undefined && values.some((value) => refersTo(reference, value, path.target === 'Patient' || modifier === 'Patient'));
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

const caseArb = (odd: boolean) =>
  typeArb.chain((type) =>
    fc.record({ type: fc.constant(type), who: whoArb, scopes: scopesArb(type), rows: rowsArb(type), resource: resourceArb(type, odd), params: paramsArb(type) }).map(({ who, scopes, ...more }) => ({
      ...more, given: { ...who, scope: scopes.join(' ') },
    })),
  );

const narrowed = (type: ResourceType, params: readonly AskedParam[], grants: readonly Grant[]): Narrowing | undefined => {
  const [first, ...rest] = grants;
  return first && narrow(type, { params, result: {} }, [first, ...rest], bases);
};

/** What a search says, whatever the order and however often. */
const saying = (params: readonly AskedParam[]): readonly string[] => [...new Set(params.map((param) => JSON.stringify(param)))].sort();

describe('laws of narrowing', () => {
  it('law 4: narrowing only narrows, and narrowing twice is narrowing once', () => {
    let narrowedMore = 0;
    fc.assert(
      fc.property(caseArb(true), ({ type, given, rows, resource, params }) => {
        const grants = grantsOf(given, rows, type, 'search', 's');
        const once = narrowed(type, params, grants);
        if (once === undefined) return;
        if (finds(resource, once.params)) assert.ok(finds(resource, params), 'the narrowed search finds what the client\'s does not');
        else if (finds(resource, params)) narrowedMore += 1;
        const twice = narrowed(type, once.params, grants);
        assert.ok(twice !== undefined);
        assert.deepEqual(saying(twice.params), saying(once.params));
        assert.deepEqual([twice.exact, twice.confined], [once.exact, once.confined]);
      }),
      { numRuns: 3000 },
    );
    assert.ok(narrowedMore > 50, `only ${narrowedMore} resources were narrowed away`);
  });

  it('invariant 2: what is visible and asked for, the narrowed search finds', () => {
    let found = 0;
    fc.assert(
      fc.property(caseArb(true), ({ type, given, rows, resource, params }) => {
        const grants = grantsOf(given, rows, type, 'search', 's');
        const verdict = visible(resourceOf(resource), grants, bases);
        if (verdict === 'out' || !('by' in verdict) || !finds(resource, params)) return;
        const row = compartmentOf(type);
        // The caller's own related person or Person, of a patient out of reach, is found by a read alone: one search cannot ask for
        // "of these patients, or this one" (deciding.md, row search).
        if (row.class === 'owned' && given.fhirUser === `${type}/${String(resource['id'])}`) return;
        // No backend holds a list where one owner belongs, so no search could find both of it.
        if (row.class === 'owned' && row.exact && oracleOwners(resource).length > 1) return;
        // A Binary has no parameter that could confine its search, so whoever is confined may not search for it at all.
        if (type === 'Binary' && verdict.by.reach !== 'everyone') return;
        const search = narrowed(type, params, grants);
        assert.ok(search !== undefined && finds(resource, search.params), 'what is visible is not searched for');
        found += 1;
      }),
      { numRuns: 6000 },
    );
    assert.ok(found > 200, `only ${found} resources were visible and asked for`);
  });

  it('invariants 2 and 5: where narrowing claims to be exact, all that it finds is visible', () => {
    let found = 0;
    fc.assert(
      fc.property(caseArb(false), ({ type, given, rows, resource, params }) => {
        const grants = grantsOf(given, rows, type, 'search', 's');
        const search = narrowed(type, params, grants);
        if (search?.exact !== true || !finds(resource, search.params)) return;
        assert.notEqual(visible(resourceOf(resource), grants, bases), 'out', 'what is searched for is not visible');
        found += 1;
      }),
      { numRuns: 6000 },
    );
    assert.ok(found > 200, `only ${found} resources were found by an exact search`);
  });

  it('A-085 a search that is confined names its patients, and never none', () => {
    fc.assert(
      fc.property(caseArb(true), ({ type, given, rows, params }) => {
        const search = narrowed(type, params, grantsOf(given, rows, type, 'search', 's'));
        if (search?.confined === undefined) return;
        assert.ok(search.confined.length > 0);
        assert.ok(search.params.length > 0 && search.params.every(({ values }) => values.length > 0));
      }),
      { numRuns: 2000 },
    );
  });
});
