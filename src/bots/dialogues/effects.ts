// What a dialogue wants done, and what came of it.
import type { AppointmentId, ContactId, MemberId, ServiceId } from '../../core/ids.ts';
import type { OfferId } from '../../core/offers/types.ts';
import type { ConsentSource, Locale } from '../../core/people/types.ts';
import type { Instant } from '../../core/time/types.ts';
import type { PartOfDay } from '../../core/waitlist/types.ts';
import type { OfferedId } from '../action.ts';
import type { TimeWindow } from '../understanding/types.ts';
import type { Answers, OfferedTimes, Visit } from './types.ts';

/** Why we look for times: decides how the reply begins. `lost`, `lapsed`: an opening that was kept for somebody who waits. */
export type SearchReason = 'asked' | 'gone' | 'expired' | 'closed' | 'change' | 'countered' | 'lost' | 'lapsed';

export type Effect =
  | { readonly kind: 'accept_offer'; readonly offer: OfferedId; readonly option: number; readonly answers: Answers }
  | { readonly kind: 'decline_offer'; readonly offer: OfferedId }
  | {
      readonly kind: 'counter_offer';
      readonly offer: OfferedId;
      readonly wishes: readonly TimeWindow[];
      /** For the member to read: a wish such as "mornings are better" has no window. */
      readonly words: string;
    }
  /** Held while the intake questions are asked. */
  | { readonly kind: 'hold_option'; readonly offer: OfferedId; readonly option: number }
  /** Which of its times can still be had, before they are listed again. */
  | { readonly kind: 'look_again'; readonly offer: OfferedId }
  | {
      readonly kind: 'find_times';
      readonly reason: SearchReason;
      readonly contactId: ContactId;
      readonly serviceId: ServiceId;
      readonly hostId?: MemberId;
      readonly wishes: readonly TimeWindow[];
      /** Nearest to it, where no window is wished. */
      readonly near?: Instant;
      readonly answers?: OfferId;
      readonly reschedules?: AppointmentId;
    }
  | { readonly kind: 'confirm_visit'; readonly appointment: AppointmentId }
  | { readonly kind: 'cancel_visit'; readonly appointment: AppointmentId; readonly words?: string }
  | { readonly kind: 'report_late'; readonly appointment: AppointmentId; readonly minutes?: number }
  /** What was asked after the booking. */
  | { readonly kind: 'keep_answers'; readonly appointment: AppointmentId; readonly answers: Answers }
  | {
      readonly kind: 'join_waitlist';
      readonly contactId: ContactId;
      readonly serviceId: ServiceId;
      readonly wishes: readonly TimeWindow[];
      readonly parts: readonly PartOfDay[];
    }
  | { readonly kind: 'leave_waitlist'; readonly contactId: ContactId }
  | { readonly kind: 'name_contact'; readonly contactId: ContactId; readonly name: string }
  | { readonly kind: 'keep_language'; readonly contactId: ContactId; readonly locale: Locale }
  | { readonly kind: 'call_human'; readonly reason: HumanReason }
  | { readonly kind: 'opt_out'; readonly source: ConsentSource; readonly words: string }
  | { readonly kind: 'opt_in'; readonly words: string };

export type HumanReason = 'question' | 'unsure' | 'failed' | 'too_late' | 'unsent';

/** An effect with the key under which doing it twice is harmless. */
export type KeyedEffect = Effect & { readonly key: string };

export type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

/** Why an offer could not be taken up, as its own state says. */
export type OfferEnd = 'expired' | 'declined' | 'countered' | 'cancelled';

interface OutcomeForm<Kind extends Effect['kind'], Result> {
  readonly kind: Kind;
  readonly of: EffectOf<Kind>;
  readonly result: Result;
}
interface AboutTimes<Kind extends Effect['kind'], Result> extends OutcomeForm<Kind, Result> {
  readonly times: OfferedTimes;
}
interface AboutVisit<Kind extends Effect['kind'], Result> extends OutcomeForm<Kind, Result> {
  readonly visit: Visit;
}
interface AboutPerson<Kind extends Effect['kind'], Result> extends OutcomeForm<Kind, Result> {
  readonly person: string;
}

/** `moved`: an appointment got a new time; otherwise it is a new one. */
type Booked = { readonly kind: 'booked'; readonly visit: Visit; readonly moved: boolean };
/** The offer was taken up before, with another of its times. The same time again is `booked`, as the first time. */
type BookedBefore = { readonly kind: 'booked_before'; readonly visit: Visit };
/** With free times that fit the wish, for the member to accept with one press; none where no window was named. */
type Sent = { readonly kind: 'sent'; readonly counter: OfferId; readonly starts: readonly Instant[] };
type Ended = { readonly kind: OfferEnd };

export type Outcome =
  | AboutTimes<'accept_offer', Booked | BookedBefore | Ended | { readonly kind: 'gone' }>
  | AboutTimes<'decline_offer', { readonly kind: 'declined' } | BookedBefore | Ended>
  /** `booked`: the member lets wishes inside their published hours be accepted at once. */
  | AboutTimes<'counter_offer', Sent | Booked | BookedBefore | Ended>
  | AboutTimes<'hold_option', { readonly kind: 'held' } | { readonly kind: 'gone' } | BookedBefore | Ended>
  /** `open`: with those times alone that can still be had. */
  | AboutTimes<'look_again', { readonly kind: 'open' | 'none_left' } | BookedBefore | Ended>
  | OutcomeForm<
      'find_times',
      /** `fits`: they lie in the windows that were wished for. */
      | { readonly kind: 'found'; readonly times: OfferedTimes; readonly fits: boolean }
      | { readonly kind: 'none'; readonly person: string; readonly reschedules?: Visit }
      /** Too late or too often moved, by the limits of its service: it stands, and a member decides. */
      | { readonly kind: 'bound'; readonly visit: Visit }
    >
  | AboutVisit<'confirm_visit', { readonly kind: 'confirmed' | 'ended' }>
  | AboutVisit<'cancel_visit', { readonly kind: 'cancelled' | 'ended' | 'too_late' }>
  | AboutVisit<'report_late', { readonly kind: 'told' | 'ended' }>
  | AboutPerson<'join_waitlist', { readonly kind: 'joined' | 'joined_before' }>
  | AboutPerson<'leave_waitlist', { readonly kind: 'left' | 'left_before' }>
  /** Nothing that a reply depends on. */
  | {
      readonly kind: 'done';
      readonly of: EffectOf<'name_contact' | 'keep_language' | 'keep_answers' | 'call_human' | 'opt_out' | 'opt_in'>;
    }
  /** It names what does not exist, or belongs to somebody else. */
  | { readonly kind: 'unknown_subject'; readonly of: Effect };

export type OutcomeOf<Kind extends Outcome['kind']> = Extract<Outcome, { readonly kind: Kind }>;
