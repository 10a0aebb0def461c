import assert from 'node:assert/strict';
import { bodies } from '../../cases/parse/bodies.ts';
import { customCases } from '../../cases/parse/custom.ts';
import { formats } from '../../cases/parse/formats.ts';
import { headers } from '../../cases/parse/headers.ts';
import { includeCases } from '../../cases/parse/includes.ts';
import { joinCases } from '../../cases/parse/joins.ts';
import { methods } from '../../cases/parse/methods.ts';
import { modifierCases } from '../../cases/parse/modifiers.ts';
import { parameters } from '../../cases/parse/parameters.ts';
import type { ParseCase } from '../../cases/parse/parse-case.ts';
import { customSettings, parseSettings } from '../../cases/parse/parse-settings.ts';
import { paths } from '../../cases/parse/paths.ts';
import { realApps } from '../../cases/parse/real-apps.ts';
import { resultCases } from '../../cases/parse/results.ts';
import { severalCases } from '../../cases/parse/several.ts';
import { targets } from '../../cases/parse/targets.ts';
import { parseInteraction } from '../../../src/fhir/parse.ts';

const themes: Readonly<Record<string, readonly ParseCase[]>> = {
  targets, paths, methods, headers, parameters, modifiers: modifierCases, joins: joinCases, includes: includeCases, results: resultCases,
  'several types': severalCases, bodies, formats, 'custom parameters': customCases, 'real apps': realApps,
};

const assertHas = (actual: object, expected: object): void => {
  assert.deepEqual({ ...actual, ...expected }, { ...expected, ...actual });
};

describe('parseInteraction', () => {
  for (const [theme, cases] of Object.entries(themes)) {
    describe(theme, () => {
      const settings = theme === 'custom parameters' ? customSettings : parseSettings;
      for (const row of cases) {
        if ('code' in row) {
          it(`refuses ${row.sentence}`, () => {
            const result = parseInteraction(row.request, settings);
            assert.ok(!result.ok, 'it was understood');
            assert.equal(result.refusal.code, row.code);
            if (row.at !== undefined) assert.equal(result.refusal.at, row.at);
            const beside = parseInteraction(row.beside, settings);
            assert.ok(beside.ok, beside.ok ? '' : `the request beside it was refused too: ${JSON.stringify(beside.refusal)}`);
          });
        } else {
          it(`understands ${row.sentence}`, () => {
            const result = parseInteraction(row.request, settings);
            assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.refusal));
            assertHas(result.value.interaction, row.interaction);
            assertHas(result.value, row.more);
          });
        }
      }
    });
  }

  it('has a case for each threat that concerns what a request says', () => {
    const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
    // The network, a run of many requests, and a size that ends the reading of a body: none of them is in what a request says.
    const left = [12, 24, 72];
    const numbers = [...range(1, 24), ...range(26, 31), 33, 39, 45, 50, 51, 56, ...range(60, 64), ...range(66, 81), 99, 144, 164, ...range(179, 185)];
    const sentences = Object.values(themes).flat().map(({ sentence }) => sentence).join('\n');
    assert.deepEqual(numbers.filter((number) => !left.includes(number) && !sentences.includes(`A-${String(number).padStart(3, '0')}`)), []);
  });
});
