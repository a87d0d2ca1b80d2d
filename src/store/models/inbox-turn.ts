import type { TurnId } from '../../core/delivery/types.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalNumber, plainData, text } from './definition.ts';

export interface InboxTurnDocument {
  /** Organisation, channel and the provider's id: a second delivery collides with it. */
  _id: string;
  organisationId: OrganisationId;
  channel: string;
  providerId: string;
  conversationKey: string;
  lane: string;
  arrival: TurnId;
  state: 'waiting' | 'done' | 'needs_human';
  /** When the next try is due. */
  nextAt: Instant;
  receivedAt: Instant;
  attempts: number;
  payload: unknown;
  settledAt?: Instant;
  failure?: { reason: string; at: Instant };
}

export const inboxTurnModel = declareModel<InboxTurnDocument>(
  'inbox',
  {
    _id: text,
    organisationId: text,
    channel: text,
    providerId: text,
    conversationKey: text,
    lane: text,
    arrival: text,
    state: text,
    nextAt: number,
    receivedAt: number,
    attempts: number,
    payload: plainData,
    settledAt: optionalNumber,
    failure: plainData,
  },
  [
    // Partial: the many turns that are done cost these two nothing.
    { name: 'lane', keys: { lane: 1, arrival: 1 }, where: { state: 'waiting' } },
    { name: 'due', keys: { nextAt: 1, lane: 1 }, where: { state: 'waiting' } },
    { name: 'in_need', keys: { organisationId: 1, arrival: 1 }, where: { state: 'needs_human' } },
    { name: 'settled', keys: { settledAt: 1 }, where: { state: 'done' } },
  ],
);
