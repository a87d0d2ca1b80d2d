import type { CardSubject, Conversation, ThreadEntry } from '../../core/conversations/types.ts';
import type { ConversationId, OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { type PendingFields, pendingFields, pendingIndex } from '../pending.ts';
import { declareModel, number, optionalNumber, optionalText, plainData, text } from './definition.ts';

export interface ConversationDocument extends PendingFields, Omit<Conversation, 'id' | 'answered'> {
  _id: ConversationId;
  organisationId: OrganisationId;
  answered: string[];
  /** Since when a person has to look; absent while nobody has to. */
  needSince?: Instant;
}

export const conversationModel = declareModel<ConversationDocument>(
  'conversations',
  {
    _id: text,
    organisationId: text,
    version: number,
    channel: text,
    address: text,
    contactId: text,
    dialogue: plainData,
    handler: text,
    memberId: optionalText,
    need: plainData,
    needSince: optionalNumber,
    answered: { type: [String], required: true },
    lastAt: number,
    ...pendingFields,
  },
  [
    { name: 'address', keys: { organisationId: 1, channel: 1, address: 1 }, unique: true },
    { name: 'list', keys: { organisationId: 1, lastAt: -1, _id: -1 } },
    { name: 'contact', keys: { organisationId: 1, contactId: 1, lastAt: -1, _id: -1 } },
    { name: 'in_need', keys: { organisationId: 1, lastAt: -1, _id: -1 }, where: { needSince: { $gt: 0 } } },
    pendingIndex,
  ],
);

export interface ThreadEntryDocument extends Omit<ThreadEntry, 'key'> {
  /** Conversation and key. */
  _id: string;
  organisationId: OrganisationId;
}

export const threadEntryModel = declareModel<ThreadEntryDocument>(
  'thread_entries',
  {
    _id: text,
    organisationId: text,
    conversationId: text,
    order: text,
    at: number,
    side: text,
    memberId: optionalText,
    // Not `required`: a text may be empty, as one is that brought a picture alone.
    text: { type: String, default: '' },
    body: plainData,
    message: optionalText,
  },
  [{ name: 'thread', keys: { organisationId: 1, conversationId: 1, order: 1 } }],
);

export interface CardLinkDocument {
  /** The code. */
  _id: string;
  organisationId: OrganisationId;
  conversationId: ConversationId;
  /** Conversation and subject: a card has one code. */
  card: string;
  subject: CardSubject;
}

export const cardLinkModel = declareModel<CardLinkDocument>(
  'card_links',
  { _id: text, organisationId: text, conversationId: text, card: text, subject: plainData },
  [{ name: 'card', keys: { organisationId: 1, card: 1 }, unique: true }],
);
