import assert from 'node:assert/strict';
import type { Resource } from '../../../src/decision/owners.ts';
import { satisfies, type Facts } from '../../../src/decision/satisfies.ts';
import { isFault, memberOf, firstOf, scan } from '../../../src/fhir/json.ts';
import type { Bases } from '../../../src/fhir/reference.ts';
import type { ResourceType } from '../../../src/fhir/resource-types.ts';
import { searchParamOf } from '../../../src/fhir/search-param.ts';
import { parseScope } from '../../../src/smart/scope.ts';

const bases: Bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir', 'https://alias.example/r4'] };
const facts: Facts = { bases, now: Date.parse('2026-06-15T12:00:00Z') };

const resourceOf = (resource: { readonly resourceType: string }): Resource => {
  const doc = scan(JSON.stringify(resource));
  assert.ok(!isFault(doc));
  return { doc, node: 0, type: resource.resourceType as ResourceType, id: undefined };
};

const queryOf = (type: string, query: string, by = bases) => {
  const clause = parseScope(`user/${type}.rs?${query}`, by);
  assert.ok(clause !== undefined, `\`${query}\` is no query`);
  return clause.query;
};

const holds = (query: string, resource: { readonly resourceType: string }): boolean => satisfies(resourceOf(resource), queryOf(resource.resourceType, query), facts);

const observation = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation', ...elements });
const category = (...coding: readonly unknown[]) => observation({ category: [{ coding }] });
const lab = { system: 'http://cat', code: 'laboratory' };
const patient = (elements: Readonly<Record<string, unknown>>) => ({ resourceType: 'Patient', ...elements });

type Case = { readonly sentence: string; readonly query: string; readonly resource: { readonly resourceType: string }; readonly holds: boolean };
const cases: readonly Case[] = [
  { sentence: 'A-222 a code in any system', query: 'category=laboratory', resource: category(lab), holds: true },
  { sentence: 'A-222 another code', query: 'category=laboratory', resource: category({ ...lab, code: 'vital-signs' }), holds: false },
  { sentence: 'A-222 no element at all', query: 'category=laboratory', resource: observation({}), holds: false },
  { sentence: 'R-090 one category of several', query: 'category=laboratory', resource: observation({ category: [{ coding: [{ code: 'x' }] }, { coding: [{ code: 'y' }, lab] }] }), holds: true },
  { sentence: 'in its system', query: 'category=http://cat|laboratory', resource: category(lab), holds: true },
  { sentence: 'in another system', query: 'category=http://other|laboratory', resource: category(lab), holds: false },
  { sentence: 'a system with any code', query: 'category=http://cat|', resource: category(lab), holds: true },
  { sentence: '... not of another system', query: 'category=http://cat|', resource: category({ ...lab, system: 'http://other' }), holds: false },
  { sentence: 'a code without a system', query: 'category=|laboratory', resource: category({ code: 'laboratory' }), holds: true },
  { sentence: '... not with one', query: 'category=|laboratory', resource: category(lab), holds: false },
  { sentence: 'system and code of one coding, not of two', query: 'category=http://cat|laboratory', resource: category({ ...lab, code: 'x' }, { ...lab, system: 'http://other' }), holds: false },
  { sentence: 'case matters to a code', query: 'category=Laboratory', resource: category(lab), holds: false },
  { sentence: 'a code is whole', query: 'category=lab', resource: category(lab), holds: false },
  { sentence: 'a text is no code', query: 'category=laboratory', resource: observation({ category: [{ text: 'laboratory' }] }), holds: false },
  { sentence: 'a display is no code', query: 'category=laboratory', resource: category({ code: 'x', display: 'laboratory' }), holds: false },
  { sentence: 'one of several values', query: 'category=vital-signs,laboratory', resource: category(lab), holds: true },
  { sentence: 'R-087 both parameters', query: 'category=laboratory&status=final', resource: observation({ category: [{ coding: [lab] }], status: 'final' }), holds: true },
  { sentence: 'R-087 ... one is not enough', query: 'category=laboratory&status=final', resource: observation({ category: [{ coding: [lab] }], status: 'amended' }), holds: false },
  { sentence: 'R-093 an escaped comma is part of the code', query: 'category=a%5C%2Cb', resource: category({ code: 'a,b' }), holds: true },
  { sentence: 'R-093 ... and no OR', query: 'category=a%5C%2Cb', resource: category({ code: 'b' }), holds: false },
  { sentence: 'an escaped bar', query: 'category=a%5C%7Cb', resource: category({ code: 'a|b' }), holds: true },
  { sentence: 'a code element', query: 'status=final', resource: observation({ status: 'final' }), holds: true },
  { sentence: 'a boolean', query: 'active=true', resource: patient({ active: true }), holds: true },
  { sentence: '... the other one', query: 'active=true', resource: patient({ active: false }), holds: false },
  { sentence: 'a Coding', query: 'class=AMB', resource: { resourceType: 'Encounter', class: { system: 's', code: 'AMB' } } as never, holds: true },
  { sentence: 'an Identifier by its value', query: 'identifier=http://mrn|1', resource: patient({ identifier: [{ system: 'http://mrn', value: '1' }] }), holds: true },
  { sentence: '... of another system', query: 'identifier=http://mrn|1', resource: patient({ identifier: [{ system: 'http://ssn', value: '1' }] }), holds: false },
  { sentence: 'a telephone', query: 'phone=555', resource: patient({ telecom: [{ system: 'phone', value: '555' }] }), holds: true },
  { sentence: '... is no e-mail address', query: 'email=555', resource: patient({ telecom: [{ system: 'phone', value: '555' }] }), holds: false },
  { sentence: 'a tag', query: '_tag=http://t|x', resource: patient({ meta: { tag: [{ system: 'http://t', code: 'x' }] } }), holds: true },
  { sentence: 'a security label', query: '_security=R', resource: patient({ meta: { tag: [{ code: 'R' }] } }), holds: false },

  { sentence: 'a beginning of a string, whatever its case and accents', query: 'family=ANG', resource: patient({ name: [{ family: 'Ångström' }] }), holds: true },
  { sentence: '... and no end', query: 'family=strom', resource: patient({ name: [{ family: 'Ångström' }] }), holds: false },
  { sentence: 'any part of a name', query: 'name=ann', resource: patient({ name: [{ family: 'Adler', given: ['Bea', 'Ann'] }] }), holds: true },
  { sentence: '... not its use', query: 'name=official', resource: patient({ name: [{ use: 'official', family: 'Adler' }] }), holds: false },
  { sentence: '... nor the id of an element', query: 'name=x1', resource: patient({ name: [{ id: 'x1', family: 'Adler' }] }), holds: false },
  { sentence: '... nor an extension', query: 'name=secret', resource: patient({ name: [{ family: 'Adler', extension: [{ url: 'u', valueString: 'secret' }], _family: { extension: [{ valueString: 'secret' }] } }] }), holds: false },
  { sentence: 'any part of an address', query: 'address=main', resource: patient({ address: [{ line: ['1 High Street', 'Main Building'], city: 'X' }] }), holds: true },
  { sentence: '... not its use or type', query: 'address=home,both', resource: patient({ address: [{ use: 'home', type: 'both', city: 'X' }] }), holds: false },

  { sentence: 'null is no code', query: 'status=null', resource: observation({ status: null }), holds: false },
  { sentence: 'a coding that is an object and no list is none', query: 'category=laboratory', resource: observation({ category: [{ coding: { id: 'laboratory', code: 'x' } }] }), holds: false },
  { sentence: 'texts in place of codings are none', query: 'category=laboratory', resource: observation({ category: [{ coding: ['laboratory', null, 7] }] }), holds: false },
  { sentence: 'a list of lists is read through', query: 'category=laboratory', resource: observation({ category: [[{ coding: [lab] }]] }), holds: true },
  { sentence: 'a code that is a number is none', query: 'category=5', resource: category({ code: 5 }), holds: false },

  { sentence: 'R-093 an escaped dollar sign in a part', query: 'code-value-concept=a%5C%24b$c', resource: observation({ code: { coding: [{ code: 'a$b' }] }, valueCodeableConcept: { coding: [{ code: 'c' }] } }), holds: true },
  { sentence: 'a date within', query: 'date=ge2026-01&date=lt2026-07', resource: observation({ effectiveDateTime: '2026-03-01T10:00:00+02:00' }), holds: true },
  { sentence: '... and outside', query: 'date=ge2026-01&date=lt2026-07', resource: observation({ effectiveDateTime: '2026-07-01T10:00:00+02:00' }), holds: false },
  { sentence: '... about now', query: 'date=ap2026-06-01', resource: observation({ effectiveDateTime: '2026-06-02' }), holds: true },
  { sentence: '... not long ago', query: 'date=ap2026-06-01', resource: observation({ effectiveDateTime: '2026-05-02' }), holds: false },
  { sentence: 'a quantity', query: 'value-quantity=gt5.4|http://unitsofmeasure.org|mg', resource: observation({ valueQuantity: { value: 5.5, system: 'http://unitsofmeasure.org', code: 'mg' } }), holds: true },
  { sentence: '... of another unit', query: 'value-quantity=gt5.4|http://unitsofmeasure.org|mg', resource: observation({ valueQuantity: { value: 5.5, system: 'http://unitsofmeasure.org', code: 'g' } }), holds: false },
  { sentence: 'a number', query: 'probability=ge0.5', resource: { resourceType: 'RiskAssessment', prediction: [{ probabilityDecimal: 0.5 }] } as never, holds: true },
  { sentence: '... less', query: 'probability=ge0.5', resource: { resourceType: 'RiskAssessment', prediction: [{ probabilityDecimal: 0.4 }] } as never, holds: false },
  { sentence: 'a profile', query: '_profile=http://p.example/a', resource: observation({ meta: { profile: ['http://p.example/a'] } }), holds: true },
  { sentence: '... another', query: '_profile=http://p.example/a', resource: observation({ meta: { profile: ['http://p.example/ab'] } }), holds: false },
  { sentence: 'a reference on a base of the gateway', query: 'encounter=https://gw.example/fhir/Encounter/e1', resource: observation({ encounter: { reference: 'https://alias.example/r4/Encounter/e1/_history/2' } }), holds: true },
  { sentence: '... to another place', query: 'encounter=Encounter/e1', resource: observation({ encounter: { reference: 'https://other.example/fhir/Encounter/e1' } }), holds: false },
  { sentence: 'code and value of one component', query: 'component-code-value-quantity=c$gt5', resource: observation({ component: [{ code: { coding: [{ code: 'c' }] }, valueQuantity: { value: 6 } }] }), holds: true },
  { sentence: '... of two', query: 'component-code-value-quantity=c$gt5', resource: observation({ component: [{ code: { coding: [{ code: 'c' }] } }, { valueQuantity: { value: 6 } }] }), holds: false },
  { sentence: 'an id', query: '_id=o1', resource: observation({ id: 'o1' }), holds: true },
  { sentence: '... of something that has none yet', query: '_id=o1', resource: observation({}), holds: false },
  { sentence: 'when it was last updated', query: '_lastUpdated=ge2026', resource: observation({ meta: { lastUpdated: '2026-01-01T00:00:00Z' } }), holds: true },
  { sentence: '... before', query: '_lastUpdated=ge2026', resource: observation({ meta: { lastUpdated: '2025-12-31T23:59:59.999Z' } }), holds: false },
];

describe('satisfies', () => {
  for (const { sentence, query, resource, holds: wanted } of cases) it(`${sentence}: ${wanted ? 'yes' : 'no'}`, () => { assert.equal(holds(query, resource), wanted); });

  // What a caller could never bring in by a scope, but a change of the scope's reader might.
  const unheld = [
    { sentence: 'what is no parameter of the type', asked: { name: 'nothing', values: ['x'] } },
    { sentence: 'a modifier', asked: { name: 'status', modifier: 'not', values: ['amended'] } },
    { sentence: 'a value of the wrong form beside a right one', asked: { name: 'date', values: ['2026', 'soon'] } },
    { sentence: 'no value', asked: { name: 'status', values: [] } },
    { sentence: 'a composite of one part', asked: { name: 'code-value-quantity', values: ['x'] } },
  ];
  for (const { sentence, asked } of unheld) {
    it(`A-222 R-091 ${sentence} is not satisfied`, () => {
      const resource = resourceOf(observation({ status: 'final', effectiveDateTime: '2026' }));
      assert.equal(satisfies(resource, [asked], facts), false);
      assert.equal(satisfies(resource, [{ name: 'status', values: ['final'] }], facts), true);
    });
  }
  it('no query is satisfied by everything', () => { assert.equal(satisfies(resourceOf(observation({})), [], facts), true); });

  it('A-222 judges a resource of a Bundle by its own elements', () => {
    const { doc } = resourceOf({ resourceType: 'Bundle', id: 'b', entry: [{ resource: observation({ id: 'o1', status: 'final' }) }] } as never);
    const resource: Resource = { doc, node: memberOf(doc, firstOf(doc, memberOf(doc, 0, 'entry')), 'resource'), type: 'Observation', id: 'o1' };
    assert.equal(satisfies(resource, queryOf('Observation', 'status=final&_id=o1'), facts), true);
    assert.equal(satisfies(resource, queryOf('Observation', '_id=b'), facts), false);
  });

  it('knows the parameters of a deployment', () => {
    const status = searchParamOf('Observation', 'status');
    assert.ok(status !== undefined);
    const custom = { ...bases, custom: new Map([['Observation.state', { ...status, name: 'state' }], ['Observation.category', undefined]]) };
    assert.equal(satisfies(resourceOf(observation({ status: 'final' })), queryOf('Observation', 'state=final', custom), { ...facts, bases: custom }), true);
    assert.equal(parseScope('user/Observation.rs?state=final', bases), undefined);
    assert.equal(parseScope('user/Observation.rs?category=x', custom), undefined);
  });
});
