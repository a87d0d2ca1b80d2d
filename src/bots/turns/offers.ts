// What is done about offers, all by the same few use-cases, and so longer than most.

import { checkReschedule } from '../../core/appointments/rules.ts';
import type { Appointment } from '../../core/appointments/types.ts';
import type {
  Answer,
  BookedBefore,
  Ended,
  Gone,
  NoSuchOption,
  NotFound,
  NotYours,
} from '../../core/offers/deciding.ts';
import type { KeptOffer, OfferId } from '../../core/offers/types.ts';
import { MINUTE } from '../../core/time/types.ts';
import type { EffectOf, KeyedEffect, Outcome } from '../dialogues/effects.ts';
import type { OfferedTimes } from '../dialogues/types.ts';
import type { Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';

type Parts = Pick<TalkParts, 'offers' | 'appointments' | 'appointmentService' | 'services' | 'members' | 'people'>;
type Keyed<Kind extends KeyedEffect['kind']> = EffectOf<Kind> & { readonly key: string };
type AboutOffer = Keyed<'accept_offer' | 'decline_offer' | 'counter_offer' | 'hold_option'>;

const SYSTEM = { kind: 'system', channel: 'system' } as const;
/** So many times somebody may be faster; then there is hardly anything left. */
const SEARCHES = 10;

type OfferRefusal = BookedBefore | Ended | NotFound | NotYours | NoSuchOption;

/** The same time again, on another device or by another way, is answered as the first time. */
const sameVisit = (refused: OfferRefusal | Gone, option: number): Appointment | undefined => {
  if (refused.reason !== 'booked_before') return undefined;
  const { offer, visit } = refused.detail;
  return offer.state.kind === 'accepted' && offer.state.option === option ? visit : undefined;
};

/** Carries out what a dialogue wants done about offers. An offer of another conversation does not exist here. */
export function createOfferEffects(parts: Parts, telling: Telling) {
  const { offers, appointments, appointmentService, services, members, people } = parts;

  async function theirs({ organisationId, id }: Setting['conversation'], offerId: KeptOffer['id']) {
    const offer = await offers.find(organisationId, offerId);
    return offer?.conversationId === id ? offer : undefined;
  }

  const answerOf = (of: AboutOffer, offerId: OfferId, { conversation, actor }: Setting): Answer => ({
    organisationId: conversation.organisationId,
    offerId,
    by: 'contact',
    cause: of.key,
    actor,
  });

  async function carryOut(of: AboutOffer, offerId: OfferId, setting: Setting): Promise<Outcome> {
    const offer = await theirs(setting.conversation, offerId);
    if (offer === undefined) return { kind: 'unknown_subject', of };
    const times = await telling.timesOf(offer, setting.known);
    switch (of.kind) {
      case 'accept_offer':
        return await accept(of, offer, times, setting);
      case 'decline_offer': {
        const declined = await offers.decline(answerOf(of, offerId, setting));
        const result = declined.ok ? ({ kind: 'declined' } as const) : await endOf(declined, setting);
        return result === undefined ? { kind: 'unknown_subject', of } : { kind: of.kind, of, times, result };
      }
      case 'hold_option': {
        const held = await offers.holdOption(answerOf(of, offerId, setting), of.option);
        if (held.ok) return { kind: of.kind, of, times, result: { kind: 'held' } };
        if (held.reason === 'gone') return { kind: of.kind, of, times, result: { kind: 'gone' } };
        const result = await endOf(held, setting);
        return result === undefined ? { kind: 'unknown_subject', of } : { kind: of.kind, of, times, result };
      }
      case 'counter_offer':
        return await counter(of, answerOf(of, offerId, setting), times, setting);
    }
  }

  async function accept(
    of: Keyed<'accept_offer'>,
    offer: KeptOffer,
    times: OfferedTimes,
    setting: Setting,
  ): Promise<Outcome> {
    const accepted = await offers.accept(answerOf(of, offer.id, setting), of.option, offer);
    const visit = accepted.ok ? accepted.value.visit : sameVisit(accepted, of.option);
    if (visit !== undefined) {
      await keepAnswers(of, visit, setting);
      const moved = offer.reschedules !== undefined;
      return {
        kind: of.kind,
        of,
        times,
        result: { kind: 'booked', visit: await telling.visitOf(visit, setting.known), moved },
      };
    }
    if (accepted.ok || accepted.reason === 'gone') return { kind: of.kind, of, times, result: { kind: 'gone' } };
    const result = await endOf(accepted, setting);
    return result === undefined ? { kind: 'unknown_subject', of } : { kind: of.kind, of, times, result };
  }

  /** What was asked before the booking is written to the visit, once. */
  async function keepAnswers(
    { answers, key }: Pick<Keyed<'accept_offer' | 'keep_answers'>, 'answers' | 'key'>,
    visit: Appointment,
    { conversation, actor, scene }: Setting,
  ): Promise<void> {
    const fields = scene.facts.services.find(({ id }) => id === visit.serviceId)?.intake ?? [];
    const lines = fields.flatMap(({ name, label }) =>
      answers[name] === undefined ? [] : [`${label} ${answers[name]}`],
    );
    const text = lines.join('\n');
    if (text === '' || visit.notes.some((note) => note.side === 'contact' && note.text === text)) return;
    const { organisationId } = conversation;
    await appointmentService.addNote({
      ...{ organisationId, appointmentId: visit.id, side: 'contact', text, actor, reason: key },
    });
  }

  /** Undefined: there is no such thing to answer. */
  async function endOf(refused: OfferRefusal, setting: Setting) {
    switch (refused.reason) {
      case 'booked_before':
        return { kind: 'booked_before', visit: await telling.visitOf(refused.detail.visit, setting.known) } as const;
      case 'ended':
        return { kind: refused.detail.how } as const;
      default:
        return undefined;
    }
  }

  async function counter(
    of: Keyed<'counter_offer'>,
    answer: Answer,
    times: OfferedTimes,
    setting: Setting,
  ): Promise<Outcome> {
    const zone = setting.scene.words.reader.zone;
    const sent = await offers.counter({ ...answer, windows: of.wishes, words: of.words, zone });
    if (!sent.ok) {
      const isEnd = sent.reason === 'booked_before' || sent.reason === 'ended';
      const result = isEnd ? await endOf(sent, setting) : undefined;
      return result === undefined ? { kind: 'unknown_subject', of } : { kind: of.kind, of, times, result };
    }
    const { counter: made } = sent.value;
    const { organisationId, serviceId, memberId } = made;
    const [service, member] = await Promise.all([
      services.find(organisationId, serviceId),
      members.get(organisationId, memberId),
    ]);
    // The times were found within published hours; a wish that fits none of them has no options.
    if ((service?.acceptsWishes || member?.acceptsWishes) && made.options.length > 0) {
      const yes: Answer = {
        ...answer,
        offerId: made.id,
        by: 'organisation',
        actor: SYSTEM,
      };
      const booked = await offers.accept(yes, 1);
      if (booked.ok) {
        const visit = await telling.visitOf(booked.value.visit, setting.known);
        return { kind: of.kind, of, times, result: { kind: 'booked', visit, moved: made.reschedules !== undefined } };
      }
    }
    const starts = made.options.map(({ start }) => start);
    return { kind: of.kind, of, times, result: { kind: 'sent', counter: made.id, starts } };
  }

  /** Looks for times and puts them on the table, in the place of the offer they answer. */
  async function find(of: Keyed<'find_times'>, setting: Setting): Promise<Outcome> {
    const { conversation, knownAs } = setting;
    const { organisationId } = conversation;
    const moves = of.reschedules === undefined ? undefined : await appointments.find(organisationId, of.reschedules);
    const isTheirs = knownAs.has(of.contactId) && (moves === undefined || knownAs.has(moves.contactId));
    if (!isTheirs || (of.reschedules !== undefined && moves === undefined)) return { kind: 'unknown_subject', of };
    const before = of.answers === undefined ? undefined : await theirs(conversation, of.answers);
    const known = await offers.byCause(organisationId, of.key);
    const isBound = known === undefined && moves !== undefined && !(await mayMove(moves, setting));
    const offer = known ?? (isBound ? undefined : await putOnTable(of, before, moves, setting));
    if (before !== undefined && before.id !== offer?.id)
      await offers.withdraw({ organisationId, offerId: before.id, by: before.from, cause: of.key, actor: SYSTEM });
    if (isBound)
      return { kind: of.kind, of, result: { kind: 'bound', visit: await telling.visitOf(moves, setting.known) } };
    if (offer === undefined) {
      const person = await people.find(organisationId, of.contactId);
      const stays = moves === undefined ? {} : { reschedules: await telling.visitOf(moves, setting.known) };
      return { kind: of.kind, of, result: { kind: 'none', person: person?.name ?? '', ...stays } };
    }
    const times = await telling.timesOf(offer, setting.known);
    return { kind: of.kind, of, result: { kind: 'found', times, fits: liesWithin(offer, of) } };
  }

  /** Times that could not be taken are not shown: the service says until when, and how often, its visits are moved. */
  async function mayMove(visit: Appointment, { actor, scene }: Setting): Promise<boolean> {
    const service = await services.find(visit.organisationId, visit.serviceId);
    return service === undefined || checkReschedule(visit, service.limits, actor, scene.facts.now).ok;
  }

  /** A time that somebody takes between the look and the offer is left out, and looked for once more. */
  async function putOnTable(
    of: Keyed<'find_times'>,
    before: KeptOffer | undefined,
    moves: Appointment | undefined,
    { conversation, scene, actor }: Setting,
  ): Promise<KeptOffer | undefined> {
    const { organisationId, id: conversationId } = conversation;
    const { serviceId, hostId, wishes: windows, near, contactId, answers, reschedules } = of;
    const wantsOthers = of.reason === 'countered' && windows.length === 0;
    const without = wantsOthers ? (before?.options.map(({ start }) => start) ?? []) : [];
    const zone = scene.words.reader.zone;
    for (let attempt = 0; attempt < SEARCHES; attempt += 1) {
      const { slots } = await offers.findTimes({
        ...{ organisationId, serviceId, hostId, windows, near, zone, without, moves },
      });
      const memberId = slots[0]?.hosts[0];
      if (memberId === undefined) return undefined;
      const starts = slots.map(({ start }) => start);
      const made = await offers.make({
        ...{ organisationId, conversationId, contactId, serviceId, memberId, starts, answers, reschedules, actor },
        ...{ kind: 'offer', from: 'organisation', origin: 'assistant', hold: 'none', wishes: [], cause: of.key },
        ...{ minutes: durationOf(moves), location: moves?.location },
      });
      if (made.ok) return made.value;
      if (made.reason !== 'option_taken') return undefined;
      without.push(...starts.slice(made.detail.option - 1, made.detail.option));
    }
    return undefined;
  }

  async function answerAfterwards(of: Keyed<'keep_answers'>, setting: Setting): Promise<Outcome> {
    const visit = await appointments.find(setting.conversation.organisationId, of.appointment);
    if (visit === undefined || !setting.knownAs.has(visit.contactId)) return { kind: 'unknown_subject', of };
    await keepAnswers(of, visit, setting);
    return { kind: 'done', of };
  }

  return { carryOut, find, answerAfterwards };
}

const durationOf = (moves: Appointment | undefined): number | undefined => {
  const [first] = moves?.visits ?? [];
  return first === undefined ? undefined : (first.end - first.start) / MINUTE;
};

/** Read off the offer itself, so that the same turn handled again says what it said the first time. */
const liesWithin = ({ options }: KeptOffer, { wishes }: EffectOf<'find_times'>): boolean =>
  wishes.length === 0 || options.every(({ start }) => wishes.some(({ from, to }) => from <= start && start <= to));
