import assert from 'node:assert/strict';
import { cutoffOf, isWithinWindow } from '../../../src/decision/window.ts';
import { resourceOf } from '../../support/deciding.ts';

const at = (time: string): number => Date.parse(time);

describe('cutoffOf', () => {
  const cases: readonly { readonly window: string; readonly now: string; readonly cutoff: string }[] = [
    { window: 'P1D', now: '2026-06-15T12:00:00.001Z', cutoff: '2026-06-14T12:00:00.001Z' },
    { window: 'P90D', now: '2026-06-15T12:00:00Z', cutoff: '2026-03-17T12:00:00Z' },
    { window: 'P2W', now: '2026-06-15T12:00:00Z', cutoff: '2026-06-01T12:00:00Z' },
    { window: 'PT36H', now: '2026-06-15T12:00:00Z', cutoff: '2026-06-14T00:00:00Z' },
    { window: 'PT90M', now: '2026-06-15T12:00:00Z', cutoff: '2026-06-15T10:30:00Z' },
    { window: 'PT1S', now: '2026-06-15T12:00:00Z', cutoff: '2026-06-15T11:59:59Z' },
    { window: 'P0D', now: '2026-06-15T12:00:00Z', cutoff: '2026-06-15T12:00:00Z' },
    // the M before the T is months, the one behind it minutes
    { window: 'P1M', now: '2026-06-15T12:00:00Z', cutoff: '2026-05-15T12:00:00Z' },
    { window: 'PT1M', now: '2026-06-15T12:00:00Z', cutoff: '2026-06-15T11:59:00Z' },
    { window: 'P1Y2M3W4DT5H6M7S', now: '2026-06-15T12:00:00Z', cutoff: '2025-03-21T06:53:53Z' },
    // the end of a month that is too short
    { window: 'P1M', now: '2026-03-31T12:00:00Z', cutoff: '2026-02-28T12:00:00Z' },
    { window: 'P1M', now: '2028-03-31T12:00:00Z', cutoff: '2028-02-29T12:00:00Z' },
    { window: 'P1M', now: '2026-07-31T12:00:00Z', cutoff: '2026-06-30T12:00:00Z' },
    { window: 'P1Y', now: '2028-02-29T12:00:00Z', cutoff: '2027-02-28T12:00:00Z' },
    { window: 'P4Y', now: '2028-02-29T12:00:00Z', cutoff: '2024-02-29T12:00:00Z' },
    { window: 'P5M', now: '2026-03-31T00:00:00Z', cutoff: '2025-10-31T00:00:00Z' },
    { window: 'P1M1D', now: '2026-03-31T00:00:00Z', cutoff: '2026-02-27T00:00:00Z' },
    // across the year, and to a year of two digits
    { window: 'P1M', now: '2026-01-31T23:59:59.999Z', cutoff: '2025-12-31T23:59:59.999Z' },
    { window: 'P18M', now: '2026-06-15T12:00:00Z', cutoff: '2024-12-15T12:00:00Z' },
    { window: 'P2000Y', now: '2026-06-15T12:00:00Z', cutoff: '0026-06-15T12:00:00Z' },
  ];
  for (const { window, now, cutoff } of cases) it(`${window} before ${now} is ${cutoff}`, () => { assert.equal(new Date(cutoffOf(window, at(now))).toISOString(), new Date(cutoff).toISOString()); });

  it('more than can be told is no limit', () => { assert.equal(cutoffOf('P999999Y', at('2026-06-15')), -Infinity); });
  it('... and such a window shows all', () => { assert.ok(isWithinWindow(resourceOf({ resourceType: 'Condition', id: 'c', recordedDate: '1850' }), cutoffOf('P999999Y', at('2026-06-15')))); });
  for (const window of ['', 'P', '90D', 'P-1D', 'P1.5D', 'P1D ', 'p1d']) {
    it(`\`${window}\`, which no policy can hold, shows nothing`, () => {
      assert.ok(!isWithinWindow(resourceOf({ resourceType: 'Condition', id: 'c', recordedDate: '2026-06-15' }), cutoffOf(window, at('2026-06-15'))));
      assert.ok(!isWithinWindow(resourceOf({ resourceType: 'Encounter', id: 'e', period: { start: '2026' } }), cutoffOf(window, at('2026-06-15'))));
    });
  }
});

type Case = { readonly sentence: string; readonly resource: Readonly<Record<string, unknown>>; readonly is: boolean };

const cutoff = at('2026-06-15T12:00:00Z');
const old = { meta: { lastUpdated: '2020-01-01T00:00:00Z' } };
const fresh = { meta: { lastUpdated: '2026-06-16T00:00:00Z' } };
const condition = (recordedDate: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Condition', id: 'c', recordedDate, ...more });
const encounter = (period: unknown, more: Readonly<Record<string, unknown>> = {}) => ({ resourceType: 'Encounter', id: 'e', period, ...more });
const observation = (more: Readonly<Record<string, unknown>>) => ({ resourceType: 'Observation', id: 'o', ...more });
const timed = (effectiveTiming: unknown, more: Readonly<Record<string, unknown>> = {}) => observation({ effectiveTiming, ...more });

const groups: Readonly<Record<string, readonly Case[]>> = {
  'a date counts to the end of what it may mean': [
    { sentence: 'the cutoff itself', resource: condition('2026-06-15T12:00:00.000Z'), is: true },
    { sentence: 'a millisecond before', resource: condition('2026-06-15T11:59:59.999Z'), is: false },
    { sentence: 'its second', resource: condition('2026-06-15T12:00:00Z'), is: true },
    { sentence: 'the second before', resource: condition('2026-06-15T11:59:59Z'), is: false },
    { sentence: 'its day', resource: condition('2026-06-15'), is: true },
    { sentence: 'the day before', resource: condition('2026-06-14'), is: false },
    { sentence: 'its month', resource: condition('2026-06'), is: true },
    { sentence: 'the month before', resource: condition('2026-05'), is: false },
    { sentence: 'its year', resource: condition('2026'), is: true },
    { sentence: 'the year before', resource: condition('2025'), is: false },
    { sentence: 'the same moment in another zone', resource: condition('2026-06-15T14:00:00+02:00'), is: true },
    { sentence: 'the same time in a zone that had it before', resource: condition('2026-06-15T12:00:00+02:00'), is: false },
    { sentence: 'a time to come', resource: condition('2030-01-01T00:00:00Z'), is: true },
    { sentence: 'an old date, updated since', resource: condition('2020', fresh), is: false },
    { sentence: 'a new date, updated never', resource: condition('2026', old), is: true },
  ],
  'a date that cannot be read hides': ['', 'soon', '2026-13', '2026-02-30', '2027-02-29', '2026-06-15T25:00:00Z', '2026-06-15T12:00:00+99:99', '2026-06-15Z', 2026, null, true, {}, ['2026', 'x'], { extension: [] }].map((date) => ({ sentence: JSON.stringify(date), resource: condition(date, fresh), is: false })),
  'without a clinical date the last update counts': [
    { sentence: 'updated since', resource: condition(undefined, fresh), is: true },
    { sentence: 'not updated since', resource: condition(undefined, old), is: false },
    { sentence: 'its update unknown', resource: condition(undefined), is: false },
    { sentence: 'its update unknown, though it has a meta', resource: condition(undefined, { meta: {} }), is: false },
    { sentence: 'its update unreadable', resource: condition(undefined, { meta: { lastUpdated: 'now' } }), is: false },
    { sentence: 'why there is no date is said', resource: condition(undefined, { ...fresh, _recordedDate: { extension: [] } }), is: true },
    { sentence: 'no dates in a list', resource: condition([], fresh), is: true },
    { sentence: 'another date of it, of another meaning', resource: condition(undefined, { ...old, onsetDateTime: '2026-06-15' }), is: false },
  ],
  'a Period counts to its end': [
    { sentence: 'that is since', resource: encounter({ start: '2020', end: '2026-06-15' }), is: true },
    { sentence: 'that is before', resource: encounter({ start: '2020', end: '2026-06-14' }), is: false },
    { sentence: 'without a start', resource: encounter({ end: '2026-06-15' }), is: true },
    { sentence: 'before, without a start', resource: encounter({ end: '2026-06-14' }, fresh), is: false },
    { sentence: 'one that goes on', resource: encounter({ start: '1999' }, old), is: true },
    { sentence: 'one that begins after it ends', resource: encounter({ start: '2026-06-15', end: '2020' }), is: false },
    { sentence: 'a start that cannot be read', resource: encounter({ start: 'then', end: '2026-06-15' }, fresh), is: false },
    { sentence: 'an end that cannot be read', resource: encounter({ start: '2026', end: 'now' }, fresh), is: false },
    { sentence: 'a start that is none, and goes on', resource: encounter({ start: 5 }, fresh), is: false },
    { sentence: 'neither start nor end', resource: encounter({}, fresh), is: false },
    { sentence: 'no Period', resource: encounter(undefined, fresh), is: true },
  ],
  'a Timing counts to its latest event or bound': [
    { sentence: 'the latest since', resource: timed({ event: ['2026-06-16', '2020'] }), is: true },
    { sentence: 'all before', resource: timed({ event: ['2026-06-14', '2020'] }, fresh), is: false },
    { sentence: 'one that cannot be read', resource: timed({ event: ['2026-06-16', 'x'] }, fresh), is: false },
    { sentence: 'one that is missing', resource: timed({ event: [null, '2026-06-16'] }, fresh), is: false },
    { sentence: 'no list', resource: timed({ event: '2026-06-16' }, fresh), is: false },
    { sentence: 'bounds since', resource: timed({ repeat: { boundsPeriod: { start: '2020', end: '2026-06-15' } } }), is: true },
    { sentence: 'bounds before', resource: timed({ repeat: { boundsPeriod: { start: '2020', end: '2026-06-14' } } }, fresh), is: false },
    { sentence: 'open bounds', resource: timed({ event: ['2020'], repeat: { boundsPeriod: { start: '2020' } } }), is: true },
    { sentence: 'events since, bounds before', resource: timed({ event: ['2026-06-16'], repeat: { boundsPeriod: { end: '2020' } } }), is: true },
    { sentence: 'how often alone', resource: timed({ repeat: { frequency: 1, period: 1, periodUnit: 'd' } }, fresh), is: false },
    { sentence: 'words alone', resource: timed({ code: { text: 'daily' } }, fresh), is: false },
  ],
  'each data type of the element': [
    { sentence: 'a dateTime', resource: observation({ effectiveDateTime: '2026-06-15' }), is: true },
    { sentence: 'an old dateTime', resource: observation({ effectiveDateTime: '2026-06-14', ...fresh }), is: false },
    { sentence: 'an instant', resource: observation({ effectiveInstant: '2026-06-15T12:00:00Z' }), is: true },
    { sentence: 'an old instant', resource: observation({ effectiveInstant: '2026-06-15T11:00:00Z', ...fresh }), is: false },
    { sentence: 'a Period', resource: observation({ effectivePeriod: { end: '2026-06-15' } }), is: true },
    { sentence: 'an old Period', resource: observation({ effectivePeriod: { end: '2026-06-14' }, ...fresh }), is: false },
    { sentence: 'of two the later', resource: observation({ effectiveDateTime: '2020', effectivePeriod: { end: '2026-06-15' } }), is: true },
    { sentence: 'of two one that cannot be read', resource: observation({ effectiveDateTime: '2026-06-15', effectivePeriod: 'x' }), is: false },
    { sentence: 'one further down', resource: { resourceType: 'Specimen', id: 's', collection: { collectedDateTime: '2026-06-15' } }, is: true },
    { sentence: 'an old one further down', resource: { resourceType: 'Specimen', id: 's', collection: { collectedDateTime: '2026-06-14' }, ...fresh }, is: false },
  ],
  'types without a clinical date are never too old': [
    { sentence: 'a patient', resource: { resourceType: 'Patient', id: 'A', birthDate: '1950', ...old }, is: true },
    { sentence: 'a group', resource: { resourceType: 'Group', id: 'g' }, is: true },
    { sentence: 'a practitioner, of nobody', resource: { resourceType: 'Practitioner', id: 'p', ...old }, is: true },
    { sentence: 'a Binary, judged by its documents', resource: { resourceType: 'Binary', id: 'b', ...old }, is: true },
    { sentence: 'a Provenance, judged by its targets', resource: { resourceType: 'Provenance', id: 'p', recorded: '2020-01-01T00:00:00Z' }, is: true },
  ],
};

for (const [name, cases] of Object.entries(groups)) {
  describe(`isWithinWindow: ${name}`, () => {
    for (const { sentence, resource, is } of cases) it(`${sentence}: ${is ? 'in' : 'out'}`, () => { assert.equal(isWithinWindow(resourceOf(resource), cutoff), is); });
  });
}
