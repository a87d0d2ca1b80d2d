import { checkCalendar, Problems } from '../availability/check.ts';
import type { Calendar } from '../availability/types.ts';
import type { Ids } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import type { CalendarShelf, Calendars } from './types.ts';

const MOST_TRIES = 5;

export function createCalendars({ shelf, ids }: { readonly shelf: CalendarShelf; readonly ids: Ids }): Calendars {
  const get: Calendars['get'] = async (organisationId, id) => (await shelf.find(organisationId, [id])).at(0);

  const check = (calendar: Calendar): void => {
    const problems = new Problems();
    checkCalendar(problems, '', calendar);
    problems.throwIfAny('The calendar');
  };

  return {
    list: shelf.list,
    get,
    async add(calendar) {
      check(calendar);
      const added = { ...calendar, version: 1 };
      return (await shelf.insert(added)) ? ok(added) : refuse('already_there');
    },
    async change(organisationId, id, terms, version) {
      check(terms);
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const before = await get(organisationId, id);
        if (before === undefined) return refuse('not_found');
        if (version !== undefined && version !== before.version)
          return refuse('changed_meanwhile', { version: before.version });
        const { owner, name } = before;
        const after = { id, organisationId, owner, name, ...terms, version: before.version + 1 };
        if (await shelf.replace(after)) return ok(after);
      }
      const now = await get(organisationId, id);
      return now === undefined ? refuse('not_found') : refuse('changed_meanwhile', { version: now.version });
    },
    listOverrides: shelf.listOverrides,
    getOverride: shelf.findOverride,
    async addOverride(organisationId, calendarId, terms) {
      const id = ids.next('override');
      const override = { ...terms, id };
      const calendar = await get(organisationId, calendarId);
      if (calendar === undefined) return refuse('not_found');
      check({ zone: calendar.zone, schedules: 'always', overrides: [override] });
      const kept = { id, organisationId, calendarId, override };
      await shelf.addOverride(kept);
      return ok(kept);
    },
    removeOverride: shelf.removeOverride,
  };
}
