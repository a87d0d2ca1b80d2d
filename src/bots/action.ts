import type { AppointmentId } from '../core/ids.ts';
import type { OfferId } from '../core/offers/types.ts';
import type { WaitlistOfferId } from '../core/waitlist/types.ts';

/** Times of a member or the assistant, or an opening that is kept for somebody who waits: answered in the same words. */
export type OfferedId = OfferId | WaitlistOfferId;

/** What a button does. It names its subject by id: a press long after everything changed is still about the same thing. */
export type Action =
  | { readonly kind: 'accept'; readonly offer: OfferedId; readonly option: number }
  | { readonly kind: 'decline'; readonly offer: OfferedId }
  /** Wants other times than these. */
  | { readonly kind: 'suggest'; readonly offer: OfferedId }
  | { readonly kind: 'confirm'; readonly appointment: AppointmentId }
  | { readonly kind: 'change'; readonly appointment: AppointmentId }
  | { readonly kind: 'cancel'; readonly appointment: AppointmentId }
  | { readonly kind: 'cancel_yes'; readonly appointment: AppointmentId }
  | { readonly kind: 'keep'; readonly appointment: AppointmentId }
  /** An entry of a list that a question showed, numbered from 1. */
  | { readonly kind: 'pick'; readonly question: string; readonly entry: number }
  /** Members only: take a conversation over, and give it back. */
  | { readonly kind: 'take_over'; readonly conversation: string }
  | { readonly kind: 'give_back'; readonly conversation: string };

/** As it travels in a button's value: short, and readable in a log. */
export function encodeAction(action: Action): string {
  switch (action.kind) {
    case 'accept':
      return `accept:${action.offer}:${action.option}`;
    case 'decline':
    case 'suggest':
      return `${action.kind}:${action.offer}`;
    case 'confirm':
    case 'change':
    case 'cancel':
    case 'cancel_yes':
    case 'keep':
      return `${action.kind}:${action.appointment}`;
    case 'pick':
      return `pick:${action.question}:${action.entry}`;
    case 'take_over':
    case 'give_back':
      return `${action.kind}:${action.conversation}`;
  }
}

const FORM = /^([a-z_]+):([\w-]{1,64})(?::(\d{1,3}))?$/;

/** A value comes back over the network: whatever is not one of ours is undefined. Whether its subject is theirs is checked later. */
export function decodeAction(value: string): Action | undefined {
  const match = FORM.exec(value);
  if (match === null) return undefined;
  const [, kind, id = '', entry] = match;
  const needsNumber = kind === 'accept' || kind === 'pick';
  if (needsNumber !== (entry !== undefined)) return undefined;
  switch (kind) {
    case 'accept':
      return { kind, offer: id as OfferedId, option: Number(entry) }; // an id is checked against the store, not by its form
    case 'pick':
      return { kind, question: id, entry: Number(entry) };
    case 'decline':
    case 'suggest':
      return { kind, offer: id as OfferedId }; // as above
    case 'confirm':
    case 'change':
    case 'cancel':
    case 'cancel_yes':
    case 'keep':
      return { kind, appointment: id as AppointmentId }; // as above
    case 'take_over':
    case 'give_back':
      return { kind, conversation: id };
    default:
      return undefined;
  }
}
