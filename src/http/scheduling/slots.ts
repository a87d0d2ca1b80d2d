import { z } from 'zod';
import { hostsAsked } from '../../core/appointments/query.ts';
import type { Services } from '../../core/appointments/services.ts';
import type { SlotSource } from '../../core/appointments/slots.ts';
import { Fault, invalid } from '../../core/fault.ts';
import { type Caller, demand } from '../caller.ts';
import { localDate, write } from '../forms.ts';
import { type Route, route } from '../route.ts';
import { slot, slotQuery } from './forms.ts';

const slotList = z
  .object({
    slots: z.array(slot),
    emptyDays: z
      .array(
        z.object({
          date: localDate,
          reason: z.enum(['closed', 'past', 'notice', 'window', 'full', 'resource', 'limit', 'sequence']),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: 'With `explain=true`: days of the asked zone without a slot, and why' }),
  })
  .meta({ id: 'SlotList' });

const LONGEST_RANGE = 92 * 86_400_000;

export function slotRoutes(parts: {
  readonly services: Services;
  readonly slots: SlotSource;
}): readonly Route<Caller>[] {
  const { services, slots } = parts;
  return [
    route({
      method: 'get',
      path: '/scheduling/slots',
      id: 'listSlots',
      summary: 'The starts that can be booked right now; `explain=true` says why a day has none',
      tag: 'Availability',
      query: slotQuery,
      answers: { 200: { description: 'Slots, ascending', schema: slotList } },
      async handle({ query, caller }) {
        demand(caller, 'services:read');
        const { meetingType, from, to, zone, duration, location, guests, hosts, explain } = query;
        if (to <= from) throw invalid('/query/to', 'must lie after /query/from');
        if (to - from > LONGEST_RANGE)
          throw invalid('/query/to', 'lies more than 92 days after /query/from; ask for less at a time');
        const service = await services.find(caller.organisationId, meetingType);
        if (service === undefined) throw new Fault('not_found', 'There is no such meeting type.');
        const wish = {
          organisationId: caller.organisationId,
          service,
          durationMinutes: duration,
          location,
          guests: guests ?? 0,
        };
        const known = new Set(hostsAsked(wish));
        const strangers = (hosts ?? []).filter((host) => !known.has(host));
        if (strangers.length > 0)
          throw invalid('/query/hosts', `names ${strangers.join(', ')}, who do not serve this meeting type`);
        const span = { start: from, end: to };
        const asked = { ...wish, hosts };
        const cast = await slots.gather(asked, span);
        const { slots: found, emptyDays } = await slots.explain(asked, cast, span, zone);
        const body = explain ? { slots: found, emptyDays } : { slots: found };
        return { status: 200, body: write(slotList, body) };
      },
    }),
  ];
}
