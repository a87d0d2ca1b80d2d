/** Kept calendars with what is dated around a span, as the slot engine reads them. */
import type { Calendar, Host, Resource } from '../availability/types.ts';
import type { MemberId, OrganisationId, ResourceId } from '../ids.ts';
import { dateOfDay } from '../time/dates.ts';
import { DAY, type Span } from '../time/types.ts';
import type { CalendarId, CalendarShelf, DateRange, KeptCalendar } from './types.ts';

export interface CalendarReader {
  hosts(organisationId: OrganisationId, ids: readonly MemberId[], span: Span): Promise<readonly Host[]>;
  resources(organisationId: OrganisationId, ids: readonly ResourceId[], span: Span): Promise<readonly Resource[]>;
}

/** Whatever the zone, the local days of the span lie within; a day more for rules that look to its neighbours. */
const datesAround = ({ start, end }: Span): DateRange => ({
  from: dateOfDay(Math.floor(start / DAY) - 2),
  to: dateOfDay(Math.floor(end / DAY) + 2),
});

export function createCalendarReader(shelf: CalendarShelf): CalendarReader {
  async function read(organisationId: OrganisationId, ids: readonly CalendarId[], span: Span) {
    if (ids.length === 0) return [];
    const range = datesAround(span);
    const [kept, overrides, days] = await Promise.all([
      shelf.find(organisationId, ids),
      shelf.overrides(organisationId, ids, range),
      shelf.appliedDays(organisationId, ids, range),
    ]);
    return kept.map((calendar) => ({
      calendar,
      time: {
        ...hoursOf(calendar),
        overrides: overrides.filter(({ calendarId }) => calendarId === calendar.id).map(({ override }) => override),
        dated: days.filter(({ calendarId }) => calendarId === calendar.id).map(({ day }) => day.hours),
      },
    }));
  }

  return {
    async hosts(organisationId, ids, span) {
      const found = await read(organisationId, ids, span);
      // The ids asked for are members', so the calendars found are too.
      return found.map(({ calendar: { id, defaults }, time }) => ({ ...time, id: id as MemberId, defaults }));
    },
    async resources(organisationId, ids, span) {
      const found = await read(organisationId, ids, span);
      // Likewise: what was asked for are resources.
      return found.map(({ calendar: { id }, time }) => ({ ...time, id: id as ResourceId }));
    },
  };
}

const hoursOf = ({ zone, schedules }: KeptCalendar): Pick<Calendar, 'zone' | 'schedules'> => ({ zone, schedules });
