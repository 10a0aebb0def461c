import assert from 'node:assert/strict';
import { bodyCases } from '../../cases/decisions/bodies.ts';
import { gateCases } from '../../cases/decisions/gates.ts';
import { includeCases } from '../../cases/decisions/includes.ts';
import { joinCases } from '../../cases/decisions/joins.ts';
import { searchCases } from '../../cases/decisions/searches.ts';
import { severalCases } from '../../cases/decisions/several.ts';
import { decideCase, describeDecided, type DecisionCase } from '../../support/decide-case.ts';

const features: Readonly<Record<string, readonly DecisionCase[]>> = { 'the gates': gateCases, searches: searchCases, joins: joinCases, includes: includeCases, 'several types': severalCases, 'submitted bodies': bodyCases };

describe('decide', () => {
  for (const [feature, cases] of Object.entries(features)) {
    describe(feature, () => {
      for (const one of cases) {
        it(one.name, () => {
          const asked: string[] = [];
          const decided = describeDecided(decideCase(one, asked));
          // The rows of a denial are looked at where a case names them.
          assert.deepEqual(one.expect.rows === undefined ? { ...decided, rows: undefined } : decided, one.expect.rows === undefined ? { ...one.expect, rows: undefined } : one.expect);
          if (one.lookUps !== undefined) assert.deepEqual(asked, one.lookUps);
        });
      }
    });
  }
});
