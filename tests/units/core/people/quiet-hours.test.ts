import { describe, expect, test } from '@jest/globals';
import { DateTime } from 'luxon';
import { DEFAULT_QUIET_HOURS, type SendingWish, sendingTime } from '../../../../src/core/people/quiet-hours.ts';
import type { Zone } from '../../../../src/core/time/types.ts';

const zone = 'America/New_York' as Zone; // a zone that is known to exist
const at = (iso: string) => DateTime.fromISO(iso, { zone }).toMillis();
const wish = (due: string, more: Partial<SendingWish> = {}): SendingWish => ({
  due: at(due),
  occasion: 'planned',
  zone,
  quiet: DEFAULT_QUIET_HOURS,
  ...more,
});
const now = at('2026-03-02T12:00');
const sentAt = (text: string) => ({ kind: 'send_at', at: at(text) });

describe('quiet hours by the wall clock of the reader', () => {
  test.each([
    ['2026-03-02T20:59', '2026-03-02T20:59'],
    ['2026-03-02T21:00', '2026-03-03T08:00'],
    ['2026-03-03T03:00', '2026-03-03T08:00'],
    ['2026-03-03T08:00', '2026-03-03T08:00'],
  ])('a message due %s is sent %s', (due, sent) => expect(sendingTime(wish(due), now)).toEqual(sentAt(sent)));

  test('the same instant is quiet in one zone and not in another', () => {
    const due = at('2026-03-02T22:00');
    expect(sendingTime({ ...wish('2026-03-02T22:00'), zone: 'America/Los_Angeles' as Zone }, now)).toEqual({
      kind: 'send_at',
      at: due,
    });
  });

  test('a message due in quiet hours waits, unless it would come after the appointment, then it is sent before quiet hours begin', () => {
    const early = wish('2026-03-03T06:00', { worthlessAt: at('2026-03-03T07:30') });
    expect(sendingTime(early, now)).toEqual(sentAt('2026-03-02T20:55'));
  });

  test('nobody is woken when the quiet hours have begun already and end after the visit', () => {
    const late = wish('2026-03-02T22:30', { worthlessAt: at('2026-03-03T07:30') });
    expect(sendingTime(late, at('2026-03-02T22:30'))).toEqual({ kind: 'only_quiet_hours_left' });
  });

  test.each(['reply', 'urgent'] as const)('a %s does not wait', (occasion) => {
    expect(sendingTime(wish('2026-03-02T23:00', { occasion }), now)).toEqual(sentAt('2026-03-02T23:00'));
  });

  test('on the night the clocks go forward the quiet hours still end at eight on the wall', () => {
    expect(sendingTime(wish('2026-03-08T04:00'), now)).toEqual(sentAt('2026-03-08T08:00'));
  });

  test('quiet hours within one day and none at all are possible', () => {
    const siesta = { from: 13 * 60, to: 16 * 60 };
    expect(sendingTime(wish('2026-03-03T14:00', { quiet: siesta }), now)).toEqual(sentAt('2026-03-03T16:00'));
    expect(sendingTime(wish('2026-03-03T03:00', { quiet: { from: 0, to: 0 } }), now)).toEqual(
      sentAt('2026-03-03T03:00'),
    );
  });

  test('what was due in the past is sent now', () => {
    expect(sendingTime(wish('2026-03-01T12:00'), now)).toEqual({ kind: 'send_at', at: now });
  });
});
