import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cutoffOf, isWithinWindow } from '../../src/decision/window.ts';
import { resourceOf } from '../support/deciding.ts';

type Parts = { readonly years: number; readonly months: number; readonly weeks: number; readonly days: number; readonly hours: number; readonly minutes: number; readonly seconds: number };

const partsArb: fc.Arbitrary<Parts> = fc.record({
  years: fc.nat(4), months: fc.nat(30), weeks: fc.nat(9), days: fc.nat(70), hours: fc.nat(50), minutes: fc.nat(99), seconds: fc.nat(99),
});

const printed = ({ years, months, weeks, days, hours, minutes, seconds }: Parts): string => `P${years}Y${months}M${weeks}W${days}DT${hours}H${minutes}M${seconds}S`;

const sum = (one: Parts, other: Parts): Parts => ({
  years: one.years + other.years, months: one.months + other.months, weeks: one.weeks + other.weeks, days: one.days + other.days,
  hours: one.hours + other.hours, minutes: one.minutes + other.minutes, seconds: one.seconds + other.seconds,
});

const millisecondArb = fc.integer({ min: Date.parse('2018-01-01'), max: Date.parse('2030-01-01') });

// Dates of each precision, and what is none.
const dateArb = fc.tuple(millisecondArb, fc.constantFrom(4, 7, 10, 24)).map(([at, length]) => new Date(at).toISOString().slice(0, length));
const textArb = fc.oneof({ weight: 9, arbitrary: dateArb }, { weight: 1, arbitrary: fc.constantFrom<unknown>('x', '2026-02-30', 5, null) });
const periodArb = fc.record({ start: textArb, end: textArb }, { requiredKeys: [] });
const timingArb = fc.record({ event: fc.array(textArb, { maxLength: 3 }), repeat: fc.record({ boundsPeriod: periodArb }, { requiredKeys: [] }) }, { requiredKeys: [] });

const resourceArb: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .record({ effectiveDateTime: textArb, effectivePeriod: periodArb, effectiveTiming: timingArb, meta: fc.record({ lastUpdated: textArb }, { requiredKeys: [] }) }, { requiredKeys: [] })
  .map((elements) => ({ resourceType: 'Observation', id: 'o', ...elements }));

const within = (resource: unknown, window: Parts, now: number): boolean => isWithinWindow(resourceOf(resource), cutoffOf(printed(window), now));

describe('laws of window', () => {
  it('widening the window never hides', () => {
    const seen = { in: 0, out: 0, shown: 0 };
    fc.assert(
      fc.property(resourceArb, partsArb, partsArb, millisecondArb, (resource, window, more, now) => {
        const [before, after] = [within(resource, window, now), within(resource, sum(window, more), now)];
        assert.ok(after || !before);
        seen[before ? 'in' : after ? 'shown' : 'out'] += 1;
      }),
      { numRuns: 5000 },
    );
    // Else the law says little.
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 100, `only ${times} resources were ${what}`);
  });

  it('one date alone is shown by its last moment, as a slow calendar says', () => {
    fc.assert(
      fc.property(dateArb, partsArb, millisecondArb, (date, window, now) => {
        // The last of all moments that are written with the date at their beginning.
        const last = new Date(Math.max(...[28, 29, 30, 31].flatMap((day) => {
          const text = `${`${date}-12`.slice(0, 7)}-${day}`;
          const filled = date.length < 10 ? `${text}T23:59:59.999Z` : date.length === 10 ? `${date}T23:59:59.999Z` : date;
          const at = Date.parse(filled);
          return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? [at] : [];
        })));
        // Months count from the year 0 on; the day is the same, or the last one of its month.
        const { years, months, weeks, days, hours, minutes, seconds } = window;
        const count = new Date(now).getUTCFullYear() * 12 + new Date(now).getUTCMonth() - years * 12 - months;
        const day = Math.min(new Date(now).getUTCDate(), new Date(Date.UTC(Math.floor(count / 12), (count % 12) + 1, 0)).getUTCDate());
        const cutoff = Date.UTC(Math.floor(count / 12), count % 12, day) + (now % 86_400_000) - 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * (days + 7 * weeks))));
        assert.equal(within({ resourceType: 'Condition', id: 'c', recordedDate: date }, window, now), last.getTime() >= cutoff);
      }),
      { numRuns: 5000 },
    );
  });
});
