import { z } from 'zod';
import { type Service, type Services, serviceEvents } from '../../core/appointments/services.ts';
import { checkServiceRules } from '../../core/availability/check-query.ts';
import type { Calendars } from '../../core/calendars/types.ts';
import type { ServiceId } from '../../core/ids.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import { type Caller, demand } from '../caller.ts';
import { write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { service as form, serviceId, serviceTerms } from './forms.ts';
import { demandKnown } from './named.ts';

const NOT_FOUND = { ok: false, reason: 'not_found' } as const;

const bodyOf = ({ organisationId: _, ...rest }: Service) => write(form, rest);
const answer = (status: number, service: Service): Answer => ({
  status,
  body: bodyOf(service),
  version: service.version,
});

export function meetingTypeRoutes(parts: {
  readonly services: Services;
  readonly calendars: Pick<Calendars, 'find'>;
  readonly ids: Ids;
  readonly clock: Clock;
}): readonly Route<Caller>[] {
  const { services, calendars, ids } = parts;
  const tag = 'Meeting types';
  const params = z.object({ meetingTypeId: serviceId });
  const answers = { 200: { description: 'The meeting type', schema: form } };

  const find = async (caller: Caller, id: ServiceId): Promise<Service> => {
    const found = await services.find(caller.organisationId, id);
    if (found === undefined) throw faultOf(NOT_FOUND, 'meeting type');
    return found;
  };

  return [
    route({
      method: 'get',
      path: '/scheduling/meeting-types',
      id: 'listMeetingTypes',
      summary: 'Everything people can book',
      tag,
      answers: { 200: { description: 'All of them', schema: z.object({ items: z.array(form) }) } },
      async handle({ caller }) {
        demand(caller, 'services:read');
        return { status: 200, body: { items: (await services.list(caller.organisationId)).map(bodyOf) } };
      },
    }),
    route({
      method: 'post',
      path: '/scheduling/meeting-types',
      id: 'createMeetingType',
      summary: 'Offers something new',
      tag,
      body: serviceTerms,
      answers: { 201: { description: 'The meeting type', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'services:create');
        const made: Service = { ...body, id: ids.next('service'), organisationId: caller.organisationId, version: 1 };
        checkServiceRules('/rules', { ...made.rules, id: made.id });
        await demandKnown(calendars, caller, { shape: body.shape, rooms: body.rooms });
        await services.write(made, serviceEvents(parts, caller.actor, made));
        // Where it names a pool, its hosts are those of the pool.
        return answer(201, await find(caller, made.id));
      },
    }),
    route({
      method: 'get',
      path: '/scheduling/meeting-types/{meetingTypeId}',
      id: 'getMeetingType',
      summary: 'One of them',
      tag,
      params,
      answers,
      async handle({ params: { meetingTypeId }, caller }) {
        demand(caller, 'services:read');
        return answer(200, await find(caller, meetingTypeId));
      },
    }),
    route({
      method: 'put',
      path: '/scheduling/meeting-types/{meetingTypeId}',
      id: 'putMeetingType',
      summary: 'Replaces its terms; visits that are booked keep theirs',
      tag,
      params,
      body: serviceTerms,
      answers,
      async handle({ params: { meetingTypeId }, body, ifMatch, caller }) {
        demand(caller, 'services:update');
        const before = await find(caller, meetingTypeId);
        const changed: Service = { ...before, ...body, version: (ifMatch ?? before.version) + 1 };
        checkServiceRules('/rules', { ...changed.rules, id: changed.id });
        await demandKnown(calendars, caller, { shape: body.shape, rooms: body.rooms });
        const isWritten =
          changed.version === before.version + 1 &&
          (await services.write(changed, serviceEvents(parts, caller.actor, changed, before)));
        if (isWritten) return answer(200, await find(caller, changed.id));
        const { version } = await find(caller, meetingTypeId);
        throw faultOf({ ok: false, reason: 'changed_meanwhile', detail: { version } }, 'meeting type');
      },
    }),
    route({
      method: 'delete',
      path: '/scheduling/meeting-types/{meetingTypeId}',
      id: 'retireMeetingType',
      summary: 'Offers it no longer; what is booked stays booked',
      tag,
      params,
      answers: { 204: { description: 'It is not offered any more' } },
      async handle({ params: { meetingTypeId }, caller }) {
        demand(caller, 'services:delete');
        const before = await find(caller, meetingTypeId);
        const retired = { ...before, isOffered: false, version: before.version + 1 };
        if (await services.write(retired, serviceEvents(parts, caller.actor, retired, before))) return { status: 204 };
        const { version } = await find(caller, meetingTypeId);
        throw faultOf({ ok: false, reason: 'changed_meanwhile', detail: { version } }, 'meeting type');
      },
    }),
  ];
}
