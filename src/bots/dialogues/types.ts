import type { AppointmentId, ContactId, ConversationId, MemberId, ServiceId } from '../../core/ids.ts';
import type { OfferId } from '../../core/offers/types.ts';
import type { AddressStanding, ConsentSource } from '../../core/people/types.ts';
import type { Instant } from '../../core/time/types.ts';
import type { Action } from '../action.ts';
import type { Field, Message } from '../message.ts';
import type { Prompt as AskedPrompt, TimeWindow, Understood } from '../understanding/types.ts';
import type { Reader, Words } from '../words/words.ts';

// A dialogue is a pure function (state, input, scene) -> step. What it needs from outside are facts handed in; what it wants
// done are effects handed out; what came of them are outcomes, the input of a second step, which writes the reply.

// prompt     a question we wait on that stands until it is decided, whatever else is talked about; it has a code
// question   a question of the moment (whose visit? which kind?), one at a time; the next text answers it or leaves it
// settled    a prompt that was decided; it is remembered for a while, so that answering it again gets the same answer

export interface Person {
  readonly id: ContactId;
  /** Absent until somebody said it. */
  readonly name?: string;
}

interface Host extends Reader {
  readonly id: MemberId;
  readonly name: string;
}

export interface Visit {
  readonly id: AppointmentId;
  readonly contactId: ContactId;
  readonly person: string;
  readonly serviceId: ServiceId;
  readonly service: string;
  readonly host: Host;
  readonly start: Instant;
  readonly minutes: number;
  /** `requested`: a member has to approve it; the time is held. */
  readonly status: 'requested' | 'confirmed';
}

/** Times on the table, with all that is needed to speak of them. */
export interface OfferedTimes {
  readonly offer: OfferId;
  readonly contactId: ContactId;
  readonly person: string;
  readonly serviceId: ServiceId;
  readonly service: string;
  readonly host: Host;
  readonly starts: readonly Instant[];
  readonly minutes: number;
  /** A member's offers are countered to the member; the assistant's own are countered by looking again. */
  readonly origin: 'member' | 'assistant' | 'waitlist';
  /** The offer it takes the place of. */
  readonly answers?: OfferId;
  /** The visit that would move; it stands until then. */
  readonly reschedules?: Visit;
  readonly expiresAt: Instant;
}

interface PromptBase {
  readonly code: string;
}
export interface OfferPrompt extends PromptBase {
  readonly kind: 'offer';
  readonly times: OfferedTimes;
}
/** "Reply YES to confirm or NO to change." `listed`: it was only named in a list, and goes when the list does. */
export interface VisitPrompt extends PromptBase {
  readonly kind: 'visit';
  readonly visit: Visit;
  readonly listed: boolean;
}
/** The one "are you sure" before a visit is cancelled. */
export interface SurePrompt extends PromptBase {
  readonly kind: 'sure';
  readonly visit: Visit;
  readonly askedAt: Instant;
}
/** "Which one do you mean?" Keeps the words that were unclear, to be understood anew for the one chosen. */
export interface ChoicePrompt extends PromptBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly text: string;
}
export type Prompt = OfferPrompt | VisitPrompt | SurePrompt | ChoicePrompt;

export type Settlement =
  | 'accepted'
  | 'declined'
  | 'countered'
  | 'closed'
  | 'confirmed'
  | 'changed'
  | 'cancelled'
  | 'kept'
  | 'replaced';

export interface SettledPrompt {
  readonly prompt: OfferPrompt | VisitPrompt | SurePrompt;
  readonly how: Settlement;
  /** The turn or event that decided it. */
  readonly cause: string;
  readonly at: Instant;
}

/** What a booking waits to know the person for. */
export interface Errand {
  readonly goal: 'times' | 'join_waitlist' | 'leave_waitlist';
  readonly wishes: readonly TimeWindow[];
}

export type Question =
  | { readonly kind: 'name'; readonly contactId: ContactId; readonly errand: Errand }
  | { readonly kind: 'who'; readonly people: readonly Person[]; readonly errand: Errand }
  | {
      readonly kind: 'service';
      readonly person: Person;
      readonly services: readonly Service[];
      readonly errand: Errand;
    }
  | {
      readonly kind: 'intake';
      readonly times: OfferedTimes;
      readonly option: number;
      readonly fields: readonly Field[];
      readonly answers: Answers;
    };

export type Answers = Readonly<Record<string, string>>;

export interface DialogueState {
  readonly prompts: readonly Prompt[];
  /** Newest last, a bounded number. */
  readonly settled: readonly SettledPrompt[];
  readonly question?: Question;
  /** How often in a row we had to ask back. */
  readonly unsure: number;
  /** waiting: a member was called and has not come yet; member: a member writes, the assistant is silent. */
  readonly handler: 'assistant' | 'waiting' | 'member';
}

export interface Service {
  readonly id: ServiceId;
  readonly name: string;
  readonly intake: readonly Field[];
}

/** What the dialogue knows of the world; read once per step. */
export interface Facts {
  readonly now: Instant;
  /** The id of the turn or event that is being answered; keys of effects and messages begin with it. */
  readonly cause: string;
  readonly conversation: ConversationId;
  readonly organisation: { readonly name: string; readonly phone?: string };
  /** Who share the address, the one it belongs to first. Never empty: an unknown number becomes a contact before it is answered. */
  readonly people: readonly [Person, ...Person[]];
  /** Upcoming, of all these people, soonest first. */
  readonly visits: readonly Visit[];
  /** What a contact may book. */
  readonly services: readonly Service[];
  readonly standing?: AddressStanding;
}

/** Facts and the pure skills a dialogue speaks with. */
export interface Scene {
  readonly facts: Facts;
  readonly words: Words;
  /** For a message to somebody else than the one who wrote. */
  readonly wordsFor: (reader: Reader) => Words;
  readonly understand: (text: string, prompts: readonly AskedPrompt[]) => Understood;
}

export type Input =
  | {
      readonly kind: 'said';
      readonly text: string;
      readonly attachments: number;
      readonly carrierHandled?: 'stop' | 'start' | 'help';
      /** What AI makes of it; counts only where the rules are unsure, and never for a loss. */
      readonly understood?: Understood;
    }
  | { readonly kind: 'pressed'; readonly action: Action }
  | { readonly kind: 'filled'; readonly form: string; readonly values: Answers }
  | { readonly kind: 'happened'; readonly event: Happening }
  /** The effects of the step before; `round` counts the steps of one cause. */
  | { readonly kind: 'came_of_it'; readonly outcomes: readonly Outcome[]; readonly round: number };

/** Why we look for times: decides how the reply begins. */
export type SearchReason = 'asked' | 'gone' | 'expired' | 'closed' | 'change' | 'countered';

export type Effect =
  | { readonly kind: 'accept_offer'; readonly offer: OfferId; readonly option: number; readonly answers: Answers }
  | { readonly kind: 'decline_offer'; readonly offer: OfferId }
  | {
      readonly kind: 'counter_offer';
      readonly offer: OfferId;
      readonly wishes: readonly TimeWindow[];
      /** For the member to read: a wish such as "mornings are better" has no window. */
      readonly words: string;
    }
  /** Held while the intake questions are asked. */
  | { readonly kind: 'hold_option'; readonly offer: OfferId; readonly option: number }
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
  | { readonly kind: 'cancel_visit'; readonly appointment: AppointmentId }
  | { readonly kind: 'report_late'; readonly appointment: AppointmentId; readonly minutes?: number }
  | {
      readonly kind: 'join_waitlist';
      readonly contactId: ContactId;
      readonly serviceId: ServiceId;
      readonly wishes: readonly TimeWindow[];
    }
  | { readonly kind: 'leave_waitlist'; readonly contactId: ContactId }
  | { readonly kind: 'name_contact'; readonly contactId: ContactId; readonly name: string }
  | { readonly kind: 'call_human'; readonly reason: HumanReason }
  | { readonly kind: 'opt_out'; readonly source: ConsentSource; readonly words: string }
  | { readonly kind: 'opt_in'; readonly words: string };

export type HumanReason = 'question' | 'unsure' | 'failed' | 'too_late';

/** An effect with the key under which doing it twice is harmless. */
export type KeyedEffect = Effect & { readonly key: string };

export type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

/** Why an offer could not be taken up, as its own state says. */
type OfferEnd = 'expired' | 'declined' | 'countered' | 'cancelled';

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
  | OutcomeForm<
      'find_times',
      /** `fits`: they lie in the windows that were wished for. */
      | { readonly kind: 'found'; readonly times: OfferedTimes; readonly fits: boolean }
      | { readonly kind: 'none'; readonly person: string; readonly reschedules?: Visit }
    >
  | AboutVisit<'confirm_visit', { readonly kind: 'confirmed' | 'ended' }>
  | AboutVisit<'cancel_visit', { readonly kind: 'cancelled' | 'ended' | 'too_late' }>
  | AboutVisit<'report_late', { readonly kind: 'told' | 'ended' }>
  | AboutPerson<'join_waitlist', { readonly kind: 'joined' | 'joined_before' }>
  | AboutPerson<'leave_waitlist', { readonly kind: 'left' | 'left_before' }>
  /** Nothing that a reply depends on. */
  | { readonly kind: 'done'; readonly of: EffectOf<'name_contact' | 'call_human' | 'opt_out' | 'opt_in'> }
  /** It names what does not exist, or belongs to somebody else. */
  | { readonly kind: 'unknown_subject'; readonly of: Effect };

export type OutcomeOf<Kind extends Outcome['kind']> = Extract<Outcome, { readonly kind: Kind }>;

/** Something that happened elsewhere and concerns this conversation. */
export type Happening =
  | { readonly kind: 'offer_made'; readonly times: OfferedTimes }
  | {
      readonly kind: 'offer_ended';
      readonly times: OfferedTimes;
      /** `decided_elsewhere`: the contact answered on another device or channel. `lost`: somebody else on the waitlist was faster. */
      readonly how: 'expired' | 'withdrawn' | 'refused' | 'lost' | 'decided_elsewhere';
    }
  | { readonly kind: 'confirmation_due'; readonly visit: Visit }
  /** A member accepted what the contact had asked for, or approved a request. */
  | { readonly kind: 'visit_booked'; readonly visit: Visit; readonly offer?: OfferId; readonly moved: boolean }
  | {
      readonly kind: 'visit_changed';
      readonly visit: Visit;
      readonly how:
        | 'confirmed_elsewhere'
        | 'cancelled_elsewhere'
        | 'moved_elsewhere'
        | 'cancelled_by_us'
        | 'moved_by_us';
    }
  | { readonly kind: 'member_took_over' }
  | { readonly kind: 'member_gave_back' }
  /** A turn failed for the last time. */
  | { readonly kind: 'turn_failed' };

export type Draft = Omit<Message, 'key'>;

/** What one part of a dialogue decides; keys are given at the end, when everything is in its order. */
export interface Move {
  readonly state: DialogueState;
  readonly effects: readonly Effect[];
  readonly drafts: readonly Draft[];
}

export interface Step {
  readonly state: DialogueState;
  readonly effects: readonly KeyedEffect[];
  readonly messages: readonly Message[];
}
