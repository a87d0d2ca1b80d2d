import { createHoursSource } from '../appointments/hours.ts';
import { hostsAsked } from '../appointments/query.ts';
import type { Service, ServiceShape } from '../appointments/services.ts';
import { hoursOf } from '../availability/hours.ts';
import type { Calendar, Host, LocationType, Override, Schedule } from '../availability/types.ts';
import type { CalendarShelf } from '../calendars/types.ts';
import type { StreamedEvent } from '../events.ts';
import type { MemberId, ServiceId } from '../ids.ts';
import { dayOfDate } from '../time/dates.ts';
import { intersect, subtract, union } from '../time/intervals.ts';
import { DAY, type Instant, type LocalDate, type Span, type Zone } from '../time/types.ts';
import { dayAt, firstInstantAt, piecesOfWall } from '../time/wall.ts';
import type { WaitlistDeps } from './changes.ts';

export interface HoursDeps extends WaitlistDeps {
  readonly calendars: Pick<CalendarShelf, 'find' | 'overrides' | 'appliedDays'>;
}

/** How far ahead new weekly hours are looked at. */
const AHEAD = 28 * DAY;

/** When hours changed, and how the calendar was before; undefined: nobody knows, so all that is open counts as new. */
interface Changed {
  readonly days: readonly Span[];
  readonly before?: (now: Host) => Calendar;
}

const daysOf = (zone: Zone, from: LocalDate, to: LocalDate): readonly Span[] =>
  piecesOfWall(zone, dayOfDate(from) * DAY, (dayOfDate(to) + 1) * DAY);

const withOverride = (host: Host, override: Override): Calendar => ({
  ...host,
  overrides: [...(host.overrides ?? []), override],
});
const withoutOverride = (host: Host, { id }: Override): Calendar => ({
  ...host,
  overrides: (host.overrides ?? []).filter((one) => one.id !== id),
});

type CalendarEvent = Extract<StreamedEvent, { subject: { kind: 'calendar' | 'template' } }>;

function changedBy(event: CalendarEvent, zone: Zone, now: Instant): Changed | undefined {
  const ahead = [{ start: now, end: now + AHEAD }];
  switch (event.type) {
    case 'calendar_added':
      return { days: ahead };
    case 'calendar_changed': {
      // What a calendar's event carries was written by the calendars, in the form they keep.
      const was = event.before as { zone?: Zone; schedules?: readonly Schedule[] | 'always' } | undefined;
      if (was?.zone === undefined && was?.schedules === undefined) return undefined;
      const { zone: formerZone, schedules } = was;
      return {
        days: ahead,
        before: (host) => ({ ...host, zone: formerZone ?? host.zone, schedules: schedules ?? host.schedules }),
      };
    }
    case 'override_added':
    case 'override_removed': {
      const isNew = event.type === 'override_added';
      const override = (isNew ? event.after : event.before)?.override as Override | undefined;
      if (override === undefined) return undefined;
      const days = daysOf(zone, override.from, override.to);
      return { days, before: (host) => (isNew ? withoutOverride(host, override) : withOverride(host, override)) };
    }
    case 'template_applied': {
      const dates = event.after?.dates ?? [];
      return { days: union(dates.flatMap((date) => daysOf(zone, date, date))) };
    }
    default:
      return undefined;
  }
}

const calendarIn = ({ subject, after }: CalendarEvent): MemberId => {
  const isTemplate = subject.kind === 'template' && after !== undefined && 'calendarId' in after;
  return (isTemplate ? (after.calendarId ?? subject.id) : subject.id) as MemberId; // of a host or not: it is looked up
};

/** The hours in which a host is there since the event and was not before. A room that opens frees nobody. */
export async function openedBy(
  deps: HoursDeps,
  event: CalendarEvent,
): Promise<{ readonly host: MemberId; readonly spans: readonly Span[] } | undefined> {
  const { organisationId } = event;
  const [calendar] = await deps.calendars.find(organisationId, [calendarIn(event)]);
  if (calendar?.owner !== 'host') return undefined;
  const host = calendar.id as MemberId; // a host's calendar has the host's id
  const changed = changedBy(event, calendar.zone, deps.clock.now());
  const start = changed?.days[0]?.start;
  const end = changed?.days.at(-1)?.end;
  if (changed === undefined || start === undefined || end === undefined) return undefined;
  const [now] = await createHoursSource(deps.calendars).hosts(organisationId, [host], { start, end });
  if (now === undefined) return undefined;
  const services = (await deps.services.list(organisationId)).filter((service) =>
    hostsAsked({ organisationId, service, guests: 0 }).includes(host),
  );
  const before = changed.before?.(now);
  const opened = services.flatMap(({ id: serviceId, rules: { locations } }) =>
    locations.flatMap((location) => {
      const open = (hours: Calendar) => hoursOf(hours, { serviceId, location }, start, end).open;
      return subtract(open(now), before === undefined ? [] : open(before));
    }),
  );
  return { host, spans: intersect(union(opened), changed.days) };
}

type ServiceEvent = Extract<StreamedEvent, { subject: { kind: 'service' } }>;

/** The last day on which it can be booked ends then. */
const windowEnd = ({ rules: { windowDays } }: Service, zone: Zone, now: Instant): Instant =>
  windowDays === undefined ? Number.MAX_SAFE_INTEGER : firstInstantAt(zone, (dayAt(zone, now) + windowDays + 1) * DAY);

/** When people can come to somebody for it: while it is offered, and as far ahead as its window reaches. */
function bookable(service: Service, host: Host, location: LocationType, { start, end }: Span): readonly Span[] {
  const { id: serviceId, organisationId, isOffered, rules } = service;
  const isServed = isOffered && rules.locations.includes(location);
  if (!isServed || !hostsAsked({ organisationId, service, guests: 0 }).includes(host.id)) return [];
  const { open } = hoursOf(host, { serviceId, location }, start, end);
  return intersect(open, [{ start, end: windowEnd(service, host.zone, start) }]);
}

/** The hosts of a pool stand with the pool. */
const shapeTold = ({ shape }: Partial<Service>, kept: Service): ServiceShape =>
  shape === undefined || (shape.kind === 'round_robin' && shape.poolId !== undefined) ? kept.shape : shape;

/** The hours in which people can come for a service since its terms changed: to another host, elsewhere, or further ahead. */
export async function openedByService(
  { services, calendars, clock }: HoursDeps,
  event: ServiceEvent,
): Promise<readonly { readonly host: MemberId; readonly spans: readonly Span[] }[]> {
  const { organisationId, subject } = event;
  if (event.type !== 'service_changed') return [];
  const kept = await services.find(organisationId, subject.id as ServiceId); // the subject of a service's event is its id
  if (kept === undefined) return [];
  // What a service's event carries was written by the services, in the form they keep.
  const was = (event.before ?? {}) as Partial<Service>;
  const is = (event.after ?? {}) as Partial<Service>;
  const after: Service = { ...kept, ...is, shape: shapeTold(is, kept) };
  const before: Service = { ...after, ...was };
  const hosts = hostsAsked({ organisationId, service: after, guests: 0 });
  const now = clock.now();
  const reached = windowEnd(before, before.rules.zone, now);
  const isFurther = windowEnd(after, after.rules.zone, now) > reached;
  const span = { start: now, end: (isFurther ? reached : now) + AHEAD };
  const found = await createHoursSource(calendars).hosts(organisationId, hosts, span);
  return found.map((host) => ({
    host: host.id,
    spans: union(
      after.rules.locations.flatMap((location) =>
        subtract(bookable(after, host, location, span), bookable(before, host, location, span)),
      ),
    ),
  }));
}
