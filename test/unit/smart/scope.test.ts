import assert from 'node:assert/strict';
import type { Bases } from '../../../src/fhir/reference.ts';
import { parseScope as parse, type ScopeClause } from '../../../src/smart/scope.ts';

const bases: Bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir'] };
const parseScope = (token: string): ScopeClause | undefined => parse(token, bases);

/** The letters that a scope token gives on its type, in order; undefined where it grants nothing. */
const lettersOf = (token: string): string | undefined => {
  const clause = parseScope(token);
  return clause === undefined ? undefined : [...clause.letters].join('');
};

describe('parseScope', () => {
  describe('letters', () => {
    const cases = [
      { sentence: 'A-215 R-082 v1 `read` is `rs`, and no letters of its own', token: 'patient/Observation.read', letters: 'rs' },
      { sentence: 'R-082 v1 `write` is `cud`', token: 'patient/Observation.write', letters: 'cud' },
      { sentence: 'R-082 v1 `*` is everything', token: 'patient/Observation.*', letters: 'cruds' },
      { sentence: 'R-081 v2 letters in their order', token: 'user/Observation.cruds', letters: 'cruds' },
      { sentence: 'R-081 some of them', token: 'system/Observation.rs', letters: 'rs' },
      { sentence: 'R-081 one of them', token: 'patient/Observation.d', letters: 'd' },
      { sentence: 'A-215 R-081 letters out of order grant nothing', token: 'patient/Observation.sr', letters: undefined },
      { sentence: 'A-215 R-081 a letter twice grants nothing', token: 'patient/Observation.rr', letters: undefined },
      { sentence: 'A-215 R-081 an unknown letter grants nothing', token: 'patient/Observation.rx', letters: undefined },
      { sentence: 'A-215 `reads` grants nothing', token: 'patient/Observation.reads', letters: undefined },
      { sentence: 'A-215 `constructor` grants nothing', token: 'patient/Observation.constructor', letters: undefined },
      { sentence: 'R-083 no letters grant nothing', token: 'patient/Observation.', letters: undefined },
      { sentence: 'R-083 nor does no permission', token: 'patient/Observation', letters: undefined },
      { sentence: 'R-084 capitals grant nothing', token: 'patient/Observation.RS', letters: undefined },
      { sentence: 'A-216 `*` stands for all types', token: 'patient/*.rs', letters: 'rs' },
      { sentence: 'A-216 `*.*` for all of them and everything', token: 'user/*.*', letters: 'cruds' },
    ];
    for (const { sentence, token, letters } of cases) it(sentence, () => { assert.equal(lettersOf(token), letters); });
  });

  describe('whole tokens of the grammar alone', () => {
    const nothing = [
      'R-084 Patient/Observation.rs', 'R-084 patient/observation.rs', 'A-216 */*.rs', 'A-217 patient/Observation.rs\t', 'A-217 patient/Observation.rs\u00a0', 'A-217 patient/Observation.rs,patient/Condition.rs',
      'A-217 patient/Оbservation.rs', 'A-217 patient/Observation.rs\n', 'R-085 xpatient/Observation.rs', 'R-085 patient/Observation.rs.x', 'patient/Observations.rs', 'patient/DomainResource.rs',
      'patient/constructor.rs', 'patient//Observation.rs', 'patient/Observation/rs', 'R-094 openid', 'R-094 fhirUser', 'R-094 profile', 'R-094 launch', 'R-094 launch/patient', 'R-094 offline_access', 'R-094 __x',
      'R-094 https://example.org/patient/Observation.rs', 'R-095 http://smarthealthit.org/fhir/scopes/patient/Observation.rs', '',
    ];
    for (const named of nothing) {
      const token = named.replace(/^[AR]-\d+ /, '');
      it(`${named === token ? '' : `${named.slice(0, 5)} `}${JSON.stringify(token)} grants nothing`, () => { assert.equal(parseScope(token), undefined); });
    }
    for (const context of ['patient', 'user', 'system']) {
      it(`R-080 \`${context}/\` is a context`, () => { assert.equal(parseScope(`${context}/Observation.rs`)?.context, context); });
    }
  });

  describe('granular queries', () => {
    const lab = { name: 'category', values: ['laboratory'] };
    const understood = [
      { sentence: 'R-088 a category', token: 'patient/Observation.rs?category=laboratory', query: [lab] },
      { sentence: 'R-088 ... with its system', token: 'patient/Condition.rs?category=http://terminology.hl7.org/CodeSystem/condition-category|encounter-diagnosis', query: [{ name: 'category', values: ['http://terminology.hl7.org/CodeSystem/condition-category|encounter-diagnosis'] }] },
      { sentence: 'R-087 several parameters', token: 'patient/Observation.rs?category=laboratory&status=final', query: [lab, { name: 'status', values: ['final'] }] },
      { sentence: 'R-087 one parameter twice: both', token: 'patient/Observation.rs?category=laboratory&category=x', query: [lab, { name: 'category', values: ['x'] }] },
      { sentence: 'several values: one of them', token: 'patient/Observation.rs?category=laboratory,x', query: [{ name: 'category', values: ['laboratory', 'x'] }] },
      { sentence: 'R-093 percent escapes', token: 'patient/Observation.rs?category=a%7Cb', query: [{ name: 'category', values: ['a|b'] }] },
      { sentence: 'R-093 FHIR escapes, percent-encoded', token: 'patient/Observation.rs?category=a%5C%2Cb', query: [{ name: 'category', values: ['a\\,b'] }] },
      { sentence: 'a string parameter', token: 'user/Patient.rs?family=smi', query: [{ name: 'family', values: ['smi'] }] },
      { sentence: 'a date with its prefix', token: 'patient/Observation.rs?date=ge2026-01', query: [{ name: 'date', values: ['ge2026-01'] }] },
      { sentence: '... and its offset', token: 'patient/Observation.rs?date=ge2026-01-01T00:00:00+02:00', query: [{ name: 'date', values: ['ge2026-01-01T00:00:00+02:00'] }] },
      { sentence: 'a quantity', token: 'patient/Observation.rs?value-quantity=gt5.4|http://unitsofmeasure.org|mg', query: [{ name: 'value-quantity', values: ['gt5.4|http://unitsofmeasure.org|mg'] }] },
      { sentence: 'a number', token: 'user/RiskAssessment.rs?probability=gt0.8', query: [{ name: 'probability', values: ['gt0.8'] }] },
      { sentence: 'a composite', token: 'patient/Observation.rs?code-value-quantity=a$1', query: [{ name: 'code-value-quantity', values: ['a$1'] }] },
      { sentence: 'a reference', token: 'patient/Observation.rs?encounter=e1,Encounter/e2,https://gw.example/fhir/Encounter/e3', query: [{ name: 'encounter', values: ['e1', 'Encounter/e2', 'https://gw.example/fhir/Encounter/e3'] }] },
      { sentence: 'a patient, which narrows and never widens', token: 'patient/Observation.rs?patient=B', query: [{ name: 'patient', values: ['B'] }] },
      { sentence: 'an id', token: 'patient/Observation.rs?_id=o1', query: [{ name: '_id', values: ['o1'] }] },
      { sentence: 'a profile, of every type', token: 'user/*.rs?_profile=http://p.example/a', query: [{ name: '_profile', values: ['http://p.example/a'] }] },
      { sentence: 'a time, of every type', token: 'user/*.rs?_lastUpdated=gt2026', query: [{ name: '_lastUpdated', values: ['gt2026'] }] },
      { sentence: 'R-087 several parameters of several kinds', token: 'patient/Observation.rs?category=laboratory&date=ge2026', query: [lab, { name: 'date', values: ['ge2026'] }] },
      { sentence: 'a tag, of every type', token: 'user/*.rs?_tag=http://x|y', query: [{ name: '_tag', values: ['http://x|y'] }] },
      { sentence: 'a US Core document category (R-089)', token: 'patient/DocumentReference.rs?category=http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category|clinical-note', query: [{ name: 'category', values: ['http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category|clinical-note'] }] },
    ];
    for (const { sentence, token, query } of understood) it(sentence, () => { assert.deepEqual(parseScope(token)?.query, query); });

    // A-224, R-091: never the unconstrained type.
    const nothing = [
      { sentence: 'an include', query: '_include=*' }, { sentence: 'a page size', query: '_count=1' },
      { sentence: 'a modifier', query: 'code:in=http://vs' }, { sentence: 'a negation', query: 'category:not=laboratory' }, { sentence: 'a chain', query: 'encounter.class=AMB' }, { sentence: '_filter', query: '_filter=a' },
      { sentence: '_has', query: '_has:Observation:patient:code=x' }, { sentence: 'a modifier that names a type', query: 'subject:Patient=A' }, { sentence: ':missing', query: 'date:missing=true' }, { sentence: 'an order', query: '_sort=date' }, { sentence: 'a text search', query: '_content=x' },
      { sentence: 'no date', query: 'date=soon' }, { sentence: 'no day of the calendar', query: 'date=2026-02-30' }, { sentence: 'one of several that is no date', query: 'date=2026,soon' }, { sentence: 'no number', query: 'value-quantity=much' }, { sentence: 'a quantity of four parts', query: 'value-quantity=1|a|b|c' },
      { sentence: 'a composite of one part', query: 'code-value-quantity=a' }, { sentence: 'a composite with an empty part', query: 'code-value-string=a$' }, { sentence: 'a part of the wrong form', query: 'code-value-quantity=a$b' },
      { sentence: 'a version', query: 'encounter=Encounter/e1/_history/1' }, { sentence: 'a reference that is a query', query: 'encounter=Encounter?a=b' }, { sentence: 'a reference that is none', query: 'encounter=a/b/c' }, { sentence: 'an id with its type', query: '_id=Observation/o1' },
      { sentence: 'an unknown parameter', query: 'colour=red' }, { sentence: 'a parameter that is a prototype\'s', query: '__proto__=x' },
      { sentence: 'nothing', query: '' }, { sentence: 'a parameter without a value', query: 'category=' }, { sentence: 'a parameter without `=`', query: 'category' }, { sentence: 'a blank value', query: 'category=%20' },
      { sentence: 'a bar alone', query: 'category=|' }, { sentence: 'one value of several blank', query: 'category=laboratory,' }, { sentence: 'a second parameter that it cannot hold', query: 'category=laboratory&_filter=a' },
      { sentence: 'an empty second parameter', query: 'category=laboratory&' }, { sentence: 'a broken percent escape', query: 'category=%zz' }, { sentence: 'an encoded name', query: 'categor%79=laboratory' }, { sentence: 'a second question mark', query: '?category=laboratory' },
    ];
    for (const { sentence, query } of nothing) it(`A-224 R-091 ${sentence} (\`?${query}\`) grants nothing`, () => { assert.equal(parseScope(`patient/Observation.rs?${query}`), undefined); });
    it('A-224 a v1 permission with a query grants nothing', () => { assert.equal(parseScope('patient/Observation.read?category=laboratory'), undefined); });
    it('A-224 a parameter that cannot be told from elements grants nothing', () => { assert.equal(parseScope('user/Patient.rs?deceased=true'), undefined); });
    it('A-224 `*` with a parameter that not every type has grants nothing', () => { assert.equal(parseScope('patient/*.rs?category=laboratory'), undefined); });
    it('A-224 a special parameter grants nothing', () => { assert.equal(parseScope('user/Location.rs?near=1|2'), undefined); });
    it('A-224 accents alone, with which every text begins, grant nothing', () => { assert.equal(parseScope('user/Patient.rs?family=%CC%81'), undefined); });
    it('A-224 `*` with a value of the wrong form grants nothing', () => { assert.equal(parseScope('user/*.rs?_lastUpdated=soon'), undefined); });
    it('A-224 a parameter that this type lacks grants nothing', () => { assert.equal(parseScope('patient/Patient.rs?category=laboratory'), undefined); });
  });

  it('A-234 takes a long token in linear time', () => {
    const begun = performance.now();
    parseScope(`patient/Observation.rs?category=${'a,'.repeat(50_000)}b`);
    parseScope(`patient/Observation.${'r'.repeat(100_000)}`);
    parseScope(`patient/Observation.rs?category=${'\\|'.repeat(50_000)}`);
    parseScope(`patient/Observation.rs?value-quantity=${'1'.repeat(100_000)}`);
    parseScope(`patient/Observation.rs?value-quantity=1${'|\\|'.repeat(50_000)}`);
    parseScope(`patient/Observation.rs?code-value-quantity=${'a$'.repeat(50_000)}`);
    parseScope(`patient/Observation.rs?encounter=${'e/'.repeat(50_000)}`);
    assert.ok(performance.now() - begun < 200);
  });
});
