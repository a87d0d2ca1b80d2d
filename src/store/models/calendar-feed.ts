import type { MemberId } from '../../core/ids.ts';
import { pendingIndex } from '../pending.ts';
import { declareModel, text } from './definition.ts';
import { type KeptDocument, keptFields } from './kept.ts';

export interface CalendarFeedDocument extends KeptDocument {
  memberId: MemberId;
  tokenHash: string;
}

export const calendarFeedModel = declareModel<CalendarFeedDocument>(
  'calendar_feeds',
  { ...keptFields, memberId: text, tokenHash: text },
  [
    { name: 'members', keys: { organisationId: 1, memberId: 1 }, unique: true },
    { name: 'tokens', keys: { tokenHash: 1 } },
    pendingIndex,
  ],
);
