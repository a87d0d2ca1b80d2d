import type { Calendar, Host, Resource } from '../availability/types.ts';
import type { CalendarShelf, DateRange, KeptCalendar } from '../calendars/types.ts';
import type { MemberId, OrganisationId, ResourceId } from '../ids.ts';
import { dateOfDay } from '../time/dates.ts';
import { DAY, type Span } from '../time/types.ts';

/** Hours and overrides of people and rooms; what the ledger gave away is not in it. */
export interface HoursSource {
  /** Whoever has no calendar is left out: nobody knows when they are there. */
  hosts(organisationId: OrganisationId, ids: readonly MemberId[], span: Span): Promise<readonly Host[]>;
  resources(organisationId: OrganisationId, ids: readonly ResourceId[], span: Span): Promise<readonly Resource[]>;
}

/** Every local day the span can touch in any zone. */
const datesAround = ({ start, end }: Span): DateRange => ({
  from: dateOfDay(Math.floor(start / DAY) - 1),
  to: dateOfDay(Math.floor(end / DAY) + 1),
});

export function createHoursSource(shelf: Pick<CalendarShelf, 'find' | 'overrides' | 'appliedDays'>): HoursSource {
  async function gather<Id extends MemberId | ResourceId>(
    organisationId: OrganisationId,
    ids: readonly Id[],
    span: Span,
  ): Promise<readonly (Calendar & { readonly id: Id; readonly kept: KeptCalendar })[]> {
    const range = datesAround(span);
    const [calendars, overrides, days] = await Promise.all([
      shelf.find(organisationId, ids),
      shelf.overrides(organisationId, ids, range),
      shelf.appliedDays(organisationId, ids, range),
    ]);
    return ids.flatMap((id) => {
      const kept = calendars.find((calendar) => calendar.id === id);
      if (!kept) return [];
      return [
        {
          id,
          kept,
          zone: kept.zone,
          schedules: kept.schedules,
          overrides: overrides.flatMap(({ calendarId, override }) => (calendarId === id ? [override] : [])),
          dated: days.flatMap(({ calendarId, day }) => (calendarId === id ? [day.hours] : [])),
        },
      ];
    });
  }

  return {
    async hosts(organisationId, ids, span) {
      const found = await gather(organisationId, ids, span);
      return found.map(({ kept, ...host }) => ({ ...host, defaults: kept.defaults }));
    },
    async resources(organisationId, ids, span) {
      const found = await gather(organisationId, ids, span);
      return found.map(({ kept: _kept, ...resource }) => resource);
    },
  };
}
