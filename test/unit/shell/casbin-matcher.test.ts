import assert from 'node:assert/strict';
import { indexCandidates } from '../../../src/policy/candidate-index.ts';
import { model } from '../../../src/policy/check-model.ts';
import type { Action, MatchedRows, Policy, PolicyMatcher, PolicyObject } from '../../../src/policy/policy.ts';
import { readPolicy } from '../../../src/policy/read-policy.ts';
import { makeMatcher, mostRemembered } from '../../../src/shell/casbin-matcher.ts';

const csv = `g, role:doc, doctor
g, doctor, staff
g, fhirUser:Patient, patient
g2, Observation, clinical
g3, read, view
g3, search, view
p, doctor, clinical, view, launch, , allow
p, doctor, clinical, view, careteam, , allow
p, staff, *, read, any, mfa, allow
p, patient, clinical, view, self, , allow
p, staff, clinical, search, any, , deny
`;

const load = (text: string): Policy => {
  const { policy, problems } = readPolicy([{ name: 'model.conf', text: model }, { name: 'policy.csv', text }], () => 'revision');
  assert.ok(policy !== undefined, JSON.stringify(problems));
  return policy;
};

const matcherOf = (policy: Policy): Promise<PolicyMatcher> => makeMatcher(policy, indexCandidates(policy));

const lines = ({ allow, deny }: MatchedRows): unknown => ({ allow: allow.map(({ line }) => line), deny: deny.map(({ line }) => line) });

const cases: readonly { readonly name: string; readonly asked: readonly [readonly string[], PolicyObject, Action]; readonly found: unknown }[] = [
  { name: 'names every row that matches, not only the first', asked: [['role:doc'], 'Observation', 'read'], found: { allow: [7, 8, 9], deny: [] } },
  { name: 'names the allow rows beside the deny row', asked: [['role:doc'], 'Observation', 'search'], found: { allow: [7, 8], deny: [11] } },
  { name: 'joins what several subjects match', asked: [['role:doc', 'fhirUser:Patient'], 'Observation', 'read'], found: { allow: [7, 8, 9, 10], deny: [] } },
  { name: 'lets a deny row of one subject stand beside the allow row of another', asked: [['fhirUser:Patient', 'role:doc'], 'Observation', 'search'], found: { allow: [7, 8, 10], deny: [11] } },
  { name: 'names nothing for a type in no group', asked: [['fhirUser:Patient'], 'Condition', 'read'], found: { allow: [], deny: [] } },
  { name: 'names nothing for a subject without rows', asked: [['role:nurse'], 'Observation', 'read'], found: { allow: [], deny: [] } },
  { name: 'names nothing without a subject (A-229)', asked: [[], 'Observation', 'read'], found: { allow: [], deny: [] } },
  { name: 'names nothing for a blank subject (A-229)', asked: [['', ' '], 'Observation', 'read'], found: { allow: [], deny: [] } },
  { name: 'takes a claim that holds commas and quotes for what it is (A-230)', asked: [['role:x,doctor', 'role:doc"', '{"sub":"doctor"}'], 'Observation', 'read'], found: { allow: [], deny: [] } },
];

describe('makeMatcher', () => {
  for (const { name, asked, found } of cases) {
    it(name, async () => {
      const matcher = await matcherOf(load(csv));
      assert.deepEqual(lines(await matcher.match(...asked)), found);
      assert.deepEqual(lines(await matcher.match(...asked)), found);
    });
  }

  it('gives the rows of the policy themselves', async () => {
    const policy = load(csv);
    const matcher = await matcherOf(policy);
    const { allow } = await matcher.match(['fhirUser:Patient'], 'Observation', 'read');
    assert.equal(allow[0], policy.rows[3]);
    assert.equal(matcher.revision, 'revision');
  });

  it('denies everything where there are no rows (A-229)', async () => {
    const matcher = await matcherOf(load('g, role:doc, doctor\n'));
    assert.deepEqual(lines(await matcher.match(['role:doc', 'doctor', ''], 'Observation', 'read')), { allow: [], deny: [] });
  });

  it('remembers an answer, whatever the order of the subjects, and gives it at once', async () => {
    const policy = load(csv);
    let asked = 0;
    const candidatesOf = indexCandidates(policy);
    const matcher = await makeMatcher(policy, (...question) => {
      asked += 1;
      return candidatesOf(...question);
    });
    const first = matcher.match(['role:doc', 'fhirUser:Patient'], 'Observation', 'read');
    assert.equal(matcher.match(['fhirUser:Patient', 'role:doc'], 'Observation', 'read'), first);
    assert.equal(asked, 2);
  });

  it('keeps questions apart whose parts run together to the same text (A-231)', async () => {
    const matcher = await matcherOf(load(csv));
    assert.deepEqual(lines(await matcher.match(['role:doc'], 'Observation', 'read')), { allow: [7, 8, 9], deny: [] });
    assert.deepEqual(lines(await matcher.match(['role:do', 'c'], 'Observation', 'read')), { allow: [], deny: [] });
    assert.deepEqual(lines(await matcher.match(['8:role:doc'], 'Observation', 'read')), { allow: [], deny: [] });
  });

  it('remembers a bounded number of answers and goes on answering', async () => {
    const policy = load(csv);
    const questions: string[] = [];
    const candidatesOf = indexCandidates(policy);
    const matcher = await makeMatcher(policy, (subject, object, action) => {
      questions.push(subject);
      return candidatesOf(subject, object, action);
    });
    await matcher.match(['role:doc'], 'Observation', 'read');
    for (let each = 0; each < mostRemembered; each += 1) await matcher.match([`user:Practitioner/${each}`], 'Observation', 'read');
    questions.length = 0;
    assert.deepEqual(lines(await matcher.match(['role:doc'], 'Observation', 'read')), { allow: [7, 8, 9], deny: [] });
    assert.deepEqual(questions, ['role:doc'], 'the oldest answer had to go');
    await matcher.match([`user:Practitioner/${mostRemembered - 1}`], 'Observation', 'read');
    assert.deepEqual(questions, ['role:doc']);
  });

  it('keeps two revisions apart', async () => {
    const [before, after] = await Promise.all([matcherOf(load(csv)), matcherOf(load(csv.replace('g, role:doc, doctor', 'g, role:nurse, doctor')))]);
    assert.deepEqual(lines(await before.match(['role:doc'], 'Observation', 'read')), { allow: [7, 8, 9], deny: [] });
    assert.deepEqual(lines(await after.match(['role:doc'], 'Observation', 'read')), { allow: [], deny: [] });
  });

  it('leaves roles at a depth of ten to Casbin, which follows them', async () => {
    const chain = Array.from({ length: 10 }, (_, index) => `g, ${index === 0 ? 'role:deep' : `r${index}`}, r${index + 1}`).join('\n');
    const matcher = await matcherOf(load(`${chain}\np, r10, Patient, read, any, , allow`));
    assert.deepEqual(lines(await matcher.match(['role:deep'], 'Patient', 'read')), { allow: [11], deny: [] });
  });
});
