import type { Conversation } from '../../core/conversations/types.ts';
import type { Inbox, OutgoingMessage } from '../../core/delivery/types.ts';
import type { DomainEvent } from '../../core/events.ts';
import type { AppointmentId, ContactId, OrganisationId, SeriesId } from '../../core/ids.ts';
import { isOfOffer } from '../../core/offers/deciding.ts';
import type { OfferId } from '../../core/offers/types.ts';
import type { EventConsumer } from '../../core/ports.ts';
import { DAY, type Instant } from '../../core/time/types.ts';
import type { Announcement, EventTurn } from './happenings.ts';
import { createOpeningNews } from './openings.ts';
import { createReaching } from './reaching.ts';
import type { Talk } from './talk.ts';
import type { TalkParts } from './types.ts';

interface Parts
  extends Pick<TalkParts, 'conversations' | 'people' | 'offers' | 'appointments' | 'series' | 'waitlist' | 'clock'> {
  readonly open: Talk['open'];
  readonly inbox: Pick<Inbox, 'store'>;
}

/** Whoever hears of it later than that was told by other means, or needs it no more. */
const NEWS_FOR = DAY;

/**
 * Brings what happened elsewhere into the conversations it concerns: as turns of their inbox, so that it waits for what came before it,
 * is tried again, and is told once. What somebody did in the conversation itself was answered there.
 */
export function createAnnouncer(parts: Parts) {
  const { conversations, people, offers, appointments, series, waitlist, open, inbox, clock } = parts;
  const reaching = createReaching({ conversations, people, open });
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
        // A wish of theirs that nobody answered in time comes to the same as a no.
        return ended(from === 'organisation' ? 'expired' : 'refused');
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
    /** A text that was never read may not end in silence: the conversation shows it, in its turn, and once for every time it is given up. */
    async tellUnsent(
      message: OutgoingMessage & { readonly waitingSince: Instant },
      why: 'too_late' | 'given_up',
    ): Promise<void> {
      const { organisationId, channel, conversationKey, key, waitingSince } = message;
      const turn: EventTurn = { kind: 'event', what: 'message_unsent', why };
      await inbox.store({
        organisationId,
        channel,
        conversationKey,
        providerId: `unsent/${key}/${waitingSince}`,
        payload: turn,
      });
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
