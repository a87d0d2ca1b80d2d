import { pendingIndex } from '../pending.ts';
import { declareModel, text } from './definition.ts';
import { type KeptDocument, keptFields } from './kept.ts';

export interface OfferDocument extends KeptDocument {
  cause: string;
  conversationId: string;
  contactId: string;
  memberId: string;
  state: string;
}

export const offerModel = declareModel<OfferDocument>(
  'offers',
  { ...keptFields, cause: text, conversationId: text, contactId: text, memberId: text, state: text },
  [
    { name: 'cause', keys: { organisationId: 1, cause: 1 }, unique: true },
    { name: 'list', keys: { organisationId: 1, _id: -1 } },
    { name: 'contact', keys: { organisationId: 1, contactId: 1, _id: -1 } },
    { name: 'conversation', keys: { organisationId: 1, conversationId: 1, _id: -1 } },
    { name: 'member', keys: { organisationId: 1, memberId: 1, _id: -1 } },
    pendingIndex,
  ],
);
