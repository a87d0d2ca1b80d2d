import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeCalendar } from '../../../../src/core/ical/calendar.ts';
import type { Entry } from '../../../../src/core/ical/types.ts';
import { MINUTE } from '../../../../src/core/time/types.ts';
import { readCalendar } from '../../../support/calendars.ts';

const start = Date.parse('2026-03-03T15:00:00Z');
const entryOf = (further: Partial<Entry> = {}): Entry => ({
  uid: 'apt_1@parley',
  sequence: 0,
  start,
  end: start + 30 * MINUTE,
  status: 'confirmed',
  createdAt: start - 1_000,
  changedAt: start - 1_000,
  title: 'Follow-up',
  description: 'With Dr. Ito',
  attendees: [],
  ...further,
});
const only = (text: string) => {
  const [event, ...others] = readCalendar(text).events;
  if (event === undefined || others.length > 0) throw new Error('not exactly one event');
  return event;
};

describe('a calendar, read by another library', () => {
  test('says when, what and where', () => {
    const text = writeCalendar({
      entries: [entryOf({ place: '12 Harbour Street', link: 'https://zoom.example/j/1' })],
    });
    expect(only(text)).toMatchObject({
      uid: 'apt_1@parley',
      start,
      end: start + 30 * MINUTE,
      status: 'CONFIRMED',
      summary: 'Follow-up',
      location: '12 Harbour Street',
      url: 'https://zoom.example/j/1',
    });
  });

  test('an invitation names who invites and whether each still has to answer', () => {
    const text = writeCalendar({
      method: 'REQUEST',
      entries: [
        entryOf({
          sequence: 3,
          organiser: { name: 'Harbour Clinic', address: 'visits@harbour.example' },
          attendees: [
            { name: 'Maria', address: 'maria@example.com', answer: 'accepted' },
            { name: '', address: 'leo@example.com', answer: 'open' },
          ],
        }),
      ],
    });
    expect(readCalendar(text).method).toBe('REQUEST');
    expect(only(text)).toMatchObject({
      sequence: 3,
      organiser: { address: 'visits@harbour.example', name: 'Harbour Clinic' },
      attendees: [
        { address: 'maria@example.com', name: 'Maria', answer: 'ACCEPTED', rsvp: 'FALSE' },
        { address: 'leo@example.com', answer: 'NEEDS-ACTION', rsvp: 'TRUE' },
      ],
    });
  });

  test.each([
    ['the missing hour of spring', '2026-03-08T06:45:00Z', '2026-03-08T07:15:00Z'],
    ['the first of the doubled hours of autumn', '2026-11-01T05:30:00Z', '2026-11-01T06:00:00Z'],
    ['the second of them', '2026-11-01T06:30:00Z', '2026-11-01T07:00:00Z'],
  ])('a visit around %s is at its very instant, and no zone has to be known', (_, from, to) => {
    const span = { start: Date.parse(from), end: Date.parse(to) };
    const text = writeCalendar({ entries: [entryOf(span)] });
    expect(only(text)).toMatchObject(span);
    expect(readCalendar(text).zones).toBe(0);
  });

  test('a link with signs that mean something in a calendar still leads there', () => {
    const link = 'https://zoom.example/j/1;v=2?tags=a,b';
    const read = only(writeCalendar({ entries: [entryOf({ link })] })).url ?? '';
    expect(decodeURIComponent(read)).toBe(link);
  });

  test('the same state is the same text, whenever it is written', () => {
    expect(writeCalendar({ entries: [entryOf()] })).toBe(writeCalendar({ entries: [entryOf()] }));
  });

  test('no line is longer than 75 octets, in any script', () => {
    const title = '診察の予約 Überprüfung 🩺'.repeat(12);
    const text = writeCalendar({ entries: [entryOf({ title, description: title })] });
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
    expect(only(text).summary).toBe(title);
  });

  test('whatever people wrote, it stays text: nobody adds a line, a parameter or an event', () => {
    const hostile = 'x";RSVP=TRUE:mailto:a@b\r\nATTENDEE:mailto:evil@example.com\nEND:VEVENT\\;,\u0000\u0007';
    fc.assert(
      fc.property(fc.oneof(fc.constant(hostile), fc.string({ unit: 'binary', maxLength: 60 })), (words) => {
        const text = writeCalendar({
          method: 'REQUEST',
          name: words,
          entries: [
            entryOf({
              title: words,
              description: words,
              place: words,
              link: words,
              organiser: { name: words, address: `org${words}@example.com` },
              attendees: [{ name: words, address: `one${words}@example.com`, answer: 'open' }],
            }),
          ],
        });
        const event = only(text);
        expect(event.uid).toBe('apt_1@parley');
        expect(event.attendees).toHaveLength(1);
        expect(event.start).toBe(start);
      }),
      { numRuns: 300 },
    );
    const event = only(writeCalendar({ entries: [entryOf({ title: hostile, description: hostile })] }));
    expect(event.summary).toContain('ATTENDEE:mailto:evil@example.com');
    expect(event.attendees).toEqual([]);
  });
});
