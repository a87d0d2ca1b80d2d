import { checkCalendar, Problems } from '../availability/check.ts';
import type { Calendar } from '../availability/types.ts';
import type { Actor, CalendarFields, DomainEvent } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import { type ChangedMeanwhile, differences, type NotFound } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { CalendarId, CalendarShelf, Calendars, KeptCalendar } from './types.ts';

const MOST_TRIES = 5;

interface Parts {
  readonly shelf: CalendarShelf;
  readonly ids: Ids;
  readonly clock: Clock;
}

const fieldsOf = ({ name, zone, schedules, defaults }: KeptCalendar): Partial<CalendarFields> => ({
  name,
  zone,
  schedules,
  ...(defaults === undefined ? {} : { defaults }),
});

const check = (calendar: Calendar): void => {
  const problems = new Problems();
  checkCalendar(problems, '', calendar);
  problems.throwIfAny('The calendar');
};

export function createCalendars({ shelf, ids, clock }: Parts): Calendars {
  const get: Calendars['get'] = async (organisationId, id) => (await shelf.find(organisationId, [id])).at(0);

  type CalendarEvent = Extract<DomainEvent, { readonly subject: { readonly kind: 'calendar' } }>;
  const eventAbout = (
    { organisationId, id }: { readonly organisationId: OrganisationId; readonly id: CalendarId },
    by: Actor,
    what: Pick<CalendarEvent, 'type' | 'before' | 'after'>,
  ): DomainEvent => ({
    id: ids.next('event'),
    organisationId,
    at: clock.now(),
    actor: by,
    subject: { kind: 'calendar', id },
    ...what,
  });

  /** Whoever names no version changes what is there, whatever happens meanwhile. */
  async function edit(
    place: { readonly organisationId: OrganisationId; readonly id: CalendarId; readonly version: number | undefined },
    by: Actor,
    change: Partial<Pick<KeptCalendar, 'name' | 'zone' | 'schedules' | 'defaults'>>,
  ): ReturnType<Calendars['change']> {
    const { organisationId, id, version } = place;
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const found = await standing(organisationId, id, version);
      if (!found.ok) return found;
      const before = found.value;
      const after = { ...before, ...change, version: before.version + 1 };
      const difference = differences(fieldsOf(before), fieldsOf(after));
      if (difference === undefined) return ok(before);
      if (await shelf.replace(after, eventAbout(after, by, { type: 'calendar_changed', ...difference })))
        return ok(after);
    }
    const now = await get(organisationId, id);
    return now === undefined ? refuse('not_found') : refuse('changed_meanwhile', { version: now.version });
  }

  /** What is asked of the version somebody saw is done to that one alone. */
  async function standing(
    organisationId: OrganisationId,
    id: CalendarId,
    version: number | undefined,
  ): Promise<Result<KeptCalendar, NotFound | ChangedMeanwhile>> {
    const found = await get(organisationId, id);
    if (found === undefined) return refuse('not_found');
    return version === undefined || version === found.version
      ? ok(found)
      : refuse('changed_meanwhile', { version: found.version });
  }

  return {
    list: shelf.list,
    find: shelf.find,
    get,
    async add(calendar, by) {
      check(calendar);
      const added = { ...calendar, version: 1 };
      const event = eventAbout(added, by, { type: 'calendar_added', after: fieldsOf(added) });
      return (await shelf.insert(added, event)) ? ok(added) : refuse('already_there');
    },
    async change(organisationId, id, terms, version, by) {
      check(terms);
      const { zone, schedules, defaults } = terms;
      return await edit({ organisationId, id, version }, by, { zone, schedules, defaults });
    },
    rename: (organisationId, id, name, version, by) => edit({ organisationId, id, version }, by, { name }),
    async remove(organisationId, id, version, by) {
      for (;;) {
        const found = await standing(organisationId, id, version);
        if (!found.ok) return found;
        const { value: before } = found;
        const event = eventAbout(before, by, { type: 'calendar_removed', before: fieldsOf(before) });
        if (await shelf.remove({ ...before, version: before.version + 1 }, event)) return found;
      }
    },
    listOverrides: shelf.listOverrides,
    getOverride: shelf.findOverride,
    async addOverride(organisationId, calendarId, terms, by) {
      const id = ids.next('override');
      const override = { ...terms, id };
      const calendar = await get(organisationId, calendarId);
      if (calendar === undefined) return refuse('not_found');
      check({ zone: calendar.zone, schedules: 'always', overrides: [override] });
      const kept = { id, organisationId, calendarId, override };
      await shelf.addOverride(kept, eventAbout(calendar, by, { type: 'override_added', after: { override } }));
      return ok(kept);
    },
    async removeOverride(organisationId, id, by) {
      const kept = await shelf.findOverride(organisationId, id);
      if (kept === undefined) return refuse('not_found');
      const { calendarId, override } = kept;
      const about = { organisationId, id: calendarId };
      const event = eventAbout(about, by, { type: 'override_removed', before: { override } });
      return (await shelf.removeOverride(kept, event)) ? ok(kept) : refuse('not_found');
    },
  };
}
