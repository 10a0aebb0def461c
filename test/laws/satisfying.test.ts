import assert from 'node:assert/strict';
import fc from 'fast-check';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { satisfies } from '../../src/decision/satisfies.ts';
import { isFault, scan } from '../../src/fhir/json.ts';
import type { Bases } from '../../src/fhir/reference.ts';
import { parseScope } from '../../src/smart/scope.ts';

const bases: Bases = { own: 'https://gw.example/fhir', backend: ['http://hapi:8080/fhir', 'https://alias.example/r4'] };
const now = Date.parse('2026-06-15T12:00:00Z');

type Json = { readonly resourceType: 'Observation' | 'Patient' };
/** One value of a parameter as a client writes it, and the same thing said slowly. */
type Asked = { readonly name: string; readonly value: string; readonly holds: (resource: Json) => boolean };

// ---- The naive side: FHIRPath, and texts that are compared as texts

const found = (resource: Json, expression: string): readonly unknown[] => {
  const values: unknown = fhirpath.evaluate(structuredClone(resource), expression, {}, r4);
  return Array.isArray(values) ? values : [];
};
const path = (expression: string) => (resource: Json): boolean => found(resource, expression)[0] === true;
const textsOf = (resource: Json, expression: string): readonly string[] => found(resource, expression).map(String);

type Token = { readonly system: string | undefined; readonly code: string };
const tokenText = ({ system, code }: Token): string => (system === undefined ? code : `${system}|${code}`);
const isToken = ({ system, code }: Token, codeName: string): string =>
  [code === '' ? [] : `${codeName} = '${code}'`, system === undefined ? [] : system === '' ? 'system.exists().not()' : `system = '${system}'`].flat().join(' and ');

/** What a date covers, as the first and the last text that stands in it. */
type Span = { readonly low: string; readonly high: string };
const lastDay = (year: string, month: string): string => String(new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate());
const spanOf = (text: string, inZone: boolean): Span => {
  const [year = '', month, day] = text.slice(0, 10).split('-');
  if (month === undefined) return { low: `${year}-01-01T00:00:00.000`, high: `${year}-12-31T23:59:59.999` };
  if (day === undefined) return { low: `${text}-01T00:00:00.000`, high: `${text}-${lastDay(year, month)}T23:59:59.999` };
  if (!text.includes('T')) return { low: `${text}T00:00:00.000`, high: `${text}T23:59:59.999` };
  const second = (inZone ? new Date(text).toISOString() : text).slice(0, 19);
  return { low: `${second}.000`, high: `${second}.999` };
};
const covers = (outer: Span, inner: Span): boolean => outer.low <= inner.low && inner.high <= outer.high;
const byPrefix: Readonly<Record<string, (target: Span, asked: Span) => boolean>> = {
  '': (target, asked) => covers(asked, target), eq: (target, asked) => covers(asked, target), ne: (target, asked) => !covers(asked, target),
  gt: (target, asked) => target.high > asked.high, lt: (target, asked) => target.low < asked.low,
  // A target that ends, or begins, with what was asked reaches it as well, as HAPI has it.
  ge: (target, asked) => target.high >= asked.high || covers(asked, target), le: (target, asked) => target.low <= asked.low || covers(asked, target),
  sa: (target, asked) => target.low > asked.high, eb: (target, asked) => target.high < asked.low,
};
const dateHolds = (prefix: string, value: string) => (resource: Json): boolean => {
  const span = (text: string): Span => spanOf(text, value.includes('T'));
  const [start] = textsOf(resource, 'Observation.effective.ofType(Period).start');
  const [end] = textsOf(resource, 'Observation.effective.ofType(Period).end');
  const period = start === undefined && end === undefined ? [] : [{ low: start === undefined ? '0' : span(start).low, high: end === undefined ? '9999-12-32' : span(end).high }];
  const spans = [...textsOf(resource, 'Observation.effective.ofType(dateTime)').map(span), ...period];
  return spans.some((target) => target.low <= target.high && byPrefix[prefix]?.(target, spanOf(value, true)) === true);
};

/** A number of tenths and how a value compares with it; equality reaches half a tenth to both sides. */
const quantityTest = (prefix: string, tenths: number): string => {
  const asked = (tenths / 10).toFixed(1);
  const within = `value >= ${((tenths * 10 - 5) / 100).toFixed(2)} and value < ${((tenths * 10 + 5) / 100).toFixed(2)}`;
  const tests: Readonly<Record<string, string>> = { '': within, eq: within, ne: `(${within}).not()`, gt: `value > ${asked}`, lt: `value < ${asked}`, ge: `value >= ${asked}`, le: `value <= ${asked}`, sa: `value > ${asked}`, eb: `value < ${asked}` };
  return tests[prefix] ?? 'false';
};
const unitTest: Readonly<Record<string, string>> = { '': 'true', '|http://u|mg': "system = 'http://u' and code = 'mg'", '||mg': "(code = 'mg' or unit = 'mg')", '||milli': "(code = 'milli' or unit = 'milli')" };

const spellings = (place: string): readonly string[] => [place, ...[bases.own, ...bases.backend].map((base) => `${base}/${place}`)];
const leadsTo = (place: string): string => spellings(place).map((one) => `$this = '${one}' or $this.startsWith('${one}/_history/')`).join(' or ');

// ---- What is asked

const codes = ['a', 'b', 'c'];
const systems = ['http://s', 'http://t'];
const tokenArb: fc.Arbitrary<Token> = fc.oneof(
  fc.record({ system: fc.constantFrom(undefined, '', ...systems), code: fc.constantFrom(...codes) }),
  fc.record({ system: fc.constantFrom(...systems), code: fc.constant('') }),
);
const prefixArb = fc.constantFrom('', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb');
const dateTexts = ['2023', '2024', '2024-02', '2024-03', '2024-02-28', '2024-02-29', '2024-03-01'];
const momentArb = fc.tuple(fc.constantFrom('2024-02-28', '2024-02-29', '2024-03-01'), fc.constantFrom('00:00:00', '01:30:15', '23:30:00'), fc.constantFrom('Z', '+02:00', '-05:00')).map(([day, time, zone]) => `${day}T${time}${zone}`);
const tenthsArb = fc.integer({ min: -12, max: 12 });

const tokensIn = (name: string, elements: string, codeName = 'code'): fc.Arbitrary<Asked> =>
  tokenArb.map((token) => ({ name, value: tokenText(token), holds: path(`${elements}.where(${isToken(token, codeName)}).exists()`) }));
const codesIn = (name: string, element: string, values: readonly string[]): fc.Arbitrary<Asked> =>
  fc.constantFrom(...values).map((value) => ({ name, value, holds: path(`${element}.where($this.toString() = '${value}').exists()`) }));
const beginnings = ['a', 'ANG', 'ångs', 'st', 'bo', 'b'];
const textsIn = (name: string, elements: string): fc.Arbitrary<Asked> =>
  fc.constantFrom(...beginnings).map((value) => ({ name, value: encodeURIComponent(value), holds: path(`(${elements}).where(lower().replace('å', 'a').replace('ö', 'o').startsWith('${value.toLowerCase().replace('å', 'a')}')).exists()`) }));
const dates: fc.Arbitrary<Asked> = fc.tuple(prefixArb, fc.oneof(fc.constantFrom(...dateTexts), momentArb)).map(([prefix, value]) => ({ name: 'date', value: `${prefix}${value}`, holds: dateHolds(prefix, value) }));
const quantities: fc.Arbitrary<Asked> = fc.tuple(prefixArb, tenthsArb, fc.constantFrom(...Object.keys(unitTest))).map(([prefix, tenths, unit]) => ({
  name: 'value-quantity', value: `${prefix}${(tenths / 10).toFixed(1)}${unit}`, holds: path(`Observation.value.ofType(Quantity).where(${quantityTest(prefix, tenths)} and ${unitTest[unit] ?? 'false'}).exists()`),
}));
const composites: fc.Arbitrary<Asked> = fc.tuple(tokenArb, prefixArb, tenthsArb, fc.boolean()).map(([token, prefix, tenths, combo]) => ({
  name: combo ? 'combo-code-value-quantity' : 'component-code-value-quantity', value: `${tokenText(token)}$${prefix}${(tenths / 10).toFixed(1)}`,
  holds: path(`(Observation.component${combo ? ' | Observation' : ''}).where(code.coding.where(${isToken(token, 'code')}).exists() and value.ofType(Quantity).where(${quantityTest(prefix, tenths)}).exists()).exists()`),
}));
const references = (name: string, element: string, types: readonly string[]): fc.Arbitrary<Asked> =>
  fc.tuple(fc.constantFrom(...types), fc.constantFrom('1', '2'), fc.nat({ max: bases.backend.length + 2 })).map(([type, id, spelled]) => {
    const place = `${type}/${id}`;
    const asked = spellings(place)[spelled];
    const places = asked === undefined ? types.map((one) => `${one}/${id}`) : [place];
    return { name, value: asked ?? id, holds: path(`${element}.reference.where(${places.map(leadsTo).join(' or ')}).exists()`) };
  });

const askedOf: Readonly<Record<Json['resourceType'], fc.Arbitrary<Asked>>> = {
  Observation: fc.oneof(
    tokensIn('category', 'Observation.category.coding'), codesIn('status', 'Observation.status', ['final', 'amended']), tokensIn('_tag', 'Observation.meta.tag'), tokensIn('combo-code', '(Observation.code | Observation.component.code).coding'),
    dates, quantities, composites, references('encounter', 'Observation.encounter', ['Encounter', 'EpisodeOfCare']), references('patient', 'Observation.subject', ['Patient']),
  ),
  Patient: fc.oneof(
    textsIn('family', 'Patient.name.family'), textsIn('name', 'Patient.name.family | Patient.name.given | Patient.name.text'), codesIn('active', 'Patient.active', ['true', 'false']), tokensIn('identifier', 'Patient.identifier', 'value'),
    references('general-practitioner', 'Patient.generalPractitioner', ['Organization', 'Practitioner', 'PractitionerRole']),
  ),
};

// ---- What is stored

const optional = <T>(arb: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arb, { nil: undefined });
const codingArb = fc.record({ system: fc.constantFrom(undefined, ...systems), code: fc.constantFrom(...codes) });
const conceptArb = fc.record({ coding: fc.array(codingArb, { minLength: 1, maxLength: 2 }), text: fc.constantFrom(undefined, 'a') });
const quantityArb = fc.record({ value: fc.integer({ min: -130, max: 130 }).map((hundredths) => hundredths / 100), system: fc.constantFrom(undefined, 'http://u'), code: fc.constantFrom(undefined, 'mg', 'g'), unit: fc.constantFrom(undefined, 'milli') });
const storedDateArb = fc.oneof(fc.constantFrom(...dateTexts), momentArb);
const referenceArb = (...types: readonly string[]) =>
  fc.tuple(fc.constantFrom(...types), fc.constantFrom('1', '2'), fc.nat({ max: bases.backend.length + 1 }), fc.constantFrom('', '', '/_history/1'), fc.constantFrom('', '', '', 'https://other.example/')).map(([type, id, spelled, version, elsewhere]) => ({ reference: `${elsewhere === '' ? (spellings(`${type}/${id}`)[spelled] ?? '') : `${elsewhere}${type}/${id}`}${version}` }));
const periodArb = fc.record({ start: optional(storedDateArb), end: optional(storedDateArb) }).filter(({ start, end }) => start !== undefined || end !== undefined);
const effectiveArb = fc.oneof(storedDateArb.map((effectiveDateTime) => ({ effectiveDateTime })), periodArb.map((effectivePeriod) => ({ effectivePeriod })), fc.constant({}));
const nameArb = fc.record({ family: fc.constantFrom(undefined, 'Ångström', 'Borg'), given: fc.constantFrom(undefined, ['Stig', 'Angela'], ['Bö']), text: fc.constantFrom(undefined, 'a b'), use: fc.constantFrom(undefined, 'official') });

const storedOf: Readonly<Record<Json['resourceType'], fc.Arbitrary<Json>>> = {
  Observation: fc.tuple(
    fc.record({
      resourceType: fc.constant('Observation' as const), status: fc.constantFrom('final', 'amended'), meta: optional(fc.record({ tag: fc.array(codingArb, { minLength: 1, maxLength: 2 }) })), category: optional(fc.array(conceptArb, { minLength: 1, maxLength: 2 })),
      code: conceptArb, encounter: optional(referenceArb('Encounter', 'EpisodeOfCare')), subject: optional(referenceArb('Patient', 'Group')), valueQuantity: optional(quantityArb),
      component: optional(fc.array(fc.record({ code: conceptArb, valueQuantity: optional(quantityArb) }), { minLength: 1, maxLength: 2 })),
    }),
    effectiveArb,
  ).map(([resource, effective]) => ({ ...resource, ...effective })),
  Patient: fc.record({
    resourceType: fc.constant('Patient' as const), active: optional(fc.boolean()), name: optional(fc.array(nameArb, { minLength: 1, maxLength: 2 })),
    identifier: optional(fc.array(fc.record({ system: fc.constantFrom(undefined, ...systems), value: fc.constantFrom(...codes) }), { minLength: 1, maxLength: 2 })),
    generalPractitioner: optional(fc.array(referenceArb('Organization', 'Practitioner'), { minLength: 1, maxLength: 2 })),
  }),
};

const caseArb = fc.constantFrom('Observation', 'Patient').chain((type) =>
  fc.record({ resource: storedOf[type], params: fc.array(askedOf[type].chain((first) => askedOf[type].map((other) => (other.name === first.name ? [first, other] : [first]))), { minLength: 1, maxLength: 2 }) }),
);

describe('law of satisfying', () => {
  it('A-222 R-087 a granular scope holds for what FHIRPath says of its parameters, for every resource and parameter', () => {
    const seen = { in: 0, out: 0 };
    fc.assert(
      fc.property(caseArb, ({ resource, params }) => {
        // Undefined members are no members.
        const stored = JSON.parse(JSON.stringify(resource)) as Json;
        const query = params.map((values) => `${values[0]?.name ?? ''}=${values.map(({ value }) => value).join(',')}`).join('&');
        const clause = parseScope(`user/${stored.resourceType}.rs?${query}`, bases);
        const doc = scan(JSON.stringify(stored));
        assert.ok(clause !== undefined && !isFault(doc), query);
        const wanted = params.every((values) => values.some(({ holds }) => holds(stored)));
        seen[wanted ? 'in' : 'out'] += 1;
        assert.equal(satisfies({ doc, node: 0, type: stored.resourceType, id: undefined }, clause.query, { bases, now }), wanted, query);
      }),
      { numRuns: 1500 },
    );
    assert.ok(seen.in > 100 && seen.out > 100, JSON.stringify(seen));
  });
});
