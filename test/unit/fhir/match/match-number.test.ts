import { check, type Case } from './holds.ts';

const risk = (probabilityDecimal: unknown) => ({ resourceType: 'RiskAssessment' as const, prediction: [{ probabilityDecimal }] });
const measured = (valueQuantity: unknown) => ({ resourceType: 'Observation' as const, valueQuantity });
const ucum = 'http://unitsofmeasure.org';
const mg = measured({ value: 5.4, unit: 'milligram', system: ucum, code: 'mg' });
const context = (valueRange: unknown) => ({ resourceType: 'Questionnaire' as const, useContext: [{ code: { code: 'age' }, valueRange }] });

const all = (name: string, sentence: string, resource: Case['resource'], answers: Readonly<Record<string, boolean | undefined>>): readonly Case[] =>
  Object.entries(answers).map(([value, holds]) => ({ sentence, asked: `${name}=${value}`, resource, holds }));

describe('matchNumber', () => {
  check([
    ...all('probability', 'a number by the precision that is asked', risk(0.8), { '0.8': true, '0.80': true, '0.81': false, '1': true, '8e-1': true, '0.7': false, 'ne0.8': false, 'ne0.9': true }),
    ...all('probability', 'half a digit more or less', risk(0.85), { '0.8': false, '0.9': true }),
    ...all('probability', 'more and less are exact', risk(0.8), { 'gt0.8': false, 'ge0.8': true, 'lt0.8': false, 'le0.8': true, 'gt0.79': true, 'lt0.81': true, 'sa0.8': false, 'sa0.7': true, 'eb0.8': false, 'eb0.9': true, 'ap0.85': true, 'ap0.5': false }),
    ...all('probability', 'no number', risk(0.8), { x: undefined, '': undefined, '0.8|s|u': undefined, '0x1': undefined, '1e999': undefined, '1e1000': undefined, Infinity: undefined, '.8': undefined }),
    ...all('value-quantity', 'digits, not floating point', measured({ value: 5.35 }), { '5.4': true, '5.3': false }),
    ...all('value-quantity', 'minus', measured({ value: -0.5 }), { '-0.5': true, '-0.50': true, '0.5': false, 'lt0': true, '-1': false, '-1.5': false, '0': true }),
    ...all('value-quantity', 'a value in whatever unit', mg, { '5.4': true, 'gt5': true, 'lt5': false }),
    ...all('value-quantity', 'system and code', mg, { [`5.4|${ucum}|mg`]: true, [`5.4|${ucum}|g`]: false, '5.4|http://other|mg': false, [`5.4|${ucum}`]: true, [`5.4|${ucum}|milligram`]: false, [`gt6|${ucum}|mg`]: false }),
    ...all('value-quantity', 'code or unit without a system', mg, { '5.4||mg': true, '5.4||milligram': true, '5.4||g': false, '5.4||': true }),
    ...all('value-quantity', 'too many bars, or one escaped', mg, { '5.4|a|b|c': undefined, '5.4\\|a': undefined }),
    ...all('value-quantity', 'an escaped bar in the unit', measured({ value: 5, unit: 'a|b' }), { '5||a\\|b': true, '5||a': false }),
    ...all('value-quantity', 'less than five is not five', measured({ value: 5, comparator: '<' }), { '5': false, 'lt5': true, 'ge5': false, 'gt1': true, 'ne5': true }),
    ...all('value-quantity', 'more than five neither', measured({ value: 5, comparator: '>=' }), { '5': false, 'gt5': true, 'le4': false }),
    ...all('context-quantity', 'a Range', context({ low: { value: 4, code: 'a' }, high: { value: 8, code: 'a' } }), { '6': false, 'gt6': true, 'lt6': true, 'sa3': true, 'sa5': false, 'eb9': true, '6||b': false, 'gt6||a': true }),
    ...all('context-quantity', 'a Range without end', context({ low: { value: 4 } }), { 'gt1000': true, 'lt4': false }),
    ...all('context-quantity', 'a Range of two units', context({ low: { value: 4, code: 'a' }, high: { value: 8, code: 'b' } }), { 'gt6||a': false }),
    { sentence: 'a Money by its currency', asked: 'totalgross=5|urn:iso:std:iso:4217|EUR', resource: { resourceType: 'Invoice', totalGross: { value: 5, currency: 'EUR' } }, holds: true },
    { sentence: '... another one', asked: 'totalgross=5||USD', resource: { resourceType: 'Invoice', totalGross: { value: 5, currency: 'EUR' } }, holds: false },
  ]);

  describe('reads nothing into odd shapes', () => {
    const odd: readonly (readonly [string, unknown])[] = [
      ['null', null], ['a text', { value: '5' }], ['a value that is null', { value: null }], ['an unknown comparator', { value: 5, comparator: 'ad' }], ['a comparator that is null', { value: 5, comparator: null }],
      ['nothing', {}], ['ends the wrong way round', { low: { value: 8 }, high: { value: 4 } }], ['a low end that is null', { low: null, high: { value: 5 } }], ['a high end that is a number', { low: { value: 5 }, high: 7 }],
    ];
    check(odd.map(([sentence, value]) => ({ sentence, asked: 'value-quantity=gt0,le0,ne0', resource: measured(value), holds: false })));
  });
});
