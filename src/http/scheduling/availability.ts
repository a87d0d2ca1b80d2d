import { z } from 'zod';
import type { CalendarId, Calendars, KeptCalendar } from '../../core/calendars/types.ts';
import { Fault } from '../../core/fault.ts';
import type { MemberId } from '../../core/ids.ts';
import { type Caller, demand } from '../caller.ts';
import { write, zone } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { calendarId, hostDefaults, schedule } from './forms.ts';

export const calendarTerms = z.strictObject({
  zone,
  schedules: z.union([z.literal('always'), z.array(schedule).max(50)]),
  defaults: hostDefaults.optional(),
});

export const calendarForm = calendarTerms
  .extend({ id: calendarId, owner: z.enum(['host', 'room', 'chair']), name: z.string(), version: z.int() })
  .meta({ id: 'Calendar', description: 'When a host, room or chair is there' });

/** A host's hours are the host's own; rooms and chairs belong to nobody. */
export const ownersOf = ({ owner, id }: KeptCalendar) =>
  // The calendar of a host goes by the host's id.
  owner === 'host' ? { members: [id as MemberId] } : {};

export async function findCalendar(calendars: Calendars, caller: Caller, id: CalendarId): Promise<KeptCalendar> {
  const calendar = await calendars.get(caller.organisationId, id);
  if (calendar === undefined) throw new Fault('not_found', 'There is no such calendar.');
  return calendar;
}

export const answerCalendar = (calendar: KeptCalendar): Answer => ({
  status: 200,
  body: write(calendarForm, {
    id: calendar.id,
    owner: calendar.owner,
    name: calendar.name,
    zone: calendar.zone,
    schedules: calendar.schedules,
    defaults: calendar.defaults,
    version: calendar.version,
  }),
  version: calendar.version,
});

export function availabilityRoutes({ calendars }: { readonly calendars: Calendars }): readonly Route<Caller>[] {
  const query = z.strictObject({ calendar: calendarId });
  const tag = 'Availability';
  return [
    route({
      method: 'get',
      path: '/scheduling/availability',
      id: 'getAvailability',
      summary: 'The weekly hours and defaults of a host, room or chair',
      tag,
      query,
      answers: { 200: { description: 'The calendar', schema: calendarForm } },
      async handle({ query: { calendar: id }, caller }) {
        const calendar = await findCalendar(calendars, caller, id);
        demand(caller, 'schedules:read', ownersOf(calendar));
        return answerCalendar(calendar);
      },
    }),
    route({
      method: 'put',
      path: '/scheduling/availability',
      id: 'putAvailability',
      summary: 'Replaces the weekly hours and defaults; `If-Match` keeps two editors apart',
      tag,
      query,
      body: calendarTerms,
      answers: { 200: { description: 'The calendar as it is now', schema: calendarForm } },
      async handle({ query: { calendar: id }, body, ifMatch, caller }) {
        demand(caller, 'schedules:update', ownersOf(await findCalendar(calendars, caller, id)));
        const changed = await calendars.change(caller.organisationId, id, body, ifMatch, caller.actor);
        if (!changed.ok) throw faultOf(changed, 'calendar');
        return answerCalendar(changed.value);
      },
    }),
  ];
}
