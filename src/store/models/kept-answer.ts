import type { CallRoot } from '../../core/answers/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalText, text } from './definition.ts';

export interface KeptAnswerDocument {
  /** The hash of caller and key. */
  _id: string;
  organisationId: OrganisationId;
  fingerprint: string;
  state: 'begun' | 'answered' | 'failed';
  root: CallRoot;
  at: Instant;
  /** When the latest try began. */
  triedAt: Instant;
  /** Locked with the key ring: an answer may hold a token that is told once. */
  keyId?: string;
  box?: string;
}

export const keptAnswerModel = declareModel<KeptAnswerDocument>(
  'kept_answers',
  {
    _id: text,
    organisationId: text,
    fingerprint: text,
    state: text,
    root: text,
    at: number,
    triedAt: number,
    keyId: optionalText,
    box: optionalText,
  },
  [{ name: 'old', keys: { at: 1 } }],
);
