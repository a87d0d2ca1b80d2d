import { z } from 'zod';
import type { Operation } from '../../core/access/table.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { Waitlist } from '../../core/waitlist/service.ts';
import type { Opening, OpeningId, OpeningStore, WaitlistSettings } from '../../core/waitlist/types.ts';
import { type Caller, demand, demandSome, may, membersWithinReach } from '../caller.ts';
import { commaList, instant, pageOf, pageQuery, write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { figures, opening as form, openingBody, openingId, settings, settingsTerms } from './forms.ts';
import { waitlistFault } from './refusals.ts';

interface Parts {
  readonly waitlist: Pick<Waitlist, 'close' | 'figures' | 'settings' | 'changeSettings'>;
  readonly openings: Pick<OpeningStore, 'find' | 'list'>;
}

const tag = 'Waitlist';
const params = z.object({ openingId });

/** An opening names everybody who was offered it, so it is for its hosts; who waits sees their own offers. */
const ownersOf = ({ hosts }: Opening) => ({ members: hosts });

async function reachOpening(
  { openings }: Parts,
  caller: Caller,
  id: OpeningId,
  operation: Operation,
): Promise<Opening> {
  const found = await openings.find(caller.organisationId, id);
  if (!found) throw new Fault('not_found', 'There is no such opening.');
  demand(caller, operation, ownersOf(found));
  return found;
}

const answerOpening = (opening: Opening): Answer => ({
  status: 200,
  body: openingBody(opening),
  version: opening.version,
});

const answerSettings = ({ worth, ...rest }: WaitlistSettings): Answer => ({
  status: 200,
  body: write(settings, {
    ...rest,
    worth: worth.map(({ serviceId: meetingType, ...money }) => ({ meetingType, ...money })),
  }),
  version: rest.version,
});

function settingsRoutes({ waitlist }: Parts): readonly Route<Caller>[] {
  const answers = { 200: { description: 'The settings', schema: settings } };
  return [
    route({
      method: 'get',
      path: '/waitlist/settings',
      id: 'getWaitlistSettings',
      summary: 'How long offers stand, how many are asked at once, and when nobody is',
      tag,
      answers,
      async handle({ caller }) {
        demand(caller, 'settings:read');
        return answerSettings(await waitlist.settings(caller.organisationId));
      },
    }),
    route({
      method: 'put',
      path: '/waitlist/settings',
      id: 'putWaitlistSettings',
      summary: 'Replaces the settings; offers that are open keep theirs',
      tag,
      body: settingsTerms,
      answers,
      async handle({ body: { worth, ...terms }, ifMatch, caller }) {
        demand(caller, 'settings:update');
        const prices = worth.map(({ meetingType: serviceId, ...money }) => ({ serviceId, ...money }));
        const { organisationId, actor } = caller;
        const changed = await waitlist.changeSettings(organisationId, { ...terms, worth: prices }, ifMatch, actor);
        if (!changed.ok) throw faultOf(changed, 'waitlist');
        return answerSettings(changed.value);
      },
    }),
  ];
}

export function openingRoutes(parts: Parts): readonly Route<Caller>[] {
  const { waitlist, openings } = parts;
  return [
    route({
      method: 'get',
      path: '/waitlist/openings',
      id: 'listOpenings',
      summary: 'Time that fell free and that somebody waited for, the newest first',
      tag,
      query: z.strictObject({
        ...pageQuery,
        status: commaList(z.enum(['open', 'filled', 'closed']), 'Statuses, parted by commas').optional(),
      }),
      answers: { 200: { description: 'A page of openings; those out of reach are left out', schema: pageOf(form) } },
      async handle({ query: { status: statuses, ...page }, caller }) {
        demandSome(caller, 'waitlist:read');
        const { items, next } = await openings.list(caller.organisationId, { statuses }, page);
        const seen = items.filter((opening) => may(caller, 'waitlist:read', ownersOf(opening)));
        return { status: 200, body: { items: seen.map(openingBody), next } };
      },
    }),
    route({
      method: 'get',
      path: '/waitlist/openings/{openingId}',
      id: 'getOpening',
      summary: 'One opening with its offers',
      tag,
      params,
      answers: { 200: { description: 'The opening', schema: form } },
      async handle({ params, caller }) {
        return answerOpening(await reachOpening(parts, caller, params.openingId, 'waitlist:read'));
      },
    }),
    route({
      method: 'post',
      path: '/waitlist/openings/{openingId}/close',
      id: 'closeOpening',
      summary: 'Offers it to nobody any more; whoever was asked is told',
      tag,
      params,
      answers: { 200: { description: 'The opening as it is now', schema: form } },
      async handle({ params, caller }) {
        const { id, organisationId } = await reachOpening(parts, caller, params.openingId, 'offers:withdraw');
        const closed = await waitlist.close(organisationId, id, caller.actor);
        if (!closed.ok) throw waitlistFault(closed, 'opening');
        return answerOpening(closed.value);
      },
    }),
    route({
      method: 'get',
      path: '/waitlist/figures',
      id: 'getWaitlistFigures',
      summary: 'Openings, offers, fills, minutes to fill and value recovered',
      tag,
      query: z.strictObject({ from: instant, to: instant }),
      answers: { 200: { description: 'Of openings found within the time asked for', schema: figures } },
      async handle({ query: { from, to }, caller }) {
        demandSome(caller, 'figures:read');
        if (to <= from) throw invalid('/query/to', 'must lie after /query/from');
        const hosts = membersWithinReach(caller, 'figures:read');
        const counted = await waitlist.figures(caller.organisationId, { start: from, end: to }, hosts);
        return { status: 200, body: write(figures, counted) };
      },
    }),
    ...settingsRoutes(parts),
  ];
}
