// What goes into one step of a dialogue, and what comes out.
import type { WhyUnread } from '../../core/delivery/types.ts';
import type { Action, OfferedId } from '../action.ts';
import type { Message } from '../message.ts';
import type { Understood } from '../understanding/types.ts';
import type { Effect, KeyedEffect, Outcome } from './effects.ts';
import type { Answers, CompletedSeries, DialogueState, OfferedTimes, Visit } from './types.ts';

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

/** Something that happened elsewhere and concerns this conversation. */
export type Happening =
  | { readonly kind: 'offer_made'; readonly times: OfferedTimes }
  | {
      readonly kind: 'offer_ended';
      readonly times: OfferedTimes;
      /**
       * `decided_elsewhere`: the contact answered on another device or channel. `lost`: somebody else on the waitlist was faster.
       * `unanswered`: a wish of theirs that expired.
       */
      readonly how: 'expired' | 'withdrawn' | 'refused' | 'unanswered' | 'lost' | 'decided_elsewhere';
    }
  /** A list that had to wait was not sent, for some of its times are gone; `times` are those that are left, or all where none is. */
  | { readonly kind: 'times_gone'; readonly times: OfferedTimes; readonly isAnyLeft: boolean }
  | { readonly kind: 'confirmation_due'; readonly visit: Visit }
  /** A member accepted what the contact had asked for, or approved a request. */
  | { readonly kind: 'visit_booked'; readonly visit: Visit; readonly offer?: OfferedId; readonly moved: boolean }
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
  | { readonly kind: 'series_completed'; readonly series: CompletedSeries }
  /** A text of ours was never read. */
  | { readonly kind: 'message_unsent'; readonly why: WhyUnread }
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
