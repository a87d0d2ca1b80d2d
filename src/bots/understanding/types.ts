// What a contact wrote and what it means, as the rest of the conversation sees it.
import type { Instant, Zone } from '../../core/time/types.ts';
import type { PartOfDay } from '../../core/waitlist/types.ts';

export type Locale = 'en' | 'es' | 'fr' | 'de';
export const LOCALES = ['en', 'es', 'fr', 'de'] as const satisfies readonly Locale[];

interface OpenPrompt {
  readonly code: string;
  readonly person: string;
}

/** A booked visit; we asked "Reply YES to confirm or NO to change". */
export interface ConfirmPrompt extends OpenPrompt {
  readonly kind: 'confirm';
  readonly start: Instant;
  readonly minutes: number;
  /** Where they have to be there: the zone its time was told in. */
  readonly place?: Zone | undefined;
}

/** Times offered, numbered 1..n in this order, also a, b, c. */
export interface OfferPrompt extends OpenPrompt {
  readonly kind: 'offer';
  readonly options: readonly Instant[];
  readonly minutes: number;
  /** As above. */
  readonly place?: Zone | undefined;
}

/** We just asked which of several prompts was meant; `choices` are their codes. */
export interface ChoicePrompt extends OpenPrompt {
  readonly kind: 'choice';
  readonly choices: readonly string[];
}

export type Prompt = ConfirmPrompt | OfferPrompt | ChoicePrompt;

export interface Reply {
  readonly text: string;
  readonly now: Instant;
  readonly zone: Zone;
  readonly locale: Locale;
  /** Oldest first. */
  readonly prompts: readonly Prompt[];
}

export type Intent =
  | 'accept'
  | 'decline'
  | 'counter'
  | 'confirm'
  | 'reschedule'
  | 'cancel'
  | 'availability'
  | 'book'
  | 'waitlist_join'
  | 'waitlist_leave'
  | 'late'
  | 'question'
  | 'other'
  | 'reaction'
  | 'stop'
  | 'start'
  | 'help'
  | 'clarify';

/** Why we have to ask back. */
export type Unsure =
  | 'ambiguous_prompt'
  | 'ambiguous_option'
  | 'unknown_code'
  | 'unknown_option'
  | 'unknown_person'
  | 'number_to_yes_no'
  | 'time_mismatch'
  | 'hedged'
  | 'contradiction'
  | 'misspelt_loss'
  | 'partly_refused'
  | 'asked_whether'
  | 'no_answer'
  | 'nothing_open'
  | 'not_understood';

/** Both ends in epoch milliseconds; a point in time has `from` equal to `to`. */
export interface TimeWindow {
  readonly from: Instant;
  readonly to: Instant;
}

/** "The waitlist for Wednesday morning", "for mornings". */
export interface WaitingWish {
  readonly windows: readonly TimeWindow[];
  /** Said without a day. */
  readonly parts: readonly PartOfDay[];
}

export interface Understood {
  readonly intent: Intent;
  /** Code of the prompt answered. */
  readonly prompt: string | null;
  /** 1-based, only for accept. */
  readonly option: number | null;
  /** In the order said; absent when the reply states no time that can be computed. */
  readonly windows?: readonly TimeWindow[];
  /** The times of a wish to wait. Such a wish states no windows of its own: nobody is offered them now. */
  readonly waitsFor?: WaitingWish;
  /** Wished for without being said as a time: "afternoons", of each day to come; a day named with nothing open. */
  readonly wished?: readonly TimeWindow[];
  /** Small talk, or a question, that needs no human to be answered. */
  readonly about?: 'greeting' | 'own_visit';
  /** How late, for `late` alone. */
  readonly minutes?: number;
  /** The rule that decided, for logs and tests. */
  readonly why: string;
  /** Present exactly when the intent is clarify. */
  readonly unsure?: Unsure;
}
