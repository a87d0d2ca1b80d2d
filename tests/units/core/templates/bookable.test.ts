import { describe, expect, test } from '@jest/globals';
import { listSlots } from '../../../../src/core/availability/engine.ts';
import type { Calendar, Commitment } from '../../../../src/core/availability/types.ts';
import type { MemberId } from '../../../../src/core/ids.ts';
import { dayOfDate } from '../../../../src/core/time/dates.ts';
import { DAY, HOUR, MINUTE } from '../../../../src/core/time/types.ts';
import { wallTimeAt } from '../../../../src/core/time/wall.ts';
import { daily, lay, newYork, on, service, slot, span, template, visit } from './desk.ts';

/** Starts people can book on a date for an hour of a service, as the clock on the host's wall shows them. */
function bookable(date: string, name: string, calendar: Partial<Calendar>): string[] {
  const midnight = dayOfDate(on(date)) * DAY;
  const slots = listSlots({
    now: midnight - 30 * DAY,
    from: midnight,
    to: midnight + 30 * HOUR,
    zone: newYork,
    service: { id: service(name), zone: newYork, durations: [60], stepMinutes: 60, locations: ['in_person'] },
    shape: {
      kind: 'one',
      host: { id: 'mem_ines' as MemberId, zone: newYork, schedules: [], ...calendar },
    },
  });
  return slots.map(({ start }) => {
    const minutes = (wallTimeAt(newYork, start) - midnight) / MINUTE;
    return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  });
}

const clinic = template(
  daily({
    working: [span('9-15')],
    slots: [slot('new', '10-12', 'consultation')],
    blocked: [{ ...span('12-13'), reason: 'lunch' }],
  }),
);
const laid = (date: string, commitments: readonly Commitment[] = []) =>
  lay(clinic, [date], { commitments }).write.map(({ hours }) => hours);

describe('what can be booked on a day a template was laid over', () => {
  test.each(['2026-06-01', '2026-03-08', '2026-11-01'])(
    'on %s, slots are for their service, lunch for nobody',
    (date) => {
      const dated = laid(date);
      expect(bookable(date, 'consultation', { dated })).toEqual(['9:00', '10:00', '11:00', '13:00', '14:00']);
      expect(bookable(date, 'massage', { dated })).toEqual(['9:00', '13:00', '14:00']);
    },
  );

  test('the time of a visit that was left alone falls free for its own service when it is cancelled', () => {
    const massage = visit('2026-06-01', '11-12', 'massage');
    const dated = laid('2026-06-01', [massage]);
    expect(bookable('2026-06-01', 'massage', { dated, commitments: [massage] })).toEqual(['9:00', '13:00', '14:00']);
    expect(bookable('2026-06-01', 'massage', { dated })).toEqual(['9:00', '11:00', '13:00', '14:00']);
    expect(bookable('2026-06-01', 'consultation', { dated })).toEqual(['9:00', '10:00', '13:00', '14:00']);
  });
});
