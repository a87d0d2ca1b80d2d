import type { AppointmentId, MemberId } from '../core/ids.ts';
import type { OfferId } from '../core/offers/types.ts';
import type { Occasion } from '../core/people/quiet-hours.ts';
import type { Purpose } from '../core/people/types.ts';
import type { Instant } from '../core/time/types.ts';
import type { WaitlistOfferId } from '../core/waitlist/types.ts';
import type { Action } from './action.ts';

/** A thing to press, or to name by its number where nothing can be pressed. */
export interface Choice {
  readonly label: string;
  readonly action: Action;
  readonly style?: 'primary' | 'danger';
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'choice';
  /** For a choice: the answers, in the order of their numbers. */
  readonly answers: readonly string[];
  readonly required: boolean;
}

/** A remark, no more. */
interface TextBody {
  readonly kind: 'text';
  readonly text: string;
}

/** Something happened that the reader should see; rich channels give it its colour. */
interface NoticeBody {
  readonly kind: 'notice';
  readonly tone: 'good' | 'neutral' | 'bad';
  readonly text: string;
}

/** A question whose answers can be listed: an offer of times, a "which one do you mean". */
export interface OptionsBody {
  readonly kind: 'options';
  readonly text: string;
  readonly options: readonly Choice[];
  /** How to answer in words; channels with buttons leave it out. */
  readonly hint: string;
  /** Beside the numbered ones: "other times", "no, thanks". Words do as well, so the text form leaves them out. */
  readonly buttons: readonly Choice[];
}

/** A visit and what can be done about it. `text` says all of it in one breath for channels that only have words. */
interface AppointmentBody {
  readonly kind: 'appointment';
  readonly text: string;
  readonly person: string;
  readonly service: string;
  readonly host: string;
  readonly when: string;
  readonly buttons: readonly Choice[];
}

/** Days and their times to browse, for channels that can. */
interface PickerBody {
  readonly kind: 'picker';
  readonly text: string;
  readonly days: readonly { readonly label: string; readonly times: readonly Choice[] }[];
  readonly hint: string;
}

/** Several questions at once; where there are only words, the first is asked and the rest follow one by one. */
interface FormBody {
  readonly kind: 'form';
  readonly form: string;
  readonly text: string;
  readonly fields: readonly Field[];
  readonly hint: string;
}

export type Body = TextBody | NoticeBody | OptionsBody | AppointmentBody | PickerBody | FormBody;

/** What a card shows the state of; when that changes anywhere, every card about it is drawn anew. */
type CardSubject =
  | { readonly kind: 'offer'; readonly id: OfferId }
  | { readonly kind: 'opening'; readonly id: WaitlistOfferId }
  | { readonly kind: 'appointment'; readonly id: AppointmentId };

type Recipient =
  /** The conversation the turn came from, or that the event is about. */
  | { readonly kind: 'conversation' }
  | { readonly kind: 'member'; readonly id: MemberId }
  /** Whoever watches the "needs a human" queue. */
  | { readonly kind: 'desk' };

/** The one thing every channel is given to say. */
export interface Message {
  /** Unique: what, to whom, which step. The same key is never sent twice. */
  readonly key: string;
  readonly to: Recipient;
  readonly purpose: Purpose;
  readonly occasion: Occasion;
  readonly body: Body;
  readonly about?: CardSubject;
  /** The code of the card's page, where it has one. */
  readonly card?: string;
  /** When the times it lists were last looked at. */
  readonly lookedAt?: Instant;
  /** The one confirmation of a STOP, the answer to HELP: sent although the address is opted out, and the only thing that is. */
  readonly answersConsent?: true;
  /** Not sent after it; an offer that expired overnight is no news in the morning. */
  readonly worthlessAt?: Instant;
}
