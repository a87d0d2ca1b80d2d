import { z } from 'zod';
import type { Calendars, KeptOverride } from '../../core/calendars/types.ts';
import { Fault } from '../../core/fault.ts';
import { type Caller, demand } from '../caller.ts';
import { id, pageOf, pageQuery, write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Route, route } from '../route.ts';
import { findCalendar, ownersOf } from './availability.ts';
import { calendarId, overrideTerms } from './forms.ts';

const overrideId = id<'override'>('ovr');
export const keptOverride = z
  .object({ id: overrideId, calendar: calendarId, override: overrideTerms })
  .meta({ id: 'KeptOverride', description: 'A dated exception to the hours of one calendar' });

export const overrideBody = ({ id: kept, calendarId: calendar, override: { id: _, ...terms } }: KeptOverride) =>
  write(keptOverride, { id: kept, calendar, override: terms });

export function overrideRoutes({ calendars }: { readonly calendars: Calendars }): readonly Route<Caller>[] {
  const tag = 'Availability';
  return [
    route({
      method: 'get',
      path: '/scheduling/overrides',
      id: 'listOverrides',
      summary: 'Vacations, holidays, custom hours and other exceptions of a calendar, the latest days first',
      tag,
      query: z.strictObject({ calendar: calendarId, ...pageQuery }),
      answers: { 200: { description: 'A page of overrides', schema: pageOf(keptOverride) } },
      async handle({ query: { calendar, ...page }, caller }) {
        demand(caller, 'overrides:read', ownersOf(await findCalendar(calendars, caller, calendar)));
        const { items, next } = await calendars.listOverrides(caller.organisationId, calendar, page);
        return { status: 200, body: { items: items.map(overrideBody), next } };
      },
    }),
    route({
      method: 'post',
      path: '/scheduling/overrides',
      id: 'addOverride',
      summary: 'Closes days or hours, or opens custom ones',
      tag,
      body: z.strictObject({ calendar: calendarId, override: overrideTerms }),
      answers: { 201: { description: 'The override as it is kept', schema: keptOverride } },
      async handle({ body: { calendar, override: terms }, caller }) {
        demand(caller, 'overrides:create', ownersOf(await findCalendar(calendars, caller, calendar)));
        const added = await calendars.addOverride(caller.organisationId, calendar, terms, caller.actor);
        if (!added.ok) throw faultOf(added, 'calendar');
        return { status: 201, body: overrideBody(added.value) };
      },
    }),
    route({
      method: 'delete',
      path: '/scheduling/overrides/{overrideId}',
      id: 'removeOverride',
      summary: 'Takes an exception back',
      tag,
      params: z.object({ overrideId }),
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, caller }) {
        const kept = await calendars.getOverride(caller.organisationId, params.overrideId);
        if (kept === undefined) throw new Fault('not_found', 'There is no such override.');
        demand(caller, 'overrides:delete', ownersOf(await findCalendar(calendars, caller, kept.calendarId)));
        const removed = await calendars.removeOverride(caller.organisationId, params.overrideId, caller.actor);
        if (!removed.ok) throw faultOf(removed, 'override');
        return { status: 204 };
      },
    }),
  ];
}
