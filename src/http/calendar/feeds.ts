import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import type { Feeds } from '../../core/ical/feeds.ts';
import type { MemberId } from '../../core/ids.ts';
import type { Member, Members } from '../../core/members/types.ts';
import type { Clock } from '../../core/ports.ts';
import { MINUTE } from '../../core/time/types.ts';
import { type Caller, demand } from '../caller.ts';
import { instant, write } from '../forms.ts';
import { createPace } from '../pace.ts';
import { type Route, route } from '../route.ts';
import { memberId } from '../scheduling/forms.ts';

const standing = z
  .object({
    exists: z.boolean(),
    madeAt: instant.optional(),
  })
  .meta({ id: 'CalendarFeed', description: 'Whether there is an address; the address itself is told once' });

const made = z
  .object({
    url: z.string().meta({ description: 'For programs that fetch calendars; whoever has it sees the visits' }),
    webcal: z.string().meta({ description: 'The same, for a click' }),
  })
  .meta({ id: 'CalendarFeedAddress' });

const ownersOf = ({ id, teams }: Member) => ({ members: [id], teams });

export function feedRoutes(parts: {
  readonly feeds: Feeds;
  readonly members: Pick<Members, 'get'>;
  readonly publicUrl: string;
}): readonly Route<Caller>[] {
  const { feeds, members, publicUrl } = parts;
  const params = z.object({ memberId });
  const tag = 'Calendar feeds';
  const path = '/members/{memberId}/calendar-feed';

  async function reachMember(caller: Caller, id: MemberId): Promise<Member> {
    const found = await members.get(caller.organisationId, id);
    if (found === undefined) throw new Fault('not_found', 'There is no such member.');
    demand(caller, 'members:update', ownersOf(found));
    return found;
  }

  return [
    route({
      method: 'get',
      path,
      id: 'getCalendarFeed',
      summary: "Whether a member's visits can be fetched as a calendar",
      tag,
      params,
      answers: { 200: { description: 'How it stands', schema: standing } },
      async handle({ params, caller }) {
        const { id } = await reachMember(caller, params.memberId);
        const feed = await feeds.find(caller.organisationId, id);
        const isOpen = feed !== undefined && feed.revokedAt === undefined;
        return { status: 200, body: write(standing, { exists: isOpen, madeAt: isOpen ? feed.madeAt : undefined }) };
      },
    }),
    route({
      method: 'post',
      path,
      id: 'makeCalendarFeed',
      summary: 'Makes an address for calendar programs; the one before it works no more',
      tag,
      params,
      answers: { 201: { description: 'The address, told this once', schema: made } },
      async handle({ params, caller }) {
        const { id } = await reachMember(caller, params.memberId);
        const token = await feeds.make(caller.organisationId, id, caller.actor);
        const url = `${publicUrl}/calendar/${token}.ics`;
        return { status: 201, body: { url, webcal: url.replace(/^https?:/, 'webcal:') } };
      },
    }),
    route({
      method: 'delete',
      path,
      id: 'revokeCalendarFeed',
      summary: 'Takes the address away; programs that have it get nothing any more',
      tag,
      params,
      answers: { 204: { description: 'It opens nothing any more' } },
      async handle({ params, caller }) {
        const { id } = await reachMember(caller, params.memberId);
        await feeds.revoke(caller.organisationId, id, caller.actor);
        return { status: 204 };
      },
    }),
  ];
}

/** Programs ask every few minutes at most; several people may sit behind one address. */
const FETCHES_PER_MINUTE = 60;
const TOKEN = /^[\w-]{20,100}$/;

/** Many programs send `no-cache` along, which to express means that they want it all again; they want it checked. */
const hasTag = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);

/** `/calendar/{token}.ics`; the token is the right to read, so the address is as private as what it leads to. */
export function createFeedRouter({ feeds, clock }: { readonly feeds: Feeds; readonly clock: Clock }): Router {
  const pace = createPace(clock, MINUTE);

  const serve: RequestHandler = async (req, res) => {
    pace.take(req.ip ?? '', FETCHES_PER_MINUTE);
    const { token } = req.params;
    const text = typeof token === 'string' && TOKEN.test(token) ? await feeds.read(token) : undefined;
    if (text === undefined) throw new Fault('not_found', 'There is no calendar at this address, or no longer.');
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
    res.set({ ETag: etag, 'Cache-Control': 'private, no-cache', 'X-Robots-Tag': 'noindex, nofollow' });
    if (hasTag(req.get('if-none-match'), etag)) {
      res.status(304).end();
      return;
    }
    res.type('text/calendar; charset=utf-8').send(text);
  };

  return Router().get('/calendar/:token.ics', serve);
}
