import type { Instant } from '../../core/time/types.ts';
import { pendingIndex } from '../pending.ts';
import { declareModel, optionalNumber } from './definition.ts';
import { type KeptDocument, keptFields } from './kept.ts';

export interface ApiKeyDocument extends KeptDocument {
  /** Beside the body, for it is written without counting as a change. */
  lastUsedAt?: Instant;
}

export const apiKeyModel = declareModel<ApiKeyDocument>('api_keys', { ...keptFields, lastUsedAt: optionalNumber }, [
  { name: 'list', keys: { organisationId: 1, _id: 1 } },
  pendingIndex,
]);
