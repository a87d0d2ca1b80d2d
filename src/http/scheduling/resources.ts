import { z } from 'zod';
import type { Services } from '../../core/appointments/services.ts';
import type { Calendars, KeptCalendar } from '../../core/calendars/types.ts';
import { Fault } from '../../core/fault.ts';
import type { ResourceId } from '../../core/ids.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import type { TimeTaken } from '../../core/templates/library.ts';
import { DAY, type Zone } from '../../core/time/types.ts';
import { conflict } from '../appointments/refusals.ts';
import { type Caller, demand } from '../caller.ts';
import { oneLine, pageOf, pageQuery, write, zone } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { resourceId, schedule } from './forms.ts';

const kind = z.enum(['room', 'chair']);
const name = oneLine(120);

const form = z
  .object({ id: resourceId, kind, name: z.string(), zone: z.string(), version: z.int() })
  .meta({ id: 'Resource', description: 'A room or chair that visits take; its hours are the calendar of the same id' });

const bodyOf = ({ id, owner, ...calendar }: KeptCalendar) =>
  // The calendar of a room or chair goes by the id of the room or chair; hosts' are kept out of these lists.
  write(form, { ...calendar, id: id as ResourceId, kind: owner === 'chair' ? 'chair' : 'room' });
const answer = (status: number, calendar: KeptCalendar): Answer => ({
  status,
  body: bodyOf(calendar),
  version: calendar.version,
});

interface Parts {
  readonly calendars: Calendars;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly services: Pick<Services, 'list'>;
  readonly taken: TimeTaken;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Nothing is booked further ahead. */
const LOOKED_AHEAD = 731 * DAY;
const NAMED = 3;

/** What is still to take place somewhere has to be moved first, and what offers a place has to stop. */
async function demandUnused({ services, taken, clock }: Parts, caller: Caller, id: ResourceId): Promise<void> {
  const { organisationId } = caller;
  const offering = (await services.list(organisationId)).filter(
    ({ isOffered, rooms }) => isOffered && rooms.some(({ resources }) => resources.includes(id)),
  );
  const names = offering.slice(0, NAMED).map(({ name }) => name);
  if (offering.length > 0)
    throw conflict(
      'in_use',
      `Visits of ${names.join(', ')} may still be given this place: take it out of them first.`,
      {
        meetingTypes: offering.map((service) => service.id),
      },
    );
  const now = clock.now();
  const [ahead = []] = await taken.read(organisationId, [id], { start: now, end: now + LOOKED_AHEAD });
  if (ahead.length > 0)
    throw conflict('in_use', `Visits ahead take place here (${ahead.length}): move or cancel them first.`, {
      appointments: [...new Set(ahead.flatMap(({ appointmentId }) => appointmentId ?? []))],
    });
}

export function resourceRoutes(parts: Parts): readonly Route<Caller>[] {
  const { calendars, organisations, ids } = parts;
  const tag = 'Resources';
  const params = z.object({ resourceId });
  const answers = { 200: { description: 'The resource', schema: form } };

  const find = async (caller: Caller, id: ResourceId): Promise<KeptCalendar> => {
    const found = await calendars.get(caller.organisationId, id);
    if (found === undefined || found.owner === 'host') throw new Fault('not_found', 'There is no such resource.');
    return found;
  };

  return [
    route({
      method: 'get',
      path: '/scheduling/resources',
      id: 'listResources',
      summary: 'Rooms and chairs',
      tag,
      query: z.strictObject({ kind: kind.optional(), ...pageQuery }),
      answers: { 200: { description: 'A page of resources', schema: pageOf(form) } },
      async handle({ query: { kind: wanted, ...page }, caller }) {
        demand(caller, 'rooms:read');
        const owners = wanted === undefined ? (['room', 'chair'] as const) : [wanted];
        const { items, next } = await calendars.list(caller.organisationId, owners, page);
        return { status: 200, body: { items: items.map(bodyOf), next } };
      },
    }),
    route({
      method: 'post',
      path: '/scheduling/resources',
      id: 'addResource',
      summary: 'Adds a room or chair; without hours of its own it is open around the clock',
      tag,
      body: z.strictObject({ kind, name, zone: zone.optional(), schedules: z.array(schedule).max(50).optional() }),
      answers: { 201: { description: 'The resource', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'rooms:create');
        const home = await organisations.get(caller.organisationId);
        const added = await calendars.add(
          {
            id: ids.next('resource'),
            organisationId: caller.organisationId,
            owner: body.kind,
            name: body.name,
            // A zone was checked before an organisation could have it.
            zone: body.zone ?? ((home?.zone ?? 'Etc/UTC') as Zone),
            schedules: body.schedules ?? 'always',
          },
          caller.actor,
        );
        if (!added.ok) throw new Fault('internal', 'A new id was taken');
        return answer(201, added.value);
      },
    }),
    route({
      method: 'get',
      path: '/scheduling/resources/{resourceId}',
      id: 'getResource',
      summary: 'One room or chair',
      tag,
      params,
      answers,
      async handle({ params: { resourceId: id }, caller }) {
        demand(caller, 'rooms:read');
        return answer(200, await find(caller, id));
      },
    }),
    route({
      method: 'patch',
      path: '/scheduling/resources/{resourceId}',
      id: 'renameResource',
      summary: 'Gives it another name; its hours are changed under /scheduling/availability',
      tag,
      params,
      body: z.strictObject({ name }),
      answers,
      async handle({ params: { resourceId: id }, body, ifMatch, caller }) {
        demand(caller, 'rooms:update');
        await find(caller, id);
        const renamed = await calendars.rename(caller.organisationId, id, body.name, ifMatch, caller.actor);
        if (!renamed.ok) throw faultOf(renamed, 'resource');
        return answer(200, renamed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/scheduling/resources/{resourceId}',
      id: 'removeResource',
      summary: 'Takes a room or chair away that no meeting type names and no visit ahead takes',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params: { resourceId: id }, ifMatch, caller }) {
        demand(caller, 'rooms:delete');
        await find(caller, id);
        await demandUnused(parts, caller, id);
        const removed = await calendars.remove(caller.organisationId, id, ifMatch, caller.actor);
        if (!removed.ok) throw faultOf(removed, 'resource');
        return { status: 204 };
      },
    }),
  ];
}
