import type { Conversation } from '../../core/conversations/types.ts';
import type { DeliveryReport, Inbox, Outbox, OutgoingMessage, WhyUnread } from '../../core/delivery/types.ts';
import type { DomainEvent } from '../../core/events.ts';
import type { AppointmentId, ContactId, OrganisationId, SeriesId } from '../../core/ids.ts';
import { isOfOffer } from '../../core/offers/deciding.ts';
import type { OfferId } from '../../core/offers/types.ts';
import type { Identity } from '../../core/people/types.ts';
import type { EventConsumer } from '../../core/ports.ts';
import { DAY, type Instant } from '../../core/time/types.ts';
import type { Message } from '../message.ts';
import type { Announcement, EventTurn } from './happenings.ts';
import { createOpeningNews } from './openings.ts';
import type { Reaching } from './reaching.ts';
import type { TalkParts } from './types.ts';

interface Parts
  extends Pick<TalkParts, 'conversations' | 'people' | 'offers' | 'appointments' | 'series' | 'waitlist' | 'clock'> {
  readonly reaching: Reaching;
  readonly inbox: Pick<Inbox, 'store'>;
  readonly outbox: Pick<Outbox, 'find'>;
}

/** Whoever hears of it later than that was told by other means, or needs it no more. */
const NEWS_FOR = DAY;

/**
 * Brings what happened elsewhere into the conversations it concerns: as turns of their inbox, so that it waits for what came before it,
 * is tried again, and is told once. What somebody did in the conversation itself was answered there.
 */
export function createAnnouncer(parts: Parts) {
  const { conversations, people, offers, appointments, series, waitlist, reaching, inbox, outbox, clock } = parts;
  const newsOfOpening = createOpeningNews({ waitlist, reaching });
  const latestOf = async (organisationId: OrganisationId, contactId: ContactId): Promise<Conversation | undefined> =>
    (await reaching.conversationsOf(organisationId, contactId))[0];

  async function aboutOffer(event: DomainEvent): Promise<Announcement | undefined> {
    const { organisationId, actor } = event;
    const isOurs = actor.kind !== 'contact' && actor.kind !== 'system';
    // What they decided themselves was answered where they did.
    if (!isOurs && event.type !== 'offer_made' && event.type !== 'offer_expired') return undefined;
    const offer = await offers.find(organisationId, event.subject.id as OfferId); // the subject of an offer's event
    if (offer === undefined) return undefined;
    const { id, conversationId, from, origin } = offer;
    const conversation = await conversations.find(organisationId, conversationId);
    const ended = (how: Extract<EventTurn, { what: 'offer_ended' }>['how']): Announcement => ({
      conversation,
      turn: { kind: 'event', what: 'offer_ended', offer: id, how },
    });
    switch (event.type) {
      case 'offer_made': {
        const isNews = from === 'organisation' && origin !== 'assistant';
        const isCounter = from === 'organisation' && isOurs;
        return isNews || isCounter
          ? { conversation, turn: { kind: 'event', what: 'offer_made', offer: id } }
          : undefined;
      }
      case 'offer_expired':
        return ended(from === 'organisation' ? 'expired' : 'unanswered');
      case 'offer_declined':
        return isOurs ? ended('refused') : undefined;
      case 'offer_cancelled':
        return isOurs ? ended('withdrawn') : undefined;
      case 'offer_accepted':
        if (!isOurs) return undefined;
        return { conversation, turn: { kind: 'event', what: 'visit_booked', appointment: offer.visitId, offer: id } };
      default:
        return undefined;
    }
  }

  async function aboutVisit(event: DomainEvent): Promise<Announcement | undefined> {
    const { organisationId, actor } = event;
    if (isOfOffer(event.reason)) return undefined;
    const appointmentId = event.subject.id as AppointmentId; // the subject of an appointment's event
    const appointment = await appointments.find(organisationId, appointmentId);
    if (appointment === undefined) return undefined;
    const conversation = await latestOf(organisationId, appointment.contactId);
    const isTheirs = actor.kind === 'contact';
    if (isTheirs && actor.channel === conversation?.channel) return undefined;
    const changed = (how: Extract<EventTurn, { what: 'visit_changed' }>['how']): Announcement => ({
      conversation,
      turn: { kind: 'event', what: 'visit_changed', appointment: appointmentId, how },
    });
    switch (event.type) {
      case 'appointment_confirmed': {
        const isApproval = event.before?.status === 'requested';
        const turn: EventTurn = { kind: 'event', what: 'visit_booked', appointment: appointmentId };
        return isApproval ? { conversation, turn } : undefined;
      }
      case 'appointment_rescheduled':
        return changed(isTheirs ? 'moved_elsewhere' : 'moved_by_us');
      case 'appointment_cancelled':
        return changed(isTheirs ? 'cancelled_elsewhere' : 'cancelled_by_us');
      case 'appointment_attendance_confirmed':
        return changed('confirmed_elsewhere');
      default:
        return undefined;
    }
  }

  /** Whoever never wrote to us is told by the way they prefer. */
  async function conversationWith(organisationId: OrganisationId, contactId: ContactId) {
    const known = (await latestOf(organisationId, contactId)) ?? (await reaching.reach(organisationId, contactId));
    return known === 'no_address' || known === 'opted_out' ? undefined : known;
  }

  async function aboutSeries({ organisationId, type, subject }: DomainEvent): Promise<Announcement | undefined> {
    if (type !== 'series_completed') return undefined;
    const seriesId = subject.id as SeriesId; // the subject of a series' event
    const found = await series.find(organisationId, seriesId);
    if (found === undefined) return undefined;
    const conversation = await conversationWith(organisationId, found.booking.contactId);
    return { conversation, turn: { kind: 'event', what: 'series_completed', series: seriesId } };
  }

  async function store(organisationId: OrganisationId, providerId: string, announcement: Announcement | undefined) {
    const conversation = announcement?.conversation;
    if (announcement === undefined || conversation === undefined) return;
    const { channel, address } = conversation;
    await inbox.store({ organisationId, channel, providerId, conversationKey: address, payload: announcement.turn });
  }

  /** A text that was never read may not end in silence: the conversation shows it, in its turn and once. */
  async function tellUnread(message: OutgoingMessage, why: WhyUnread, providerId: string): Promise<void> {
    const { organisationId, channel, conversationKey, recipient, payload } = message;
    const identity = { channel, address: recipient } as Identity; // what is in line goes to an address of somebody's
    const { purpose } = payload as Message; // put there by our own use-cases
    // Whoever said that they do not want it is not asked after.
    if ((await people.mayWrite(organisationId, identity, purpose)) !== undefined) return;
    const turn: EventTurn = { kind: 'event', what: 'message_unsent', why };
    await inbox.store({ organisationId, channel, conversationKey, providerId, payload: turn });
  }

  const consumer: EventConsumer = {
    name: 'conversations',
    startsAt: 'beginning',
    async handle(event) {
      if (clock.now() - event.at > NEWS_FOR) return;
      const { organisationId, id, subject } = event;
      switch (subject.kind) {
        case 'offer':
          return await store(organisationId, `event/${id}`, await aboutOffer(event));
        case 'appointment':
          return await store(organisationId, `event/${id}`, await aboutVisit(event));
        case 'series':
          return await store(organisationId, `event/${id}`, await aboutSeries(event));
        case 'opening':
          // Several people may be told of one event: each turn is known by the offer and the thread as well.
          for (const news of await newsOfOpening(event)) {
            const about = 'offer' in news.turn ? news.turn.offer : '';
            await store(organisationId, `event/${id}/${about}/${news.conversation?.id ?? ''}`, news);
          }
      }
    },
  };

  return {
    consumer,
    /** Once for every time it is given up. */
    tellUnsent: (message: OutgoingMessage & { readonly waitingSince: Instant }, why: WhyUnread): Promise<void> =>
      tellUnread(message, why, `unsent/${message.key}/${message.waitingSince}`),
    /** What was handed over after all is no news: reports overtake each other. */
    async tellUndelivered({ organisationId, key, providerId }: DeliveryReport): Promise<void> {
      const message = key === undefined ? undefined : await outbox.find(organisationId, key);
      if (message === undefined) return;
      const hasArrived = message.providerId === providerId && message.delivery?.status !== 'failed';
      if (!hasArrived) await tellUnread(message, 'undelivered', `undelivered/${message.key}`);
    },
    /** "Reply YES to confirm or NO to change". `step` names the reminder: each asks once. False: there is nobody to write to. */
    async askToConfirm(organisationId: OrganisationId, appointmentId: AppointmentId, step: string): Promise<boolean> {
      const appointment = await appointments.find(organisationId, appointmentId);
      if (appointment === undefined) return false;
      const conversation = await conversationWith(organisationId, appointment.contactId);
      if (conversation === undefined) return false;
      const turn: EventTurn = { kind: 'event', what: 'confirmation_due', appointment: appointmentId };
      await store(organisationId, `confirmation/${appointmentId}/${step}`, { conversation, turn });
      return true;
    },
  };
}
