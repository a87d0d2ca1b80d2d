import { z } from 'zod';
import type { Calendars } from '../../core/calendars/types.ts';
import { type Caller, demand, demandSome, may } from '../caller.ts';
import { localDate, pageOf, pageQuery, wallTime } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Route, route } from '../route.ts';
import { answerCalendar, calendarForm, calendarTerms, findCalendar, ownersOf } from '../scheduling/availability.ts';
import { memberId } from '../scheduling/forms.ts';
import { keptOverride, overrideBody } from '../scheduling/overrides.ts';

const blockRequest = z.strictObject({
  date: localDate,
  from: wallTime,
  to: wallTime,
  reason: z.string().max(300).optional(),
});

export function providerScheduleRoutes({ calendars }: { readonly calendars: Calendars }): readonly Route<Caller>[] {
  const tag = 'Provider schedules';
  const params = z.object({ providerId: memberId });
  return [
    route({
      method: 'get',
      path: '/booking/provider-schedules',
      id: 'listProviderSchedules',
      summary: 'The calendars of the hosts the caller may see',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of calendars', schema: pageOf(calendarForm) } },
      async handle({ query, caller }) {
        demandSome(caller, 'schedules:read');
        const { items, next } = await calendars.list(caller.organisationId, ['host'], query);
        const seen = items.filter((calendar) => may(caller, 'schedules:read', ownersOf(calendar)));
        return { status: 200, body: { items: seen.map((calendar) => answerCalendar(calendar).body), next } };
      },
    }),
    route({
      method: 'get',
      path: '/booking/provider-schedules/{providerId}',
      id: 'getProviderSchedule',
      summary: 'When a provider works',
      tag,
      params,
      answers: { 200: { description: 'The calendar', schema: calendarForm } },
      async handle({ params: { providerId }, caller }) {
        const calendar = await findCalendar(calendars, caller, providerId);
        demand(caller, 'schedules:read', ownersOf(calendar));
        return answerCalendar(calendar);
      },
    }),
    route({
      method: 'put',
      path: '/booking/provider-schedules/{providerId}',
      id: 'putProviderSchedule',
      summary: 'Replaces when a provider works',
      tag,
      params,
      body: calendarTerms,
      answers: { 200: { description: 'The calendar as it is now', schema: calendarForm } },
      async handle({ params: { providerId }, body, ifMatch, caller }) {
        demand(caller, 'schedules:update', ownersOf(await findCalendar(calendars, caller, providerId)));
        const changed = await calendars.change(caller.organisationId, providerId, body, ifMatch, caller.actor);
        if (!changed.ok) throw faultOf(changed, 'calendar');
        return answerCalendar(changed.value);
      },
    }),
    route({
      method: 'post',
      path: '/booking/provider-schedules/{providerId}/block',
      id: 'blockProviderTime',
      summary: 'Blocks hours of one day: a break, a meeting, a private matter',
      tag,
      params,
      body: blockRequest,
      answers: { 201: { description: 'The block, kept as an override', schema: keptOverride } },
      async handle({ params: { providerId }, body: { date, from, to, reason }, caller }) {
        demand(caller, 'overrides:create', ownersOf(await findCalendar(calendars, caller, providerId)));
        const terms = { kind: 'blocked' as const, from: date, to: date, hours: [{ from, to }], reason };
        const added = await calendars.addOverride(caller.organisationId, providerId, terms, caller.actor);
        if (!added.ok) throw faultOf(added, 'calendar');
        return { status: 201, body: overrideBody(added.value) };
      },
    }),
  ];
}
