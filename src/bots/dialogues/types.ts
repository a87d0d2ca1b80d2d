import type { AppointmentId, ContactId, ConversationId, MemberId, ServiceId } from '../../core/ids.ts';
import type { OfferId } from '../../core/offers/types.ts';
import type { AddressStanding, Locale } from '../../core/people/types.ts';
import type { Instant, Zone } from '../../core/time/types.ts';
import type { PartOfDay } from '../../core/waitlist/types.ts';
import type { OfferedId } from '../action.ts';
import type { Field } from '../message.ts';
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
  /** Where somebody has to be there: the place's, whose clock counts then. */
  readonly place?: Zone;
  /** `requested`: a member has to approve it; the time is held. */
  readonly status: 'requested' | 'confirmed';
}

/** A programme, or a series without one, of which every session took place. */
export interface CompletedSeries {
  readonly person: string;
  /** The programme's name, or the service's. */
  readonly title: string;
  readonly sessions: number;
  readonly host: Host;
}

/** Times on the table, with all that is needed to speak of them. */
export interface OfferedTimes {
  readonly offer: OfferedId;
  readonly contactId: ContactId;
  readonly person: string;
  readonly serviceId: ServiceId;
  readonly service: string;
  readonly host: Host;
  readonly starts: readonly Instant[];
  /** What the offer itself counts these as, where it had others that are gone. */
  readonly numbers?: readonly number[];
  readonly minutes: number;
  /** Where somebody has to be there: the place's, whose clock counts then. */
  readonly place?: Zone;
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
  /** How they asked for it, where they wrote: their host reads why. */
  readonly words?: string;
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
  /** Of somebody who waits: parts of any day. */
  readonly parts?: readonly PartOfDay[];
}

export type Question =
  | { readonly kind: 'name'; readonly contactId: ContactId; readonly errand: Errand }
  | { readonly kind: 'who'; readonly people: readonly Person[]; readonly errand: Errand }
  | {
      readonly kind: 'service';
      readonly person: Person;
      /** As listed; the rest is asked for by its name, or by wanting something else. */
      readonly services: readonly Service[];
      readonly others?: readonly Service[];
      /** Which list it is, from the second on. */
      readonly list?: number;
      readonly errand: Errand;
    }
  | {
      readonly kind: 'intake';
      readonly times: OfferedTimes;
      readonly option: number;
      readonly fields: readonly Field[];
      readonly answers: Answers;
      /** Booked already: of those who wait the first yes has the time, and nobody loses it over a question. */
      readonly visit?: AppointmentId;
    };

export type Answers = Readonly<Record<string, string>>;

export interface DialogueState {
  readonly prompts: readonly Prompt[];
  /** Newest last, a bounded number. */
  readonly settled: readonly SettledPrompt[];
  readonly question?: Question;
  /** Another language than the contact is filed with: what they wrote in last, and in how many clear turns. */
  readonly spoken?: { readonly locale: Locale; readonly turns: number };
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
  /** What a contact may book; where there is much, what most come for first. */
  readonly services: readonly Service[];
  readonly standing?: AddressStanding;
}

/** Facts and the pure skills a dialogue speaks with. */
/** The language a conversation goes on in. */
export interface Followed {
  readonly locale: Locale;
  /** Absent: it is the one the contact is filed with. */
  readonly spoken?: NonNullable<DialogueState['spoken']>;
  /** Asked for, or sure: it is kept for the contact. */
  readonly isSure: boolean;
  readonly isAsked: boolean;
}

export interface Scene {
  readonly facts: Facts;
  /** By what was said just now, and what `words` speak. */
  readonly followed: Followed;
  readonly words: Words;
  /** For a message to somebody else than the one who wrote. */
  readonly wordsFor: (reader: Reader) => Words;
  readonly understand: (text: string, prompts: readonly AskedPrompt[]) => Understood;
}
