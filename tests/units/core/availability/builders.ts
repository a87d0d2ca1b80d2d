/** Short ways to write down calendars and questions in tests. Ids and dates are given as plain text. */
import type {
  BusySpan,
  Commitment,
  Host,
  Resource,
  Schedule,
  ServiceRules,
  SlotQuery,
  Weekday,
} from '../../../../src/core/availability/types.ts';
import type { AppointmentId, MemberId, ResourceId, ServiceId } from '../../../../src/core/ids.ts';
import { dayOfDate } from '../../../../src/core/time/dates.ts';
import { DAY, type Instant, type LocalDate, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { firstInstantAt, wallTimeAt } from '../../../../src/core/time/wall.ts';
import { zoneAt } from '../../../../src/core/time/zones.ts';

export const zoneNamed = (name: string): Zone => zoneAt('/zone', name);
const newYork = zoneNamed('America/New_York');

// Ids and dates are branded for the compiler only.
export const member = (name: string): MemberId => name as MemberId;
export const serviceId = (name: string): ServiceId => name as ServiceId;
const resourceId = (name: string): ResourceId => name as ResourceId;
export const appointmentId = (name: string): AppointmentId => name as AppointmentId;
export const date = (text: string): LocalDate => text as LocalDate;

/** Minutes since midnight of `9:30`. */
function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

export const span = (from: string, to: string) => ({ from: minuteOf(from), to: minuteOf(to) });

/** The instant at which a wall reads `2026-03-08 15:00` (the first of two). */
export function at(text: string, zone: Zone = newYork): Instant {
  const [day = '', clock = '0:00'] = text.split(' ');
  return firstInstantAt(zone, dayOfDate(date(day)) * DAY + minuteOf(clock) * MINUTE);
}

/** What the wall reads at these starts, `2026-03-08 15:00`. */
export const readings = (slots: readonly { readonly start: Instant }[], zone: Zone = newYork): string[] =>
  slots.map(({ start }) => new Date(wallTimeAt(zone, start)).toISOString().slice(0, 16).replace('T', ' '));

export const clocks = (slots: readonly { readonly start: Instant }[], zone: Zone = newYork): string[] =>
  readings(slots, zone).map((reading) => reading.slice(11));

const EVERY_DAY: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

export function daily(from: string, to: string, more: Partial<Schedule> = {}): Schedule {
  const week = EVERY_DAY.map((weekday) => ({ weekday, spans: [span(from, to)] }));
  return { id: `${from}-${to}`, name: 'Hours', location: 'any', week, ...more };
}

export function host(name: string, more: Partial<Host> = {}): Host {
  return { id: member(name), zone: newYork, schedules: [daily('9:00', '17:00')], ...more };
}

export function room(name: string, more: Partial<Resource> = {}): Resource {
  return { id: resourceId(name), zone: newYork, schedules: 'always', ...more };
}

export function service(more: Partial<ServiceRules> = {}): ServiceRules {
  return { id: serviceId('visit'), zone: newYork, durations: [60], stepMinutes: 60, locations: ['video'], ...more };
}

/** A question about one day, asked long before. */
export function query(day: string, more: Partial<SlotQuery> & Pick<SlotQuery, 'shape'>): SlotQuery {
  const zone = more.zone ?? newYork;
  const from = at(`${day} 0:00`, zone);
  const to = firstInstantAt(zone, (dayOfDate(date(day)) + 1) * DAY);
  return { now: at('2024-01-01 0:00'), from, to, zone, service: service(), ...more };
}

export const busy = (from: string, to: string, more: Partial<BusySpan> = {}): BusySpan => ({
  start: at(from),
  end: at(to),
  ...more,
});

export function commitment(from: string, to: string, more: Partial<Commitment> = {}): Commitment {
  const start = at(from);
  const end = at(to);
  return { start, end, bufferedStart: start, bufferedEnd: end, kind: 'appointment', ...more };
}
