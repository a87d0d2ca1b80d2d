import type { DeliveryStatus, MessageState } from '../../core/delivery/types.ts';
import type { Id, OrganisationId } from '../../core/ids.ts';
import type { Instant } from '../../core/time/types.ts';
import { declareModel, number, optionalNumber, optionalText, plainData, text } from './definition.ts';

export interface OutboxMessageDocument {
  /** Organisation and key: the same thing is not said twice. */
  _id: string;
  organisationId: OrganisationId;
  key: string;
  channel: string;
  conversationKey: string;
  recipient: string;
  lane: string;
  /** Sorts by the order in which the messages of a lane were put in. */
  sequence: Id<'message'>;
  payload: unknown;
  /** 0: at once. */
  notBefore: Instant;
  notAfter?: Instant;
  ifUnknown: 'send_again' | 'give_up';
  state: MessageState;
  /** Since when it could have been sent. */
  waitingSince: Instant;
  /** When the next try is due; never before `notBefore`. */
  nextAt: Instant;
  attempts: number;
  /** A try began whose outcome nobody recorded; on the machine's clock, for the provider compares it with its own. */
  openSince?: Instant;
  /** Wanted while it was being sent: it is not tried again. */
  withdrawal?: string;
  providerId?: string;
  delivery?: { status: DeliveryStatus; at: Instant; reason?: string };
  deliveryRank: number;
  failure?: { reason: string; at: Instant };
  settledAt?: Instant;
}

export const outboxMessageModel = declareModel<OutboxMessageDocument>(
  'outbox',
  {
    _id: text,
    organisationId: text,
    key: text,
    channel: text,
    conversationKey: text,
    recipient: text,
    lane: text,
    sequence: text,
    payload: plainData,
    notBefore: number,
    notAfter: optionalNumber,
    ifUnknown: text,
    state: text,
    waitingSince: number,
    nextAt: number,
    attempts: number,
    openSince: optionalNumber,
    withdrawal: optionalText,
    providerId: optionalText,
    delivery: plainData,
    deliveryRank: number,
    failure: plainData,
    settledAt: optionalNumber,
  },
  [
    { name: 'lane', keys: { lane: 1, sequence: 1 }, where: { state: 'waiting' } },
    { name: 'due', keys: { nextAt: 1, lane: 1 }, where: { state: 'waiting' } },
    { name: 'recipient', keys: { organisationId: 1, channel: 1, recipient: 1 }, where: { state: 'waiting' } },
    {
      name: 'provider',
      keys: { organisationId: 1, channel: 1, providerId: 1 },
      where: { providerId: { $exists: true } },
    },
    { name: 'dead', keys: { organisationId: 1, sequence: 1 }, where: { state: 'dead' } },
    { name: 'settled', keys: { settledAt: 1 }, where: { settledAt: { $exists: true } } },
  ],
);

export interface EarlyReportDocument {
  /** Organisation, channel, provider's id and status. */
  _id: string;
  organisationId: OrganisationId;
  channel: string;
  providerId: string;
  status: DeliveryStatus;
  at: Instant;
  reason?: string;
}

/** Delivery reports that came before we knew the provider's id of the message. */
export const earlyReportModel = declareModel<EarlyReportDocument>(
  'outbox_early_reports',
  {
    _id: text,
    organisationId: text,
    channel: text,
    providerId: text,
    status: text,
    at: number,
    reason: optionalText,
  },
  [
    { name: 'provider', keys: { organisationId: 1, channel: 1, providerId: 1 } },
    { name: 'at', keys: { at: 1 } },
  ],
);
