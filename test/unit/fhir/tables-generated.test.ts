import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { classReasons, ownerChoices } from '../../../scripts/tables/owner-choices.ts';
import { printOwnership } from '../../../scripts/tables/print-ownership.ts';
import { printTables } from '../../../scripts/tables/print-tables.ts';
import { compartmentOf } from '../../../src/fhir/patient-compartment.ts';
import { isResourceType, resourceTypes } from '../../../src/fhir/resource-types.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the generated tables', () => {
  it('are what `npm run generate` makes of the definitions', () => {
    for (const [name, text] of printTables()) {
      assert.ok(readFileSync(path.join(root, 'src/fhir', name), 'utf8') === text, `\`src/fhir/${name}\` differs: run \`npm run generate\``);
    }
  });
});

describe('docs/ownership.md', () => {
  const page = readFileSync(path.join(root, 'docs/ownership.md'), 'utf8');

  it('is what `npm run generate` makes of the same table', () => {
    assert.ok(page === printOwnership(), '`docs/ownership.md` differs: run `npm run generate`');
  });

  it('names each of the 146 types (R-120)', () => {
    assert.equal(resourceTypes.length, 146);
    const words = new Set(page.match(/[A-Z][A-Za-z]+/g));
    assert.deepEqual(resourceTypes.filter((type) => !words.has(type)), []);
  });

  it('gives a reason for each type of several patients (A-118, R-128)', () => {
    const several = resourceTypes.filter((type) => {
      const row = compartmentOf(type);
      return row.class === 'owned' && !row.exact;
    });
    assert.deepEqual(several.filter((type) => ownerChoices[type]?.reason === undefined), []);
  });

  it('gives reasons of a class only for types that have no owner element', () => {
    assert.deepEqual(Object.keys(classReasons).filter((type) => !isResourceType(type) || compartmentOf(type).class === 'owned'), []);
  });
});
