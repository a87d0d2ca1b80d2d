/**
 * The words of this room.
 *
 * - phone: a number that the sandbox plays
 * - played text: what such a phone shows of one message, sent or received; kept under the message's key, so that it is shown once
 * - ahead: how far the service's clock was turned forward from the machine's, in milliseconds
 */
import type { OrganisationId } from '../ids.ts';
import type { MailedCalendar } from '../ports.ts';
import type { Instant } from '../time/types.ts';

/** One text as the network carries it. */
export interface PlayedPiece {
  readonly text: string;
  readonly encoding: 'gsm7' | 'ucs2';
  readonly units: number;
  readonly segments: number;
}

export interface PlayedText {
  readonly organisationId: OrganisationId;
  /** The message's key, or the id that the page made for what was typed. */
  readonly key: string;
  readonly phone: string;
  readonly side: 'sent' | 'received';
  readonly at: Instant;
  /** Sorts by the machine's time, which is never turned. */
  readonly order: string;
  readonly pieces: readonly PlayedPiece[];
  /** What can be answered by its number, in order. */
  readonly choices: readonly string[];
  /** The page behind the short link. */
  readonly card?: string | undefined;
}

export interface PlayedTexts {
  /** What is there already under its key is left as it is. */
  keep(text: PlayedText): Promise<void>;
  find(organisationId: OrganisationId, key: string): Promise<PlayedText | undefined>;
  /** The latest of one phone, the oldest of them first. */
  ofPhone(organisationId: OrganisationId, phone: string, limit: number): Promise<readonly PlayedText[]>;
}

export interface PlayedMail {
  readonly organisationId: OrganisationId;
  /** Made of what the mail says: sent again it is the same. */
  readonly id: string;
  readonly at: Instant;
  readonly order: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly calendars: readonly MailedCalendar[];
}

export interface PlayedMails {
  keep(mail: PlayedMail): Promise<void>;
  find(organisationId: OrganisationId, id: string): Promise<PlayedMail | undefined>;
  /** The latest first. */
  list(organisationId: OrganisationId, limit: number): Promise<readonly PlayedMail[]>;
}

/** Of every process on one store: none of them falls back behind what was reached. */
export interface ClockKeeper {
  ahead(): Promise<number>;
  /** Never less than what is kept already; what is kept then. */
  advance(ahead: number): Promise<number>;
  /** Back to the machine's own time. */
  reset(): Promise<void>;
}

/** Something that waits for its time, whoever's it is. */
export interface Due {
  readonly at: Instant;
  /** The kind of the due time, or `message` for one that waits to be sent. */
  readonly kind: string;
}

export interface DueOutlook {
  /** The next thing that becomes due after `after`. */
  next(after: Instant): Promise<Due | undefined>;
}
