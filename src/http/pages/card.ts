import { setTimeout as wait } from 'node:timers/promises';
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Action, decodeAction, encodeAction } from '../../bots/action.ts';
import { tellInWords } from '../../bots/fallback.ts';
import type { Body, Choice, Message } from '../../bots/message.ts';
import { dialogueOf } from '../../bots/turns/scene.ts';
import type { Talk } from '../../bots/turns/talk.ts';
import type { TalkParts } from '../../bots/turns/types.ts';
import type { WordKey, Words } from '../../bots/words/words.ts';
import type { Appointments } from '../../core/appointments/types.ts';
import type { CardLink, CardLinks, Conversations } from '../../core/conversations/types.ts';
import { Fault } from '../../core/fault.ts';
import type { AppointmentId, ContactId } from '../../core/ids.ts';
import { hasExpired } from '../../core/offers/rules.ts';
import type { Offers } from '../../core/offers/service.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import type { People } from '../../core/people/service.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import { offerOf } from '../../core/waitlist/rules.ts';
import type { OfferState, WaitlistOfferId } from '../../core/waitlist/types.ts';
import { isOwnForm } from '../admission.ts';
import { html, type Markup } from './markup.ts';
import { answerFaultOnPage, answerNowhere, sendNotice, strangersWords } from './notices.ts';
import { sendPage } from './page.ts';

export interface CardParts {
  readonly cards: Pick<CardLinks, 'find'>;
  readonly conversations: Pick<Conversations, 'find'>;
  readonly talk: Talk;
  readonly offers: Pick<Offers, 'find' | 'openOptions'>;
  readonly appointments: Pick<Appointments, 'find'>;
  readonly openings: TalkParts['openings'];
  readonly people: Pick<People, 'find'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly wordsOf: TalkParts['wordsOf'];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly publicUrl: string;
}

/** What the page shows: lines of text, and what can be pressed. */
interface Shown {
  readonly lines: readonly string[];
  readonly choices: readonly Choice[];
}

const CODE = /^[\w-]{6,40}$/;
const press = z.object({ action: z.string().max(200), turn: z.string().regex(/^trn_\w{1,40}$/) });

const shownOf = (body: Body): Shown => {
  switch (body.kind) {
    case 'options':
      return { lines: [body.text], choices: [...body.options, ...body.buttons] };
    case 'appointment':
      return { lines: [body.text], choices: body.buttons };
    default:
      return { lines: tellInWords(body), choices: [] };
  }
};

const button = (code: string, turn: string, { label, action }: Choice): Markup => html`
<form method="post" action="/c/${code}">
<input type="hidden" name="action" value="${encodeAction(action)}">
<input type="hidden" name="turn" value="${turn}">
<button type="submit">${label}</button>
</form>`;

/** What became of an opening that is not theirs to answer any more. */
const OVER = {
  ...{ pending: 'waitlist.lapsed', lapsed: 'waitlist.lapsed', accepting: 'waitlist.lost', lost: 'waitlist.lost' },
  ...{ accepted: 'waitlist.lost', declined: 'waitlist.passed', withdrawn: 'waitlist.withdrawn' },
} as const satisfies Record<OfferState, WordKey>;

/** Members' buttons are not for whoever holds a link. */
const isTheirs = ({ kind }: Action): boolean => kind !== 'take_over' && kind !== 'give_back';

const isGone = () => new Fault('not_found', 'There is no such page, or it is gone.');

const TRIES = 5;
const BETWEEN_TRIES = 200;

/** Pressed in two tabs, or here and in a text, at once: whoever is second waits for what comes of the first. */
async function patiently<Value>(act: () => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'unavailable' || attempt === TRIES) throw error;
      await wait(BETWEEN_TRIES);
    }
}

/**
 * The page behind the short link of a card, for phones without buttons in their texts: no script, and opening it changes nothing, for
 * programs that look into messages open links too. A button does what the same words in the conversation would.
 */
export function createCardPages(parts: CardParts): Router {
  const {
    cards,
    conversations,
    talk,
    offers,
    appointments,
    openings,
    people,
    organisations,
    wordsOf,
    clock,
    ids,
    publicUrl,
  } = parts;
  const router = Router();

  async function linkOf({ params: { code } }: Request): Promise<CardLink> {
    const link = typeof code === 'string' && CODE.test(code) ? await cards.find(code) : undefined;
    if (link === undefined) throw isGone();
    return link;
  }

  function send(res: Response, { code }: CardLink, { lines, choices }: Shown, { say, reader }: Words): void {
    // Sent twice from the same page, it is pressed once.
    const turn = ids.next('turn');
    // The sentences are those of the conversation: they ask for words, and none can be typed here.
    const content = html`<main>
${lines.map((line) => html`<p>${line}</p>`)}
${choices.filter(({ action }) => isTheirs(action)).map((choice) => button(code, turn, choice))}
<p class="soft">${say('page.by_text')}</p>
</main>`;
    const title = say('page.sheet_visit');
    sendPage(res, 200, { title, content, language: reader.locale, style: 'visit.css', isSecret: true });
  }

  /** The page goes on in the language of its conversation. */
  async function wordsFor(link: CardLink, contactId: Parameters<People['find']>[1]): Promise<Words> {
    const { organisationId, conversationId } = link;
    const [contact, house, conversation] = await Promise.all([
      people.find(organisationId, contactId),
      organisations.get(organisationId),
      conversations.find(organisationId, conversationId),
    ]);
    if (contact === undefined || house === undefined) throw isGone();
    const spoken = conversation && dialogueOf(conversation).spoken;
    return wordsOf(house)({ locale: spoken?.locale ?? contact.locale, zone: contact.zone });
  }

  async function showOffer(link: CardLink, id: Parameters<Offers['find']>[1]): Promise<Shown> {
    const offer = await offers.find(link.organisationId, id);
    if (offer === undefined) throw isGone();
    if (offer.state.kind === 'accepted') return await showVisit(link, offer.visitId);
    const { say, when } = await wordsFor(link, offer.contactId);
    const times = await talk.telling.timesOf(offer);
    const now = clock.now();
    const params = { name: times.person, service: times.service, host: times.host.name };
    if (offer.state.kind !== 'pending' || hasExpired(offer, now))
      return { lines: [say('offer.lapsed', params)], choices: [] };
    const open = await offers.openOptions(offer);
    const options = times.starts
      .map(
        (start, index): Choice => ({
          label: when(start, now, times.place),
          action: { kind: 'accept', offer: id, option: index + 1 },
        }),
      )
      .filter((_, index) => open.includes(index + 1));
    return {
      lines: [say(options.length === 0 ? 'offer.withdrawn' : 'offer.found', params)],
      choices: [
        ...options,
        { label: say('button.other_times'), action: { kind: 'suggest', offer: id } },
        { label: say('button.decline'), action: { kind: 'decline', offer: id } },
      ],
    };
  }

  /** Kept for one who waits: yes or no, like the text. */
  async function showOpening(link: CardLink, id: WaitlistOfferId): Promise<Shown> {
    const opening = await openings.ofOffer(link.organisationId, id);
    const offer = opening && offerOf(opening, id);
    if (offer === undefined) throw isGone();
    if (offer.state === 'accepted') return await showVisit(link, offer.appointmentId);
    const { say, when, time } = await wordsFor(link, offer.contactId);
    const { person: name, service, host, place } = await talk.telling.openingOf(link.organisationId, offer);
    const now = clock.now();
    const isOpen = offer.state === 'pending' && now < offer.answerBy;
    if (!isOpen) return { lines: [say(OVER[offer.state], { name })], choices: [] };
    return {
      lines: [say('waitlist.opening', { name, service, host: host.name, time: time(offer.answerBy) })],
      choices: [
        { label: when(offer.start, now, place), action: { kind: 'accept', offer: id, option: 1 } },
        { label: say('button.other_times'), action: { kind: 'suggest', offer: id } },
        { label: say('button.decline'), action: { kind: 'decline', offer: id } },
      ],
    };
  }

  async function showVisit(link: CardLink, id: AppointmentId): Promise<Shown> {
    const appointment = await appointments.find(link.organisationId, id);
    if (appointment === undefined) throw isGone();
    const { say, when } = await wordsFor(link, appointment.contactId);
    const visit = await talk.telling.visitOf(appointment);
    const now = clock.now();
    const params = {
      ...{ name: visit.person, service: visit.service, host: visit.host.name },
      when: when(visit.start, now, visit.place),
    };
    if (appointment.status === 'cancelled') return { lines: [say('visit.ended', params)], choices: [] };
    // Who comes five minutes late still has a visit, though nothing can be done about it here.
    if (appointment.start <= now) return { lines: [say('visit.stands', params)], choices: [] };
    return {
      lines: [say('choose.visit', { ...params, code: params.host })],
      choices: [
        { label: say('button.confirm'), action: { kind: 'confirm', appointment: id } },
        { label: say('button.change'), action: { kind: 'change', appointment: id } },
        { label: say('button.cancel'), action: { kind: 'cancel', appointment: id } },
      ],
    };
  }

  async function subjectOf({ organisationId, subject }: CardLink): Promise<{ contactId: ContactId } | undefined> {
    switch (subject.kind) {
      case 'offer':
        return await offers.find(organisationId, subject.id);
      case 'opening': {
        const opening = await openings.ofOffer(organisationId, subject.id);
        return opening && offerOf(opening, subject.id);
      }
      case 'appointment':
        return await appointments.find(organisationId, subject.id as AppointmentId); // a card about one names one
    }
  }

  /** In the language of whom it is about; whoever holds the link is no other than they, as far as we can know. */
  async function readersWords(link: CardLink): Promise<Words> {
    const about = await subjectOf(link);
    if (about === undefined) throw isGone();
    return await wordsFor(link, about.contactId);
  }

  function show(link: CardLink): Promise<Shown> {
    const { subject } = link;
    switch (subject.kind) {
      case 'offer':
        return showOffer(link, subject.id);
      case 'opening':
        return showOpening(link, subject.id);
      case 'appointment':
        return showVisit(link, subject.id as AppointmentId); // as above
    }
  }

  router.get('/:code', async (req, res) => {
    const link = await linkOf(req);
    send(res, link, await show(link), await readersWords(link));
  });

  router.post('/:code', express.urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    if (!isOwnForm(req, publicUrl)) return sendNotice(res, 'strange', strangersWords(wordsOf, req));
    const link = await linkOf(req);
    const form = press.safeParse(req.body);
    const action = form.success ? decodeAction(form.data.action) : undefined;
    if (!form.success || action === undefined || !isTheirs(action))
      return sendNotice(res, 'strange', await readersWords(link));
    const { messages } = await patiently(() =>
      talk.take(link.conversationId, {
        organisationId: link.organisationId,
        cause: `card/${form.data.turn}`,
        order: ids.next('turn'),
        input: { kind: 'pressed', action },
        said: { side: 'contact', text: `[${form.data.action}]` },
      }),
    );
    const replies = messages.filter(({ to }: Message) => to.kind === 'conversation').map(({ body }) => shownOf(body));
    const lines = replies.flatMap((reply) => reply.lines);
    const choices = replies.flatMap((reply) => reply.choices);
    send(res, link, lines.length === 0 ? await show(link) : { lines, choices }, await readersWords(link));
  });
  router.use(answerNowhere(wordsOf), answerFaultOnPage(wordsOf));
  return router;
}
