import type { Calendar, Host, HostDefaults, Resource } from '../availability/types.ts';
import type { CalendarShelf, DateRange } from '../calendars/types.ts';
import type { MemberId, OrganisationId, ResourceId } from '../ids.ts';
import { dateOfDay } from '../time/dates.ts';
import { DAY, type LocalDate, type Span } from '../time/types.ts';
import { readTogether } from '../together.ts';

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

interface Asked {
  readonly id: MemberId | ResourceId;
  readonly range: DateRange;
}

interface Hours extends Calendar {
  readonly defaults?: HostDefaults | undefined;
}

const isWithin = ({ from, to }: DateRange, range: DateRange): boolean => from <= range.to && to >= range.from;

const earliest = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? a : b);
const latest = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b);

/** One question for all who are asked for, over all their dates; each is then told what lies within their own. */
async function readHours(
  shelf: Pick<CalendarShelf, 'find' | 'overrides' | 'appliedDays'>,
  organisationId: OrganisationId,
  asked: readonly Asked[],
): Promise<readonly (Hours | undefined)[]> {
  const ids = [...new Set(asked.map(({ id }) => id))];
  const whole = asked
    .map(({ range }) => range)
    .reduce((a, b) => ({ from: earliest(a.from, b.from), to: latest(a.to, b.to) }));
  const [calendars, overrides, days] = await Promise.all([
    shelf.find(organisationId, ids),
    shelf.overrides(organisationId, ids, whole),
    shelf.appliedDays(organisationId, ids, whole),
  ]);
  const byId = new Map(calendars.map((calendar) => [calendar.id, calendar]));
  return asked.map(({ id, range }) => {
    const calendar = byId.get(id);
    if (!calendar) return undefined;
    const { zone, schedules, defaults } = calendar;
    return {
      ...{ zone, schedules, defaults },
      overrides: overrides.flatMap(({ calendarId, override }) =>
        calendarId === id && isWithin(override, range) ? [override] : [],
      ),
      dated: days.flatMap(({ calendarId, day: { hours } }) =>
        calendarId === id && isWithin({ from: hours.date, to: hours.date }, range) ? [hours] : [],
      ),
    };
  });
}

export function createHoursSource(shelf: Pick<CalendarShelf, 'find' | 'overrides' | 'appliedDays'>): HoursSource {
  const read = readTogether<Asked, Hours | undefined>(
    (organisationId, asked) => readHours(shelf, organisationId, asked),
    ({ id }) => id,
  );

  async function gather<Id extends MemberId | ResourceId>(
    organisationId: OrganisationId,
    ids: readonly Id[],
    span: Span,
  ): Promise<readonly (Hours & { readonly id: Id })[]> {
    const range = datesAround(span);
    const found = await read(
      organisationId,
      ids.map((id) => ({ id, range })),
    );
    return ids.flatMap((id, index) => {
      const hours = found[index];
      return hours ? [{ ...hours, id }] : [];
    });
  }

  return {
    hosts: gather,
    async resources(organisationId, ids, span) {
      const found = await gather(organisationId, ids, span);
      return found.map(({ defaults: _defaults, ...resource }) => resource);
    },
  };
}
