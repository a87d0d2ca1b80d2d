import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContactId, MemberId, OrganisationId, ServiceId } from '../../../../src/core/ids.ts';
import { DEFAULT_QUIET_HOURS } from '../../../../src/core/people/quiet-hours.ts';
import { DAY, HOUR, type LocalDate, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { figuresOf } from '../../../../src/core/waitlist/figures.ts';
import {
  answerBy,
  askingTime,
  candidatesFor,
  dateAt,
  defaultSettings,
  inOrder,
  mayWant,
  partOfDay,
  piecesOf,
  restOf,
  suits,
  wantedPieces,
} from '../../../../src/core/waitlist/rules.ts';
import {
  type EntryId,
  type FreedTime,
  type Opening,
  type OpeningId,
  priorities,
  type WaitlistEntry,
} from '../../../../src/core/waitlist/types.ts';

const newYork = 'America/New_York' as Zone;
const clinic = 'org_clinic' as OrganisationId;
const anna = 'mem_anna' as MemberId;
const now = Date.parse('2026-03-02T15:00:00Z');
const at = (text: string) => Date.parse(text);

const entry = (further: Partial<WaitlistEntry> = {}): WaitlistEntry => ({
  ...{ id: 'wle_one' as EntryId, organisationId: clinic, version: 1, state: 'waiting' },
  ...{ contactId: 'con_maria' as ContactId, serviceId: 'svc_visit' as ServiceId, zone: newYork, guests: [] },
  ...{ dates: [], parts: [], priority: 'normal', location: { type: 'video', provider: 'custom' } },
  ...{ expiresAt: now + 30 * DAY, createdAt: now, updatedAt: now },
  ...further,
});

const freed = (further: Partial<FreedTime> = {}): FreedTime => ({
  ...{ start: at('2026-03-04T15:00:00Z'), end: at('2026-03-04T15:30:00Z'), hosts: [anna], cause: 'cancelled' },
  ...further,
});

const opening = (further: Partial<Opening> = {}): Opening => ({
  ...freed(),
  ...{ id: 'opn_one' as OpeningId, organisationId: clinic, version: 1, source: 'evt/0', status: 'open', offers: [] },
  ...{ foundAt: now, updatedAt: now },
  ...further,
});

describe('whether a time suits', () => {
  test('is read off the wall of whoever waits, on the days the clocks change too', () => {
    expect(partOfDay(newYork, at('2026-03-04T16:59:00Z'))).toBe('morning');
    expect(partOfDay(newYork, at('2026-03-04T17:00:00Z'))).toBe('afternoon');
    expect(partOfDay(newYork, at('2026-03-04T22:00:00Z'))).toBe('evening');
    // From March 8th noon in New York is an hour earlier in UTC.
    expect(partOfDay(newYork, at('2026-03-09T16:00:00Z'))).toBe('afternoon');
    expect(dateAt(newYork, at('2026-03-05T04:30:00Z'))).toBe('2026-03-04');
  });

  test('both ends of the days belong to them', () => {
    const dates = [{ from: '2026-03-04' as LocalDate, to: '2026-03-05' as LocalDate }];
    const days = ['2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06'];
    const found = days.filter((day) => suits(entry({ dates }), at(`${day}T15:00:00Z`), now));
    expect(found).toEqual(['2026-03-04', '2026-03-05']);
  });

  test('not to whoever let it go, waited long enough, or waits for somebody else', () => {
    expect(mayWant(entry(), freed(), now)).toBe(true);
    expect(mayWant(entry(), freed({ notFor: 'con_maria' as ContactId }), now)).toBe(false);
    expect(mayWant(entry({ expiresAt: now }), freed(), now)).toBe(false);
    expect(mayWant(entry({ hosts: ['mem_ben' as MemberId] }), freed(), now)).toBe(false);
    expect(mayWant(entry({ state: 'left' }), freed(), now)).toBe(false);
  });
});

describe('who is first', () => {
  const several = fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 0, max: 999 }), rank: fc.integer({ min: 0, max: 3 }), wait: fc.nat(5) }),
    { selector: ({ id }) => id, maxLength: 12 },
  );
  const entriesOf = (drawn: readonly { id: number; rank: number; wait: number }[]) =>
    drawn.map(({ id, rank, wait }) =>
      entry({ id: `wle_${id}` as EntryId, priority: priorities[rank] ?? 'normal', createdAt: now - wait }),
    );

  test('does not depend on the order in which they are read', () => {
    fc.assert(
      fc.property(several, (drawn) => {
        const entries = entriesOf(drawn);
        expect(inOrder(entries.toReversed())).toEqual(inOrder(entries));
      }),
    );
  });

  test('is nobody with a lower priority, and of the same nobody who came later', () => {
    fc.assert(
      fc.property(several, (drawn) => {
        const ranked = candidatesFor(entriesOf(drawn), opening(), now);
        for (const [index, one] of ranked.slice(1).entries()) {
          const before = ranked[index] ?? one;
          const [a, b] = [priorities.indexOf(before.priority), priorities.indexOf(one.priority)];
          expect(a < b || (a === b && before.createdAt <= one.createdAt)).toBe(true);
        }
      }),
    );
  });
});

describe('when they are asked', () => {
  const settings = defaultSettings(clinic, DEFAULT_QUIET_HOURS);

  test('at once by day; at night when their own night is over', () => {
    expect(askingTime(entry(), settings, now)).toBe(now);
    expect(askingTime(entry(), settings, at('2026-03-03T04:00:00Z'))).toBe(at('2026-03-03T13:00:00Z'));
    // The night in which the clocks go forward is an hour shorter.
    expect(askingTime(entry(), settings, at('2026-03-08T04:00:00Z'))).toBe(at('2026-03-08T12:00:00Z'));
  });

  test('the answer may take its minutes, and never longer than until the visit would begin', () => {
    expect(answerBy(now, settings, now + DAY)).toBe(now + 30 * MINUTE);
    expect(answerBy(now, settings, now + 10 * MINUTE)).toBe(now + 10 * MINUTE);
  });
});

describe('openings', () => {
  test('of a cancelled visit stay whole; new hours are cut into hours; what is over is left out', () => {
    const long = freed({ end: freed().start + 3 * HOUR });
    expect(piecesOf(long, now)).toEqual([long]);
    const hours = piecesOf({ ...long, cause: 'new_hours' }, now);
    expect(hours.map(({ start, end }) => (end - start) / HOUR)).toEqual([1, 1, 1]);
    expect(piecesOf(long, long.end - 5 * MINUTE)).toEqual([]);
    expect(piecesOf(long, long.start + HOUR)).toMatchObject([{ start: long.start + HOUR }]);
  });

  test('are kept where each has somebody of its own: one who takes any time makes one of forty', () => {
    const pieces = piecesOf({ ...freed({ end: freed().start + 40 * HOUR }), cause: 'new_hours' }, now);
    expect(wantedPieces(pieces, [entry()], now)).toEqual([pieces[0]]);
    const evening = entry({ id: 'wle_two' as EntryId, parts: ['evening'] });
    expect(wantedPieces(pieces, [entry(), evening], now)).toHaveLength(2);
    expect(wantedPieces(pieces, [], now)).toEqual([]);
  });

  test('leave over what was not taken of them, before and after', () => {
    expect(restOf({ start: 0, end: 100 }, { start: 30, end: 60 })).toEqual([
      { start: 0, end: 30 },
      { start: 60, end: 100 },
    ]);
    expect(restOf({ start: 0, end: 100 }, { start: 0, end: 100 })).toEqual([]);
  });
});

describe('the figures', () => {
  const filled = (minutes: number, currency: string, amount: number): Opening =>
    opening({
      status: 'filled',
      fill: {
        ...{ start: 0, end: 1, at: now + minutes * MINUTE, worth: { currency, amount } },
        offerId: 'wlo_one' as NonNullable<Opening['fill']>['offerId'],
        appointmentId: 'apt_one' as NonNullable<Opening['fill']>['appointmentId'],
      },
    });

  test('of nothing are zeros, and no median', () => {
    expect(figuresOf([])).toEqual({ openings: 0, offers: 0, fills: 0, declined: 0, lapsed: 0, recovered: [] });
  });

  test('add up by currency; half of the fills took no longer than the median', () => {
    const openings = [
      filled(10, 'USD', 100),
      filled(20, 'EUR', 50),
      filled(60, 'USD', 1),
      filled(30, 'USD', 5),
      opening(),
    ];
    expect(figuresOf(openings)).toMatchObject({
      ...{ openings: 5, fills: 4, medianMinutesToFill: 25 },
      recovered: [
        { currency: 'USD', amount: 106 },
        { currency: 'EUR', amount: 50 },
      ],
    });
    expect(figuresOf(openings, ['mem_ben' as MemberId])).toMatchObject({ openings: 0 });
  });
});
