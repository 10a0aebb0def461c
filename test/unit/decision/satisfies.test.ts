import assert from 'node:assert/strict';
import { satisfies } from '../../../src/decision/satisfies.ts';
import { parseScope } from '../../../src/smart/scope.ts';
import { resourceOf } from '../../support/deciding.ts';

const holds = (query: string, resource: { readonly resourceType: string }): boolean => {
  const clause = parseScope(`user/${resource.resourceType}.rs?${query}`);
  if (clause === undefined) throw new Error(`\`${query}\` is no query`);
  return satisfies(resourceOf(resource), clause.query);
};

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
];

describe('satisfies', () => {
  for (const { sentence, query, resource, holds: wanted } of cases) it(`${sentence}: ${wanted ? 'yes' : 'no'}`, () => { assert.equal(holds(query, resource), wanted); });

  it('R-091 what is no parameter of the type is not satisfied', () => {
    assert.equal(satisfies(resourceOf(observation({})), [{ name: 'nothing', values: ['x'] }]), false);
    assert.equal(satisfies(resourceOf(observation({})), []), true);
  });
});
