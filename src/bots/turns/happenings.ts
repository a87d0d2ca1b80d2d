import type { Conversation } from '../../core/conversations/types.ts';
import type { WhyUnread } from '../../core/delivery/types.ts';
import type { AppointmentId, OrganisationId, SeriesId } from '../../core/ids.ts';
import { hasExpired } from '../../core/offers/rules.ts';
import type { OfferId } from '../../core/offers/types.ts';
import { offerOf } from '../../core/waitlist/rules.ts';
import type { WaitlistOfferId } from '../../core/waitlist/types.ts';
import type { OfferedId } from '../action.ts';
import type { Happening } from '../dialogues/steps.ts';
import { createLook } from './looking.ts';
import type { Telling } from './telling.ts';
import type { TalkParts } from './types.ts';

type Changes = Extract<Happening, { kind: 'visit_changed' }>['how'];
type Ends = Extract<Happening, { kind: 'offer_ended' }>['how'];

/** Something that happened elsewhere, as it waits in the inbox for its turn: ids alone, the documents are read when it comes. */
export type EventTurn =
  | { readonly kind: 'event'; readonly what: 'offer_made'; readonly offer: OfferId }
  | { readonly kind: 'event'; readonly what: 'times_gone'; readonly offer: OfferId }
  | { readonly kind: 'event'; readonly what: 'offer_ended'; readonly offer: OfferId; readonly how: Ends }
  | { readonly kind: 'event'; readonly what: 'opening_kept'; readonly offer: WaitlistOfferId }
  | { readonly kind: 'event'; readonly what: 'opening_ended'; readonly offer: WaitlistOfferId; readonly how: Ends }
  | {
      readonly kind: 'event';
      readonly what: 'visit_booked';
      readonly appointment: AppointmentId;
      readonly offer?: OfferedId;
    }
  | {
      readonly kind: 'event';
      readonly what: 'visit_changed';
      readonly appointment: AppointmentId;
      readonly how: Changes;
    }
  | { readonly kind: 'event'; readonly what: 'message_unsent'; readonly why: WhyUnread }
  | { readonly kind: 'event'; readonly what: 'confirmation_due'; readonly appointment: AppointmentId }
  | { readonly kind: 'event'; readonly what: 'series_completed'; readonly series: SeriesId };

export interface Announcement {
  /** Undefined: there is no conversation to say it in. */
  readonly conversation: Conversation | undefined;
  readonly turn: EventTurn;
}

type Parts = Pick<TalkParts, 'offers' | 'appointments' | 'openings' | 'clock'>;

/** What it is about, as it stands now. Undefined: the world has moved on, and there is nothing left to say. */
export function createHappenings({ offers, appointments, openings, clock }: Parts, telling: Telling) {
  const look = createLook({ offers, appointments, openings, clock }, telling);

  async function aboutOffer(
    organisationId: OrganisationId,
    event: Extract<EventTurn, { what: 'offer_made' | 'times_gone' | 'offer_ended' }>,
  ): Promise<Happening | undefined> {
    const offer = await offers.find(organisationId, event.offer);
    if (offer === undefined) return undefined;
    const times = await telling.timesOf(offer);
    if (event.what === 'offer_ended') return { kind: 'offer_ended', times, how: event.how };
    const isOpen = offer.state.kind === 'pending' && !hasExpired(offer, clock.now());
    if (!isOpen) return undefined;
    if (event.what === 'offer_made') return { kind: 'offer_made', times };
    const left = await look.whatIsLeft(offer, times);
    return { kind: 'times_gone', times: left ?? times, isAnyLeft: left !== undefined };
  }

  async function aboutOpening(
    organisationId: OrganisationId,
    event: Extract<EventTurn, { what: 'opening_kept' | 'opening_ended' }>,
  ): Promise<Happening | undefined> {
    const opening = await openings.ofOffer(organisationId, event.offer);
    const offer = opening && offerOf(opening, event.offer);
    if (offer === undefined) return undefined;
    const times = await telling.openingOf(organisationId, offer);
    if (event.what === 'opening_ended') return { kind: 'offer_ended', times, how: event.how };
    const isOpen = offer.state === 'pending' && clock.now() < offer.answerBy;
    return isOpen ? { kind: 'offer_made', times } : undefined;
  }

  return async function read(organisationId: OrganisationId, event: EventTurn): Promise<Happening | undefined> {
    if (event.what === 'message_unsent') return { kind: 'message_unsent', why: event.why };
    if (event.what === 'offer_made' || event.what === 'times_gone' || event.what === 'offer_ended')
      return await aboutOffer(organisationId, event);
    if (event.what === 'opening_kept' || event.what === 'opening_ended')
      return await aboutOpening(organisationId, event);
    if (event.what === 'series_completed') {
      const completed = await telling.seriesOf(organisationId, event.series);
      return completed && { kind: 'series_completed', series: completed };
    }
    const appointment = await appointments.find(organisationId, event.appointment);
    if (appointment === undefined) return undefined;
    const visit = await telling.visitOf(appointment);
    switch (event.what) {
      case 'visit_booked': {
        const moved = appointment.formerTimes.length > 0;
        return { kind: 'visit_booked', visit, moved, ...(event.offer === undefined ? {} : { offer: event.offer }) };
      }
      case 'visit_changed':
        return { kind: 'visit_changed', visit, how: event.how };
      case 'confirmation_due': {
        const isSettled = appointment.attendance?.start === appointment.start || appointment.start <= clock.now();
        return appointment.status === 'confirmed' && !isSettled ? { kind: 'confirmation_due', visit } : undefined;
      }
    }
  };
}
