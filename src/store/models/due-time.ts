import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalText, plainData, text } from './definition.ts';

export interface DueTimeDocument {
  /** Organisation and key. */
  _id: string;
  organisationId: OrganisationId;
  key: string;
  kind: string;
  subjectId: string;
  dueAt: Instant;
  /** When it is to be tried: `dueAt`, or later after a failed try. On our clock. */
  nextAt: Instant;
  state: 'planned' | 'failed';
  attempts: number;
  claim?: string;
  /** Until then it is handed out, or a worker has it. On the machine's clock. */
  claimedUntil: Instant;
  failure?: { reason: string; at: Instant };
}

export const dueTimeModel = declareModel<DueTimeDocument>(
  'due_times',
  {
    _id: text,
    organisationId: text,
    key: text,
    kind: text,
    subjectId: text,
    dueAt: number,
    nextAt: number,
    state: text,
    attempts: number,
    claim: optionalText,
    claimedUntil: number,
    failure: plainData,
  },
  [
    { name: 'due', keys: { nextAt: 1, claimedUntil: 1 }, where: { state: 'planned' } },
    { name: 'subject', keys: { organisationId: 1, subjectId: 1, dueAt: 1 } },
    { name: 'failed', keys: { organisationId: 1, _id: 1 }, where: { state: 'failed' } },
  ],
);
