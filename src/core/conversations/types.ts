/**
 * The words of this room.
 *
 * - conversation: one thread with one address on one channel
 * - cause: the turn or event that is answered; each is answered once
 * - entry: one line of the thread, from either side, or a card for the members alone
 * - need: why a person has to look; it stands until somebody took over, gave back or resolved it
 */
import type { OutgoingMessage } from '../delivery/types.ts';
import type { DomainEvent } from '../events.ts';
import type { ContactId, ConversationId, MemberId, OrganisationId } from '../ids.ts';
import type { OfferId } from '../offers/types.ts';
import type { ChannelName } from '../people/types.ts';
import type { Page, PageRequest } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import type { WaitlistOfferId } from '../waitlist/types.ts';

export interface Need {
  readonly reason: 'question' | 'unsure' | 'failed' | 'too_late' | 'unsent';
  readonly since: Instant;
  /** The turn that could not be handled; it can be tried again. */
  readonly turn?: string;
}

export interface Conversation {
  readonly id: ConversationId;
  readonly organisationId: OrganisationId;
  readonly version: number;
  readonly channel: ChannelName;
  /** Theirs, in the channel's own form. */
  readonly address: string;
  /** Whose it was first; who shares the address is asked of the contacts. */
  readonly contactId: ContactId;
  /** Plain data of the dialogue; core keeps it and never looks into it. */
  readonly dialogue?: unknown;
  readonly handler: 'assistant' | 'waiting' | 'member';
  /** Who took it over. */
  readonly memberId?: MemberId;
  readonly need?: Need;
  /** The causes answered last. */
  readonly answered: readonly string[];
  readonly lastAt: Instant;
}

/** So many causes are remembered: far more than a worker can have in hand when it dies. */
export const ANSWERED_KEPT = 50;

export interface ThreadEntry {
  /** Written again under the same key it takes the place of the first. */
  readonly key: string;
  readonly conversationId: ConversationId;
  readonly organisationId: OrganisationId;
  /** Sorts by time within the conversation. */
  readonly order: string;
  readonly at: Instant;
  readonly side: 'contact' | 'assistant' | 'member' | 'desk';
  /** The member who wrote it, or the one it is for. */
  readonly memberId?: MemberId;
  readonly text: string;
  /** A card's channel-neutral body, for whoever can show more than words. */
  readonly body?: unknown;
  /** The key of the message in the outbox, for what became of it. */
  readonly message?: string;
}

/** What one cause did to a conversation: written as one update, once. */
export interface Advance {
  readonly conversation: Conversation;
  readonly cause: string;
  readonly messages: readonly OutgoingMessage[];
  readonly events: readonly DomainEvent[];
}

export interface ConversationFilter {
  /** Any of them: a person's records that were folded together. */
  readonly contactIds?: readonly ContactId[] | undefined;
  readonly inNeed?: boolean | undefined;
}

/** What conversations need of the store. */
export interface Conversations {
  find(organisationId: OrganisationId, id: ConversationId): Promise<Conversation | undefined>;
  byAddress(organisationId: OrganisationId, channel: ChannelName, address: string): Promise<Conversation | undefined>;
  /** Where there is one with that address it is that one. */
  open(conversation: Conversation): Promise<Conversation>;
  /** The ones that were heard last come first. */
  list(organisationId: OrganisationId, filter: ConversationFilter, page?: PageRequest): Promise<Page<Conversation>>;
  /** Writes if the stored version is one less. False: somebody was faster, and nothing was written. */
  advance(advance: Advance): Promise<boolean>;
  write(entries: readonly ThreadEntry[]): Promise<void>;
  thread(organisationId: OrganisationId, id: ConversationId, page?: PageRequest): Promise<Page<ThreadEntry>>;
}

export type CardSubject =
  | { readonly kind: 'offer'; readonly id: OfferId }
  | { readonly kind: 'opening'; readonly id: WaitlistOfferId }
  | { readonly kind: 'appointment'; readonly id: string };

/** A page behind a short code: whoever holds the code may act for the conversation it was sent in, on this one thing. */
export interface CardLink {
  readonly code: string;
  readonly organisationId: OrganisationId;
  readonly conversationId: ConversationId;
  readonly subject: CardSubject;
}

export interface CardLinks {
  /** The same card has the same code, whoever asks. */
  codeOf(card: Omit<CardLink, 'code'>): Promise<string>;
  find(code: string): Promise<CardLink | undefined>;
}
