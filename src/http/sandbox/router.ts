import express, { Router } from 'express';
import { z } from 'zod';
import { Fault, invalid } from '../../core/fault.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Member, Members } from '../../core/members/types.ts';
import type { ClockTurning } from '../../core/sandbox/service.ts';
import type { PlayedMails } from '../../core/sandbox/types.ts';
import { DAY, HOUR } from '../../core/time/types.ts';
import { accessOf } from '../admission.ts';
import type { Caller } from '../caller.ts';
import { type ContactParts, contactRoutes } from '../conversations/contacts.ts';
import { type ConversationParts, conversationRoutes } from '../conversations/conversations.ts';
import { type OfferParts, offerRoutes } from '../conversations/offers.ts';
import { serveAsset } from '../pages/page.ts';
import { mountRoutes } from '../route.ts';
import type { Live } from './live.ts';
import { sendSandbox } from './page.ts';
import type { Scene } from './scene.ts';

export interface SandboxPageParts {
  readonly api: OfferParts & ConversationParts & ContactParts;
  readonly members: Pick<Members, 'roleOf' | 'ofTeams'>;
  /** Whose desk it is. */
  readonly member: Member;
  readonly gather: (phone: string | undefined) => Promise<Scene>;
  readonly live: Live;
  readonly turning: ClockTurning;
  readonly mails: Pick<PlayedMails, 'find'>;
}

const LARGEST_BODY = '64kb';
const turn = z.strictObject({ to: z.enum(['hour', 'day', 'next', 'real']) });
const calendarPath = z.object({ id: z.string().max(100), number: z.string().regex(/^[1-9]\d?\.ics$/) });

/** The API of the real service, as far as the desk needs it, with the demo member as the only caller there is. */
function createDeskApi({ api, members, member }: SandboxPageParts): Router {
  const { id, organisationId } = member;
  const admit = async (): Promise<Caller> => ({
    organisationId,
    access: await accessOf(members, member),
    actor: { kind: 'member', id, channel: 'hub' },
  });
  const routes = [...offerRoutes(api), ...conversationRoutes(api), ...contactRoutes(api)];
  return Router().use(mountRoutes(routes, { admit }));
}

const calendars = (mails: SandboxPageParts['mails'], organisationId: OrganisationId): Router =>
  Router().get('/:id/:number', async (req, res) => {
    const path = calendarPath.safeParse(req.params);
    const mail = path.success ? await mails.find(organisationId, path.data.id) : undefined;
    const calendar = path.success ? mail?.calendars[Number.parseInt(path.data.number, 10) - 1] : undefined;
    if (calendar === undefined) throw new Fault('not_found', 'There is no such mail, or it has no such calendar.');
    res
      .set('Content-Disposition', 'attachment; filename="visit.ics"')
      .type(`text/calendar; charset=utf-8; method=${calendar.method}`)
      .send(calendar.text);
  });

/** The page, what keeps it up to date, and what its buttons call; to be hung under `/sandbox`, behind the guard. */
export function createSandboxPage(parts: SandboxPageParts): Router {
  const { gather, live, turning, mails, member } = parts;
  const router = Router();
  router.get('/', async (req, res) => {
    const { phone } = req.query;
    sendSandbox(res, await gather(typeof phone === 'string' ? phone : undefined));
  });
  router.get('/live', live.serve);
  router.get('/assets/sandbox.css', serveAsset('sandbox.css'));
  router.get('/assets/sandbox.js', serveAsset('sandbox.js'));
  router.use('/mails', calendars(mails, member.organisationId));

  const readBody = express.json({ limit: LARGEST_BODY });
  router.post('/clock', readBody, async (req, res) => {
    const asked = turn.safeParse(req.body);
    if (!asked.success) throw invalid('/to', 'must be one of hour, day, next, real: the clock is only turned forward');
    switch (asked.data.to) {
      case 'hour':
        await turning.turnBy(HOUR);
        break;
      case 'day':
        await turning.turnBy(DAY);
        break;
      case 'next':
        await turning.turnToNext();
        break;
      case 'real':
        await turning.backToRealTime();
    }
    live.wake();
    res.json({ ahead: turning.ahead() });
  });
  router.use('/api/v1', readBody, createDeskApi(parts));
  return router;
}
