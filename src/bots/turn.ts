import type { ChannelName } from '../core/people/types.ts';
import { inOneLine, printable } from '../core/text.ts';
import type { Instant } from '../core/time/types.ts';
import type { Action } from './action.ts';

/** Where a turn came from; the same on every channel. */
interface TurnOrigin {
  /** The provider's own id: a second delivery of the same turn carries the same one. */
  readonly providerId: string;
  readonly channel: ChannelName;
  /** Who wrote, in the channel's own form (a phone number, a user id). */
  readonly from: string;
  /** Whom they wrote to: our number, our workspace, our chat. Tells which organisation is meant. */
  readonly to: string;
  readonly at: Instant;
}

export interface TextTurn extends TurnOrigin {
  readonly kind: 'text';
  readonly text: string;
  /** Pictures and files beside the text; they are not opened. */
  readonly attachments: number;
  /** The carrier has acted on an opt-out word by itself, and told the person so. */
  readonly carrierHandled?: 'stop' | 'start' | 'help';
}

/** A button of one of our cards. It names what it is about, so a late press is answered for that and nothing else. */
interface PressTurn extends TurnOrigin {
  readonly kind: 'press';
  readonly action: Action;
}

/** A slash command, or a message that begins like one. */
interface CommandTurn extends TurnOrigin {
  readonly kind: 'command';
  readonly command: string;
  readonly text: string;
}

interface FormTurn extends TurnOrigin {
  readonly kind: 'form';
  readonly form: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One inbound thing, whatever channel it came by. */
export type Turn = TextTurn | PressTurn | CommandTurn | FormTurn;

/** Ten segments of a text message, twice over; what is longer is cut, because nobody answers a question with a book. */
const LONGEST_TEXT = 3_200;
const LONGEST_NAME = 80;

/** What a person wrote, as it may be kept and shown: printable, and of a bounded length. */
export function cleanText(text: string): string {
  const cut = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
  return printable(cut);
}

/** A name as it may stand in one line of a message to somebody else. */
export function cleanName(text: string): string {
  const line = inOneLine(cleanText(text));
  // Web addresses have no place in a name: we would send them on in our own voice.
  const harmless = line.replace(/\b(?:https?:\/\/|www\.)\S*/gi, '').trim();
  return [...harmless].slice(0, LONGEST_NAME).join('');
}
