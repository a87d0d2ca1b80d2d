import { hostsOf } from '../appointments/changes.ts';
import type { FreedRest } from '../appointments/freeing.ts';
import { hostsAsked } from '../appointments/query.ts';
import { hoursOf } from '../availability/hours.ts';
import type { Override, Schedule } from '../availability/types.ts';
import type { CalendarShelf } from '../calendars/types.ts';
import type { StreamedEvent } from '../events.ts';
import type { AppointmentId, MemberId } from '../ids.ts';
import type { EventConsumer } from '../ports.ts';
import { dayOfDate } from '../time/dates.ts';
import { subtract, union } from '../time/intervals.ts';
import { DAY, MINUTE, type Span, type Zone } from '../time/types.ts';
import { piecesOfWall } from '../time/wall.ts';
import { changeOpening, SYSTEM, settingsOf, type WaitlistDeps } from './changes.ts';
import { advance } from './offering.ts';
import { piecesOf, restOf, wantedPieces } from './rules.ts';
import type { FreedTime, Opening, OpeningId } from './types.ts';

export interface FindingDeps extends WaitlistDeps {
  readonly calendars: Pick<CalendarShelf, 'find'>;
  /** Gives back what is left of a visit nobody came to. */
  readonly freeRest: FreedRest;
}

/** How far ahead new weekly hours are looked at. */
const AHEAD = 28 * DAY;
const MOST_WAITING = 500;

/** The hosts' own calendars; a room that opens frees nobody. */
async function calendarOf({ calendars }: FindingDeps, event: StreamedEvent) {
  // The subject of a calendar's event is its id.
  const [calendar] = await calendars.find(event.organisationId, [event.subject.id as MemberId]);
  return calendar?.owner === 'host' ? { zone: calendar.zone, host: event.subject.id as MemberId } : undefined;
}

type CalendarEvent = Extract<StreamedEvent, { subject: { kind: 'calendar' } }>;

const daysOf = (
  zone: Zone,
  { from, to }: Override,
  hours?: readonly { from: number; to: number }[],
): readonly Span[] => {
  const spans: Span[] = [];
  for (let day = dayOfDate(from); day <= dayOfDate(to); day++)
    for (const span of hours ?? [{ from: 0, to: DAY / MINUTE }])
      spans.push(...piecesOfWall(zone, day * DAY + span.from * MINUTE, day * DAY + span.to * MINUTE));
  return spans;
};

async function freedByCalendar(deps: FindingDeps, event: CalendarEvent): Promise<readonly FreedTime[]> {
  const calendar = await calendarOf(deps, event);
  if (!calendar) return [];
  const { zone, host } = calendar;
  const freed = ({ start, end }: Span): FreedTime => ({ start, end, cause: 'new_hours', hosts: [host] });
  // What a calendar's event carries was written by the calendars, in the form they keep.
  const override = (event.after?.override ?? event.before?.override) as Override | undefined;
  if (override !== undefined) {
    const opensHours = event.type === 'override_added' && override.kind === 'custom_hours';
    if (!opensHours && event.type !== 'override_removed') return [];
    return daysOf(zone, override, opensHours ? override.hours : undefined).map(freed);
  }
  const before = event.before?.schedules as readonly Schedule[] | 'always' | undefined;
  const after = event.after?.schedules as readonly Schedule[] | 'always' | undefined;
  if (before === undefined || after === undefined) return [];
  const { organisationId } = event;
  const now = deps.clock.now();
  const services = (await deps.services.list(organisationId)).filter((service) =>
    hostsAsked({ organisationId, service, guests: 0 }).includes(host),
  );
  const added = services.flatMap(({ id: serviceId, rules: { locations } }) =>
    locations.flatMap((location) => {
      const open = (schedules: typeof before) =>
        hoursOf({ zone, schedules }, { serviceId, location }, now, now + AHEAD).open;
      return subtract(open(after), open(before));
    }),
  );
  return union(added).map(freed);
}

/** What the event freed, of what is still to come. */
async function freedBy(deps: FindingDeps, event: StreamedEvent): Promise<readonly FreedTime[]> {
  const { organisationId } = event;
  switch (event.type) {
    case 'appointment_cancelled': {
      // The subject of an appointment's event is its id.
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      return (visit?.visits ?? []).map(({ start, end, hosts }) => ({
        ...{ start, end, hosts, cause: 'cancelled', notFor: visit?.contactId },
      }));
    }
    case 'appointment_rescheduled': {
      const { start, end, hosts } = event.before ?? {};
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      if (start === undefined || end === undefined || hosts === undefined) return [];
      return [{ start, end, hosts, cause: 'rescheduled', notFor: visit?.contactId }];
    }
    case 'appointment_missed': {
      const visit = await deps.appointments.find(organisationId, event.subject.id as AppointmentId);
      const { longBlockMinutes } = await settingsOf(deps, organisationId);
      const now = deps.clock.now();
      if (visit?.status !== 'no_show' || visit.end - now < longBlockMinutes * MINUTE) return [];
      const { start, end, contactId: notFor } = visit;
      return [{ start: Math.max(start, now), end, hosts: hostsOf(visit.visits), cause: 'missed', notFor }];
    }
    case 'opening_filled': {
      const opening = await deps.openings.find(organisationId, event.subject.id as OpeningId);
      if (!opening?.fill) return [];
      const { hosts, notFor, fill } = opening;
      return restOf(opening, fill).map((span) => ({ ...span, hosts, notFor, cause: 'rest' }));
    }
    case 'calendar_changed':
    case 'override_added':
    case 'override_removed':
      return freedByCalendar(deps, event);
    default:
      return [];
  }
}

async function keepOpenings(deps: FindingDeps, event: StreamedEvent, freed: readonly FreedTime[]): Promise<void> {
  const { organisationId } = event;
  if (freed.length === 0) return;
  const { isOn, leadMinutes } = await settingsOf(deps, organisationId);
  if (!isOn) return;
  const now = deps.clock.now();
  const pieces = freed.flatMap((one) => piecesOf(one, now + leadMinutes * MINUTE));
  const services = await deps.services.list(organisationId);
  const serviceIds = services.map((service) => service.id);
  const waiting = await deps.entries.waiting(organisationId, serviceIds, MOST_WAITING);
  const wanted = wantedPieces(pieces, waiting, now);
  if (wanted.length === 0) return;
  if (event.type === 'appointment_missed') {
    // A visit is kept whole in the ledger, and its time given away, only where somebody waits for it.
    const isFree = await deps.freeRest(organisationId, event.subject.id as AppointmentId);
    if (!isFree) return;
  }
  for (const [index, piece] of pieces.entries()) {
    if (!wanted.includes(piece)) continue;
    const opening: Opening = {
      ...piece,
      ...{ id: deps.ids.next('opening'), organisationId, version: 0, source: `${event.id}/${index}` },
      ...{ status: 'open', offers: [], foundAt: now, updatedAt: now },
    };
    const { start, end, hosts, cause } = piece;
    const after = { start, end, hosts, cause, status: 'open' };
    const kept = await deps.openings.insert(
      changeOpening(deps, opening, { type: 'opening_found', actor: SYSTEM, after }),
    );
    await advance(deps, organisationId, kept.id);
  }
}

/** Finds openings in what happens. What fell free before it first looked is not offered any more. */
export const createOpeningConsumer = (deps: FindingDeps): EventConsumer => ({
  name: 'waitlist',
  startsAt: 'now',
  async handle(event) {
    await keepOpenings(deps, event, await freedBy(deps, event));
  },
});
