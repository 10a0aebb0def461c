import assert from 'node:assert/strict';
import { rowOf } from '../../src/refusal.ts';
import type { Answer } from './ask.ts';
import type { Expectation } from './case.ts';
import { bundleOf, includedIn, jsonOf, linkIn, resourcesIn } from './read-answer.ts';

type Outcome = { readonly resourceType: string; readonly issue: readonly [{ readonly severity: string; readonly code: string; readonly details: { readonly text: string }; readonly expression?: readonly string[] }] };

const checkRefusal = (answer: Answer, { refusal, at }: Expectation, head: boolean): void => {
  if (refusal === undefined) return;
  const { status, issue, text } = rowOf(refusal);
  assert.equal(answer.status, status, `the row of ${refusal}`);
  if (head) return;
  const { resourceType, issue: issues } = jsonOf(answer) as unknown as Outcome;
  assert.deepEqual([resourceType, issues.length, issues[0].severity, issues[0].code, issues[0].details.text], ['OperationOutcome', 1, 'error', issue, text]);
  if (at !== undefined) assert.deepEqual(issues[0].expression, [at]);
};

const checkResources = (answer: Answer, { resources, included, inOrder }: Expectation): void => {
  if (included !== undefined) assert.deepEqual([...includedIn(answer)].sort(), [...included].sort(), 'what includes brought');
  if (resources === undefined) return;
  const given = resourcesIn(answer);
  if (inOrder === true) assert.deepEqual(given, resources);
  else assert.deepEqual([...given].sort(), [...resources].sort());
};

const checkBundle = (answer: Answer, { total, next }: Expectation): void => {
  if (total !== undefined) assert.equal(bundleOf(answer)?.total ?? 'none', total, 'Bundle.total');
  if (next !== undefined) assert.equal(linkIn(answer, 'next') !== undefined, next, 'a `next` link');
};

const checkText = (answer: Answer, { body, contains = [], lacks = [] }: Expectation): void => {
  if (body !== undefined) assert.equal(answer.bytes.length === 0 ? 'none' : 'some', body, 'the body');
  for (const part of contains) assert.ok(answer.text.includes(part), `the body lacks ${part}: ${answer.text}`);
  for (const part of lacks) assert.ok(!answer.text.includes(part), `the body holds ${part}`);
};

const checkHeaders = ({ headers: found }: Answer, { headers = {} }: Expectation): void => {
  for (const [name, wanted] of Object.entries(headers)) {
    const value = found[name.toLowerCase()];
    if (wanted instanceof RegExp) assert.match(value ?? '', wanted, name);
    else assert.equal(value, wanted, name);
  }
};

/** Holds an answer against what a case expects of it. */
export const checkAnswer = (answer: Answer, expect: Expectation, head: boolean): void => {
  assert.equal(answer.status, expect.status, answer.text);
  checkRefusal(answer, expect, head);
  checkResources(answer, expect);
  checkBundle(answer, expect);
  checkText(answer, expect);
  checkHeaders(answer, expect);
};
