import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { problemTable } from '../../../src/policy/problem.ts';

const docs = readFileSync(path.resolve(import.meta.dirname, '../../../docs/policy.md'), 'utf8');

const section = (title: string): readonly string[] =>
  [...(docs.split(`### ${title}\n`)[1]?.split(/^#/m)[0] ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code = '']) => code);

const codes = (severity: string): readonly string[] => Object.entries(problemTable).flatMap(([code, each]) => (each === severity ? [code] : []));

describe('problemTable', () => {
  it('has the errors that docs/policy.md lists, in that order', () => {
    assert.deepEqual(section('Errors'), codes('error'));
  });

  it('has the warnings that docs/policy.md lists, in that order', () => {
    assert.deepEqual(section('Warnings'), codes('warning'));
  });
});
