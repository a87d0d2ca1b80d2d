// Every step of a visit's page, each a GET that shows and a POST that does, and so longer than most.

import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import type { WordsOf } from '../../bots/words/words.ts';
import type { Telling } from '../../core/appointments/telling.ts';
import type { Appointment } from '../../core/appointments/types.ts';
import { writeCalendar } from '../../core/ical/calendar.ts';
import { entriesOf } from '../../core/ical/rules.ts';
import type { CalendarWords } from '../../core/ical/types.ts';
import type { Clock } from '../../core/ports.ts';
import type { SelfService } from '../../core/self-service/service.ts';
import type { Visitor } from '../../core/self-service/types.ts';
import { DAY, MINUTE } from '../../core/time/types.ts';
import { isOwnForm } from '../admission.ts';
import { instant } from '../forms.ts';
import { createPace } from '../pace.ts';
import type { Markup } from '../pages/markup.ts';
import { answerFaultOnPage, answerNowhere, sendNotice, strangersWords } from '../pages/notices.ts';
import { sendPage } from '../pages/page.ts';
import { findTimes, writeAlternatives, writeTimesPage } from './times.ts';
import { bad, good, type Scene, sayRefusal, writeCancelPage, writeVisitPage } from './visit.ts';

export interface SelfServiceParts {
  readonly selfService: SelfService;
  readonly telling: Pick<Telling, 'tell'>;
  readonly wordsOf: WordsOf;
  readonly calendarWords: CalendarWords;
  readonly clock: Clock;
  readonly publicUrl: string;
}

/** More than anybody clicks; a mail scanner that opens everything twice still gets through. */
const REQUESTS_PER_MINUTE = 120;
/** Whoever tries tokens out needs very many; a person who mistypes one needs a few. */
const MISSES_PER_MINUTE = 20;
const FARTHEST = 2 * 366 * DAY;
/** SHA-256 in base64url. */
const TOKEN = /^[\w-]{43}$/;

const moveForm = z.object({
  start: instant,
  sequence: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});
const cancelForm = z.object({ reason: z.string().max(500).default('') });
const readForm = express.urlencoded({ extended: false, limit: '8kb' });

const tokenOf = ({ params: { token } }: Request): string =>
  typeof token === 'string' && TOKEN.test(token) ? token : '';

/**
 * `/schedule/manage/{token}` and `/schedule/cancel/{token}`: plain pages without script. Opening one changes nothing,
 * for programs that look into mails open links, too; what is changed is changed by a form.
 */
export function createSelfServicePages(parts: SelfServiceParts): Router {
  const { selfService, telling, wordsOf, clock, publicUrl } = parts;
  const pace = createPace(clock, MINUTE);

  async function sceneOf(appointment: Appointment, token: string): Promise<Scene> {
    const [told, may] = await Promise.all([telling.tell(appointment), selfService.whatMayChange(appointment)]);
    const words = wordsOf(told.house)(told.contact);
    return { told, may, words, now: clock.now(), address: `/schedule/manage/${token}` };
  }

  const send = (res: Response, status: number, { told, words }: Scene, content: Markup): void =>
    sendPage(res, status, {
      title: `${told.appointment.title}, ${told.organisation}`,
      content,
      language: words.reader.locale,
      style: 'visit.css',
      isSecret: true,
    });

  /** Undefined: the link leads nowhere, and the reader has been told. */
  async function openScene(req: Request, res: Response): Promise<Scene | undefined> {
    const token = tokenOf(req);
    const opened = await selfService.open(token);
    if (opened.ok) return await sceneOf(opened.value, token);
    await sayNoWay(req, res, opened);
    return undefined;
  }

  async function sayNoWay(
    req: Request,
    res: Response,
    refusal: Extract<Awaited<ReturnType<SelfService['open']>>, { ok: false }>,
  ): Promise<void> {
    if (refusal.reason === 'unknown_link') {
      pace.take(`miss ${req.ip}`, MISSES_PER_MINUTE);
      return sendNotice(res, 'unknown', strangersWords(wordsOf, req));
    }
    const { told, words } = await sceneOf(refusal.detail.appointment, tokenOf(req));
    sendNotice(res, 'expired', words, told.organisation);
  }

  const showVisit: RequestHandler = async (req, res) => {
    const scene = await openScene(req, res);
    if (scene === undefined) return;
    const { words, told } = scene;
    const isCancelled = told.appointment.status === 'cancelled';
    const isJustMoved = req.query.done === 'moved' && !isCancelled && told.appointment.sequence > 0;
    const message = isJustMoved
      ? good(words.say('page.moved'))
      : req.query.done === 'cancelled' && isCancelled
        ? good(words.say('page.cancelled_now'))
        : undefined;
    send(res, 200, scene, writeVisitPage(scene, message));
  };

  const showTimes = async (req: Request, res: Response, scene: Scene, status: number, message?: Markup) => {
    const { told, words, now } = scene;
    const reader = { zone: words.reader.zone, now, from: req.query.from };
    const times = await findTimes(selfService, told.appointment, reader);
    send(res, status, scene, writeTimesPage(scene, times, message));
  };

  const offerTimes: RequestHandler = async (req, res) => {
    const scene = await openScene(req, res);
    if (scene === undefined) return;
    const { reschedule } = scene.may;
    if (reschedule.ok) return await showTimes(req, res, scene, 200);
    send(res, 409, scene, writeVisitPage(scene, bad(sayRefusal(reschedule, scene))));
  };

  const askToCancel: RequestHandler = async (req, res) => {
    const scene = await openScene(req, res);
    if (scene === undefined) return;
    const { cancel: may } = scene.may;
    if (scene.told.appointment.status === 'cancelled') return send(res, 200, scene, writeVisitPage(scene));
    if (may.ok) return send(res, 200, scene, writeCancelPage(scene));
    send(res, 409, scene, writeVisitPage(scene, bad(sayRefusal(may, scene))));
  };

  const demandOwnForm: RequestHandler = (req, res, next) => {
    if (isOwnForm(req, publicUrl)) next();
    else sendNotice(res, 'strange', strangersWords(wordsOf, req));
  };

  const move: RequestHandler = async (req, res) => {
    const visitor: Visitor = { token: tokenOf(req), from: req.ip };
    const wish = moveForm.safeParse(req.body);
    // No page of ours offers what lies farther away, and no calendar reaches as far as a form can.
    if (!wish.success || Math.abs(wish.data.start - clock.now()) > FARTHEST) {
      const scene = await openScene(req, res);
      return scene && (await showTimes(req, res, scene, 400, bad(scene.words.say('page.times_missing'))));
    }
    const moved = await selfService.reschedule(visitor, wish.data);
    if (moved.ok) return res.redirect(303, `/schedule/manage/${visitor.token}?done=moved`);
    if (moved.reason === 'unknown_link' || moved.reason === 'expired_link') return await sayNoWay(req, res, moved);
    const scene = await openScene(req, res);
    if (scene === undefined) return;
    const { words } = scene;
    const stay = (why: string) => send(res, 409, scene, writeVisitPage(scene, bad(why)));
    switch (moved.reason) {
      case 'slot_taken':
        return send(res, 409, scene, writeAlternatives(scene, words.say('page.taken'), moved.detail.alternatives));
      case 'not_offered':
        return send(
          res,
          409,
          scene,
          writeAlternatives(scene, words.say('page.not_offered'), moved.detail.alternatives),
        );
      case 'too_late':
      case 'too_often':
        return stay(sayRefusal(moved, scene));
      case 'changed_meanwhile':
        return stay(words.say('page.changed'));
      case 'illegal_move':
      case 'not_found':
      case 'unknown_service':
      case 'too_many_guests':
        return stay(words.say('page.not_possible'));
    }
  };

  const cancel: RequestHandler = async (req, res) => {
    const visitor: Visitor = { token: tokenOf(req), from: req.ip };
    const form = cancelForm.safeParse(req.body ?? {});
    const reason = form.success ? form.data.reason.trim() : '';
    const cancelled = await selfService.cancel(visitor, reason);
    if (cancelled.ok) return res.redirect(303, `/schedule/manage/${visitor.token}?done=cancelled`);
    if (cancelled.reason === 'unknown_link' || cancelled.reason === 'expired_link')
      return await sayNoWay(req, res, cancelled);
    const scene = await openScene(req, res);
    if (scene === undefined) return;
    const why =
      cancelled.reason === 'too_late'
        ? sayRefusal(cancelled, scene)
        : scene.words.say(cancelled.reason === 'changed_meanwhile' ? 'page.changed' : 'page.not_possible');
    send(res, 409, scene, writeVisitPage(scene, bad(why)));
  };

  const download: RequestHandler = async (req, res) => {
    const scene = await openScene(req, res);
    if (scene === undefined) return;
    const { told } = scene;
    const text = writeCalendar({
      method: 'PUBLISH',
      entries: entriesOf(told, parts.calendarWords, told.contact.locale),
    });
    res
      .set({
        'Cache-Control': 'no-store',
        'X-Robots-Tag': 'noindex, nofollow',
        'Referrer-Policy': 'no-referrer',
        'Content-Disposition': 'attachment; filename="visit.ics"',
      })
      .type('text/calendar; charset=utf-8')
      .send(text);
  };

  const limit: RequestHandler = (req, _res, next) => {
    pace.take(`visit ${req.ip}`, REQUESTS_PER_MINUTE);
    next();
  };

  const router = Router();
  router.use(['/manage', '/cancel'], limit);
  router.get('/manage/:token', showVisit);
  router.get('/manage/:token/visit.ics', download);
  router.get('/manage/:token/times', offerTimes);
  router.post('/manage/:token/times', demandOwnForm, readForm, move);
  for (const path of ['/manage/:token/cancel', '/cancel/:token']) {
    router.get(path, askToCancel);
    router.post(path, demandOwnForm, readForm, cancel);
  }
  router.use(['/manage', '/cancel'], answerNowhere(wordsOf), answerFaultOnPage(wordsOf));
  return router;
}
