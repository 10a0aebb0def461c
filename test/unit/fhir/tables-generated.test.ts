import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { compileExpression } from '../../../scripts/tables/compile-expression.ts';
import { readDefinitions } from '../../../scripts/tables/definitions.ts';
import { elementIndex } from '../../../scripts/tables/element-index.ts';
import { printTables } from '../../../scripts/tables/print-tables.ts';
import type { SearchParamKind } from '../../../src/fhir/search-param.ts';

const folder = path.resolve(import.meta.dirname, '../../../src/fhir');

describe('the generated tables', () => {
  it('are what `npm run generate` makes of the definitions', () => {
    for (const [name, text] of printTables()) {
      assert.ok(readFileSync(path.join(folder, name), 'utf8') === text, `\`src/fhir/${name}\` differs: run \`npm run generate\``);
    }
  });
});

describe('compileExpression', () => {
  let index: ReturnType<typeof elementIndex>;
  before(() => {
    index = elementIndex(readDefinitions().elements);
  });

  const cases: readonly { readonly type: string; readonly kind: SearchParamKind; readonly expression: string; readonly paths: readonly string[] | 'opaque' }[] = [
    { type: 'Observation', kind: 'quantity', expression: '(Observation.value as Quantity)', paths: ['valueQuantity'] },
    { type: 'Observation', kind: 'quantity', expression: 'Observation.value.as(Quantity)', paths: ['valueQuantity'] },
    { type: 'Observation', kind: 'string', expression: '(Observation.value as CodeableConcept).text', paths: ['valueCodeableConcept.text'] },
    { type: 'Observation', kind: 'token', expression: 'Condition.code | Observation.code', paths: ['code'] },
    { type: 'Observation', kind: 'token', expression: 'Observation.code | Observation.code', paths: ['code'] },
    { type: 'Observation', kind: 'date', expression: 'Observation.effectiveDateTime', paths: ['effectiveDateTime'] },
    { type: 'Observation', kind: 'quantity', expression: 'Observation.component.referenceRange.low', paths: ['component.referenceRange.low'] },
    { type: 'Patient', kind: 'token', expression: 'Patient.active | Patient.deceased.exists() and Patient.deceased != false', paths: 'opaque' },
    { type: 'Bundle', kind: 'reference', expression: 'Bundle.entry[0].resource', paths: 'opaque' },
    { type: 'Patient', kind: 'token', expression: 'Patient.telecom.where(system=%system)', paths: 'opaque' },
    { type: 'Patient', kind: 'token', expression: '', paths: 'opaque' },
  ];
  for (const { type, kind, expression, paths } of cases) {
    it(`makes ${JSON.stringify(paths)} of \`${expression}\``, () => {
      const compiled = compileExpression(index, type, kind, expression);
      assert.deepEqual(compiled === 'opaque' ? compiled : compiled.map(({ path: text }) => text), paths);
    });
  }

  for (const expression of ['Observation.sbject', 'Observation.component.cod', 'Observation.value.ofType(Address)', 'Observation.subject.ofType(Quantity)']) {
    it(`throws on \`${expression}\`, which selects no element`, () => {
      assert.throws(() => compileExpression(index, 'Observation', 'token', expression), /selects no element of Observation/);
    });
  }
});
