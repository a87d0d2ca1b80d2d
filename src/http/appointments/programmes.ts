import { z } from 'zod';
import type { Services } from '../../core/appointments/services.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import { type Programme, type Programmes, programmeEvents } from '../../core/series/programmes.ts';
import type { ProgrammeId } from '../../core/series/types.ts';
import { type Caller, demand } from '../caller.ts';
import { write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { findMeetingType } from './reach.ts';
import { programme as form, programmeId, programmeTerms } from './series-forms.ts';

interface Parts {
  readonly programmes: Programmes;
  readonly services: Pick<Services, 'find'>;
  readonly ids: Ids;
  readonly clock: Clock;
}

const bodyOf = (programme: Programme) => write(form, { ...programme, meetingType: programme.serviceId });
const answer = (programme: Programme, status = 200): Answer => ({
  status,
  body: bodyOf(programme),
  version: programme.version,
});

/** A programme is a way to book a meeting type, so whoever may edit those may edit it. */
export function programmeRoutes(parts: Parts): readonly Route<Caller>[] {
  const { programmes, services, ids } = parts;
  const tag = 'Recurring';
  const params = z.object({ programmeId });

  const find = async (caller: Caller, id: ProgrammeId): Promise<Programme> => {
    const found = await programmes.find(caller.organisationId, id);
    if (!found || found.isRetired) throw faultOf({ ok: false, reason: 'not_found' }, 'programme');
    return found;
  };
  async function replace(caller: Caller, before: Programme, terms: Partial<Programme>, ifMatch: number | undefined) {
    const changed = { ...before, ...terms, version: (ifMatch ?? before.version) + 1 };
    const isWritten =
      changed.version === before.version + 1 &&
      (await programmes.write(changed, programmeEvents(parts, caller.actor, changed, before)));
    if (isWritten) return changed;
    const { version } = await find(caller, before.id);
    throw faultOf({ ok: false, reason: 'changed_meanwhile', detail: { version } }, 'programme');
  }
  const termsOf = async (caller: Caller, { meetingType, ...terms }: z.output<typeof programmeTerms>) => ({
    ...terms,
    serviceId: (await findMeetingType(services, caller, meetingType)).id,
  });

  return [
    route({
      method: 'get',
      path: '/booking/programmes',
      id: 'listProgrammes',
      summary: 'Templates of several sessions',
      tag,
      answers: { 200: { description: 'All of them', schema: z.object({ items: z.array(form) }) } },
      async handle({ caller }) {
        demand(caller, 'services:read');
        const offered = (await programmes.list(caller.organisationId)).filter(({ isRetired }) => !isRetired);
        return { status: 200, body: { items: offered.map(bodyOf) } };
      },
    }),
    route({
      method: 'post',
      path: '/booking/programmes',
      id: 'createProgramme',
      summary: 'Makes a programme',
      tag,
      body: programmeTerms,
      answers: { 201: { description: 'The programme', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'services:create');
        const { organisationId } = caller;
        const made = { ...(await termsOf(caller, body)), id: ids.next('programme'), organisationId, version: 1 };
        await programmes.write(made, programmeEvents(parts, caller.actor, made));
        return answer(made, 201);
      },
    }),
    route({
      method: 'get',
      path: '/booking/programmes/{programmeId}',
      id: 'getProgramme',
      summary: 'One programme',
      tag,
      params,
      answers: { 200: { description: 'The programme', schema: form } },
      async handle({ params, caller }) {
        demand(caller, 'services:read');
        return answer(await find(caller, params.programmeId));
      },
    }),
    route({
      method: 'put',
      path: '/booking/programmes/{programmeId}',
      id: 'putProgramme',
      summary: 'Replaces its terms; series that follow it keep the sessions they have',
      tag,
      params,
      body: programmeTerms,
      answers: { 200: { description: 'The programme as it is now', schema: form } },
      async handle({ params, body, ifMatch, caller }) {
        demand(caller, 'services:update');
        const before = await find(caller, params.programmeId);
        return answer(await replace(caller, before, await termsOf(caller, body), ifMatch));
      },
    }),
    route({
      method: 'delete',
      path: '/booking/programmes/{programmeId}',
      id: 'removeProgramme',
      summary: 'Nobody begins it any more; series that follow it go on',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, ifMatch, caller }) {
        demand(caller, 'services:delete');
        await replace(caller, await find(caller, params.programmeId), { isRetired: true }, ifMatch);
        return { status: 204 };
      },
    }),
  ];
}
