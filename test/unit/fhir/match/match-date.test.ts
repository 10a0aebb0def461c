import { check, type Case } from './holds.ts';

const at = (effective: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation' as const, ...effective });
const day = at({ effectiveDateTime: '2024-02-10' });
const moment = at({ effectiveDateTime: '2024-02-10T08:30:15.250Z' });
const period = (effectivePeriod: unknown) => at({ effectivePeriod });
const february = period({ start: '2024-02-05', end: '2024-02-20' });

const all = (sentence: string, resource: Case['resource'], answers: Readonly<Record<string, boolean | undefined>>): readonly Case[] =>
  Object.entries(answers).map(([value, holds]) => ({ sentence, asked: `date=${value}`, resource, holds }));

describe('matchDate', () => {
  check([
    ...all('a day', day, { '2024-02-10': true, '2024-02': true, '2024': true, '2024-02-11': false, '2023': false, 'eq2024-02-10': true, '2024-02-10T08:00': false }),
    ...all('a day after and before', day, {
      'gt2024-02-10': false, 'gt2024-02-09': true, 'ge2024-02-10': true, 'ge2024-02-11': false, 'lt2024-02-10': false, 'lt2024-02-11': true, 'le2024-02-10': true, 'le2024-02-09': false,
      'sa2024-02-09': true, 'sa2024-02-10': false, 'eb2024-02-11': true, 'eb2024-02-10': false, 'ne2024-02-10': false, 'ne2024-02-11': true, 'gt2024': false, 'ge2024': true, 'sa2023': true,
    }),
    ...all('less precise than what is asked', at({ effectiveDateTime: '2024' }), { '2024': true, '2024-02': false, 'ne2024-02': true, 'ge2024-02': true, 'le2024-02': true, 'sa2024-02': false, 'ap2024-02': true }),
    ...all('a moment', moment, { '2024-02-10T08:30': true, '2024-02-10T08:30:15': true, '2024-02-10T08:30:15.250Z': true, '2024-02-10T08:30:15.251Z': false, '2024-02-10T09:30:15.250+01:00': true, '2024-02-10T09:30:15.250-01:00': false }),
    ...all('the day that was written, whatever the zone', at({ effectiveDateTime: '2024-02-10T23:30:00-05:00' }), { '2024-02-10': true, '2024-02-11': false, '2024-02-11T04:30:00Z': true, 'ge2024-02-11': false }),
    ...all('about, by a tenth of the distance from now', at({ effectiveDateTime: '2024-06-15' }), { 'ap2024-04': true, 'ap2023-01': false, 'ap2026-06-01': false }),
    ...all('a Period', february, { '2024-02': true, '2024-02-10': false, 'ne2024-02-10': true, 'gt2024-02-10': true, 'lt2024-02-10': true, 'sa2024-02-10': false, 'sa2024-02-04': true, 'eb2024-02-21': true, 'ap2024-02-10': true }),
    ...all('a Period without end', period({ start: '2024-02-05' }), { '2024': false, 'ge2030': true, 'sa2024-02-04': true, 'eb2030': false, 'lt2024-03': true, 'lt2024-01': false }),
    ...all('a Period without start', period({ end: '2024-02-05' }), { 'lt1900': true, 'ge2024-03': false, 'eb2024-03': true }),
    ...all('the outer limits of a Timing', at({ effectiveTiming: { event: ['2024-02-01', '2024-02-20'] } }), { '2024-02': true, '2024-02-10': false, 'ap2024-02-10': true, 'sa2024-01': true }),
    ...all('the bounds of a Timing', at({ effectiveTiming: { repeat: { boundsPeriod: { start: '2024-02-01', end: '2024-02-20' } } } }), { '2024-02': true, '2024-01': false }),
    ...all('a leap day', at({ effectiveDateTime: '2024-02-29' }), { '2024-02-29': true, '2023-02-29': undefined }),
    ...all('a year of the first century', at({ effectiveDateTime: '0050-06' }), { '0050': true, '1950': false }),
    ...all('no date of the calendar', day, { '2024-13': undefined, '2024-00-01': undefined, '2024-02-30': undefined, '2024-02-00': undefined, '2024-02-10T24:00': undefined, '2024-02-10T08:60': undefined, '2024-02-10T08:30+15:00': undefined, '20240210': undefined, 'xx2024': undefined }),
    { sentence: 'A-222 one of several that cannot be read', asked: 'date=2024-02-10,2024-13', resource: day, holds: undefined },
    { sentence: 'one of several', asked: 'date=2023,2024-02', resource: day, holds: true },
    { sentence: 'when it was last updated', asked: '_lastUpdated=ge2024-02', resource: at({ meta: { lastUpdated: '2024-02-10T08:30:15.250Z' } }), holds: true },
    { sentence: '... not before', asked: '_lastUpdated=ge2024-03', resource: at({ meta: { lastUpdated: '2024-02-10T08:30:15.250Z' } }), holds: false },
  ]);

  describe('reads nothing into odd shapes', () => {
    const odd: readonly (readonly [string, Case['resource']])[] = [
      ['null', at({ effectiveDateTime: null })], ['a number', at({ effectiveDateTime: 2024 })], ['no date', at({ effectiveDateTime: '2024-02-31' })], ['an object', at({ effectiveDateTime: { value: '2024' } })],
      ['a start that is none', period({ start: 'soon', end: '2024-02-20' })], ['a start that is null', period({ start: null, end: '2024-02-20' })], ['an end that is a Period', period({ start: '2024', end: { start: '2024' } })],
      ['an end before its start', period({ start: '2024-02-20', end: '2024-02-19' })], ['a Period that is empty', period({})], ['a Period that is null', period(null)], ['an event that is no list', at({ effectiveTiming: { event: '2024' } })], ['one event that is none', at({ effectiveTiming: { event: ['2024', null] } })],
      ['bounds that are text', at({ effectiveTiming: { repeat: { boundsPeriod: '2024' } } })],
    ];
    check(odd.flatMap(([sentence, resource]) => [{ sentence, asked: 'date=ge1900,lt1900,ne1900', resource, holds: false }]));
  });
});
